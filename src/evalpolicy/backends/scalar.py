"""The reference: Python values, one application. The only back end that also tells which facts were read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evalpolicy.classes import define, field
from evalpolicy.core import calendar, resident_ids
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Atom, AtomSet, Field, Quantity, Truth
from evalpolicy.core.arithmetic import divide
from evalpolicy.core.facts import Facts, Placement, Row, fact_pointer
from evalpolicy.core.meaning import Meaning
from evalpolicy.core.sorts import bounds
from evalpolicy.language.model import Item, PolicyModel
from evalpolicy.language.types import EnumType, Type

KNOWN_FROM = {"folder": "path", "stem": "path", "extension": "path", "catalog": "item"}
"""Facts of a row that are read off another one."""

ScalarMeaning = Meaning[bool, int, str, frozenset[str], Row]


@define
class Trace:
    """What was read: JSON pointers of facts, and whether the application states them."""

    read: dict[str, bool] = field(factory=dict)

    def note(self, pointer: str, known: bool) -> None:
        self.read[pointer] = known

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(pointer for pointer, known in self.read.items() if known)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(pointer for pointer, known in self.read.items() if not known)


@define
class Scalar:
    """The algebra of Python values over one application."""

    model: PolicyModel
    facts: Facts
    items: dict[str, Item]
    trace: Trace | None = None
    outcome: str | None = None
    statuses: dict[str, str] = field(factory=dict)

    # --- constants and logic -----------------------------------------------------------------

    def boolean(self, value: bool) -> bool:
        return value

    def integer(self, value: int) -> int:
        return value

    def atom(self, value: str) -> str:
        return value

    def atoms(self, members: frozenset[str]) -> frozenset[str]:
        return members

    def all_of(self, operands: Sequence[bool]) -> bool:
        return all(operands)

    def any_of(self, operands: Sequence[bool]) -> bool:
        return any(operands)

    def negate(self, operand: bool) -> bool:
        return not operand

    # --- integers ----------------------------------------------------------------------------

    def at_most(self, left: int, right: int) -> bool:
        return left <= right

    def add(self, operands: Sequence[int]) -> int:
        return sum(operands)

    def scale(self, operand: int, factor: int) -> int:
        return operand * factor

    def multiply(self, left: int, right: int) -> int:
        return left * right

    def divide(self, operand: int, divisor: int, direction: str) -> int:
        return divide(operand, divisor, direction)

    def least(self, operands: Sequence[int]) -> int:
        return min(operands)

    def greatest(self, operands: Sequence[int]) -> int:
        return max(operands)

    def choose(self, condition: bool, then: int, otherwise: int) -> int:
        return then if condition else otherwise

    def table_rows(self, rows: Sequence[tuple[Truth[bool], Quantity[bool, int]]]) -> Sequence[tuple[Truth[bool], Quantity[bool, int]]]:
        return rows

    # --- atoms and sets ----------------------------------------------------------------------

    def choose_atom(self, condition: bool, then: str, otherwise: str) -> str:
        return then if condition else otherwise

    def same(self, left: str, right: str) -> bool:
        return left == right

    def contains(self, members: frozenset[str], atom: str) -> bool:
        return atom in members

    def rank(self, atom: str, type: EnumType) -> int:
        return type.codes.index(atom) if atom in type.codes else 0

    def concat(self, parts: Sequence[str]) -> str:
        return "".join(parts)

    # --- the calendar ------------------------------------------------------------------------

    def day_of(self, instant: int) -> int:
        return calendar.local_day(instant, self.model.timezone)

    def instant_of(self, day: int, time: int) -> int:
        return calendar.instant_at(day, time, self.model.timezone)

    def add_months(self, day: int, months: int, direction: str) -> int:
        return calendar.add_months(day, months, direction)

    def add_working_days(self, day: int, number: int) -> int:
        return calendar.add_working_days(day, number, self.model.calendar or "")

    def full_months(self, start: int, end: int, direction: str) -> int:
        return calendar.full_months(start, end, direction)

    def birth_date(self, id: str) -> tuple[bool, int]:
        day = resident_ids.birth_date(id)
        return day is not None, day or 0

    # --- facts -------------------------------------------------------------------------------

    def _note(self, at: Field, row: Row | None, known: bool) -> None:
        if self.trace is None:
            return
        if row is None:
            self.trace.note(fact_pointer(at.owner, at.name), known)
        else:
            self.trace.note(f"{row.pointer}/{KNOWN_FROM.get(at.name, at.name)}", known)

    def known(self, at: Field, row: Row | None) -> bool:
        known = (at.owner, at.name) in self.facts.values if row is None else at.name in row.values
        self._note(at, row, known)
        return known

    def explicit(self, at: Field, row: Row | None) -> bool:
        pointer = fact_pointer(at.owner, at.name) if row is None else f"{row.pointer}/{KNOWN_FROM.get(at.name, at.name)}"
        known = pointer in self.facts.explicit
        self._note(at, row, known)
        return known

    def _read(self, at: Field, row: Row | None) -> object:
        return self.facts.values.get((at.owner, at.name)) if row is None else row.values.get(at.name)

    def read_boolean(self, at: Field, row: Row | None) -> bool:
        return self._read(at, row) is True

    def read_integer(self, at: Field, row: Row | None) -> int:
        value = self._read(at, row)
        return value if isinstance(value, int) else 0

    def read_atom(self, at: Field, row: Row | None) -> str:
        value = self._read(at, row)
        return value if isinstance(value, str) else ""

    def read_set(self, at: Field, row: Row | None) -> frozenset[str]:
        value = self._read(at, row)
        return value if isinstance(value, frozenset) else frozenset()

    def parameter_known(self, name: str) -> bool:
        return name in self.facts.given

    def parameter_boolean(self, name: str) -> bool:
        return self.facts.given.get(name) is True

    def parameter_integer(self, name: str) -> int:
        value = self.facts.given.get(name)
        return value if isinstance(value, int) else 0

    def parameter_atom(self, name: str) -> str:
        value = self.facts.given.get(name)
        return value if isinstance(value, str) else ""

    def parameter_set(self, name: str) -> frozenset[str]:
        value = self.facts.given.get(name)
        return value if isinstance(value, frozenset) else frozenset()

    def clock_known(self) -> bool:
        return self.facts.clock is not None

    def clock(self) -> int:
        return self.facts.clock or 0

    # --- items -------------------------------------------------------------------------------

    def _note_item(self, row: Row) -> None:
        if self.trace is not None:
            self.trace.note(f"{row.pointer}/item", row.placement is not Placement.UNNAMED)

    def item_listed(self, row: Row) -> Truth[bool]:
        self._note_item(row)
        match row.placement:
            case Placement.LISTED | Placement.AMBIGUOUS:
                return Truth(True, False, True, False)
            case Placement.NOT_OFFERED:
                return Truth(False, True, False, True)
            case Placement.UNNAMED:
                return Truth(False, False, True, True)
            case _:
                return Truth(False, False, False, False)

    def item_catalog(self, row: Row) -> Atom[bool, str]:
        self._note_item(row)
        known = row.values.get("catalog")
        if isinstance(known, str):
            return Atom(True, known, True)
        match row.placement:
            case Placement.AMBIGUOUS:
                return Atom(False, "", True, lambda code: code in row.candidates)
            case Placement.UNPLACED:
                return Atom(False, "", False, lambda code: code in row.candidates)
            case Placement.NOT_OFFERED:
                return Atom(False, "", False, lambda code: False)
            case _:
                return Atom(False, "", True)

    def _column(self, row: Row, column: str) -> t.Term | None:
        """The constant that the catalog states; None where that waits for the item."""
        self._note_item(row)
        item = row.values.get("item")
        if isinstance(item, str) and item in self.items:
            return self.items[item].columns.get(column, t.SetConstant(frozenset()))
        if isinstance(item, str) and row.placement is Placement.LISTED and isinstance(row.values.get("catalog"), str):
            return self.model.catalogs[str(row.values["catalog"])].unlisted.get(column, _UNSTATED)
        if row.placement in (Placement.AMBIGUOUS, Placement.UNNAMED):
            return None
        if len(row.candidates) == 1:
            return self.model.catalogs[row.candidates[0]].unlisted.get(column, _UNSTATED)
        return _UNSTATED

    def item_quantity(self, row: Row, column: str, type: Type) -> Quantity[bool, int]:
        constant = self._column(row, column)
        if isinstance(constant, t.QuantityConstant):
            return Quantity(constant.value, constant.value, True)
        low, high = bounds(type)
        return Quantity(low, high, constant is None)

    def item_atom(self, row: Row, column: str) -> Atom[bool, str]:
        constant = self._column(row, column)
        if isinstance(constant, t.AtomConstant):
            return Atom(True, constant.value, True)
        return Atom(False, "", constant is None)

    def item_set(self, row: Row, column: str) -> AtomSet[bool, frozenset[str]]:
        constant = self._column(row, column)
        if isinstance(constant, t.SetConstant):
            return AtomSet(True, constant.members, constant.doubtful, True)
        return AtomSet(False, frozenset(), frozenset(), constant is None)

    def item_truth(self, row: Row, column: str) -> Truth[bool]:
        constant = self._column(row, column)
        if isinstance(constant, t.TruthConstant):
            return Truth(constant.value, not constant.value, constant.value, not constant.value)
        pending = constant is None
        return Truth(False, False, pending, pending)

    # --- rows --------------------------------------------------------------------------------

    def rows(self, rows: t.Rows) -> tuple[Row, ...]:
        """The rows of a list; none where the application leaves it out."""
        return self.facts.lists.get((rows.owner, rows.name), ())

    def list_known(self, rows: t.Rows) -> bool:
        known = (rows.owner, rows.name) in self.facts.lists
        if self.trace is not None and not (known and self.rows(rows)):
            self.trace.note(fact_pointer(rows.owner, rows.name), known)
        return known

    def any_row(self, rows: t.Rows, body: Callable[[Row], bool]) -> bool:
        # Every row is looked at, so that a trace holds what each one lacks.
        found = [body(row) for row in self.rows(rows)]
        return any(found)

    def sum_rows(self, rows: t.Rows, body: Callable[[Row], int]) -> int:
        return sum(body(row) for row in self.rows(rows))

    def _taking_part(self, rows: t.Rows, body: Callable[[Row], tuple[bool, int]]) -> list[int]:
        return [value for takes_part, value in map(body, self.rows(rows)) if takes_part]

    def extreme_rows(self, which: str, rows: t.Rows, body: Callable[[Row], tuple[bool, int]]) -> tuple[bool, int]:
        values = self._taking_part(rows, body)
        if not values:
            return False, 0
        return True, max(values) if which == "greatest" else min(values)

    def best_rows(self, number: int, rows: t.Rows, body: Callable[[Row], tuple[bool, int]]) -> int:
        return sum(sorted(self._taking_part(rows, body), reverse=True)[:number])

    def distinct_rows(self, rows: t.Rows, body: Callable[[Row], tuple[bool, str]]) -> int:
        return len({atom for takes_part, atom in map(body, self.rows(rows)) if takes_part})

    def repeated_atoms(self, rows: t.Rows, body: Callable[[Row], tuple[bool, str]]) -> bool:
        atoms = [atom for takes_part, atom in map(body, self.rows(rows)) if takes_part]
        return len(set(atoms)) < len(atoms)

    def repeated_integers(self, rows: t.Rows, body: Callable[[Row], tuple[bool, int]]) -> bool:
        values = self._taking_part(rows, body)
        return len(set(values)) < len(values)

    def covered_months(self, rows: t.Rows, body: Callable[[Row], tuple[bool, int, int]]) -> int:
        periods = [(first, last) for takes_part, first, last in map(body, self.rows(rows)) if takes_part and first <= last]
        return calendar.covered_months(periods, self.model.month_ends or "down")

    # --- decisions ---------------------------------------------------------------------------

    def outcome_is(self, outcome: str) -> bool:
        return self.outcome == outcome

    def status_is(self, rule: str, status: str) -> bool:
        return self.statuses.get(rule, "not_applicable") == status


class _Unstated(t.Term):
    """Stands for a column that no catalog states, of whatever type."""


_UNSTATED = _Unstated()
