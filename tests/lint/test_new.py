"""evalpolicy new: the next semester's policy, in which nothing stale slips through."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import evalpolicy
from evalpolicy.cli import main
from evalpolicy.diff.structure import structure_diff
from evalpolicy.formatting import format_policy
from evalpolicy.lint.linter import lint_file, lint_text
from tests.properties.support import FILES, NOTICE


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


@pytest.fixture(name="new", scope="module")
def new_policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "2025H1.policy"
    assert run("new", "2025H1", "--from", NOTICE, "--output", path).exit_code == 0
    return path


def test_the_copy_loads_with_its_new_id(new: Path) -> None:
    before, after = evalpolicy.load(NOTICE), evalpolicy.load(new)
    assert after.id == "2025H1"
    assert [change.name for change in structure_diff(before, after) if change.kind.en not in ("policy", "id")] == []


def test_comments_and_layout_stay(new: Path) -> None:
    lines = [line.removesuffix("  # 待确认") for line in new.read_text(encoding="utf-8").split("\n")]
    old = NOTICE.read_text(encoding="utf-8").split("\n")
    assert [pair for pair in zip(old, lines, strict=True) if pair[0] != pair[1]] == [
        ('policy 2024H2 "2024 年下半年职业技能评价"', 'policy 2025H1 "2024 年下半年职业技能评价"')
    ]


def test_every_date_is_an_error_until_it_is_confirmed(new: Path) -> None:
    text = new.read_text(encoding="utf-8")
    told = [(each.span.line, each.span.column) for each in lint_file(new) if each.code == "date-not-confirmed"]
    stated = [
        (number, match.start() + 1)
        for number, line in enumerate(text.split("\n"), 1)
        for match in re.finditer(r"(?<![\d-])2\d{3}-\d\d-\d\d", line)
        if not line.lstrip().startswith("#")
    ]
    assert stated
    assert set(stated) <= set(told)
    assert run("lint", new).exit_code == 1


def test_the_help_names_the_comment_as_it_is_written(new: Path) -> None:
    """Whatever the language of the messages."""
    told = [each for each in lint_file(new) if each.code == "date-not-confirmed"]
    assert {("`# 待确认`" in each.help.en, "“# 待确认”" in each.help.zh) for each in told if each.help is not None} == {(True, True)}
    (one,) = (each for each in lint_text("  on 2024-05-01  #confirm\n", name="p", folder=None) if each.code == "date-not-confirmed")
    assert one.help is not None
    assert "`#confirm`" in one.help.en


def test_the_texts_are_to_be_replaced(new: Path) -> None:
    told = {each.span.line for each in lint_file(new) if each.code == "text-not-confirmed"}
    assert {number for number, line in enumerate(new.read_text(encoding="utf-8").split("\n"), 1) if line.lstrip().startswith("file ")} & told == {
        source.span.line + 1 for source in evalpolicy.load(NOTICE).model.sources.values()
    }


def test_a_confirmed_line_is_none(new: Path) -> None:
    text = new.read_text(encoding="utf-8").replace("  # 待确认", "")
    found = lint_text(text, name="2025H1.policy", folder=new.parent)
    assert not [each for each in found if each.severity == "error"]


def test_nothing_is_overwritten(new: Path) -> None:
    before = new.read_bytes()
    assert run("new", "2025H1", "--from", NOTICE, "--output", new).exit_code == 2
    assert new.read_bytes() == before


@pytest.mark.parametrize("id", ["2024H2", "../2025H1", "two words", ""])
def test_bad_ids(id: str, tmp_path: Path) -> None:
    result = run("new", id, "--from", NOTICE, "--output", tmp_path / "x.policy")
    assert result.exit_code == 2
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
    assert not (tmp_path / "x.policy").exists()


@pytest.mark.parametrize("name", FILES)
def test_any_policy(name: str, tmp_path: Path) -> None:
    """The copy of any policy loads, and has no other errors than those of confirmation."""
    path = tmp_path / "next.policy"
    assert run("new", "next", "--from", FILES[name], "--output", path).exit_code == 0
    assert {each.code for each in lint_file(path) if each.severity == "error"} == {"date-not-confirmed", "text-not-confirmed"}


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("  in force 2024-01-01 .. 2024-12-31  # confirm", ["date-not-confirmed", "date-not-confirmed"]),
        ("  in force 2024-01-01 .. 2024-12-31  # 待确认", ["date-not-confirmed", "date-not-confirmed"]),
        ("  in force 2024-01-01 .. 2024-12-31  # as the notice says # Confirm", ["date-not-confirmed", "date-not-confirmed"]),
        ("  in force 2024-01-01 .. 2024-12-31  # confirmed by Li", []),
        ("  in force 2024-01-01 .. 2024-12-31", []),
        ('rule few "until 10 月 1 日"  # confirm', ["date-not-confirmed"]),
        ("  require at most 2 selections  # confirm", ["text-not-confirmed"]),
        ('rule few "a # confirm in a title"', []),
        ("  daily 08:30 .. 17:00  # confirm", ["date-not-confirmed", "date-not-confirmed"]),
        ("  on first weekend of November 2024  # confirm", ["date-not-confirmed"]),
        ("  | a | 12 |  # confirm", ["text-not-confirmed"]),
        ("  | a | 2024-10-01 |  # confirm", ["date-not-confirmed"]),
        ("  | C# confirm | 12 |", []),
        ("  | a | 12 |", []),
    ],
)
def test_which_lines_are_to_be_confirmed(line: str, codes: list[str]) -> None:
    found = lint_text(line, name="line.policy", folder=None)
    assert [each.code for each in found if each.code.endswith("-confirmed")] == codes


# --- what may be stale ---------------------------------------------------------------------------

SMALL = """\
policy spring26 "Spring"
  language 1
  messages en
  timezone Asia/Shanghai
  currency CNY
  in force 2026-01-01 .. 2026-12-31

