"""The search for missing cases: applications that tell a mutant from the policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings

from evalpolicy.policy import Policy
from evalpolicy.testing import applications
from evalpolicy.testing.places import Json, copied, places
from tests.mutation.mutants import Mutant
from tests.mutation.noticing import CASES, Question, loaded
from tests.properties.support import named

POOL = 1500
ALL_CHECKS = list(HealthCheck)


def pool(policy: Policy, size: int = POOL) -> list[Question]:
    """Applications drawn at random, each with the policy's own answer; the same ones every time."""
    found: list[Question] = []

    @settings(max_examples=size, deadline=None, derandomize=True, database=None, phases=(Phase.generate,), suppress_health_check=ALL_CHECKS)
    @given(applications(policy, canonical=True))
    def collect(application: Json) -> None:
        question = Question("", application, None, None, {}, ())
        found.append(evolve(question, expected=question.answer(policy)))

    collect()
    return found


def witnesses(name: str, missed: list[Mutant]) -> Iterator[tuple[Mutant, Question | None]]:
    """For each missed mutant a small application that it decides otherwise; None where none was found. One found before serves again."""
    policy = named(name)
    candidates = pool(policy)
    kept: list[Question] = []
    for mutant in missed:
        changed = loaded(name, mutant)
        assert changed is not None
        if any(question.answer(changed) != question.expected for question in kept):
            continue
        found = next((question for question in candidates if question.answer(changed) != question.expected), None)
        if found is not None:
            found = smallest(policy, changed, found)
            kept.append(found)
        yield mutant, found


def smallest(policy: Policy, changed: Policy, question: Question) -> Question:
    """The application without whatever can be left out while the mutant still decides it otherwise."""
    application = copied(question.application)
    while True:
        for smaller in _smaller(policy, application):
            asked = Question("", smaller, None, None, {}, ())
            asked = evolve(asked, expected=asked.answer(policy))
            if asked.expected[0] != "ApplicationError" and asked.answer(changed) != asked.expected:
                application = smaller
                break
        else:
            asked = Question("", application, None, None, {}, ())
            return evolve(asked, expected=asked.answer(policy))


def _smaller(policy: Policy, application: Json) -> Iterator[Json]:
    """The application with one thing left out: a selection, a step, a fact."""
    selections, steps = application["selections"], application["steps"]
    assert isinstance(selections, list)
    assert isinstance(steps, dict)
    for index in range(len(selections)):
        copy = copied(application)
        copy["selections"] = [*selections[:index], *selections[index + 1 :]]
        yield copy
    for step in steps:
        copy = copied(application)
        copy["steps"] = {id: reported for id, reported in steps.items() if id != step}
        yield copy
    for number, place in enumerate(places(policy.model, application)):
        if place.key in place.container:
            copy = copied(application)
            other = list(places(policy.model, copy))[number]
            del other.container[other.key]
            yield copy


def record(name: str, found: list[tuple[Mutant, Question]]) -> Path:
    """Add witnesses to the recorded cases of a policy, to be read against its sources before they are kept."""
    path = CASES / f"{name}.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    for mutant, question in found:
        outcome, violated, undetermined, pending, fee, *_ = question.expected
        ids = {"violated": violated, "undetermined": undetermined, "pending": pending}
        case = {"shows": mutant.key, "application": question.application, "outcome": str(outcome), **ids, "fee": None if fee is None else str(fee)}
        known.append(case)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1, default=list) + "\n", encoding="utf-8")
    return path
