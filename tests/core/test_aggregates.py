"""Each quantity over rows, by itself, against brute force: its bounds are sound, and most are exact."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalpolicy.core import terms as t
from evalpolicy.core.facts import Facts, Row
from evalpolicy.language.types import AmountType, DateType, YesNoType
from tests.core.brute import Plain, TooMany, answers, completions
from tests.core.small import COLOUR, MODEL, SMALL, WORLDS, meaning, small_facts

ROWS = t.Rows("applicant", "entries", "row")


def _fact(name: str, type_: object) -> t.RowFact:
    return t.RowFact("row", name, type_, "entry")  # type: ignore[arg-type]


KEY, NUMBER, FLAG = _fact("c", COLOUR), _fact("n", SMALL), _fact("d", YesNoType())
AMOUNT, DAY = _fact("m", AmountType()), _fact("day", DateType())

WHERE = st.sampled_from(
    (
        t.TruthConstant(True),
        FLAG,
        t.Not(FLAG),
        t.Same(KEY, t.AtomConstant("red")),
        t.Compare("ge", NUMBER, t.QuantityConstant(2)),
        t.And((FLAG, t.Unsettled())),
        t.Or((FLAG, t.Unsettled())),
    )
)
ELSE = t.QuantityConstant(1)
MAKERS: dict[str, Callable[[t.Term], t.Term]] = {
    "count": lambda where: t.Count(ROWS, where),
    "sum": lambda where: t.Sum(ROWS, where, NUMBER),
    "sum of differences": lambda where: t.Sum(ROWS, where, t.Add((NUMBER, t.QuantityConstant(-2)))),
    "least": lambda where: t.Extreme("least", ROWS, where, NUMBER, ELSE),
    "greatest": lambda where: t.Extreme("greatest", ROWS, where, NUMBER, ELSE),
    "best": lambda where: t.BestSum(2, ROWS, where, NUMBER),
    "distinct": lambda where: t.Distinct(ROWS, where, KEY),
    "covered": lambda where: t.CoveredMonths(ROWS, where, t.QuantityConstant(738_885), DAY),
}
TRUTH_MAKERS: dict[str, Callable[[t.Term], t.Term]] = {
    "any": lambda where: t.AnyRow(ROWS, where),
    "every": lambda where: t.EveryRow(ROWS, where, t.Compare("ge", NUMBER, t.QuantityConstant(1))),
    "no two share a code": lambda where: t.NoTwoShare(ROWS, where, KEY),
    "no two share a number": lambda where: t.NoTwoShare(ROWS, where, NUMBER, key_is_quantity=True),
}
EXACT = {"count", "sum", "sum of differences", "least", "greatest", "best"}
"""Their bounds are reached: some completion and answer give the lower one, some the upper one (where `where` asks nothing of the value)."""


def spread(term: t.Term, facts: Facts) -> set[object]:
    """The values of a term over all completions and answers."""
    complete = completions(MODEL, facts, 200)
    assume(complete is not None)
    assert complete is not None
    try:
        found = [answers(lambda source, full=full: Plain(MODEL, full, source)(term), 200) for full in complete]
    except TooMany:
        assume(False)
        raise
    return set().union(*found)


@st.composite
def entries(draw: st.DrawFn) -> Facts:
    """Up to three rows of which some facts are missing; everything else is known."""
    whole = draw(small_facts(left_out=0))
    rows = draw(small_facts(left_out=draw(st.sampled_from((0, 15, 30))))).lists["applicant", "entries"]
    return Facts(whole.values, {("applicant", "entries"): rows}, frozenset(), {}, None, frozenset(), ())


ENTRIES = given(entries(), WHERE)


def check_quantity(kind: str, facts: Facts, where: t.Term) -> None:
    """The bounds hold every value; those that are exact are reached."""
    term = MAKERS[kind](where)
    found = spread(term, facts)
    q = meaning(facts, WORLDS[0]).quantity(term)
    assert q.low <= min(found)  # type: ignore[type-var, operator]
    assert q.high >= max(found)  # type: ignore[type-var, operator]
    if kind in EXACT and not isinstance(where, t.Compare):
        assert (q.low, q.high) == (min(found), max(found))  # type: ignore[type-var]
    if q.low == q.high:
        assert found == {q.low}


def check_truth(kind: str, facts: Facts, where: t.Term) -> None:
    """Sure truths are those of every completion and answer, and of nothing less."""
    term = TRUTH_MAKERS[kind](where)
    found = spread(term, facts)
    truth = meaning(facts, WORLDS[0]).truth(term)
    if truth.holds or truth.fails:
        assert found == {truth.holds}
    elif kind == "any":
        assert found == {False, True}


@pytest.mark.parametrize("kind", MAKERS)
def test_a_quantity_over_rows(kind: str) -> None:
    settings(max_examples=150)(ENTRIES(lambda facts, where: check_quantity(kind, facts, where)))()


@pytest.mark.parametrize("kind", TRUTH_MAKERS)
def test_a_truth_over_rows(kind: str) -> None:
    settings(max_examples=150)(ENTRIES(lambda facts, where: check_truth(kind, facts, where)))()


@pytest.mark.parametrize(
    ("rows", "atmost", "status"),
    [
        # Two known rows and an unknown one: already more than one, not yet surely more than two.
        (("red", "red", None), 1, "fails"),
        (("red", "red", None), 2, "open"),
        (("red", None, None), 1, "open"),
        (("blue", "green", None), 1, "holds"),
        ((), 0, "holds"),
        ((None,), 0, "open"),
    ],
)
def test_counting_with_unknown_rows(rows: tuple[str | None, ...], atmost: int, status: str) -> None:
    listed = tuple(Row(f"/applicant/entries/{i}", {} if code is None else {"c": code}) for i, code in enumerate(rows))
    facts = Facts({}, {("applicant", "entries"): listed}, frozenset(), {}, None, frozenset(), ())
    term = t.Compare("le", t.Count(ROWS, t.Same(KEY, t.AtomConstant("red"))), t.QuantityConstant(atmost))
    truth = meaning(facts, WORLDS[0]).truth(term)
    assert (truth.holds, truth.fails) == (status == "holds", status == "fails")
