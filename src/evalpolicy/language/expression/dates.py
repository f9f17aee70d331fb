"""Days and instants: literals, calendar words, days before and after, full months and years."""

from __future__ import annotations

import datetime as dt

from evalpolicy.core import calendar
from evalpolicy.core.terms import (
    Add,
    AddMonths,
    AddWorkingDays,
    BirthDate,
    FullUnits,
    Greatest,
    InstantOf,
    QuantityConstant,
    Term,
)
from evalpolicy.language.expression.context import Context
from evalpolicy.language.expression.conversion import as_day, number_type, times
from evalpolicy.language.expression.describe import unexpected, weekday
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.types import EARLIEST_DATE, LATEST_DATE, DateType, InstantType, ResidentIdType
from evalpolicy.source import Span
from evalpolicy.syntax import tree

DAY = DateType()
INSTANT = InstantType()
MICROSECONDS_PER_HOUR = 3_600_000_000
SHORTEST_MONTH = 28
MONTHS = {"months": 1, "years": 12}


# --- literals --------------------------------------------------------------------------------


def date_literal(expr: tree.DateLiteral, context: Context) -> Typed | None:
    """`2024-10-10 Thursday`."""
    if not _day_fits(expr.value, expr.weekday, expr.span, context):
        return None
    return Typed(QuantityConstant(expr.value.toordinal(), span=expr.span), DAY)


def instant_literal(expr: tree.InstantLiteral, context: Context) -> Typed | None:
    """`2024-10-10 17:00 Thursday`, in the policy's time zone."""
    if not _day_fits(expr.value.date(), expr.weekday, expr.span, context):
        return None
    instant = calendar.instant_at(expr.value.toordinal(), microseconds(expr.value.time()), context.symbols.timezone)
    return Typed(QuantityConstant(instant, span=expr.span), INSTANT)


