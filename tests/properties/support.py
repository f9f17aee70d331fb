"""The policies that properties are tested on, and random ones."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from hypothesis import strategies as st

import evalpolicy
from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.core.algebra import Truth
from evalpolicy.judge import Judge, Program, worlds
from evalpolicy.language.model import PolicyModel
from evalpolicy.policy import Policy, load_policy
from evalpolicy.testing import policies

ROOT = Path(__file__).resolve().parents[2]
NOTICE = ROOT / "policies" / "2024H2.policy"
FILES: dict[str, Path] = {"2024H2": NOTICE, **{path.stem: path for path in sorted((ROOT / "docs" / "examples").glob("*/*.policy"))}}
RANDOM = "random"
NAMES = (*FILES, RANDOM)
"""What `@pytest.mark.parametrize("name", NAMES)` goes through: every policy by name, and random ones."""

_scratch = tempfile.TemporaryDirectory(prefix="evalpolicy-policies-")


@lru_cache(maxsize=32)
def _folder(beside: Path | None) -> Path:
    """A folder of its own, with all that stands beside a policy file: its sources and data, and no policy."""
    folder = Path(tempfile.mkdtemp(dir=_scratch.name))
    if beside is not None:
        shutil.copytree(beside.parent, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.policy"))
    return folder


def loaded_text(text: str, beside: Path | None = None) -> Policy:
    """A policy of a text, as if its file stood beside `beside`."""
    path = _folder(beside) / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.policy"
    path.write_text(text, encoding="utf-8")
    try:
        return load_policy(path)
    finally:
        path.unlink()


@lru_cache(maxsize=32)
def named(name: str) -> Policy:
    """A policy of the repository."""
    return evalpolicy.load(FILES[name])


def policies_named(name: str) -> st.SearchStrategy[Policy]:
    """The policy of that name, or random ones."""
    return policies().map(loaded_text) if name == RANDOM else st.just(named(name))


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
