"""A policy with mistakes: its sound declarations are looked at nevertheless, and nothing is said that comes of a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalpolicy.lint.linter import lint_text

FOLDER = Path(__file__).resolve().parents[1] / "mistakes" / "policies"
SPRING = (FOLDER / "spring.policy").read_text(encoding="utf-8")
MISTAKE = ("require at most 2 selections where counts", "require at most at most 2 selections where counts")
TWO = "考生一次最多报两个项目"


def said(*changes: tuple[str, str], more: str = "") -> list[tuple[str, str]]:
    """Codes of the remarks on the policy with these changes, at least one of them a mistake, and where they are."""
    text = SPRING
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    found = lint_text(text + more, name="spring.policy", folder=FOLDER)
    assert any(each.severity == "error" for each in found)
    return [(each.code, each.file.line(each.span.line).strip()) for each in found if each.severity != "error"]


def test_sound_declarations_are_checked() -> None:
    uncited = ('  cite notice "一" "报名"\n', "")
    twice = ("  asks amount\n", "  asks amount\n  asks amount\n")
    untimed = ("  window 2025-03-03 .. 2025-03-14\n", "")
    assert said(MISTAKE) == []
    assert said(MISTAKE, uncited) == [("uncited", 'rule offered "级别开考"')]
    assert said(MISTAKE, untimed) == [("no-time-stated", 'step registration "报名"')]
    assert said(MISTAKE, twice) == [("repeated-clause", "asks amount")]


@pytest.mark.parametrize(
    "change",
    [
        (f'  cite notice "一" "{TWO}"\n  at registration', f'  ctie notice 一 "{TWO}"\n  at registration'),
        ('rule two_items "最多报两个项目"', 'rule rule two_items "最多报两个项目"'),
        ('source notice "关于', 'source notice notice "关于'),
        ('  file "sources/notice.txt"', '  file "sources/notices.txt"'),
        ("fact applicant.years    : number 0 .. 60", "fact applicant.years    : nubmer 0 .. 60"),
        ("  window 2025-03-03 .. 2025-03-14\n", "  window 2025-03-03 .. 2025-02-30\n"),
        ("  in force   2025-02-17 .. 2025-08-31", "  in force   2025-02-17 .. 2024-08-31"),
        ("  messages   zh", "  messages   zhh"),
    ],
)
def test_nothing_is_said_of_what_a_mistake_takes_away(change: tuple[str, str]) -> None:
    assert said(change) == []


def test_a_message_that_names_a_mistaken_fact_is_there() -> None:
    counted = '，这份申请报了 {count} 个：{items}。"\n'
    both = (counted, counted + '  message en "At most {limit}; this has {count}."\n')
    years = 'rule old "年限"\n  cite notice "一" "报名"\n  require applicant.years at least 1\n'
    years += '  message "{applicant.years}"\n  message en "{applicant.years}"\n'
    assert said(both, ("number 0 .. 60", "nubmer 0 .. 60"), more=years) == []


def test_silences_hold_and_none_is_told_to_be_unused() -> None:
    silence = ('step registration "报名"', 'step registration "报名"  # lint: allow no-time-stated because the office is always open')
    unused = ('rule two_items "最多报两个项目"', 'rule two_items "最多报两个项目"  # lint: allow unused-fact because of the example')
    untimed = ("  window 2025-03-03 .. 2025-03-14\n", "")
    assert said(MISTAKE, silence, untimed, unused) == []


def test_remarks_that_speak_of_a_mistaken_declaration_wait() -> None:
    """A line written twice is told once; what else its two copies lack is not."""
    header = ('step registration "报名"\n', 'step registration "报名"\nstep registration "报名"\n')
    assert said(header) == []
