"""The classes of what a revision changes for an application. Needs no solver."""

from __future__ import annotations

from evalpolicy.application import Application
from evalpolicy.classes import frozen
from evalpolicy.errors import ApplicationError
from evalpolicy.policy import Policy
from evalpolicy.proof.cases import judge_of
from evalpolicy.proof.reduce import Case

CLASSES = ("now-rejected", "now-accepted", "now-undetermined", "now-pending", "fee-changed", "findings-changed", "now-invalid", "now-valid")
"""Every application that two policies decide differently is in just one of them."""
IDS = ("violated", "undetermined", "pending", "advice")
INVALID = "invalid"


@frozen
class Seen:
    """What a policy makes of an application: the outcome (invalid where it cannot be read), the ids of each status.

    `fee`: in minor units with its currency, where it is settled.
    """

    outcome: str
    ids: tuple[frozenset[str], ...] = ()
    fee: tuple[int, str | None] | None = None


def changed(name: str, old: Seen, new: Seen) -> bool:
    """Whether two policies differ on an application in a class of change."""
    match name:
        case "now-invalid":
            return old.outcome != INVALID and new.outcome == INVALID
        case "now-valid":
            return old.outcome == INVALID and new.outcome != INVALID
    if INVALID in (old.outcome, new.outcome):
        return False
    match name:
        case "fee-changed":
            return old.outcome == new.outcome and old.fee != new.fee
        case "findings-changed":
            return (old.outcome, old.fee) == (new.outcome, new.fee) and old.ids != new.ids
        case _:
            return old.outcome != new.outcome == name.removeprefix("now-")


def class_of_change(old: Seen, new: Seen) -> str | None:
    """The class of a change; None where nothing changed."""
    return None if old == new else next((name for name in CLASSES if changed(name, old, new)), None)


def seen(policy: Policy, case: Case) -> Seen:
    """What the reference engine makes of a case."""
    try:
        judge = judge_of(policy, case)
    except ApplicationError:
        return Seen(INVALID)
    judgement = judge.judge()
    return Seen(judgement.outcome.value, tuple(frozenset(judgement.ids(status)) for status in IDS), _fee(policy, judgement.fee))


def _fee(policy: Policy, fee: int | None) -> tuple[int, str | None] | None:
    return None if fee is None else (fee, policy.model.currency)


def quickly_seen(policy: Policy, case: Case) -> Seen:
    """What the policy makes of a case as it decides, by its compiled engine: all but the advice."""
    given = {name: value for name, value in case.given.items() if name in policy.model.parameters}
    try:
        judged = policy.judged(Application(case.application), at=case.at, through=None, given=given or None)
    except ApplicationError:
        return Seen(INVALID)
    ids = (judged.violated, judged.undetermined, judged.pending)
    return Seen(judged.outcome.value, tuple(map(frozenset, ids)), _fee(policy, judged.fee))


def class_of(old: Policy, new: Policy, case: Case) -> str | None:
    """The class of change that a case falls into; None where both decide it alike."""
    return class_of_change(seen(old, case), seen(new, case))
