"""The sorts of values that types have for every back end, and what integers stand for quantities."""

from __future__ import annotations

from evalpolicy.language.types import (
    EARLIEST_DATE,
    HIGHEST_MINOR_AMOUNT,
    LATEST_DATE,
    MICROSECONDS_PER_DAY,
    AmountType,
    DateType,
    InstantType,
    NumberType,
    SetType,
    TextsType,
    Type,
    YesNoType,
)

UNIX_EPOCH_ORDINAL = 719163


def bounds(type: Type) -> tuple[int, int]:
    """The least and greatest value of a quantity type."""
    match type:
        case NumberType(low=low, high=high):
            return low, high
        case AmountType():
            return 0, HIGHEST_MINOR_AMOUNT
        case DateType():
            return EARLIEST_DATE.toordinal(), LATEST_DATE.toordinal()
        case InstantType():
            first, last = EARLIEST_DATE.toordinal(), LATEST_DATE.toordinal()
            # A day's slack on both sides: an instant of the first or last day in any time zone.
            return (first - 1 - UNIX_EPOCH_ORDINAL) * MICROSECONDS_PER_DAY, (last + 2 - UNIX_EPOCH_ORDINAL) * MICROSECONDS_PER_DAY
        case _:
            raise AssertionError(f"not a quantity type: {type}")


def sort_of(type: Type) -> str:
    """Which of truth, quantity, atom, set or texts holds values of `type`."""
    match type:
        case YesNoType():
            return "truth"
        case NumberType() | AmountType() | DateType() | InstantType():
            return "quantity"
        case SetType():
            return "set"
        case TextsType():
            return "texts"
        case _:
            return "atom"
