"""Nodes that read an application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from evalpolicy.backends.columns.atoms import Array, Coded
from evalpolicy.backends.columns.inputs import UNKNOWN, Chunk, CodedFact, Fact, Placements, Reading, Vector
from evalpolicy.backends.graph.nodes import Node, RowVariable, Sort
from evalpolicy.classes import define
from evalpolicy.core.facts import Row

EMPTY: dict[Sort, Any] = {"truth": False, "integer": 0, "atom": "", "set": frozenset()}
"""What an unknown fact reads as, by sort."""

Part = Mapping[str, Array]
"""The codes of facts in another order than the chunk's, by name; those of the placements by the empty name."""


@define(eq=False)
class Leaves:
    """The leaves of the graph over one chunk."""

    chunk: Chunk

    def of_application(self, node: Node) -> Vector:
        """What does not depend on a row."""
        match node.op:
            case "parameter":
                value = self.chunk.given[node.args[0]]
                return frozenset(value) if isinstance(value, tuple) else value
            case "clock":
                assert self.chunk.clock is not None
                return self.chunk.clock
            case "list_known":
                table = self.chunk.lists.get(node.args)
                return False if table is None else table.known
            case "explicit" if node.args in self.chunk.lists:
                return self.chunk.lists[node.args].explicit
            case _:
                fact = self.chunk.facts.get(node.args, UNKNOWN)
                return _of_fact(fact, node, None)

    def of_row(self, node: Node, part: Part | None) -> Vector:
        """What depends on a row of one list. `part`: for these codes in place of the chunk's."""
        row: RowVariable = node.args[0]
        table = self.chunk.lists.get((row.owner, row.name))
        if table is None:
            return _empty(node)
        if table.placements is not None and needs_placement(node):
            codes = table.placements.codes if part is None else part[""]
            return self._of_placement(node, Placements(codes, table.placements.rows))
        fact = table.facts.get(node.args[1], UNKNOWN)
        return _of_fact(fact, node, None if part is None else part.get(node.args[1]))

    def _of_placement(self, node: Node, placed: Placements) -> Vector:
        def spread(of: Callable[[Row], object], sort: Sort) -> Vector:
            return _spread(placed.codes, tuple(of(each.row) for each in placed.rows), sort)

        match node.op:
            case "column":
                column: tuple[object, ...] = node.args[1]
                return _spread(placed.codes, tuple(column[each.entry] for each in placed.rows), node.sort)
            case "candidate":
                return spread(lambda row: node.args[1] in row.candidates, "truth")
            case "known":
                return spread(lambda row: node.args[1] in row.values, "truth")
            case _:
                return spread(lambda row: row.values.get(node.args[1], ""), "atom")


def _empty(node: Node) -> Vector:
    empty: Vector = EMPTY[node.sort]
    return empty


def needs_placement(node: Node) -> bool:
    """Whether a leaf of a selection is about its item or the catalog of it."""
    return node.op in ("column", "candidate") or node.args[1] in ("item", "catalog")


def _of_fact(fact: Fact | CodedFact, node: Node, codes: Array | None) -> Vector:
    if isinstance(fact, Fact):
        match node.op:
            case "known":
                return fact.known
            case "explicit":
                return fact.explicit
            case _:
                return _empty(node) if fact is UNKNOWN else fact.value
    read: dict[str, Callable[[Reading], object]] = {
        "known": lambda reading: reading.value is not None,
        "explicit": lambda reading: reading.explicit,
        "value": lambda reading: EMPTY[node.sort] if reading.value is None else reading.value,
    }
    return _spread(fact.codes if codes is None else codes, tuple(map(read[node.op], fact.readings)), node.sort)


def _spread(codes: Array, values: tuple[Any, ...], sort: Sort) -> Vector:
    if sort in ("atom", "set"):
        return Coded(codes, values)
    if all(value == values[0] for value in values):
        constant: Vector = values[0]
        return constant
    table = np.array(values, np.bool_ if sort == "truth" else np.int64 if all(-(2**63) <= value < 2**63 for value in values) else object)
    found: Array = table.take(codes)
    return found
