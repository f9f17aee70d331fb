"""The parser that Lark makes of grammar/policy.lark, and what it accepts in a state.

Tables are built once, at first use: in about a second.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from threading import Lock
from typing import Any

from lark import Lark

from evalpolicy.resources import grammar_text
from evalpolicy.syntax.keywords import DECLARATIONS, keywords
from evalpolicy.syntax.lexer import Feed, PolicyLexer

CLAUSES = {terminal: f"{'event' if terminal == 'EVENT' else stem}_clause" for terminal, stem in DECLARATIONS.items()}
"""The start symbol of the clauses of each declaration."""

STARTS = ("declaration", *dict.fromkeys(CLAUSES.values()), "expression", "cell_test", "cell_amount", "cell_values")

_building = Lock()


def parser() -> Lark:
    """The parser of the language; safe to use from many threads."""
    with _building:
        return _parser()


@cache
def _parser() -> Lark:
    return Lark(
        grammar_text("policy.lark"),
        parser="lalr",
        lexer=PolicyLexer,
        strict=True,
        propagate_positions=True,
        maybe_placeholders=False,
        start=list(STARTS),
    )


@cache
def openers(start: str) -> frozenset[str]:
    """The terminals that what `start` names may begin with."""
    nothing: Any = Feed([])
    state: Any = parser().parse_interactive(nothing, start).parser_state
    return frozenset(symbol for symbol in state.parse_conf.states[state.position] if symbol.isupper())


@cache
def clause_words() -> frozenset[str]:
    """The first words of all clauses, in every keyword language."""
    terminals = {terminal for start in CLAUSES.values() for terminal in openers(start)}
    return _first_words(terminals)


@cache
def clause_openers(terminal: str) -> frozenset[str]:
    """The first words of the clauses of one declaration, in every keyword language."""
    return _first_words(openers(CLAUSES[terminal]))


def _first_words(terminals: Iterable[str]) -> frozenset[str]:
    return frozenset(spelling.split()[0] for terminal in terminals for spelling in keywords().all_spellings(terminal))
