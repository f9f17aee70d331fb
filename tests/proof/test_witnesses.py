"""Witnesses that are found without the solver: the reference engine decides each, and what it does not show is left to the solver."""

from __future__ import annotations

import pytest

from evalpolicy.backends.symbolic.universe import bounds_of
from evalpolicy.policy import Policy
from evalpolicy.proof import builtin
from evalpolicy.proof.question import Questions
from evalpolicy.proof.reduce import Case
from evalpolicy.proof.reference import decided
from evalpolicy.proof.verify import verify
from evalpolicy.proof.witnesses import FEW_DECIDED, MOST_KNOWN, Goal, Witnesses
from tests.language.declarations import load_small

ITEMS = 'catalog c "c"\n  | item | name |\n' + "".join(f"  | i{place} | I{place} |\n" for place in range(8))
FEE = 'fee f "fee" per selection\n  | item | amount |\n  | i0 | 30 |\n  | not i0 | 40 |\nfact enrol.amount : amount\n'
STEP = 'step enrol "enrolment"\n  due 2024-05-10 17:00\n  asks amount\n  require amount is fee\n'
RULES = """fact applicant.points : number 0 .. 9
rule enough
  require applicant.points at least 4
rule three
  require at most 3 selections
rule different
  require no two selections share item
rule no_i7
  require no selections where item is i7
"""
EXAMPLE = """example "one"
  applicant points 5
  select i0
  done enrol 2024-05-01 10:00, amount 30
  expect accepted
"""


def policy(body: str = "") -> Policy:
    return load_small(ITEMS + FEE + RULES + body + EXAMPLE, steps=STEP)


def goals(of: Policy) -> dict[str, Goal]:
    return {check.name: check.goal for check in builtin.checks(Questions((of,), bounds_of([of.model]))) if check.goal is not None}


@pytest.mark.parametrize(
    ("name", "violated"),
    [
        ("rule-not-implied:enough", "enough"),
        ("rule-not-implied:three", "three"),  # three items more, and their fee
        ("rule-not-implied:different", "different"),  # the same item again, and its fee
        ("rule-not-implied:no_i7", "no_i7"),  # an item that the rule names
        ("rule-not-implied:enrol", "enrol"),
    ],
)
def test_what_is_a_few_changes_from_an_example_is_found(name: str, violated: str) -> None:
    of = policy()
    case = Witnesses(of).find(goals(of)[name], 300)
    assert case is not None
    assert of.check(case.application).violated == (violated,)


def test_an_accepted_example_is_a_start_however_much_was_learnt_since() -> None:
    of = policy(EXAMPLE.replace('"one"', '"none"').replace("points 5", "points 1").replace("accepted", "rejected"))
    known = Witnesses(of)
    for place in range(3 * MOST_KNOWN):
        known.learn(Case({"selections": [], "applicant": {"points": place % 10}}))
    assert known.nearest(goals(of)["rule-not-implied:three"])[0].application == of.model.examples[1].application
    assert len(known.nearest(goals(of)["rule-not-implied:three"])) == 2 + MOST_KNOWN


def test_an_item_that_no_example_selects_is_accepted() -> None:
    of = policy()
    case = Witnesses(of).find(goals(of)["item-can-be-accepted:c.i1"], 300)
    assert case is not None
    assert of.check(case.application).outcome == "accepted"
    assert [row["item"] for row in case.application["selections"]] == ["c.i1"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("rule r\n  require applicant.points at least 0\n", "rule-can-fail:r"),
        ("rule r\n  require at most 5 selections\n", "rule-not-implied:r"),
        ("", "item-can-be-accepted:c.i7"),
    ],
)
def test_nothing_is_found_where_there_is_nothing(body: str, name: str) -> None:
    of = policy(body)
    assert Witnesses(of).find(goals(of)[name], 300) is None
    assert {result.name: result.verdict for result in verify(of)}[name] == "refuted"


def test_a_case_that_cannot_be_read_is_not_learnt() -> None:
    of = policy()
    assert Witnesses(of).learn(Case({"selections": [], "applicant": {"points": "many"}})) is None


def test_what_is_found_shows_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every witness in a report is decided by the reference as the proof says, whoever found it."""
    of = policy()
    asked = goals(of)
    monkeypatch.setattr("evalpolicy.proof.verify.FEW_DECIDED", 10 * FEW_DECIDED)
    shown = {result.name: result.witness for result in verify(of) if result.witness is not None}
    assert {"rule-not-implied:three", "step-can-be-met:enrol", "item-can-be-accepted:c.i0"} <= shown.keys()
    for name, case in shown.items():
        if name in asked:
            assert case is not None
            assert asked[name].shown_by(decided(of, case))


def test_a_rule_that_is_left_out_for_want_of_a_parameter_is_not_said_to_be_satisfied() -> None:
    of = policy('parameter chosen : set of item "chosen"\nrule r\n  require every selection has item in chosen\n')
    goal = goals(of)["rule-can-hold:r"]
    (example,) = of.model.examples
    assert not goal.shown_by(decided(of, Case(example.application)))
    assert {result.name: result.verdict for result in verify(of)}["rule-can-hold:r"] == "proved"


READING = """reading counted "are points counted?"
  option yes_ "yes"
  option no_ "no"
rule some_points
  require applicant.points at least 2 or counted is no_
"""


def test_a_reading_is_shown_to_matter_by_an_example_for_which_its_answers_differ() -> None:
    of = load_small(ITEMS + FEE + RULES + READING + EXAMPLE.replace("points 5", "points 1").replace("expect accepted", "expect rejected"), steps=STEP)
    [check] = [each for each in builtin.checks(Questions((of,), bounds_of([of.model]))) if each.name == "reading-matters:counted"]
    assert check.shown_by is not None
    found = Witnesses(of).first(check.shown_by)
    assert found is not None
    assert found.application == of.model.examples[0].application
    assert not check.shown_by(Case({"applicant": {"points": 2}, "selections": []}))
