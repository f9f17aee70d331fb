"""Values at which tests of one value can differ, and at which of them each test holds, as the reference engine says.

Cells of tables are such tests: which rows overlap, and whether some row always matches, hangs on nothing else.

A set of points is an integer that has a bit for each of them: tables of thousands of ranges have thousands of points, of which a test names the upper
or the lower part.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import pairwise
from operator import and_, or_
from typing import TypeAlias

from evalpolicy.backends.scalar import ScalarMeaning
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.closed import Dated, closed_meaning
from evalpolicy.core.substitute import substitute
from evalpolicy.language.types import Type

Places: TypeAlias = int
"""A set of points: the bit of each place."""

MOST_STEPS = 200_000
"""Combinations of points after which a search over the columns of a table gives up."""


@frozen
class Point:
    """A value: a constant term, or not given (`constant` None)."""

    text: str
    constant: t.Term | None


def all_places(number: int) -> Places:
    """The first so many places."""
    return (1 << number) - 1


def listed(places: Places) -> Iterator[int]:
    """The places, in their order."""
    while places:
        lowest = places & -places
        yield lowest.bit_length() - 1
        places ^= lowest


def rows_by_point(rows: Iterable[int], accepted: Sequence[Places]) -> dict[int, list[int]]:
    """Those of the rows that hold at each point, where any does; `accepted` are the points at which each row holds."""
    found: dict[int, list[int]] = {}
    for row in rows:
        for place in listed(accepted[row]):
            found.setdefault(place, []).append(row)
    return found


@define(slots=False)
class PointTests:
    """Asks tests of one value, `head`, at which of its points they hold: in a time that grows with what the tests name, not with tests times points.

    A comparison of the value with a constant answers alike at all other names, and between two neighbouring numbers: it is asked once for all of
    those. INVARIANT: numbers stand together among the points, the least first.
    """

    head: t.Term
    type: Type
    points: Sequence[Point]
    dated: Dated
    _known: dict[t.Term, Places] = field(factory=dict, init=False)

    @cached_property
    def _meaning(self) -> ScalarMeaning:
        return closed_meaning(self.dated)

    @cached_property
    def _stated(self) -> Places:
        """The points that are a value; at the others there is none."""
        return all_places(len(self.points)) & ~sum(1 << place for place in self._absent)

    @cached_property
    def _absent(self) -> tuple[int, ...]:
        """The others."""
        return tuple(place for place, point in enumerate(self.points) if point.constant is None)

    @cached_property
    def _names(self) -> dict[str, int]:
        return {point.constant.value: place for place, point in enumerate(self.points) if isinstance(point.constant, t.AtomConstant)}

    @cached_property
    def _numbers(self) -> list[int]:
        return [point.constant.value for point in self.points if isinstance(point.constant, t.QuantityConstant)]

    @cached_property
    def _first_number(self) -> int:
        """The place of the least number."""
        return next(place for place, point in enumerate(self.points) if isinstance(point.constant, t.QuantityConstant))

    def accepted(self, test: t.Term) -> Places:
        """The points at which a test holds."""
        known = self._known.get(test)
        if known is None:
            known = self._known[test] = self._among_stated(test) | sum(1 << place for place in self._absent if self.holds(test, place))
        return known

    def holds(self, test: t.Term, place: int) -> bool:
        """Whether a test holds at the point at that place."""
        constant = self.points[place].constant
        if isinstance(test, t.Same | t.Compare) and test.left == test.right == self.head and constant is not None:
            # A cell that names its own column, as in a heading that stands there twice: each value is itself.
            return isinstance(test, t.Same) or test.op in ("eq", "le", "ge")
        given, value = (False, t.Unstated(self.type)) if constant is None else (True, constant)
        return self._meaning.truth(substitute(test, {t.IsGiven(self.head): t.TruthConstant(given), self.head: value})).holds

    def _among_stated(self, test: t.Term) -> Places:
        # Of a value that is stated, each part of a test is true or false.
        match test:
            case t.And(operands=operands):
                return reduce(and_, map(self._among_stated, operands), self._stated)
            case t.Or(operands=operands):
                return reduce(or_, map(self._among_stated, operands), 0)
            case t.Not(operand=operand):
                return self._stated & ~self._among_stated(operand)
            case t.Same(left=left, right=right) | t.Compare(left=left, right=right) if self.head in (left, right):
                other = right if left == self.head else left
                stated = len(self.points) - len(self._absent)
                if isinstance(other, t.AtomConstant) and len(self._names) == stated:
                    return self._by_name(test, other.value)
                if isinstance(other, t.QuantityConstant) and len(self._numbers) == stated:
                    return self._by_number(test, other.value)
        return sum(1 << place for place in listed(self._stated) if self.holds(test, place))

    def _by_name(self, test: t.Term, name: str) -> Places:
        own = self._names.get(name)
        found = 0 if own is None or not self.holds(test, own) else 1 << own
        other = next((place for place in self._names.values() if place != own), None)
        if other is None or not self.holds(test, other):
            return found
        return found | (self._stated if own is None else self._stated & ~(1 << own))

    def _by_number(self, test: t.Term, number: int) -> Places:
        ends = (0, bisect_left(self._numbers, number), bisect_right(self._numbers, number), len(self._numbers))
        found = 0
        for start, end in pairwise(self._first_number + end for end in ends):
            if start < end and self.holds(test, start):
                found |= all_places(end) & ~all_places(start)
        return found
