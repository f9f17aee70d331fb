"""A window that is calculated, and that ends before it begins, whatever an application says."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.core import terms as t
from evalpolicy.core.ranges import Ranges
from evalpolicy.language.types import LATEST_DATE, MICROSECONDS_PER_DAY, InstantType
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """Windows of steps and dates of events whose latest end is before their earliest beginning, or whose ends are counted from one day."""
    model = subject.model
    ranges = Ranges(model.definitions.get)
    stretches = [(window.first, window.last, window.span) for step in model.steps.values() for window in step.windows]
    stretches += [(date.first, date.last, date.first.span) for event in model.events.values() for date in event.dates]
    for first, last, span in stretches:
        if first is not None and last is not None and _earlier(last, first, ranges):
            says = Wording("这段时间的结束总是早于开始，谁也赶不上", "this always ends before it begins: nobody could be in time")
            yield Finding(span, says, Wording("核对前后两个时间，或者对调", "check the two times, or swap them"))


def _earlier(one: t.Term, other: t.Term, ranges: Ranges) -> bool:
    """Whether the first is always before the other: counted less far from one day or instant, or from days that always lie so."""
    (base, shift), (base_, shift_) = _counted(one), _counted(other)
    if base == base_:
        return shift < shift_
    match base, base_:
        case t.AddWorkingDays(day=day, number=number), t.AddWorkingDays(day=day_, number=number_) if day == day_:
            return number < number_ and shift <= shift_ + MICROSECONDS_PER_DAY
        case t.AddMonths(day=day, months=months), t.AddMonths(day=day_, months=months_) if day == day_:
            return months < months_ and shift <= shift_ + MICROSECONDS_PER_DAY
    if _is_instant(base) != _is_instant(base_):
        return False
    unit = 1 if _is_instant(base) else MICROSECONDS_PER_DAY
    return ranges.of(base)[1] * unit + shift < ranges.of(base_)[0] * unit + shift_


def _counted(term: t.Term) -> tuple[t.Term, int]:
    """What days and microseconds are added to, and how many microseconds they are."""
    match term:
        case t.InstantOf(day=day, time=time):
            base, shift = _counted(day)
            return base, shift + time
        case t.Add(operands=operands):
            numbers = [each.value for each in operands if isinstance(each, t.QuantityConstant)]
            rest = [each for each in operands if not isinstance(each, t.QuantityConstant)]
            if len(rest) == 1:
                base, shift = _counted(rest[0])
                return base, shift + sum(numbers) * (1 if _is_instant(rest[0]) else MICROSECONDS_PER_DAY)
    return term, 0


def _is_instant(term: t.Term) -> bool:
    """Whether it is counted in microseconds rather than in days."""
    match term:
        case t.Add(operands=operands):
            return any(_is_instant(each) for each in operands)
        case t.InstantOf():
            return True
        case t.Fact(type=type_) | t.Defined(type=type_):
            return isinstance(type_, InstantType)
        case t.QuantityConstant(value=value):
            return value > LATEST_DATE.toordinal()
    return False


CHECK = Check("window-never-open", "warning", find, by_declaration=True)
