"""Small policies, and what a set of applications reaches of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evalpolicy.coverage import Coverage, Measurement, Plan
from evalpolicy.policy import Policy
from tests.properties.support import loaded_text

HEAD = """policy small "small"
  language  1
  messages  en
  timezone  Asia/Shanghai
  currency  CNY
  in force  2024-09-01 .. 2024-12-31
  process   registration

type kind "kind" = plain "plain" | special "special"
fact applicant.a : yes or no "a"
fact applicant.b : yes or no "b"
fact applicant.c : yes or no "c"
fact selection.kind : kind "kind"

catalog things "things"
  | item | name  |
  | one  | One   |
  | two  | Two   |

step registration "registration"
  window 2024-09-10 .. 2024-09-20
"""


def small(*declarations: str) -> Policy:
    return loaded_text("\n\n".join([HEAD, *declarations]))


def reached(policy: Policy, applications: Iterable[Mapping[str, Any]], **arguments: Any) -> Coverage:
    measurement = Measurement(Plan.of(policy))
    for number, application in enumerate(applications):
        measurement.observe(f"example {number}", {"selections": [], **application}, **arguments)
    return Coverage.of(measurement)


def keys(coverage: Coverage, category: str) -> set[str]:
    """The keys of the goals of one category that are reached."""
    return {goal.key for goal in coverage.goals if goal.category == category and goal.key in coverage.reached}


def conditions(policy: Policy, coverage: Coverage, declaration: str) -> dict[str, bool]:
    """Whether each condition of a declaration was shown to decide, by its words."""
    found = {}
    for goal in coverage.goals:
        if goal.category == "conditions" and goal.declaration == declaration:
            found[goal.what.en.partition("`")[2].rpartition("`")[0]] = goal.key in coverage.reached
    return found
