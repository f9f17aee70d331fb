"""Slips of the hand in one line: a word written twice, two run together, one misspelt, two in the wrong order, a letter too much, a word left out.

What was meant is tried out. Where the line makes sense with one such slip undone, the slip is the mistake, and the line is read as it was meant: what
comes after has nothing further to say of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalpolicy.diagnostics import Diagnostic, Diagnostics, Fix
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.joined import joined_words
from evalpolicy.syntax.keywords import COMPARING, LENGTHS, keyword_language, keywords
from evalpolicy.syntax.left_out import keyword_left_out
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.misspelt import misspelt_word
from evalpolicy.syntax.scanning import Lexeme
from evalpolicy.syntax.slip import BACK, SAYING, Slip, touching, understood
from evalpolicy.syntax.unbracketed import brackets_left_out
from evalpolicy.wording import Language, Wording

DAYS = frozenset({"DAY", "WEEKEND", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"})
"""Days of which a month has several."""

LONGEST = 3
"""Words that are looked at together for being written twice."""


def slip_within(start: str, lexemes: list[Lexeme], at: int, diagnostics: Diagnostics) -> Slip | None:
    """The slip in what the grammar's `start` makes nothing of, from the lexeme `at` on; None where it is none, or may be several."""
    file = diagnostics.file
    return (
        _doubled(start, lexemes, at, diagnostics)
        or brackets_left_out(start, lexemes, at, file)
        or joined_words(start, lexemes, at, file)
        or misspelt_word(start, lexemes, at, file)
        or _swapped(start, lexemes, at, diagnostics)
        or _number_lost(start, lexemes, at, diagnostics)
    )


