"""Rows of fee tables that can both match are an error: the amount would be ambiguous.

Each column is cut into the points at which its cells can differ, and each cell is asked, through the reference engine, at which points it
holds. Two rows overlap where they share a point in every column.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import chain, combinations
from zoneinfo import ZoneInfo

from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.calendar import EPOCH, clamp_day
from evalpolicy.core.closed import Dated, closed_truth
from evalpolicy.core.references import subterms
from evalpolicy.core.sorts import sort_of
from evalpolicy.core.substitute import substitute
from evalpolicy.core.turning import turning_points
from evalpolicy.language.expression.literals import decimal_text
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.types import DateType, EnumType, InstantType, ItemType, SetType, YesNoType
from evalpolicy.source import Span
from evalpolicy.syntax import tree

MOST_STEPS = 200_000
LARGEST_SET = 8


@frozen
class Column:
    """A column of a fee table: its heading and the value that its cells test."""

    name: str
    head: Typed
    span: Span


@frozen
class _Point:
    """A value of a column: a constant term, or not given (`constant` None)."""

    text: str
    constant: t.Term | None


def check_overlaps(columns: list[Column], tests: list[list[t.Term]], rows: list[tree.Row], resolution: Resolution) -> bool:
    """Report rows that overlap, each pair once; whether there are none."""
    accepted = [_accepted(column, [row[place] for row in tests], resolution) for place, column in enumerate(columns)]
    search = _Search([points for points, _ in accepted], [holds for _, holds in accepted])
    search.run(0, list(range(len(rows))), [])
    for (first, second), witness in search.found.items():
        where = [f"`{column.name} = {point}`" for column, point in zip(columns, witness, strict=True)]
        resolution.error(
            "rows-overlap",
            rows[second].span,
            f"这一行和另一行会同时成立（{'，'.join(where) or '任何情况'}）",
            f"this row and another one can both match ({', '.join(where) or 'always'})",
            "把其中一行的条件写窄，或删去一行",
            "narrow one of the two, or delete it",
            rows[first].span,
        )
    return not search.found


@define
class _Search:
    """Goes through the columns' points, keeping the rows that hold so far."""

    points: list[list[_Point]]
    holds: list[list[frozenset[int]]]
    found: dict[tuple[int, int], list[str]] = field(factory=dict)
    _steps: int = 0

    def run(self, column: int, rows: list[int], path: list[str]) -> None:
        """Look for overlaps among `rows`, from `column` on."""
        self._steps += 1
        if len(rows) < 2 or self._steps > MOST_STEPS:
            return
        if column == len(self.points):
            for pair in combinations(rows, 2):
                self.found.setdefault(pair, path)
            return
        seen: set[tuple[int, ...]] = set()
        groups: dict[int, list[int]] = {}
        for row in rows:
            for point in self.holds[column][row]:
                groups.setdefault(point, []).append(row)
        for point, group in groups.items():
            if tuple(group) not in seen:
                seen.add(tuple(group))
                self.run(column + 1, group, [*path, self.points[column][point].text])


def _accepted(column: Column, tests: list[t.Term], resolution: Resolution) -> tuple[list[_Point], list[frozenset[int]]]:
    """The points of a column, and for each row those at which its cell holds."""
    points = _points(column, tests, resolution)
    cells = _Cells(column.head, points, resolution.symbols)
    return points, [cells.accepted(test) for test in tests]


@define(slots=False)
class _Cells:
    """Asks the cells of one column at which of its points they hold: in a time that grows with what the cells name, not with cells times points.

    A comparison of the column's value with a constant answers alike at all other names, and between two neighbouring numbers: it is asked once
    for all of those.
    """

    head: Typed
    points: list[_Point]
    dated: Dated
    _known: dict[t.Term, frozenset[int]] = field(factory=dict, init=False)

    @cached_property
    def _stated(self) -> frozenset[int]:
        """The points that are a value; at the others the column has none."""
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
        """Where a cell holds."""
        if test not in self._known:
            self._known[test] = self._among_stated(test) | {place for place in self._absent if self._holds(test, place)}
        return self._known[test]

    def _holds(self, test: t.Term, place: int) -> bool:
        return _holds(test, self.head, self.points[place], self.dated)

    def _among_stated(self, test: t.Term) -> frozenset[int]:
        # Of a value that is stated, each part of a cell is true or false.
        match test:
            case t.And(operands=operands):
                return self._stated.intersection(*map(self._among_stated, operands))
            case t.Or(operands=operands):
                return frozenset().union(*map(self._among_stated, operands))
            case t.Not(operand=operand):
                return self._stated - self._among_stated(operand)
            case t.Same(left=left, right=right) | t.Compare(left=left, right=right) if self.head.term in (left, right):
                other = right if left == self.head.term else left
                if isinstance(other, t.AtomConstant) and len(self._names) == len(self._stated):
                    return self._by_name(test, other.value)
                if isinstance(other, t.QuantityConstant) and len(self._numbers) == len(self._stated):
                    return self._by_number(test, other.value)
        return frozenset(place for place in self._stated if self._holds(test, place))

    def _by_name(self, test: t.Term, name: str) -> frozenset[int]:
        own = self._names.get(name)
        found = frozenset() if own is None or not self._holds(test, own) else frozenset((own,))
        other = next((place for place in self._names.values() if place != own), None)
        return found if other is None or not self._holds(test, other) else found | (self._stated - {own})

    def _by_number(self, test: t.Term, number: int) -> frozenset[int]:
        first, after = bisect_left(self._numbers, (number, -1)), bisect_right(self._numbers, (number, len(self.points)))
        parts = [[place for _, place in part] for part in (self._numbers[:first], self._numbers[first:after], self._numbers[after:])]
        return frozenset(place for part in parts if part and self._holds(test, part[0]) for place in part)


