"""Rows of one list by what their coded facts are: where few combinations are possible, what depends on those alone is worked out for each of them."""

from __future__ import annotations

import operator
from collections.abc import Container, Hashable, Iterable, Mapping

import numpy as np

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.inputs import Chunk, CodedFact, RowTable, Vector
from evalpolicy.backends.columns.leaves import Part, needs_placement
from evalpolicy.backends.graph.nodes import AGGREGATES, LEAVES, Node, RowVariable
from evalpolicy.classes import define, field

MOST_COMBINATIONS = 1 << 14
"""More are not worth it."""
MOST_WAYS = 64
"""Ways in which the columns of chunks are made, that are kept."""
ROWS_EACH = 4
"""So many rows there must be for each combination."""


@define(eq=False)
class Signature:
    """`codes`: the combination of each row of the list; `size` combinations are possible; `part`: the codes of each fact in each of them."""

    codes: Array
    size: int
    part: Part


@define(eq=False)
class Homes:
    """The nodes of one plan that hang on codes of one row alone; the same for all chunks whose columns are made alike."""

    order: tuple[Node, ...]
    leaves: Mapping[RowVariable, set[str]] = field(init=False)
    """What is read of each row."""
    _kept: dict[Hashable, Mapping[Node, RowVariable]] = field(factory=dict, init=False)
    _last: tuple[tuple[object, ...], Mapping[Node, Vector]] | None = field(default=None, init=False)
    """What the combinations of the last chunk were made of, and the values of such nodes and of constants."""

    def __attrs_post_init__(self) -> None:
        leaves: dict[RowVariable, set[str]] = {}
        for node in self.order:
            if node.op in LEAVES and node.args and isinstance(node.args[0], RowVariable):
                leaves.setdefault(node.args[0], set()).add(_name(node))
        self.leaves = leaves

    def of(self, settled: Mapping[RowVariable, frozenset[str]], given: Iterable[Node]) -> Mapping[Node, RowVariable]:
        """The row of each such node. `settled`: what a combination of codes says of a row; `given`: nodes that are not worked out."""
        key = (frozenset(settled.items()), frozenset(given))
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MOST_WAYS:
                self._kept.clear()
            found = self._kept[key] = self._found(settled, key[1])
        return found

    def last(self, made_of: tuple[object, ...]) -> Mapping[Node, Vector] | None:
        """The values for the last chunk's combinations, if these are made of the same."""
        last = self._last
        same = last is not None and len(last[0]) == len(made_of) and all(map(operator.is_, last[0], made_of))
        return last[1] if last is not None and same else None

    def keep(self, made_of: tuple[object, ...], values: Mapping[Node, Vector]) -> None:
        """Keep such values for the next chunk."""
        self._last = made_of, values

    def _found(self, settled: Mapping[RowVariable, frozenset[str]], given: Container[Node]) -> Mapping[Node, RowVariable]:
        homes: dict[Node, RowVariable] = {}
        for node in self.order:
            if node in given or node.outside or len(node.rows) != 1 or node.op in AGGREGATES:
                continue
            (row,) = node.rows
            if row not in settled:
                continue
            if _name(node) in settled[row] if node.op in LEAVES else all(not each.rows or homes.get(each) is row for each in node.operands):
                homes[node] = row
        return homes


def _name(leaf: Node) -> str:
    """What a leaf reads of its row: a fact by its name, the placement of the item by the empty one."""
    return "" if needs_placement(leaf) else leaf.args[1]


@define(eq=False)
class Signatures:
    """The combinations of the lists of one chunk, and the nodes that depend on nothing else."""

    chunk: Chunk
    homes: Homes
    given: Iterable[Node]
    """Nodes that are not worked out."""
    _of: dict[RowVariable, Signature] = field(factory=dict, init=False)
    _homes: Mapping[Node, RowVariable] = field(init=False)

    def __attrs_post_init__(self) -> None:
        settled = {}
        for row, names in self.homes.leaves.items():
            table = self.chunk.lists.get((row.owner, row.name))
            made = None if table is None else _signature(table, names)
            if table is not None and made is not None:
                self._of[row] = made
                # What the table does not state is the same in each row.
                settled[row] = frozenset(name for name in names if name in made.part or name not in _names(table))
        self._homes = self.homes.of(settled, self.given)

    @property
    def made_of(self) -> tuple[object, ...]:
        """All that the values of those nodes hang on, each the same object where they are the same."""
        found: list[object] = [self._homes]
        for row, signature in self._of.items():
            table = self.chunk.lists[row.owner, row.name]
            found += (table.facts[name].readings if name else table.placements.rows for name in signature.part)  # type: ignore[union-attr]  # coded
        return tuple(found)

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
    total = table.extents.size
    for name, (_, count) in sorted(coded.items(), key=lambda each: (each[1][1], each[0])):
        if count and size * count <= MOST_COMBINATIONS and size * count * ROWS_EACH <= total:
            kept.append(name)
            size *= count
    if not kept:
        return None
    part, step = {}, 1
    combinations = np.arange(size)
    for name in kept:
        count = coded[name][1]
        part[name] = combinations // step % count
        step *= count
    codes = coded[kept[-1]][0].astype(np.int64)
    for name in reversed(kept[:-1]):
        each, count = coded[name]
        codes *= count
        codes += each
    return Signature(codes, size, part)
