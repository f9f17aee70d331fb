"""The grammar as tables, and what it accepts in a state.

`grammar/tables.json` is made of grammar/policy.lark and grammar/keywords.toml (`evalpolicy.syntax.tables`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from evalpolicy.syntax.keywords import DECLARATIONS, grammar_data, keywords
from evalpolicy.syntax.lalr import ParserState, Tables

CLAUSES = {terminal: f"{'event' if terminal == 'EVENT' else stem}_clause" for terminal, stem in DECLARATIONS.items()}
"""The start symbol of the clauses of each declaration."""

STARTS = ("declaration", *dict.fromkeys(CLAUSES.values()), "expression", "cell_test", "cell_amount", "cell_values")


@cache
def tables() -> Tables:
    """The tables of the language's parser; they may be shared by threads."""
    return Tables.of(grammar_data())


@cache
def openers(start: str) -> frozenset[str]:
    """The terminals that what `start` names may begin with."""
    return frozenset(ParserState(tables(), start).accepted())


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
