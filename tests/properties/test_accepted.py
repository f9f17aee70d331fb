"""What every accepted application satisfies."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalpolicy.decision import Outcome
from evalpolicy.language.types import AmountType
from evalpolicy.testing import applications
from tests.properties.support import NAMES, a_policy, invariant_truths, judged, named


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_the_invariants_of_a_policy_hold(name: str, data: st.DataObject) -> None:
    """No invariant fails on any application, accepted or not."""
    policy = a_policy(name, data)
    application = data.draw(applications(policy, valid=data.draw(st.booleans()) and name != "random"))
    judge, statuses = judged(policy, application)
    truths = invariant_truths(policy, judge, statuses, str(policy.check(application).outcome))
    assert not [id for id, truth in truths.items() if truth.fails]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "random"])
@given(data=st.data())
def test_accepted_is_paid_exactly_and_done_in_time(name: str, data: st.DataObject) -> None:
    policy = named(name)
    application = data.draw(applications(policy, valid=True, canonical=True))
    decision = policy.check(application)
    assert decision.outcome is Outcome.ACCEPTED
    for state in decision.steps:
        if state.tentative is not None:
            continue  # its time is shown, and no ground to refuse
        assert state.state in ("done", "open", "unknown")
        if state.done is not None:
            assert state.due is None or state.done <= state.due
            assert state.opens is None or state.opens <= state.done
    for id, step in policy.model.steps.items():
        amounts = [fact.name for fact in step.facts.values() if isinstance(fact.type, AmountType)]
        wants_the_fee = any(requirement.text == "amount is fee" for requirement in policy.model.rules[id].requirements)
        reported = application["steps"].get(id)  # type: ignore[attr-defined]
        if amounts and wants_the_fee and reported:
            assert Decimal(str(reported[amounts[0]])) == decision.fee.total


@given(data=st.data())
def test_accepted_by_2024H2(data: st.DataObject) -> None:
    """At most two items, never two grade certifications, no item twice; paid by 12 October 2024 17:00, registered from 21 to 30 September."""
    policy = named("2024H2")
    application = data.draw(applications(policy, valid=True, canonical=True))
    grade = {name for item in policy.model.catalogs["grade"].items for name in (item.code, item.name)}
    selections = application["selections"]
    assert isinstance(selections, list)
    initial = [s for s in selections if s.get("attempt", "initial") in ("initial", None)]
    assert len(selections) >= 1 or not initial
    assert len(initial) <= 2
    assert sum(selection["item"] in grade for selection in initial) <= 1
    names = [selection["item"] for selection in selections]
    assert len(set(names)) == len(names)
    steps = application["steps"]
    assert isinstance(steps, dict)
    assert instant(steps["payment"]["at"]) <= instant("2024-10-12T17:00:00+08:00")
    if initial:
        assert instant("2024-09-21T00:00:00+08:00") <= instant(steps["registration"]["at"]) < instant("2024-10-01T00:00:00+08:00")
    if any(selection["item"] in grade for selection in initial):
        assert instant(steps["materials"]["at"]) <= instant("2024-10-10T17:00:00+08:00")
        assert steps["confirmation"]["signed"] is True


def instant(text: str) -> dt.datetime:
    """An instant; without an offset, in China."""
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))
