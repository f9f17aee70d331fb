"""The policies of docs/examples, checked on applications whose decisions were worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import evalpolicy
from evalpolicy.classes import field, frozen

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
IDS = ("exam-entry", "module-choice", "trade-certificate", "jiaoshi-zige")


@cache
def example_policy(name: str) -> evalpolicy.Policy:
    """One of the example policies, loaded once for all tests."""
    return evalpolicy.load(EXAMPLES / name / f"{name}.policy")


@frozen
class Case:
    """An application and the decision on it. `fee` None: not settled (or the policy has none)."""

    title: str
    application: Mapping[str, object]
    outcome: str
    violated: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    fee: str | None = None
    at: str | None = None
    through: str | None = None
    given: Mapping[str, object] = field(factory=dict)


def assert_decided(policy: evalpolicy.Policy, case: Case) -> None:
    """The decision is the one that was worked out by hand, in outcome, ids and fee."""
    decision = policy.check(case.application, at=case.at, through=case.through, given=case.given)
    found = (str(decision.outcome), decision.violated, decision.undetermined, decision.pending, decision.fee.total)
    fee = None if case.fee is None else Decimal(case.fee)
    assert found == (case.outcome, case.violated, case.undetermined, case.pending, fee)
