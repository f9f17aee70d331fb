"""Values of a calculated column of a fee table that lie between those of its rows, and that no row is for.

For tables whose cases cannot be made up: what an age, a count or a difference comes to is not stated in an application. Values below and above all
rows are left to `verify`, because the rules may well refuse them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from evalpolicy.core import terms as t
from evalpolicy.core.calendar import EPOCH
from evalpolicy.core.ranges import Ranges
from evalpolicy.core.references import subterms
from evalpolicy.language.expression.literals import decimal_text
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import LATEST_DATE, AmountType, DateType, InstantType, NumberType
from evalpolicy.lint.exclusion import Exclusion

MOST_QUESTIONS = 2_000
"""Rows times values of one column; a longer table is for `verify`."""


def value_gaps(model: PolicyModel, table: t.Case) -> Iterator[tuple[str, str]]:
    """The words of a column's heading, and the value as an author writes it: the first of each stretch."""
    exclusion = Exclusion(model)
    for head in dict.fromkeys(head for row in table.rows for head, _ in _compared(row.condition)):
        values = _values(model, table, head)
        if len(values) * len(table.rows) > MOST_QUESTIONS or head.span.line < 1:
            continue
        covered = [
            any(not exclusion.impossible([(row.condition, True), (t.Compare("eq", head, t.QuantityConstant(value)), True)]) for row in table.rows)
            for value in values
        ]
        inner = range(covered.index(True), len(covered) - covered[::-1].index(True)) if any(covered) else range(0)
        for place in inner:
            if not covered[place] and covered[place - 1]:
                yield model.file.words(head.span), _figure(values[place], head, model)


def _compared(condition: t.Term) -> Iterator[tuple[t.Term, int]]:
    """The quantities that a row's cells compare with numbers."""
    match condition:
        case t.Compare(left=t.Rank() | t.SetSize() | t.Multiply() | t.QuantityConstant()):
            return
        case t.Compare(left=t.DayOf(instant=instant), right=t.QuantityConstant(value=value)):
            yield instant, value
        case t.Compare(left=left, right=t.QuantityConstant(value=value)):
            yield left, value
        case t.And() | t.Or() | t.Not():
            for part in subterms(condition):
                yield from _compared(part)


def _values(model: PolicyModel, table: t.Case, head: t.Term) -> list[int]:
    """The values at and beside those at which a cell of the column turns."""
    turns = {value for row in table.rows for other, value in _compared(row.condition) if other == head}
    low, high = Ranges(model.definitions.get).of(head)
    return sorted(value for value in {turn + step for turn in turns for step in (-1, 0, 1)} if low <= value <= high)


def _figure(value: int, head: t.Term, model: PolicyModel) -> str:
    match getattr(head, "type", None):
        case DateType():
            return dt.date.fromordinal(value).isoformat()
        case InstantType() if value > LATEST_DATE.toordinal():
            return (EPOCH + dt.timedelta(microseconds=value)).astimezone(ZoneInfo(model.timezone)).strftime("%Y-%m-%d %H:%M:%S")
        case AmountType():
            return decimal_text(value, 10**model.minor_digits)
        case NumberType(decimals=decimals):
            return decimal_text(value, 10**decimals)
    # A day that is calculated has no type of its own.
    return dt.date.fromordinal(value).isoformat() if isinstance(head, t.AddMonths | t.AddWorkingDays | t.BirthDate) else str(value)
