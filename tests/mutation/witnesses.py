"""The search for missing cases: an application that tells a mutant from the policy, or a proof that none does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from evalpolicy.backends.symbolic.universe import bounds_of
from evalpolicy.classes import evolve, frozen
from evalpolicy.diff.meaning import Compared
from evalpolicy.mutation.mutants import Mutant
from evalpolicy.policy import Policy
from tests.mutation.noticing import CASES, Question, loaded
from tests.properties.support import named

SECONDS = 30.0
"""How long the solver may look at one class of change."""


@frozen
class Found:
    """What was found of a mutant: an application that shows it, or that it is proved to decide every application alike; else neither."""

    mutant: Mutant
    question: Question | None
    equal: bool


def witnesses(name: str, missed: list[Mutant]) -> Iterator[Found]:
    """What the solver finds of each missed mutant. A witness found before serves again."""
    policy = named(name)
    kept: list[Question] = []
    for mutant in missed:
        changed = loaded(name, mutant)
        assert changed is not None
        if any(question.answer(changed) != question.expected for question in kept):
            continue
        question, equal = _compared(policy, changed)
        if question is not None:
            kept.append(question)
        yield Found(mutant, question, equal)


def _compared(policy: Policy, changed: Policy) -> tuple[Question | None, bool]:
    bounds = bounds_of([policy.model, changed.model])
    equal = True
    for given in (False, True) if policy.model.parameters else (False,):
        for _, answer in Compared(policy, changed, bounds, SECONDS, given).answers():
            equal = equal and answer.verdict == "none"
            if answer.case is not None:
                question = Question("", answer.case.application, answer.case.at, None, answer.case.given, ())
                return evolve(question, expected=question.answer(policy)), False
    return None, equal


def record(name: str, found: list[Found]) -> Path:
    """Add witnesses to the recorded cases of a policy, to be read against its sources before they are kept."""
    path = CASES / f"{name}.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    for each in found:
        if each.question is None:
            continue
        outcome, violated, undetermined, pending, fee, *_ = each.question.expected
        ids = {"violated": violated, "undetermined": undetermined, "pending": pending}
        asked = {"application": each.question.application, "at": each.question.at, "given": each.question.given}
        case = {"shows": each.mutant.key, **asked, "outcome": str(outcome), **ids, "fee": None if fee is None else str(fee)}
        known.append(case)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1, default=list) + "\n", encoding="utf-8")
    return path
