"""Applications as example blocks: the policy with the block in it reads the same facts and expects what it decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalpolicy.binding import bind
from evalpolicy.classes import evolve, frozen
from evalpolicy.core.facts import Facts, Row
from evalpolicy.examples import run_examples
from evalpolicy.formatting import format_policy
from evalpolicy.formatting.example_block import InexpressibleError, example_block
from evalpolicy.policy import Policy
from evalpolicy.testing import applications
from evalpolicy.testing.values import values
from tests.properties.support import FILES, NAMES, a_policy, loaded_text, named

TITLE = '题目 "with \\ quotes”'


@frozen
class Case:
    application: Mapping[str, Any]
    at: str | None = None
    given: Mapping[str, Any] = {}


def with_block(policy: Policy, block: str, name: str) -> Policy:
    """The policy with the block as its only example."""
    lines = policy.model.file.text.splitlines()
    for example in policy.model.examples:
        lines[example.span.line - 1 : example.span.end_line] = [""] * (example.span.end_line - example.span.line + 1)
    return loaded_text("\n".join([*lines, "", block]), FILES.get(name))


def compared(facts: Facts) -> Facts:
    """Facts without how names were spelt, and without warnings."""
    rows = {key: tuple(_compared_row(row) for row in found) for key, found in facts.lists.items()}
    return evolve(facts, lists=rows, warnings=())


def _compared_row(row: Row) -> Row:
    return evolve(row, item_name="")


def assert_round_trip(policy: Policy, case: Case, name: str) -> None:
    block = example_block(policy, case, TITLE)
    loaded = with_block(policy, block, name)
    (example,) = loaded.model.examples
    assert example.title == TITLE
    written = bind(policy.model, case.application, at=case.at, given=case.given)
    read = bind(loaded.model, example.application, at=example.at, given=example.given)
    assert compared(read) == compared(written)
    assert [result.differences for result in run_examples(loaded)] == [()]
    assert format_policy(block) == block


@pytest.mark.parametrize("name", FILES)
def test_the_examples_of_a_policy_come_back(name: str) -> None:
    """Each example of the policies, as an application, is written as a block that says the same."""
    policy = named(name)
    for example in policy.model.examples:
        case = Case(example.application, example.at, example.given)
        block = example_block(policy, case, example.title)
        assert block.startswith(("example", "示例"))
    assert_round_trip(policy, case, name)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20)
@given(data=st.data())
def test_any_application_comes_back_or_is_refused(name: str, data: st.DataObject) -> None:
    """Whatever can be said is said; nothing is left out or changed without a word."""
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    clock = data.draw(st.sampled_from((None, "2024-10-11T09:00:00+08:00", "2024-10-11T01:00:07+00:00")))
    supplied = {
        name: data.draw(values(policy.model, parameter.type))
        for name, parameter in policy.model.parameters.items()
        if data.draw(st.booleans())
    }
    case = Case(application, clock, supplied)
    try:
        example_block(policy, case, TITLE)
    except InexpressibleError:
        assume(False)
    assert_round_trip(policy, case, name)


INEXPRESSIBLE: list[tuple[Mapping[str, Any], str]] = [
    ({"selections": [{"level": 4}]}, "/selections/0/item"),
    ({"selections": [], "steps": {"payment": {"at": "2024-10-11T16:00:00.5+08:00"}}}, "/steps/payment/at"),
    ({"selections": [], "steps": {"materials": {"files": []}}}, "/steps/materials/files"),
    ({"selections": [], "steps": {"materials": {"files": [{"size": 7}]}}}, "/steps/materials/files/0/path"),
    ({"selections": [], "steps": {"materials": {"files": [{"path": "a\nb"}]}}}, "/steps/materials/files/0/path"),
    ({"selections": [], "steps": {"confirmation": {"prior_certificates": "{}"}}}, "/steps/confirmation/prior_certificates"),
]


@pytest.mark.parametrize(("application", "pointer"), INEXPRESSIBLE)
def test_what_cannot_be_said_is_refused_with_its_place(application: Mapping[str, Any], pointer: str) -> None:
    """The error names the place in the application."""
    with pytest.raises(InexpressibleError) as caught:
        example_block(named("2024H2"), Case(application), "x")
    assert caught.value.problem.pointer == pointer
    assert caught.value.problem.message.zh != caught.value.problem.message.en
