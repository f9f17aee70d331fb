"""Rows of fee tables that can both match are an error: the amount would be ambiguous.

Each column is cut into the points at which its cells can differ, and each cell is asked, through the reference engine, at which points it
holds. Two rows overlap where they share a point in every column.
"""

from __future__ import annotations

import datetime as dt
from itertools import chain, combinations
from zoneinfo import ZoneInfo

from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.calendar import EPOCH, clamp_day
from evalpolicy.core.references import subterms
from evalpolicy.core.sorts import sort_of
from evalpolicy.core.turning import turning_points
from evalpolicy.diagnostics import without_line_again
from evalpolicy.language.expression.literals import decimal_text
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.points import MOST_STEPS, Places, Point, PointTests, rows_by_point
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.types import DateType, EnumType, InstantType, ItemType, SetType, YesNoType
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

LARGEST_SET = 8


@frozen
class Column:
    """A column of a fee table: its heading and the value that its cells test."""

    name: str
    head: Typed
    span: Span


def check_overlaps(columns: list[Column], tests: list[list[t.Term]], rows: list[tree.Row], resolution: Resolution) -> bool:
    """Report rows that overlap, each pair once; whether there are none."""
    accepted = [_accepted(column, [row[place] for row in tests], resolution) for place, column in enumerate(columns)]
    search = _Search([points for points, _ in accepted], [holds for _, holds in accepted])
    search.run(0, list(range(len(rows))), [])
    for (first, second), witness in search.found.items():
        where = [f"`{column.name} = {point}`" for column, point in zip(columns, witness, strict=True)]
        again = without_line_again(resolution.diagnostics.file, rows[second].span, rows[first].span)
        if again is not None:
            resolution.diagnostics.error(
                "rows-overlap",
                rows[second].span,
                Wording("这一行和上一行一样", "this row repeats the one above it"),
                Wording("删去一行", "remove one of them"),
                fix=again,
            )
            continue
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

    points: list[list[Point]]
    holds: list[list[Places]]
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
        for point, group in rows_by_point(rows, self.holds[column]).items():
            if tuple(group) not in seen:
                seen.add(tuple(group))
                self.run(column + 1, group, [*path, self.points[column][point].text])


def _accepted(column: Column, tests: list[t.Term], resolution: Resolution) -> tuple[list[Point], list[Places]]:
    """The points of a column, and for each row those at which its cell holds."""
    points = _points(column, tests, resolution)
    tests_of = PointTests(column.head.term, column.head.type, points, resolution.symbols)
    return points, [tests_of.accepted(test) for test in tests]


def _points(column: Column, tests: list[t.Term], resolution: Resolution) -> list[Point]:
    head = column.head
    parts = [part for test in dict.fromkeys(tests) for part in _walk(test, head.term)]
    points = []
    match head.type:
        case YesNoType():
            points = [Point("yes", t.TruthConstant(True)), Point("no", t.TruthConstant(False))]
        case EnumType(codes=codes):
            points = [Point(code, t.AtomConstant(code)) for code in codes]
        case SetType(element=element):
            named = sorted({part.value for part in parts if isinstance(part, t.AtomConstant)})
            sets = _sets(element.codes if isinstance(element, EnumType) else tuple(named), tests)
            points = [Point(" + ".join(each) or "none", t.SetConstant(frozenset(each))) for each in sets]
        case _:
            atoms = sorted({part.value for part in parts if isinstance(part, t.AtomConstant)})
            numbers = sorted({part.value for part in parts if isinstance(part, t.QuantityConstant)})
            points = [Point(atom.rpartition(".")[2] if isinstance(head.type, ItemType) else atom, t.AtomConstant(atom)) for atom in atoms]
            if numbers:
                points += [Point(_figure(value, head, resolution), t.QuantityConstant(value)) for value in _near(numbers, head, resolution)]
            else:
                # What no cell names: every cell answers alike for all of it.
                points.append(Point("…", t.QuantityConstant(0) if sort_of(head.type) == "quantity" else t.AtomConstant("\0")))
    if any(isinstance(part, t.IsGiven) for part in parts):
        points.append(Point("not given", None))
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
