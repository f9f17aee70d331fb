"""The algebra of graph nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from evalpolicy.backends.graph.builder import Graph
from evalpolicy.backends.graph.column import Column
from evalpolicy.backends.graph.entries import Entries, Entry
from evalpolicy.backends.graph.nodes import Node, Range, RowVariable, Sort
from evalpolicy.backends.graph.tables import TableRow, merged_rows
from evalpolicy.classes import define, field
from evalpolicy.core import calendar
from evalpolicy.core import terms as t
from evalpolicy.core.aggregates import LARGEST_TOTAL
from evalpolicy.core.algebra import Atom, AtomSet, Field, Quantity, Truth
from evalpolicy.core.arithmetic import divide
from evalpolicy.core.facts import Placement
from evalpolicy.core.sorts import bounds
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import (
    EARLIEST_DATE,
    LATEST_DATE,
    EnumType,
    InstantType,
    ListType,
    Type,
)

MOST_ROWS = 10**6
"""More rows than any application may have."""
MOST_MONTHS = (LATEST_DATE.toordinal() - EARLIEST_DATE.toordinal()) // 28
DAYS: Range = (EARLIEST_DATE.toordinal(), LATEST_DATE.toordinal())

PATH_PARTS = ("folder", "stem", "extension")


@define
class GraphAlgebra:
    """Operations give nodes. `given`: the parameters that are known; `clocked`: the time of the decision is."""

    model: PolicyModel
    graph: Graph
    entries: Entries
    given: frozenset[str]
    clocked: bool
    _rows: dict[tuple[str, str, int], RowVariable] = field(factory=dict, init=False)
    _open: dict[tuple[str, str], int] = field(factory=dict, init=False)
    _columns: dict[tuple[str, ...], Column] = field(factory=dict, init=False)

    # --- constants and logic -----------------------------------------------------------------

    def boolean(self, value: bool) -> Node:
        return self.graph.truth(value)

    def integer(self, value: int) -> Node:
        return self.graph.integer(value)

    def atom(self, value: str) -> Node:
        return self.graph.atom(value)

    def atoms(self, members: frozenset[str]) -> Node:
        return self.graph.atoms(members)

    def all_of(self, operands: Sequence[Node]) -> Node:
        return self.graph.all_of(operands)

    def any_of(self, operands: Sequence[Node]) -> Node:
        return self.graph.any_of(operands)

    def negate(self, operand: Node) -> Node:
        return self.graph.negate(operand)

    # --- integers ----------------------------------------------------------------------------

    def at_most(self, left: Node, right: Node) -> Node:
        return self.graph.at_most(left, right)

    def add(self, operands: Sequence[Node]) -> Node:
        return self.graph.add(operands)

    def scale(self, operand: Node, factor: int) -> Node:
        if factor == 1:
            return operand
        low, high = sorted(end * factor for end in operand.range)
        return self.graph.apply("scale", lambda x: x * factor, [operand], (factor,), (low, high))

    def multiply(self, left: Node, right: Node) -> Node:
        ends = [x * y for x in left.range for y in right.range]
        return self.graph.apply("multiply", lambda x, y: x * y, [left, right], (), (min(ends), max(ends)))

    def divide(self, operand: Node, divisor: int, direction: str) -> Node:
        if divisor == 1:
            return operand
        low, high = (divide(end, divisor, direction) for end in operand.range)
        return self.graph.apply("divide", lambda x: divide(x, divisor, direction), [operand], (divisor, direction), (low, high))

    def least(self, operands: Sequence[Node]) -> Node:
        return self.graph.extreme("least", operands)

    def greatest(self, operands: Sequence[Node]) -> Node:
        return self.graph.extreme("greatest", operands)

    def choose(self, condition: Node, then: Node, otherwise: Node) -> Node:
        return self.graph.choose(condition, then, otherwise)

    def table_rows(self, rows: Sequence[TableRow]) -> Sequence[TableRow]:
        return merged_rows(self.graph, len(self.entries.all), rows)

    # --- atoms and sets ----------------------------------------------------------------------

    def choose_atom(self, condition: Node, then: Node, otherwise: Node) -> Node:
        return self.graph.choose(condition, then, otherwise)

    def same(self, left: Node, right: Node) -> Node:
        return self._by_item(left, right) or self.graph.same(left, right)

    def contains(self, members: Node, atom: Node) -> Node:
        return self._by_item(members, atom) or self.graph.contains(members, atom)

    def _by_item(self, left: Node, right: Node) -> Node | None:
        """Whether a selection's item is a listed one, or one of several, is a column: no unlisted name is the key of an item."""
        fixed, item = (left, right) if left.op == "constant" else (right, left)
        if fixed.op != "constant" or item.op != "value" or not isinstance(item.args[0], RowVariable) or item.args[1] != "item":
            return None
        row: RowVariable = item.args[0]
        if (row.owner, row.name) != ("application", "selections"):
            return None
        keys = {fixed.args[0]} if isinstance(fixed.args[0], str) else fixed.args[0]
        return self.graph.column(row, self.entries.of_items(keys), "truth") if keys <= self.entries.listed.keys() else None

    def rank(self, atom: Node, type: EnumType) -> Node:
        place = {code: index for index, code in enumerate(type.codes)}
        return self.graph.apply("rank", lambda x: place.get(x, 0), [atom], (type.codes,), (0, len(type.codes) - 1))

    def concat(self, parts: Sequence[Node]) -> Node:
        if all(part.op == "constant" for part in parts):
            return self.graph.atom("".join(part.args[0] for part in parts))
        return self.graph.make("concat", tuple(parts), "atom")

    # --- the calendar ------------------------------------------------------------------------

    def day_of(self, instant: Node) -> Node:
        return self.graph.apply("day_of", lambda x: calendar.local_day(x, self.model.timezone), [instant], (self.model.timezone,), DAYS)

    def instant_of(self, day: Node, time: int) -> Node:
        zone = self.model.timezone
        return self.graph.apply("instant_of", lambda x: calendar.instant_at(x, time, zone), [day], (time, zone), bounds(InstantType()))

    def add_months(self, day: Node, months: int, direction: str) -> Node:
        return self.graph.apply("add_months", lambda x: calendar.add_months(x, months, direction), [day], (months, direction), DAYS)

    def add_working_days(self, day: Node, number: int) -> Node:
        country = self.model.calendar or ""
        return self.graph.apply("add_working_days", lambda x: calendar.add_working_days(x, number, country), [day], (number, country), DAYS)

    def full_months(self, start: Node, end: Node, direction: str) -> Node:
        compute = lambda x, y: calendar.full_months(x, y, direction)  # noqa: E731  # one of many computations that differ in one call
        return self.graph.apply("full_months", compute, [start, end], (direction,), (0, MOST_MONTHS))

    def birth_date(self, id: Node) -> tuple[Node, Node]:
        return self.graph.make("has_birth_date", (id,), "truth"), self.graph.make("birth_date", (id,), "integer", (0, DAYS[1]))

    # --- facts -------------------------------------------------------------------------------

    def _place(self, at: Field, row: RowVariable | None) -> tuple[object, str]:
        return at.owner if row is None else row, at.name

    def known(self, at: Field, row: RowVariable | None) -> Node:
        if row is not None and (row.owner, row.name) == ("application", "selections") and at.name == "item":
            return self.graph.negate(self._placed(row, Placement.AMBIGUOUS, Placement.UNNAMED))
        if self._always(at, row):
            return self.graph.true
        place, name = self._place(at, row)
        # The parts of a path are known together.
        return self.graph.make("known", (place, "path" if row is not None and name in PATH_PARTS else name), "truth", outside=row is None)

    def _always(self, at: Field, row: RowVariable | None) -> bool:
        """Whether a default stands wherever the application says nothing."""
        if row is None:
            declared = self.model.fact(at.owner, at.name) if at.owner in ("applicant", "application") else None
        elif (row.owner, row.name) == ("application", "selections"):
            declared = self.model.selection.get(at.name)
        else:
            listed = self.model.fact(row.owner, row.name)
            records = listed.type if listed is not None and isinstance(listed.type, ListType) else None
            declared = None if records is None else self.model.records[records.record].fields.get(at.name)
        return declared is not None and declared.has_default and declared.default is not None

    def explicit(self, at: Field, row: RowVariable | None) -> Node:
        if row is not None and (row.owner, row.name) == ("application", "selections") and at.name in ("item", "catalog"):
            return self.graph.negate(self._placed(row, Placement.UNNAMED))
        if not (isinstance(at.type, ListType) or self._always(at, row)):
            # Without a default, what is known is what the application states.
            return self.known(at, row)
        return self.graph.make("explicit", self._place(at, row), "truth", outside=row is None)

    def _read(self, at: Field, row: RowVariable | None, sort: Sort) -> Node:
        range = bounds(at.type) if sort == "integer" else (0, 0)
        # What is not known reads as 0.
        return self.graph.make("value", self._place(at, row), sort, (min(range[0], 0), max(range[1], 0)), outside=row is None)

    def read_boolean(self, at: Field, row: RowVariable | None) -> Node:
        return self._read(at, row, "truth")

    def read_integer(self, at: Field, row: RowVariable | None) -> Node:
        return self._read(at, row, "integer")

    def read_atom(self, at: Field, row: RowVariable | None) -> Node:
        return self._read(at, row, "atom")

    def read_set(self, at: Field, row: RowVariable | None) -> Node:
        return self._read(at, row, "set")

    def parameter_known(self, name: str) -> Node:
        return self.graph.truth(name in self.given)

    def _parameter(self, name: str, sort: Sort) -> Node:
        type_ = self.model.parameters[name].type
        range = bounds(type_) if sort == "integer" else (0, 0)
        return self.graph.make("parameter", (name,), sort, (min(range[0], 0), max(range[1], 0)), outside=True)

    def parameter_boolean(self, name: str) -> Node:
        return self._parameter(name, "truth")

    def parameter_integer(self, name: str) -> Node:
        return self._parameter(name, "integer")

    def parameter_atom(self, name: str) -> Node:
        return self._parameter(name, "atom")

    def parameter_set(self, name: str) -> Node:
        return self._parameter(name, "set")

    def clock_known(self) -> Node:
        return self.graph.truth(self.clocked)

    def clock(self) -> Node:
        low, high = bounds(InstantType())
        return self.graph.make("clock", (), "integer", (low, high), outside=True)

    # --- items -------------------------------------------------------------------------------

    def _column(self, row: RowVariable, what: tuple[str, ...], value: Callable[[Entry], object], sort: Sort) -> Node:
        """A column of what catalogs state, worked out once: tables ask for the same one in row after row. `what` tells it from the others."""
        if what not in self._columns:
            self._columns[what] = self.entries.column(value)
        return self.graph.column(row, self._columns[what], sort)

    def _placed(self, row: RowVariable, *placements: Placement) -> Node:
        """Whether the selection's item is placed in one of these ways."""
        return self._column(row, tuple(each.value for each in placements), lambda entry: entry.placement in placements, "truth")

    def item_listed(self, row: RowVariable) -> Truth[Node]:
        offered = (Placement.LISTED, Placement.AMBIGUOUS)
        refused, unnamed = Placement.NOT_OFFERED, Placement.UNNAMED
        return Truth(
            self._placed(row, *offered),
            self._placed(row, refused),
            self._placed(row, *offered, unnamed),
            self._placed(row, refused, unnamed),
        )

    def item_catalog(self, row: RowVariable) -> Atom[Node, Node]:
        known = self._column(row, ("catalog", "known"), lambda entry: entry.catalog is not None, "truth")
        value = self._column(row, ("catalog", "value"), lambda entry: entry.catalog or "", "atom")
        later = self._placed(row, Placement.AMBIGUOUS, Placement.UNNAMED)

        def may_be(code: str) -> Node:
            unnamed = self._placed(row, Placement.UNNAMED)
            unknown = self.graph.negate(known)
            candidate = self.graph.make("candidate", (row, code), "truth")
            return self.graph.any_of(
                [
                    self.graph.all_of([unknown, unnamed]),
                    self.graph.all_of([unknown, self.graph.negate(unnamed), candidate]),
                ]
            )

        return Atom(known, value, self.graph.any_of([known, later]), may_be)

    def _stated(self, row: RowVariable, column: str, what: str, value: Callable[[t.Term | None], object], sort: Sort) -> Node:
        return self._column(row, ("stated", column, what), lambda entry: value(self.entries.stated(entry, column)), sort)

    def _settles(self, row: RowVariable, column: str, kind: type[t.Term]) -> Node:
        return self._stated(row, column, "settles", lambda stated: stated is None or isinstance(stated, kind), "truth")

    def item_quantity(self, row: RowVariable, column: str, type: Type) -> Quantity[Node, Node]:
        least, most = bounds(type)

        def value(what: str, otherwise: int) -> Node:
            return self._stated(row, column, what, lambda stated: stated.value if isinstance(stated, t.QuantityConstant) else otherwise, "integer")

        return Quantity(value("low", least), value("high", most), self._settles(row, column, t.QuantityConstant))

    def item_atom(self, row: RowVariable, column: str) -> Atom[Node, Node]:
        known = self._stated(row, column, "known", lambda stated: isinstance(stated, t.AtomConstant), "truth")
        value = self._stated(row, column, "value", lambda stated: stated.value if isinstance(stated, t.AtomConstant) else "", "atom")
        return Atom(known, value, self._settles(row, column, t.AtomConstant))

    def item_set(self, row: RowVariable, column: str) -> AtomSet[Node, Node]:
        def of(what: str, which: Callable[[t.SetConstant], frozenset[str]]) -> Node:
            return self._stated(row, column, what, lambda stated: which(stated) if isinstance(stated, t.SetConstant) else frozenset(), "set")

        known = self._stated(row, column, "known", lambda stated: isinstance(stated, t.SetConstant), "truth")
        members, doubtful = of("members", lambda constant: constant.members), of("doubtful", lambda constant: constant.doubtful)
        return AtomSet(known, members, doubtful, self._settles(row, column, t.SetConstant))

    def item_truth(self, row: RowVariable, column: str) -> Truth[Node]:
        def states(value: bool) -> Node:
            return self._stated(row, column, str(value), lambda stated: isinstance(stated, t.TruthConstant) and stated.value is value, "truth")

        pending = self._stated(row, column, "pending", lambda stated: stated is None, "truth")
        holds, fails = states(True), states(False)
        return Truth(holds, fails, self.graph.any_of([holds, pending]), self.graph.any_of([fails, pending]))

    # --- rows --------------------------------------------------------------------------------

    def _over(self, rows: t.Rows, body: Callable[[RowVariable], Any]) -> tuple[RowVariable, Any]:
        key = (rows.owner, rows.name)
        depth = self._open.get(key, 0)
        row = self._rows.setdefault((*key, depth), RowVariable(*key, depth))
        self._open[key] = depth + 1
        try:
            return row, body(row)
        finally:
            self._open[key] = depth

    def list_known(self, rows: t.Rows) -> Node:
        declared = self.model.fact(rows.owner, rows.name)
        by_default = declared is not None and declared.has_default and rows.owner in ("applicant", "application")
        if by_default or (rows.owner, rows.name) == ("application", "selections"):
            return self.graph.true
        return self.graph.make("list_known", (rows.owner, rows.name), "truth", outside=True)

    def any_row(self, rows: t.Rows, body: Callable[[RowVariable], Node]) -> Node:
        row, truth = self._over(rows, body)
        assert isinstance(truth, Node)
        if truth is self.graph.false:
            return self.graph.false
        parts = truth.args if truth.op == "and" else (truth,)
        outer = [part for part in parts if row not in part.rows and part is not self.graph.true]
        inner = self.graph.all_of([part for part in parts if row in part.rows])
        return self.graph.all_of([*outer, self.graph.make("any", (row, inner), "truth")])

    def sum_rows(self, rows: t.Rows, body: Callable[[RowVariable], Node]) -> Node:
        row, value = self._over(rows, body)
        assert isinstance(value, Node)
        if value.op == "constant" and value.args[0] == 0:
            return value
        low, high = max(min(0, value.range[0] * MOST_ROWS), -LARGEST_TOTAL), min(max(0, value.range[1] * MOST_ROWS), LARGEST_TOTAL)
        return self.graph.make("sum", (row, value), "integer", (low, high))

    def extreme_rows(self, which: str, rows: t.Rows, body: Callable[[RowVariable], tuple[Node, Node]]) -> tuple[Node, Node]:
        row, (takes_part, value) = self._over(rows, body)
        if takes_part is self.graph.false:
            return self.graph.false, self.graph.integer(0)
        some = self.graph.make("any", (row, takes_part), "truth")
        range = min(value.range[0], 0), max(value.range[1], 0)
        return some, self.graph.make("extreme", (row, takes_part, value, which), "integer", range)

    def best_rows(self, number: int, rows: t.Rows, body: Callable[[RowVariable], tuple[Node, Node]]) -> Node:
        row, (takes_part, value) = self._over(rows, body)
        range = min(0, value.range[0] * number), max(0, value.range[1] * number)
        return self.graph.make("best", (row, takes_part, value, number), "integer", range)

    def distinct_rows(self, rows: t.Rows, body: Callable[[RowVariable], tuple[Node, Node]]) -> Node:
        row, (takes_part, key) = self._over(rows, body)
        return self.graph.make("distinct", (row, takes_part, key), "integer", (0, MOST_ROWS))

    def repeated_atoms(self, rows: t.Rows, body: Callable[[RowVariable], tuple[Node, Node]]) -> Node:
        row, (takes_part, key) = self._over(rows, body)
        return self.graph.make("repeated", (row, takes_part, key), "truth")

    repeated_integers = repeated_atoms

    def covered_months(self, rows: t.Rows, body: Callable[[RowVariable], tuple[Node, Node, Node]]) -> Node:
        row, (takes_part, first, last) = self._over(rows, body)
        return self.graph.make("covered", (row, takes_part, first, last, self.model.month_ends or "down"), "integer", (0, MOST_MONTHS))

    # --- decisions ---------------------------------------------------------------------------

    def outcome_is(self, outcome: str) -> Node:
        raise AssertionError("only invariants ask for the outcome, and no engine of decisions judges those")

    def status_is(self, rule: str, status: str) -> Node:
        raise AssertionError("only invariants ask for a status, and no engine of decisions judges those")
