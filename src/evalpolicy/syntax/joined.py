"""Two words without the space between them."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.diagnostics import Diagnostic, Diagnostics, Fix
from evalpolicy.limits import Limits
from evalpolicy.nearness import nearest
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.keywords import DECLARATIONS, keywords
from evalpolicy.syntax.scanning import Lexeme, scan
from evalpolicy.syntax.slip import BACK, Slip, keyword_words, touching, understood, words_of
from evalpolicy.wording import Wording

_TOUCHING = frozenset({"WORD", "NUMBER", "DATE", "YEAR_MONTH", "TIME", "MINUS", "COLON", "DOT"})
"""What may stand in one run with words: `window2025-03-03`."""

NEAR = 0.8
"""A word so near to a keyword is that one misspelt."""


def joined_words(start: str, lexemes: list[Lexeme], at: int, file: SourceFile) -> Slip | None:
    """The slip where one word up to the lexeme `at` is two, and the grammar's `start` understands these; None where there is none, or several."""
    found: list[Slip] = []
    for place in range(max(0, at - BACK), min(at + 1, len(lexemes))):
        if lexemes[place].kind != "WORD" or words_of(file.text)[lexemes[place].text] > 1:
            continue
        for cut, end, parts in _parted(lexemes, place, file):
            apart = [*lexemes[:place], *parts, *lexemes[end:]]
            meant = understood(start, apart)
            if meant is not None:
                found.append(Slip(_space_missing(lexemes[place].span.to(lexemes[end - 1].span), cut, file), meant))
                continue
            moved = _with_mark_between(apart, place, end, len(parts))
            meant = None if moved is None else understood(start, moved)
            if meant is not None:
                found.append(Slip(_mark_moved(lexemes[place], lexemes[end], cut, file), meant))
    return found[0] if len(found) == 1 else None


def joined_header(lexemes: list[Lexeme], file: SourceFile) -> tuple[list[Lexeme], Diagnostic] | None:
    """The header of a declaration whose keyword is run together with the name behind it, and what is told of it."""
    if lexemes[0].kind != "WORD" or lexemes[0].text in keyword_words():
        return None
    for cut, end, parts in _parted(lexemes, 0, file, any_name=True):
        apart = [*parts, *lexemes[end:]]
        if keywords().declaration(apart[0].text) in DECLARATIONS and understood("declaration", apart) is not None:
            return apart, _space_missing(lexemes[0].span.to(lexemes[end - 1].span), cut, file)
    return None


def _parted(lexemes: list[Lexeme], place: int, file: SourceFile, any_name: bool = False) -> Iterator[tuple[int, int, list[Lexeme]]]:
    """Where a word may be cut in two, the end of the run of lexemes that it stands in, and what that run is then.

    Both parts are words of the language or of the file, or figures; `any_name`: behind a word of the language any name will do.
    """
    word, end = lexemes[place], place + 1
    while end < len(lexemes) and lexemes[end].kind in _TOUCHING and touching(lexemes[end - 1 : end + 1]):
        end += 1
    line = file.line(word.span.line)
    first, last = word.span.column, lexemes[end - 1].span.end_column
    if line[first - 1 : first - 1 + len(word.text)] != word.text:  # of a cell that holds backslashes
        return
    near = any_name and bool(nearest(word.text, [each for each in keyword_words() if each.isascii() == word.text.isascii()], cutoff=NEAR))
    for cut in range(1, len(word.text)):
        left, right = word.text[:cut], word.text[cut:]
        named = any_name and not near and left in keyword_words() and len(right) > 1 and not right.isdigit()
        if not (_is_known(left, file) and (named or _is_known(right, file))):
            continue
        unsaid = Diagnostics(file)
        parts = [
            lexeme
            for begin, stop in ((first, first + cut), (first + cut, last))
            for lexeme in scan(line[begin - 1 : stop - 1], word.span.line, range(begin, stop + 1), unsaid, Limits())
        ]
        if not unsaid.found:
            yield cut, end, parts


def _is_known(part: str, file: SourceFile) -> bool:
    if part.isascii() and part.isdigit():
        return True
    return (len(part) > 1 or not part.isascii()) and (part in keyword_words() or words_of(file.text)[part] > 0)


def _with_mark_between(apart: list[Lexeme], place: int, end: int, parts: int) -> list[Lexeme] | None:
    """The lexemes with the comma behind two words between them: `chairlevel , 4`."""
    after = place + parts
    if parts != 2 or after >= len(apart) or apart[after].kind != "COMMA":
        return None
    return [*apart[: after - 1], apart[after], apart[after - 1], *apart[after + 1 :]]


def _space_missing(span: Span, cut: int, file: SourceFile) -> Diagnostic:
    """That a space is missing in a run of words."""
    text = file.words(span)
    said = f"{text[:cut]} {text[cut:]}"
    place = Span(span.line, span.column + cut, span.line, span.column + cut)
    return Diagnostic(
        "space-missing",
        "error",
        file,
        span,
        Wording(f"`{text}` 中间少了空格", f"a space is missing within `{text}`"),
        Wording(f"写成 `{said}`", f"write `{said}`"),
        fix=Fix(place, " "),
    )


def _mark_moved(word: Lexeme, mark: Lexeme, cut: int, file: SourceFile) -> Diagnostic:
    """That two words are run together and the comma between them stands behind."""
    text = word.text
    said = f"{text[:cut]}{mark.text} {text[cut:]}"
    span = word.span.to(mark.span)
    return Diagnostic(
        "space-missing",
        "error",
        file,
        span,
        Wording(f"`{text}` 是两个词，`{mark.text}` 应在它们中间", f"`{text}` is two words, and `{mark.text}` belongs between them"),
        Wording(f"写成 `{said}`", f"write `{said}`"),
        fix=Fix(span, said) if span.line == span.end_line else None,
    )
