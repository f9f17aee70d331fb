"""What depends on a line that could not be read is not reported as a mistake of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalpolicy.errors import PolicyError
from evalpolicy.limits import Limits
from evalpolicy.loading import load_text
from evalpolicy.resources import error_pages

POLICY = Path(__file__).resolve().parents[2] / "policies" / "2024H2.policy"


@pytest.mark.parametrize(
    ("right", "wrong", "line_of"),
    [
        ("rule at_most_two_items", "ruel at_most_two_items", "ruel at_most"),
        ("rule at_most_two_items", "rule at_most_two_items at", "rule at_most"),
        ("type audience ", "typo audience ", "typo audience"),
        ("catalog grade", "catalgo grade", "catalgo grade"),
    ],
)
def test_only_the_broken_header_is_reported(right: str, wrong: str, line_of: str) -> None:
    text = POLICY.read_text(encoding="utf-8")
    assert right in text
    damaged = text.replace(right, wrong, 1)
    with pytest.raises(PolicyError) as caught:
        load_text(damaged, name="damaged.policy", folder=POLICY.parent, limits=Limits())
    line = next(number for number, each in enumerate(damaged.split("\n"), 1) if each.startswith(line_of))
    assert {diagnostic.span.line for diagnostic in caught.value.diagnostics} == {line}


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("fact payment.amount     :", "fact payments.amount    :", "unknown-owner"),
        ("list of certificate", "list of certificat", "unknown-record"),
        ("select     electrician, level 4", "select     electrician in grades, level 4", "unknown-catalog"),
    ],
)
def test_what_depends_on_a_name_that_is_not_there_is_not_reported(right: str, wrong: str, code: str) -> None:
    text = (error_pages() / "base.policy").read_text(encoding="utf-8")
    assert right in text
    with pytest.raises(PolicyError) as caught:
        load_text(text.replace(right, wrong, 1), name="damaged.policy", folder=None, limits=Limits())
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == [code]
