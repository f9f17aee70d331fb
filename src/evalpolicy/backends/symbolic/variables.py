"""The variables of an application, by the JSON pointer of what they stand for: whether it is stated, and its value."""

from __future__ import annotations

import re
from collections.abc import Mapping

import z3

from evalpolicy.backends.symbolic.formulas import Formulas
from evalpolicy.backends.symbolic.known import AtomValue, Choice, Int
from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.classes import define, field
from evalpolicy.core.calendar import FIRST_DAY, LAST_DAY, instant_at
from evalpolicy.core.sorts import bounds, sort_of
from evalpolicy.language.types import MICROSECONDS_PER_DAY, DateType, EnumType, InstantType, Type


@define(repr=False)
class Variables:
    """Makes each variable once, with the conditions that its type sets.

    `hulls`: the type that holds what each of several policies allows, by the pattern of the pointer (see `pattern`). `instants`: the first and last
    day of reported instants.
    """

    formulas: Formulas
    timezone: str
    hulls: Mapping[str, Type] = field(factory=dict)
    instants: tuple[int, int] = (FIRST_DAY, LAST_DAY)
    shape: list[Bool] = field(factory=list)
    made: dict[str, object] = field(factory=dict)
    days: dict[str, Int] = field(factory=dict)
    moments: dict[str, Int] = field(factory=dict)
    """The variables that stand for days, and for instants."""

    def boolean(self, name: str) -> Bool:
        """A boolean."""
        return self.made.setdefault(name, z3.Bool(name))

    def integer(self, name: str, low: int, high: int) -> Int:
        """An integer from `low` to `high`."""
        if name not in self.made:
            value = z3.Int(name)
            self.shape += [value >= low, value <= high]
            self.made[name] = self.formulas.within(value, low, high)
        return self.made[name]

    def choice(self, name: str, number: int) -> Choice:
        """One of so many alternatives, see `Formulas.picked`: bits, since nothing is computed with it and there can be thousands."""
        if number == 1:
            return 0
        if name not in self.made:
            value = z3.BitVec(name, (number - 1).bit_length())
            self.shape.append(z3.ULE(value, number - 1))
            self.made[name] = value
        return self.made[name]

    def day(self, name: str) -> Int:
        """A day of the calendar."""
        return self.days.setdefault(name, self.integer(name, FIRST_DAY, LAST_DAY))

    def atom(self, name: str, type: Type) -> AtomValue:
        """A text, a code of an enumeration."""
        if name not in self.made:
            value = z3.Int(name)
            if isinstance(type, EnumType):
                self.shape.append(z3.Or(*(value == self.formulas.code(code) for code in type.codes)))
                self.made[name] = self.formulas.among(value, type.codes)
            else:
                self.made[name] = value
        return self.made[name]

    def quantity(self, name: str, type: Type) -> Int:
        """A number, an amount, a day or an instant."""
        if isinstance(type, InstantType):
            first, last = self.instants
            found = self.integer(name, instant_at(first, 0, self.timezone), instant_at(last, MICROSECONDS_PER_DAY - 1, self.timezone))
            return self.moments.setdefault(name, found)
        if isinstance(type, DateType):
            return self.day(name)
        return self.integer(name, *bounds(type))

    def holds_text(self, pointer: str, atom: AtomValue) -> Bool:
        """Whether the set of texts that stands there holds a text."""
        function = self.made.setdefault(f"texts {pointer}", z3.Function(f"texts {pointer}", z3.IntSort(), z3.BoolSort()))
        return function(self.formulas.expression(atom))  # type: ignore[operator]  # made by the line above

    def value(self, name: str, type: Type) -> object:
        """A boolean, integer or atom by its type; sets have a boolean for each member instead."""
        type = self.hulls.get(pattern(name.removeprefix("value ")), type)
        match sort_of(type):
            case "truth":
                return self.boolean(name)
            case "quantity":
                return self.quantity(name, type)
            case _:
                return self.atom(name, type)


def pattern(pointer: str) -> str:
    """A pointer with `*` for the numbers of rows."""
    return re.sub(r"/\d+(?=/)", "/*", pointer)
