"""What the categories but conditions count as reached, and coverage as data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.coverage import Measurement, Plan
from evalpolicy.coverage.goals import CATEGORIES
from evalpolicy.coverage.report import as_dict, as_lines, percent
from evalpolicy.examples import run_examples
from evalpolicy.examples.suite import measured
from evalpolicy.testing import applications
from tests.coverage.small import keys, reached, small
from tests.properties.support import FILES, NAMES, a_policy, named

FEE = """fee entry "entry" per selection
  | kind    | amount     |
  | plain   | 10         |
  | special | not stated |

adjustment waiver "waiver" to entry
  when applicant.a
  waive"""
OPEN = """reading q "q?"
  option first_one "the first"
  option second_one "the second"

rule r "r"
  require q is first_one or applicant.a"""
EXCEPTION = """rule r "r"
  require applicant.a

exception e "e" to r
  when applicant.b
  waive"""


def done(at: str) -> dict[str, Any]:
    return {"steps": {"registration": {"at": at}}}


def test_both_sides_of_a_window() -> None:
    """Before, inside and after are three goals; an instant that is not reported is on no side."""
    policy = small()
    sides = {"2024-09-09T23:59:59": "before", "2024-09-10T00:00": "inside", "2024-09-20T23:59": "inside", "2024-09-21T00:00": "after"}
    for at, side in sides.items():
        (key,) = keys(reached(policy, [done(at)]), "windows")
        assert key.endswith(f" {side}")
    assert keys(reached(policy, [{}], at="2024-10-01T00:00"), "windows") == set()


def test_rules_satisfied_and_violated() -> None:
    """Each rule twice; one that does not apply is neither."""
    policy = small('rule r "r"\n  when applicant.b\n  require applicant.a')
    assert keys(reached(policy, [{"applicant": {"b": False}}, {"applicant": {"b": True}}]), "rules") == set()
    assert keys(reached(policy, [{"applicant": {"a": True, "b": True}}]), "rules") == {"rules r satisfied"}
    assert keys(reached(policy, [{"applicant": {"a": False, "b": True}}]), "rules") == {"rules r violated"}


def test_rules_after_the_last_step_that_is_judged_are_not_reached() -> None:
    """`through` leaves rules out."""
    policy = small('rule r "r"\n  at registration\n  require applicant.a')
    assert keys(reached(policy, [{"applicant": {"a": True}}], through="registration"), "rules") == {"rules r satisfied"}


def test_fee_rows_fees_and_adjustments() -> None:
    """A row is reached where its condition holds; a fee where something is charged; an adjustment where it applies and where it does not."""
    policy = small(FEE)
    plain = {"selections": [{"item": "one", "kind": "plain"}]}
    found = reached(policy, [plain])
    # Whether it is waived waits for the applicant.
    assert keys(found, "fees") == set()
    assert len(keys(found, "rows")) == 1
    assert keys(reached(policy, [{**plain, "applicant": {"a": True}}]), "fees") == {"fees waiver applies"}
    assert keys(reached(policy, [{**plain, "applicant": {"a": False}}]), "fees") == {"fees entry", "fees waiver not"}


def test_an_answer_is_reached_where_it_makes_a_difference() -> None:
    """An open reading that changes nothing in an example is not shown by it."""
    policy = small(OPEN)
    assert keys(reached(policy, [{"applicant": {"a": True}}]), "readings") == set()
    assert keys(reached(policy, [{"applicant": {"a": False}}]), "readings") == {"readings q first_one", "readings q second_one"}


def test_exceptions() -> None:
    """Both where it acts and where it does not."""
    policy = small(EXCEPTION)
    assert keys(reached(policy, [{"applicant": {"b": True}}]), "exceptions") == {"exceptions e acts"}
    assert keys(reached(policy, [{"applicant": {"b": False}}]), "exceptions") == {"exceptions e not"}


@pytest.mark.parametrize("name", FILES)
def test_coverage_is_json_and_adds_up(name: str) -> None:
    """Every missing goal has a place; the counts of the categories are those of the whole."""
    policy = named(name)
    coverage = measured(policy, list(run_examples(policy)))
    data: dict[str, Any] = json.loads(json.dumps(as_dict([coverage], "en")))
    assert set(data) == {"percent", *CATEGORIES}
    parts = [data[category] for category in CATEGORIES]
    assert sum(part["total"] for part in parts) == len(coverage.goals)
    assert sum(part["reached"] for part in parts) == len(coverage.goals) - len(coverage.missing)
    for part in parts:
        assert len(part["missing"]) == part["total"] - part["reached"]
        assert all(0 < each["line"] <= policy.model.file.line_count and each["file"].endswith(".policy") for each in part["missing"])
    assert data["percent"] == percent([coverage]) < 100
    for language in ("zh", "en"):
        assert len(as_lines(coverage, language)) > len(coverage.missing)


def test_the_keys_of_goals_are_unique() -> None:
    for name in FILES:
        found = [goal.key for goal in Plan.of(named(name)).all_goals]
        assert len(set(found)) == len(found)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10)
@given(data=st.data())
def test_more_examples_never_reach_less(name: str, data: st.DataObject) -> None:
    """Any application of any policy can be measured; and what is reached stays reached, whatever comes next."""
    policy = a_policy(name, data)
    measurement = Measurement(Plan.of(policy))
    before: set[str] = set()
    for number in range(3):
        apart = measurement.copy()
        application = data.draw(applications(policy))
        measurement.observe(str(number), application)
        assert set(apart.reached) == before <= set(measurement.reached)
        before = set(measurement.reached)
        statuses = policy.check(application)
        assert {f"rules {id} violated" for id in statuses.violated} <= before
