"""Questions in the policy's own language: is there an application for which a condition holds?"""

from __future__ import annotations

import time
from pathlib import Path

from evalpolicy.backends.symbolic.universe import Bounds, bounds_of
from evalpolicy.language.model import Example, PolicyModel
from evalpolicy.loading import load_text
from evalpolicy.policy import Policy
from evalpolicy.proof.question import SECONDS, Answer, Questions
from evalpolicy.proof.reduce import Case, reduced
from evalpolicy.proof.reference import decided

NAME = "asked_on_the_command_line"


def with_question(policy: Policy, condition: str) -> PolicyModel:
    """The policy with the condition as one more invariant, so that it is read as invariants are, with the same diagnostics."""
    text = f'{policy.model.file.text.rstrip()}\n\ninvariant {NAME} "?"\n  require {condition}\n'
    model, _ = load_text(text, name=policy.model.file.name, folder=Path(policy.model.file.name).parent, limits=policy.limits)
    return model


def asked(policy: Policy, condition: str, *, bounds: Bounds | None = None, seconds: float = SECONDS) -> Answer:
    """An application for which the condition surely holds, whatever the answers to open readings; or that there is none.

    Raises `PolicyError` for a condition that cannot be read.
    """
    start = time.monotonic()
    model = with_question(policy, condition)
    terms = model.invariants[NAME].terms
    bounds = bounds or bounds_of([model], terms)
    with_it = Policy(model, (), policy.limits)

    def meets(case: Case) -> bool:
        return decided(with_it, case).truth(terms).holds

    # Examples show much, and what they show need not be looked for; a witness with their dates is found more easily.
    examples = [Case(each.application, each.at, each.given) for each in model.examples if len(_selections(each)) <= bounds.selections]
    for example in examples:
        if meets(example):
            return Answer("found", time.monotonic() - start, reduced(example, meets))
    questions = Questions((with_it,), bounds, seconds)
    return questions.ask([questions.symbolic.truth(terms).holds], meets, near=examples)


def _selections(example: Example) -> list[object]:
    found = example.application["selections"]
    assert isinstance(found, list)
    return found
