"""Neighbours of an application: readable, different from it, and it stays as it is."""

from __future__ import annotations

import copy
import datetime as dt
import json
from itertools import islice

import pytest

from evalpolicy.core.references import policy_terms, term_references
from evalpolicy.coverage.neighbours import Neighbours, compared_numbers
from evalpolicy.errors import ApplicationError
from tests.coverage.small import small
from tests.properties.support import FILES, named

MOST = 150


@pytest.mark.parametrize("name", FILES)
def test_neighbours_can_be_read(name: str) -> None:
    """Nearly all of them; what cannot is passed over by those who ask for them."""
    policy = named(name)
    terms = list(policy_terms(policy.model))
    near = Neighbours(policy.model, term_references(terms, policy.model.definitions), compared_numbers(iter(terms))[:20])
    application = max((example.application for example in policy.model.examples), key=lambda each: len(json.dumps(each)))
    before = copy.deepcopy(application)
    found = list(islice(near.of(application), MOST))
    assert application == before
    assert len(found) > MOST // 3
    refused = 0
    for each in found:
        try:
            policy.check(each)
        except ApplicationError:
            refused += 1
    assert refused <= len(found) // 10


def test_each_differs_in_one_respect() -> None:
    policy = small('rule r "r"\n  require applicant.a or applicant.b')
    terms = list(policy_terms(policy.model))
    near = Neighbours(policy.model, term_references(terms, policy.model.definitions), compared_numbers(iter(terms)))
    found = list(near.of({"applicant": {"a": True}, "selections": [{"item": "one"}], "steps": {}}))
    applicants = [each["applicant"] for each in found]
    assert {"a": False} in applicants
    assert {} in applicants
    assert {"a": True, "b": False} in applicants
    assert {"a": False, "b": False} not in applicants
    assert {len(each["selections"]) for each in found} == {0, 1, 2}
    assert any(each["steps"] == {"registration": {"at": "2024-09-10T00:00:00+08:00"}} for each in found)


def test_times_that_hang_on_another_step_are_those_of_the_application() -> None:
    policy = named("trade-certificate")
    terms = list(policy_terms(policy.model))
    near = Neighbours(policy.model, term_references(terms, policy.model.definitions), ())
    example = next(example for example in policy.model.examples if example.application["steps"].get("payment"))
    handed_in = dt.datetime.fromisoformat(example.application["steps"]["materials"]["at"])
    tried = {each["steps"]["payment"]["at"] for each in near.of(example.application) if "at" in each["steps"].get("payment", {})}
    # Payment is due 48 hours after the materials.
    assert {f"{handed_in + dt.timedelta(hours=48, seconds=shift)}+08:00".replace(" ", "T") for shift in (0, 1)} <= tried
