"""The types of facts and expressions. Every type is closed and bounded, so that every engine can hold its values.

How a value is held in a core term:

* an enumeration value: its code (`str`; a code written as digits stays those digits)
* a text, a resident id (in upper case): `str`
* an item: `catalog.code`, or `?` and the normalised name where no catalog lists it
* a number with N decimals: `int`, in units of 10**-N; an amount: `int`, in minor units of the policy's currency
* a date: `int`, the proleptic Gregorian ordinal; an instant: `int`, microseconds since 1970-01-01T00:00Z
* a set of an enumeration: a frozenset of codes; of items or texts: a frozenset of their values
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from evalpolicy.classes import field, frozen
from evalpolicy.core.names import normalised

EARLIEST_DATE = dt.date(1900, 1, 1)
LATEST_DATE = dt.date(2199, 12, 31)
DEFAULT_NUMBER_HIGH = 1_000_000_000
HIGHEST_MINOR_AMOUNT = 10**14
MICROSECONDS_PER_DAY = 86_400_000_000
MOST_BYTES = 10**15
"""No file is larger."""


@frozen
class Type:
    """Any type."""


@frozen
class EnumValue:
    """One value of an enumeration: its code, its label and further accepted spellings."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()


@frozen(slots=False)
class EnumType(Type):
    """A closed list of values; `ordered`: from least to greatest."""

    id: str
    label: str
    values: tuple[EnumValue, ...] = field(eq=False)
    ordered: bool = False

    def rank(self, code: str) -> int:
        """Place of `code` in the order written, from 0."""
        return self.codes.index(code)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order written."""
        return tuple(value.code for value in self.values)

    def value(self, code: str) -> EnumValue:
        """The value of that code."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, EnumValue]:
        return {value.code: value for value in self.values}

    def named(self, name: str) -> str | None:
        """The code of the value that has that code, label or alias; of several the first."""
        return self._by_name.get(normalised(name))

    @cached_property
    def _by_name(self) -> dict[str, str]:
        spelt = [(normalised(name), value.code) for value in self.values for name in (value.code, value.label, *value.aliases)]
        return dict(reversed(spelt))


@frozen
class YesNoType(Type):
    """Truth values."""

    __slots__ = ()


@frozen
class NumberType(Type):
    """Whole numbers, or decimals with a fixed number of places. Bounds are in units of 10**-decimals, both included."""

    low: int = 0
    high: int = DEFAULT_NUMBER_HIGH
    decimals: int = 0


@frozen
class AmountType(Type):
    """Money in the policy's currency; 0 .. HIGHEST_MINOR_AMOUNT minor units."""

    __slots__ = ()


@frozen
class DateType(Type):
    """Calendar days, EARLIEST_DATE .. LATEST_DATE."""

    __slots__ = ()


@frozen
class InstantType(Type):
    """Points in time, with the resolution of a microsecond."""

    __slots__ = ()


@frozen
class TextType(Type):
    """A text."""

    __slots__ = ()


@frozen
class TextsType(Type):
    """A text or a list of texts; only whether it is stated can be asked."""

    __slots__ = ()


@frozen
class ItemType(Type):
    """An item of a catalog (`catalog` None: of any)."""

    catalog: str | None = None


@frozen
class ResidentIdType(Type):
    """A resident identity number after GB 11643."""

    __slots__ = ()


@frozen
class SetType(Type):
    """A set of values of one type."""

    element: Type


@frozen
class ListType(Type):
    """A list of records."""

    record: str


def is_plain_resident_id(text: str) -> bool:
    """Whether a text has the form of a resident id, in upper case; nothing is said of its check digit."""
    return len(text) == 18 and text.isascii() and text[:17].isdigit() and text[17] in "0123456789X"
