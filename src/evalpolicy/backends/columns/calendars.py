"""Calendar functions over columns of days and instants.

Each is what `evalpolicy.core.calendar` says, asked once for each different day and looked up from then on.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evalpolicy.backends.columns.atoms import Array, Coded, Holed, Texts, text_series
from evalpolicy.backends.columns.inputs import Truths, Vector
from evalpolicy.classes import define, field
from evalpolicy.core import calendar
from evalpolicy.core.calendar import FIRST_DAY, LAST_DAY
from evalpolicy.core.resident_ids import birth_date
from evalpolicy.language.types import MICROSECONDS_PER_DAY

UNIX_EPOCH = calendar.EPOCH.toordinal()
DAYS = LAST_DAY - FIRST_DAY + 1
EARLIEST, LATEST = ((day - UNIX_EPOCH) * MICROSECONDS_PER_DAY for day in (FIRST_DAY - 1, LAST_DAY + 2))
"""Instants beyond these are of the first or last day in every time zone."""
NOT_ASKED = np.iinfo(np.int64).min
MIXED = np.iinfo(np.int64).max
"""Stands for a day in whose course the clocks change such that each of its instants must be asked for."""


@define(eq=False)
class Calendars:
    """What was asked so far. Filled as it is used: the same from any thread, whichever comes first."""

    timezone: str
    country: str
    _tables: dict[tuple[object, ...], Array] = field(factory=dict, init=False)
    _parts: tuple[Array, Array, Array] | None = field(default=None, init=False)

    def _by_day(self, key: tuple[object, ...], days: Array, of: Callable[[int], int]) -> Array:
        """`of` each day, which must be one of the calendar."""
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = np.full(DAYS, NOT_ASKED, np.int64)
        index = days - FIRST_DAY
        found: Array = table.take(index)
        new = found == NOT_ASKED
        if new.any():
            for place in np.unique(index[new]).tolist():
                table[place] = of(place + FIRST_DAY)
            found = table.take(index)
        return found

    def day_of(self, instants: Array) -> Array:
        """`core.calendar.local_day`."""
        kept = np.clip(instants, EARLIEST, LATEST - 1).astype(np.int64)
        utc = np.clip(kept // MICROSECONDS_PER_DAY + UNIX_EPOCH, FIRST_DAY, LAST_DAY)
        first = self._by_day(("local day",), utc, lambda day: self._local_day(_start(day)))
        turn = self._by_day(("next local day",), utc, self._turn)
        found: Array = first + (kept >= turn)
        special = (turn == MIXED) | (kept < _start(FIRST_DAY)) | (kept >= _start(LAST_DAY + 1))
        if special.any():
            found[special] = [self._local_day(instant) for instant in kept[special].tolist()]
        return found

    def _local_day(self, instant: int) -> int:
        return calendar.local_day(instant, self.timezone)

    def _turn(self, day: int) -> int:
        """The first instant of a day of UTC that falls on another local day than its start does."""
        first, last = self._local_day(_start(day)), self._local_day(_start(day + 1) - 1)
        if first == last:
            return _start(day + 1)
        turn = calendar.instant_at(last, 0, self.timezone)
        # As later instants are on later days, these two say it of all.
        return turn if last == first + 1 and self._local_day(turn) == last and self._local_day(turn - 1) == first else MIXED

    def instant_of(self, days: Array, time: int) -> Array:
        """`core.calendar.instant_at`."""
        return self._by_day(("instant", time), _clamped(days), lambda day: calendar.instant_at(day, time, self.timezone))

    def add_months(self, days: Array, months: int, direction: str) -> Array:
        """`core.calendar.add_months`."""
        return self._by_day(("months", months, direction), _clamped(days), lambda day: calendar.add_months(day, months, direction))

    def add_working_days(self, days: Array, number: int) -> Array:
        """`core.calendar.add_working_days`."""
        return self._by_day(("working days", number), _clamped(days), lambda day: calendar.add_working_days(day, number, self.country))

    def full_months(self, start: Array | int, end: Array | int, direction: str) -> Array:
        """`core.calendar.full_months`."""
        months, of_month, length = self._month_parts()
        start, end = _clamped(np.asarray(start)), _clamped(np.asarray(end))
        first, last = start - FIRST_DAY, end - FIRST_DAY
        wanted, most = of_month.take(first), length.take(last)
        # `start`, so many months later: in the month of `end`, whose last day stands for a day that it lacks.
        same_day = end - of_month.take(last) + np.minimum(wanted, most)
        if direction == "up":
            same_day = same_day + (wanted > most)
        found: Array = np.maximum(months.take(last) - months.take(first) - (same_day > end), 0)
        return found

    def _month_parts(self) -> tuple[Array, Array, Array]:
        """Of each day its month (counted through the years), its day of the month from 1, and the length of its month."""
        if self._parts is None:
            days = np.arange(FIRST_DAY - UNIX_EPOCH, LAST_DAY - UNIX_EPOCH + 1).astype("datetime64[D]")
            months = days.astype("datetime64[M]")
            firsts = months.astype("datetime64[D]")
            lengths = (months + np.timedelta64(1, "M")).astype("datetime64[D]") - firsts
            self._parts = months.astype(np.int64), (days - firsts).astype(np.int64) + 1, lengths.astype(np.int64)
        return self._parts

    def birth_dates(self, ids: Vector) -> tuple[Truths, Array | int]:
        """Whether resident ids hold a date of birth, and which; `""` is no id."""
        if isinstance(ids, str):
            born = birth_date(ids)
            return born is not None, born or 0
        if isinstance(ids, Coded):
            dates = ids.look_up(lambda id: birth_date(id) or 0, np.int64)
            return dates > 0, dates
        assert isinstance(ids, Texts | Holed)
        texts = text_series(ids)
        # A resident id is 18 characters, and only these eight of them say when its holder was born.
        numbers = texts.str.slice(6, 8).str.to_integer(strict=False).fill_null(0).to_numpy()
        different, inverse = np.unique(numbers, return_inverse=True)
        table = np.array([birth_date(f"000000{number:08}0000") or 0 for number in different.tolist()], np.int64)
        dates = table.take(inverse)
        return dates > 0, dates


def _start(day: int) -> int:
    return (day - UNIX_EPOCH) * MICROSECONDS_PER_DAY


def _clamped(days: Array) -> Array:
    clamped: Array = np.clip(days, FIRST_DAY, LAST_DAY).astype(np.int64)
    return clamped
