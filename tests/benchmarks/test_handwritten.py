"""The function written by hand that the benchmark measures against decides what the library decides."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from benchmarks.applications import mixed
from benchmarks.check import by_hand, reference
from benchmarks.handwritten import RULES, Decided
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.errors import ApplicationError
from evalpolicy.testing import applications, malformed_applications
from tests.properties.support import named

SET = mixed(600, seed=7)


def by_check(application: Any) -> Decided | None:
    """What `policy.check` says; None: malformed."""
    try:
        decision = named("2024H2").check(application)
    except ApplicationError:
        return None
    fee = decision.receipt().fee
    cents = None if fee is None else int(Decimal(fee) * 100)
    return str(decision.outcome), decision.violated, decision.undetermined, decision.pending, cents


def test_the_set_is_mixed_and_drawn_again_the_same() -> None:
    """Three in five accepted, every other outcome, a few malformed; no id and no instant twice; the same seed gives the same set."""
    assert mixed(600, seed=7) == SET
    found = Counter("malformed" if each is None else each[0] for each in map(by_hand, SET))
    assert 0.55 <= found["accepted"] / len(SET) <= 0.65
    assert all(found[outcome] / len(SET) >= 0.02 for outcome in ("rejected", "undetermined", "pending", "malformed"))
    ids = [each["applicant"]["id"] for each in SET if isinstance(each["applicant"], dict) and each["applicant"].get("id")]
    drawn = [id for id in ids if isinstance(id, str) and len(id) == 18 and id.isascii() and id[:17].isdigit()]
    assert len(drawn) == len(set(drawn))
    instants = [step["at"] for each in SET if isinstance(each["steps"], dict) for step in each["steps"].values() if step.get("at")]
    assert len(instants) == len(set(instants))


def test_every_rule_is_violated_undetermined_or_pending_somewhere() -> None:
    """No rule of the notice is left out of the comparison."""
    decided = [each for each in map(by_hand, SET) if each is not None]
    assert {rule for each in decided for rule in each[1]} == set(RULES)
    assert {rule for each in decided for rule in each[3]} >= {"payment", "materials", "materials_layout", "confirmation", "registration"}
    assert {rule for each in decided for rule in each[2]} >= {"payment", "item_offered", "audience_admitted", "at_most_two_items"}


def test_by_hand_as_the_library() -> None:
    """Alike on the whole set, by the compiled engine and by the reference for some."""
    policy = named("2024H2")
    for place, application in enumerate(SET):
        assert by_hand(application) == by_check(application), application
        if place % 20 == 0:
            assert by_hand(application) == reference(policy.program, application)


@pytest.mark.parametrize("malformed", [False, True])
@given(data=st.data())
@settings(deadline=None)
def test_random_applications(malformed: bool, data: st.DataObject) -> None:
    """Alike on whatever may stand in an application, and on what may not."""
    policy = named("2024H2")
    application: Any
    if malformed:
        application = data.draw(malformed_applications(policy)).application
        assert by_hand(application) is None
    else:
        application = data.draw(applications(policy))
        assert by_hand(application) == by_check(application)
