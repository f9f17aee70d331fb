"""A damaged policy means the same, is another valid policy, or is diagnosed where the damage is. `python -m tests.damage` does many more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from evalpolicy.lint.linter import lint_text

from .damages import POLICIES
from .measure import measured
from .verdicts import DIAGNOSED, Verdict

SPRING = POLICIES[-1]


@pytest.fixture(scope="module")
def verdicts() -> Counter[Verdict]:
    return Counter(judged.verdict for _, judged in measured(SPRING, 120, 7))


def test_mistakes_are_told_on_the_line(verdicts: Counter[Verdict]) -> None:
    diagnosed = sum(verdicts[each] for each in DIAGNOSED)
    assert diagnosed > 70
    assert verdicts[Verdict.LINE] >= 0.95 * diagnosed


def test_mistakes_are_told_where_the_declaration_is_shown_or_named(verdicts: Counter[Verdict]) -> None:
    assert verdicts[Verdict.ELSEWHERE] <= 0.01 * sum(verdicts[each] for each in DIAGNOSED)


@pytest.mark.parametrize("path", [SPRING, *(path for path in POLICIES if path.stem == "jiaoshi-zige")], ids=lambda path: path.stem)
def test_every_header_that_is_dropped_is_missed_where_it_was(path: Path) -> None:
    """In each policy, some of them: above clauses that belonged to it."""
    lines = path.read_text(encoding="utf-8").split("\n")
    headers = [number for number, line in enumerate(lines[:-1]) if line[:1].isalnum() and lines[number + 1][:1] == " "]
    for number in headers[::4]:
        text = "\n".join([*lines[:number], *lines[number + 1 :]])
        told = [(each.code, each.span.line) for each in lint_text(text, name=path.name, folder=path.parent) if each.severity != "info"]
        assert ("header-missing", number + 1) in told or ("lines-apart", number + 1) in told, lines[number]


def test_a_heading_that_is_doubled_is_told_where_it_is() -> None:
    """Of a table over a text: a cell that names its own column breaks nothing."""
    path = next(path for path in POLICIES if path.stem == "trade-certificate")
    lines = path.read_text(encoding="utf-8").split("\n")
    heading = next(number for number, line in enumerate(lines) if "applicant.voucher" in line and line.lstrip()[:1] == "|")
    text = "\n".join([*lines[:heading], lines[heading], *lines[heading:]])
    errors = [each for each in lint_text(text, name=path.name, folder=path.parent) if each.severity == "error"]
    told = {place.span.line for each in errors for place in (each, *each.related)}
    assert errors
    assert not told.isdisjoint((heading + 1, heading + 2, heading + 3))
