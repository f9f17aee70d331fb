"""From the statuses of rules to the outcome, where the statuses are known."""

from __future__ import annotations


def outcome_of(violated: bool, undetermined: bool, pending: bool) -> str:
    """The outcome where some rule is violated, undetermined, pending; as `Judging.outcome` over truths that are known."""
    if violated:
        return "rejected"
    if undetermined:
        return "undetermined"
    return "pending" if pending else "accepted"
