"""What a compiled function is handed: the facts that it reads of an application, at fixed places of one tuple.

First the facts that are of no row (`f0`, `f1`, … in generated text), then the lists (`l0`, …), each a sequence of tuples, one for a row.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from evalpolicy.backends.graph.decided import Decided
from evalpolicy.backends.graph.nodes import AGGREGATES, LEAVES, Node, RowVariable, Sort, reached
from evalpolicy.classes import frozen
from evalpolicy.core.facts import Facts, Row, Value, fact_pointer

EMPTY: dict[Sort, Value] = {"truth": False, "integer": 0, "atom": "", "set": frozenset()}
"""What an unknown fact reads as, by sort."""


@frozen
class Leaf:
    """One thing that is read. `op`: known, value, explicit, list_known; of rows also entry and candidates (their `name` is empty).

    `owner` is empty for what is of a row. `sort` is of values.
    """

    op: str
    owner: str
    name: str
    sort: Sort = "truth"


@frozen
class RowLayout:
    """A list, and what is read of each of its rows, in the order of the tuple."""

    owner: str
    name: str
    leaves: tuple[Leaf, ...]


@frozen(slots=False)
class Layout:
    """What one function reads, in the order of the tuple."""

    leaves: tuple[Leaf, ...]
    lists: tuple[RowLayout, ...]

    @cached_property
    def _places(self) -> dict[Leaf, int]:
        return {leaf: place for place, leaf in enumerate(self.leaves)}

    @cached_property
    def _list_places(self) -> dict[tuple[str, str], int]:
        return {(each.owner, each.name): place for place, each in enumerate(self.lists)}

    def name(self, leaf: Leaf) -> str | None:
        """The name in generated text of what is of no row; None where it is not read."""
        place = self._places.get(leaf)
        return None if place is None else f"f{place}"

    def list_name(self, owner: str, name: str) -> str | None:
        """The name of a list in generated text; None where it is not read."""
        place = self._list_places.get((owner, name))
        return None if place is None else f"l{place}"

    def row(self, owner: str, name: str) -> RowLayout:
        """What is read of the rows of a list; nothing of one that is not read."""
        place = self._list_places.get((owner, name))
        return RowLayout(owner, name, ()) if place is None else self.lists[place]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all that the tuple holds, in its order."""
        return (*(f"f{place}" for place in range(len(self.leaves))), *(f"l{place}" for place in range(len(self.lists))))

    def gather(self, facts: Facts, entry: Callable[[Row], int]) -> tuple[object, ...]:
        """The tuple of facts that are bound already. `entry` gives a selection's entry (see `evalpolicy.backends.graph.entries`)."""
        found: list[object] = [_read(leaf, facts) for leaf in self.leaves]
        for each in self.lists:
            rows = facts.lists.get((each.owner, each.name), ())
            found.append([tuple(read_of_row(leaf, row, facts, entry) for leaf in each.leaves) for row in rows])
        return tuple(found)


def _read(leaf: Leaf, facts: Facts) -> object:
    key = (leaf.owner, leaf.name)
    match leaf.op:
        case "known":
            return key in facts.values
        case "value":
            return facts.values.get(key, EMPTY[leaf.sort])
        case "explicit":
            return fact_pointer(*key) in facts.explicit
        case _:
            return key in facts.lists


def read_of_row(leaf: Leaf, row: Row, facts: Facts, entry: Callable[[Row], int]) -> object:
    """What is read of one row."""
    match leaf.op:
        case "known":
            return leaf.name in row.values
        case "value":
            return row.values.get(leaf.name, EMPTY[leaf.sort])
        case "explicit":
            return row.pointer + fact_pointer("application", leaf.name) in facts.explicit
        case "entry":
            return entry(row)
        case _:
            return row.candidates


def leaf_of(node: Node) -> Leaf:
    """What a leaf of the graph reads."""
    where = node.args[0]
    if node.op == "column":
        return Leaf("entry", "", "")
    if node.op == "candidate":
        return Leaf("candidates", "", "")
    owner = "" if isinstance(where, RowVariable) else where
    return Leaf(node.op, owner, node.args[1], node.sort if node.op == "value" else "truth")


def layout_of(decided: Decided) -> Layout:
    """What the decisions of a graph read."""
    leaves: dict[Leaf, None] = {}
    lists: dict[tuple[str, str], dict[Leaf, None]] = {}
    for node in reached(decided.outputs):
        if node.op in AGGREGATES:
            lists.setdefault((node.args[0].owner, node.args[0].name), {})
        if node.op not in LEAVES or node.op in ("parameter", "clock"):
            continue
        where = node.args[0]
        holder = lists.setdefault((where.owner, where.name), {}) if isinstance(where, RowVariable) else leaves
        holder[leaf_of(node)] = None
    return Layout(tuple(leaves), tuple(RowLayout(*key, tuple(found)) for key, found in lists.items()))
