"""The calendar as formulas: each function is cut into the pieces on which it is a constant or a shift, found with `evalpolicy.core.calendar`."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from calendar import isleap
from collections.abc import Callable, Iterable, Set
from functools import lru_cache
from zoneinfo import ZoneInfo

import z3

from evalpolicy.backends.symbolic.formulas import Formulas
from evalpolicy.backends.symbolic.known import Int, Values
from evalpolicy.backends.symbolic.logic import Bool, identity
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import calendar
from evalpolicy.core.calendar import EPOCH, FIRST_DAY, LAST_DAY, clamp_day
from evalpolicy.language.types import EARLIEST_DATE, LATEST_DATE, MICROSECONDS_PER_DAY

EPOCH_DAY = EPOCH.toordinal()
FIRST_YEAR, LAST_YEAR = EARLIEST_DATE.year, LATEST_DATE.year
CENTURIES = range(FIRST_YEAR, LAST_YEAR + 2, 100)
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@frozen
class Piece:
    """A stretch of a function from `first` on: x times `factor` (0 or 1) plus `shift`."""

    first: int
    factor: int
    shift: int


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


@frozen
class Civil:
    """A day by its year, month (0 for January) and day of the month."""

    year: Int
    month: Int
    day: Int


@define(repr=False)
class CalendarFormulas:
    """Calendar functions of integers of a solver.

    `horizon`: the days for which working days are known; `counted_from`: those from which working days are counted, and which have to lie in it.
    """

    formulas: Formulas
    timezone: str
    country: str
    horizon: tuple[int, int]
    counted_from: list[Int] = field(factory=list)
    _known: dict[tuple[object, ...], tuple[Int, Int]] = field(factory=dict)
    _civils: dict[tuple[object, ...], tuple[Int, Civil]] = field(factory=dict)

    def _once(self, name: tuple[object, ...], value: Int, function: Callable[[Int], Int]) -> Int:
        """A function of an integer, made once for each, branch by branch."""
        if isinstance(value, int):
            return function(value)
        key = (*name, value.get_id())
        if key not in self._known:
            branches = self.formulas.branches(value)
            if branches is None:
                found = function(value)
            else:
                condition, *values = branches
                found = self.formulas.choose(condition, *(self._once(name, each, function) for each in values))
            self._known[key] = value, found
        return self._known[key][1]

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
        return self._once(("clamped",), day, lambda each: f.greatest([FIRST_DAY, f.least([LAST_DAY, each])]))

    def add_months(self, day: Int, months: int, direction: str) -> Int:
        """See `calendar.add_months`."""

        def landed(day: Int) -> Int:
            if isinstance(day, int):
                return calendar.add_months(day, months, direction)
            f = self.formulas
            civil = self._civil(self.clamped(day))
            years, rest = divmod(months, 12)
            wraps = f.at_most(12 - rest, civil.month)
            year = f.add([civil.year, years, f.choose(wraps, 1, 0)])
            month = f.add([civil.month, rest, f.choose(wraps, -12, 0)])
            length = self._length(year, month)
            missed = f.negate(f.at_most(civil.day, length))
            over = 1 if direction == "up" else 0
            found = f.add([self._before(year, month), f.choose(missed, f.add([length, over]), civil.day)])
            early, late = f.negate(f.at_most(FIRST_YEAR, year)), f.negate(f.at_most(year, LAST_YEAR))
            return self.clamped(f.choose(early, FIRST_DAY, f.choose(late, LAST_DAY, found)))

        return self._once(("months", months, direction), day, landed)

    def add_working_days(self, day: Int, number: int) -> Int:
        """See `calendar.add_working_days`; only days of the horizon are considered."""

        def landed(day: Int) -> Int:
            if isinstance(day, int):
                return calendar.add_working_days(day, number, self.country)
            first, last = self.horizon
            self.counted_from.append(day)
            f = self.formulas
            pieces = added_working_days(number, self.country, first, last)
            inside = f.fresh("day", first, last, lambda values: values.number(day))
            f.define(inside, inside == day)
            return self.piecewise(inside, pieces)

        return self._once(("working", number), day, landed)

    def _civil(self, day: Int) -> Civil:
        """The year, the month (from 0) and the day of the month of a day that lies in the calendar."""
        if isinstance(day, int):
            date = dt.date.fromordinal(day)
            return Civil(date.year, date.month - 1, date.day)
        key = ("civil", day.get_id())
        branches = self.formulas.branches(day)
        if branches is not None:
            condition, then, otherwise = branches
            return self._either(condition, self._civil(then), self._civil(otherwise))
        if key not in self._civils:
            f = self.formulas
            low, high = (dt.date.fromordinal(clamp_day(end)) for end in f.interval(day))

            def date_of(values: Values) -> dt.date:
                return dt.date.fromordinal(clamp_day(values.number(day)))

            civil = Civil(
                f.fresh("year", low.year, high.year, lambda values: date_of(values).year),
                f.fresh("month", 0, 11, lambda values: date_of(values).month - 1),
                f.fresh("day", 1, 31, lambda values: date_of(values).day),
            )
            # A branch that is not taken may lie beyond the calendar: then it has no date, and nothing may be asked of one.
            beyond = f.negate(f.all_of([f.at_most(FIRST_DAY, day), f.at_most(day, LAST_DAY)]))
            meant = civil.day <= self._length(civil.year, civil.month), day == f.add([self._before(civil.year, civil.month), civil.day])
            for part in (civil.year, civil.month, civil.day):
                f.define(part, *(f.any_of([beyond, condition]) for condition in meant))
            self._civils[key] = day, civil
        return self._civils[key][1]

    def written_out(self, days: Iterable[int], needed: Set[int]) -> list[Bool]:
        """For some days, their year, month and day of the month; `needed`: the ids of the auxiliary variables in question."""
        found: list[Bool] = []
        dates = [(day, dt.date.fromordinal(day)) for day in sorted({*days, *(clamp_day(day + 1) for day in days)})]
        for value, civil in self._civils.values():
            parts = [(part, name) for name in ("year", "month", "day") if not isinstance(part := getattr(civil, name), int)]
            if not any(identity(part) in needed for part, _ in parts):
                continue
            low, high = self.formulas.interval(value)
            for day, date in dates:
                if low <= day <= high:
                    known = {"year": date.year, "month": date.month - 1, "day": date.day}
                    found.append(z3.Implies(value == day, z3.And(*(part == known[name] for part, name in parts))))
        return found

    def _either(self, condition: Bool, then: Civil, otherwise: Civil) -> Civil:
        choose = self.formulas.choose
        return Civil(*(choose(condition, getattr(then, part), getattr(otherwise, part)) for part in ("year", "month", "day")))

    def _leap(self, year: Int) -> Bool:
        f = self.formulas
        if isinstance(year, int):
            return isleap(year)
        return f.all_of([year % 4 == 0, *(f.negate(f.equal(year, century)) for century in CENTURIES if not isleap(century))])

    def _length(self, year: Int, month: Int) -> Int:
        """How many days a month has."""
        f = self.formulas
        if isinstance(month, int) and month != 1:
            return LENGTHS[month]
        short = f.any_of([f.equal(month, place) for place, length in enumerate(LENGTHS) if length == 30])
        february = f.choose(self._leap(year), 29, 28)
        return f.choose(f.equal(month, 1), february, f.choose(short, 30, 31))

    def _before(self, year: Int, month: Int) -> Int:
        """The day before the first of a month."""
        f = self.formulas
        since = f.add([year, -FIRST_YEAR])
        # Every fourth year before this one, from the first of the calendar on, but the centuries that are none.
        fourths = f.divide(f.add([since, 3]), 4, "down")
        skipped = [f.choose(f.at_most(century + 1, year), -1, 0) for century in CENTURIES if not isleap(century)]
        days: Int = 0
        for place in range(1, 12):
            days = f.choose(f.at_most(place, month), sum(LENGTHS[:place]), days)
        leap = f.choose(f.all_of([f.at_most(2, month), self._leap(year)]), 1, 0)
        return f.add([FIRST_DAY - 1, f.scale(since, 365), fourths, *skipped, days, leap])

    def full_months(self, start: Int, end: Int, direction: str) -> Int:
        """See `calendar.full_months`."""
        if isinstance(start, int) and isinstance(end, int):
            return calendar.full_months(start, end, direction)
        return self._months_between(self._civil(self.clamped(start)), self._civil(self.clamped(end)), direction)

    def _months_between(self, first: Civil, last: Civil, direction: str) -> Int:
        f = self.formulas
        day = first.day
        if direction == "down":
            day = f.least([day, self._length(last.year, last.month)])
        months = f.add([f.scale(last.year, 12), last.month, f.scale(first.year, -12), f.scale(first.month, -1)])
        return f.greatest([0, f.add([months, f.choose(f.at_most(day, last.day), 0, -1)])])

    def local_day(self, instant: Int) -> Int:
        """See `calendar.local_day`."""

        def day_of(instant: Int) -> Int:
            if isinstance(instant, int):
                return calendar.local_day(instant, self.timezone)
            f = self.formulas
            local = f.add([instant, self._offset(instant)])
            low, high = f.interval(local)
            ends = low // MICROSECONDS_PER_DAY, high // MICROSECONDS_PER_DAY
            day = f.fresh("day", *ends, lambda values: values.number(local) // MICROSECONDS_PER_DAY)
            time = f.fresh("time", 0, MICROSECONDS_PER_DAY - 1, lambda values: values.number(local) % MICROSECONDS_PER_DAY)
            f.define(day, local == day * MICROSECONDS_PER_DAY + time)
            return self.clamped(f.add([day, EPOCH_DAY]))

        return self._once(("day of",), instant, day_of)

    def _offset(self, instant: Int) -> Int:
        return self.piecewise(instant, tuple(Piece(first, 0, offset) for first, offset in offset_changes(self.timezone)))

    def instant_at(self, day: Int, time: int) -> Int:
        """See `calendar.instant_at`."""

        def instant(day: Int) -> Int:
            if isinstance(day, int):
                return calendar.instant_at(day, time, self.timezone)
            return self.piecewise(self.clamped(day), instants_at(time, self.timezone), MICROSECONDS_PER_DAY)

        return self._once(("instant", time), day, instant)

    def covered_months(self, periods: list[tuple[Bool, Int, Int]], direction: str) -> Int:
        """See `calendar.covered_months`; of each period whether it counts, its first and its last day."""
        f = self.formulas
        kept = [(f.all_of([counts, f.at_most(first, last)]), first, last) for counts, first, last in periods]
        # A period that others continue ends where one of them does: the days after the ends are the only ones whose months matter.
        after = [self._civil(self.clamped(self._once(("next",), last, lambda day: f.add([day, 1])))) for _, _, last in kept]
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
                ends = after[0]
                for (_, _, last_), civil in zip(kept[1:], after[1:], strict=True):
                    ends = self._either(f.equal(end, last_), civil, ends)
                total.append(f.choose(opens, self._months_between(self._civil(self.clamped(first)), ends, direction), 0))
        return f.add(total)
