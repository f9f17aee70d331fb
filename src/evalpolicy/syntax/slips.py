"""Slips of the hand in one line: a word written twice, two run together, one misspelt, two in the wrong order, the keyword left out at its beginning.

What was meant is tried out. Where the line makes sense with one such slip undone, the slip is the mistake, and the line is read as it was meant: what
comes after has nothing further to say of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Diagnostic, Diagnostics, Fix
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.grammar import openers
from evalpolicy.syntax.joined import joined_words
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.lalr import Token, Tree
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.misspelt import misspelt_word
from evalpolicy.syntax.scanning import Lexeme
from evalpolicy.syntax.slip import BACK, Slip, understood, understood_feed
from evalpolicy.wording import Language, Wording

SAYING = frozenset({"WORD", "QUOTED_NAME", "TEXT", "DATE", "YEAR_MONTH", "TIME", "NUMBER", "GROUPED"})
"""Lexemes that are no marks."""

ENOUGH = 2
"""So much has to stand behind a name for a line to be one whose keyword is left out."""

LONGEST = 3
"""Words that are looked at together for being written twice."""


def slip_within(start: str, lexemes: list[Lexeme], at: int, diagnostics: Diagnostics) -> Slip | None:
    """The slip in what the grammar's `start` makes nothing of, from the lexeme `at` on; None where it is none, or may be several."""
    file = diagnostics.file
    return (
        _doubled(start, lexemes, at, diagnostics)
        or joined_words(start, lexemes, at, file)
        or misspelt_word(start, lexemes, at, file)
        or _swapped(start, lexemes, at, diagnostics)
    )


def slip_at_the_beginning(start: str, lexemes: list[Lexeme], absent: bool, language: Language, diagnostics: Diagnostics) -> Slip | None:
    """The slip in a line that does not begin with a keyword: it stands second, or there is none; that only where `absent`."""
    file = diagnostics.file
    return (
        joined_words(start, lexemes, LONGEST, file)
        or misspelt_word(start, lexemes, LONGEST, file)
        or _swapped(start, lexemes, 0, diagnostics)
        or (_left_out(start, lexemes, language, diagnostics) if absent else None)
    )


def _doubled(start: str, lexemes: list[Lexeme], at: int, diagnostics: Diagnostics) -> Slip | None:
    for length in range(LONGEST, 0, -1):
        for place in range(max(0, at - BACK), min(at + 1, len(lexemes) - 2 * length + 1)):
            first, second = lexemes[place : place + length], lexemes[place + length : place + 2 * length]
            if [each[:2] for each in first] != [each[:2] for each in second] or not any(_may_double(each) for each in second):
                continue
            meant = understood(start, lexemes[: place + length] + lexemes[place + 2 * length :])
            if meant is not None:
                span = second[0].span.to(second[-1].span)
                text, before = diagnostics.file.words(span), first[-1].span
                return Slip(
                    Diagnostic(
                        "word-twice",
                        "error",
                        diagnostics.file,
                        span,
                        Wording(f"`{text}` 写了两遍", f"`{text}` is written twice"),
                        Wording("删去一个", "remove one of them"),
                        fix=Fix(Span(before.end_line, before.end_column, span.end_line, span.end_column), "")
                        if before.end_line == span.end_line
                        else None,
                    ),
                    meant,
                )
    return None


def _may_double(lexeme: Lexeme) -> bool:
    """Marks that are doubled are another notation (`==`), and who writes `not not` may mean it."""
    return lexeme.kind in SAYING and "NOT" not in keywords().of_word(lexeme.text)


def _swapped(start: str, lexemes: list[Lexeme], at: int, diagnostics: Diagnostics) -> Slip | None:
    found = []
    for place in range(max(0, at - 2), min(at + 1, len(lexemes) - 1)):
        one, other = lexemes[place], lexemes[place + 1]
        if one[:2] == other[:2]:
            continue
        meant = understood(start, turned(lexemes, place))
        if meant is not None:
            found.append((one, other, meant))
    if len(found) != 1:
        return None
    one, other, meant = found[0]
    return Slip(in_the_wrong_order(one, other, diagnostics.file), meant)


def turned(lexemes: list[Lexeme], place: int) -> list[Lexeme]:
    """The lexemes with two neighbours exchanged; each takes the other's place, so that what is said of the line goes from left to right."""
    one, other = lexemes[place], lexemes[place + 1]
    return [*lexemes[:place], other._replace(span=one.span), one._replace(span=other.span), *lexemes[place + 2 :]]


def in_the_wrong_order(one: Lexeme, other: Lexeme, file: SourceFile) -> Diagnostic:
    """What is told of two neighbours that change places."""
    span = one.span.to(other.span)
    left, right = file.words(one.span), file.words(other.span)
    said = f"{right} {left}"
    return Diagnostic(
        "words-swapped",
        "error",
        file,
        span,
        Wording(f"`{left}` 和 `{right}` 次序反了", f"`{left}` and `{right}` are in the wrong order"),
        Wording(f"写成 `{said}`", f"write `{said}`"),
        fix=Fix(span, said) if span.line == span.end_line else None,
    )


def _left_out(start: str, lexemes: list[Lexeme], language: Language, diagnostics: Diagnostics) -> Slip | None:
    found = list(_begun(start, lexemes, language))
    # `accepted` may also be somebody's name, but where it can be the keyword it is. A name by itself may as well be a keyword misspelt.
    named = found if sum(_is_telling(each) for each in lexemes[1:]) >= ENOUGH else []
    found = [each for each in found if each.keyword_next] or named
    if len(found) != 1:
        return None
    spelling, meant, first = found[0].spelling, found[0].meant, lexemes[0].span
    said = f"{spelling} {diagnostics.file.words(first)}" + (" …" if len(lexemes) > 1 else "")
    return Slip(
        Diagnostic(
            "keyword-left-out",
            "error",
            diagnostics.file,
            first,
            Wording(f"行首少了 `{spelling}`", f"`{spelling}` is missing at the beginning of this line"),
            Wording(f"写成 `{said}`", f"write `{said}`"),
            fix=Fix(Span(first.line, first.column, first.line, first.column), f"{spelling} "),
        ),
        meant,
    )


def _is_telling(lexeme: Lexeme) -> bool:
    return lexeme.kind in SAYING - {"WORD"} or (lexeme.kind == "WORD" and bool(keywords().of_word(lexeme.text)))


@frozen
class _Begun:
    """A line with a keyword put before it; `keyword_next`: what stands behind is a keyword too."""

    spelling: str
    meant: Tree | Token
    keyword_next: bool


def _begun(start: str, lexemes: list[Lexeme], language: Language) -> Iterator[_Begun]:
    span = lexemes[0].span
    place = Span(span.line, span.column, span.line, span.column)
    for terminal in sorted(openers(start)):
        if keywords().is_keyword(terminal):
            spelling = keywords().spelling(terminal).text(language)
            feed = Feed([*(Lexeme("WORD", word, place) for word in spelling.split()), *lexemes])
            meant = understood_feed(start, feed)
            if meant is not None:
                yield _Begun(spelling, meant, len(feed.terminals) > 1 and keywords().is_keyword(feed.terminals[1]))
