"""Rows of one list by what their coded facts are: where few combinations are possible, what depends on those alone is worked out for each of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

import numpy as np

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.inputs import Chunk, CodedFact, RowTable
from evalpolicy.backends.columns.leaves import Part, needs_placement
from evalpolicy.backends.graph.nodes import AGGREGATES, LEAVES, Node, RowVariable
from evalpolicy.classes import define, field

MOST_COMBINATIONS = 1 << 14
"""More are not worth it."""
ROWS_EACH = 4
"""So many rows there must be for each combination."""


@define(eq=False)
class Signature:
    """`codes`: the combination of each row of the list; `size` combinations are possible; `part`: the codes of each fact in each of them."""

    codes: Array
    size: int
    part: Part


@define(eq=False)
class Signatures:
    """The combinations of the lists of one chunk, and the nodes that depend on nothing else."""

    chunk: Chunk
    order: Iterable[Node]
    given: Container[Node]
    """Nodes that are not worked out."""
    _of: dict[RowVariable, Signature] = field(factory=dict, init=False)
    _homes: dict[Node, RowVariable] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        leaves: dict[RowVariable, set[str]] = {}
        for node in self.order:
            if node.op in LEAVES and node.args and isinstance(node.args[0], RowVariable):
                leaves.setdefault(node.args[0], set()).add("" if needs_placement(node) else node.args[1])
        for row, names in leaves.items():
            table = self.chunk.lists.get((row.owner, row.name))
            made = None if table is None else _signature(table, names)
            if made is not None:
                self._of[row] = made
        for node in self.order:
            home = self._home(node)
            if home is not None:
                self._homes[node] = home

    def _home(self, node: Node) -> RowVariable | None:
        if node in self.given or node.outside or len(node.rows) != 1 or node.op in AGGREGATES:
            return None
        (row,) = node.rows
        if row not in self._of:
            return None
        if node.op in LEAVES:
            name = "" if needs_placement(node) else node.args[1]
            return row if name in self._of[row].part or name not in _names(self.chunk.lists[row.owner, row.name]) else None
        return row if all(not each.rows or self._homes.get(each) is row for each in node.operands) else None

    def home(self, node: Node) -> RowVariable | None:
        """The row by whose combinations a node is worked out; None where it is not."""
        return self._homes.get(node)

    def of(self, row: RowVariable) -> Signature:
        """The combinations of a row."""
        return self._of[row]


def _names(table: RowTable) -> Mapping[str, object]:
    return table.facts if table.placements is None else {**table.facts, "": table.placements}


def _signature(table: RowTable, names: set[str]) -> Signature | None:
    coded: dict[str, tuple[Array, int]] = {}
    for name in names:
        fact = table.facts.get(name)
        if isinstance(fact, CodedFact):
            coded[name] = fact.codes, len(fact.readings)
    if "" in names and table.placements is not None:
        coded[""] = table.placements.codes, len(table.placements.rows)
    size, kept = 1, []
    total = int(table.lengths.sum())
    for name, (_, count) in sorted(coded.items(), key=lambda each: (each[1][1], each[0])):
        if count and size * count <= MOST_COMBINATIONS and size * count * ROWS_EACH <= total:
            kept.append(name)
            size *= count
    if not kept:
        return None
    codes, part, step = np.zeros(total, np.int64), {}, 1
    combinations = np.arange(size)
    for name in kept:
        each, count = coded[name]
        codes += each.astype(np.int64) * step
        part[name] = combinations // step % count
        step *= count
    return Signature(codes, size, part)
