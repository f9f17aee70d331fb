"""One thing in the place of another: a text without quotes, another mark, another keyword; or one that was left out, or is too much.

What the grammar accepts where a line stops making sense is tried. Where the line makes sense with just one of these, that was meant.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.expectations import standing
from evalpolicy.syntax.grammar import openers
from evalpolicy.syntax.keywords import keyword_language, keywords
from evalpolicy.syntax.lalr import Token, Tree
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.scanning import MARKS, Lexeme
from evalpolicy.syntax.slip import SAYING, Slip, understood
from evalpolicy.wording import Language, Wording

JOINING = {terminal: mark for mark, terminal in MARKS.items() if mark in (",", ":", "=", "..")}
"""Marks that stand between the parts of a line, of which people write one for another."""

DECLARING = frozenset({"FIELD", "COLUMN", "OPTION", "FILE", "ROUTE", "CURRENCY", "CALENDAR", "TIMEZONE", "PROCESS"})
"""The keywords of clauses that give a name, or state what others need."""

ANYWHERE = frozenset({"NONE", "NOTHING", "NOT_GIVEN", "NOT_STATED", "ONE", "AND", "OR", "IMPLIES"})
"""Values that are keywords, and what joins conditions: they may stand in very many places."""

COMPARISONS = ("IS", "AT_LEAST", "AT_MOST", "BEFORE", "AFTER")
"""Those that are named where one is missing."""

MOST_WORDS = 12
"""Words that are looked at for being one text."""

MOST_MEANT = 3
"""Keywords that are named where several may have been left out."""


def written_instead(start: str, lexemes: list[Lexeme], at: int, accepted: Container[str], file: SourceFile) -> Slip | None:
    """The slip where the lexeme `at`, at which the grammar's `start` makes nothing more of the line, stands for something else."""
    if not 0 < at < len(lexemes):
        return None
    language = keyword_language(*(lexeme.text for lexeme in lexemes if lexeme.kind == "WORD"))
    slip = (
        _text(start, lexemes, at, accepted, file)
        or _mark(start, lexemes, at, accepted, language, file)
        or _keyword(start, lexemes, at, accepted, language, file)
    )
    # What declares something is read as it was meant, so that its name is known; of other lines, what was meant is less sure.
    declares = start == "declaration" or not standing(Feed(lexemes)).isdisjoint(DECLARING)
    return slip if slip is None or declares else Slip(slip.told, None)


def _told(file: SourceFile, span: Span, message: Wording, help: Wording, fix: Fix | None) -> Diagnostic:
    return Diagnostic("unexpected-token", "error", file, span, message, help, fix=fix)


def _written(file: SourceFile, span: Span, message: Wording, replacement: str) -> Diagnostic:
    shown = replacement.strip()
    return _told(file, span, message, Wording(f"写成 `{shown}`", f"write `{shown}`"), Fix(span, replacement))


# --- texts -----------------------------------------------------------------------------------


def _text(start: str, lexemes: list[Lexeme], at: int, accepted: Container[str], file: SourceFile) -> Slip | None:
    """Words where only a text may stand."""
    if "TEXT" not in accepted or "NAME" in accepted or not _is_wording(lexemes[at]):
        return None
    for end in range(at + 1, min(at + MOST_WORDS, len(lexemes)) + 1):
        if lexemes[end - 1].kind not in SAYING or keywords().of_word(lexemes[end - 1].text):
            return None
        span = lexemes[at].span.to(lexemes[end - 1].span)
        words = lexemes[at].text if end == at + 1 else file.words(span)
        meant = understood(start, [*lexemes[:at], Lexeme("TEXT", words, span), *lexemes[end:]])
        if meant is not None and span.line == span.end_line:
            return Slip(_written(file, span, Wording("文字要放在引号里", "texts stand in quotes"), f'"{words}"'), meant)
    return None


def _is_wording(lexeme: Lexeme) -> bool:
    """Whether a lexeme is a name in brackets, or a Chinese word that is no keyword."""
    return lexeme.kind == "QUOTED_NAME" or (lexeme.kind == "WORD" and not lexeme.text.isascii() and not keywords().of_word(lexeme.text))


# --- marks -----------------------------------------------------------------------------------


