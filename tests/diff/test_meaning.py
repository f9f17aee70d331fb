"""A revision is proved to change nothing, or an application shows what it changes; its text is compared in the author's words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalpolicy.cli import main
from evalpolicy.diff.classes import class_of
from evalpolicy.diff.meaning import meaning_diff
from evalpolicy.diff.moving import distance, later_application, moved
from evalpolicy.diff.structure import structure_diff
from evalpolicy.policy import Policy
from evalpolicy.proof.reduce import Case
from tests.proof.test_verify import small
from tests.properties.support import NOTICE, loaded_text, named


def revised(old: str, new: str, policy: Policy | None = None) -> Policy:
    """The policy with one place of its text changed."""
    text = (policy or small()).model.file.text
    assert text.count(old) >= 1
    return loaded_text(text.replace(old, new), NOTICE)


def test_a_policy_decides_as_it_does() -> None:
    found = meaning_diff(named("2024H2"), named("2024H2"))
    assert found.equal is True
    assert structure_diff(named("2024H2"), named("2024H2")) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at most 2 selections", "at most  2 selections   # as the notice says"),
        ("  | maths | 30 |\n  | music | 40 |", "  | music | 40 |\n  | maths | 30 |"),
        ("at most 2 selections", "fewer than 3 selections"),
        ("at most 2 selections", "not more than 2 selections"),
        ('rule two "at most two"', 'define limit = 1 + 1\nrule two "no more than two"'),
    ],
)
def test_another_way_to_say_the_same_is_proved_equal(old: str, new: str) -> None:
    assert meaning_diff(small(), revised(old, new)).equal is True


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("| maths | 30 |", "| maths | 31 |", {"fee-changed"}),
        ("at most 2", "at most 1", {"now-rejected"}),
        ("at most 2", "at most 3", {"now-accepted"}),
        ("17:00", "16:59", {"now-rejected"}),
        ("| music | 40 |", "| music | not stated |", {"now-undetermined"}),
    ],
)
def test_each_class_of_change_has_a_witness(old: str, new: str, kinds: set[str]) -> None:
    before, after = small(), revised(old, new)
    found = meaning_diff(before, after)
    assert found.equal is False
    assert kinds <= {change.name for change in found.changes}
    for change in found.changes:
        answers = [policy.check(change.case.application, at=change.case.at, given=dict(change.case.given)) for policy in (before, after)]
        assert [answer.outcome.value for answer in answers] == [change.old["outcome"], change.new["outcome"]]
        assert class_of(before, after, change.case) == change.name


def test_witnesses_are_small() -> None:
    found = meaning_diff(small(), revised("at most 2", "at most 1"))
    rejected = next(change for change in found.changes if change.name == "now-rejected")
    assert len(rejected.case.application["selections"]) == 2


def test_changes_of_the_text_are_told_in_words() -> None:
    fee = structure_diff(small(), revised("| maths | 30 |", "| maths | 31 |"))
    assert [(change.name, change.old, change.new) for change in fee] == [("f", "30", "31")]
    assert fee[0].note is not None
    assert fee[0].note.en == "maths: amount raised from 30 to 31"
    due = structure_diff(small(), revised("2024-05-10 17:00", "2024-05-08 17:00"))
    assert [change.note.en for change in due if change.note is not None] == ["ends 2 days earlier"]
    added = structure_diff(small(), revised("| music | Music |", "| music | Music |\n  | art | Art |"))
    assert [(change.change, change.new) for change in added] == [("added", "| art | Art |")]
    gone = structure_diff(small(), revised('rule two "at most two"\n  require at most 2 selections\n', ""))
    assert [(change.kind.en, change.name, change.change) for change in gone] == [("rule", "two", "removed")]


def test_real_applications_are_counted_by_class(tmp_path: Path) -> None:
    old, new, roster = tmp_path / "old.policy", tmp_path / "new.policy", tmp_path / "roster.json"
    old.write_text(small().model.file.text, encoding="utf-8")
    new.write_text(small().model.file.text.replace("| maths | 30 |", "| maths | 31 |"), encoding="utf-8")
    roster.write_text(json.dumps([{"selections": [{"item": "maths"}]}, {"selections": [{"item": "music"}]}]), encoding="utf-8")
    run = CliRunner().invoke(main, ["diff", str(old), str(new), "--format", "json", "--applications", str(roster)])
    assert run.exit_code == 1
    found = json.loads(run.stdout)
    assert found["equal"] is False
    assert found["applications"] == {"fee-changed": 1, "unchanged": 1}
    assert {"class", "application", "at", "old", "new"} <= set(found["witnesses"][0])


def test_the_same_file_is_proved_equal_by_the_command(tmp_path: Path) -> None:
    old = tmp_path / "old.policy"
    old.write_text(small().model.file.text, encoding="utf-8")
    run = CliRunner().invoke(main, ["diff", str(old), str(old), "--format", "json"])
    assert run.exit_code == 0
    assert json.loads(run.stdout) == {"equal": True, "structure": [], "witnesses": [], "undecided": []}


def test_what_cannot_be_read_any_more_is_a_class_of_its_own() -> None:
    before = small("fact applicant.n : number 0 .. 9\n")
    after = revised("0 .. 9", "0 .. 5", before)
    assert {"now-invalid"} == {change.name for change in meaning_diff(before, after).changes}
    assert class_of(before, after, Case({"applicant": {"n": 7}, "selections": []})) == "now-invalid"


TERM = """policy {id} "term"
  language 1
  messages en
  timezone Asia/Shanghai
  currency CNY
  calendar CN
  month ends round down
  in force {force}
  process enrol, exam
