"""At which points the cells of a fee table hold: as if each cell were asked at each point, in less time."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalpolicy.core import terms as t
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.errors import PolicyError
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.fee_table import _Cells, _holds, _Point
from evalpolicy.language.symbols import Symbols
from evalpolicy.language.types import NumberType, TextType
from evalpolicy.source import SourceFile
from tests.properties.support import loaded_text

NUMBER, NAME = t.Fact("applicant", "mark", NumberType(0, 100)), t.Fact("applicant", "site", TextType())
DATED = Symbols(Diagnostics(SourceFile("p", "")))
MARK, SITE = Typed(NUMBER, NUMBER.type), Typed(NAME, NAME.type)
HEAD = 'policy p "p"\n  language 1\n  messages en\n  timezone Asia/Shanghai\n  currency CNY\n  in force 2024-01-01 .. 2024-12-31\n'


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
    points = [_Point(str(value), t.QuantityConstant(value)) for value in range(2, 11)] + [_Point("not given", None)] * absent
    assert _Cells(MARK, points, DATED).accepted(cell) == {place for place, point in enumerate(points) if _holds(cell, MARK, point, DATED)}


@given(cells(NAME, EQUALITIES), st.booleans())
def test_names(cell: t.Term, absent: bool) -> None:
    """Cells about an item or a text."""
    points = [_Point(name, t.AtomConstant(name)) for name in "abcd\0"] + [_Point("not given", None)] * absent
    assert _Cells(SITE, points, DATED).accepted(cell) == {place for place, point in enumerate(points) if _holds(cell, SITE, point, DATED)}


def test_a_long_table_is_read_in_proportion() -> None:
    """Each cell is asked a few times, however many items the table names; not once for each of them."""
    points = [_Point(str(place), t.AtomConstant(str(place))) for place in range(2000)]
    asked = itertools.count()

    class Counted(_Cells):
        def _holds(self, test: t.Term, place: int) -> bool:
            next(asked)
            return super()._holds(test, place)

    column = Counted(SITE, points, DATED)
    rows = [t.Same(NAME, t.AtomConstant(str(place))) for place in range(1000)]
    assert [column.accepted(row) for row in rows] == [{place} for place in range(1000)]
    assert column.accepted(t.Not(t.Or(tuple(rows)))) == set(range(1000, 2000))
    assert next(asked) <= 4 * len(rows) + 10


def test_overlaps_in_long_tables_are_told() -> None:
    """One pair among hundreds of rows."""
    rows = "\n".join(f"  | i{place} | {place} |" for place in range(300))
    names = "\n".join(f"  | i{place} | Item {place} |" for place in range(300))
    text = f'{HEAD}\ncatalog c "c"\n  | item | name |\n{names}\n\nfee f "fee" per selection\n  | item | amount |\n{rows}\n'
    assert loaded_text(text).id == "p"
    with pytest.raises(PolicyError) as caught:
        loaded_text(f"{text}  | i7, i9 | 5 |\n")
    assert [each.code for each in caught.value.diagnostics] == ["rows-overlap"] * 2


def test_a_number_that_is_not_given() -> None:
    """A cell may ask for a number's absence: whether rows overlap there is found, too."""
    catalog = 'fact selection.hours : number 0 .. 100\n\ncatalog c "c"\n  | item | name |\n  | a | A |\n'
    table = 'fee f "fee" per selection\n  | hours | amount |\n  | at most 5, not given | 3 |\n  | more than 5 | 4 |\n'
    policy = loaded_text(f"{HEAD}\n{catalog}\n{table}")
    for hours, fee in ((None, "3"), (5, "3"), (6, "4")):
        assert str(policy.check({"selections": [{"item": "a", "hours": hours}]}).fee.total) == fee
    with pytest.raises(PolicyError) as caught:
        loaded_text(f"{HEAD}\n{catalog}\n{table}  | not given | 9 |\n")
    assert [each.code for each in caught.value.diagnostics] == ["rows-overlap"]


@pytest.mark.parametrize(
    ("head", "first", "second", "complete"),
    [
        ("applicant.years", "at most 20", "more than 20", True),
        ("applicant.years", "at most 20", "at least 22", False),
        ("applicant.years * 2", "at most 20", "at least 30", False),
        ("applicant.day", "at most 2024-03-05", "more than 2024-03-05", True),
        ("applicant.day", "at most 2024-03-05", "at least 2024-03-07", False),
        ("full days from applicant.day to 2024-06-01", "at most 20", "at least 30", False),
        ("applicant.moment", "at most 2024-03-05", "more than 2024-03-05", True),
        ("applicant.moment", "at most 2024-03-05", "at least 2024-03-07", False),
        ("applicant.moment", "at most 2024-03-05 17:00", "more than 2024-03-05 17:00", True),
        ("applicant.day", "at most 2024-03-05 17:00", "more than 2024-03-06 17:00", False),
    ],
)
def test_a_table_is_complete_only_where_every_value_has_a_row(head: str, first: str, second: str, complete: bool) -> None:
    """What is between the values that cells name counts too, and days are days where instants are stated."""
    facts = "fact applicant.years : number 0 .. 60\nfact applicant.day : date\nfact applicant.moment : instant\n"
    table = f'fee f "fee" per application\n  | {head} | amount |\n  | {first} | 10 |\n  | {second} | 20 |\n'
    policy = loaded_text(f"{HEAD}\n{facts}\n{table}")
    term = policy.model.definitions[policy.model.fees["f"].base].term
    assert isinstance(term, t.Case)
    assert term.complete is complete


def test_sets_of_many_values() -> None:
    """A column of sets of more values than can be gone through: what a cell is for is found all the same."""
    nine = " | ".join(f"n{place}" for place in range(9))
    text = f'{HEAD}\ntype nine = {nine}\nfact applicant.nine : set of nine\n\nfee f "fee" per application\n  | applicant.nine | amount |\n'
    assert loaded_text(f"{text}  | one | 1 |\n  | n1 + n2 + n3 | 2 |\n").id == "p"
    with pytest.raises(PolicyError) as caught:
        loaded_text(f"{text}  | n1 + n2 + n3 | 1 |\n  | n1 + n2 + n3, n4 | 2 |\n")
    assert [each.code for each in caught.value.diagnostics] == ["rows-overlap"]
