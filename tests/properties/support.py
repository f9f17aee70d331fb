"""The policies that properties are tested on, and random ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from hypothesis import strategies as st

import evalpolicy
from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.core.algebra import Truth
from evalpolicy.core.judging import worlds
from evalpolicy.judge import Judge, Program
from evalpolicy.language.model import PolicyModel
from evalpolicy.limits import Limits
from evalpolicy.loading import load_text
from evalpolicy.policy import Policy
from evalpolicy.testing import policies

ROOT = Path(__file__).resolve().parents[2]
NOTICE = ROOT / "policies" / "2024H2.policy"
FILES: dict[str, Path] = {"2024H2": NOTICE, **{path.stem: path for path in sorted((ROOT / "docs" / "examples").glob("*/*.policy"))}}
RANDOM = "random"
NAMES = (*FILES, RANDOM)
"""What `@pytest.mark.parametrize("name", NAMES)` goes through: every policy by name, and random ones."""


def loaded_text(text: str, beside: Path | None = None) -> Policy:
    """A policy of a text, as if its file stood beside `beside`."""
    model, warnings = load_text(text, name="text.policy", folder=None if beside is None else beside.parent, limits=Limits())
    return Policy(model, warnings)


@lru_cache(maxsize=32)
def named(name: str) -> Policy:
    """A policy of the repository."""
    return evalpolicy.load(FILES[name])


def a_policy(name: str, data: st.DataObject) -> Policy:
    """The policy of that name, or a random one (whose text is shown where a test fails)."""
    return loaded_text(data.draw(policies())) if name == RANDOM else named(name)


def outcome(decision: evalpolicy.Decision) -> tuple[object, ...]:
    """What a decision comes to, without words."""
    return decision.outcome, decision.violated, decision.undetermined, decision.pending, decision.fee.total


def judged(policy: Policy, application: Mapping[str, object]) -> tuple[Judge, Mapping[str, str]]:
    """The statuses of all rules, satisfied ones too."""
    from evalpolicy.binding import bind

    facts = bind(policy.model, application, given=None, at=None, limits=policy.limits)
    judge = Judge(Program(policy.model), facts)
    return judge, judge.judge().statuses


def invariant_truths(policy: Policy, judge: Judge, statuses: Mapping[str, str], outcome: str) -> dict[str, Truth[bool]]:
    """The policy's invariants on one decided application, over every answer of the open readings."""
    model: PolicyModel = policy.model
    undecided = tuple(id for id, reading in model.readings.items() if reading.adopted is None)
    found: dict[str, Truth[bool]] = {}
    for invariant in model.invariants.values():
        truths = []
        for world in worlds(model, undecided):
            scalar = Scalar(model, judge.facts, Program(model).items, None, outcome, dict(statuses))
            meaning = ScalarMeaning(model, scalar, world)
            truths += [meaning.truth(term) for term in invariant.terms]
        found[invariant.id] = meaning.logic.conjunction(truths)
    return found
