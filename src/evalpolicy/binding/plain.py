"""Values that are written the plain way: read at once, exactly as `evalpolicy.binding.values` reads them, without saying anything of them.

Every function gives the core value, or None for whatever is not plain: that is for the full reader, which knows all ways of writing and says what
is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Set
from typing import Any
from zoneinfo import ZoneInfo

from evalpolicy.binding.values import EPOCH
from evalpolicy.language.types import EARLIEST_DATE, LATEST_DATE, is_plain_resident_id

MICROSECOND = dt.timedelta(microseconds=1)
FIRST_YEAR, LAST_YEAR = EARLIEST_DATE.year + 1, LATEST_DATE.year - 1
"""Years that are within bounds in every time zone."""
_LONGEST_INSTANT = len("2024-09-25T10:00:00+08:00")
_WITH_Z = len("2024-09-25T10:00:00Z")
MOST_DAYS = 4096
"""Days, each with an offset, whose midnights are kept."""


def instant_reader(timezone: ZoneInfo) -> Callable[[Any], int | None]:
    """Reads instants: texts such as 2024-09-25T10:00+08:00 (without an offset in `timezone`), and `datetime`."""
    fromisoformat = dt.datetime.fromisoformat
    # Of texts with seconds and an offset: the midnight of a day there, the minute of a day, and the second; each in microseconds.
    midnights: dict[str, int] = {}
    minutes: dict[str, int] = {}
    seconds: dict[str, int] = {}

    def instant(value: Any) -> int | None:
        if value.__class__ is str:
            if len(value) == _LONGEST_INSTANT or len(value) == _WITH_Z:
                midnight, minute, second = midnights.get(value[:10] + value[19:]), minutes.get(value[10:16]), seconds.get(value[16:19])
                if midnight is not None and minute is not None and second is not None:
                    return midnight + minute + second
            # Shorter ones may be days; fractions, and 24 o'clock, the standard library reads in ways that an instant is not written in.
            if not 16 <= len(value) <= _LONGEST_INSTANT or value[10] != "T" or value[11:13] == "24" or "." in value or "," in value:
                return None
            try:
                moment = fromisoformat(value)
            except ValueError:
                return None
            zone = moment.tzinfo
        elif value.__class__ is dt.datetime:
            moment = value
            zone = moment.tzinfo
            if zone is not None and zone.__class__ is not dt.timezone and zone.__class__ is not ZoneInfo:
                return None
        else:
            return None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return None
        if zone is None:
            return (moment.replace(tzinfo=timezone) - EPOCH) // MICROSECOND
        found = (moment - EPOCH) // MICROSECOND
        if value.__class__ is str and len(midnights) < MOST_DAYS and value[16:17] == ":" and (value[19:20] in ("+", "-") or value[19:] == "Z"):
            minute = (moment.hour * 60 + moment.minute) * 60_000_000
            second = moment.second * 1_000_000
            midnights[value[:10] + value[19:]] = found - minute - second
            minutes[value[10:16]] = minute
            seconds[value[16:19]] = second
        return found

    return instant


def date(value: Any) -> int | None:
    """Days such as 2024-09-25, and `date`."""
    if value.__class__ is str and len(value) == 10 and value.isascii():
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            return None
    elif value.__class__ is dt.date:
        day = value
    else:
        return None
    return day.toordinal() if FIRST_YEAR <= day.year <= LAST_YEAR else None


def resident_id(value: Any) -> str | None:
    """Resident ids; that the final letter is written small, or the check digit wrong, is worth a warning only."""
    if value.__class__ is not str:
        return None
    if is_plain_resident_id(value):
        return value
    upper = value.upper()
    return upper if is_plain_resident_id(upper) else None


def text_reader(longest: int) -> Callable[[Any], str | None]:
    """Reads texts of at most `longest` characters."""

    def text(value: Any) -> str | None:
        if value.__class__ is not str or len(value) > longest:
            return None
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                return None
        return value.strip() or None

    return text


def others_fit(part: Mapping[Any, Any], known: Set[str], text: Callable[[Any], str | None]) -> bool:
    """Whether what an object holds besides what is known is plain enough to be passed over: an unknown name is worth a warning only.

    `text` says which texts are plain.
    """
    others = part.keys() - known
    return len(others) <= MOST_OTHERS and all(
        name.__class__ is str and text(name) is not None and _is_small(part[name], text) for name in others
    )


MOST_OTHERS = 2
LARGEST_OTHER = 2**63


def _is_small(value: Any, text: Callable[[Any], str | None]) -> bool:
    kind = value.__class__
    if kind is int:
        return bool(abs(value) < LARGEST_OTHER)
    return value is None or kind is bool or kind is float or text(value) is not None
