"""What becomes of a damaged policy: it means the same, is another valid policy, or is diagnosed, and where."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

from attrs import frozen

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.diff.structure import StructureChange, structure_diff
from evalpolicy.language.model import PolicyModel
from evalpolicy.lint.linter import lint_text
from evalpolicy.policy import Policy

from .damages import Damage


class Verdict(Enum):
    """What becomes of it.

    Mistakes, that is errors of a file that does not load: `LINE` to `ELSEWHERE`. `NAMED`: another part of the report shows the declaration.
    `GONE`: no line and no declaration is left to point at; the name that is missing is told.
    Files that load: `SAME` and `EXAMPLE` decide as before; the others may decide otherwise, and lint says something that it did not say before
    (`SEEN_…`), or not (`OTHER`).
    """

    LINE = "on the line"
    DECLARATION = "in the declaration"
    NAMED = "elsewhere, the declaration shown"
    GONE = "the declaration is gone: its name is told to be missing"
    ELSEWHERE = "elsewhere only"
    SAME = "means the same"
    EXAMPLE = "decides the same, an example changed"
    SEEN_LINE = "another valid policy, seen on the line"
    SEEN_NEAR = "another valid policy, seen in the declaration"
    SEEN_SHOWN = "another valid policy, seen elsewhere, the declaration shown"
    SEEN_ELSEWHERE = "another valid policy, seen elsewhere"
    WORDS = "other words or citations, not seen"
    OTHER = "another valid policy, not seen"


DIAGNOSED = (Verdict.LINE, Verdict.DECLARATION, Verdict.NAMED, Verdict.GONE, Verdict.ELSEWHERE)
SEEN = (Verdict.SEEN_LINE, Verdict.SEEN_NEAR, Verdict.SEEN_SHOWN, Verdict.SEEN_ELSEWHERE)
WORDING = re.compile(r"(cite|依据|message|消息|interpretation|consequence|tentative|暂定|后果|解释|由|by)\b")


@frozen
class Judged:
    """A verdict; the places that were told, and how long it took."""

    verdict: Verdict
    told: tuple[tuple[str, int], ...]
    seconds: float


def judge(original: Policy, path: Path, damage: Damage, remarks: frozenset[str], model: PolicyModel | None) -> Judged:
    """Judge a damage. `model`: what the policy means now, None where it has mistakes; `remarks`: the codes that lint says of the undamaged one."""
    begun = time.process_time()
    found = [each for each in lint_text(damage.text, name=path.name, folder=path.parent) if each.severity == "error" or each.code not in remarks]
    seconds = time.process_time() - begun
    told = tuple((each.code, each.span.line) for each in found)
    if model is None:
        errors = [each for each in found if each.severity == "error"]
        return Judged(_place(errors, damage, DIAGNOSED), told, seconds)
    changes = structure_diff(original, Policy(model, ()))
    if not changes:
        return Judged(Verdict.SAME, told, seconds)
    if all(change.kind.en == "example" for change in changes):
        return Judged(Verdict.EXAMPLE, told, seconds)
    if found:
        return Judged(_place(found, damage, (*SEEN[:3], Verdict.SEEN_ELSEWHERE, Verdict.SEEN_ELSEWHERE)), told, seconds)
    return Judged(Verdict.WORDS if all(map(_says_the_same, changes)) else Verdict.OTHER, told, seconds)


def _place(found: Iterable[Diagnostic], damage: Damage, verdicts: tuple[Verdict, ...]) -> Verdict:
    """Where that was told: on the line, in the declaration, elsewhere with the declaration shown, by name, elsewhere."""
    line, declaration, shown, gone, elsewhere = verdicts
    places = {each.span.line for each in found}
    if not places.isdisjoint(damage.lines):
        return line
    if not places.isdisjoint(damage.declaration):
        return declaration
    if not {other.span.line for each in found for other in each.related}.isdisjoint(damage.declaration):
        return shown
    if len(damage.declaration) == 0 and any(re.search(rf"[`.]{re.escape(damage.name)}`", each.message.en) for each in found):
        return gone
    return elsewhere


def _says_the_same(change: StructureChange) -> bool:
    """Whether a change is one of citations, messages, labels: of words, and not of what is decided."""
    return WORDING.match((change.old or change.new or "").strip()) is not None or (
        change.old is not None and change.new is not None and _without_texts(change.old) == _without_texts(change.new)
    )


def _without_texts(words: str) -> str:
    return re.sub(r'"[^"]*"|“[^”]*”', '""', words)
