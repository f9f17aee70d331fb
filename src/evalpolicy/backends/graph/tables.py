"""Tables of thousands of rows that tell items or names apart, as tables of few rows.

Of two rows that ask the same but for the item, no application comes to both: they become one row, whose condition and amount are columns over the
items. A fee by item and level becomes a row for each level, however many items there are. Likewise for facts that have one of many names, and for
numbers in one of many ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from evalpolicy.backends.graph.builder import Graph
from evalpolicy.backends.graph.column import Column, all_true
from evalpolicy.backends.graph.keys import ItemKey, Key, fact_keys
from evalpolicy.backends.graph.nodes import Node
from evalpolicy.classes import frozen
from evalpolicy.core.algebra import Quantity, Truth

TableRow: TypeAlias = "tuple[Truth[Node], Quantity[Node, Node]]"
Rests: TypeAlias = "tuple[frozenset[Node], ...]"


@frozen(eq=False)
class _Row:
    """A row in parts: what its condition asks of the key, bit by bit, and its amount, all by entry of a key of its own.

    `bits`: holds, does not fail, may hold, does not surely hold for more facts (`may_fail` negated).
    """

    original: TableRow
    key: Key
    bits: tuple[Column, ...]
    low: Column
    high: Column
    settles: Column


def merged_rows(graph: Graph, length: int, rows: Sequence[TableRow]) -> Sequence[TableRow]:
    """Rows of which `TruthTables.table` makes the same quantity: those that differ in the item alone, or in one fact, are one.

    `length`: so many entries of items there are.
    """
    variables = dict.fromkeys(part.args[0] for row in rows for part in _possible(graph, row) if part.op == "column")
    for variable in variables:
        rows = _by_key(graph, ItemKey(graph, variable, length), rows)
    # That of most names or bounds first: a row that was made of several is taken apart by no other.
    for key in fact_keys(graph, (part for row in rows for part in _possible(graph, row))):
        rows = _by_key(graph, key, rows)
    return rows


def _possible(graph: Graph, row: TableRow) -> Iterable[Node]:
    """What all must hold for a row to be possible."""
    return _conjuncts(graph.negate(row[0].fails))


def _by_key(graph: Graph, key: Key, rows: Sequence[TableRow]) -> Sequence[TableRow]:
    groups: dict[Rests | int, list[_Row]] = {}
    found: dict[Rests | int, list[TableRow]] = {}
    for number, row in enumerate(rows):
        parts = _parts(graph, key, row)
        if parts is None:
            found[number] = [row]
        else:
            groups.setdefault(parts[0], []).append(parts[1])
            found.setdefault(parts[0], []).append(row)
    for rests, members in groups.items():
        assert isinstance(rests, tuple)
        if len(members) > 1:
            found[rests] = _merged(graph, key.joined(member.key for member in members), rests, members)
    return [row for several in found.values() for row in several]


def _parts(graph: Graph, key: Key, row: TableRow) -> tuple[Rests, _Row] | None:
    """What a row asks beside the key, and the rest of it; None where it asks nothing of the key, or its amount is no column."""
    condition, amount = row
    bits = (condition.holds, graph.negate(condition.fails), condition.may_hold, graph.negate(condition.may_fail))
    key = key.telling(bits)
    if all(key.column(part) is None for part in _conjuncts(bits[1])):
        return None
    columns, rests = zip(*(_split(graph, key, bit) for bit in bits), strict=True)
    amounts = [key.column(node) for node in (amount.low, amount.high, amount.settles)]
    if any(each is None for each in amounts):
        return None
    low, high, settles = (each for each in amounts if each is not None)
    return rests, _Row(row, key, columns, low, high, settles)


def _conjuncts(node: Node) -> tuple[Node, ...]:
    return node.args if node.op == "and" else (node,)


def _split(graph: Graph, key: Key, node: Node) -> tuple[Column, frozenset[Node]]:
    """A truth as a column and other truths that all must hold."""
    columns, rest = [key.column(graph.true)], set()
    for part in _conjuncts(node):
        column = key.column(part)
        if column is None:
            rest.add(part)
        else:
            columns.append(column)
    return all_true([each for each in columns if each is not None]), frozenset(rest)


def _merged(graph: Graph, key: Key, rests: Rests, rows: list[_Row]) -> list[TableRow]:
    """The rows as one, beside those that are possible at most entries; as they are where one that holds is possible together with another."""
    possible: dict[int, list[_Row]] = {}
    apart: list[TableRow] = []
    for row in rows:
        entries = key.where(row.key, row.bits[1])
        if entries is None:
            apart.append(row.original)
            continue
        for entry in entries:
            possible.setdefault(entry, []).append(row)

    def has(row: _Row, column: Column, entry: int) -> Any:
        return column[key.entry_of(row.key, entry)]

    if any(len(several) > 1 and any(has(row, row.bits[0], entry) for row in several) for entry, several in possible.items()):
        return [row.original for row in rows]

    def column(usual: object, value: Callable[[int, list[_Row]], object]) -> Column:
        return Column.sparse(key.length, usual, {entry: value(entry, several) for entry, several in possible.items()})

    def bit(place: int) -> Node:
        some = column(False, lambda entry, several: any(has(row, row.bits[place], entry) for row in several))
        return graph.all_of([key.node(some, "truth"), *rests[place]])

    lows = column(rows[0].low.usual, lambda entry, several: min(has(row, row.low, entry) for row in several))
    highs = column(rows[0].high.usual, lambda entry, several: max(has(row, row.high, entry) for row in several))
    # Where several rows are possible, more facts can settle the amount by those that they can make hold.
    settles = column(False, lambda entry, several: any(has(row, row.bits[2], entry) and has(row, row.settles, entry) for row in several))
    condition = Truth(bit(0), graph.negate(bit(1)), bit(2), graph.negate(bit(3)))
    low, high = key.node(lows, "integer"), key.node(highs, "integer")
    return [(condition, Quantity(low, high, key.node(settles, "truth"))), *apart]
