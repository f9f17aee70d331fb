"""What the application states at each place: facts, parameters and the clock, as formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from evalpolicy.backends.scalar import KNOWN_FROM
from evalpolicy.backends.symbolic.formulas import Formulas
from evalpolicy.backends.symbolic.known import AtomValue, Int
from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.backends.symbolic.universe import Universe
from evalpolicy.backends.symbolic.variables import Variables
from evalpolicy.classes import define, field, frozen
from evalpolicy.core.algebra import Field
from evalpolicy.core.facts import Row, fact_pointer
from evalpolicy.language.model import FactDef, PolicyModel
from evalpolicy.language.types import EnumType, InstantType, ItemType, SetType, TextType

V = TypeVar("V")
_INSTANT = InstantType()
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
class Places:
    """The places of the applications of a universe, as one policy reads them. `which`: the place of the policy in the universe."""

    universe: Universe
    which: int
    formulas: Formulas
    variables: Variables
    _of_rows: dict[tuple[str, str], Any] = field(factory=dict, init=False)

    @property
    def model(self) -> PolicyModel:
        """The policy."""
        return self.universe.models[self.which]

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
