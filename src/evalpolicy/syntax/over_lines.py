"""Texts that go on in the next lines, as where a quote was copied with the line ends of its source."""

from __future__ import annotations

from collections.abc import Sequence

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.scanning import QUOTES
from evalpolicy.wording import Wording

_LONGEST = 8
"""Lines that a text is looked for in."""

_UNPAIRED = frozenset({"unclosed-quote", "unopened-quote"})
_MARKS = frozenset({*QUOTES, *"".join(QUOTES.values())})


def texts_over_lines(found: Sequence[Diagnostic]) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Each text over several lines as one mistake, and the other mistakes: what its further lines are told for comes of it."""
    unpaired = frozenset(each.span.line for each in found if each.code in _UNPAIRED)
    told: list[Diagnostic] = []
    within: set[int] = set()
    for each in found:
        if each.code != "unclosed-quote" or each.span.line in within:
            continue
        whole = _whole(each, unpaired)
        if whole is not None:
            told.append(_told(each, whole))
            within.update(range(whole.line, whole.end_line + 1))
    # On its first line, what stands before the text is another matter.
    firsts = {each.span.line: each.span.column for each in told}
    others = [each for each in found if each.span.line not in within or each.span.column < firsts.get(each.span.line, 0)]
    return told, others


def _whole(opened: Diagnostic, unpaired: frozenset[int]) -> Span | None:
    """From the opening quote to the one that closes it in a later line, where none stands before it; None where none does."""
    file, span = opened.file, opened.span
    closing = QUOTES[file.line(span.line)[span.column - 1]]
    for number in range(span.line + 1, min(span.line + _LONGEST, file.line_count) + 1):
        line = file.line(number)
        first = next((place for place, character in enumerate(line) if character in _MARKS), None)
        if not line.strip() or line.split()[0] in keywords().by_first_word:
            # Where a line begins with a keyword, its quote is another matter.
            return None
        if first is not None:
            return Span(span.line, span.column, number, first + 2) if number in unpaired and line[first] in closing else None
    return None


def _told(opened: Diagnostic, whole: Span) -> Diagnostic:
    return evolve(
        opened,
        message=Wording("这段文字写在了几行里", "this text goes over several lines"),
        help=Wording("接成一行；原文里的换行不计", "put it on one line; the line ends of a source do not matter"),
        fix=Fix(whole, _joined(opened.file, whole)),
    )


def _joined(file: SourceFile, whole: Span) -> str:
    """The text on one line: a line end between Latin letters or figures is a space."""
    first = file.line(whole.line)[whole.column - 1 :]
    last = file.line(whole.end_line)[: whole.end_column - 1]
    pieces = [each.strip() for each in (first, *(file.line(number) for number in range(whole.line + 1, whole.end_line)), last)]
    joined = pieces[0]
    for piece in pieces[1:]:
        apart = joined[-1:].isascii() and piece[:1].isascii() and piece[:1].isalnum()
        joined += f" {piece}" if apart else piece
    return joined
