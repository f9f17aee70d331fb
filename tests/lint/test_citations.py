"""What is remarked on in citations: misspelt words of a place, words that stand there twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalpolicy.lint.linter import lint_text

ENTRY = Path(__file__).resolve().parents[2] / "docs" / "examples" / "exam-entry" / "exam-entry.policy"
CITE = 'cite notice "Schedule" "History '


def said(new: str) -> list[tuple[str, str, str]]:
    """Codes, the words that are marked, and the fix."""
    text = ENTRY.read_text(encoding="utf-8")
    assert text.count(CITE) == 1
    found = lint_text(text.replace(CITE, new), name=ENTRY.name, folder=ENTRY.parent)
    return [(each.code, each.file.words(each.span), "" if each.fix is None else each.fix.replacement) for each in found]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("Schedule", []),
        ("SCHEDULE", []),
        ("Schedule 2", []),
        ("Shcedule", [("place-elsewhere", '"Shcedule"', '"Schedule"')]),
        ("Schedul 2", []),
        ("chedule", [("place-elsewhere", '"chedule"', '"Schedule"')]),
        ("Scheduled 2", [("place-elsewhere", '"Scheduled 2"', '"Schedule 2"')]),
        ("Preface", []),
    ],
)
def test_a_misspelt_word_of_a_place(place: str, told: list[tuple[str, str, str]]) -> None:
    """One that the source does not hold, though it holds a word like it that other citations have in their places."""
    assert said(CITE.replace('"Schedule"', f'"{place}"')) == told


@pytest.mark.parametrize(
    ("new", "marked"),
    [
        ('cite notice "Schedule" "Schedule" "History ', '"Schedule"'),
        ('cite notice "Schedule" "November" "November" "History ', '"November"'),
    ],
)
def test_words_that_stand_in_a_citation_twice(new: str, marked: str) -> None:
    assert said(new) == [("repeated-quote", marked, "")]


def test_a_heading_may_be_cited_for_itself() -> None:
    assert said(f'cite notice "Schedule" "Schedule"\n  {CITE}') == []


def test_a_place_and_short_words_the_wrong_way_round() -> None:
    """The words name a part of the source, in which the place is found."""
    policies = Path(__file__).resolve().parents[1] / "mistakes" / "policies"
    text = (policies / "spring.policy").read_text(encoding="utf-8")
    right, wrong = 'cite notice "三" "收费"', 'cite notice "收费" "三"'
    assert text.count(right) == 1
    found = lint_text(text.replace(right, wrong), name="spring.policy", folder=policies)
    assert [(each.code, each.fix and each.fix.replacement) for each in found] == [("place-and-words-swapped", '"三" "收费"')]
