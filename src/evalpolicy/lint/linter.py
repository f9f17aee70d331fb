"""Linting a file: everything that the loader says, and what the checks remark on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.errors import UsageError
from evalpolicy.examples.files import SUFFIX as EXAMPLES
from evalpolicy.limits import Limits
from evalpolicy.lint.confirmations import unconfirmed
from evalpolicy.lint.remarks import remarks
from evalpolicy.loading import Reading, read_policy, read_text
from evalpolicy.shelf import SUFFIX
from evalpolicy.syntax.reading import read_source
from evalpolicy.syntax.respelling import respelt


def lint_file(path: Path, limits: Limits | None = None) -> list[Diagnostic]:
    """Everything that is wrong or odd in a policy file, in the order of the file; then what is not confirmed in the file of examples beside it."""
    beside = path.with_suffix(EXAMPLES)
    examples = unconfirmed(read_source(beside, limits or Limits())[0]) if beside.is_file() else ()
    return [*_linted(read_policy(path, limits=limits or Limits()), limits), *examples]


def lint_text(text: str, *, name: str, folder: Path | None, limits: Limits | None = None) -> list[Diagnostic]:
    """The same of a text; what it cites is looked for in `folder`."""
    return _linted(read_text(text, name=name, folder=folder, limits=limits or Limits()), limits)


def policy_paths(paths: Iterable[Path]) -> Iterator[Path]:
    """The files among the paths, and the policies in the folders among them; hidden folders are left out. `OSError` where one may not be read."""
    seen: set[Path] = set()
    for path in paths:
        for each in _policies_in(path) if path.is_dir() else [path]:
            if each not in seen:
                seen.add(each)
                yield each


def concerned(paths: Iterable[Path]) -> Iterator[Path]:
    """The policies that some files and folders are about: of a file of examples the policy beside it, of a text the policies that cite it.

    A file that is about no policy is taken for one. Raises `UsageError` for examples without a policy.
    """
    about: list[Path] = []
    for path in paths:
        if path.suffix == EXAMPLES and path.is_file():
            if not path.with_suffix(SUFFIX).is_file():
                raise UsageError(
                    f"{path}：这些示例旁边没有规则文件 {path.with_suffix(SUFFIX).name}",
                    f"{path}: there is no policy {path.with_suffix(SUFFIX).name} beside these examples",
                )
            about.append(path.with_suffix(SUFFIX))
        elif path.suffix != SUFFIX and path.is_file():
            about += list(_citing(path)) or [path]
        else:
            about.append(path)
    return policy_paths(about)


def _citing(text: Path) -> Iterator[Path]:
    """The policies that cite a text: they stand beside it, or in a folder above."""
    for folder in text.parents:
        for policy in sorted(folder.glob(f"*{SUFFIX}")):
            if f'"{text.relative_to(folder).as_posix()}"' in policy.read_text(encoding="utf-8", errors="replace"):
                yield policy


def _policies_in(folder: Path) -> Iterator[Path]:
    """Sorted. Raises `OSError` where a folder may not be read: what it holds would pass for sound."""
    found: list[Path] = []
    for within, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(within, name) for name in files if os.path.normcase(name).endswith(SUFFIX) and not name.startswith(".")]
    for path in sorted(found):
        if path.is_file() or not path.exists():
            yield path


def _raise(error: OSError) -> None:
    raise error


def _linted(reading: Reading, limits: Limits | None) -> list[Diagnostic]:
    found = [*reading.diagnostics, *unconfirmed(reading.file), *remarks(reading, limits or Limits())]
    return sorted(respelt(found), key=lambda diagnostic: (diagnostic.span, diagnostic.code))
