"""At which values of a quantity comparisons with constants can come out otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from evalpolicy.core.calendar import FIRST_DAY, LAST_DAY, instant_at, local_day
from evalpolicy.language.types import DateType, InstantType, Type


def turning_points(constants: Iterable[int], type: Type, timezone: str, step: int = 1) -> list[int]:
    """The values of `type` at the constants, and beside them by `step`: between two of these nothing changes.

    Days are compared with instants too: an instant turns where a day begins or ends, a day at the day of an instant.
    """
    numbers = set(constants)
    match type:
        case InstantType():
            days = {number for number in numbers if FIRST_DAY <= number <= LAST_DAY}
            numbers = (numbers - days) | {instant_at(day + later, 0, timezone) for day in days for later in (0, 1)}
        case DateType():
            numbers = {number if number <= LAST_DAY else local_day(number, timezone) for number in numbers}
    return sorted({number + beside for number in numbers for beside in (-step, 0, step)})
