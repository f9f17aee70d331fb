"""The calendar as formulas: each function is cut into the pieces on which it is a constant or a shift, found with `evalpolicy.core.calendar`."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

from evalpolicy.backends.symbolic.formulas import Bool, Formulas, Int
from evalpolicy.core import calendar
from evalpolicy.core.calendar import EPOCH, FIRST_DAY, LAST_DAY, clamp_day
from evalpolicy.language.types import MICROSECONDS_PER_DAY

EPOCH_DAY = EPOCH.toordinal()


@frozen
class Piece:
    """A stretch of a function from `first` on: x times `factor` (0 or 1) plus `shift`."""

    first: int
    factor: int
    shift: int


@lru_cache(maxsize=64)
def month_starts() -> tuple[int, ...]:
    """The first day of every month of the calendar, and of the one after it."""
    first, last = dt.date.fromordinal(FIRST_DAY), dt.date.fromordinal(LAST_DAY)
    days = [dt.date(year, month, 1).toordinal() for year in range(first.year, last.year + 1) for month in range(1, 13)]
    return (*days, LAST_DAY + 1)


@lru_cache(maxsize=64)
def added_months(months: int, direction: str) -> tuple[Piece, ...]:
    """`add_months` as a function of the day."""
    found: list[Piece] = []
    for start, following in pairwise(month_starts()):
        landed = calendar.add_months(start, months, direction)
        # The days of the month that the target month has too move alike; the rest of the month lands on one day.
        moving = start
        while moving + 1 < following and calendar.add_months(moving + 1, months, direction) == landed + (moving + 1 - start):
            moving += 1
        found.append(Piece(start, 1, landed - start) if moving > start else Piece(start, 0, landed))
        if moving + 1 < following:
            found.append(Piece(moving + 1, 0, calendar.add_months(moving + 1, months, direction)))
            ends = {calendar.add_months(day, months, direction) for day in range(moving + 1, following)}
            if len(ends) > 1:
                found[-1:] = [Piece(day, 0, calendar.add_months(day, months, direction)) for day in range(moving + 1, following)]
    return tuple(found)


@lru_cache(maxsize=256)
def added_working_days(number: int, country: str, first: int, last: int) -> tuple[Piece, ...]:
    """`add_working_days` as a function of the day, from `first` to `last`."""
    landed = [calendar.add_working_days(day, number, country) for day in range(first, last + 1)]
    found: list[Piece] = []
    at = 0
    while at < len(landed):
        still = moving = at
        while still + 1 < len(landed) and landed[still + 1] == landed[at]:
            still += 1
        while moving + 1 < len(landed) and landed[moving + 1] - landed[at] == moving + 1 - at:
            moving += 1
        factor = 0 if still > moving else 1
        found.append(Piece(first + at, factor, landed[at] - factor * (first + at)))
        at = max(still, moving) + 1
    return tuple(found)


@lru_cache(maxsize=16)
def offset_changes(timezone: str) -> tuple[tuple[int, int], ...]:
    """The instants from which a time zone has another offset, with that offset (both in microseconds)."""
    zone = ZoneInfo(timezone)

    def offset(instant: int) -> int:
        shift = (EPOCH + dt.timedelta(microseconds=instant)).astimezone(zone).utcoffset()
        assert shift is not None
        return shift // dt.timedelta(microseconds=1)

    step = 7 * MICROSECONDS_PER_DAY
    first = (FIRST_DAY - 2 - EPOCH_DAY) * MICROSECONDS_PER_DAY
    last = (LAST_DAY + 3 - EPOCH_DAY) * MICROSECONDS_PER_DAY
    found = [(first, offset(first))]
    for end in range(first + step, last + step, step):
        end = min(end, last)
        while offset(end) != found[-1][1]:
            low, high = max(found[-1][0], end - step), end
            # The first second at which the offset is another one: time zones change at whole seconds.
            while high - low > 1_000_000:
                middle = (low + high) // 2_000_000 * 1_000_000
                low, high = (middle, high) if offset(middle) == found[-1][1] else (low, middle)
            found.append((high, offset(high)))
    return tuple(found)


@lru_cache(maxsize=256)
def instants_at(time: int, timezone: str) -> tuple[Piece, ...]:
    """`instant_at` as a function of the day, in microseconds: the shift is of `day * MICROSECONDS_PER_DAY`."""
    points = {FIRST_DAY - 1, FIRST_DAY, LAST_DAY, LAST_DAY + 1}
    for instant, _ in offset_changes(timezone):
        near = instant // MICROSECONDS_PER_DAY + EPOCH_DAY
        points |= {day for day in range(near - 2, near + 4) if FIRST_DAY <= day <= LAST_DAY}
    found: list[Piece] = []
    for day in sorted(points):
        shift = calendar.instant_at(day, time, timezone) - clamp_day(day) * MICROSECONDS_PER_DAY
        if not found or found[-1].shift != shift:
            found.append(Piece(day, 1, shift))
    return tuple(found)


@define
class CalendarFormulas:
    """Calendar functions of integers of a solver. `horizon`: the days for which working days are known; used days are noted in `narrowed`."""

    formulas: Formulas
    timezone: str
    country: str
    horizon: tuple[int, int]
    narrowed: bool = False
    _known: dict[tuple[object, ...], tuple[Int, Int]] = field(factory=dict)

    def _once(self, key: tuple[object, ...], value: Int, make: Callable[[], Int]) -> Int:
        if isinstance(value, int):
            return make()
        full = (*key, value.get_id())
        if full not in self._known:
            self._known[full] = value, make()
        return self._known[full][1]

    def piecewise(self, x: Int, pieces: tuple[Piece, ...], unit: int = 1) -> Int:
        """The function at x: `unit` * factor * x + shift of the piece that x lies in."""
        f = self.formulas
        starts = [piece.first for piece in pieces]
        low, high = f.interval(x)
        first, last = max(bisect_right(starts, low) - 1, 0), max(bisect_right(starts, high) - 1, 0)

        def between(left: int, right: int) -> Int:
            if left == right:
                piece = pieces[left]
                return f.add([f.scale(x, unit * piece.factor), piece.shift])
            middle = (left + right + 1) // 2
            return f.choose(f.at_most(starts[middle], x), between(middle, right), between(left, middle - 1))

        return between(first, last)

    def clamped(self, day: Int) -> Int:
        """The day, or the end of the calendar that it lies beyond."""
        f = self.formulas
        return f.greatest([FIRST_DAY, f.least([LAST_DAY, day])])

    def add_months(self, day: Int, months: int, direction: str) -> Int:
        """See `calendar.add_months`."""
        if isinstance(day, int):
            return calendar.add_months(day, months, direction)

        def make() -> Int:
            return self.piecewise(self.clamped(day), added_months(months, direction))

        return self._once(("months", months, direction), day, make)

    def add_working_days(self, day: Int, number: int) -> Int:
        """See `calendar.add_working_days`; only days of the horizon are considered."""
        if isinstance(day, int):
            return calendar.add_working_days(day, number, self.country)

        def make() -> Int:
            first, last = self.horizon
            self.narrowed = True
            self.formulas.side += [day >= first, day <= last]
            return self.piecewise(self.formulas.within(day, first, last), added_working_days(number, self.country, first, last))

        return self._once(("working", number), day, make)

    def _month(self, day: Int) -> tuple[Int, Int]:
        """The number of a day's month, and the first day of that month."""
        starts = month_starts()[:-1]
        number = self._once(("month",), day, lambda: self.piecewise(day, tuple(Piece(start, 0, at) for at, start in enumerate(starts))))
        first = self._once(("first",), day, lambda: self.piecewise(day, tuple(Piece(start, 0, start) for start in starts)))
        return number, first

    def full_months(self, start: Int, end: Int, direction: str) -> Int:
        """See `calendar.full_months`."""
        if isinstance(start, int) and isinstance(end, int):
            return calendar.full_months(start, end, direction)
        f = self.formulas
        start, end = self.clamped(start), self.clamped(end)
        (month, first), (month_, first_) = self._month(start), self._month(end)
        day, day_ = f.add([start, f.scale(first, -1)]), f.add([end, f.scale(first_, -1)])
        if direction == "down":
            ends = month_starts()
            lengths = tuple(Piece(begin, 0, following - begin - 1) for begin, following in pairwise(ends))
            longest = self._once(("length",), end, lambda: self.piecewise(end, lengths))
            day = f.least([day, longest])
        reached = f.at_most(day, day_)
        whole = f.add([month_, f.scale(month, -1), f.choose(reached, 0, -1)])
        return f.greatest([0, whole])

    def local_day(self, instant: Int) -> Int:
        """See `calendar.local_day`."""
        if isinstance(instant, int):
            return calendar.local_day(instant, self.timezone)

        def make() -> Int:
            f = self.formulas
            local = f.add([instant, self._offset(instant)])
            low, high = f.interval(local)
            day = f.fresh("day", low // MICROSECONDS_PER_DAY, high // MICROSECONDS_PER_DAY)
            time = f.fresh("time", 0, MICROSECONDS_PER_DAY - 1)
            f.side.append(local == day * MICROSECONDS_PER_DAY + time)
            return self.clamped(f.add([day, EPOCH_DAY]))

        return self._once(("day of",), instant, make)

    def _offset(self, instant: Int) -> Int:
        return self.piecewise(instant, tuple(Piece(first, 0, offset) for first, offset in offset_changes(self.timezone)))

    def instant_at(self, day: Int, time: int) -> Int:
        """See `calendar.instant_at`."""
        if isinstance(day, int):
            return calendar.instant_at(day, time, self.timezone)

        def make() -> Int:
            return self.piecewise(self.clamped(day), instants_at(time, self.timezone), MICROSECONDS_PER_DAY)

        return self._once(("instant", time), day, make)

    def covered_months(self, periods: list[tuple[Bool, Int, Int]], direction: str) -> Int:
        """See `calendar.covered_months`; of each period whether it counts, its first and its last day."""
        f = self.formulas
        kept = [(f.all_of([counts, f.at_most(first, last)]), first, last) for counts, first, last in periods]
        total: list[Int] = []
        for place, (counts, first, last) in enumerate(kept):
            begun_before = [
                f.all_of(
                    [
                        other,
                        f.at_most(first_, first) if at < place else f.at_most(f.add([first_, 1]), first),
                        f.at_most(first, f.add([last_, 1])),
                    ]
                )
                for at, (other, first_, last_) in enumerate(kept)
                if at != place
            ]
            end = last
            for _ in kept:
                reaching = [
                    f.choose(f.all_of([other, f.at_most(first, first_), f.at_most(first_, f.add([end, 1]))]), last_, end)
                    for other, first_, last_ in kept
                ]
                end = f.greatest([end, *reaching])
            opens = f.all_of([counts, f.negate(f.any_of(begun_before))])
            if opens is not False:
                total.append(f.choose(opens, self.full_months(first, f.add([end, 1]), direction), 0))
        return f.add(total)
