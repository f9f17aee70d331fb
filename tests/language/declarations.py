"""Small policies for tests of single declarations."""

from __future__ import annotations

from pathlib import Path

from evalpolicy.errors import PolicyError
from evalpolicy.limits import Limits
from evalpolicy.loading import load_text
from evalpolicy.policy import Policy

HEAD = """policy small "small"
  language 1
  messages en
  timezone Asia/Shanghai
  currency CNY
  calendar CN
  month ends round down
  in force 2024-01-01 .. 2024-12-31
  process {process}
"""


def load_small(body: str, process: str = "enrol", steps: str = 'step enrol "enrolment"\n', limits: Limits | None = None) -> Policy:
    """The policy with that body; raises `PolicyError`."""
    model, warnings = load_text(HEAD.format(process=process) + steps + body, name="small.policy", folder=Path(), limits=limits or Limits())
    return Policy(model, warnings)


def mistakes(body: str, process: str = "enrol", steps: str = 'step enrol "enrolment"\n', limits: Limits | None = None) -> list[tuple[str, str]]:
    """The mistakes of a policy with that body: code, and what is written at the place that each points at."""
    try:
        load_small(body, process, steps, limits)
    except PolicyError as error:
        lines = (HEAD.format(process=process) + steps + body).split("\n")
        spans = [(diagnostic.code, diagnostic.span) for diagnostic in error.diagnostics]
        return [(code, lines[s.line - 1][s.column - 1 : s.end_column - 1 if s.end_line == s.line else None]) for code, s in spans]
    return []
