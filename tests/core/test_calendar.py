"""Calendar arithmetic: total, monotone, and what the calendar on the wall says."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalpolicy.core import calendar
from evalpolicy.core.calendar import FIRST_DAY, LAST_DAY
from evalpolicy.language.types import MICROSECONDS_PER_DAY

SHANGHAI = "Asia/Shanghai"
days = st.integers(FIRST_DAY, LAST_DAY)
any_days = days | st.integers(-(10**17), 10**17)
directions = st.sampled_from(["down", "up"])


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("start", "months", "direction", "end"),
    [
        ("2024-01-31", 1, "down", "2024-02-29"),
        ("2024-01-31", 1, "up", "2024-03-01"),
        ("2023-01-31", 1, "down", "2023-02-28"),
        ("2024-03-31", -1, "up", "2024-03-01"),
        ("2024-11-10", 2, "down", "2025-01-10"),
        ("2024-02-29", 12, "down", "2025-02-28"),
        ("2024-02-29", 48, "up", "2028-02-29"),
        ("2199-12-01", 12, "down", "2199-12-31"),
        ("1900-01-15", -1, "down", "1900-01-01"),
    ],
)
def test_months_later(start: str, months: int, direction: str, end: str) -> None:
    assert calendar.add_months(day(start), months, direction) == day(end)


@given(any_days, any_days, st.integers(-5000, 5000), directions)
def test_adding_months_is_total_and_monotone(one: int, other: int, months: int, direction: str) -> None:
    low, high = sorted((one, other))
    first, last = calendar.add_months(low, months, direction), calendar.add_months(high, months, direction)
    assert FIRST_DAY <= first <= last <= LAST_DAY


@given(any_days, any_days, any_days, directions)
def test_full_months_is_total_and_monotone(start: int, one: int, other: int, direction: str) -> None:
    """More time never holds fewer months, whichever end moves."""
    low, high = sorted((one, other))
    assert 0 <= calendar.full_months(start, low, direction) <= calendar.full_months(start, high, direction)
    assert calendar.full_months(low, start, direction) >= calendar.full_months(high, start, direction)


@given(days, days, directions)
def test_full_months_is_the_most_that_can_be_added(start: int, end: int, direction: str) -> None:
    start, end = sorted((start, end))
    months = calendar.full_months(start, end, direction)
    assert calendar.add_months(start, months, direction) <= end
    assert calendar.add_months(start, months + 1, direction) > end or end == LAST_DAY


def test_full_months_of_the_past_are_none() -> None:
    assert calendar.full_months(day("2024-05-01"), day("2024-04-01"), "down") == 0


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("2024-09-30", 1, "2024-10-08"),  # over the National Day holiday
        ("2024-10-11", 1, "2024-10-12"),  # a Saturday that is worked to make up for the holiday
        ("2024-10-12", 1, "2024-10-14"),
        ("2024-10-08", -1, "2024-09-30"),
        ("2024-12-31", 1, "2025-01-02"),  # into the next year
        ("2025-01-02", -1, "2024-12-31"),
        ("2024-10-12", 0, "2024-10-12"),
    ],
)
def test_working_days_follow_the_holidays_and_their_make_up_days(start: str, number: int, end: str) -> None:
    assert calendar.add_working_days(day(start), number, "CN") == day(end)


def test_working_days_of_an_unknown_country_are_monday_to_friday() -> None:
    assert calendar.add_working_days(day("2024-09-30"), 1, "") == day("2024-10-01")
    assert not calendar.known_country("")
    assert calendar.known_country("CN")


@given(days, st.integers(1, 400))
def test_working_days_there_and_back(start: int, number: int) -> None:
    """From a working day, n working days later and n back is the same day, inside the calendar."""
    first = calendar.add_working_days(start, 1, "")
    later = calendar.add_working_days(first, number, "")
    if later < LAST_DAY - 7:
        assert calendar.add_working_days(later, -number, "") == first


def test_working_days_stop_at_the_ends_of_the_calendar() -> None:
    assert calendar.add_working_days(LAST_DAY, 10**6, "") == LAST_DAY
    assert calendar.add_working_days(FIRST_DAY, -(10**6), "") == FIRST_DAY


@pytest.mark.parametrize(
    ("ordinal", "unit", "month", "first", "last"),
    [
        (2, "weekend", (2024, 11), "2024-11-09", "2024-11-10"),
        (1, "weekend", (2024, 11), "2024-11-02", "2024-11-03"),
        (-1, "weekend", (2024, 8), "2024-08-31", "2024-09-01"),  # belongs to the month of its Saturday
        (1, "monday", (2024, 10), "2024-10-07", "2024-10-07"),
        (-1, "working_day", (2024, 10), "2024-10-31", "2024-10-31"),
        (1, "working_day", (2024, 10), "2024-10-08", "2024-10-08"),
        (-1, "day", (2024, 2), "2024-02-29", "2024-02-29"),
    ],
)
def test_calendar_words(ordinal: int, unit: str, month: tuple[int, int], first: str, last: str) -> None:
    assert calendar.nth_of_month(ordinal, unit, *month, "CN") == (day(first), day(last))


def test_a_month_without_a_fifth_monday() -> None:
    assert calendar.nth_of_month(5, "monday", 2024, 11, "CN") is None


@given(any_days, st.integers(0, MICROSECONDS_PER_DAY - 1), st.sampled_from([SHANGHAI, "Europe/Berlin", "UTC"]))
def test_an_instant_of_a_day_falls_on_that_day(start: int, time: int, timezone: str) -> None:
    on = calendar.clamp_day(start)
    assert calendar.local_day(calendar.instant_at(start, time, timezone), timezone) == on


@given(st.integers(-(10**20), 10**20))
def test_every_instant_has_a_day(instant: int) -> None:
    assert FIRST_DAY <= calendar.local_day(instant, SHANGHAI) <= LAST_DAY


def test_the_end_of_a_day_is_the_microsecond_before_the_next() -> None:
    end = calendar.instant_at(day("2024-10-10"), MICROSECONDS_PER_DAY - 1, SHANGHAI)
    assert end + 1 == calendar.instant_at(day("2024-10-11"), 0, SHANGHAI)


def test_covered_months_counts_each_stretch_by_itself() -> None:
    """Adjoining and overlapping periods join; what is left of each stretch is lost."""
    periods = [("2024-01-01", "2024-03-15"), ("2024-03-16", "2024-04-30"), ("2024-04-01", "2024-04-10"), ("2024-06-01", "2024-07-15")]
    assert calendar.covered_months([(day(first), day(last)) for first, last in periods], "down") == 4 + 1
    assert calendar.covered_months([], "down") == 0
    assert calendar.covered_months([(day("2024-02-01"), day("2024-01-01"))], "down") == 0


def test_countries_known_without_asking_are_known() -> None:
    import holidays

    assert holidays.list_supported_countries().keys() >= calendar._COUNTRIES
    assert calendar.known_country("CN")
    assert not calendar.known_country("XX")
