"""`evalpolicy test` as a shell and as a program see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from evalpolicy.cli import main
from tests.coverage.small import HEAD

RULE = '\nrule r "甲方同意"\n  require applicant.a\n'
HOLDS = '\nexample "holds"\n  applicant a yes\n  done registration 2024-09-12 10:00\n  expect accepted\n'
FAILS = '\nexample "不符"\n  applicant a no\n  done registration 2024-09-30 10:00\n  expect accepted\n'


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, ["test", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "small.policy"
    file.write_text(HEAD + RULE + HOLDS + FAILS, encoding="utf-8")
    return file


def test_what_differs_is_told_with_the_rules_that_explain_it(policy: Path) -> None:
    """Only the outcome was expected: the rules that led to another one are named with their titles."""
    result = run(policy, "--lang", "en", "--no-coverage")
    line = HEAD.count("\n") + RULE.count("\n") + HOLDS.count("\n") + 2
    assert result.stdout.splitlines() == [
        f"{policy}:{line}: 不符",
        "  outcome: expected accepted, got rejected",
        "    violated: registration (registration, line 20)",
        "    violated: 甲方同意 (r, line 23)",
        "1 passed, 1 failed",
    ]
    assert result.exit_code == 1
    assert "结论：应为 通过，得到 不通过" in run(policy, "--lang", "zh").stdout


def test_ids_that_are_missing_and_those_that_are_too_many(policy: Path) -> None:
    example = '\nexample "ids"\n  applicant a no\n  done registration 2024-09-12 10:00\n  expect violated registration\n'
    policy.write_text(HEAD + RULE + example, encoding="utf-8")
    assert run(policy, "--lang", "en", "--no-coverage").stdout.splitlines()[1:4] == [
        "  violated: expected registration, got r",
        "    missing: registration (registration, line 20)",
        "    violated: 甲方同意 (r, line 23)",
    ]


def test_the_file_of_examples_beside_the_policy_is_run_once(policy: Path) -> None:
    beside = policy.with_suffix(".examples")
    beside.write_text(FAILS.replace("不符", "beside").lstrip(), encoding="utf-8")
    for named in ([], ["--examples", beside]):
        printed = run(policy, "--lang", "en", "--no-coverage", *named).stdout.splitlines()
        assert f"{beside}:1: beside" in printed
        assert printed[-1] == "1 passed, 2 failed"


def test_json(policy: Path) -> None:
    """The fixed parts of the document."""
    result = run(policy, "--format", "json", "--lang", "en")
    data: dict[str, Any] = json.loads(result.stdout)
    assert (data["passed"], data["failed"], data["problems"]) == (1, 1, [])
    first, second = data["examples"]
    assert (first["file"], first["title"], first["passed"], first["outcome"]) == (str(policy), "holds", True, "accepted")
    assert second["differences"] == [
        {
            "what": "outcome",
            "expected": "accepted",
            "got": "rejected",
            "message": "outcome: expected accepted, got rejected",
            "rules": [
                {"id": "registration", "title": "registration", "status": "violated", "line": 20},
                {"id": "r", "title": "甲方同意", "status": "violated", "line": 23},
            ],
        }
    ]
    assert data["coverage"]["rules"]["reached"] == 4
    assert data["coverage"]["windows"]["missing"][0]["line"] == HEAD.splitlines().index("  window 2024-09-10 .. 2024-09-20") + 1
    assert result.exit_code == 1


@pytest.mark.parametrize("form", ["text", "json", "junit"])
def test_a_policy_that_does_not_load(policy: Path, form: str) -> None:
    """The message on standard error, exit code 2, and still a document that can be read."""
    policy.write_text(HEAD + "\nrule r\n  require applicant.nothing\n", encoding="utf-8")
    result = run(policy, "--format", form, "--lang", "en")
    assert result.exit_code == 2
    assert "small.policy" in result.stderr
    assert "nothing" in result.stderr
    match form:
        case "text":
            assert result.stdout == "1 file does not load\n"
        case "json":
            data = json.loads(result.stdout)
            assert data["passed"] == data["failed"] == 0
            assert data["coverage"]["percent"] is None
            assert data["problems"][0]["file"] == str(policy)
            assert data["problems"][0]["severity"] == "error"
        case _:
            assert ElementTree.fromstring(result.stdout).find("testsuite/testcase/error") is not None


def test_a_policy_that_is_not_there(tmp_path: Path) -> None:
    result = run(tmp_path / "none.policy", "--format", "json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["problems"][0]["code"] == "not-found"


def test_a_policy_that_is_not_there_is_an_error_of_junit(policy: Path, tmp_path: Path) -> None:
    """Whoever reads the document alone has to see it."""
    result = run(policy, tmp_path / "none.policy", "--format", "junit")
    root = ElementTree.fromstring(result.stdout)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "1")
    assert [error.get("type") for error in root.iter("error")] == ["NotFound"]
    assert all(int(suite.get("tests", "0")) == len(suite.findall("testcase")) for suite in root)


def test_fail_under(policy: Path) -> None:
    policy.write_text(HEAD + RULE + HOLDS, encoding="utf-8")
    assert run(policy, "--fail-under", "10").exit_code == 0
    result = run(policy, "--fail-under", "90", "--lang", "en")
    assert result.exit_code == 1
    assert "less than 90 %" in result.stderr
    assert run(policy, "--fail-under", "101").exit_code == 2


def test_junit(policy: Path) -> None:
    """A suite for the policy, a case for each example, the differences as the failure's text."""
    root = ElementTree.fromstring(run(policy, "--format", "junit", "--lang", "zh").stdout)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "0")
    passed, failed = root.findall("testsuite/testcase")
    assert passed.find("failure") is None
    failure = failed.find("failure")
    assert failure is not None
    assert failure.text is not None
    assert "甲方同意" in failure.text
    assert failed.get("line") is not None
    assert (failure.get("type"), failure.get("message")) == ("Difference", failure.text.split("\n")[0])
    # What Jenkins asks of a case, and of the sums above it.
    (suite,) = root
    assert all(float(element.get("time", "-1")) >= 0 for element in (root, suite, passed, failed))
    assert {case.get("classname") for case in (passed, failed)} == {".".join(policy.with_suffix("").parts[1:])}
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["2", "1", "0", "0"]


