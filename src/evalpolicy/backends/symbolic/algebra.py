"""The algebra of formulas: what `evalpolicy.core.meaning` needs, over every application of a universe at once.

What catalogs say of an item is asked of the reference back end, on each way to name one, so that there is no second account of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from evalpolicy.backends.scalar import KNOWN_FROM, Scalar
from evalpolicy.backends.symbolic.calendar import CalendarFormulas
from evalpolicy.backends.symbolic.formulas import AtomValue, Bool, Formulas, Int, Values
from evalpolicy.backends.symbolic.universe import Universe
from evalpolicy.backends.symbolic.variables import Variables
from evalpolicy.classes import define, evolve, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Atom, AtomSet, Field, Quantity, Truth
from evalpolicy.core.calendar import FIRST_DAY
from evalpolicy.core.facts import Facts, Row, fact_pointer
from evalpolicy.language.model import FactDef, Item, PolicyModel
from evalpolicy.language.types import EnumType, InstantType, ItemType, SetType, TextType, Type

V = TypeVar("V")
_INSTANT = InstantType()
NOTHING = Facts({}, {}, frozenset(), {}, None, frozenset(), ())
PATH_PARTS = ("path", "folder", "stem", "extension")


@frozen
class SymbolicSet:
    """A set of atoms: some, each under a condition; and, of texts, whichever `further` says."""

    members: Mapping[str, Bool]
    further: Callable[[AtomValue], Bool] | None = None


@frozen(eq=False)
class SymbolicRow:
    """A row: where it stands in the application, whether it is there, its declared facts, and for selections the ways to name its item.

    `ways`: for each way the condition and the row as the binding reads it.
    """

    pointer: str
    present: Bool
    declared: Mapping[str, FactDef]
    ways: tuple[tuple[Bool, Row], ...] = ()


@define(repr=False)
class Symbolic:
    """One policy over the applications of a universe. `which`: the place of the policy in the universe."""

    universe: Universe
    which: int
    formulas: Formulas
    variables: Variables
    calendar: CalendarFormulas
    outcome: Mapping[str, Bool] | None = None
    statuses: Mapping[str, Mapping[str, Bool]] = field(factory=dict)
    _rows: dict[tuple[str, str], tuple[SymbolicRow, ...]] = field(factory=dict)
    _concats: dict[tuple[object, ...], AtomValue] = field(factory=dict)
    _of_rows: dict[tuple[str, str], Any] = field(factory=dict)
    concatenations: list[tuple[AtomValue, tuple[AtomValue, ...]]] = field(factory=list)
    births: list[tuple[AtomValue, Bool, Int]] = field(factory=list)
    _scalar: Scalar = field(init=False)

    def __attrs_post_init__(self) -> None:
        items: dict[str, Item] = {item.key: item for catalog in self.model.catalogs.values() for item in catalog.items}
        self._scalar = Scalar(self.model, NOTHING, items)

    @property
    def model(self) -> PolicyModel:
        return self.universe.models[self.which]

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
        found: Int = 0
        for place, code in enumerate(type.codes):
            found = f.choose(f.same(atom, code), place, found)
        return found

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
        if all(isinstance(part, str) for part in parts):
            return "".join(parts)
        key = tuple(part if isinstance(part, str) else part.get_id() for part in parts)
        if key not in self._concats:
            whole = f.fresh("text", -(10**9), 10**9, lambda values: values.code("".join(map(values.text, parts))))
            self._concats[key] = whole
            self.concatenations.append((whole, tuple(parts)))
        return self._concats[key]

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

    # --- facts -------------------------------------------------------------------------------

    def _declared(self, at: Field) -> FactDef | None:
        return self.model.fact(at.owner, at.name)

    def _place(self, at: Field, row: SymbolicRow | None) -> str:
        return fact_pointer(at.owner, at.name) if row is None else f"{row.pointer}/{at.name}"

    def _stated(self, pointer: str) -> Bool:
        return self.variables.boolean(f"stated {pointer}")

    def _defaulted(self, at: Field, row: SymbolicRow | None) -> tuple[Bool, object] | None:
        """Under which condition a default stands in for the fact, and the default."""
        fact = self._declared(at) if row is None else row.declared.get(at.name)
        if fact is None or not fact.has_default or fact.default is None:
            return None
        if row is None and at.owner in self.model.steps:
            return self._stated(f"/steps/{at.owner}"), fact.default
        return True, fact.default

    def known(self, at: Field, row: SymbolicRow | None) -> Bool:
        f = self.formulas
        if row is not None and row.ways and at.name in ("item", "catalog"):
            return self._once(row, f"known {at.name}", lambda: f.any_of([condition for condition, way in row.ways if at.name in way.values]))
        stated = self._stated(f"{row.pointer}/path" if row is not None and at.name in PATH_PARTS and not row.declared else self._place(at, row))
        default = self._defaulted(at, row)
        return stated if default is None else f.any_of([stated, default[0]])

    def explicit(self, at: Field, row: SymbolicRow | None) -> Bool:
        if row is not None and row.ways and KNOWN_FROM.get(at.name, at.name) == "item":
            return self.formulas.any_of([condition for condition, way in row.ways if way.item_name])
        if row is not None and not row.declared and at.name in PATH_PARTS:
            return self._stated(f"{row.pointer}/path")
        return self._stated(self._place(at, row))

    def _read(self, at: Field, row: SymbolicRow | None) -> Any:
        if isinstance(at.type, ItemType):
            value = self._named_item(self._place(at, row), at.type.catalog)
        else:
            value = self.variables.value(f"value {self._place(at, row)}", at.type)
        default = self._defaulted(at, row)
        if default is None:
            return value
        stated = self._stated(self._place(at, row))
        if isinstance(default[1], bool):
            f = self.formulas
            return f.any_of([f.all_of([stated, value]), f.all_of([f.negate(stated), default[1]])])
        if isinstance(default[1], int):
            return self.formulas.choose(stated, value, default[1])
        return self.formulas.choose_atom(stated, value, str(default[1]))

    def read_boolean(self, at: Field, row: SymbolicRow | None) -> Bool:
        return self._read(at, row)

    def read_integer(self, at: Field, row: SymbolicRow | None) -> Int:
        return self._read(at, row)

    def read_atom(self, at: Field, row: SymbolicRow | None) -> AtomValue:
        if row is not None and row.ways and at.name == "item":
            return self._once(row, "item", lambda: self._item(row))
        return self._read(at, row)

    def _item(self, row: SymbolicRow) -> AtomValue:
        """The item that a selection names."""
        cases: dict[str, list[Bool]] = {}
        for condition, way in row.ways:
            if "item" in way.values:
                cases.setdefault(str(way.values["item"]), []).append(condition)
        return self.formulas.one_of({item: self.formulas.any_of(conditions) for item, conditions in cases.items()})

    def _once(self, row: SymbolicRow, what: str, make: Callable[[], V]) -> V:
        """What is the same for a row whenever it is asked for: catalogs can be long."""
        if (row.pointer, what) not in self._of_rows:
            self._of_rows[row.pointer, what] = make()
        found: V = self._of_rows[row.pointer, what]
        return found

    def read_set(self, at: Field, row: SymbolicRow | None) -> SymbolicSet:
        assert isinstance(at.type, SetType)
        default = self._defaulted(at, row)
        return self._set(self._place(at, row), at.type, None if default is None else default[1])

    def _set(self, pointer: str, type: SetType, default: object | None) -> SymbolicSet:
        """The set that the application states there; `default`: the one that stands in for it."""
        f, variables = self.formulas, self.variables
        stated = True if default is None else self._stated(pointer)
        fixed = default if isinstance(default, frozenset) else frozenset()
        if isinstance(type.element, TextType):

            def further(atom: AtomValue) -> Bool:
                return f.all_of([stated, variables.holds_text(pointer, atom)])

            return SymbolicSet({each: f.negate(stated) for each in sorted(fixed)}, further)
        if isinstance(type.element, ItemType):
            named = self.keys(pointer, type.element.catalog)
            members: dict[str, Bool] = {}
            for name, key, condition in named:
                inside = f.all_of([condition, variables.boolean(f"member {pointer} {name}")])
                members[key] = f.any_of([members.get(key, False), inside])
        else:
            assert isinstance(type.element, EnumType)
            members = {each: variables.boolean(f"member {pointer} {each}") for each in type.element.codes}
        for each in sorted({*members, *fixed}) if default is not None else ():
            members[each] = f.any_of([f.all_of([stated, members.get(each, False)]), f.all_of([f.negate(stated), each in fixed])])
        return SymbolicSet(members)

    def keys(self, pointer: str, catalog: str | None) -> list[tuple[str, str, Bool]]:
        """The items that can be named at a place: each name, how this policy reads it, and under which condition."""
        f = self.formulas
        listed = pointer.startswith("/given/")
        found: list[tuple[str, str, Bool]] = []
        for name in self.universe.names:
            read: dict[str, list[Bool]] = {}
            for scenario, (chosen, _) in enumerate(self._scenarios()):
                key = self.universe.key(self.which, scenario, name, catalog, listed=listed)
                if key is not None:
                    read.setdefault(key, []).append(chosen)
            found += [(name, key, f.any_of(conditions)) for key, conditions in read.items()]
        return found

    def _named_item(self, pointer: str, catalog: str | None) -> AtomValue:
        """The item that a fact or a parameter names."""
        f = self.formulas
        names = self.universe.names
        chosen = self.variables.choice(f"item {pointer}", len(names))
        found: AtomValue = ""
        for name, key, condition in self.keys(pointer, catalog):
            found = f.choose_atom(f.all_of([f.picked(chosen, names.index(name)), condition]), key, found)
        return found

    # --- parameters and the clock ------------------------------------------------------------

    def _scenarios(self) -> list[tuple[Bool, Mapping[str, object]]]:
        f = self.formulas
        ways = self.universe.scenarios
        chosen = self.variables.choice("scenario", len(ways))
        return [(f.picked(chosen, place), way.given) for place, way in enumerate(ways)]

    def _adds_items(self, name: str) -> bool:
        return any(catalog.more_from == name for model in self.universe.models for catalog in model.catalogs.values())

    def parameter_known(self, name: str) -> Bool:
        if self.model.parameters[name].has_default:
            return True
        if self._adds_items(name):
            return self.formulas.any_of([chosen for chosen, given in self._scenarios() if name in given])
        return self._stated(f"/given/{name}")

    def _parameter(self, name: str) -> Any:
        parameter = self.model.parameters[name]
        if isinstance(parameter.type, ItemType):
            value = self._named_item(f"/given/{name}", parameter.type.catalog)
        else:
            value = self.variables.value(f"value /given/{name}", parameter.type)
        if not parameter.has_default:
            return value
        stated, default = self._stated(f"/given/{name}"), parameter.default
        f = self.formulas
        if isinstance(default, bool):
            return f.any_of([f.all_of([stated, value]), f.all_of([f.negate(stated), default])])
        if isinstance(default, int):
            return f.choose(stated, value, default)
        return f.choose_atom(stated, value, str(default))

    def parameter_boolean(self, name: str) -> Bool:
        return self._parameter(name)

    def parameter_integer(self, name: str) -> Int:
        return self._parameter(name)

    def parameter_atom(self, name: str) -> AtomValue:
        return self._parameter(name)

    def parameter_set(self, name: str) -> SymbolicSet:
        f = self.formulas
        parameter = self.model.parameters[name]
        assert isinstance(parameter.type, SetType)
        if self._adds_items(name):
            supplied = [(chosen, given[name]) for chosen, given in self._scenarios() if isinstance(given.get(name), list)]
            listed = [(chosen, [str(each) for each in given]) for chosen, given in supplied if isinstance(given, list)]
            names = sorted({each for _, given in listed for each in given})
            return SymbolicSet({each: f.any_of([chosen for chosen, given in listed if each in given]) for each in names})
        return self._set(f"/given/{name}", parameter.type, parameter.default if parameter.has_default else None)

    def clock_known(self) -> Bool:
        return self._stated("/at")

    def clock(self) -> Int:
        return self.variables.quantity("value /at", _INSTANT)

    # --- items -------------------------------------------------------------------------------

    def _guarded(self, row: SymbolicRow, of: Callable[[Row], Any]) -> list[tuple[Bool, Any]]:
        """What the reference says of each way to name the item, equal answers together."""
        found: list[tuple[list[Bool], Any]] = []
        for condition, way in row.ways:
            answer = of(way)
            for conditions, known in found:
                if known == answer:
                    conditions.append(condition)
                    break
            else:
                found.append(([condition], answer))
        return [(self.formulas.any_of(conditions), answer) for conditions, answer in found]

    def _truth(self, guarded: list[tuple[Bool, Truth[bool]]]) -> Truth[Bool]:
        f = self.formulas
        bits = ("holds", "fails", "may_hold", "may_fail")
        return Truth(*(f.any_of([condition for condition, truth in guarded if getattr(truth, bit)]) for bit in bits))

    def item_listed(self, row: SymbolicRow) -> Truth[Bool]:
        return self._once(row, "listed", lambda: self._truth(self._guarded(row, self._scalar.item_listed)))

    def item_truth(self, row: SymbolicRow, column: str) -> Truth[Bool]:
        return self._once(row, f"column {column}", lambda: self._truth(self._guarded(row, lambda way: self._scalar.item_truth(way, column))))

    def item_catalog(self, row: SymbolicRow) -> Atom[Bool, AtomValue]:
        f = self.formulas
        found = [(condition, self._scalar.item_catalog(way)) for condition, way in row.ways]
        atom = self._atom(found)

        def may_be(code: str) -> Bool:
            can = [condition for condition, way in found if not way.known and (way.may_be is None or way.may_be(code))]
            return f.any_of([*can, *(condition for condition, way in found if way.known and way.value == code)])

        return evolve(atom, may_be=may_be)

    def _atom(self, guarded: list[tuple[Bool, Atom[bool, str]]]) -> Atom[Bool, AtomValue]:
        f = self.formulas
        value: AtomValue = ""
        for code in dict.fromkeys(atom.value for _, atom in guarded if atom.known):
            value = f.choose_atom(f.any_of([condition for condition, atom in guarded if atom.known and atom.value == code]), code, value)
        known = f.any_of([condition for condition, atom in guarded if atom.known])
        return Atom(known, value, f.any_of([condition for condition, atom in guarded if atom.settles]))

    def item_atom(self, row: SymbolicRow, column: str) -> Atom[Bool, AtomValue]:
        return self._once(row, f"column {column}", lambda: self._atom(self._guarded(row, lambda way: self._scalar.item_atom(way, column))))

    def item_quantity(self, row: SymbolicRow, column: str, type: Type) -> Quantity[Bool, Int]:
        return self._once(row, f"column {column}", lambda: self._item_quantity(row, column, type))

    def _item_quantity(self, row: SymbolicRow, column: str, type: Type) -> Quantity[Bool, Int]:
        f = self.formulas
        guarded: list[tuple[Bool, Quantity[bool, int]]] = self._guarded(row, lambda way: self._scalar.item_quantity(way, column, type))
        low, high = guarded[0][1].low, guarded[0][1].high
        for condition, quantity in guarded[1:]:
            low, high = f.choose(condition, quantity.low, low), f.choose(condition, quantity.high, high)
        return Quantity(low, high, f.any_of([condition for condition, quantity in guarded if quantity.settles]))

    def item_set(self, row: SymbolicRow, column: str) -> AtomSet[Bool, SymbolicSet]:
        return self._once(row, f"column {column}", lambda: self._item_set(row, column))

    def _item_set(self, row: SymbolicRow, column: str) -> AtomSet[Bool, SymbolicSet]:
        f = self.formulas
        guarded: list[tuple[Bool, AtomSet[bool, frozenset[str]]]] = self._guarded(row, lambda way: self._scalar.item_set(way, column))

        def joined(which: str) -> SymbolicSet:
            atoms = sorted({atom for _, each in guarded for atom in getattr(each, which)})
            return SymbolicSet({atom: f.any_of([condition for condition, each in guarded if atom in getattr(each, which)]) for atom in atoms})

        known = f.any_of([condition for condition, each in guarded if each.known])
        settles = f.any_of([condition for condition, each in guarded if each.settles])
        return AtomSet(known, joined("members"), joined("doubtful"), settles)

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
