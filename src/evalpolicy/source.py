"""Where a piece of a policy stands: the text of a file and a span in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeAlias

from evalpolicy.classes import field, frozen

if TYPE_CHECKING:
    from pathlib import Path

AnyPath: TypeAlias = "str | os.PathLike[str]"
"""What callers name a file by."""


@frozen
class SourceFile:
    """A policy's text as read, with the name that diagnostics show.

    `text` keeps every character of the file, so that spans count the author's own columns. `at` is where it was read; None: nowhere.
    """

    name: str
    text: str = field(repr=False)
    at: str | None = None
    _lines: list[str] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_lines", self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    @property
    def path(self) -> Path | None:
        """Where it was read; None: nowhere."""
        from pathlib import Path  # takes longer to import than many a policy to resolve

        return None if self.at is None else Path(self.at)

    @property
    def folder(self) -> str | None:
        """The folder that it was read in; None: none."""
        return None if self.at is None else os.path.dirname(self.at)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line end; empty beyond the last line."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def words(self, span: Span) -> str:
        """The author's own words at a span, on one line."""
        lines = [self.line(number) for number in range(span.line, span.end_line + 1)]
        if not lines:
            return ""
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        return " ".join(" ".join(line.split()) for line in lines)

    @property
    def line_count(self) -> int:
        """How many lines the file has."""
        return len(self._lines)


@frozen(order=True)
class Span:
    """A stretch of a file: 1-based line and column of its first character, and of the one after its last."""

    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: Span) -> Span:
        """The stretch from the start of this one to the end of `other`."""
        return Span(self.line, self.column, other.end_line, other.end_column)


NOWHERE = Span(0, 0, 0, 0)
