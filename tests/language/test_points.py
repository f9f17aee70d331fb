"""At which points the tests of a value hold: as if each test were asked at each point, in less time."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from evalpolicy.core import terms as t
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.language.points import Point, PointTests, listed
from evalpolicy.language.symbols import Symbols
from evalpolicy.language.types import NumberType, TextType
from evalpolicy.source import SourceFile

NUMBER, NAME = t.Fact("applicant", "mark", NumberType(0, 100)), t.Fact("applicant", "site", TextType())
DATED = Symbols(Diagnostics(SourceFile("p", "")))
def cells(head: t.Term, leaf: st.SearchStrategy[t.Term]) -> st.SearchStrategy[t.Term]:
    """Cells: comparisons with constants, whether there is a value, and connectives."""
    leaves = st.one_of(leaf, st.just(t.IsGiven(head)), st.booleans().map(t.TruthConstant))
    several = lambda part: st.lists(part, min_size=1, max_size=4).map(tuple)  # noqa: E731  # a strategy of a strategy
    return st.recursive(leaves, lambda part: st.one_of(part.map(t.Not), several(part).map(t.And), several(part).map(t.Or)), max_leaves=8)


FIGURES = st.integers(3, 9).map(t.QuantityConstant)
SIDES = st.one_of(FIGURES.map(lambda each: (NUMBER, each)), FIGURES.map(lambda each: (each, NUMBER)))
COMPARISONS = st.tuples(st.sampled_from(("le", "lt", "eq", "ne", "ge", "gt")), SIDES).map(lambda each: t.Compare(each[0], *each[1]))
EQUALITIES = st.sampled_from("abcdz").map(lambda name: t.Same(NAME, t.AtomConstant(name)))


@given(cells(NUMBER, COMPARISONS), st.booleans())
def test_numbers(cell: t.Term, absent: bool) -> None:
    """Cells about a number."""
    points = [Point(str(value), t.QuantityConstant(value)) for value in range(2, 11)] + [Point("not given", None)] * absent
    asked = PointTests(NUMBER, NUMBER.type, points, DATED)
    assert [*listed(asked.accepted(cell))] == [place for place in range(len(points)) if asked.holds(cell, place)]


@given(cells(NAME, EQUALITIES), st.booleans())
def test_names(cell: t.Term, absent: bool) -> None:
    """Cells about an item or a text."""
    points = [Point(name, t.AtomConstant(name)) for name in "abcd\0"] + [Point("not given", None)] * absent
    asked = PointTests(NAME, NAME.type, points, DATED)
    assert [*listed(asked.accepted(cell))] == [place for place in range(len(points)) if asked.holds(cell, place)]


def test_a_long_table_is_read_in_proportion() -> None:
    """Each cell is asked a few times, however many items the table names; not once for each of them."""
    points = [Point(str(place), t.AtomConstant(str(place))) for place in range(2000)]
    asked = itertools.count()

    class Counted(PointTests):
        def holds(self, test: t.Term, place: int) -> bool:
            next(asked)
            return super().holds(test, place)

    column = Counted(NAME, NAME.type, points, DATED)
    rows = [t.Same(NAME, t.AtomConstant(str(place))) for place in range(1000)]
    assert [[*listed(column.accepted(row))] for row in rows] == [[place] for place in range(1000)]
    assert [*listed(column.accepted(t.Not(t.Or(tuple(rows)))))] == [*range(1000, 2000)]
    assert next(asked) <= 4 * len(rows) + 10