def _mark(
    start: str, lexemes: list[Lexeme], at: int, accepted: Container[str], language: Language, file: SourceFile
) -> Slip | None:
    """Another mark than the one that belongs there, none, or one too many."""
    unexpected = lexemes[at]
    is_mark = unexpected.kind not in SAYING or "IS" in keywords().of_word(unexpected.text)
    # Two points with a space between them are one mark.
    end = at + 2 if [each.kind for each in lexemes[at : at + 2]] in (["DOT", "DOT"], ["MINUS", "MINUS"]) else at + 1
    span = unexpected.span.to(lexemes[end - 1].span)
    meant = [(mark, tree) for mark, tree in _with_marks(start, lexemes, at, end if is_mark else at, accepted)]
    if len(meant) == 1:
        mark, tree = meant[0]
        if is_mark:
            told = _written(file, span, Wording(f"这里应写 `{mark}`", f"this should be `{mark}`"), mark)
        elif mark == "=" and COMPARISONS[0] in accepted:
            return Slip(_comparison_lost(unexpected, language, file), None)
        else:
            place = Span(unexpected.span.line, unexpected.span.column, unexpected.span.line, unexpected.span.column)
            said = Wording(f"`{unexpected.text}` 前面少了 `{mark}`", f"`{mark}` is missing before `{unexpected.text}`")
            help = Wording(f"补上 `{mark}`", f"put `{mark}` there")
            told = _told(file, unexpected.span, said, help, Fix(place, f"{mark} "))
        return Slip(told, tree)
    if is_mark and not meant and unexpected.kind in ("COMMA", "COLON", "EQUAL", "PLUS", "DOT"):
        without = understood(start, lexemes[:at] + lexemes[at + 1 :])
        if without is not None:
            said = Wording(f"这里多了 `{unexpected.text}`", f"`{unexpected.text}` is too much here")
            told = _told(file, unexpected.span, said, Wording("删去它", "remove it"), Fix(unexpected.span, ""))
            return Slip(told, without)
    return None


def _comparison_lost(unexpected: Lexeme, language: Language, file: SourceFile) -> Diagnostic:
    """That two values are not compared. Which comparison was meant nobody can tell."""
    spelt = [f"`{keywords().spelling(terminal).text(language)}`" for terminal in COMPARISONS]
    said = Wording(f"`{unexpected.text}` 前面没有写怎样比较", f"nothing before `{unexpected.text}` says how the two are compared")
    help = Wording(f"写上 {'、'.join(spelt)} 等词中的一个", f"put one of {', '.join(spelt)} or the like there")
    return _told(file, unexpected.span, said, help, None)


def _with_marks(start: str, lexemes: list[Lexeme], at: int, end: int, accepted: Container[str]) -> Iterator[tuple[str, Tree | Token]]:
    """The marks with which the line makes sense, in the place of the lexemes from `at` to `end`."""
    for terminal, mark in JOINING.items():
        if terminal in accepted:
            tree = understood(start, [*lexemes[:at], Lexeme(terminal, mark, lexemes[at].span), *lexemes[end:]])
            if tree is not None:
                yield mark, tree


# --- keywords --------------------------------------------------------------------------------


def _keyword(
    start: str, lexemes: list[Lexeme], at: int, accepted: Container[str], language: Language, file: SourceFile
) -> Slip | None:
    """Another word than the keyword that belongs there, or no keyword."""
    terminals = [terminal for terminal in keywords().spellings[language] if terminal in accepted and terminal not in ANYWHERE | openers("expression")]
    unexpected = lexemes[at]
    if unexpected.kind == "WORD":
        instead = list(_with_keywords(start, lexemes, at, at + 1, terminals, language))
        if len(instead) == 1:
            spelling, tree = instead[0]
            said = Wording(f"这里应写 `{spelling}`，不写 `{unexpected.text}`", f"this should be `{spelling}`, and not `{unexpected.text}`")
            return Slip(_written(file, unexpected.span, said, spelling), tree)
        if instead:
            return None
    lost = list(_with_keywords(start, lexemes, at, at, terminals, language))
    if not 0 < len(lost) <= MOST_MEANT:
        return None
    spelt = [f"`{spelling}`" for spelling, _ in lost]
    shown = f'"{unexpected.text}"' if unexpected.kind == "TEXT" else f"`{unexpected.text}`"
    said = Wording(f"{shown} 前面少了 {' 或 '.join(spelt)}", f"{' or '.join(spelt)} is missing before {shown}")
    help = Wording(f"补上 {' 或 '.join(spelt)}", f"put {' or '.join(spelt)} there")
    place = Span(unexpected.span.line, unexpected.span.column, unexpected.span.line, unexpected.span.column)
    if len(lost) > 1:
        return Slip(_told(file, unexpected.span, said, help, None), None)
    return Slip(_told(file, unexpected.span, said, help, Fix(place, f"{lost[0][0]} ")), lost[0][1])


def _with_keywords(
    start: str, lexemes: list[Lexeme], at: int, end: int, terminals: Sequence[str], language: Language
) -> Iterator[tuple[str, Tree | Token]]:
    """The keywords with which the line makes sense, in the place of the lexemes from `at` to `end`."""
    for terminal in terminals:
        spelling = keywords().spelling(terminal).text(language)
        words = [Lexeme("WORD", word, lexemes[at].span) for word in spelling.split()]
        tree = understood(start, [*lexemes[:at], *words, *lexemes[end:]])
        if tree is not None:
            yield spelling, tree
