"""A declaration that is deleted, whatever uses it: told in few mistakes, with its name, and with no proposal of another kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.lint.linter import lint_text
from tests.damage.damages import POLICIES

LARGE = {path.stem: path for path in POLICIES}


def without(policy: str, header: str) -> list[Diagnostic]:
    """The mistakes that are told of a policy without the declaration that begins so."""
    path: Path = LARGE[policy]
    lines = path.read_text(encoding="utf-8").split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith(header))
    end = next(number for number in range(first + 1, len(lines)) if lines[number][:1] not in ("", " ", "#"))
    text = "\n".join([*lines[:first], *lines[end:]])
    return [each for each in lint_text(text, name=path.name, folder=path.parent) if each.severity == "error" and each.code != "example-contradicts"]


@pytest.mark.parametrize(
    ("policy", "header", "told"),
    [
        ("2024H2", "step registration", ("unknown-step", "registration")),
        ("2024H2", "step confirmation", ("unknown-step", "confirmation")),
        ("2024H2", "rule item_offered", ("unknown-name", "item_offered")),
        ("module-choice", "catalog modules", ("unknown-catalog", "modules")),
        ("exam-entry", "catalog subjects", ("unknown-name", "sittings")),
        ("exam-entry", "adjustment family_discount", ("unknown-adjustment", "family_discount")),
        ("trade-certificate", "rule eligible", ("unknown-target", "eligible")),
        ("trade-certificate", "event receipts", ("unknown-step", "receipts")),
    ],
)
def test_a_deleted_declaration_is_one_mistake(policy: str, header: str, told: tuple[str, str]) -> None:
    errors = without(policy, header)
    assert [(each.code, each.file.words(each.span)) for each in errors] == [told]
    said = " ".join(word.en for each in errors for word in (each.message, each.help, *(other.message for other in each.related)) if word is not None)
    assert "fact outcome" not in said
    assert "fact status" not in said


def test_an_exception_whose_condition_is_not_known_is_declared_all_the_same() -> None:
    assert [each.code for each in without("trade-certificate", "fact applicant.rehired")] == ["unknown-name"]
