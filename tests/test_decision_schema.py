"""Decisions are of the published shape: `docs/decision.schema.json`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import evalpolicy

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = json.loads((ROOT / "docs" / "decision.schema.json").read_text(encoding="utf-8"))
POLICIES = sorted([*(ROOT / "policies").glob("*.policy"), *(ROOT / "docs" / "examples").glob("*/*.policy")])


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_decisions_on_every_example_are_valid(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    policy = evalpolicy.load(path)
    for example in policy.model.examples:
        decision = policy.check(example.application, at=example.at, through=example.through, given=example.given)
        for language in ("zh", "en"):
            validator.validate(json.loads(json.dumps(decision.to_dict(language))))


def test_an_invalid_decision_is_valid() -> None:
    (decision,) = evalpolicy.check_many([{"selections": "?"}], policy="2024H2")
    jsonschema.Draft202012Validator(SCHEMA).validate(decision.to_dict())
