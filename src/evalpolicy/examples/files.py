"""Files of further examples of a policy: the one beside it, and those that somebody names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import fspath
from pathlib import Path

from evalpolicy.errors import UsageError
from evalpolicy.language.model import Example
from evalpolicy.loading import load_examples
from evalpolicy.policy import Policy

SUFFIX = ".examples"


def example_files(policy: Policy, files: Iterable[Path] = ()) -> Iterator[Path]:
    """`NAME.examples` beside the policy's `NAME.policy`, where there is one, and `files`; each once."""
    seen: set[Path] = set()
    path = policy.model.file.path
    beside = None if path is None else path.with_suffix(SUFFIX)
    for file in [*([beside] if beside is not None and beside.is_file() else []), *files]:
        if file.resolve() not in seen:
            seen.add(file.resolve())
            yield file


def all_examples(policy: Policy, files: Iterable[Path] = ()) -> tuple[Example, ...]:
    """The policy's own examples and those of its further files.

    Raises `PolicyError` with every mistake of a file, `UsageError` where there is no such file.
    """
    found = [*policy.model.examples]
    for file in example_files(policy, files):
        if not file.is_file():
            raise UsageError(f"没有文件 {fspath(file)!r}", f"there is no file {fspath(file)!r}")
        found += load_examples(policy.model, file, limits=policy.limits)
    return tuple(found)
