"""Makes `grammar/tables.json` of the grammar and the keywords: `python -m evalpolicy.syntax.tables`, after every change of one of them.

Lark reads the grammar, refuses what is ambiguous and makes the tables. This takes a second, and so is done where a policy is loaded only if the file
is of another grammar. A test holds the file to what Lark makes.
"""

from __future__ import annotations

import json
import tomllib
from typing import Any

from evalpolicy.resources import grammar_file, grammar_text
from evalpolicy.syntax.grammar import STARTS
from evalpolicy.syntax.keywords import grammar_digest


def lark_parser() -> Any:
    """Lark's parser of `grammar/policy.lark` (`lark.Lark`)."""
    from lark import Lark

    return Lark(grammar_text("policy.lark"), parser="lalr", lexer=_no_lexer(), strict=True, maybe_placeholders=False, start=list(STARTS))


def _no_lexer() -> type[Any]:
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """Terminals are made by `evalpolicy.syntax.lexer`."""

        def __init__(self, lexer_conf: object) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            """No tokens."""
            return iter(())

    return NoLexer


def made() -> dict[str, Any]:
    """What the file has to hold."""
    from lark.parsers.lalr_analysis import Shift

    lark = lark_parser()
    table = lark.parser.parser._parse_table
    productions = {rule: number for number, rule in enumerate(lark.rules)}
    symbols = sorted({symbol for row in table.states.values() for symbol in row})
    places = {symbol: place for place, symbol in enumerate(symbols)}
    # Lark numbers the states in the order of sets; here they are numbered as they are reached, so that equal grammars give equal files.
    numbers: dict[int, int] = {}
    waiting = [table.start_states[start] for start in STARTS]
    while waiting:
        state = waiting.pop(0)
        if state not in numbers:
            numbers[state] = len(numbers)
            waiting += [argument for _, (action, argument) in sorted(table.states[state].items()) if action is Shift]
    reduced: dict[tuple[int, ...], int] = {}
    return {
        "of": grammar_digest(),
        "keywords": tomllib.loads(grammar_text("keywords.toml")),
        "symbols": symbols,
        "productions": [_production(rule) for rule in lark.rules],
        "starts": {start: numbers[table.start_states[start]] for start in STARTS},
        "ends": {start: numbers[table.end_states[start]] for start in STARTS},
        "states": [
            _state({places[symbol]: numbers[to] if action is Shift else -1 - productions[to] for symbol, (action, to) in row.items()}, reduced)
            for row in (table.states[state] for state in numbers)
        ],
        "sets": [list(symbols) for symbols in reduced],
    }


def _state(row: dict[int, int], sets: dict[tuple[int, ...], int]) -> str:
    """What to do in a state: each symbol with its action; then each action of several symbols, with the number of their set."""
    symbols: dict[int, list[int]] = {}
    for symbol in sorted(row):
        symbols.setdefault(row[symbol], []).append(symbol)
    alone = " ".join(f"{some[0]} {action}" for action, some in symbols.items() if len(some) == 1)
    shared = " ".join(f"{sets.setdefault(tuple(some), len(sets))} {action}" for action, some in symbols.items() if len(some) > 1)
    return f"{alone};{shared}" if shared else alone


def _production(rule: Any) -> list[object]:
    origin = str(rule.origin.name)
    inlined = [place for place, symbol in enumerate(rule.expansion) if not symbol.is_term and symbol.name.startswith("_")]
    return [origin, rule.alias or origin, len(rule.expansion), bool(rule.options.expand1 and not rule.alias), inlined]


def text() -> str:
    """The file: one production and one state a line."""
    found = made()
    parts = [f'"{name}": {json.dumps(found[name], ensure_ascii=False)}' for name in ("of", "keywords", "symbols", "starts", "ends", "sets")]
    for name in ("productions", "states"):
        lines = ",\n".join(json.dumps(each) for each in found[name])
        parts.append(f'"{name}": [\n{lines}\n]')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    grammar_file("tables.json").write_text(text(), encoding="utf-8")
