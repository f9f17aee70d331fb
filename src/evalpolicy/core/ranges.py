"""Between which numbers the value of a quantity term always lies."""

from __future__ import annotations

from collections.abc import Callable

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.aggregates import LARGEST_TOTAL
from evalpolicy.core.calendar import FIRST_DAY, LAST_DAY, add_months
from evalpolicy.core.sorts import bounds
from evalpolicy.language.model import Definition
from evalpolicy.language.types import DateType, InstantType

MOST_ROWS = 10_000
"""More rows than any application may have."""
MOST_MONTHS = (LAST_DAY - FIRST_DAY) // 28

Range = tuple[int, int]


@define
class Ranges:
    """The ranges of quantity terms; each is worked out once. `definition` gives the definitions that terms refer to."""

    definition: Callable[[str], Definition | None]
    # The term is kept beside its range, so that its id is not used again.
    _known: dict[int, tuple[t.Term, Range]] = field(factory=dict, init=False)

    def of(self, term: t.Term) -> Range:
        """The least and greatest value that the term can have."""
        known = self._known.get(id(term))
        if known is None:
            known = self._known[id(term)] = (term, self._work_out(term))
        return known[1]

    def _work_out(self, term: t.Term) -> Range:
        match term:
            case t.QuantityConstant(value=value):
                return value, value
            case t.Add(operands=operands):
                parts = [self.of(operand) for operand in operands]
                return sum(low for low, _ in parts), sum(high for _, high in parts)
            case t.Multiply(operand=operand, factor=factor):
                ends = sorted(end * factor for end in self.of(operand))
                return ends[0], ends[1]
            case t.Product(left=left, right=right):
                (low, high), (low_, high_) = self.of(left), self.of(right)
                return low * low_, high * high_
            case t.Divide(operand=operand, divisor=divisor):
                low, high = self.of(operand)
                return low // divisor, -(-high // divisor)
            case t.Least(operands=operands):
                parts = [self.of(operand) for operand in operands]
                return min(low for low, _ in parts), min(high for _, high in parts)
            case t.Greatest(operands=operands):
                parts = [self.of(operand) for operand in operands]
                return max(low for low, _ in parts), max(high for _, high in parts)
            case t.If(then=then, otherwise=otherwise):
                return _hull([self.of(then), self.of(otherwise)])
            case t.Case(rows=rows, type=type_, complete=complete):
                return _hull([*(self.of(row.value) for row in rows), *([] if complete and rows else [bounds(type_)])])
            case t.Rank(type=enum) | t.SetSize(domain=enum):
                return 0, len(enum.values)
            case t.Count() | t.Distinct():
                return 0, MOST_ROWS
            case t.Sum(value=value):
                low, high = self.of(value)
                return max(min(0, low * MOST_ROWS), -LARGEST_TOTAL), min(max(0, high * MOST_ROWS), LARGEST_TOTAL)
            case t.BestSum(value=value, number=number):
                return 0, max(0, self.of(value)[1] * number)
            case t.Extreme(value=value, otherwise=otherwise):
                return _hull([self.of(value), self.of(otherwise)])
            case t.CoveredMonths() | t.FullUnits():
                return 0, MOST_MONTHS
            case t.AddMonths(day=day, months=months, direction=direction):
                low, high = self.of(day)
                return add_months(low, months, direction), add_months(high, months, direction)
            case t.DayOf() | t.AddWorkingDays() | t.BirthDate():
                return bounds(DateType())
            case t.InstantOf():
                return bounds(InstantType())
            case t.Defined(name=name, type=type_):
                definition = self.definition(name)
                return bounds(type_) if definition is None else self.of(definition.term)
            case t.Fact(type=type_) | t.RowFact(type=type_) | t.ItemColumn(type=type_) | t.Parameter(type=type_) | t.Unstated(type=type_):
                return bounds(type_)
            case _:
                raise AssertionError(f"not a quantity term: {type(term).__name__}")


def _hull(ranges: list[Range]) -> Range:
    return min(low for low, _ in ranges), max(high for _, high in ranges)
