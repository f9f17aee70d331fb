"""evalpolicy validate: what a revision is held to, at the lines that are at fault."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evalpolicy.cli import main

HEAD = """policy small "small"
  language   1
  messages   en
  timezone   Asia/Shanghai
  currency   CNY
  in force   2024-01-01 .. 2024-12-31
  process    enrol

source notice "notice"
  file "notice.txt"

catalog course "course"  # lint: allow unchecked-item because the form offers these alone
  cite notice "1" "courses"
  | item    | name    |
  |---------|---------|
  | maths   | Maths   |
  | history | History |

step enrol "enrolment"  # lint: allow no-time-stated because the office enrols all year
  cite notice "1" "courses"

rule few "at most two"
  cite notice "1" "at most two courses"
  require at most 2 selections
"""
TEXT = "There are courses; at most two courses."


def write(folder: Path, text: str) -> Path:
    (folder / "notice.txt").write_text(TEXT, encoding="utf-8")
    path = folder / "small.policy"
    path.write_text(text, encoding="utf-8")
    return path


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["validate", str(path), "--lang", "en", *options])


def codes(result: Result) -> list[tuple[str, str, int]]:
    return [(each["code"], each["severity"], each["line"]) for each in json.loads(result.output)]


def line_of(text: str, start: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith(start))


def without(text: str, lines: Iterable[str]) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip() not in lines)


@pytest.fixture(name="invariant")
def written_invariant() -> str:
    return 'invariant never_three "never three"\n  require outcome is accepted implies at most 2 selections\n'


def test_a_sound_policy_is_valid(tmp_path: Path, invariant: str) -> None:
    result = run(write(tmp_path, HEAD + "\n" + invariant), "--format", "json")
    assert codes(result) == []
    assert result.exit_code == 0


def test_a_refuted_invariant_stands_at_its_line(tmp_path: Path, invariant: str) -> None:
    text = (HEAD + "\n" + invariant).replace("require at most 2", "require at most 3")
    result = run(write(tmp_path, text), "--format", "json")
    unquoted = ("unquoted-number", "warning", line_of(text, "  require at most 3"))
    assert codes(result) == [unquoted, ("invariant-refuted", "error", line_of(text, "invariant never_three"))]
    assert result.exit_code == 1
    assert run(tmp_path / "small.policy", "--no-proofs").exit_code == 0


def test_a_dropped_citation_stands_at_its_rule(tmp_path: Path) -> None:
    text = without(HEAD, ['cite notice "1" "at most two courses"'])
    result = run(write(tmp_path, text), "--no-proofs", "--format", "json")
    assert codes(result) == [("uncited", "warning", line_of(text, "rule few")), ("uncited-sentence", "info", 1)]
    assert result.exit_code == 0
    assert run(tmp_path / "small.policy", "--no-proofs", "--strict").exit_code == 1


def test_a_gap_in_a_fee_table_stands_in_the_table(tmp_path: Path) -> None:
    table = '\nfee base "fee" per selection\n  cite notice "1" "courses"\n  | item  | amount |\n  |-------|--------|\n  | maths | 10     |\n'
    text = HEAD + table
    result = run(write(tmp_path, text), "--format", "github")
    assert result.exit_code == 1
    assert any(f",line={number}," in result.output for number in range(line_of(text, "fee base"), text.count("\n") + 1)), result.output


def test_a_rule_that_cannot_fail_stands_at_the_rule(tmp_path: Path) -> None:
    more = '\nrule more "fewer than ten"\n  cite notice "1" "courses"\n  require at most 10 selections\n'
    result = run(write(tmp_path, HEAD + more), "--format", "json")
    assert ("proof-refuted", "error", line_of(HEAD + more, "rule more")) in codes(result)


def test_another_layout_is_a_warning(tmp_path: Path) -> None:
    text = HEAD.replace("  require at most 2 selections", "    require   at most 2 selections")
    result = run(write(tmp_path, text), "--no-proofs", "--format", "json")
    assert codes(result) == [("not-formatted", "warning", line_of(text, "    require"))]


def test_too_little_covered(tmp_path: Path) -> None:
    result = run(write(tmp_path, HEAD), "--no-proofs", "--fail-under", "90", "--format", "json")
    assert codes(result) == [("too-little-covered", "error", 1)]
    assert result.exit_code == 1


def test_mistakes_are_told_as_lint_tells_them(tmp_path: Path) -> None:
    text = HEAD.replace("require at most", "requier at most")
    result = run(write(tmp_path, text), "--format", "json")
    assert [line for _, severity, line in codes(result) if severity == "error"] == [line_of(text, "  requier")]
    assert result.exit_code == 1


def test_sarif_names_every_finding(tmp_path: Path) -> None:
    result = run(write(tmp_path, HEAD), "--no-proofs", "--fail-under", "90", "--format", "sarif")
    (sarif,) = json.loads(result.output)["runs"]
    assert [each["ruleId"] for each in sarif["results"]] == ["too-little-covered"]


FURTHER = 'example "{title}"\n  select     maths\n  done       enrol 2024-03-01 09:00\n  expect     {outcome}\n'
CASES = [("accepted", []), ("rejected", [("example-contradicts", "error", 1, "small.examples")])]


@pytest.mark.parametrize(("outcome", "expected"), CASES)
def test_the_file_of_examples_beside_the_policy_is_held_to_it(tmp_path: Path, outcome: str, expected: list[object]) -> None:
    path = write(tmp_path, HEAD)
    (tmp_path / "small.examples").write_text(FURTHER.format(title="one course", outcome=outcome), encoding="utf-8")
    result = run(path, "--no-proofs", "--format", "json")
    told = [(each["code"], each["severity"], each["line"], Path(each["file"]).name) for each in json.loads(result.output)]
    assert told == expected
    assert result.exit_code == bool(expected)


def test_the_layout_of_the_file_of_examples_is_told_there(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD)
    further = tmp_path / "small.examples"
    further.write_text(FURTHER.format(title="one course", outcome="accepted").replace("  done", "    done"), encoding="utf-8")
    (told,) = json.loads(run(path, "--no-proofs", "--format", "json").output)
    assert (told["code"], told["line"], told["file"]) == ("not-formatted", 3, str(further))
    assert told["help"].endswith(f"fmt {further}")


def test_a_mistake_in_the_file_of_examples_stands_there(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD)
    (tmp_path / "small.examples").write_text(FURTHER.format(title="one", outcome="acepted"), encoding="utf-8")
    (told,) = json.loads(run(path, "--no-proofs", "--format", "json").output)
    assert (told["severity"], told["line"], Path(told["file"]).name) == ("error", 4, "small.examples")


# --- against a revision ------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=clerk", "-c", "user.email=clerk@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture(name="repository")
def policy_in_git(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    write(folder, HEAD)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "policies")
    git(tmp_path, "commit", "-qm", "first")
    return folder


def test_what_changed_since_a_revision_is_told(repository: Path) -> None:
    result = run(write(repository, HEAD.replace("at most 2 selections", "at most 1 selection")), "--no-proofs", "--against", "HEAD")
    assert "since HEAD:" in result.output
    assert "few" in result.output


@pytest.mark.parametrize(("selections", "code"), [("1 selection", 0), ("2 selections", 0), ("3 selections", 1)])
def test_a_revision_may_only_tighten(repository: Path, selections: str, code: int) -> None:
    path = write(repository, HEAD.replace("at most 2 selections", f"at most {selections}"))
    result = run(path, "--no-proofs", "--against", "HEAD", "--tightens-only", "--format", "json")
    assert result.exit_code == code
    assert [each for each in codes(result) if each[0] != "unquoted-number"] == ([("loosened", "error", 1)] if code else [])


def test_what_is_looser_is_said_in_one_language_and_shown_as_an_application(repository: Path) -> None:
    path = write(repository, HEAD.replace("at most 2 selections", "at most 3 selections"))
    asked = ("--no-proofs", "--against", "HEAD", "--tightens-only", "--format", "json", "--lang", "zh")
    (says,) = (each["message"] for each in json.loads(run(path, *asked).output) if each["code"] == "loosened")
    assert "：不通过 → " in says
    assert json.loads(says.partition("例如 ")[2])["selections"]


def test_a_policy_that_is_in_no_repository_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD)
    result = run(path, "--no-proofs", "--against", "HEAD")
    assert result.exit_code == 2
    assert f"{str(tmp_path)!r} is in no git repository" in result.output


def test_a_policy_that_is_new(repository: Path) -> None:
    other = repository / "other.policy"
    other.write_text(HEAD.replace("policy small", "policy other"), encoding="utf-8")
    assert run(other, "--no-proofs", "--against", "HEAD", "--tightens-only").exit_code == 0


@pytest.mark.parametrize("revision", ["nowhere", "--output=x"])
def test_no_such_revision_is_bad_usage(repository: Path, revision: str) -> None:
    result = run(repository / "small.policy", "--no-proofs", f"--against={revision}")
    assert result.exit_code == 2
    assert "revision" in result.output
    assert "rev-parse" not in result.output


def test_a_revision_that_is_not_there_is_named_with_where_it_may_be(repository: Path) -> None:
    result = run(repository / "small.policy", "--no-proofs", "--against", "origin/main")
    assert f"there is no git revision 'origin/main' in {str(repository.parent)!r}" in result.output
    assert "fetch-depth: 0" in result.output


def test_tightens_only_needs_a_revision(tmp_path: Path) -> None:
    assert run(write(tmp_path, HEAD), "--tightens-only").exit_code == 2
