"""The laws of differences: nothing differs from itself, both ways show the same, and a witness is a real application with nothing to spare."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalpolicy.diff.alike import decide_alike
from evalpolicy.diff.classes import class_of, quickly_seen, seen
from evalpolicy.diff.meaning import MeaningDiff, meaning_diff
from evalpolicy.diff.structure import structure_diff
from evalpolicy.diff.trying import Refuted as Known
from evalpolicy.diff.trying import Tried, refuted
from evalpolicy.errors import PolicyError
from evalpolicy.formatting import format_policy
from evalpolicy.mutation.mutants import mutants
from evalpolicy.policy import Policy
from evalpolicy.proof.cases import judge_of
from evalpolicy.proof.reduce import Case
from evalpolicy.testing import applications, policies
from tests.diff.revising import reworded
from tests.proof.test_verify import small
from tests.properties.support import NOTICE, a_policy, loaded_text, named

MIRRORED = {"now-invalid": "now-valid", "now-valid": "now-invalid", "fee-changed": "fee-changed", "findings-changed": "findings-changed"}
REVISIONS = [
    [("| maths | 30 |", "| maths | 31 |")],
    [("at most 2", "at most 1")],
    [("17:00", "16:59")],
    [("| music | 40 |", "| music | not stated |")],
    [("currency CNY", "currency EUR")],
]


def smaller(value: Any) -> Iterator[Any]:
    """An application with one thing left out."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name != "selections":
                yield {other: each for other, each in value.items() if other != name}
            yield from ({**value, name: less} for less in smaller(part))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield [*value[:place], *value[place + 1 :]]
            yield from ([*value[:place], less, *value[place + 1 :]] for less in smaller(part))


def hold(old: Policy, new: Policy, found: MeaningDiff) -> None:
    """What is printed of each witness is what both policies decide, and nothing can be left out of it."""
    for change in found.changes:
        case, given_ = change.case, dict(change.case.given)
        for policy, said in ((old, change.old), (new, change.new)):
            if said["outcome"] != "invalid":
                known = {name: value for name, value in given_.items() if name in policy.model.parameters}
                assert policy.check(json.loads(json.dumps(case.application)), at=case.at, given=known or None).to_dict() == said
        assert class_of(old, new, case) == change.name
        for less in smaller(case.application):
            assert class_of(old, new, Case(less, case.at, given_)) != change.name, less
        assert case.at is None or class_of(old, new, Case(case.application, None, given_)) != change.name


@pytest.mark.parametrize("revision", REVISIONS)
def test_both_ways_show_the_same_and_witnesses_are_real_and_small(revision: list[tuple[str, str]]) -> None:
    old, new = small(), reworded(small(), *revision)
    there, back = meaning_diff(old, new), meaning_diff(new, old)
    assert there.equal is back.equal is False
    hold(old, new, there)
    hold(new, old, back)
    classes = {change.name for change in there.changes}
    for change in back.changes:
        assert MIRRORED.get(change.name, f"now-{change.old['outcome']}") in classes


@settings(max_examples=10)
@given(data=st.data())
def test_a_random_policy_decides_as_it_does_however_it_is_written(data: st.DataObject) -> None:
    text = data.draw(policies())
    other = format_policy(text, keywords="zh")
    found = meaning_diff(loaded_text(text), loaded_text(other), seconds=10)
    assert found.equal is True
    assert structure_diff(loaded_text(text), loaded_text(other)) == ()


@pytest.mark.parametrize("name", ["2024H2", "random"])
@settings(max_examples=10)
@given(data=st.data())
def test_policies_that_decide_by_the_same_decide_alike(name: str, data: st.DataObject) -> None:
    """Nothing that a mutant changes of what decides passes for the same, and what does pass decides the same."""
    old = a_policy(name, data)
    new = revision_of(old, name, data.draw(st.integers(0, 10_000)))
    assume(new is not None)
    assert new is not None
    if decide_alike(old.model, new.model):
        case = Case(data.draw(applications(old)))
        assert class_of(old, new, case) is None
    assert decide_alike(old.model, old.model)


def revision_of(policy: Policy, name: str, place: int) -> Policy | None:
    """A mutant of a policy; None where it does not load."""
    found = mutants(policy.model)
    try:
        return loaded_text(found[place % len(found)].text, None if name == "random" else NOTICE)
    except PolicyError:
        return None


@pytest.mark.parametrize("name", ["2024H2", "random"])
@settings(max_examples=3)
@given(data=st.data())
def test_what_trying_finds_is_what_the_reference_says(name: str, data: st.DataObject) -> None:
    old = a_policy(name, data)
    new = revision_of(old, name, data.draw(st.integers(0, 10_000)))
    assume(new is not None)
    assert new is not None
    tried = Tried(old, new)
    known = refuted(old, new, tried.found.values(), Known(frozenset(tried.rules), fee=tried.fee))
    for kind, case in tried.found.items():
        assert class_of(old, new, case) == kind
        before, after = seen(old, case), seen(new, case)
        if "invalid" not in (before.outcome, after.outcome):
            left, right = (judge_of(policy, case).judge().statuses for policy in (old, new))
            assert {id for id in {**left, **right} if left.get(id, "not_applicable") != right.get(id, "not_applicable")} <= known.rules
            assert known.fee or before.fee == after.fee


@pytest.mark.parametrize("name", ["2024H2", "random"])
@given(data=st.data())
def test_the_compiled_engine_sees_what_the_reference_sees(name: str, data: st.DataObject) -> None:
    policy = a_policy(name, data)
    case = Case(data.draw(applications(policy)))
    quick, whole = quickly_seen(policy, case), seen(policy, case)
    assert (quick.outcome, quick.ids, quick.fee) == (whole.outcome, whole.ids[:3], whole.fee)


def test_nothing_is_found_where_nothing_changed() -> None:
    policy = named("2024H2")
    tried = Tried(policy, loaded_text(policy.model.file.text, NOTICE))
    assert (tried.found, tried.rules, tried.fee) == ({}, set(), False)


@pytest.mark.parametrize("count", [3, 1])
def test_renaming_what_is_local_proves_equal(count: int) -> None:
    """Definitions of no row; nothing is told but that."""
    text = f"define limit = {count}\n"
    old = small(f"{text}rule few\n  require fewer than limit selections\n")
    new = reworded(old, ("define limit", "define most"), ("fewer than limit", "fewer than most"))
    found = meaning_diff(old, new)
    assert found.equal is True
    assert [(change.change, change.old, change.new) for change in structure_diff(old, new)] == [("renamed", "limit", "most")]


def test_facts_that_come_and_go_are_compared() -> None:
    """A new fact with a default changes nothing where it has that; one that a rule newly asks for does."""
    old = small("fact applicant.n : number 0 .. 9\n")
    with_default = small("fact applicant.n : number 0 .. 9\nfact applicant.m : yes or no default no\nrule kind\n  forbid applicant.m\n")
    found = meaning_diff(old, with_default)
    hold(old, with_default, found)
    assert {change.name for change in found.changes} <= {"now-rejected", "findings-changed"}
    assert all(change.case.application["applicant"] == {"m": True} for change in found.changes)
    gone = meaning_diff(with_default, small())
    hold(with_default, small(), gone)
    assert gone.equal is False


def test_items_that_come_and_go_are_compared() -> None:
    before = small()
    after = reworded(before, ("| music | Music |", "| art | Art |"), ("| music | 40 |", "| art | 40 |"))
    found = meaning_diff(before, after)
    hold(before, after, found)
    names = {change.name for change in found.changes}
    assert found.equal is False
    assert names


