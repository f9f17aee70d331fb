"""Tables of thousands of rows that tell items apart, as tables of few rows.

Of two rows that ask the same but for the item, no application comes to both: they become one row, whose condition and amount are columns over the
items. A fee by item and level becomes a row for each level, however many items there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from evalpolicy.backends.graph.column import Column
from evalpolicy.backends.graph.nodes import Graph, Node, RowVariable
from evalpolicy.classes import frozen
from evalpolicy.core.algebra import Quantity, Truth

TableRow: TypeAlias = "tuple[Truth[Node], Quantity[Node, Node]]"
Group: TypeAlias = "tuple[RowVariable, tuple[frozenset[Node], ...]]"


@frozen(eq=False)
class _Row:
    """A row in parts: what its condition asks of the item, bit by bit, and its amount, all by entry.

    `bits`: holds, does not fail, may hold, does not surely hold for more facts (`may_fail` negated).
    """

    original: TableRow
    bits: tuple[Column, ...]
    low: Column
    high: Column
    settles: Column


def merged_rows(graph: Graph, length: int, rows: Sequence[TableRow]) -> Sequence[TableRow]:
    """Rows of which `TruthTables.table` makes the same quantity: those that differ in the item alone are one. `length`: so many entries there are."""
    groups: dict[Group | int, list[_Row]] = {}
    found: dict[Group | int, list[TableRow]] = {}
    for place, row in enumerate(rows):
        parts = _parts(graph, length, row)
        if parts is None:
            found[place] = [row]
        else:
            groups.setdefault(parts[0], []).append(parts[1])
            found.setdefault(parts[0], []).append(row)
    for group, members in groups.items():
        assert isinstance(group, tuple)
        if len(members) > 1:
            one = _merged(graph, group, members)
            found[group] = found[group] if one is None else [one]
    return [row for several in found.values() for row in several]


def _parts(graph: Graph, length: int, row: TableRow) -> tuple[Group, _Row] | None:
    """What a row asks beside the item, and the rest of it; None where it asks nothing of the item, or allows most of them."""
    condition, amount = row
    bits = (condition.holds, graph.negate(condition.fails), condition.may_hold, graph.negate(condition.may_fail))
    variable = next((part.args[0] for part in _conjuncts(bits[1]) if part.op == "column"), None)
    if variable is None:
        return None
    columns, rests = zip(*(_split(graph, bit, variable, length) for bit in bits), strict=True)
    amounts = [_by_entry(node, variable, length) for node in (amount.low, amount.high, amount.settles)]
    if columns[1].usual or any(each is None for each in amounts):
        return None
    low, high, settles = (each for each in amounts if each is not None)
    return (variable, rests), _Row(row, columns, low, high, settles)


def _conjuncts(node: Node) -> tuple[Node, ...]:
    return node.args if node.op == "and" else (node,)


def _split(graph: Graph, node: Node, variable: RowVariable, length: int) -> tuple[Column, frozenset[Node]]:
    """A truth as a column and other truths that all must hold."""
    if node is graph.true or node is graph.false:
        return Column(length, node is graph.true, {}), frozenset()
    column, rest = Column(length, True, {}), set()
    for part in _conjuncts(node):
        if part.op == "column" and part.args[0] is variable:
            column = part.args[1]
        else:
            rest.add(part)
    return column, frozenset(rest)


def _by_entry(node: Node, variable: RowVariable, length: int) -> Column | None:
    if node.op in ("constant", "true", "false"):
        return Column(length, node.op == "true" if node.sort == "truth" else node.args[0], {})
    return node.args[1] if node.op == "column" and node.args[0] is variable else None


def _merged(graph: Graph, group: Group, rows: list[_Row]) -> TableRow | None:
    """The one row; None where an entry may come to two of them of which one may hold."""
    variable, rests = group
    possible: dict[int, list[_Row]] = {}
    for row in rows:
        for entry in row.bits[1].others:
            possible.setdefault(entry, []).append(row)
    if any(len(several) > 1 and any(row.bits[0][entry] for row in several) for entry, several in possible.items()):
        return None
    length = len(rows[0].low)

    def column(usual: object, value: Callable[[int, list[_Row]], object]) -> Column:
        return Column.sparse(length, usual, {entry: value(entry, several) for entry, several in possible.items()})

    def bit(place: int) -> Node:
        some = column(False, lambda entry, several: any(row.bits[place][entry] for row in several))
        return graph.all_of([graph.column(variable, some, "truth"), *rests[place]])

    lows = column(rows[0].low.usual, lambda entry, several: min(row.low[entry] for row in several))
    highs = column(rows[0].high.usual, lambda entry, several: max(row.high[entry] for row in several))
    # Where several rows are possible, more facts can settle the amount by those that they can make hold.
    settles = column(False, lambda entry, several: any(row.bits[2][entry] and row.settles[entry] for row in several))
    condition = Truth(bit(0), graph.negate(bit(1)), bit(2), graph.negate(bit(3)))
    low, high = graph.column(variable, lows, "integer"), graph.column(variable, highs, "integer")
    return condition, Quantity(low, high, graph.column(variable, settles, "truth"))
