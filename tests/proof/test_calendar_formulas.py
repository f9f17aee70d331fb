"""Calendar functions as formulas give what the calendar gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import z3
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evalpolicy.backends.symbolic.calendar import EPOCH_DAY, CalendarFormulas, offset_changes
from evalpolicy.backends.symbolic.formulas import Formulas
from evalpolicy.backends.symbolic.known import Int
from evalpolicy.core import calendar
from evalpolicy.core.calendar import FIRST_DAY, LAST_DAY
from evalpolicy.language.types import MICROSECONDS_PER_DAY

HORIZON = (dt.date(2023, 1, 1).toordinal(), dt.date(2026, 1, 1).toordinal())
# Month ends, leap days and the ends of the calendar more often than chance has them.
EDGES = [dt.date(year, month, day) for year in (1900, 1904, 2000, 2023, 2024, 2100, 2199) for month, day in ((1, 31), (2, 28), (3, 1), (12, 31))]
DAYS = st.one_of(st.sampled_from(EDGES).map(dt.date.toordinal), st.integers(FIRST_DAY, LAST_DAY))
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Amsterdam"])
DIRECTIONS = st.sampled_from(["up", "down"])


def at(value: int, low: int, high: int, build: Callable[[CalendarFormulas, Int], Int], zone: str = "Asia/Shanghai") -> int:
    """The function's formula, with its variable set to a value."""
    formulas = Formulas()
    variable = formulas.within(z3.Int("x"), low, high)
    found = build(CalendarFormulas(formulas, zone, "CN", HORIZON), variable)
    solver = z3.Solver()
    solver.add(variable == value, *formulas.definitions(formulas.needed([] if isinstance(found, int) else [found])))
    assert solver.check() == z3.sat
    return found if isinstance(found, int) else int(solver.model().eval(found, model_completion=True).as_long())


@settings(max_examples=40, deadline=None)
@given(day=DAYS, months=st.one_of(st.integers(-30, 30), st.sampled_from([1200, -3000])), direction=DIRECTIONS)
def test_added_months(day: int, months: int, direction: str) -> None:
    assert at(day, FIRST_DAY, LAST_DAY, lambda c, x: c.add_months(x, months, direction)) == calendar.add_months(day, months, direction)


@settings(max_examples=40, deadline=None)
@given(day=DAYS, other=DAYS, direction=DIRECTIONS)
def test_full_months(day: int, other: int, direction: str) -> None:
    assert at(day, FIRST_DAY, LAST_DAY, lambda c, x: c.full_months(x, other, direction)) == calendar.full_months(day, other, direction)
    assert at(day, FIRST_DAY, LAST_DAY, lambda c, x: c.full_months(other, x, direction)) == calendar.full_months(other, day, direction)


@settings(max_examples=25, deadline=None)
@given(day=st.integers(*HORIZON), number=st.integers(-10, 10))
def test_added_working_days(day: int, number: int) -> None:
    assert at(day, FIRST_DAY, LAST_DAY, lambda c, x: c.add_working_days(x, number)) == calendar.add_working_days(day, number, "CN")


@settings(max_examples=25, deadline=None)
@given(day=DAYS, time=st.sampled_from([0, 9_000_000_000, 61_200_000_000, MICROSECONDS_PER_DAY - 1]), zone=ZONES)
def test_instants_of_days(day: int, time: int, zone: str) -> None:
    assert at(day, FIRST_DAY, LAST_DAY, lambda c, x: c.instant_at(x, time), zone) == calendar.instant_at(day, time, zone)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), zone=ZONES)
def test_days_of_instants(data: st.DataObject, zone: str) -> None:
    first, last = ((day - EPOCH_DAY) * MICROSECONDS_PER_DAY for day in (FIRST_DAY, LAST_DAY + 2))
    changes = st.sampled_from(offset_changes(zone)).flatmap(lambda change: st.integers(change[0] - 2, change[0] + 2))
    instant = min(max(data.draw(st.one_of(changes, st.integers(first, last))), first), last)
    assert at(instant, first, last, lambda c, x: c.local_day(x), zone) == calendar.local_day(instant, zone)


@settings(max_examples=25, deadline=None)
@given(first=DAYS, last=DAYS, direction=DIRECTIONS)
@example(first=LAST_DAY - 40, last=LAST_DAY, direction="down")
@example(first=FIRST_DAY, last=FIRST_DAY, direction="up")
def test_covered_months_of_one_period(first: int, last: int, direction: str) -> None:
    expected = calendar.covered_months([(first, last)], direction)
    assert at(last, FIRST_DAY, LAST_DAY, lambda c, x: c.covered_months([(True, first, x)], direction)) == expected
    assert at(first, FIRST_DAY, LAST_DAY, lambda c, x: c.covered_months([(True, x, last)], direction)) == expected


@pytest.mark.parametrize("direction", ["up", "down"])
def test_covered_months_of_periods_that_touch_and_overlap(direction: str) -> None:
    day = dt.date.toordinal
    periods = [(day(dt.date(2024, 1, 31)), day(dt.date(2024, 3, 1))), (day(dt.date(2024, 3, 2)), day(dt.date(2024, 6, 29)))]
    periods.append((day(dt.date(2024, 2, 5)), day(dt.date(2024, 2, 7))))
    formulas = Formulas()
    found = CalendarFormulas(formulas, "Asia/Shanghai", "CN", HORIZON).covered_months([(True, *period) for period in periods], direction)
    assert found == calendar.covered_months(periods, direction)
