"""Applications for tests of tables."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from evalpolicy.policy import Policy
from tests.properties.support import ROOT, named

ELECTRICIAN: dict[str, Any] = json.loads((ROOT / "examples" / "electrician.json").read_text(encoding="utf-8"))


def plain_examples(policy: Policy) -> list[Mapping[str, object]]:
    """The applications of a policy's examples that are judged without a time, a last step or parameters."""
    return [each.application for each in policy.model.examples if each.at is None and each.through is None and not each.given]


def notice_frame() -> pl.DataFrame:
    """The examples of the notice as one table, with a number for each."""
    return pl.DataFrame(plain_examples(named("2024H2")), infer_schema_length=None).with_row_index("n")


def changed(*path: str | int, to: object) -> dict[str, Any]:
    """The electrician's application with one thing changed."""
    application = copy.deepcopy(ELECTRICIAN)
    at: Any = application
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = to
    return application
