"""evalpolicy lint: every mistake, what is odd in policies that load, and the formats that machines read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evalpolicy.cli import main
from evalpolicy.lint.fixing import fixed_text
from evalpolicy.lint.linter import concerned, lint_file, lint_text
from tests.language.declarations import HEAD
from tests.properties.support import FILES

ITEMS = 'catalog c "c"\n  | item | name |\n  | maths | Maths |\n'
RULE = "rule few\n  require at most 2 selections\n"
OFFERED = 'rule offered "on the list"\n  require every selection has item is listed\n'
WHOLE = HEAD.format(process="enrol") + 'step enrol "enrolment"\n  due 2024-06-01\n' + ITEMS + RULE + OFFERED
KEYS = {"code", "severity", "file", "line", "column", "end_line", "end_column", "message", "help"}


def found(body: str) -> list[tuple[str, str, str]]:
    """Code, severity and the line of everything that lint says of a small policy with that body."""
    text = WHOLE + body
    diagnostics = lint_text(text, name="small.policy", folder=None)
    return [(each.code, each.severity, text.split("\n")[each.span.line - 1]) for each in diagnostics]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lint", *arguments])


@pytest.mark.parametrize("name", FILES)
def test_the_shipped_policies_have_no_errors(name: str) -> None:
    assert {diagnostic.severity for diagnostic in lint_file(FILES[name])} <= {"info", "warning"}


def test_nothing_is_odd() -> None:
    assert found("") == []


@pytest.mark.parametrize(
    ("body", "code", "severity", "line"),
    [
        ("fact applicant.number : text\n", "unused-fact", "warning", "fact applicant.number : text"),
        ("define twice = 2 * 2\n", "unused-definition", "warning", "define twice = 2 * 2"),
        ('reading q "?"\n  option a "A"\n  option b "B"\n', "unread-reading", "info", 'reading q "?"'),
        ('example "e"\n  select maths\n  expect rejected\n', "example-contradicts", "error", 'example "e"'),
    ],
)
def test_what_is_odd(body: str, code: str, severity: str, line: str) -> None:
    assert (code, severity, line) in found(body)


@pytest.mark.parametrize(
    ("days", "told"),
    [("2024-05-01 and 2024-06-01", True), ("2024-05-10 and 2024-06-01", False), ("2024-06-02 and 2024-06-09", True)],
)
def test_that_half_of_a_span_of_days_says_nothing_is_not_told_of_the_whole(days: str, told: bool) -> None:
    window = WHOLE.replace("  due 2024-06-01\n", "  window 2024-05-01 .. 2024-06-01\n")
    text = window + f"rule late\n  when enrol between {days}\n  require at most 1 selection\n"
    codes = [each.code for each in lint_text(text, name="small.policy", folder=None)]
    assert ("settled-condition" in codes) == told


def test_items_that_nothing_checks() -> None:
    """An item that is on no list would pass: no rule asks for it, nor for a column, which only listed items have."""
    without = WHOLE.replace(OFFERED, "")
    code, severity = "unchecked-item", "info"
    assert [(each.code, each.severity) for each in lint_text(without, name="small.policy", folder=None)] == [(code, severity)]
    defined = "define on_the_list of selection = item is listed\nrule offered\n  require every selection has on_the_list\n"
    assert lint_text(without + defined, name="small.policy", folder=None) == []


def test_what_is_read_by_way_of_others_is_used() -> None:
    used = "fact applicant.age : number 0 .. 150\ndefine old = applicant.age at least 60\nrule r\n  require old\n"
    in_message = 'fact applicant.name : text\nrule r\n  require at most 1 selection\n  message "{applicant.name}: one only."\n'
    assert found(used) == found(in_message) == []


def test_a_finding_is_let_pass_with_a_reason() -> None:
    fact = "fact applicant.number : text"
    assert found(f"# lint: allow unused-fact because the office files by it\n{fact}\n") == []
    assert found(f"{fact}  # 检查：允许 unused-fact 因为归档要用\n") == []
    assert {code for code, _, _ in found(f"{fact}  # lint: allow unused-fact\n")} == {"silence-without-reason", "unused-fact"}
    assert {code for code, _, _ in found("# lint: allow unused-fact because of nothing\n")} == {"silence-unused"}
    assert {code for code, _, _ in found(f"{fact}  # lint: allow unusd-fact because …\n")} == {"silence-unknown-code", "unused-fact"}


def test_the_json_array(tmp_path: Path) -> None:
    broken, whole, unreadable = tmp_path / "broken.policy", tmp_path / "whole.policy", tmp_path / "gbk.policy"
    broken.write_text(WHOLE.replace("require", "requrie", 1), encoding="utf-8")
    whole.write_text(WHOLE, encoding="utf-8")
    unreadable.write_bytes('policy x "评价"\n'.encode("gbk"))
    result = run(str(tmp_path), "--format", "json", "--lang", "en")
    assert result.exit_code == 1
    entries = json.loads(result.stdout)
    assert all(set(entry) == KEYS for entry in entries)
    assert {(Path(entry["file"]).name, entry["code"]) for entry in entries} == {("broken.policy", "unknown-keyword"), ("gbk.policy", "not-utf-8")}
    place = WHOLE.split("\n").index("  require at most 2 selections") + 1
    keyword = next(entry for entry in entries if entry["code"] == "unknown-keyword")
    assert [keyword[name] for name in ("line", "column", "end_line", "end_column", "severity")] == [place, 3, place, 10, "error"]
    assert keyword["help"] == "did you mean `require`?"


def test_exit_codes(tmp_path: Path) -> None:
    odd = tmp_path / "odd.policy"
    odd.write_text(WHOLE + "fact applicant.number : text\n", encoding="utf-8")
    assert run(str(odd)).exit_code == 0
    assert run(str(odd), "--strict").exit_code == 1
    assert run(str(tmp_path / "none.policy")).exit_code == 2
    assert run(str(odd), "--format", "yaml").exit_code == 2
    assert json.loads(run(str(tmp_path / "odd.policy"), "--format", "gitlab").stdout)[0]["severity"] == "minor"


def test_annotations_end_neither_the_command_nor_a_property(tmp_path: Path) -> None:
    broken = tmp_path / "a,b:c.policy"
    broken.write_text(WHOLE.replace("require", "requrie", 1), encoding="utf-8")
    lines = run(str(broken), "--format", "github", "--lang", "en").stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("::error file=")
    assert "a%2Cb%3Ac.policy,line=" in lines[0]
    assert lines[0].endswith("::there is no keyword `requrie`%0Adid you mean `require`?")


def test_certain_changes_are_made(tmp_path: Path) -> None:
    path = tmp_path / "fixed.policy"
    whole = WHOLE + 'exception e "e" to few\n  when any selection where item is listed\n  require at most 3 selections\n'
    path.write_text(whole.replace("require at most 2", "requrie at most 2").replace("to few", "to fw"), encoding="utf-8")
    run(str(path), "--fix")
    assert path.read_text(encoding="utf-8") == whole


def test_what_was_changed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "fixed.policy"
    whole = WHOLE + 'exception e "e" to few\n  when any selection where item is listed\n  require at most 3 selections\n'
    twice = whole.replace("  require at most 3 selections\n", "  require at most most 3 selections\n  require at most 3 selections\n")
    path.write_text(twice.replace("require at most 2", "requrie at most 2"), encoding="utf-8")
    first = whole.splitlines().index("  require at most 2 selections") + 1
    last = len(whole.splitlines())
    said = run(str(path), "--fix", "--lang", "en")
    assert path.read_text(encoding="utf-8") == whole
    assert said.stderr.splitlines() == [
        f"{path}:{first}: changed `requrie` to `require`",
        f"{path}:{last}: changed `most most` to `most`",
        f"{path}:{last + 1}: removed `require at most 3 selections`",
    ]


def test_lines_of_which_two_mean_something_else_stay(tmp_path: Path) -> None:
    """Who applies twice for one thing does just that: it is remarked on, and left as it is."""
    example = 'example "e"\n  select maths\n  select maths\n  done enrol 2024-05-01 10:00\n  done enrol 2024-05-01 10:00\n  expect accepted\n'
    fixed = fixed_text(WHOLE + example, name="twice.policy", folder=tmp_path).text
    assert fixed == WHOLE + example.replace("  done enrol 2024-05-01 10:00\n", "", 1)


def test_no_space_is_left_before_a_comma(tmp_path: Path) -> None:
    text = WHOLE + 'example "e"\n  select maths\n  done enrol 2024-05-01 10:00, number 3\n  expect accepted\nfact enrol.number : number\n'
    twice = text.replace("10:00,", "10:00 10:00 ,")
    assert fixed_text(twice, name="twice.policy", folder=tmp_path).text == text


def test_sarif(tmp_path: Path) -> None:
    broken = tmp_path / "broken.policy"
    broken.write_text(WHOLE.replace("require", "requrie", 1), encoding="utf-8")
    log = json.loads(run(str(broken), "--format", "sarif", "--lang", "en").stdout)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    driver, (result,) = log["runs"][0]["tool"]["driver"], log["runs"][0]["results"]
    assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "unknown-keyword"
    region = result["locations"][0]["physicalLocation"]["region"]
    place = WHOLE.split("\n").index("  require at most 2 selections") + 1
    assert region == {"startLine": place, "startColumn": 3, "endLine": place, "endColumn": 10}
    replacement = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement == {"deletedRegion": region, "insertedContent": {"text": "require"}}
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == broken.as_uri()


def test_examples_and_cited_texts_stand_for_their_policies(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    notice, other = tmp_path / "sources" / "notice.txt", tmp_path / "sources" / "other.txt"
    notice.write_text("1. At most two.\n", encoding="utf-8")
    other.write_text("Nobody cites this.\n", encoding="utf-8")
    source = 'source notice "Notice"\n  file "sources/notice.txt"\n'
    policy = tmp_path / "a.policy"
    policy.write_text(WHOLE + source + 'rule cited\n  cite notice "1" "At most three"\n  require at most 2 selections\n', encoding="utf-8")
    (tmp_path / "b.policy").write_text(WHOLE, encoding="utf-8")
    examples = tmp_path / "a.examples"
    examples.write_text('example "none"\n  expect pending\n', encoding="utf-8")
    assert list(concerned([examples, notice, policy])) == [policy]
    assert [each["file"] for each in json.loads(run(str(notice), "--format", "json").stdout) if each["severity"] == "error"] == [str(policy)]
    assert list(concerned([other])) == [other]
    alone = tmp_path / "alone.examples"
    alone.write_text("", encoding="utf-8")
    outcome = run(str(alone))
    assert outcome.exit_code == 2
    assert "alone.policy" in outcome.stderr
