"""The connectives on all six truths, against formulas over facts and answers that are gone through one by one.

A truth about which something is open is a formula over one fact `f` and one answer `w` of the sources. `holds` says that it is true for all `f` and
`w`, `may_hold` that for some `f` it is true for all `w`. The connectives are exact where their operands share neither facts nor answers.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from evalpolicy.core.algebra import Quantity, Truth
from evalpolicy.core.facts import Facts
from evalpolicy.core.truth import TruthTables
from tests.core.small import MODEL, WORLDS, meaning

Formula = Callable[[bool, bool], bool]

SIX: dict[str, Formula] = {
    "true": lambda f, w: True,
    "false": lambda f, w: False,
    "pending": lambda f, w: f,
    "undetermined": lambda f, w: w,
    "satisfied or undetermined": lambda f, w: f or w,
    "violated or undetermined": lambda f, w: f and w,
}
NO_FACTS = Facts({}, {}, frozenset(), {}, None, frozenset(), ())
LOGIC: TruthTables[bool, int, str, frozenset[str], object] = meaning(NO_FACTS, WORLDS[0]).logic  # type: ignore[assignment]
BOOLEANS = (False, True)


def bits(formula: Callable[..., bool], variables: int) -> Truth[bool]:
    """The four bits of a formula over facts f1, f2 … and answers w1, w2 …"""
    choices = list(product(BOOLEANS, repeat=variables))
    table = [[formula(*fs, *ws) for ws in choices] for fs in choices]
    return Truth(
        holds=all(all(row) for row in table),
        fails=not any(any(row) for row in table),
        may_hold=any(all(row) for row in table),
        may_fail=any(not any(row) for row in table),
    )


def test_the_six_truths_are_six() -> None:
    assert len({bits(formula, 1) for formula in SIX.values()}) == 6


@pytest.mark.parametrize("name", SIX)
def test_negation(name: str) -> None:
    formula = SIX[name]
    assert LOGIC.negation(bits(formula, 1)) == bits(lambda f, w: not formula(f, w), 1)


@pytest.mark.parametrize(("one", "other"), list(product(SIX, SIX)))
def test_conjunction_and_disjunction(one: str, other: str) -> None:
    x, y = SIX[one], SIX[other]
    assert LOGIC.conjunction([bits(x, 1), bits(y, 1)]) == bits(lambda f, g, v, w: x(f, v) and y(g, w), 2)
    assert LOGIC.disjunction([bits(x, 1), bits(y, 1)]) == bits(lambda f, g, v, w: x(f, v) or y(g, w), 2)


@pytest.mark.parametrize(("condition", "one", "other"), list(product(SIX, SIX, SIX)))
def test_choice(condition: str, one: str, other: str) -> None:
    c, x, y = SIX[condition], SIX[one], SIX[other]
    chosen = LOGIC.choose(bits(c, 1), bits(x, 1), bits(y, 1))
    assert chosen == bits(lambda e, f, g, u, v, w: x(f, v) if c(e, u) else y(g, w), 3)


def test_nothing_is_true_of_all_and_of_none() -> None:
    assert LOGIC.conjunction([]) == LOGIC.constant(True)
    assert LOGIC.disjunction([]) == LOGIC.constant(False)


@pytest.mark.parametrize(("one", "other"), list(product(SIX, SIX)))
def test_join_keeps_what_all_worlds_agree_on(one: str, other: str) -> None:
    x, y = bits(SIX[one], 1), bits(SIX[other], 1)
    both = LOGIC.join([x, y])
    assert both.holds == (x.holds and y.holds)
    assert both.fails == (x.fails and y.fails)
    assert both.may_hold == (x.may_hold and y.may_hold)
    assert both.may_fail == (x.may_fail and y.may_fail)


SPANS = [(low, high) for low in range(3) for high in range(low, 3)]
OPERATIONS: dict[str, Callable[[int, int], bool]] = {
    "le": lambda x, y: x <= y,
    "lt": lambda x, y: x < y,
    "ge": lambda x, y: x >= y,
    "gt": lambda x, y: x > y,
    "eq": lambda x, y: x == y,
    "ne": lambda x, y: x != y,
}


@pytest.mark.parametrize("op", OPERATIONS)
@pytest.mark.parametrize(("settled", "other_settled"), list(product(BOOLEANS, BOOLEANS)))
def test_comparison(op: str, settled: bool, other_settled: bool) -> None:
    """Sure where all values between the bounds agree; else pending where facts settle both sides, undetermined where they do not."""
    for (a, b), (c, d) in product(SPANS, SPANS):
        left, right = Quantity(a, b, settled or a == b), Quantity(c, d, other_settled or c == d)
        found = {OPERATIONS[op](x, y) for x in range(a, b + 1) for y in range(c, d + 1)}
        truth = LOGIC.compare(op, left, right)
        assert truth.holds == (found == {True})
        assert truth.fails == (found == {False})
        if len(found) == 2:
            open_ = left.settles and right.settles
            assert (truth.may_hold, truth.may_fail) == (open_, open_)


def test_an_unknown_comparison_is_refused() -> None:
    exact = Quantity(1, 1, True)
    with pytest.raises(AssertionError, match="not a comparison"):
        LOGIC.compare("like", exact, exact)


def test_the_small_policy_is_used() -> None:
    assert MODEL.id == "small"
