"""Runs the tables that Lark makes of the grammar: tokens to a tree of grammar rules.

What Lark's own parser does with them, and its shape of trees: rules that begin with `_` are taken up in what they stand in, rules with `?` where they
have one child. It is done here because Lark takes longer to import than a policy to load, and because the lexer asks what may follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalpolicy.classes import define, frozen
from evalpolicy.source import NOWHERE, Span

END = "$END"
"""The terminal after the last token."""


@define(eq=False)
class Token:
    """A terminal of the grammar where it stands. `text` is what the lexer read."""

    type: str
    text: str
    span: Span

    def __str__(self) -> str:
        return self.text


@define(eq=False)
class Tree:
    """A rule of the grammar (or its alias) and what it is made of: trees and tokens. `span` is NOWHERE where that is nothing."""

    rule: str
    children: list[Any]
    span: Span


@frozen
class Production:
    """One way to write a rule. `origin` is the rule, `name` its alias or itself; `single`: with one child it is that child.

    `inlined` are the places of the symbols that are taken up in it.
    """

    origin: str
    name: str
    size: int
    single: bool
    inlined: tuple[int, ...]


class States(dict[int, dict[str, int]]):
    """What to do in each state: by symbol, the state to go to, or `-1 - n` to reduce the production `n`. States are read when they are first met."""

    def __init__(self, symbols: list[str], sets: list[list[int]], rows: list[str]) -> None:
        super().__init__()
        self._symbols, self._rows = symbols, rows
        self._sets = [[symbols[symbol] for symbol in each] for each in sets]

    def __missing__(self, state: int) -> dict[str, int]:
        alone, _, shared = self._rows[state].partition(";")
        numbers = list(map(int, alone.split()))
        row = self[state] = dict(zip(map(self._symbols.__getitem__, numbers[::2]), numbers[1::2], strict=True))
        numbers = list(map(int, shared.split()))
        for place, action in zip(numbers[::2], numbers[1::2], strict=True):
            row.update(dict.fromkeys(self._sets[place], action))
        return row


@frozen(eq=False)
class Tables:
    """The grammar as tables. `starts` and `ends` hold the first and last state of each start symbol.

    `passing` holds the rules that are made by reductions of one thing that stays as it is. Most reductions are such: a name is a unit, a product, a
    sum, a comparison and so on.
    """

    productions: tuple[Production, ...]
    passing: Mapping[int, str]
    states: States
    starts: Mapping[str, int]
    ends: Mapping[str, int]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Tables:
        """The tables that a file holds (`evalpolicy.syntax.tables`)."""
        productions = tuple(Production(origin, name, size, single, tuple(inlined)) for origin, name, size, single, inlined in data["productions"])
        passing = {-1 - number: each.origin for number, each in enumerate(productions) if each.size == 1 and each.single and not each.inlined}
        return cls(productions, passing, States(data["symbols"], data["sets"], data["states"]), data["starts"], data["ends"])


class Unexpected(Exception):
    """A token, or the end, where the grammar has no place for it. `state` is as it was before it."""

    def __init__(self, token: Token | None, state: ParserState) -> None:
        super().__init__()
        self.token, self.state = token, state


class ParserState:
    """How far the parsing of one text from one start symbol has come."""

    def __init__(self, tables: Tables, start: str) -> None:
        self._rows, self._passing, self._productions = tables.states, tables.passing, tables.productions
        self._stack = [tables.starts[start]]
        self._values: list[Any] = []
        self._end = tables.ends[start]

    def take(self, token: Token) -> None:
        """Go on with the next token. Raises `Unexpected` where it cannot follow."""
        rows, stack, terminal = self._rows, self._stack, token.type
        action = rows[stack[-1]].get(terminal)
        while action is not None and action < 0:
            self._reduce(action)
            action = rows[stack[-1]].get(terminal)
        if action is None:
            raise Unexpected(token, self)
        stack.append(action)
        self._values.append(token)

    def finished(self) -> Tree | Token:
        """The tree, where everything is taken. Raises `Unexpected` where something is missing."""
        rows, stack = self._rows, self._stack
        while stack[-1] != self._end:
            action = rows[stack[-1]].get(END)
            if action is None:
                raise Unexpected(None, self)
            self._reduce(action)
        whole: Tree | Token = self._values[-1]
        return whole

    def _reduce(self, action: int) -> None:
        stack, values = self._stack, self._values
        origin = self._passing.get(action)
        if origin is not None:
            stack[-1] = self._rows[stack[-2]][origin]
            return
        production = self._productions[-1 - action]
        size = production.size
        children = values[-size:] if size else []
        if size:
            del stack[-size:], values[-size:]
        values.append(_shaped(production, children))
        stack.append(self._rows[stack[-1]][production.origin])

    def accepts(self, terminal: str) -> bool:
        """Whether the terminal can follow, after all reductions that would be made first."""
        rows, stack = self._rows, self._stack
        action = rows[stack[-1]].get(terminal)
        if action is None:
            return False
        kept = len(stack)
        pushed: list[int] = []
        while action is not None:
            if action >= 0:
                return True
            production = self._productions[-1 - action]
            size = production.size
            kept -= max(0, size - len(pushed))
            del pushed[max(0, len(pushed) - size) :]
            pushed.append(rows[pushed[-1] if pushed else stack[kept - 1]][production.origin])
            if terminal == END and pushed[-1] == self._end:
                return True
            action = rows[pushed[-1]].get(terminal)
        return False

    def accepted(self) -> set[str]:
        """Every terminal that can follow, the end among them."""
        found = {symbol for symbol in self._rows[self._stack[-1]] if (symbol.isupper() or symbol == END) and self.accepts(symbol)}
        return found | {END} if self._stack[-1] == self._end else found


def _shaped(production: Production, children: list[Any]) -> Any:
    before = children
    if production.inlined:
        children = []
        for place, child in enumerate(before):
            if place in production.inlined:
                children += child.children
            else:
                children.append(child)
    if production.single and len(children) == 1:
        return children[0]
    return Tree(production.name, children, _span(before))


def _span(children: list[Any]) -> Span:
    """From the first child that is anything to the last one."""
    there: list[Span] = [child.span for child in children if child.span is not NOWHERE]
    if not there:
        return NOWHERE
    return there[0] if len(there) == 1 else there[0].to(there[-1])
