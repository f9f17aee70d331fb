"""Nodes of the graph: what each operation is, and what it hangs on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from evalpolicy.classes import frozen

Sort: TypeAlias = Literal["truth", "integer", "atom", "set"]
Range: TypeAlias = "tuple[int, int]"

LEAVES = frozenset({"known", "explicit", "value", "parameter", "clock", "list_known", "column", "candidate"})
"""Operations that read an application; `column` looks up what a catalog states of a selection's item."""
AGGREGATES = frozenset({"any", "sum", "extreme_some", "extreme", "best", "distinct", "repeated", "covered"})
"""Operations over the rows of a list: the first argument is the row variable that they bind."""


@frozen(eq=False)
class RowVariable:
    """Stands for a row of a list. `depth` tells apart several rows of one list that are in scope together."""

    owner: str
    name: str
    depth: int

    def __repr__(self) -> str:
        return f"{self.owner}.{self.name}#{self.depth}"


@frozen(eq=False, repr=False)
class Node:
    """One operation. `args` are nodes, row variables and constants; `rows` the row variables that it depends on.

    `outside`: it depends on what is no fact of those rows: facts of the application, parameters, the clock, other lists.
    `range`: of integers, between which numbers the value always lies.
    """

    op: str
    args: tuple[Any, ...]
    sort: Sort
    rows: frozenset[RowVariable]
    outside: bool
    range: Range
    number: int

    def __repr__(self) -> str:
        return f"{self.op}#{self.number}"

    @property
    def operands(self) -> tuple[Node, ...]:
        """The nodes that it is made of."""
        return tuple(arg for arg in self.args if isinstance(arg, Node))


def reached(roots: Iterable[Node]) -> Iterable[Node]:
    """These nodes and all that they are made of, once each, in the order of their making."""
    seen: set[Node] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += node.operands
    return sorted(seen, key=lambda node: node.number)
