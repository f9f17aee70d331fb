"""Days and instants."""

import datetime as dt

import pytest

from evalpolicy.core import calendar
from evalpolicy.core import terms as t
from evalpolicy.language.types import DateType, InstantType, NumberType, ResidentIdType
from tests.language.expressions import EXAM, mistakes, symbols, truth, value, value_mistakes

SHANGHAI = "Asia/Shanghai"
BORN = t.Fact("applicant", "born", DateType())
PAID_AT = t.Fact("payment", "at", InstantType())
EXAM_DAY = t.Defined("event.exam", DateType())


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def at(text: str) -> int:
    moment = dt.datetime.fromisoformat(text)
    time = (moment.hour * 60 + moment.minute) * 60_000_000
    return calendar.instant_at(moment.toordinal(), time, SHANGHAI)


def plus(term: t.Term, number: int) -> t.Term:
    return t.Add((term, t.QuantityConstant(number)))


@pytest.mark.parametrize(
    ("text", "day_"),
    [
        ("2024-10-10", "2024-10-10"),
        ("2024-10-10 Thursday", "2024-10-10"),
        ("3 days after 2024-10-10", "2024-10-13"),
        ("3 days from 2024-10-10", "2024-10-12"),
        ("2 weeks before 2024-10-15", "2024-10-01"),
        ("1 week from 2024-10-01", "2024-10-07"),
        ("1 month after 2024-01-31", "2024-02-29"),
        ("1 month from 2024-01-15", "2024-02-14"),
        ("1 year before 2024-02-29", "2023-02-28"),
        ("2 months after exam", "2025-01-10"),
        ("3 days after 2024-10-10 17:00", None),
        ("first Monday of 2024-10", "2024-10-07"),
        ("last working day of 2024-10", "2024-10-31"),
        ("last day of February 2024", "2024-02-29"),
    ],
)
def test_days_that_are_known(text: str, day_: str | None) -> None:
    typed = value(text)
    assert typed.type == DateType()
    if day_ is not None:
        assert typed.term == t.QuantityConstant(day(day_))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("3 days after exam", plus(EXAM_DAY, 3)),
        ("1 day from born", BORN),
        ("3 days after payment.at", plus(t.DayOf(PAID_AT), 3)),
        ("16 years after born", t.AddMonths(BORN, 192, "down")),
        ("1 month from born", plus(t.AddMonths(BORN, 1, "down"), -1)),
        ("2 working days before exam", t.AddWorkingDays(EXAM_DAY, -2)),
        ("5 working days from exam", t.AddWorkingDays(plus(EXAM_DAY, -1), 5)),
    ],
)
def test_days_that_depend_on_facts(text: str, term: t.Term) -> None:
    typed = value(text)
    assert (typed.term, typed.type) == (term, DateType())


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2024-10-10 17:00", t.QuantityConstant(at("2024-10-10 17:00"))),
        ("2024-10-10 at 17:00", t.QuantityConstant(at("2024-10-10 17:00"))),
        ("36 hours after 2024-10-10 17:00", t.QuantityConstant(at("2024-10-12 05:00"))),
        ("36 hours before payment.at", plus(PAID_AT, -36 * 3_600_000_000)),
        ("exam at 08:30", t.InstantOf(EXAM_DAY, 30_600_000_000)),
        ("payment.at at 08:30", t.InstantOf(t.DayOf(PAID_AT), 30_600_000_000)),
        ("1 day after payment.at at 08:30", t.InstantOf(plus(t.DayOf(PAID_AT), 1), 30_600_000_000)),
    ],
)
def test_instants(text: str, term: t.Term) -> None:
    typed = value(text)
    assert (typed.term, typed.type) == (term, InstantType())


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("payment.at after 2024-10-12 17:00", t.Compare("gt", PAID_AT, t.QuantityConstant(at("2024-10-12 17:00")))),
        ("payment.at on or before 2024-10-12", t.Compare("le", t.DayOf(PAID_AT), t.QuantityConstant(day("2024-10-12")))),
        ("payment before exam", t.Compare("lt", t.DayOf(PAID_AT), EXAM_DAY)),
        ("born is 2000-01-01", t.Compare("eq", BORN, t.QuantityConstant(day("2000-01-01")))),
        ("born on or after 2000-01-01", t.Compare("ge", BORN, t.QuantityConstant(day("2000-01-01")))),
        ("born at least 2000-01-01", t.Compare("ge", BORN, t.QuantityConstant(day("2000-01-01")))),
    ],
)
def test_comparing_days_and_instants(text: str, term: t.Term) -> None:
    assert truth(text) == term


