"""Making the changes that diagnostics are certain of. A change that does not better its own line, or that makes the file worse, is not made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.lint.linter import lint_text

MOST_ROUNDS = 20
"""A repaired line may be found to have a further mistake; this often, text is looked at again."""


def fixed_text(text: str, *, name: str, folder: Path | None) -> str:
    """The text with every certain change made."""
    found = lint_text(text, name=name, folder=folder)
    for _ in range(MOST_ROUNDS):
        changed, left = text, found
        for fix in _apart(diagnostic.fix for diagnostic in found if diagnostic.fix is not None):
            candidate = _with(changed, fix)
            remaining = lint_text(candidate, name=name, folder=folder)
            line = fix.span.line
            if _weight(remaining, line) < _weight(left, line) and _weight(remaining) <= _weight(left):
                changed, left = candidate, remaining
        if changed == text:
            break
        text, found = changed, left
    return text


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
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    first = starts[fix.span.line - 1] + fix.span.column - 1
    last = starts[fix.span.end_line - 1] + fix.span.end_column - 1
    return text[:first] + fix.replacement + text[last:]
