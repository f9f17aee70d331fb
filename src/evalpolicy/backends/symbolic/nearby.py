"""Days worth trying first: near those that policies name, and so many years, months and days away as they say.

Calendars are what a solver finds hardest. An application that shows something can mostly be found among few days, for each of which its year, month
and day of the month are written out; only where there is none has every day to be considered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.backends.symbolic.policy_terms import model_terms
from evalpolicy.backends.symbolic.variables import Variables
from evalpolicy.core import terms as t
from evalpolicy.core.calendar import FIRST_DAY, LAST_DAY, instant_at
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import MICROSECONDS_PER_DAY

MOST_ANCHORS = 8
MOST_DAYS = 240
MOST_REPORTED = 40
LARGEST_NUMBER = 100
"""Greater numbers are not taken for numbers of years, months or days."""
AROUND = 400
"""Days by which a day that steps are reported on lies around the anchors at most."""


def _anchors(models: Iterable[PolicyModel]) -> list[int]:
    """The days that the policies are about: their periods, and the days that they name, the nearest to the first period before others."""
    found: dict[int, None] = {}
    begin = 0
    for model in models:
        first, last = (day.toordinal() for day in model.in_force)
        begin = begin or first
        constants = [term.value for term in model_terms(model) if isinstance(term, t.QuantityConstant)]
        days = [number for number in constants if FIRST_DAY < number < LAST_DAY]
        days += [number // MICROSECONDS_PER_DAY + dt.date(1970, 1, 1).toordinal() for number in constants if number > 10**12]
        named = sorted({day for day in days if FIRST_DAY < day < LAST_DAY}, key=lambda day: (abs(day - begin), day))
        found |= dict.fromkeys([first, *named, last])
    return list(found)[:MOST_ANCHORS]


@lru_cache(maxsize=16)
def days_nearby(models: tuple[PolicyModel, ...]) -> tuple[int, ...]:
    """Days worth trying."""
    numbers = {term.value for model in models for term in model_terms(model) if isinstance(term, t.QuantityConstant)}
    steps = sorted(number for number in numbers | {1, 2, 6, 20} if 0 < number <= LARGEST_NUMBER)
    found: dict[int, None] = dict.fromkeys(_anchors(models))

    def away() -> Iterator[relativedelta]:
        for days in (1, -1, 20, -20):
            yield relativedelta(days=days)
        for step in steps:
            yield relativedelta(years=-step)
            yield relativedelta(years=-step - 1)
            yield relativedelta(months=-step)
            yield relativedelta(days=step)
            yield relativedelta(days=-step)
            yield relativedelta(months=step)

    for difference in away():
        for anchor in _anchors(models):
            day = dt.date.fromordinal(anchor)
            try:
                found.setdefault((day + difference).toordinal())
            except (ValueError, OverflowError):
                continue
    inside = [day for day in found if FIRST_DAY < day < LAST_DAY]
    return (*inside[:MOST_DAYS], FIRST_DAY, LAST_DAY)


def narrowed(variables: Variables, models: tuple[PolicyModel, ...]) -> list[Bool]:
    """Only days worth trying: for facts that are dates, dates of birth, and what is reported of steps."""
    f = variables.formulas
    days = days_nearby(models)
    anchors = _anchors(models)
    reported = [day for day in days if any(abs(day - anchor) <= AROUND for anchor in anchors)][:MOST_REPORTED]
    instants = sorted({instant_at(day, MICROSECONDS_PER_DAY // 2, variables.timezone) for day in reported})
    found: list[Bool] = []
    for value in variables.days.values():
        found.append(f.any_of([f.equal(value, day) for day in days]))
    for value in variables.moments.values():
        found.append(f.any_of([f.equal(value, instant) for instant in instants]))
    return found
