"""The compiled engine decides as the reference does."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalpolicy
from evalpolicy.backends.compiled.engine import Engine
from evalpolicy.backends.graph.lower import Variant
from evalpolicy.binding import bind
from evalpolicy.judge import Judge
from evalpolicy.limits import Limits
from evalpolicy.testing import applications, policies
from tests.properties.support import NAMES, RANDOM, loaded_text, named


def agree(policy: evalpolicy.Policy, application: Mapping[str, object], **how: object) -> None:
    """Both engines give the same outcome, ids and fee."""
    through = how.get("through")
    facts = bind(policy.model, application, given=how.get("given"), at=how.get("at"), limits=Limits())  # type: ignore[arg-type]
    assert through is None or isinstance(through, str)
    program = policy._program
    expected = Judge(program, facts, through).judge()
    judged = Engine(program).variant(facts, through).judge(facts)
    assert judged.outcome == expected.outcome
    assert judged.violated == expected.ids("violated")
    assert judged.undetermined == expected.ids("undetermined")
    assert judged.pending == expected.ids("pending")
    assert judged.fee == expected.fee


@pytest.mark.parametrize("name", [name for name in NAMES if name != RANDOM])
def test_examples(name: str) -> None:
    """Every example of the shipped policies, with its time, its parameters and its last step."""
    policy = named(name)
    for example in policy.model.examples:
        agree(policy, example.application, at=example.at, through=example.through, given=example.given or None)


@pytest.mark.parametrize("name", [name for name in NAMES if name != RANDOM])
@given(data=st.data())
@settings(deadline=None)
def test_applications(name: str, data: st.DataObject) -> None:
    """Random applications under the shipped policies, up to any step, at any time."""
    policy = named(name)
    at = data.draw(st.none() | st.sampled_from(["2024-09-25T10:00+08:00", "2024-10-11T09:00+08:00", "2026-03-01T00:00+08:00"]))
    through = data.draw(st.none() | st.sampled_from(policy.model.process)) if policy.model.process else None
    agree(policy, data.draw(applications(policy)), at=at, through=through)


@given(data=st.data())
@settings(deadline=None)
def test_random_policies(data: st.DataObject) -> None:
    """Random policies with several applications each."""
    policy = loaded_text(data.draw(policies()))
    for _ in range(5):
        agree(policy, data.draw(applications(policy)))


def test_texts_of_authors_are_literals() -> None:
    """What an author writes stands in the generated text as an escaped literal only."""
    text = Engine(named("2024H2")._program).of(Variant()).text
    assert text.isascii()
    assert "JPEG" in text
