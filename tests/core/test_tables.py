"""Tables, choices and rounding by themselves, against brute force."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalpolicy.core import terms as t
from evalpolicy.core.facts import Facts
from tests.core.small import COLOUR, SMALL, WORLDS, meaning, small_facts
from tests.core.test_aggregates import spread

COLOUR_FACT, NUMBER = t.Fact("applicant", "colour", COLOUR), t.Fact("applicant", "n", SMALL)
VALUES = (t.QuantityConstant(0), t.QuantityConstant(1), t.QuantityConstant(3), NUMBER, t.Unstated(SMALL))


@st.composite
def few_facts(draw: st.DrawFn) -> Facts:
    """An application without rows; some facts of the applicant are missing."""
    values = draw(small_facts(left_out=35)).values
    return Facts(values, {}, frozenset(), {}, None, frozenset(), ())


CHOICES = given(few_facts(), st.lists(st.sampled_from(VALUES), min_size=3, max_size=3), st.lists(st.sampled_from(COLOUR.codes), unique=True))


def _within(term: t.Term, facts: Facts, exact: bool) -> None:
    found = spread(term, facts)
    q = meaning(facts, WORLDS[0]).quantity(term)
    assert q.low <= min(found)  # type: ignore[type-var, operator]
    assert q.high >= max(found)  # type: ignore[type-var, operator]
    if exact:
        assert (q.low, q.high) == (min(found), max(found))  # type: ignore[type-var]


@settings(max_examples=300)
@CHOICES
def test_a_table(facts: Facts, values: list[t.Term], codes: list[str]) -> None:
    """The bounds of a table are those of its rows that can match, and of all amounts where none surely does."""
    rows = tuple(t.CaseRow(t.Same(COLOUR_FACT, t.AtomConstant(code)), value) for code, value in zip(codes, values, strict=False))
    _within(t.Case(rows, SMALL, complete=len(codes) == len(COLOUR.codes)), facts, exact=True)


@settings(max_examples=300)
@CHOICES
def test_a_choice(facts: Facts, values: list[t.Term], codes: list[str]) -> None:
    condition = t.Member(COLOUR_FACT, t.SetConstant(frozenset(codes)), COLOUR)
    assume(codes)
    _within(t.If(condition, values[0], values[1], SMALL), facts, exact=True)


@settings(max_examples=300)
@CHOICES
def test_rounding(facts: Facts, values: list[t.Term], codes: list[str]) -> None:
    odd = t.Add((values[0], t.Multiply(values[1], -3), t.QuantityConstant(len(codes))))
    for direction in ("up", "down", "half_up"):
        _within(t.Divide(odd, 2, direction), facts, exact=False)
