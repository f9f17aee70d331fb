"""Values at which tests of one value can differ, and at which of them each test holds, as the reference engine says.

Cells of tables are such tests: which rows overlap, and whether some row always matches, hangs on nothing else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.closed import Dated, closed_truth
from evalpolicy.core.substitute import substitute
from evalpolicy.language.types import Type

MOST_STEPS = 200_000
"""Combinations of points after which a search over the columns of a table gives up."""


@frozen
class Point:
    """A value: a constant term, or not given (`constant` None)."""

    text: str
    constant: t.Term | None


def rows_by_point(rows: Iterable[int], accepted: Sequence[frozenset[int]]) -> dict[int, list[int]]:
    """Those of the rows that hold at each point, where any does; `accepted` are the places of the points at which each row holds."""
    found: dict[int, list[int]] = {}
    for row in rows:
        for place in accepted[row]:
            found.setdefault(place, []).append(row)
    return found


@define(slots=False)
class PointTests:
    """Asks tests of one value, `head`, at which of its points they hold: in a time that grows with what the tests name, not with tests times points.

    A comparison of the value with a constant answers alike at all other names, and between two neighbouring numbers: it is asked once for all of
    those.
    """

    head: t.Term
    type: Type
    points: Sequence[Point]
    dated: Dated
    _known: dict[t.Term, frozenset[int]] = field(factory=dict, init=False)

    @cached_property
    def _stated(self) -> frozenset[int]:
        """The points that are a value; at the others there is none."""
        return frozenset(place for place, point in enumerate(self.points) if point.constant is not None)

    @cached_property
    def _absent(self) -> tuple[int, ...]:
        """The others."""
        return tuple(place for place in range(len(self.points)) if place not in self._stated)

    @cached_property
    def _names(self) -> dict[str, int]:
        return {point.constant.value: place for place, point in enumerate(self.points) if isinstance(point.constant, t.AtomConstant)}

    @cached_property
    def _numbers(self) -> list[tuple[int, int]]:
        """The numbers in their order, each with its place."""
        return [(point.constant.value, place) for place, point in enumerate(self.points) if isinstance(point.constant, t.QuantityConstant)]

    def accepted(self, test: t.Term) -> frozenset[int]:
        """The places of the points at which a test holds."""
        if test not in self._known:
            self._known[test] = self._among_stated(test) | {place for place in self._absent if self.holds(test, place)}
        return self._known[test]

    def holds(self, test: t.Term, place: int) -> bool:
        """Whether a test holds at the point at that place."""
        constant = self.points[place].constant
        if isinstance(test, t.Same | t.Compare) and test.left == test.right == self.head and constant is not None:
            # A cell that names its own column, as in a heading that stands there twice: each value is itself.
            return isinstance(test, t.Same) or test.op in ("eq", "le", "ge")
        given, value = (False, t.Unstated(self.type)) if constant is None else (True, constant)
        return closed_truth(substitute(test, {t.IsGiven(self.head): t.TruthConstant(given), self.head: value}), self.dated)

    def _among_stated(self, test: t.Term) -> frozenset[int]:
        # Of a value that is stated, each part of a test is true or false.
        match test:
            case t.And(operands=operands):
                return self._stated.intersection(*map(self._among_stated, operands))
            case t.Or(operands=operands):
                return frozenset().union(*map(self._among_stated, operands))
            case t.Not(operand=operand):
                return self._stated - self._among_stated(operand)
            case t.Same(left=left, right=right) | t.Compare(left=left, right=right) if self.head in (left, right):
                other = right if left == self.head else left
                if isinstance(other, t.AtomConstant) and len(self._names) == len(self._stated):
                    return self._by_name(test, other.value)
                if isinstance(other, t.QuantityConstant) and len(self._numbers) == len(self._stated):
                    return self._by_number(test, other.value)
        return frozenset(place for place in self._stated if self.holds(test, place))

    def _by_name(self, test: t.Term, name: str) -> frozenset[int]:
        own = self._names.get(name)
        found = frozenset() if own is None or not self.holds(test, own) else frozenset((own,))
        other = next((place for place in self._names.values() if place != own), None)
        return found if other is None or not self.holds(test, other) else found | (self._stated - {own})

    def _by_number(self, test: t.Term, number: int) -> frozenset[int]:
        first, after = bisect_left(self._numbers, (number, -1)), bisect_right(self._numbers, (number, len(self.points)))
        parts = [[place for _, place in part] for part in (self._numbers[:first], self._numbers[first:after], self._numbers[after:])]
        return frozenset(place for part in parts if part and self.holds(test, part[0]) for place in part)
