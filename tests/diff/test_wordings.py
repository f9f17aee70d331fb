"""Changes are told in the author's words, with what they come to."""

# ruff: noqa: E501  -- what is told stands on one line

from __future__ import annotations

from pathlib import Path

import click
import pytest

from evalpolicy.cli.changes import change_lines, change_markdown
from evalpolicy.diff.stretches import shift
from evalpolicy.diff.structure import structure_diff
from evalpolicy.diff.written import written
from evalpolicy.syntax import tree
from tests.diff.revising import reworded
from tests.properties.support import NOTICE, loaded_text, named

SMALL = '''
policy small "Small"
  language 1
  messages en
  timezone Asia/Shanghai
  currency CNY
  in force 2024-09-01 .. 2025-02-28
  process enrol, pay

type kind "Kind" = once "Once" | again "Again" also "Second"
fact applicant.years : number 0 .. 50 "Years" default 0
fact selection.kind : kind "Kind" default once choice

catalog craft "Crafts"
  column kinds "Kinds" : set of kind
  column note "Note" : text
  | item | name | also | kinds | note |
  | wood | Wood | joinery | once, again | |
  | iron | Iron | | once | |

reading again_counts "Does a second attempt count?"
  option counted "yes"
  option not_counted "no"
  adopt counted because "so it is done"

define needed = 2

step enrol "Enrolment"
  window 2024-09-02 .. 2024-09-20
  daily 09:00 .. 17:00
step pay "Payment"
  due 3 days after enrol.at
rule enough "Years"
  require applicant.years at least needed
  message en "At least {needed} years."
rule few "Few"
  require at most 2 selections where kind is once or again_counts is counted

fee exam "Fee" per selection
  | kind | item | amount |
  | once | any | 320 |
  | again | any | 100 |

adjustment late "Late" to total
  when enrol.at after 2024-09-10
  multiply 150 % rounded up to 1

example "Wood"
  select wood, kind once
  expect fee 320
'''


