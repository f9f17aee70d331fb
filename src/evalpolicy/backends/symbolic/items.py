"""What catalogs say of the item that a selection names, as formulas.

It is asked of the reference back end, on each way to name one, so that there is no second account of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evalpolicy.backends.scalar import Scalar
from evalpolicy.backends.symbolic.known import AtomValue, Int
from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.backends.symbolic.places import Places, SymbolicRow, SymbolicSet
from evalpolicy.classes import define, evolve, field
from evalpolicy.core.algebra import Atom, AtomSet, Quantity, Truth
from evalpolicy.core.facts import Facts, Row
from evalpolicy.language.model import Item
from evalpolicy.language.types import Type

NOTHING = Facts({}, {}, frozenset(), {}, None, frozenset(), ())


@define(repr=False)
class Items(Places):
    """The items of selections, as one policy reads them."""

    _scalar: Scalar = field(init=False)

    def __attrs_post_init__(self) -> None:
        items: dict[str, Item] = {item.key: item for catalog in self.model.catalogs.values() for item in catalog.items}
        self._scalar = Scalar(self.model, NOTHING, items)

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
        low, high = (f.case([(condition, getattr(quantity, end)) for condition, quantity in guarded]) for end in ("low", "high"))
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
