"""Questions that are put to the solver piece by piece come to what they come to as a whole."""

from __future__ import annotations

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from evalpolicy.backends.symbolic.formulas import Formulas
from evalpolicy.backends.symbolic.logic import all_of, any_of, conjuncts, negate
from evalpolicy.proof.lazily import Lazily, truths

NAMES = [z3.Bool(name) for name in "abcdefgh"]
CLAUSES = st.lists(st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), min_size=1, max_size=3), max_size=30)


def clauses(drawn: list[list[tuple[z3.BoolRef, bool]]]) -> list[z3.BoolRef | bool]:
    return [any_of([name if positive else negate(name) for name, positive in clause]) for clause in drawn]


def satisfied(conditions: list[z3.BoolRef | bool]) -> bool:
    solver = z3.Solver()
    solver.add(*conditions)
    return bool(solver.check() == z3.sat)


@given(CLAUSES)
def test_a_question_in_pieces_has_the_answer_of_the_whole(drawn: list[list[tuple[z3.BoolRef, bool]]]) -> None:
    asked = clauses(drawn)
    verdict, model = Lazily([], Formulas()).find(asked, 60.0)
    assert verdict == ("maybe" if satisfied(asked) else "none")
    if model is not None:
        assert all(truths(model, [each for each in asked if not isinstance(each, bool)]))


@given(CLAUSES)
def test_conjuncts_say_together_what_the_whole_says(drawn: list[list[tuple[z3.BoolRef, bool]]]) -> None:
    whole = negate(any_of([negate(all_of(clauses(drawn))), negate(z3.Bool("a"))]))
    parts = conjuncts(whole)
    assert not satisfied([z3.Not(whole) if not isinstance(whole, bool) else not whole, *parts])
    assert not satisfied([whole, z3.Not(z3.And(*parts))])


@pytest.mark.parametrize(("limit", "verdict"), [(31, "none"), (30, "maybe")])
def test_what_defines_a_variable_is_told_where_an_assignment_breaks_it(limit: int, verdict: str) -> None:
    formulas, number = Formulas(), z3.Int("n")
    levels = [formulas.choose(z3.Bool(name), 2, formulas.choose(z3.Bool(f"not {name}"), 5, 9)) for name in "abc"]
    total = formulas.add([*levels, formulas.within(number, 4, 10)])
    asked = [formulas.at_most(limit, total), z3.Bool("a")]
    assert Lazily([number >= 4, number <= 10], formulas).find(asked, 60.0)[0] == verdict


def test_truths_are_those_of_each_condition() -> None:
    solver = z3.Solver()
    solver.add(NAMES[0], z3.Not(NAMES[1]))
    assert solver.check() == z3.sat
    assert truths(solver.model(), []) == []
    assert truths(solver.model(), [NAMES[0], NAMES[1], z3.Or(NAMES[0], NAMES[1])]) == [True, False, True]
