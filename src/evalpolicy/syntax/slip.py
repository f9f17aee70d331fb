"""A line as it was meant, where one slip of the hand keeps it from making sense."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Diagnostic
from evalpolicy.syntax.grammar import tables
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.lalr import ParserState, Token, Tree, Unexpected
from evalpolicy.syntax.lexer import Feed, tokens
from evalpolicy.syntax.scanning import Lexeme

BACK = 4
"""How far before the place where a line stops making sense the slip may be."""

AHEAD = 2
"""How far behind it a misspelt word of a keyword may be: the line stops making sense where the keyword begins."""

SAYING = frozenset({"WORD", "QUOTED_NAME", "TEXT", "DATE", "YEAR_MONTH", "TIME", "NUMBER", "GROUPED"})
"""Lexemes that are no marks."""


@frozen
class Slip:
    """What is told of a slip, and what the line reads without it; None where that may be several things."""

    told: Diagnostic
    meant: Tree | Token | None


def understood(start: str, lexemes: list[Lexeme]) -> Tree | Token | None:
    """What the grammar's `start` makes of the lexemes; None where it makes nothing of them."""
    return understood_feed(start, Feed(lexemes))


def understood_feed(start: str, feed: Feed) -> Tree | Token | None:
    """The same of a feed, which then holds what its tokens were taken for."""
    state = ParserState(tables(), start)
    try:
        for token in tokens(feed, state):
            state.take(token)
        return state.finished()
    except Unexpected:
        return None


def touching(lexemes: Sequence[Lexeme]) -> bool:
    """Whether nothing, not even white space, stands between the lexemes."""
    ends = [(lexeme.span.end_line, lexeme.span.end_column) for lexeme in lexemes[:-1]]
    return ends == [(lexeme.span.line, lexeme.span.column) for lexeme in lexemes[1:]]


@cache
def keyword_words() -> frozenset[str]:
    """The words that keywords are made of, in every keyword language."""
    return frozenset(word for phrases in keywords().by_first_word.values() for phrase in phrases for word in phrase.words)


@lru_cache(maxsize=4)
def words_of(text: str) -> Counter[str]:
    """How often each word stands in a policy file."""
    return Counter(re.findall(r"\w+", text))