def slip_at_the_beginning(start: str, lexemes: list[Lexeme], absent: bool, language: Language, diagnostics: Diagnostics) -> Slip | None:
    """The slip in a line that does not begin with a keyword: it stands second, or there is none; that only where `absent`."""
    file = diagnostics.file
    return (
        joined_words(start, lexemes, LONGEST, file)
        or misspelt_word(start, lexemes, LONGEST, file)
        or _swapped(start, lexemes, 0, diagnostics)
        or _stray_at_the_beginning(start, lexemes, diagnostics)
        or (keyword_left_out(start, lexemes, language, file) if absent else None)
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
    # What ends with a mark is not finished: nothing in it is in the wrong place.
    if lexemes and at == len(lexemes) and lexemes[-1].kind not in SAYING:
        return None
    found = []
    for place, middle, end in _neighbours(lexemes, at):
        one, other = lexemes[place:middle], lexemes[middle:end]
        if [each[:2] for each in one] == [each[:2] for each in other]:
            continue
        meant = understood(start, turned(lexemes, place, middle, end))
        if meant is not None:
            found.append((one, other, meant))
    if len(found) != 1:
        return None
    one, other, meant = found[0]
    return Slip(in_the_wrong_order(one, other, diagnostics.file), meant)


def _neighbours(lexemes: list[Lexeme], at: int) -> Iterator[tuple[int, int, int]]:
    """Where what may have changed places begins, meets and ends: two lexemes, or where a name has dots or a keyword several words, all of it."""
    for place in range(max(0, at - 2), min(at + 1, len(lexemes) - 1)):
        yield place, place + 1, place + 2
    places = [0]
    while places[-1] < len(lexemes):
        places.append(_end_of_unit(lexemes, places[-1]))
    for place, middle, end in zip(places, places[1:], places[2:], strict=False):
        if end - place > 2 and place <= at < end and {lexemes[place].kind, lexemes[middle].kind} <= SAYING:
            yield place, middle, end


def _end_of_unit(lexemes: list[Lexeme], place: int) -> int:
    """Where the name or the keyword that begins at a place ends."""
    end = place + 1
    while end + 1 < len(lexemes) and lexemes[end].kind == "DOT" and touching(lexemes[end - 1 : end + 2]):
        end += 2
    phrases = keywords().by_first_word.get(lexemes[place].text, ()) if lexemes[place].kind == "WORD" else ()
    feed = Feed(lexemes, place)
    return max(end, *(place + len(phrase.words) for phrase in phrases if feed.words_match(phrase)), place + 1)


def turned(lexemes: list[Lexeme], place: int, middle: int, end: int) -> list[Lexeme]:
    """The lexemes with two neighbours exchanged; they take each other's places, so that what is said of the line goes from left to right."""
    spans = [each.span for each in lexemes[place:end]]
    exchanged = [*lexemes[middle:end], *lexemes[place:middle]]
    return [*lexemes[:place], *(each._replace(span=span) for each, span in zip(exchanged, spans, strict=True)), *lexemes[end:]]


def in_the_wrong_order(one: Sequence[Lexeme], other: Sequence[Lexeme], file: SourceFile) -> Diagnostic:
    """What is told of two neighbours that change places."""
    before, behind = one[0].span.to(one[-1].span), other[0].span.to(other[-1].span)
    span = before.to(behind)
    left, right = file.words(before), file.words(behind)
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


def _stray_at_the_beginning(start: str, lexemes: list[Lexeme], diagnostics: Diagnostics) -> Slip | None:
    """A letter by itself, as when a key was struck by accident."""
    meant = understood(start, lexemes[1:]) if is_stray(lexemes[0]) else None
    return None if meant is None else Slip(stray_letter(lexemes[0], diagnostics.file), meant)


def is_stray(lexeme: Lexeme) -> bool:
    """Whether a lexeme is one letter that is no keyword."""
    return lexeme.kind == "WORD" and len(lexeme.text) == 1 and lexeme.text.isascii() and not keywords().of_word(lexeme.text)


def stray_letter(stray: Lexeme, file: SourceFile) -> Diagnostic:
    """What is told of a letter that a line makes sense without."""
    span, line = stray.span, file.line(stray.span.line)
    end = span.end_column + len(line[span.end_column - 1 :]) - len(line[span.end_column - 1 :].lstrip())
    return Diagnostic(
        "unexpected-token",
        "error",
        file,
        span,
        Wording(f"这里多打了一个 `{stray.text}`", f"`{stray.text}` does not belong here"),
        Wording("删去它", "remove it"),
        fix=Fix(Span(span.line, span.column, span.line, end), ""),
    )


def _number_lost(start: str, lexemes: list[Lexeme], at: int, diagnostics: Diagnostics) -> Slip | None:
    """A number left out, as before `days`, or which one of several, as before `weekend`.

    Without it such a word is taken for a name, and the line stops making sense further on.
    """
    for place in range(max(1, at - 2), min(at + 1, len(lexemes))):
        word = lexemes[place]
        language = keyword_language(word.text)
        first = keywords().spelling("FIRST").text(language)
        may_count = [("NUMBER", "1", "3")] if _is_counted(lexemes, place) else []
        may_count += [] if DAYS.isdisjoint(keywords().of_word(word.text)) else [("WORD", first, first)]
        for kind, lost, shown in may_count:
            if understood(start, [*lexemes[:place], Lexeme(kind, lost, word.span), *lexemes[place:]]) is None:
                continue
            span = word.span.to(lexemes[_end_of_unit(lexemes, place) - 1].span)
            text = diagnostics.file.words(span)
            which = Wording(f"没有写是第几个 `{text}`", f"it is not said which `{text}`")
            told = Diagnostic(
                "incomplete-line",
                "error",
                diagnostics.file,
                span,
                which if kind == "WORD" else Wording(f"`{text}` 前面少了一个数", f"a number is missing before `{text}`"),
                Wording(f"例如写成 `{shown} {text}`", f"write it, as in `{shown} {text}`"),
            )
            return Slip(told, None)
    return None


def _is_counted(lexemes: list[Lexeme], place: int) -> bool:
    """Whether a number belongs before what stands at a place: a length of time, or behind a comparison a name."""
    if lexemes[place].kind != "WORD":
        return False
    words = [lexeme.text for lexeme in lexemes[place : _end_of_unit(lexemes, place)]]
    terminals = keywords().of_phrase(tuple(words))
    if terminals:
        return not LENGTHS.isdisjoint(terminals)
    before = [tuple(lexeme.text for lexeme in lexemes[begin:place]) for begin in range(max(0, place - 3), place)]
    return any(not COMPARING.isdisjoint(keywords().of_phrase(phrase)) for phrase in before)