def microseconds(time: dt.time) -> int:
    """A time of day in microseconds after midnight."""
    return ((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000 + time.microsecond


def _day_fits(day: dt.date, written: int | None, span: Span, context: Context) -> bool:
    if not EARLIEST_DATE <= day <= LATEST_DATE:
        _out_of_calendar(span, context)
        return False
    if written is not None and day.weekday() != written:
        is_, said = weekday(day.weekday()), weekday(written)
        context.error(
            "weekday-mismatch",
            span,
            f"{day.isoformat()} 是{is_.zh}，不是{said.zh}",
            f"{day.isoformat()} is a {is_.en}, not a {said.en}",
            "核对来源：日期和星期总有一个写错了",
            "check the source: either the date or the weekday is wrong",
        )
        return False
    return True


def _out_of_calendar(span: Span, context: Context) -> None:
    first, last = EARLIEST_DATE.isoformat(), LATEST_DATE.isoformat()
    zh, en = f"日期要在 {first} 与 {last} 之间", f"dates are between {first} and {last}"
    context.error("date-out-of-range", span, zh, en)


# --- calendar words --------------------------------------------------------------------------


def calendar_days(words: tree.CalendarWords, context: Context) -> tuple[int, int] | None:
    """First and last day of calendar words."""
    country = context.symbols.calendar
    if words.unit == "working_day" and not _has_calendar(words.span, context):
        return None
    if not EARLIEST_DATE.year <= words.year <= LATEST_DATE.year:
        _out_of_calendar(words.span, context)
        return None
    days = calendar.nth_of_month(words.ordinal, words.unit, words.year, words.month, country or "")
    if days is None:
        month = f"{words.year}-{words.month:02}"
        zh, en = f"{month} 没有第 {words.ordinal} 个这样的日子", f"{month} has no such day number {words.ordinal}"
        context.error("no-such-day", words.span, zh, en, "数一数日历；最后一个写成 `last`", "count in a calendar; `last` is the last one")
        return None
    return days[0] + words.later, days[1] + words.later


def calendar_day(words: tree.CalendarWords, context: Context) -> Typed | None:
    """Calendar words that stand for one day."""
    days = calendar_days(words, context)
    if days is None:
        return None
    if days[0] != days[1]:
        context.error(
            "weekend-is-two-days",
            words.span,
            "周末是星期六和星期日两天，这里要的是一天",
            "a weekend is two days, its Saturday and its Sunday; one day is expected here",
            "写成 `x in second weekend of …`，或写明是哪一天",
            "write `x in second weekend of …`, or write the date of the day that is meant",
        )
        return None
    return Typed(QuantityConstant(days[0], span=words.span), DAY)


def _has_calendar(span: Span, context: Context) -> bool:
    if context.symbols.calendar is not None:
        return True
    context.error(
        "calendar-unstated",
        span,
        "要算工作日，先得知道按哪个国家的节假日",
        "working days need to know whose holidays count",
        "在 `policy` 下写 `calendar CN`",
        "write `calendar CN` below `policy`",
    )
    return False


# --- before and after ------------------------------------------------------------------------


def day_or_instant(expr: tree.Expr, context: Context) -> Typed | None:
    """An operand that is a day or an instant."""
    value = context.value(expr)
    if value is None or isinstance(value.type, DateType | InstantType):
        return value
    if isinstance(value.type, ResidentIdType):
        words = context.words(expr.span)
        unexpected(value, DAY, expr.span, context, f"出生日期写成 `{words}.birth_date`", f"`{words}.birth_date` is the birth date")
    else:
        unexpected(value, DAY, expr.span, context)
    return None


def relative(expr: tree.Relative, context: Context) -> Typed | None:
    """`3 days after X`. Days on an instant are counted from its day."""
    anchor = day_or_instant(expr.anchor, context)
    if anchor is None:
        return None
    unit, direction, amount = expr.duration.unit, expr.direction, expr.duration.amount
    if direction == "from" and (unit == "hours" or amount < 1):
        context.error(
            "from-duration",
            expr.span,
            "`from` 把当天算作第一天，只能用于一天及以上",
            "`from` counts the day itself as the first, so it takes one day or more",
            "写成 `after`",
            "write `after`",
        )
        return None
    signed = -amount if direction == "before" else amount
    if unit == "hours":
        return _hours(expr, anchor, signed, context)
    day = as_day(anchor).term
    match unit:
        case "days" | "weeks":
            number = signed * (7 if unit == "weeks" else 1)
            term: Term | None = plus(day, number - 1 if direction == "from" else number, expr.span)
        case "working_days":
            if not _has_calendar(expr.span, context):
                return None
            # Counted from the day before, a first day that is a working day is itself the first.
            term = AddWorkingDays(plus(day, -1, expr.span) if direction == "from" else day, signed, span=expr.span)
        case _:
            term = _months(day, signed * MONTHS[unit], expr, context)
            if term is not None and direction == "from":
                term = plus(term, -1, expr.span)
    return None if term is None else Typed(term, DAY)


def plus(day: Term, number: int, span: Span) -> Term:
    """A day or an instant some units later."""
    if isinstance(day, QuantityConstant):
        return QuantityConstant(day.value + number, span=span)
    return Add((day, QuantityConstant(number, span=span)), span=span) if number else day


def _hours(expr: tree.Relative, anchor: Typed, number: int, context: Context) -> Typed | None:
    if isinstance(anchor.type, DateType):
        words = context.words(expr.anchor.span) or "X"
        help_ = (f"写明从几点算起，如 `{words} at 17:00`", f"say from what time of the day: `{words} at 17:00`")
        unexpected(anchor, INSTANT, expr.anchor.span, context, *help_)
        return None
    return Typed(plus(anchor.term, number * MICROSECONDS_PER_HOUR, expr.span), INSTANT)


def _months(day: Term, months: int, expr: tree.Relative, context: Context) -> Term | None:
    direction = context.symbols.month_ends
    low, high = context.symbols.ranges.of(day)
    if low == high and (direction is not None or not calendar.month_end_missed(low, months)):
        return QuantityConstant(calendar.add_months(low, months, direction or "down"), span=expr.span)
    if not has_month_ends(expr.span, context):
        return None
    return AddMonths(day, months, direction or "down", span=expr.span)


def has_month_ends(span: Span, context: Context) -> bool:
    """Whether the policy says which way month ends go; reported where it does not."""
    if context.symbols.month_ends is not None:
        return True
    context.error(
        "month-end-unstated",
        span,
        "月份长短不一：1 月 31 日的一个月后是 2 月最后一天，还是 3 月 1 日，通知没有说",
        "months differ in length: one month after 31 January may be the last of February or 1 March, and the policy does not say which",
        "在 `policy` 下写 `month ends round down`（当月最后一天）或 `month ends round up`（次月第一天）",
        "write `month ends round down` (the month's last day) or `month ends round up` (the first of the next) below `policy`",
    )
    return False


def at_time(expr: tree.AtTime, context: Context) -> Typed | None:
    """`X at 17:00`."""
    value = day_or_instant(expr.day, context)
    if value is None:
        return None
    day, time = as_day(value).term, microseconds(expr.time)
    if isinstance(day, QuantityConstant):
        return Typed(QuantityConstant(calendar.instant_at(day.value, time, context.symbols.timezone), span=expr.span), INSTANT)
    return Typed(InstantOf(day, time, span=expr.span), INSTANT)


# --- between two days ------------------------------------------------------------------------


def full_units(expr: tree.FullUnits, context: Context) -> Typed | None:
    """`full years from A to B`, `age of A on B`: whole calendar units, 0 where B is before A."""
    start = _birth_date_or_day(expr.start, context) if expr.age else day_or_instant(expr.start, context)
    end = day_or_instant(expr.end, context)
    if start is None or end is None:
        return None
    first, last = as_day(start).term, as_day(end).term
    if expr.unit == "days":
        between = Add((last, times(first, -1)), span=expr.span)
        term: Term = Greatest((between, QuantityConstant(0)), span=expr.span)
    elif _in_every_month(first, context) or has_month_ends(expr.span, context):
        term = FullUnits(first, last, MONTHS[expr.unit], context.symbols.month_ends or "down", span=expr.span)
    else:
        return None
    return Typed(term, number_type([term], 1, context))


def _in_every_month(day: Term, context: Context) -> bool:
    """Whether it is one known day that no month lacks, so that no month end is rounded."""
    low, high = context.symbols.ranges.of(day)
    return low == high and dt.date.fromordinal(calendar.clamp_day(low)).day <= SHORTEST_MONTH


def _birth_date_or_day(expr: tree.Expr, context: Context) -> Typed | None:
    value = context.value(expr)
    if value is not None and isinstance(value.type, ResidentIdType):
        return Typed(BirthDate(value.term, span=expr.span), DAY)
    if value is None or isinstance(value.type, DateType | InstantType):
        return value
    unexpected(value, DAY, expr.span, context)
    return None