def told(*changes: tuple[str, str], text: str = SMALL) -> list[str]:
    """What is told of some changes, in English."""
    before = loaded_text(text)
    return [click.unstyle(line) for line in change_lines(structure_diff(before, reworded(before, *changes)), "en")]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("| once | any | 320 |", "| once | any | 340 |", "~ fee exam · row: 320 → 340  (once | any: amount raised from 320 to 340)"),
        ("| again | any | 100 |", "| again | any | not stated |", "~ fee exam · row: 100 → not stated  (again | any: amount changed from “100” to “not stated”)"),
        ("  | again | any | 100 |\n", "", "- fee exam · row: | again | any | 100 |"),
        ("| again | any | 100 |", "| again | wood | 100 |", "~ fee exam · row: | again | any | 100 | → | again | wood | 100 |"),
        ("2024-09-02 .. 2024-09-20", "2024-09-02 .. 2024-09-18", "~ step enrol · window: window 2024-09-02 .. 2024-09-20 → window 2024-09-02 .. 2024-09-18  (ends 2 days earlier, shorter by 2 days)"),
        ("2024-09-02 .. 2024-09-20", "2024-09-03 .. 2024-09-21", "~ step enrol · window: window 2024-09-02 .. 2024-09-20 → window 2024-09-03 .. 2024-09-21  (begins 1 day later, ends 1 day later)"),
        ("09:00 .. 17:00", "08:30 .. 17:00", "~ step enrol · daily hours: daily 09:00 .. 17:00 → daily 08:30 .. 17:00  (begins 30 minutes earlier, longer by 30 minutes)"),
        ("due 3 days after", "due 5 days after", "~ step pay · due time: due 3 days after enrol.at → due 5 days after enrol.at  (ends 2 days later)"),
        ("at most 2", "at most 3", "~ rule few · requirement: require at most 2 selections where kind is once or again_counts is counted → require at most 3 selections where kind is once or again_counts is counted  (raised from 2 to 3)"),
        ("after 2024-09-10", "after 2024-09-12", "~ adjustment late · where it applies: when enrol.at after 2024-09-10 → when enrol.at after 2024-09-12  (is 2 days later)"),
        ("150 %", "120 %", "~ adjustment late · adjustment: multiply 150 % rounded up to 1 → multiply 120 % rounded up to 1  (lowered from 150 % to 120 %)"),
        ('"At least', '"Not less than', '~ rule enough · message: message en "At least {needed} years." → message en "Not less than {needed} years."'),
        ("adopt counted", "adopt not_counted", '~ reading again_counts · reading adopted: adopt counted because "so it is done" → adopt not_counted because "so it is done"'),
        ('  adopt counted because "so it is done"\n', "", '- reading again_counts · reading adopted: adopt counted because "so it is done"'),
        ("| iron | Iron |", "| iron | Iron and steel |", "~ catalog craft · item: Iron → Iron and steel  (iron: name changed from “Iron” to “Iron and steel”)"),
        ("| iron | Iron |", "| steel | Iron |", "~ catalog craft · item: iron → steel"),
        ("once, again |", "again |", "~ catalog craft · item: once, again → again  (wood: kinds without once)"),
        ("joinery", "joinery; carpentry", "~ catalog craft · item: joinery → joinery; carpentry  (wood: also changed from “joinery” to “joinery; carpentry”)"),
        ("| once | |\n", "| once | hot |\n", "~ catalog craft · item:  → hot  (iron: note now states “hot”)"),
        ("Asia/Shanghai", "Asia/Tokyo", "~ policy small · setting: timezone Asia/Shanghai → timezone Asia/Tokyo"),
        ("number 0 .. 50", "number 0 .. 60", "~ fact applicant.years · type: number 0 .. 50 → number 0 .. 60  (raised from 50 to 60)"),
        ("default once choice", "default once", '~ fact selection.kind · whether it is the applicant\'s choice: fact selection.kind : kind "Kind" default once choice → fact selection.kind : kind "Kind" default once'),
        ('define needed = 2', 'define needed = 3', "~ definition needed · value: 2 → 3  (raised from 2 to 3)"),
        ('rule few "Few"', 'advice few "Few"', '~ advice few · rule or advice: rule few "Few" → advice few "Few"'),
        ("expect fee 320", "expect fee 321", "~ example Wood · fee expected: expect fee 320 → expect fee 321  (raised from 320 to 321)"),
        ("\nexample", '\nexample "Iron"\n  select iron\n  expect fee 320\nexample', '+ example Iron: example "Iron"'),
        ('example "Wood"', 'example "A carpenter"', "~ example A carpenter: Wood → A carpenter"),
    ],
)  # fmt: skip
def test_what_changed_is_told_in_the_authors_words(old: str, new: str, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert told((old, new)) == [wanted]


def test_what_is_called_otherwise_is_told_once() -> None:
    """A definition, a value of a type and an item are renamed, with all their uses."""
    assert told(("define needed", "define asked_for"), ("at least needed", "at least asked_for"), ("{needed}", "{asked_for}")) == [
        "~ definition asked_for: needed → asked_for"
    ]
    again = ('again "Again"', 'repeat "Again"')
    assert told(again, ("once, again", "once, repeat"), ("| again | any", "| repeat | any")) == [
        '~ type kind · value: again "Again" also "Second" → repeat "Again" also "Second"'
    ]
    wood = ("| wood |", "| timber |")
    assert told(wood, ("select wood,", "select timber,")) == ["~ catalog craft · item: wood → timber"]


def test_a_renamed_definition_that_says_something_else_is_two_changes() -> None:
    lines = told(("define needed = 2", "define asked_for = 3"), ("at least needed", "at least asked_for"), ("{needed}", "{asked_for}"))
    assert [line.split(":")[0] for line in lines if not line.startswith(" ")] == [
        "+ definition asked_for",
        "~ rule enough · requirement",
        "~ rule enough · message",
        "- definition needed",
    ]


def notice(*changes: tuple[str, str]) -> list[str]:
    """What is told of changes of the notice's policy, in Chinese."""
    policy = named("2024H2")
    return [click.unstyle(line) for line in change_lines(structure_diff(policy, reworded(policy, *changes, beside=NOTICE)), "zh")]


def test_a_citation_between_rows_is_told_and_of_which_rows_it_is() -> None:
    quote = 'cite guide "三1" "职业技能等级认定中级 320 元/考生，高级 380 元/考生"'
    assert notice((quote, 'cite guide "三1" "职业技能等级认定中级 320 元/考生"'))[0] == "~ 费用 evaluation · 出处"
    row = "  | grade   | initial | 4     | any                | 320                |\n"
    moved = notice((row, ""), (f"  {quote}\n", f"{row}  {quote}\n"))
    assert moved
    assert all("出处" in line for line in moved if line.startswith("~"))


def test_a_day_as_an_end_is_the_whole_day() -> None:
    due = "due 2024-10-10 17:00  when materials_deadline is until_17"
    assert notice((due, due.replace(" 17:00", "")))[0] == "~ 步骤 materials · 截止: 截止推迟 7 小时"


def test_times_counted_from_different_points_are_not_compared() -> None:
    def due(words: str) -> tree.Clause:
        policy = loaded_text(SMALL.replace("due 3 days after enrol.at", words))
        step = written(policy, None).declarations[tree.StepDecl, "pay"]
        return next(clause for clause in step.clauses if isinstance(clause, tree.Due))

    assert shift(due("due 3 days after enrol.at"), due("due 3 weeks after enrol.at")) is None
    assert shift(due("due 3 days after enrol.at"), due("due 2024-09-20")) is None
    earlier = shift(due("due 3 days before 2024-09-20"), due("due 4 days before 2024-09-20"))
    assert earlier is not None
    assert (earlier.zh, earlier.en) == ("截止提前 1 天", "ends 1 day earlier")


def test_a_source_that_reads_otherwise_is_told(tmp_path: Path) -> None:
    quoted = SMALL.replace("define needed = 2", 'source notice "Notice"\n  file "n.txt"\ndefine needed = 2')
    sides = []
    for place, text in enumerate(("First.\nTwo years.\n", "First.\nThree years.\n")):
        folder = tmp_path / str(place)
        folder.mkdir()
        (folder / "n.txt").write_text(text, encoding="utf-8")
        sides.append(loaded_text(quoted, folder / "p.policy"))
    (line,) = change_lines(structure_diff(*sides), "en")
    assert click.unstyle(line) == "~ source notice · text of the source: Two years. → Three years.  (differs from line 2 on)"
    assert structure_diff(sides[0], sides[0]) == ()


def test_markdown_shows_words_as_they_are() -> None:
    before = loaded_text(SMALL)
    after = reworded(before, ("| once | any | 320 |", "| once | any | 340 |"), ('"Few"', '"F`e*w"'))
    assert change_markdown(structure_diff(before, after), "en") == [
        "- **changed** rule few · label", "", "  ```diff", '  - "Few"', '  + "F`e*w"', "  ```", "",
        "- **changed** fee exam · row: once \\| any: amount raised from 320 to 340", "", "  ```diff", "  - 320", "  + 340", "  ```", "",
    ]  # fmt: skip


def test_lines_fit_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert told(("| once | any | 320 |", "| once | any | 340 |")) == [
        "~ fee exam · row: once | any: amount raised from 320 to 340",
        "    - 320",
        "    + 340",
    ]
