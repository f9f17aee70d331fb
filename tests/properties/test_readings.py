"""Open readings: a verdict stands exactly where every answer leads to it, as loading the policy with each answer adopted shows."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evalpolicy.language.model import PolicyModel
from evalpolicy.policy import Policy
from evalpolicy.testing import applications
from tests.properties.support import FILES, NAMES, a_policy, judged, loaded_text, named

FINE = ("satisfied", "not_applicable")


def adopted(model: PolicyModel, answers: dict[str, str]) -> str:
    """The policy's text with an `adopt` line below the header of each open reading."""
    lines = model.file.text.split("\n")
    for reading in sorted(answers, key=lambda id: -model.readings[id].span.line):
        lines.insert(model.readings[reading].span.line, f'  adopt {answers[reading]} because "a test adopts it"')
    return "\n".join(lines)


def ways(policy: Policy) -> list[dict[str, str]]:
    """Every way to answer the open readings of a policy; nothing where there is no open one."""
    undecided = {id: [o.id for o in r.options] for id, r in policy.model.readings.items() if r.adopted is None}
    return [dict(zip(undecided, answers, strict=True)) for answers in product(*undecided.values())] if undecided else []


@lru_cache(maxsize=8)
def answered(policy: Policy, beside: Path | None) -> list[Policy]:
    """The policy with the open readings answered in every way."""
    return [loaded_text(adopted(policy.model, way), beside) for way in ways(policy)]


OPEN = [name for name in NAMES if name == "random" or any(r.adopted is None for r in named(name).model.readings.values())]


@pytest.mark.parametrize("name", OPEN)
@given(data=st.data())
def test_a_verdict_is_what_all_answers_agree_on(name: str, data: st.DataObject) -> None:
    policy = a_policy(name, data)
    policies = answered(policy, FILES.get(name))
    assume(policies)
    application = data.draw(applications(policy))
    judge, statuses = judged(policy, application)
    each = [judged(one, application) for one in policies]
    for rule, status in statuses.items():
        if policy.model.rules[rule].kind == "advice" or policy.model.rules[rule].tentative is not None:
            continue
        verdicts = {found[rule] for _, found in each}
        if verdicts <= set(FINE):
            assert status in FINE, rule
        elif verdicts == {"violated"}:
            assert status == "violated", rule
        elif verdicts <= {*FINE, "pending"}:
            # More facts can still satisfy it, whatever the sources mean.
            assert status == "pending", rule
        else:
            assert status == "undetermined", rule
    for finding in policy.check(application).findings:
        for answer in finding.answers:
            same = [found[finding.id] for way, (_, found) in zip(ways(policy), each, strict=True) if dict(answer.answers).items() <= way.items()]
            assert set(same) == {answer.status} or (answer.status in FINE and set(same) <= set(FINE)), finding.id
    fees = {one.fee() for one, _ in each}
    assert judge.fee() == (fees.pop() if len(fees) == 1 else None)


def test_a_grade_certification_beside_a_retake_hangs_on_the_reading() -> None:
    """Of 2024H2: only if retakes count is an initial grade certification beside the retake of another one too much."""
    selections = [{"item": "electrician", "level": 4}, {"item": "auto_repair", "level": 4, "attempt": "retake", "subjects": ["theory"]}]
    decision = named("2024H2").check({"applicant": {"audience": "campus"}, "selections": selections})
    answers = decision.finding("never_two_grade_certifications").answers
    assert [(answer.answers, answer.status) for answer in answers] == [
        ((("retakes_count", "counted"),), "violated"),
        ((("retakes_count", "not_counted"),), "satisfied"),
    ]


@pytest.mark.parametrize(("line", "status"), [('  tentative "to be confirmed"\n', "advice"), ("", "violated")])
def test_an_answer_tells_the_status_that_it_leads_to(line: str, status: str) -> None:
    """What is tentative is never violated, whatever a reading is answered."""
    head = 'policy p "p"\n  language 1\n  messages en\n  timezone Asia/Shanghai\n  in force 2024-01-01 .. 2024-12-31\n\n'
    reading = 'reading open "open?"\n  option yes_ "yes"\n  option no_ "no"\n\n'
    text = f'{head}{reading}rule r "r"\n  require open is yes_\n{line}'
    found = loaded_text(text).check({"selections": []}).finding("r")
    assert [(dict(answer.answers)["open"], answer.status) for answer in found.answers] == [("yes_", "satisfied"), ("no_", status)]
    assert judged(loaded_text(adopted(loaded_text(text).model, {"open": "no_"})), {"selections": []})[1]["r"] == status