class TestFilesOfExamples:
    """`--examples FILE`: further examples, in a file of their own."""

    def test_they_run_and_count(self, policy: Path, tmp_path: Path) -> None:
        more = tmp_path / "more.policy"
        more.write_text(f"# more\n{FAILS.replace('不符', 'other')}", encoding="utf-8")
        data = json.loads(run(policy, "--examples", more, "--format", "json").stdout)
        assert (data["passed"], data["failed"]) == (1, 2)
        assert (data["examples"][2]["file"], data["examples"][2]["line"]) == (str(more), 3)

    def test_their_mistakes_are_told_where_they_stand(self, policy: Path, tmp_path: Path) -> None:
        more = tmp_path / "more.policy"
        more.write_text('\nexample "other"\n  applicant zzz yes\n  expect accepted\n', encoding="utf-8")
        result = run(policy, "--examples", more, "--lang", "en")
        assert result.exit_code == 2
        assert f"{more}:3:13: error[unknown-fact]" in result.stderr
        assert "applicant zzz yes" in result.stderr
        assert result.stdout.splitlines()[-1] == "1 passed, 1 failed"

    def test_a_title_that_the_policy_has_already(self, policy: Path, tmp_path: Path) -> None:
        more = tmp_path / "more.policy"
        more.write_text(HOLDS, encoding="utf-8")
        assert f"{more}:2:" in run(policy, "--examples", more).stderr

    def test_nothing_but_examples(self, policy: Path, tmp_path: Path) -> None:
        more = tmp_path / "more.policy"
        more.write_text(RULE, encoding="utf-8")
        assert "not-an-example" in run(policy, "--examples", more).stderr

    def test_with_one_policy(self, policy: Path) -> None:
        assert run(policy, policy, "--examples", policy).exit_code == 2
        assert run(policy, "--examples", "nothing-there").exit_code == 2


def test_folders_and_files_of_examples_stand_for_their_policies(policy: Path) -> None:
    """As for `lint` and `validate`; each policy is run once."""
    other = policy.parent / "further" / "second.policy"
    other.parent.mkdir()
    other.write_text(HEAD + RULE + HOLDS, encoding="utf-8")
    other.with_suffix(".examples").write_text(HOLDS.replace('"holds"', '"holds, too"').lstrip(), encoding="utf-8")
    assert run(policy.parent, policy, "--lang", "en", "--no-coverage").stdout.splitlines()[-1] == "3 passed, 1 failed"
    assert json.loads(run(other.with_suffix(".examples"), "--format", "json").stdout)["passed"] == 2


def test_a_folder_without_policies(tmp_path: Path) -> None:
    """That nothing was tested is bad usage, not success."""
    for language, said in (("en", "no *.policy files found"), ("zh", "里没有 *.policy 文件")):
        result = run(tmp_path, "--lang", language)
        assert result.exit_code == 2
        assert said in result.stderr


def test_why_a_fee_is_not_settled(policy: Path) -> None:
    """Where an example expects a fee, the facts that the fee waits for are told; “not stated” alone would say that the notice is silent."""
    more = (
        '\nfee base "base" per application\n  amount 10\n\nadjustment less "less" to total\n  when applicant.a\n  subtract 5\n'
        '\nexample "paid"\n  select one\n  done registration 2024-09-12 10:00\n  expect fee 5\n'
    )
    policy.write_text(HEAD + more, encoding="utf-8")
    assert "  fee: expected 5, got not stated (less: still missing: a)" in run(policy, "--lang", "en", "--no-coverage").stdout
