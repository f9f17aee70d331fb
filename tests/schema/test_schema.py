"""The schema of applications and what `check` reads, held to each other in both directions."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from evalpolicy.binding import bind
from evalpolicy.cli import main
from evalpolicy.errors import ApplicationError, Problem
from evalpolicy.policy import Policy
from evalpolicy.schema import SHAPE_CODES, application_schema
from evalpolicy.schema.spelling import characters
from evalpolicy.testing import applications, malformed_applications, respelled
from tests.properties.support import FILES, NAMES, a_policy, named


@lru_cache(maxsize=64)
def validator(policy: Policy) -> Draft202012Validator:
    return Draft202012Validator(application_schema(policy))


def problems(policy: Policy, application: Any) -> tuple[Problem, ...]:
    try:
        bind(policy.model, application, limits=policy.limits)
    except ApplicationError as error:
        return error.problems
    return ()


def as_json(application: Any) -> Any:
    """The application as JSON holds it: numbers of other kinds by their value."""
    return json.loads(json.dumps(application, default=lambda number: int(number) if number == int(number) else float(number)))


def at(application: Any, pointer: str) -> Any:
    """The value at a JSON pointer; None where there is none."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        match application:
            case list():
                application = application[int(name)]
            case dict():
                application = application.get(name)
            case _:
                return None
    return application


def assert_agree(policy: Policy, application: Any) -> None:
    """What is read is valid; what has a problem of shape is not, nor is a number that is out of bounds."""
    application = as_json(application)
    found = problems(policy, application)
    errors = [error.message[:200] for error in validator(policy).iter_errors(application)]
    if not found:
        assert errors == []
    beyond = [problem for problem in found if problem.code == "out-of-range" and isinstance(at(application, problem.pointer), int | float)]
    if beyond or any(problem.code in SHAPE_CODES for problem in found):
        assert errors


@pytest.mark.parametrize("name", FILES)
def test_it_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(application_schema(named(name)))


@pytest.mark.parametrize("name", FILES)
def test_the_examples_are_valid(name: str) -> None:
    policy = named(name)
    for example in policy.model.examples:
        assert_agree(policy, example.application)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30)
@given(data=st.data())
def test_what_check_reads_is_valid(name: str, data: st.DataObject) -> None:
    """Well-formed applications, and the same in other words: labels for codes, full width, other offsets."""
    policy = a_policy(name, data)
    application = data.draw(applications(policy))
    assert_agree(policy, application)
    assert_agree(policy, data.draw(respelled(application, policy)))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(data=st.data())
def test_what_is_misshapen_is_not_valid(name: str, data: st.DataObject) -> None:
    """Whatever is wrong with an application: where the schema calls it invalid, `check` refuses it, and it finds every problem of shape."""
    policy = a_policy(name, data)
    assert_agree(policy, data.draw(malformed_applications(policy)).application)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60)
@given(data=st.data())
def test_anything_in_any_place(data: st.DataObject) -> None:
    """Any JSON value in the place of any fact."""
    policy = named("trade-certificate")
    model = policy.model
    facts = [("applicant", name) for name in model.applicant] + [(step.id, name) for step in model.steps.values() for name in ("at", *step.facts)]
    owner, name = data.draw(st.sampled_from([*facts, *(("selection", name) for name in (*model.selection, "item", "catalog"))]))
    value = data.draw(ANYTHING)
    application: dict[str, Any] = {"selections": []}
    match owner:
        case "applicant":
            application["applicant"] = {name: value}
        case "selection":
            application["selections"] = [{name: value}]
        case _:
            application["steps"] = {owner: {name: value}}
    # To JSON Schema 4.0 is the integer 4; to `check` it is no code.
    if not (isinstance(value, float) and value.is_integer()):
        assert_agree(policy, application)


POLICY = "2024H2"
VALUES: list[tuple[str, Any, bool]] = [
    ("audience", "校内考生", True),
    ("audience", " ＣＡＭＰＵＳ　", True),
    ("audience", "ca mp us", True),
    ("audience", "𝐜ampus", True),
    ("audience", "", True),
    ("audience", None, True),
    ("audience", "campu", False),
    ("audience", 4, False),
    ("audience", True, False),
    ("id", "43012120040615002x", True),
    ("id", "４３０１２１２００４０６１５００２Ｘ", True),
    ("id", "4301212004 0615 002X", True),
    ("id", "430121200406150021X", False),
    ("id", "4301212004061500", False),
    ("id", 430121200406150021, False),
]


@pytest.mark.parametrize(("name", "value", "is_valid"), VALUES)
def test_values_of_the_applicant(name: str, value: Any, is_valid: bool) -> None:
    """Spellings that are read are valid, others are not."""
    policy = named(POLICY)
    application = {"selections": [], "applicant": {name: value}}
    assert (not problems(policy, application)) is is_valid
    assert validator(policy).is_valid(application) == is_valid


INSTANTS = [
    ("2024-10-11T15:00:00+08:00", True),
    ("2024-10-11 15:00", True),
    ("20241011T1500Z", True),
    ("2024-10-11t15:00:00,123456 +0800", True),
    ("２０２４－１０－１１　１５：００", True),
    ("2024-02-29T15:00", True),
    ("2023-02-29T15:00", False),
    ("2024-04-31T15:00", False),
    ("2024-10-11", False),
    ("2024-10-11T25:00", False),
    ("2024-10-11T15:00+8", False),
    ("tomorrow", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "is_valid"), INSTANTS)
def test_instants(text: str, is_valid: bool) -> None:
    """The days and hours that do not exist are told by a pattern."""
    policy = named(POLICY)
    application = {"selections": [], "steps": {"registration": {"at": text}}}
    assert (not problems(policy, application)) is is_valid
    assert validator(policy).is_valid(application) == is_valid


def test_amounts_and_lists() -> None:
    policy = named(POLICY)
    for amount in (320, 320.5, "320.50", "３２０", None):
        assert validator(policy).is_valid({"selections": [], "steps": {"payment": {"amount": amount}}})
    for amount in (-1, True, "CNY 320", "", [], {}):
        assert not validator(policy).is_valid({"selections": [], "steps": {"payment": {"amount": amount}}})
    assert not validator(policy).is_valid({"selections": [{}] * 201})
    assert not validator(policy).is_valid({})
    assert not validator(policy).is_valid({"selections": None})


def test_unusual_characters_are_few() -> None:
    """Ideographs, letters, figures and marks are judged."""
    import re

    unusual = re.compile(characters().unusual)
    for text in ("电工", "office", "Ａ１", "（Office）", "、。", "0.5"):
        assert not unusual.search(text)
    for text in ("ﬁ", "e\u0301", "㎏"):
        assert unusual.search(text)


def test_the_command() -> None:
    result = CliRunner().invoke(main, ["schema", POLICY])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == application_schema(named(POLICY))
    assert CliRunner().invoke(main, ["schema", "no-such-policy"]).exit_code == 2
