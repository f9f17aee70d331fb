"""The laws of decisions: what must not matter does not, and more facts never undo what is settled."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.decision import Outcome
from evalpolicy.language.types import AmountType, YesNoType
from evalpolicy.policy import Policy
from evalpolicy.testing import applications, more_facts, reordered, respelled
from tests.properties.support import NAMES, a_policy, judged, outcome

SETTLED = ("satisfied", "not_applicable", "advice")


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_more_facts_never_undo_what_is_settled(name: str, data: st.DataObject) -> None:
    """Violated stays violated, satisfied stays satisfied, and so rejected is never accepted."""
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    more = data.draw(more_facts(application, policy))
    (_, before), (_, after) = judged(policy, application), judged(policy, more)
    for rule, status in before.items():
        if status == "violated":
            assert after[rule] == "violated", rule
        if status in SETTLED:
            assert after[rule] in SETTLED, rule
    if policy.check(application).outcome is Outcome.REJECTED:
        assert policy.check(more).outcome is Outcome.REJECTED


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_the_order_of_selections_never_matters(name: str, data: st.DataObject) -> None:
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    assert outcome(policy.check(data.draw(reordered(application)))) == outcome(policy.check(application))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_spelling_never_matters(name: str, data: st.DataObject) -> None:
    """Code or label, one offset or another, half width or full width: the decision is the same."""
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    assert outcome(policy.check(data.draw(respelled(application, policy)))) == outcome(policy.check(application))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_absent_and_null_are_the_same(name: str, data: st.DataObject) -> None:
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    without = {key: _without_nulls(value) for key, value in application.items() if value is not None}
    assert outcome(policy.check(without)) == outcome(policy.check(application))


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_a_decision_up_to_a_step_is_part_of_the_whole(name: str, data: st.DataObject) -> None:
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    step = data.draw(st.sampled_from(policy.model.process)) if policy.model.process else None
    part, whole = policy.check(application, through=step), policy.check(application)
    assert set(part.violated) <= set(whole.violated)
    assert set(part.undetermined) <= set(whole.undetermined)
    assert set(part.pending) <= set(whole.pending)
    assert part.fee.total == whole.fee.total


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_time_only_runs_one_way(name: str, data: st.DataObject) -> None:
    """What is violated as of one time is violated as of any later one, and without a time nothing else is."""
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    first, last = policy.in_force
    days = st.dates(first, last).map(lambda day: f"{day.isoformat()}T12:00:00+00:00")
    early, late = sorted(data.draw(st.lists(days, min_size=2, max_size=2)))
    timeless, before, after = policy.check(application), policy.check(application, at=early), policy.check(application, at=late)
    assert set(timeless.violated) <= set(before.violated) <= set(after.violated)
    assert set(after.pending) <= set(before.pending) <= set(timeless.pending)


def may_be_changed(policy: Policy, pointer: str) -> bool:
    """Whether an applicant can change that: a fact marked `choice`, a selection, a file, what is paid or signed; never when a step was done."""
    model = policy.model
    match pointer.split("/")[1:]:
        case ["applicant", name]:
            return model.applicant[name].choice
        case ["selections", _]:
            return True
        case ["selections", _, name]:
            return name in ("item", "catalog") or model.selection[name].choice
        case ["steps", _, "files", *_]:
            return True
        case ["steps", step, name]:
            return name != "at" and (model.steps[step].facts[name].choice or isinstance(model.steps[step].facts[name].type, AmountType | YesNoType))
        case [name]:
            return model.application[name].choice
        case _:
            return False


@settings(max_examples=25)
@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_cures_cure(name: str, data: st.DataObject) -> None:
    """After the edits of a cure its rule is no longer violated, and no other is that was not; nothing is touched that nobody may choose."""
    from evalpolicy.testing.applications import edited
    from evalpolicy.testing.places import copied

    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    decision = policy.check(application)
    for finding in decision.findings:
        cures = [] if finding.cure is None else [finding.cure, *finding.cure.alternatives]
        for cure in cures:
            if cure.edits and finding.status == "violated":
                changed = copied(application)
                for edit in cure.edits:
                    edited(changed, edit.op, edit.pointer, edit.value)
                after = policy.check(changed).violated
                assert finding.id not in after, (finding.id, cure)
                assert set(after) <= set(decision.violated), (finding.id, cure)
                assert all(may_be_changed(policy, edit.pointer) for edit in cure.edits), (finding.id, cure)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_deciding_twice_decides_the_same(name: str, data: st.DataObject) -> None:
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    assert policy.check(application).to_dict() == Policy(policy.model, policy.warnings, policy.limits).check(application).to_dict()