catalog c "c"
  | item | name |
  | maths | Maths |
step enrol "enrolment"
  window {window}
  due {due}
event exam "exam"
  on {exam}
rule once
  require enrol.at before {exam_day}
"""
AUTUMN = TERM.format(
    id="A",
    force="2024-09-02 .. 2024-12-31",
    window="2024-09-09 Monday .. 2024-09-20",
    due="2024-09-20 17:00 Friday",
    exam="second weekend of November 2024",
    exam_day="first Monday of November 2024",
)
SPRING = TERM.format(
    id="A",
    force="2025-03-03 .. 2025-07-01",
    window="2025-03-10 .. 2025-03-21 Friday",
    due="2025-03-21 Friday 17:00",
    exam="2025-05-10 .. 2025-05-11",
    exam_day="2025-05-05",
)


def test_two_semesters_with_the_same_rules_are_equal_relative_to_their_beginning() -> None:
    autumn, spring = loaded_text(AUTUMN), loaded_text(SPRING)
    assert meaning_diff(autumn, spring).equal is False
    days = distance(autumn, spring)
    assert days == 26 * 7
    assert meaning_diff(moved(autumn, days), spring).equal is True
    changed = [(change.kind.en, change.name, change.new) for change in structure_diff(autumn, spring, days)]
    # Calendar words are another way to say it; the rest is the same.
    assert changed == [("event", "exam", "on 2025-05-10 .. 2025-05-11"), ("rule", "once", "require enrol.at before 2025-05-05")]


def test_what_differs_relative_to_the_beginning_is_told_as_moved() -> None:
    autumn, spring = loaded_text(AUTUMN), loaded_text(SPRING.replace("2025-03-21 Friday 17:00", "2025-03-19 17:00"))
    days = distance(autumn, spring)
    found = meaning_diff(moved(autumn, days), spring)
    assert found.equal is False
    due = next(change for change in structure_diff(autumn, spring, days) if change.note is not None and change.name == "enrol")
    assert (due.old, due.new) == ("due 2025-03-21 17:00", "due 2025-03-19 17:00")
    assert due.note is not None
    assert due.note.en == "ends 2 days earlier"


def test_a_semester_that_begins_in_the_middle_of_a_week_can_be_moved_by_whole_weeks() -> None:
    autumn, spring = loaded_text(AUTUMN), loaded_text(SPRING.replace("2025-03-03", "2025-03-05"))
    assert (distance(autumn, spring), distance(autumn, spring, weeks=True)) == (184, 182)


def test_a_policy_that_is_not_moved_decides_as_it_did() -> None:
    policy = named("2024H2")
    assert structure_diff(policy, policy, 0) == ()
    assert meaning_diff(policy, moved(policy, 0)).equal is True


def test_the_command_compares_relative_to_the_semester(tmp_path: Path) -> None:
    old, new, roster = tmp_path / "a.policy", tmp_path / "b.policy", tmp_path / "roster.json"
    old.write_text(AUTUMN, encoding="utf-8")
    new.write_text(SPRING, encoding="utf-8")
    roster.write_text(json.dumps([{"selections": [], "steps": {"enrol": {"at": "2024-09-10T09:00:00+08:00"}}}]), encoding="utf-8")
    run = CliRunner().invoke(main, ["diff", str(old), str(new), "--relative", "--format", "json", "--applications", str(roster)])
    assert run.exit_code == 0, run.output
    found = json.loads(run.stdout)
    assert (found["equal"], found["moved_days"], found["applications"]) == (True, 182, {"unchanged": 1})
    alone = CliRunner().invoke(main, ["diff", str(old), str(new), "--whole-weeks"])
    assert alone.exit_code == 2


@pytest.mark.parametrize("at", ["2024-09-09", "2024-09-09T24:00:00+08:00", "next week", "9999-12-31T12:00:00", ""])
def test_a_time_that_is_none_stays_one(at: str) -> None:
    """A step's time that no application may state is not made one by moving it."""
    application = {"steps": {"payment": {"at": at}}}
    assert later_application(application, 7) == application


@pytest.mark.parametrize(("at", "later"), [("2024-09-09T12:00:00+08:00", "2024-09-16T12:00:00+08:00"), ("2024-09-09 12:00", "2024-09-16T12:00:00")])
def test_a_time_is_moved_as_it_is_read(at: str, later: str) -> None:
    assert later_application({"steps": {"payment": {"at": at}}}, 7) == {"steps": {"payment": {"at": later}}}
