"""evalpolicy validate --against: what a revision breaks, told at the lines that it changes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evalpolicy.cli import main
from tests.validation.test_validate import git

NOTICE = """关于选课的通知
一、每人最多报两门课，同一门课不得重复报。
二、数学 100 元，历史 120 元。
"""

POLICY = """policy small "选课"
  language   1
  messages   zh
  timezone   Asia/Shanghai
  currency   CNY
  in force   2024-01-01 .. 2024-12-31

source notice "关于选课的通知"
  file "notice.txt"

catalog course "课程"  # 检查：允许 unchecked-item 因为 选课系统只给出目录里的课程
  | item    | name |
  |---------|------|
  | maths   | 数学 |
  | history | 历史 |

rule few "最多两门"
  cite notice "一" "每人最多报两门课"
  require at most 2 selections

rule apart "不重复"
  cite notice "一" "每人最多报两门课，同一门课不得重复报"
  require no two selections share item

fee base "课程费" per selection
  cite notice "二" "数学 100 元，历史 120 元"
  | item    | amount |
  |---------|--------|
  | maths   | 100    |
  | history | 120    |

example "两门"
  select     maths
  select     history
  expect     accepted
  expect     fee 220

example "重复"
  select     maths
  select     "数学"
  expect     violated apart

example "三门"
  select     maths
  select     history
  select     "数学"
  expect     violated few, apart
