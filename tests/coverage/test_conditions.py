"""MC/DC, against examples worked out by hand and against the definition on whole truth tables."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.coverage.small import conditions, reached, small

Row = tuple[bool, bool, bool]


def applicant(a: bool | None = None, b: bool | None = None, c: bool | None = None) -> dict[str, Any]:
    return {"applicant": {"a": a, "b": b, "c": c}}


AND = 'rule r "r"\n  require applicant.a and applicant.b'
OR = 'rule r "r"\n  require applicant.a or applicant.b'
WHEN = 'rule r "r"\n  when applicant.a\n  require applicant.b'

BY_HAND = [
    (AND, [applicant(True, True)], {"applicant.a": False, "applicant.b": False}),
    (AND, [applicant(True, True), applicant(False, True)], {"applicant.a": True, "applicant.b": False}),
    # Where both are false, neither is seen to decide.
    (AND, [applicant(True, True), applicant(False, False)], {"applicant.a": False, "applicant.b": False}),
    (AND, [applicant(True, True), applicant(False, True), applicant(True, False)], {"applicant.a": True, "applicant.b": True}),
    (OR, [applicant(False, False), applicant(True, False), applicant(False, True)], {"applicant.a": True, "applicant.b": True}),
    (OR, [applicant(False, False), applicant(True, True)], {"applicant.a": False, "applicant.b": False}),
    (WHEN, [applicant(True, False), applicant(False, False)], {"applicant.a": True, "applicant.b": False}),
    # Not known is neither true nor false.
    (AND, [applicant(None, True), applicant(True, True)], {"applicant.a": False, "applicant.b": False}),
    # What the other is does not matter as long as it does not mask: pending against false.
    (AND, [applicant(True, None), applicant(False, None)], {"applicant.a": True, "applicant.b": False}),
]


@pytest.mark.parametrize(("rule", "applications", "expected"), BY_HAND)
def test_conditions_worked_out_by_hand(rule: str, applications: list[dict[str, Any]], expected: dict[str, bool]) -> None:
    """A condition counts only where it alone explains that the outcome differs."""
    policy = small(rule)
    assert conditions(policy, reached(policy, applications), "r") == expected


FORMULAS = {
    "applicant.a and (applicant.b or applicant.c)": lambda a, b, c: a and (b or c),
    "applicant.a or (applicant.b and not applicant.c)": lambda a, b, c: a or (b and not c),
    "if applicant.a then applicant.b else applicant.c": lambda a, b, c: b if a else c,
    "applicant.a implies (applicant.b and applicant.c)": lambda a, b, c: not a or (b and c),
    "(applicant.a and applicant.b) or (applicant.a and applicant.c)": lambda a, b, c: (a and b) or (a and c),
}


@pytest.mark.parametrize("formula", FORMULAS)
@given(rows=st.sets(st.sampled_from(list(product((True, False), repeat=3)))))
def test_conditions_follow_the_definition(formula: str, rows: set[Row]) -> None:
    """On complete facts: two rows whose outcomes differ, and in each the exchange of this condition alone gives the other outcome."""
    policy = small(f'rule r "r"\n  require {formula}')
    outcome = FORMULAS[formula]
    found = conditions(policy, reached(policy, [applicant(*row) for row in sorted(rows)]), "r")
    for place, name in enumerate("abc"):

        def exchanged(row: Row, place: int = place) -> Row:
            flipped = [not value if at == place else value for at, value in enumerate(row)]
            return flipped[0], flipped[1], flipped[2]

        decides = any(
            one[place] != other[place]
            and outcome(*one) != outcome(*other)
            and outcome(*exchanged(one)) == outcome(*other)
            and outcome(*exchanged(other)) == outcome(*one)
            for one, other in combinations(sorted(rows), 2)
        )
        # A condition that stands twice is told once for each place; all of them are the same condition.
        assert any(reached for words, reached in found.items() if words == f"applicant.{name}") == decides


def test_what_a_count_asks_of_each_row_is_a_decision_of_its_own() -> None:
    """Inside a count, rows are compared with each other."""
    policy = small('rule r "r"\n  require at most 1 selection where kind is special and item is one')
    one = {"selections": [{"item": "one", "kind": "special"}, {"item": "two", "kind": "special"}]}
    assert conditions(policy, reached(policy, [one]), "r") == {
        "at most 1 selection where kind is special and item is one": False,
        "kind is special": False,
        "item is one": True,
    }
    two = {"selections": [{"item": "one", "kind": "plain"}, {"item": "one", "kind": "special"}, {"item": "one", "kind": "special"}]}
    assert all(conditions(policy, reached(policy, [one, two]), "r").values())


def test_conditions_that_adopted_readings_rule_out_are_no_goals() -> None:
    """What is said only for the other answer can never be shown, and is not asked for."""
    reading = 'reading q "q?"\n  option yes_ "yes"\n  option no_ "no"\n  adopt no_ because "so"'
    policy = small(reading, 'rule r "r"\n  require if q is yes_ then applicant.a else applicant.b')
    assert conditions(policy, reached(policy, []), "r") == {"applicant.b": False}
