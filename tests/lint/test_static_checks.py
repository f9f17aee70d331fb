"""The static checks, one by one, as somebody who writes a policy meets them.

Each case is the small policy of docs/errors with one thing that is wrong, and the same put right: told on its line, with a help, in either keyword
language; let pass there with a reason, where it is a warning; and nothing is said of the sound one.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.formatting import format_policy
from evalpolicy.lint.linter import lint_text
from evalpolicy.wording import Language
from tests.errors.excerpts import BASE, FOLDER


class Case(NamedTuple):
    """`code` is told on the line that holds `at`, of the policy where `sound` became `wrong`; a `sound` that is nowhere in it stands at its end."""

    what: str
    code: str
    sound: str
    wrong: str
    at: str


SENIOR = 'rule senior "高级"\n  when any selection where level is 5\n  require {}\n'
REPORT = 'fee report "成绩单" per application\n  | {} | amount |\n'
SOURCE = 'source spring "通知"\n  file "notice.txt"\n'
LOCAL = 'rule local "本校"\n  when applicant.audience is public\n  require applicant.prize\n'
OFFICE = "  | office | 办公软件应用 | campus, public |\n"
GRADE_4 = "  | grade   | initial | 4     |                    | 320                |\n"
GRADE_3 = "  | grade   | initial | 3     |                    | 380                |\n"
REPEATED = "  | grade   | initial | 3, 4  |                    | 380                |\n"
THEORY = "  | grade   | initial | 4     | theory             | 320                |\n"
CITED = SOURCE + 'rule seen "通知"\n  cite spring "二" "校内考生减免 20 元"\n  require any selection\n'


def _condition(what: str, sound: str, wrong: str) -> Case:
    return Case(what, "settled-condition", SENIOR.format(sound), SENIOR.format(wrong), wrong)


def _table(what: str, head: str, sound: tuple[str, ...], wrong: tuple[str, ...], code: str = "fee-gap", at: str = "fee report") -> Case:
    rows = lambda cells: "".join(f"  | {cell} | 10 |\n" for cell in cells)  # noqa: E731  # what both tables are made of
    return Case(what, code, REPORT.format(head) + rows(sound), REPORT.format(head) + rows(wrong), at)


CASES = [
    # Tables: complete, without overlap, and every row for somebody.
    Case("a gap", "fee-gap", GRADE_3, "", "fee evaluation"),
    Case("an overlap", "rows-overlap", GRADE_3, REPEATED, "3, 4  |"),
    Case("a row whose cells exclude one another", "row-never-matches", GRADE_4, THEORY, "| theory   "),
    _table("a gap between numbers", "applicant.years", ("at most 3", "at least 4"), ("at most 3", "at least 5")),
    _table("a gap at the end of the bounds", "applicant.years", ("0 .. 3", "4 .. 60"), ("0 .. 3", "4 .. 59")),
    _table("a gap between amounts", "payment.amount", ("at most 50", "more than 50"), ("at most 50", "more than 50.50")),
    _table("a gap between days", "registration.at", ("at most 2025-03-05", "at least 2025-03-06"), ("at most 2025-03-05", "at least 2025-03-07")),
    _table(
        "a gap between instants",
        "registration.at",
        ("at most 2025-03-05 17:00", "more than 2025-03-05 17:00"),
        ("at most 2025-03-05 17:00", "at least 2025-03-06"),
    ),
    _table("a gap between ages", "age of applicant.id.birth_date on 2025-03-01", ("less than 18", "at least 18"), ("less than 18", "more than 18")),
    _table("a gap between counts", "count of selections where level is 4", ("0", "at least 1"), ("0", "at least 2")),
    _table("numbers that overlap", "applicant.years", ("at most 3", "more than 3"), ("at most 3", "at least 3"), "rows-overlap", "| at least 3"),
    _table(
        "days that overlap",
        "registration.at",
        ("at most 2025-03-05", "more than 2025-03-05"),
        ("at most 2025-03-05", "at least 2025-03-05"),
        "rows-overlap",
        "| at least 2025",
    ),
    _table(
        "a row beyond the bounds",
        "applicant.years",
        ("at most 3", "more than 3"),
        ("at most 3", "4 .. 60", "more than 60"),
        "row-never-matches",
        "| more than 60",
    ),
    _table(
        "a bound that is no value",
        "registration.at",
        ("at most 2025-03-05", "more than 2025-03-05"),
        ("at most payment.at", "more than 2025-03-05"),
        "not-constant",
        "at most payment",
    ),
    # Conditions that can never hold, or always do.
    _condition(
        "levels", "any applicant.held where level at least 4 and level less than 3", "any applicant.held where level at least 3 and level less than 4"
    ),
    _condition("numbers", "applicant.years at least 3 and applicant.years less than 5", "applicant.years at least 5 and applicant.years less than 3"),
    _condition(
        "dates",
        "any applicant.held where issued after 2024-01-01 and issued before 2025-01-01",
        "any applicant.held where issued after 2025-01-01 and issued before 2024-01-01",
    ),
    _condition("everybody", "applicant.years at least 7 or applicant.years less than 5", "applicant.years at least 5 or applicant.years less than 7"),
    _condition(
        "what follows by itself",
        "applicant.years at least 3 implies applicant.years at least 5",
        "applicant.years at least 5 implies applicant.years at least 3",
    ),
    _condition(
        "a listed item that is not listed",
        "any selection where item is office or item is not listed",
        "any selection where item is office and item is not listed",
    ),
    _condition(
        "an item of another catalog",
        "any selection where item is office and catalog is special",
        "any selection where item is office and catalog is grade",
    ),
    _condition("what no item has", "any selection where item.levels contains 4", "any selection where item.levels contains 5"),
    _condition(
        "a fact where it does not apply",
        "any selection where catalog is grade and level is 3",
        "any selection where catalog is special and level is 3",
    ),
    _condition("two counts", "at least 1 selection and at most 2 selections", "at least 3 selections and at most 2 selections"),
    _condition(
        "an hour of a day that is over",
        "registration.at after 2025-03-05 and registration.at before 2025-03-07 09:00",
        "registration.at after 2025-03-05 and registration.at before 2025-03-05 09:00",
    ),
    _condition("a date after the window's end", "registration.at after 2025-03-10", "registration.at after 2025-03-14"),
    _condition("a date of another semester", "registration.at on or before 2025-03-05", "registration.at on or before 2024-03-05"),
    Case(
        "two lines of one rule",
        "settled-condition",
        'rule old "老手"\n  when applicant.years at least 3\n  when applicant.years less than 9\n  require applicant.prize\n',
        'rule old "老手"\n  when applicant.years at least 3\n  when applicant.years less than 2\n  require applicant.prize\n',
        "less than 2",
    ),
    Case(
        "a requirement that its own `when` says",
        "settled-condition",
        'rule old "老手"\n  when applicant.years at least 3\n  require applicant.years at least 5\n',
        'rule old "老手"\n  when applicant.years at least 5\n  require applicant.years at least 3\n',
        "require applicant.years at least 3",
    ),
    Case(
        "advice that is never given",
        "settled-condition",
        'advice tip "提示"\n  when any selection where attempt is retake\n  require applicant.prize\n',
        'advice tip "提示"\n  when any selection where attempt is retake and attempt is initial\n  require applicant.prize\n',
        "retake and attempt is initial",
    ),
    Case(
        "an exception for whom the rule does not apply",
        "settled-condition",
        LOCAL + "exception old to local\n  when applicant.years at least 9\n  waive\n",
        LOCAL + "exception old to local\n  when applicant.audience is campus\n  waive\n",
        "  when applicant.audience is campus\n  waive",
    ),
    Case(
        "an answer that cannot matter",
        "settled-condition",
        SENIOR.format("retakes_count is counted or applicant.prize"),
        SENIOR.format("retakes_count is counted or retakes_count is not_counted"),
        "counted or retakes_count",
    ),
    # Items, dates, steps.
    Case("an item twice", "duplicate-name", OFFICE, OFFICE + "  | office | 办公 | campus |\n", "| 办公 |"),
    Case("a name twice", "duplicate-name", OFFICE, OFFICE + "  | word | 办公软件应用 | campus |\n", "| word"),
    Case("a window that ends before it begins", "window-reversed", "2025-03-03 .. 2025-03-14", "2025-03-14 .. 2025-03-03", "window 2025-03-14"),
    Case("steps out of order", "out-of-order", "2025-03-24 .. 2025-03-28", "2025-02-24 .. 2025-03-01", "step payment"),
    Case("a weekday that does not match", "weekday-mismatch", "2025-05-10 Saturday", "2025-05-10 Sunday", "on 2025-05-10 Sunday"),
    Case("a date outside the semester", "outside-in-force", "2025-05-10 Saturday", "2025-09-10", "on 2025-09-10"),
    # What is declared, cited, said.
    Case("a fact that nothing reads", "unused-fact", "# nothing", "fact applicant.bank : text\n", "fact applicant.bank"),
    Case("a rule without citation", "uncited", CITED, CITED + SENIOR.format("applicant.prize"), "rule senior"),
    Case("a quote that is not in its source", "quote-not-found", CITED, CITED.replace("20 元", "30 元"), "30 元"),
    Case("a placeholder that does not exist", "unknown-name", "报了 {count} 个", "报了 {cuont} 个", "cuont"),
    Case("an example that contradicts", "example-contradicts", "  expect     accepted", "  expect     rejected", 'example "校内'),
    Case(
        "a reading that nothing reads",
        "unread-reading",
        "# nothing",
        'reading other "？"\n  option a "A"\n  option b "B"\n  adopt a because "…"\n',
        "reading other",
    ),
    Case(
        "a message in one language",
        "untranslated-message",
        '，最多 {limit} 个。"\n\nrule admitted "对象相符"\n',
        '，最多 {limit} 个。"\n  message en "{count} items."\n\nrule admitted "对象相符"\n  message "对象不符。"\n',
        "对象不符。",
    ),
]
NEVER_SILENT = {"rows-overlap", "duplicate-name", "window-reversed", "weekday-mismatch", "quote-not-found", "unknown-name", "not-constant"}
"""Errors: a policy with one of these does not load."""


def texts(case: Case) -> tuple[str, str]:
    """The sound policy, and the wrong one."""
    if case.sound not in BASE:
        return f"{BASE}\n{case.sound}", f"{BASE}\n{case.wrong}"
    assert BASE.count(case.sound) == 1
    return BASE, BASE.replace(case.sound, case.wrong)


def said(text: str, code: str) -> list[Diagnostic]:
    """What lint says with this code."""
    return [each for each in lint_text(text, name="base.policy", folder=FOLDER) if each.code == code]


def line_of(case: Case, text: str) -> int:
    """The number of the line that holds `at`."""
    assert text.count(case.at) == 1
    return text[: text.index(case.at) + len(case.at.split("\n")[0]) - 1].count("\n") + 1


@pytest.mark.parametrize("keywords", ["en", "zh"])
@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_it_is_told_on_its_line(case: Case, keywords: Language) -> None:
    sound, wrong = texts(case)
    number = line_of(case, wrong)
    if keywords == "zh":
        sound, wrong = (format_policy(text, keywords="zh") for text in (sound, wrong))
    found, before = said(wrong, case.code), {each.file.line(each.span.line) for each in said(sound, case.code)}
    told = {each.span.line for each in found if each.file.line(each.span.line) not in before}
    assert told == {number}
    assert all(each.help is not None and each.help.zh and each.help.en for each in found)
    # Where one declaration cites, every other one that does not is told.
    assert not before or case.code == "uncited"


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_it_is_let_pass_there_with_a_reason(case: Case) -> None:
    _, wrong = texts(case)
    lines = wrong.split("\n")
    number = line_of(case, wrong)
    lines.insert(number - 1, f"# lint: allow {case.code} because the office knows")
    left = [each.span.line for each in said("\n".join(lines), case.code)]
    if case.code in NEVER_SILENT:
        assert left == [number + 1] * len(left) != []
    else:
        assert number + 1 not in left