"""


@pytest.fixture(name="repository")
def policy_in_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    (folder / "small.policy").write_text(POLICY, encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "policies")
    git(tmp_path, "commit", "-qm", "first")
    return folder


def run(*options: str, proofs: bool = False) -> Result:
    """As docs/ci says, from the top of the repository."""
    options = (*options, *(() if proofs else ("--no-proofs",)))
    return CliRunner().invoke(main, ["validate", "policies", "--against", "HEAD", "--lang", "en", *options])


def revise(folder: Path, old: str, new: str, name: str = "small.policy") -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def annotations(*options: str, proofs: bool = False, code: int = 1) -> list[tuple[str, str, int]]:
    """Title, file and line of each error that GitHub would show."""
    result = run("--format", "github", *options, proofs=proofs)
    assert result.exit_code == code, result.output
    told = re.findall(r"^::error file=(.*?),line=(\d+),.*?title=([\w-]+)", result.output, re.MULTILINE)
    return [(title, file, int(number)) for file, number, title in told]


def line(words: str, text: str = POLICY) -> int:
    """The only line of the policy that holds the words."""
    (found,) = (number for number, each in enumerate(text.split("\n"), 1) if words in each)
    return found


FILE = "policies/small.policy"


def test_nothing_changed_nothing_told(repository: Path) -> None:
    assert annotations("--sources-under", "100", code=0) == []


def test_a_rule_that_is_broken_is_told_at_its_changed_line(repository: Path) -> None:
    revise(repository, "at most 2 selections", "at most 3 selections")
    broken = ("example-contradicts", FILE, line('"三门"'))
    assert annotations() == [("revision-contradicts", FILE, line("at most 2")), broken]


def test_only_the_change_that_tells_the_difference_is_blamed(repository: Path) -> None:
    """The change of the fee is fine by the examples; that of the rule is not."""
    revise(repository, "| history | 120    |", "| history | 60 + 60 |")
    revise(repository, "at most 2 selections", "at most 3 selections")
    assert annotations()[0] == ("revision-contradicts", FILE, line("at most 2"))


def test_a_change_of_what_rules_use_is_told_where_it_is(repository: Path) -> None:
    revise(repository, "rule few", "define most = 2\n\nrule few")
    revise(repository, "at most 2 selections", "at most most selections")
    git(repository, "commit", "-qam", "second")
    revise(repository, "define most = 2", "define most = 3")
    assert annotations()[0] == ("revision-contradicts", FILE, line("rule few"))


def test_an_example_that_is_only_corrected_is_no_contradiction(repository: Path) -> None:
    revise(repository, "at most 2 selections", "at most 3 selections")
    revise(repository, "expect     violated few, apart", "expect     violated apart")
    assert annotations(code=0) == []


def test_an_example_that_never_held_blames_no_change(repository: Path) -> None:
    revise(repository, "expect     fee 220", "expect     fee 221")
    revise(repository, "rule apart", "advice other \"其他\"\n  cite notice \"一\" \"每人\"\n  require at most 9 selections\n\nrule apart")
    assert [code for code, _, _ in annotations()] == ["example-contradicts"]


def test_a_gap_in_a_fee_table_is_told_where_the_row_was(repository: Path) -> None:
    revise(repository, "  | history | 120    |\n", "")
    told = annotations(proofs=True)
    assert ("proof-refuted", FILE, line("| maths   | 100")) in told
    assert ("revision-contradicts", FILE, line("| maths   | 100")) in told


def test_a_gap_is_told_where_the_row_was_without_proofs(repository: Path) -> None:
    """What lint says at the name of a declaration is told at the change in it, too."""
    revise(repository, "  | history | 120    |\n", "")
    output = run("--format", "github").output
    assert re.findall(r"^::warning file=(.*?),line=(\d+),.*?title=fee-gap", output, re.MULTILINE) == [(FILE, str(line("| maths   | 100")))]


def test_a_dropped_citation_is_told_where_it_was(repository: Path) -> None:
    """Although another rule still cites the same words."""
    revise(repository, '  cite notice "一" "每人最多报两门课"\n', "")
    assert annotations() == [("citation-dropped", FILE, line("rule few"))]


@pytest.mark.parametrize(
    "quote",
    ["每人最多报两门课，同一门课不得重复报", "每人 最多报两门课，同一门课不得重复报。", '每人最多报两门课" "同一门课不得重复报'],
)
def test_a_citation_that_is_worded_otherwise_is_none_dropped(repository: Path, quote: str) -> None:
    revise(repository, '"一" "每人最多报两门课，同一门课不得重复报"', f'"一" "{quote}"')
    assert annotations(code=0) == []


def test_a_citation_without_its_normative_words_is_dropped(repository: Path) -> None:
    revise(repository, '"一" "每人最多报两门课，同一门课不得重复报"', '"一" "每人最多报两门课，同一门课"')
    assert annotations() == [("citation-dropped", FILE, line("每人最多报两门课，同一门课不得重复报"))]


def test_a_rule_that_is_taken_out_with_what_only_it_cited(repository: Path) -> None:
    rule = POLICY[POLICY.index("rule apart") : POLICY.index("fee base")]
    revise(repository, rule, "")
    revise(repository, 'example "重复"\n  select     maths\n  select     "数学"\n  expect     violated apart\n\n', "")
    revise(repository, "violated few, apart", "violated few")
    assert annotations() == [("citation-dropped", FILE, line("rule apart") - 1)]


def test_words_that_the_notice_no_longer_holds_are_not_missed(repository: Path) -> None:
    revise(repository, "历史 120 元", "历史 130 元", "notice.txt")
    revise(repository, "历史 120 元", "历史 130 元")
    revise(repository, "| history | 120    |", "| history | 130    |")
    revise(repository, "fee 220", "fee 230")
    assert annotations(code=0) == []


def test_a_dropped_citation_is_let_pass_with_a_reason(repository: Path) -> None:
    revise(repository, '  cite notice "一" "每人最多报两门课"\n', "")
    revise(repository, 'rule few "最多两门"', 'rule few "最多两门"  # 检查：允许 citation-dropped 因为 apart 已引用')
    result = run("--format", "json")
    assert [each["code"] for each in json.loads(result.output)] == ["uncited"]
    assert result.exit_code == 0
    silences = CliRunner().invoke(main, ["lint", "policies", "--format", "json"])
    assert [each["code"] for each in json.loads(silences.output)] == ["uncited"]


def test_what_did_not_load_then_is_not_compared(repository: Path) -> None:
    revise(repository, "require at most 2", "requier at most 2")
    git(repository, "commit", "-qam", "broken")
    revise(repository, "requier", "require")
    result = run("--format", "json")
    assert ([each["code"] for each in json.loads(result.output)], result.exit_code) == (["revision-not-loaded"], 0)
    assert run("--tightens-only").exit_code == 1


def test_a_sentence_that_nothing_cites_is_told_in_its_file(repository: Path) -> None:
    revise(repository, "历史 120 元。", "历史 120 元。\n三、10 月 1 日前报名。", "notice.txt")
    found = json.loads(run("--format", "json", "--sources-under", "100").output)
    places = [(each["code"], each["severity"], each["file"], each["line"]) for each in found]
    assert places == [("too-little-cited", "error", FILE, 1), ("uncited-sentence", "info", "policies/notice.txt", 4)]
    assert run("--sources-under", "66").exit_code == 0


def test_sentences_that_are_passed_over_are_not_told(repository: Path) -> None:
    revise(repository, "历史 120 元。", "历史 120 元。\n三、10 月 1 日前报名。", "notice.txt")
    revise(repository, '  file "notice.txt"', '  file "notice.txt"\n  passes over "三、10 月 1 日前报名。" because "另行通知"')
    assert json.loads(run("--format", "json", "--sources-under", "100").output) == []
