"""Texts that begin with another mark than they end with: `’title"`, `「title"`."""

from __future__ import annotations

from collections.abc import Sequence

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.source import Span
from evalpolicy.syntax.scanning import QUOTES, read_quoted
from evalpolicy.wording import Wording

_OPENING = frozenset("'‘’`´＇「」『』《〈〝〞„‚")
"""Marks that are written or struck for an opening quote."""

_BRACKETS = {"「": "」", "『": "』", "《": "》", "〈": "〉"}
"""Those that another mark closes: where it stands before the quote, the bracket belongs to the text, and the quote before it is missing."""

_CLOSING = frozenset('"”＂')

_UNPAIRED = frozenset({"unclosed-quote", "unopened-quote", "unclosed-name"})
"""What is told of a line with such a text."""


def texts_with_unlike_quotes(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics, where such a text is one mistake: what is told of its marks, and of what stands between them, comes of it."""
    told: dict[int, Diagnostic] = {}
    for each in found:
        text = _text(each.file.line(each.span.line)) if each.code in _UNPAIRED else None
        if text is not None:
            told.setdefault(each.span.line, _told(each, *text))
    return [*(each for each in found if each.span.line not in told or not _comes_of(each, told[each.span.line])), *told.values()]


def _comes_of(each: Diagnostic, text: Diagnostic) -> bool:
    return each.code in _UNPAIRED or text.span.column <= each.span.column < text.span.end_column


def _text(line: str) -> tuple[int, int] | None:
    """Where the first text of a line with unlike quotes begins and ends; None where there is none, and where a quote before it is not closed."""
    at = 0
    while at < len(line):
        if line[at] in QUOTES:
            quoted = read_quoted(line, at)
            if not quoted.closed:
                return None
            at = quoted.end
        elif line[at] in _OPENING and (at == 0 or line[at - 1] in " \t\u3000|｜(（"):
            end = next((place for place in range(at + 1, len(line)) if line[place] in _CLOSING), None)
            closed = _BRACKETS.get(line[at], "“")
            alone = end is not None and "“" not in line[at:end] and closed not in line[at:end] and line[at + 1 : end].strip()
            return (at, end) if end is not None and alone else None
        else:
            at += 1
    return None


def _told(unpaired: Diagnostic, at: int, end: int) -> Diagnostic:
    number, line = unpaired.span.line, unpaired.file.line(unpaired.span.line)
    opening = "“" if line[end] == "”" else '"'
    return evolve(
        unpaired,
        code="unopened-quote",
        span=Span(number, at + 1, number, end + 2),
        message=Wording(f"这段文字以 {line[at]} 开头，以 {line[end]} 结尾", f"this text begins with {line[at]} and ends with {line[end]}"),
        help=Wording(f"把 {line[at]} 改成 {opening}", f"write {opening} instead of {line[at]}"),
        related=(),
        fix=Fix(Span(number, at + 1, number, at + 2), opening),
    )
