"""What becomes of a damaged policy: it means the same, is another valid policy, or is diagnosed, and where."""

from __future__ import annotations

import time
from enum import Enum
from pathlib import Path

from evalpolicy.classes import frozen
from evalpolicy.diff.structure import structure_diff
from evalpolicy.limits import Limits
from evalpolicy.lint.linter import lint_text
from evalpolicy.loading import read_text
from evalpolicy.policy import Policy

from .damages import Damage


class Verdict(Enum):
    """What becomes of it. `DECLARATION`: not on the line, but in its declaration; `ELSEWHERE`: only where something refers to it."""

    LINE = "on the line"
    DECLARATION = "in the declaration"
    NAMED = "elsewhere, pointing back to the declaration"
    GONE = "a whole declaration is gone: told where it is used"
    ELSEWHERE = "elsewhere only"
    SAME = "means the same"
    NOTICED = "another valid policy, noticed"
    OTHER = "another valid policy"


@frozen
class Judged:
    """A verdict; the places that were told, and how long it took."""

    verdict: Verdict
    told: tuple[tuple[str, int], ...]
    seconds: float


def judge(original: Policy, path: Path, damage: Damage, remarks: frozenset[str]) -> Judged:
    """Judge a damage of a policy. `remarks` are the codes that lint says of the undamaged one."""
    begun = time.perf_counter()
    reading = read_text(damage.text, name=path.name, folder=path.parent, limits=Limits())
    seconds = time.perf_counter() - begun
    errors = [diagnostic for diagnostic in reading.diagnostics if diagnostic.severity == "error"]
    told = tuple((error.code, error.span.line) for error in errors)
    if errors:
        places = {line for error in errors for line in range(error.span.line, error.span.end_line + 1) if line == error.span.line}
        also = {each.span.line for error in errors for each in error.related}
        if not places.isdisjoint(damage.lines):
            return Judged(Verdict.LINE, told, seconds)
        if not places.isdisjoint(damage.declaration):
            return Judged(Verdict.DECLARATION, told, seconds)
        if damage.kind == "line dropped" and len(damage.declaration) == 0:
            return Judged(Verdict.GONE, told, seconds)
        return Judged(Verdict.ELSEWHERE if also.isdisjoint(damage.declaration) else Verdict.NAMED, told, seconds)
    assert reading.model is not None
    if not structure_diff(original, Policy(reading.model, reading.diagnostics)):
        return Judged(Verdict.SAME, (), seconds)
    found = lint_text(damage.text, name=path.name, folder=path.parent)
    noticed = any(diagnostic.code not in remarks for diagnostic in found)
    return Judged(Verdict.NOTICED if noticed else Verdict.OTHER, (), seconds)