source notice "Notice"
  file "notice.txt"
  passes over "Dear all" because "what is said each year"

type level = 3 | 4

fact selection.level : level

catalog things "Things"
  cite notice "1" "At most two things, at 80 yuan each."
  | item | name |
  |------|------|
  | a    | A    |

rule few "Not many"
  cite notice "1" "At most two things, at 80 yuan each."
  require at most 2 selections where level is 3

fee price "Price" per selection
  cite notice "1" "At most two things, at 80 yuan each."
  | level | amount |
  |-------|--------|
  | 3     | 80     |
  | 4     | 80     |
"""


def marked(text: str, folder: Path) -> list[str]:
    """The lines that are marked in the next policy, besides those of the small policy itself."""
    (folder / "notice.txt").write_text("Dear all. At most two things, at 80 yuan each.\n", encoding="utf-8")
    old = folder / "spring26.policy"
    old.write_text(text, encoding="utf-8")
    result = run("new", "autumn26", "--from", old)
    assert result.exit_code == 0, result.output
    new = folder / "autumn26.policy"
    assert {each.code for each in lint_file(new) if each.severity == "error"} <= {"date-not-confirmed", "text-not-confirmed"}
    lines = [line.removesuffix("  # confirm") for line in new.read_text(encoding="utf-8").split("\n") if line.endswith("# confirm")]
    return [line for line in lines if line not in ("  in force 2026-01-01 .. 2026-12-31", '  file "notice.txt"')]


def test_what_the_quotes_guard_is_not_marked(tmp_path: Path) -> None:
    """A number that a quote shows is stale only where the quote is, and then no source holds it."""
    assert marked(SMALL, tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('policy spring26 "Spring"', 'policy spring26 "Spring 2026"'),
        ('policy spring26 "Spring"', 'policy spring26 "Evaluations, first half of the year"'),
        ('rule few "Not many"', 'rule few "Not many from 2 March"'),
        ('rule few "Not many"', 'rule few "Not many from March 2nd, 2026"'),
        ('rule few "Not many"', 'rule few "3 月份不能多"'),
        ('rule few "Not many"', 'rule few "十月十日以前"'),
        ('rule few "Not many"', 'rule few "二〇二六年"'),
        ('rule few "Not many"', 'rule few "2026/3/2"'),
        ('rule few "Not many"', 'rule few "as in spring26"'),
        ('because "what is said each year"', 'because "what was said in May 2026"'),
        ("  require at most 2 selections", "  require at most 3 selections"),
        ("  | 4     | 80     |", "  | 4     | 90     |"),
        ("  | 4     | 80     |", "  | 4     | 80.5   |"),
        ("type level = 3 | 4", "# as agreed on 3 March\n\ntype level = 3 | 4"),
    ],
)
def test_what_may_be_stale_is_marked(old: str, new: str, tmp_path: Path) -> None:
    text = SMALL.replace(old, new)
    (line,) = (each for each in text.split("\n") if new.split("\n")[0] in each)
    assert marked(text, tmp_path) == [line.replace("policy spring26", "policy autumn26")]


@pytest.mark.parametrize("title", ["Not many", "SQL Server 2012", "may be chosen", "a 3-month course", "12 个月", "每周"])
def test_what_is_no_date_is_not_marked(title: str, tmp_path: Path) -> None:
    assert marked(SMALL.replace('rule few "Not many"', f'rule few "{title}"'), tmp_path) == []


def with_examples(folder: Path, examples: str, policy: str = SMALL) -> Path:
    """The small policy with a file of examples beside it."""
    (folder / "notice.txt").write_text("Dear all. At most two things, at 80 yuan each.\n", encoding="utf-8")
    (folder / "spring26.policy").write_text(policy, encoding="utf-8")
    (folder / "spring26.examples").write_text(examples, encoding="utf-8")
    return folder / "spring26.policy"


def test_the_examples_beside_the_policy_come_along(tmp_path: Path) -> None:
    """With the same marks as in the policy; `lint` and `validate` name what is not confirmed, in that file."""
    shown = 'example "one"\n  select     a, level 3\n  as of      2026-03-02 10:00\n  expect     accepted\n'
    old = with_examples(tmp_path, f"# shown in spring26\n\n{shown}")
    (tmp_path / "next").mkdir()
    result = run("new", "autumn26", "--from", old, "--output", tmp_path / "next" / "autumn26.policy", "--lang", "en")
    assert result.exit_code == 0, result.output
    new = tmp_path / "next" / "autumn26.examples"
    assert str(new) in result.output
    lines = new.read_text(encoding="utf-8").split("\n")
    assert [line for line in lines if line.endswith("  # confirm")] == ["# shown in spring26  # confirm", "  as of      2026-03-02 10:00  # confirm"]
    for command in (["lint"], ["validate", "--no-proofs"]):
        told = json.loads(run(*command, new.with_suffix(".policy"), "--format", "json").stdout)
        places = [(each["code"], each["line"], each["severity"]) for each in told if each["file"].endswith(".examples")]
        assert places == [("text-not-confirmed", 1, "error"), ("date-not-confirmed", 5, "error")]
    again = run("new", "autumn26", "--from", old, "--output", new.with_suffix(".policy"))
    assert again.exit_code == 2


def test_examples_are_not_written_over(tmp_path: Path) -> None:
    old = with_examples(tmp_path, 'example "one"\n  select a, level 3\n  expect accepted\n')
    (tmp_path / "autumn26.examples").write_text("mine", encoding="utf-8")
    result = run("new", "autumn26", "--from", old)
    assert result.exit_code == 2
    assert "autumn26.examples" in result.output
    assert not (tmp_path / "autumn26.policy").exists()
    assert (tmp_path / "autumn26.examples").read_text(encoding="utf-8") == "mine"


def test_mistakes_in_examples_are_told_in_the_keywords_of_the_policy(tmp_path: Path) -> None:
    """A policy with Chinese keywords has examples with Chinese keywords: nothing is told in English ones."""
    examples = format_policy('example "one"\n  select a, level 3\n  expect accepted\n', keywords="zh")
    old = with_examples(tmp_path, examples + "  预期 恰好\n", format_policy(SMALL, keywords="zh"))
    results = [
        run("new", "autumn26", "--from", old, "--lang", "zh"),
        run("validate", old, "--no-proofs", "--lang", "zh"),
        run("test", old, "--lang", "zh"),
    ]
    for result in results:
        assert result.exit_code in (1, 2)
        assert "spring26.examples:4" in result.output
        assert not re.search(r"\b(expect|accepted|rejected|violated|pending)\b", result.output.split("spring26.examples:4")[1])
