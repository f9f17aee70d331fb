"""The guides for authors, run as a reader would follow them: `python -m tests.docs.guide` writes anew what the commands print.

What a fenced block is for stands after its language, where a reader does not see it:

    ```policy FILE, ```text FILE     the file, as it is then
    ```policy wrong FILE             what to put into FILE in the place of the next block `right`; a mistake that the next commands tell
    ```policy right FILE             what stands there again
    ```policy before FILE, after     an edit that stays: `before` stands in FILE, `after` takes its place
    ```policy append FILE            what comes below all that FILE holds
    ```console                       commands with `$`, each followed by what it prints

Any other block is only read.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

from evalpolicy.backends.symbolic.universe import FRESH
from evalpolicy.cli import main

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = {
    "zh": [DOCS / "zh" / name for name in ("first-policy.md", "messages.md", "testing.md", "next-semester.md")],
    "en": [DOCS / "authors.md"],
}
"""The pages of each guide that show commands, in their order: each goes on with the files of the ones before it."""

_BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@contextmanager
def reading(language: str, folder: Path) -> Iterator[None]:
    """In an empty folder, as a reader whose system speaks a language."""
    before, variables = Path.cwd(), dict(os.environ)
    os.chdir(folder)
    os.environ["LC_ALL"] = {"zh": "zh_CN.UTF-8", "en": "en_GB.UTF-8"}[language]
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(variables)


def followed(page: str) -> str:
    """A page as it should be: with what its commands print, run in the current folder; its blocks are written there as files."""
    parts, at = [], 0
    for match in _BLOCK.finditer(page):
        language, purpose, content = match.groups()
        role, _, name = purpose.rpartition(" ")
        if language == "console":
            content = "".join(f"$ {command}\n{_printed(command)}" for command in re.findall(r"^\$ (.*)$", content, re.MULTILINE))
        elif role == "wrong":
            right = next(found[3] for found in _BLOCK.finditer(page, match.end()) if found[2] == f"right {name}")
            _put(Path(name), right, content)
        elif role == "right":
            _put(Path(name), _previous(page, f"wrong {name}", match.start()), content)
        elif role == "after":
            _put(Path(name), _previous(page, f"before {name}", match.start()), content)
        elif role == "append":
            file = Path(name)
            file.write_text(f"{file.read_text(encoding='utf-8')}\n{content}", encoding="utf-8")
        elif name and not role:
            Path(name).write_text(content, encoding="utf-8")
        parts += [page[at : match.start(3)], content]
        at = match.end(3)
    return "".join([*parts, page[at:]])


def _previous(page: str, purpose: str, before: int) -> str:
    return [found[3] for found in _BLOCK.finditer(page, 0, before) if found[2] == purpose][-1]


def _put(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} holds {text.count(old)} times:\n{old}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def _printed(command: str) -> str:
    """What a command prints, on both streams."""
    program, *arguments = shlex.split(command)
    assert program == "evalpolicy", command
    result = CliRunner().invoke(main, arguments)
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    # Which of the items that are on no list a solver takes is up to it.
    output = re.sub(rf"{FRESH}\d", f"{FRESH}1", result.output)
    return output if not output or output.endswith("\n") else f"{output}\n"


def written_anew() -> None:
    """Every page with what its commands print now."""
    for language, pages in GUIDES.items():
        with tempfile.TemporaryDirectory() as folder, reading(language, Path(folder)):
            for page in pages:
                page.write_text(followed(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    written_anew()
