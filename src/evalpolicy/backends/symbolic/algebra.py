"""The algebra of formulas: what `evalpolicy.core.meaning` needs, over every application of a universe at once.

Its operations on values and on lists are here; what stands at one place of an application is in `places`, what catalogs say of items in `items`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from evalpolicy.backends.symbolic.calendar import CalendarFormulas
from evalpolicy.backends.symbolic.concatenations import Concatenations
from evalpolicy.backends.symbolic.items import Items
from evalpolicy.backends.symbolic.known import AtomValue, Int, Values
from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.backends.symbolic.places import SymbolicRow, SymbolicSet
from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Quantity, Truth
from evalpolicy.core.calendar import FIRST_DAY
from evalpolicy.core.facts import Facts, Row, fact_pointer
from evalpolicy.language.types import EnumType, InstantType

V = TypeVar("V")
_INSTANT = InstantType()
NOTHING = Facts({}, {}, frozenset(), {}, None, frozenset(), ())
PATH_PARTS = ("path", "folder", "stem", "extension")


@define(repr=False)
class Symbolic(Items):
    """One policy over the applications of a universe."""

    calendar: CalendarFormulas
    concatenations: Concatenations
    outcome: Mapping[str, Bool] | None = None
    statuses: Mapping[str, Mapping[str, Bool]] = field(factory=dict)
    _rows: dict[tuple[str, str], tuple[SymbolicRow, ...]] = field(factory=dict)
    births: list[tuple[AtomValue, Bool, Int]] = field(factory=list)

    # --- constants, logic, integers, atoms ---------------------------------------------------

    def boolean(self, value: bool) -> Bool:
        return value

    def integer(self, value: int) -> Int:
        return value

    def atom(self, value: str) -> AtomValue:
        return value

    def atoms(self, members: frozenset[str]) -> SymbolicSet:
        return SymbolicSet(dict.fromkeys(sorted(members), True))

    def all_of(self, operands: Sequence[Bool]) -> Bool:
        return self.formulas.all_of(operands)

    def any_of(self, operands: Sequence[Bool]) -> Bool:
        return self.formulas.any_of(operands)

    def negate(self, operand: Bool) -> Bool:
        return self.formulas.negate(operand)

    def at_most(self, left: Int, right: Int) -> Bool:
        return self.formulas.at_most(left, right)

    def add(self, operands: Sequence[Int]) -> Int:
        return self.formulas.add(operands)

    def scale(self, operand: Int, factor: int) -> Int:
        return self.formulas.scale(operand, factor)

    def multiply(self, left: Int, right: Int) -> Int:
        return self.formulas.multiply(left, right)

    def divide(self, operand: Int, divisor: int, direction: str) -> Int:
        return self.formulas.divide(operand, divisor, direction)

    def least(self, operands: Sequence[Int]) -> Int:
        return self.formulas.least(operands)

    def greatest(self, operands: Sequence[Int]) -> Int:
        return self.formulas.greatest(operands)

    def choose(self, condition: Bool, then: Int, otherwise: Int) -> Int:
        return self.formulas.choose(condition, then, otherwise)

    def table_rows(self, rows: Sequence[tuple[Truth[Bool], Quantity[Bool, Int]]]) -> Sequence[tuple[Truth[Bool], Quantity[Bool, Int]]]:
        return rows

    def choose_atom(self, condition: Bool, then: AtomValue, otherwise: AtomValue) -> AtomValue:
        return self.formulas.choose_atom(condition, then, otherwise)

    def same(self, left: AtomValue, right: AtomValue) -> Bool:
        return self.formulas.same(left, right)

    def contains(self, members: SymbolicSet, atom: AtomValue) -> Bool:
        f = self.formulas
        found = f.any_of([f.all_of([inside, f.same(atom, member)]) for member, inside in members.members.items()])
        return found if members.further is None else f.any_of([found, members.further(atom)])

    def rank(self, atom: AtomValue, type: EnumType) -> Int:
        f = self.formulas
        inside = [f.same(atom, code) for code in type.codes]
        return f.case([(f.negate(f.any_of(inside[1:])), 0), *((condition, place) for place, condition in enumerate(inside) if place)])

    def concat(self, parts: Sequence[AtomValue]) -> AtomValue:
        f = self.formulas
        for place, part in enumerate(parts):
            texts = f.possible(part)
            if not isinstance(part, str) and texts is not None:
                # A part that is one of a few texts: the whole is one of as many.
                found: AtomValue = ""
                for text in sorted(texts):
                    found = f.choose_atom(f.same(part, text), self.concat([*parts[:place], text, *parts[place + 1 :]]), found)
                return found
        return self.concatenations.whole(parts)

    # --- the calendar ------------------------------------------------------------------------

    def day_of(self, instant: Int) -> Int:
        return self.calendar.local_day(instant)

    def instant_of(self, day: Int, time: int) -> Int:
        return self.calendar.instant_at(day, time)

    def add_months(self, day: Int, months: int, direction: str) -> Int:
        return self.calendar.add_months(day, months, direction)

    def add_working_days(self, day: Int, number: int) -> Int:
        return self.calendar.add_working_days(day, number)

    def full_months(self, start: Int, end: Int, direction: str) -> Int:
        return self.calendar.full_months(start, end, direction)

    def birth_date(self, id: AtomValue) -> tuple[Bool, Int]:
        if isinstance(id, str):
            return self._scalar.birth_date(id)
        for atom, has, day in self.births:
            if atom.get_id() == id.get_id():
                return has, day
        name = f"birth {id}"
        has, day = self.variables.boolean(f"{name} known"), self.variables.day(name)
        self.births.append((id, has, day))

        def born(values: Values) -> tuple[bool, int]:
            known, date = self._scalar.birth_date(values.text(id))
            return known, date if known else FIRST_DAY

        self.formulas.worked_out += [(has, lambda values: born(values)[0]), (day, lambda values: born(values)[1])]
        return has, day

    # --- rows --------------------------------------------------------------------------------

    def rows(self, rows: t.Rows) -> tuple[SymbolicRow, ...]:
        """The rows that a list can have."""
        key = (rows.owner, rows.name)
        if key not in self._rows:
            self._rows[key] = tuple(self._made(*key))
        return self._rows[key]

    def _made(self, owner: str, name: str) -> list[SymbolicRow]:
        bounds, model, variables = self.universe.bounds, self.model, self.variables
        base = "/selections" if (owner, name) == ("application", "selections") else fact_pointer(owner, name)
        if base == "/selections":
            most, declared = bounds.selections, model.selection
        elif name == "files" and owner in model.steps:
            most, declared = bounds.files, {}
        else:
            fact = model.fact(owner, name)
            assert fact is not None
            most, declared = bounds.records, model.records[getattr(fact.type, "record", "")].fields
        number = variables.integer(f"number {base}", 0, most)
        listed = model.fact(owner, name)
        if listed is not None and listed.has_default:
            number = self.formulas.choose(self._stated(base), number, 0)
        return [
            SymbolicRow(
                f"{base}/{place}",
                self.formulas.at_most(place + 1, number),
                declared,
                tuple(self._ways(f"{base}/{place}")) if base == "/selections" else (),
            )
            for place in range(most)
        ]

    def _ways(self, pointer: str) -> list[tuple[Bool, Row]]:
        """The ways to name an item, those that the binding reads alike together."""
        f = self.formulas
        chosen = self.variables.choice(f"way {pointer}", len(self.universe.fragments))
        found: dict[object, tuple[list[Bool], Row]] = {}
        for (supplied, _), rows in zip(self._scenarios(), self.universe.bound[self.which], strict=True):
            for place, row in enumerate(rows):
                if row is not None:
                    key = (row.placement, row.values.get("item"), row.values.get("catalog"), row.candidates, bool(row.item_name))
                    found.setdefault(key, ([], row))[0].append(f.all_of([supplied, f.picked(chosen, place)]))
        return [(f.any_of(conditions), row) for conditions, row in found.values()]

    def list_known(self, rows: t.Rows) -> Bool:
        if (rows.owner, rows.name) == ("application", "selections"):
            return True
        fact = self.model.fact(rows.owner, rows.name)
        return True if fact is not None and fact.has_default else self._stated(fact_pointer(rows.owner, rows.name))

    def _taking_part(self, rows: t.Rows, body: Callable[[SymbolicRow], tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """For each row that can take part, under which condition, and the rest of what the body gives."""
        f = self.formulas
        known = self.list_known(rows)
        found = []
        for row in self.rows(rows):
            takes_part, *rest = body(row)
            condition = f.all_of([known, row.present, takes_part])
            if condition is not False:
                found.append((condition, *rest))
        return found

    def any_row(self, rows: t.Rows, body: Callable[[SymbolicRow], Bool]) -> Bool:
        return self.formulas.any_of([condition for (condition,) in self._taking_part(rows, lambda row: (body(row),))])

    def sum_rows(self, rows: t.Rows, body: Callable[[SymbolicRow], Int]) -> Int:
        f = self.formulas
        return f.add([f.choose(there, value, 0) for there, value in self._taking_part(rows, lambda row: (True, body(row)))])

    def extreme_rows(self, which: str, rows: t.Rows, body: Callable[[SymbolicRow], tuple[Bool, Int]]) -> tuple[Bool, Int]:
        f = self.formulas
        some: Bool = False
        best: Int = 0
        combine = f.greatest if which == "greatest" else f.least
        for takes_part, value in self._taking_part(rows, body):
            best = f.choose(takes_part, f.choose(some, combine([best, value]), value), best)
            some = f.any_of([some, takes_part])
        return some, best

    def best_rows(self, number: int, rows: t.Rows, body: Callable[[SymbolicRow], tuple[Bool, Int]]) -> Int:
        f = self.formulas
        best: list[Int] = []
        for takes_part, value in self._taking_part(rows, body):
            carried = f.choose(takes_part, value, 0)
            for place, kept in enumerate(best):
                best[place], carried = f.greatest([kept, carried]), f.least([kept, carried])
            if len(best) < number:
                best.append(carried)
        return f.add(best)

    def distinct_rows(self, rows: t.Rows, body: Callable[[SymbolicRow], tuple[Bool, AtomValue]]) -> Int:
        f = self.formulas
        seen: list[tuple[Any, ...]] = []
        counts = []
        for takes_part, atom in self._taking_part(rows, body):
            again = f.any_of([f.all_of([other, f.same(atom, known)]) for other, known in seen])
            counts.append(f.choose(f.all_of([takes_part, f.negate(again)]), 1, 0))
            seen.append((takes_part, atom))
        return f.add(counts)

    def _repeated(self, found: list[tuple[Any, ...]], same: Callable[[Any, Any], Bool]) -> Bool:
        f = self.formulas
        pairs = [(one, other) for place, one in enumerate(found) for other in found[place + 1 :]]
        return f.any_of([f.all_of([one[0], other[0], same(one[1], other[1])]) for one, other in pairs])

    def repeated_atoms(self, rows: t.Rows, body: Callable[[SymbolicRow], tuple[Bool, AtomValue]]) -> Bool:
        return self._repeated(self._taking_part(rows, body), self.formulas.same)

    def repeated_integers(self, rows: t.Rows, body: Callable[[SymbolicRow], tuple[Bool, Int]]) -> Bool:
        return self._repeated(self._taking_part(rows, body), self.formulas.equal)

    def covered_months(self, rows: t.Rows, body: Callable[[SymbolicRow], tuple[Bool, Int, Int]]) -> Int:
        periods = [(takes_part, first, last) for takes_part, first, last in self._taking_part(rows, body)]
        return self.calendar.covered_months(periods, self.model.month_ends or "down")

    # --- decisions ---------------------------------------------------------------------------

    def outcome_is(self, outcome: str) -> Bool:
        assert self.outcome is not None
        return self.outcome[outcome]

    def status_is(self, rule: str, status: str) -> Bool:
        found = self.statuses.get(rule)
        return status == "not_applicable" if found is None else found[status]