def test_a_weekend_is_two_days() -> None:
    """It can be asked whether a day is in it; as one day it is refused."""
    inside = t.And((t.Compare("ge", BORN, t.QuantityConstant(EXAM - 1)), t.Compare("le", BORN, t.QuantityConstant(EXAM))))
    assert truth("born in second weekend of November 2024") == inside
    assert truth("born between second weekend of November 2024 and second weekend of November 2024") == inside
    assert mistakes("born after second weekend of November 2024") == [("weekend-is-two-days", "second weekend of November 2024")]


def test_between_two_days() -> None:
    months = value("full months from born to exam")
    assert months.term == t.FullUnits(BORN, EXAM_DAY, 1, "down")
    assert isinstance(months.type, NumberType)
    assert months.type.low == 0
    assert value("full years from born to payment.at").term == t.FullUnits(BORN, t.DayOf(PAID_AT), 12, "down")
    assert value("age of born on exam").term == t.FullUnits(BORN, EXAM_DAY, 12, "down")
    birth = t.BirthDate(t.Fact("applicant", "id", ResidentIdType()))
    assert value("age of applicant.id on exam").term == t.FullUnits(birth, EXAM_DAY, 12, "down")
    assert value("full days from born to exam").term == t.Greatest((t.Add((EXAM_DAY, t.Multiply(BORN, -1))), t.QuantityConstant(0)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-10-10 Friday", ("weekday-mismatch", "2024-10-10 Friday")),
        ("1800-01-01", ("date-out-of-range", "1800-01-01")),
        ("fifth Monday of 2024-11", ("no-such-day", "fifth Monday of 2024-11")),
        ("36 hours after exam", ("type-mismatch", "exam")),
        ("36 hours from payment.at", ("from-duration", "36 hours from payment.at")),
        ("0 days from exam", ("from-duration", "0 days from exam")),
        ("3 days after applicant.score", ("type-mismatch", "applicant.score")),
        ("3 days after applicant.id", ("type-mismatch", "applicant.id")),
        ("full years from applicant.id to exam", ("type-mismatch", "applicant.id")),
        ("born + 3", ("type-mismatch", "born")),
        ("exam - born", ("type-mismatch", "exam")),
    ],
)
def test_mistakes_with_days(text: str, found: tuple[str, str]) -> None:
    reported = value_mistakes(text)
    assert reported[0] == found


def test_month_ends_and_working_days_need_their_settings() -> None:
    """Where nothing hangs on the setting, it need not be there."""
    names = symbols()
    names.month_ends = names.calendar = None
    assert value("1 month after 2024-10-10", names=names).term == t.QuantityConstant(day("2024-11-10"))
    assert value("2 months after exam", names=names).term == t.QuantityConstant(day("2025-01-10"))
    assert isinstance(value("full months from 2020-09-01 to born", names=names).term, t.FullUnits)
    for text, code in {
        "1 month after 2024-10-31": "month-end-unstated",
        "1 month after born": "month-end-unstated",
        "age of born on exam": "month-end-unstated",
        "2 working days after exam": "calendar-unstated",
        "first working day of 2024-10": "calendar-unstated",
    }.items():
        names = symbols(text)
        names.month_ends = names.calendar = None
        assert value_mistakes(text, names=names) == [(code, text)]


def test_a_day_where_an_instant_is_expected() -> None:
    names = symbols("exam")
    assert value_mistakes("exam", InstantType(), names=names) == [("type-mismatch", "exam")]
    assert names.diagnostics.found[0].help is not None
    assert names.diagnostics.found[0].help.en == "say at what time: `exam at 17:00`"
    assert value("payment.at", DateType()).term == t.DayOf(PAID_AT)
