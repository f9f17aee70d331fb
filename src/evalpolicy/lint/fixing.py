"""Making the changes that diagnostics are certain of. A change that does not better its own line, or that makes the file worse, is not made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.lint.linter import lint_text
from evalpolicy.wording import Wording

MOST_ROUNDS = 20
"""A repaired line may be found to have a further mistake; this often, text is looked at again."""

_LINE_END = re.compile(r"\r\n|\r|\n")


@frozen
class Change:
    """A change of a line: what stood there, and what stands there now (both as far as they differ, in whole words)."""

    line: int
    was: str
    now: str

    @property
    def said(self) -> Wording:
        """The change in words."""
        if not self.now:
            return Wording(f"删去了 `{self.was}`", f"removed `{self.was}`")
        if not self.was:
            return Wording(f"加上了 `{self.now}`", f"added `{self.now}`")
        return Wording(f"`{self.was}` 改成了 `{self.now}`", f"changed `{self.was}` to `{self.now}`")


@frozen
class Fixed:
    """A text with every certain change made, and these changes in the order of the file."""

    text: str
    changes: tuple[Change, ...]


def fixed_text(text: str, *, name: str, folder: Path | None) -> Fixed:
    """The text with every certain change made."""
    found = lint_text(text, name=name, folder=folder)
    changes: list[Change] = []
    for _ in range(MOST_ROUNDS):
        changed, left = text, found
        for fix in _apart(diagnostic.fix for diagnostic in found if diagnostic.fix is not None):
            candidate = _with(changed, fix)
            remaining = lint_text(candidate, name=name, folder=folder)
            line = fix.span.line
            if _weight(remaining, line) < _weight(left, line) and _weight(remaining) <= _weight(left):
                changes.append(_change(changed, fix))
                changed, left = candidate, remaining
        if changed == text:
            break
        text, found = changed, left
    return Fixed(text, tuple(sorted(changes, key=lambda change: change.line)))


def _weight(diagnostics: Iterable[Diagnostic], line: int | None = None) -> tuple[int, int]:
    """Errors, then warnings: of one line, or of the whole file."""
    severities = [diagnostic.severity for diagnostic in diagnostics if line in (None, diagnostic.span.line)]
    return severities.count("error"), severities.count("warning")


def _apart(fixes: Iterable[Fix]) -> list[Fix]:
    """Those that do not overlap, the last of the file first: making one moves none of the others."""
    chosen: list[Fix] = []
    for fix in sorted(fixes, key=lambda each: each.span, reverse=True):
        end = (fix.span.end_line, fix.span.end_column)
        if not chosen or end <= (chosen[-1].span.line, chosen[-1].span.column):
            chosen.append(fix)
    return chosen


def _with(text: str, fix: Fix) -> str:
    first, last = _bounds(text, fix)
    behind = re.compile(r"[ \t]*(?=[,，])").match(text, last)
    if not fix.replacement and behind is not None:
        # Of `a b , c` without `b` nobody wants the spaces before the comma.
        first, last = len(text[:first].rstrip(" \t")), behind.end()
    return text[:first] + fix.replacement + text[last:]


def _bounds(text: str, fix: Fix) -> tuple[int, int]:
    """Where what a fix changes begins and ends in the text."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    return starts[fix.span.line - 1] + fix.span.column - 1, starts[fix.span.end_line - 1] + fix.span.end_column - 1


def _change(text: str, fix: Fix) -> Change:
    """What a fix changes, from the beginning of the first word that it touches to the end of the last."""
    first, last = _bounds(text, fix)
    now = fix.replacement
    while first > 0 and not text[first - 1].isspace() and (first < last or now):
        first -= 1
        now = text[first] + now
    while last < len(text) and not text[last].isspace() and not text[last - 1 : last].isspace():
        now += text[last]
        last += 1
    return Change(fix.span.line, " ".join(text[first:last].split()), " ".join(now.split()))