def _holds(test: t.Term, head: Typed, point: _Point, dated: Dated) -> bool:
    given = t.IsGiven(head.term)
    if isinstance(test, t.Same | t.Compare) and test.left == test.right == head.term and point.constant is not None:
        # A cell that names its own column, as in a heading that stands there twice: each value is itself.
        return isinstance(test, t.Same) or test.op in ("eq", "le", "ge")
    if point.constant is None:
        return closed_truth(substitute(test, {given: t.TruthConstant(False), head.term: t.Unstated(head.type)}), dated)
    return closed_truth(substitute(test, {given: t.TruthConstant(True), head.term: point.constant}), dated)


def _points(column: Column, tests: list[t.Term], resolution: Resolution) -> list[_Point]:
    head = column.head
    parts = [part for test in dict.fromkeys(tests) for part in _walk(test, head.term)]
    points = []
    match head.type:
        case YesNoType():
            points = [_Point("yes", t.TruthConstant(True)), _Point("no", t.TruthConstant(False))]
        case EnumType(codes=codes):
            points = [_Point(code, t.AtomConstant(code)) for code in codes]
        case SetType(element=element):
            named = sorted({part.value for part in parts if isinstance(part, t.AtomConstant)})
            sets = _sets(element.codes if isinstance(element, EnumType) else tuple(named), tests)
            points = [_Point(" + ".join(each) or "none", t.SetConstant(frozenset(each))) for each in sets]
        case _:
            atoms = sorted({part.value for part in parts if isinstance(part, t.AtomConstant)})
            numbers = sorted({part.value for part in parts if isinstance(part, t.QuantityConstant)})
            points = [_Point(atom.rpartition(".")[2] if isinstance(head.type, ItemType) else atom, t.AtomConstant(atom)) for atom in atoms]
            if numbers:
                points += [_Point(_figure(value, head, resolution), t.QuantityConstant(value)) for value in _near(numbers, head, resolution)]
            else:
                # What no cell names: every cell answers alike for all of it.
                points.append(_Point("…", t.QuantityConstant(0) if sort_of(head.type) == "quantity" else t.AtomConstant("\0")))
    if any(isinstance(part, t.IsGiven) for part in parts):
        points.append(_Point("not given", None))
    return points


def _sets(members: tuple[str, ...], tests: list[t.Term]) -> list[tuple[str, ...]]:
    """All sets of these members; of many members the small sets, and those that a cell is for."""
    if len(members) <= LARGEST_SET:
        return list(chain.from_iterable(combinations(members, size) for size in range(len(members) + 1)))
    small = chain.from_iterable(combinations(members, size) for size in range(3))
    wanted = (tuple(each for each in members if each in _contained(test)) for test in dict.fromkeys(tests))
    return list(dict.fromkeys([*small, *wanted, members]))


def _contained(test: t.Term) -> frozenset[str]:
    match test:
        case t.Member(atom=t.AtomConstant(value=value)):
            return frozenset((value,))
        case t.And(operands=operands):
            return frozenset().union(*map(_contained, operands))
    return frozenset()


def _near(numbers: list[int], head: Typed, resolution: Resolution) -> list[int]:
    """The values that the column can have at and beside those at which a cell turns."""
    near = turning_points(numbers, head.type, resolution.symbols.timezone)
    if sort_of(head.type) != "quantity":
        return near
    low, high = resolution.symbols.ranges.of(head.term)
    # Beyond its bounds every value of the column lies on one side of what the cells name.
    return [value for value in near if low <= value <= high] or [low]


def _figure(value: int, head: Typed, resolution: Resolution) -> str:
    """A number, an amount, a day or an instant as an author writes it."""
    match head.type:
        case DateType():
            return dt.date.fromordinal(clamp_day(value)).isoformat()
        case InstantType():
            zone = ZoneInfo(resolution.symbols.timezone)
            return (EPOCH + dt.timedelta(microseconds=value)).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        case _:
            return decimal_text(value, head.denominator)


def _walk(term: t.Term, head: t.Term) -> list[t.Term]:
    """The term and all terms in it, but not those in the value of the column."""
    found, waiting = [], [term]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting.extend(() if each == head else subterms(each))
    return found
