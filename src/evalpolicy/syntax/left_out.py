"""A line whose keyword was left out: the keywords with which it makes sense are tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.called import keywords_before
from evalpolicy.syntax.grammar import openers
from evalpolicy.syntax.keywords import COMPARING, keywords
from evalpolicy.syntax.lalr import Token, Tree
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.scanning import Lexeme
from evalpolicy.syntax.slip import SAYING, Slip, touching, understood_feed
from evalpolicy.wording import Language, Wording

ENOUGH = 2
"""So much has to stand behind a word for a line to be one whose keyword is left out: a name by itself may as well be a keyword misspelt."""

MOST_SHOWN = 6
"""Keywords that are named where several may be meant."""

_CONDITIONS = frozenset({"WHEN", "REQUIRE", "FORBID"})
"""What conditions stand behind."""

_AMOUNTS = frozenset({"ADD", "SUBTRACT", "REPLACE", "CAP", "FLOOR", "MULTIPLY", "DUE", "VALUE"})
"""What values stand behind that are no conditions."""

_STATED = frozenset({"TEXT", "DATE", "TIME", "YEAR_MONTH", "NUMBER", "GROUPED", "DOTDOT"}) | {
    *("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
}
"""What makes no condition by itself."""


def keyword_left_out(start: str, lexemes: list[Lexeme], language: Language, file: SourceFile) -> Slip | None:
    """The slip where a line makes sense with a keyword before it; None where it makes none, or may be something else."""
    found = list(_begun(start, lexemes, language))
    # `accepted` may also be somebody's name, but where it can be the keyword it is.
    before_keyword = [each for each in found if each.keyword_next]
    before_name = [each for each in found if each.terminal in keywords_before(file.text).get(lexemes[0].text, ())]
    found = before_keyword or before_name or (found if _is_no_keyword(lexemes) else [])
    if not 0 < len(found) <= MOST_SHOWN:
        return None
    end = 1
    while end + 1 < len(lexemes) and begins_with_path(lexemes[end - 1 :]):
        end += 2
    place = lexemes[0].span.to(lexemes[end - 1].span)
    if len(found) > 1:
        spelt = [f"`{each.spelling}`" for each in found]
        told = Diagnostic(
            "keyword-left-out",
            "error",
            file,
            place,
            Wording("行首少了关键词", "the keyword is missing at the beginning of this line"),
            Wording(f"在行首写上 {'、'.join(spelt[:-1])} 或 {spelt[-1]}", f"begin it with {', '.join(spelt[:-1])} or {spelt[-1]}"),
        )
        return Slip(told, None)
    spelling = found[0].spelling
    said = f"{spelling} {file.words(place)}" + (" …" if len(lexemes) > end else "")
    told = Diagnostic(
        "keyword-left-out",
        "error",
        file,
        place,
        Wording(f"行首少了 `{spelling}`", f"`{spelling}` is missing at the beginning of this line"),
        Wording(f"写成 `{said}`", f"write `{said}`"),
        fix=Fix(Span(place.line, place.column, place.line, place.column), f"{spelling} "),
    )
    return Slip(told, found[0].meant)


def _is_no_keyword(lexemes: list[Lexeme]) -> bool:
    """Whether a line surely does not begin with a keyword, however it is spelt."""
    return lexemes[0].kind != "WORD" or begins_with_path(lexemes) or sum(_is_telling(each) for each in lexemes[1:]) >= ENOUGH


def begins_with_path(lexemes: list[Lexeme]) -> bool:
    """Whether a line begins with a name and what it has: `applicant.years`."""
    return len(lexemes) > 2 and lexemes[1].kind == "DOT" and touching(lexemes[:3])


def _is_telling(lexeme: Lexeme) -> bool:
    return lexeme.kind in SAYING - {"WORD"} or (lexeme.kind == "WORD" and bool(keywords().of_word(lexeme.text)))


@frozen
class _Begun:
    """A line with a keyword put before it; `keyword_next`: what stands behind is a keyword too."""

    terminal: str
    spelling: str
    meant: Tree | Token
    keyword_next: bool


def _begun(start: str, lexemes: list[Lexeme], language: Language) -> Iterator[_Begun]:
    span = lexemes[0].span
    place = Span(span.line, span.column, span.line, span.column)
    order = list(keywords().spellings["en"])
    for terminal in sorted(filter(keywords().is_keyword, openers(start)), key=order.index):
        spelling = keywords().spelling(terminal).text(language)
        feed = Feed([*(Lexeme("WORD", word, place) for word in spelling.split()), *lexemes])
        meant = understood_feed(start, feed)
        behind = feed.terminals[1:]
        if meant is not None and not _is_nonsense(terminal, behind):
            yield _Begun(terminal, spelling, meant, keywords().is_keyword(behind[0]))


def _is_nonsense(terminal: str, behind: Sequence[str]) -> bool:
    """Whether the grammar takes what no author means: a date for a condition, a condition for an amount."""
    if terminal in _CONDITIONS:
        return _STATED.issuperset(behind)
    return terminal in _AMOUNTS and not COMPARING.isdisjoint(behind)
