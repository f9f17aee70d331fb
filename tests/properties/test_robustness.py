"""A policy that loads decides every well-formed application, and refuses every malformed one in one way."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalpolicy
from evalpolicy.decision import Outcome
from evalpolicy.receipt import Receipt
from evalpolicy.testing import applications, malformed_applications
from evalpolicy.testing.malformed import reported
from tests.properties.support import NAMES, a_policy, outcome


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_every_well_formed_application_is_decided(name: str, data: st.DataObject) -> None:
    """It never raises, explains itself in both languages and leaves the application alone."""
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    before = deepcopy(application)
    decision = policy.check(application)
    assert decision.outcome in (Outcome.ACCEPTED, Outcome.REJECTED, Outcome.UNDETERMINED, Outcome.PENDING)
    assert decision.explain("zh")
    assert decision.explain("en")
    assert application == before


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_ids_and_outcome_fit_one_another(name: str, data: st.DataObject) -> None:
    """Violated before undetermined before pending; ids are in the policy's order and findings are about them."""
    policy = a_policy(name, data)
    decision = policy.check(data.draw(applications(policy)))
    if decision.violated:
        assert decision.outcome is Outcome.REJECTED
    elif decision.undetermined:
        assert decision.outcome is Outcome.UNDETERMINED
    elif decision.pending:
        assert decision.outcome is Outcome.PENDING
    else:
        assert decision.outcome is Outcome.ACCEPTED
    order = list(policy.model.rules)
    for ids in (decision.violated, decision.undetermined, decision.pending):
        assert list(ids) == sorted(ids, key=order.index)
    found = {finding.id for finding in decision.findings}
    assert {*decision.violated, *decision.undetermined, *decision.pending} <= found
    for finding in decision.findings:
        assert finding.message or finding.status == "satisfied"


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_decisions_survive_json(name: str, data: st.DataObject) -> None:
    """`to_json` holds what `to_dict` does; the receipt replays from JSON."""
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    decision = policy.check(application)
    assert json.loads(decision.to_json()) == decision.to_dict()
    receipt = Receipt.from_dict(json.loads(decision.receipt().to_json()))
    assert receipt == decision.receipt()
    again = evalpolicy.replay(receipt, json.loads(json.dumps(application)), policy)
    assert again.to_dict() == decision.to_dict()


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_malformed_applications_are_refused_with_every_problem(name: str, data: st.DataObject) -> None:
    policy = a_policy(name, data)
    malformed = data.draw(malformed_applications(policy))
    with pytest.raises(evalpolicy.ApplicationError) as caught:
        policy.check(malformed.application)  # type: ignore[arg-type]
    found = tuple(problem.pointer for problem in caught.value.problems)
    missing = [pointer for pointer in malformed.pointers if not reported(found, pointer)]
    assert not missing, f"{missing} not among {found}"
    (decision,) = policy.check_many([malformed.application])  # type: ignore[list-item]
    assert decision.outcome is Outcome.INVALID
    assert decision.problems == caught.value.problems


@settings(max_examples=15)
@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_no_row_of_a_batch_is_lost(name: str, data: st.DataObject) -> None:
    policy = a_policy(name, data)
    rows = data.draw(st.lists(st.one_of(applications(policy), malformed_applications(policy).map(lambda m: m.application)), max_size=4))
    decisions = list(policy.check_many(rows))  # type: ignore[arg-type]
    assert len(decisions) == len(rows)
    for row, decision in zip(rows, decisions, strict=True):
        if decision.outcome is not Outcome.INVALID:
            assert outcome(policy.check(row)) == outcome(decision)  # type: ignore[arg-type]
