"""Calendar arithmetic on ordinals (days) and microseconds since 1970 (instants).

INVARIANT: every function is total and monotone in its days and instants; what would leave EARLIEST_DATE .. LATEST_DATE stops at that end.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import ZoneInfo

from evalpolicy.language.types import EARLIEST_DATE, LATEST_DATE, MICROSECONDS_PER_DAY

FIRST_DAY = EARLIEST_DATE.toordinal()
LAST_DAY = LATEST_DATE.toordinal()
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SATURDAY = WEEKDAYS.index("saturday")


_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM
CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY
HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF
MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE
RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UK UM US UY
UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
_COUNTRIES = frozenset(_CODES.split())
"""Countries whose holidays the package `holidays` knows from its oldest version that is supported here; it takes long to ask it."""


@lru_cache(maxsize=4096)
def days_of_month(year: int, month: int) -> int:
    """How many days a month has."""
    from calendar import monthrange  # imports what tells months in other languages; few policies need it

    return monthrange(year, month)[1]


def clamp_day(day: int) -> int:
    """The day, or the end of the calendar that it lies beyond."""
    return min(max(day, FIRST_DAY), LAST_DAY)


def month_end_missed(day: int, months: int) -> bool:
    """Whether the month that lies `months` away lacks that day, so that a month end must be rounded."""
    year, month, wanted = _month_away(clamp_day(day), months)
    return dt.MINYEAR <= year <= dt.MAXYEAR and wanted > days_of_month(year, month)


def add_months(day: int, months: int, direction: str) -> int:
    """That day of the month `months` later (earlier); a day that the month lacks becomes its last (`down`) or the next month's first (`up`)."""
    return clamp_day(_months_later(clamp_day(day), months, direction))


def full_months(start: int, end: int, direction: str) -> int:
    """The greatest number of months that, added to `start`, do not go beyond `end`; 0 where there is none."""
    start, end = clamp_day(start), clamp_day(end)
    first, last = dt.date.fromordinal(start), dt.date.fromordinal(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if _months_later(start, months, direction) > end:
        months -= 1
    return max(months, 0)


def covered_months(periods: Iterable[tuple[int, int]], direction: str) -> int:
    """Full months in the union of periods (first and last day, both included), each maximal stretch by itself."""
    total, stretch = 0, None
    for first, last in sorted(period for period in periods if period[0] <= period[1]):
        if stretch is not None and first <= stretch[1] + 1:
            stretch = (stretch[0], max(stretch[1], last))
            continue
        if stretch is not None:
            total += full_months(stretch[0], stretch[1] + 1, direction)
        stretch = (first, last)
    return total if stretch is None else total + full_months(stretch[0], stretch[1] + 1, direction)


def _month_away(day: int, months: int) -> tuple[int, int, int]:
    date = dt.date.fromordinal(day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return year, month + 1, date.day


def _months_later(day: int, months: int, direction: str) -> int:
    year, month, wanted = _month_away(day, months)
    if year < EARLIEST_DATE.year:
        return FIRST_DAY
    if year > LATEST_DATE.year:
        return LAST_DAY
    length = days_of_month(year, month)
    last = dt.date(year, month, min(wanted, length)).toordinal()
    return last + 1 if wanted > length and direction == "up" else last


@lru_cache(maxsize=1024)
def working_days(country: str, year: int) -> tuple[int, ...]:
    """The working days of a year: no weekend and no public holiday of the country, and its make-up working days.

    Where the country or its year is not known, Monday to Friday.
    """
    first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
    try:
        import holidays

        known = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return tuple(day for day in range(first, last + 1) if dt.date.fromordinal(day).weekday() < SATURDAY)
    return tuple(day for day in range(first, last + 1) if known.is_working_day(dt.date.fromordinal(day)))


def known_country(country: str) -> bool:
    """Whether the holidays of that country are known."""
    if country in _COUNTRIES:
        return True
    import holidays

    return country in holidays.list_supported_countries()


@lru_cache(maxsize=4096)
def add_working_days(day: int, number: int, country: str) -> int:
    """The n-th working day after that day (before it, where `number` is negative)."""
    day = clamp_day(day)
    year = dt.date.fromordinal(day).year
    while number > 0:
        days = working_days(country, year)
        place = bisect_right(days, day) + number - 1
        if place < len(days):
            return days[place]
        number = place - len(days) + 1
        year, day = year + 1, days[-1]
        if year > LATEST_DATE.year:
            return LAST_DAY
    while number < 0:
        days = working_days(country, year)
        place = bisect_left(days, day) + number
        if place >= 0:
            return days[place]
        number, year, day = place, year - 1, days[0]
        if year < EARLIEST_DATE.year:
            return FIRST_DAY
    return day


def nth_of_month(ordinal: int, unit: str, year: int, month: int, country: str) -> tuple[int, int] | None:
    """First and last day of, say, the second weekend of a month; None where the month has no such.

    `ordinal` is 1 .. 5, or -1 for the last; `unit` is day, weekend, working_day or monday .. sunday. A weekend is a Saturday and its Sunday and
    belongs to the month of the Saturday.
    """
    first = dt.date(year, month, 1).toordinal()
    days = [day for day in range(first, first + 31) if dt.date.fromordinal(day).month == month]
    if unit == "day":
        fitting = days
    elif unit == "working_day":
        fitting = [day for day in working_days(country, year) if days[0] <= day <= days[-1]]
    else:
        weekday = SATURDAY if unit == "weekend" else WEEKDAYS.index(unit)
        fitting = [day for day in days if dt.date.fromordinal(day).weekday() == weekday]
    place = ordinal if ordinal < 0 else ordinal - 1
    if not -len(fitting) <= place < len(fitting):
        return None
    return fitting[place], fitting[place] + (1 if unit == "weekend" else 0)


@lru_cache(maxsize=4096)
def local_day(instant: int, timezone: str) -> int:
    """The day on which an instant falls in the time zone."""
    # A day's slack on both sides: an instant of the first or last day in any time zone.
    earliest, latest = ((day - EPOCH.toordinal()) * MICROSECONDS_PER_DAY for day in (FIRST_DAY - 1, LAST_DAY + 2))
    moment = EPOCH + dt.timedelta(microseconds=min(max(instant, earliest), latest))
    return clamp_day(moment.astimezone(ZoneInfo(timezone)).toordinal())


@lru_cache(maxsize=4096)
def instant_at(day: int, time: int, timezone: str) -> int:
    """The instant at `time` (microseconds after midnight) of a day; the last microsecond is the one before the next day's midnight.

    A time that the clocks skip is read by the offset before the change, one that they repeat is the first of the two.
    """
    day = clamp_day(day)
    if time >= MICROSECONDS_PER_DAY - 1:
        return _midnight(day + 1, timezone) - 1
    wall = dt.datetime.combine(dt.date.fromordinal(day), dt.time(), ZoneInfo(timezone)) + dt.timedelta(microseconds=time)
    return (wall.astimezone(dt.UTC) - EPOCH) // dt.timedelta(microseconds=1)


def _midnight(day: int, timezone: str) -> int:
    wall = dt.datetime.combine(dt.date.fromordinal(day), dt.time(), ZoneInfo(timezone))
    return (wall.astimezone(dt.UTC) - EPOCH) // dt.timedelta(microseconds=1)
