"""The command line as a shell sees it: output, streams, exit codes, bad input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import evalpolicy
from evalpolicy.cli import main, terminal

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = str(ROOT / "examples" / "electrician.json")
REJECTED = str(ROOT / "examples" / "two-grade-certifications.json")


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(main, arguments, input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_json_is_the_decision() -> None:
    result = run("check", ACCEPTED, "--policy", "2024H2", "--json")
    application = json.loads(Path(ACCEPTED).read_text(encoding="utf-8"))
    assert json.loads(result.stdout) == evalpolicy.check(application, policy="2024H2").to_dict()
    assert result.exit_code == 0


def test_an_interrupt_is_no_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its exit code is that of no answer."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("evalpolicy.cli.reading.read_application", interrupt)
    assert CliRunner().invoke(main, ["check", "-"]).exit_code == 130


def test_several_files_give_a_list_in_order() -> None:
    result = run("check", ACCEPTED, REJECTED, "--policy", "2024H2", "--json")
    assert [each["outcome"] for each in json.loads(result.stdout)] == ["accepted", "rejected"]
    assert result.exit_code == 1


def test_standard_input() -> None:
    result = run("check", "-", "--policy", "2024H2", stdin=b"\xef\xbb\xbf" + Path(ACCEPTED).read_bytes())
    assert result.exit_code == 0
    assert "320" in result.stdout


@pytest.mark.parametrize(("lang", "word"), [("zh", "不符合"), ("en", "violated")])
def test_explain_speaks_both_languages(lang: str, word: str) -> None:
    result = run("explain", REJECTED, "--policy", "2024H2", "--lang", lang)
    assert word in result.stdout
    assert "一次最多报两个" in run("explain", REJECTED, "--policy", "2024H2").stdout or "等级认定" in result.stdout


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b'{"a": 1, "a": 2}', b'{"selections": NaN}', b"\xff\xfe", b"", b'{"selections": 1}', b'{"a":' * 100_000],
    ids=["cut", "list", "twice", "nan", "binary", "empty", "malformed", "deep"],
)
def test_bad_input_is_one_message_and_exit_code_2(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "application.json"
    file.write_bytes(content)
    result = run("check", str(file), "--policy", "2024H2")
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.output


def test_bad_input_as_json_is_an_invalid_decision(tmp_path: Path) -> None:
    file = tmp_path / "application.json"
    file.write_text('{"selections": 1}', encoding="utf-8")
    result = run("check", str(file), "--policy", "2024H2", "--json")
    decision = json.loads(result.stdout)
    assert (result.exit_code, decision["outcome"], decision["problems"][0]["pointer"]) == (2, "invalid", "/selections")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "nothing-there.json"),
        ("check", str(ROOT)),
        ("check", ACCEPTED, "--policy", "2024H3"),
        ("check", ACCEPTED, "--policy", "2024H2", "--through", "paymnet"),
        ("check", ACCEPTED, "--policy", "2024H2", "--at", "yesterday"),
        ("check", ACCEPTED, "--policy", "2024H2", "--given", "nothing-there.json"),
        ("check", ACCEPTED, "--colour"),
        ("check",),
        ("show", "2024H3"),
        ("test", "nothing-there.policy"),
        ("chekc", ACCEPTED),
    ],
)
def test_bad_usage_is_exit_code_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr


def test_a_broken_policy_is_shown_with_all_its_mistakes(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    file = tmp_path / "policies" / "2024H2.policy"
    text = file.read_text(encoding="utf-8").replace("window 2024-09-21", "window 2024-09-31", 1).replace("  asks amount", "  ask amount", 1)
    file.write_text(text, encoding="utf-8")
    for arguments in (("check", ACCEPTED, "--policy", str(file)), ("test", str(file)), ("show", str(file))):
        result = run(*arguments, "--lang", "zh")
        assert result.exit_code == 2
        assert "no-such-date" in result.stderr
        assert "unknown-keyword" in result.stderr
        assert "^^^" in result.stderr


def test_show_and_test() -> None:
    shown = run("show", "2024H2")
    assert shown.exit_code == 0
    assert "never_two_grade_certifications" in shown.stdout
    stated = {line.split()[0]: line for line in shown.stdout.partition("申请中可填的内容")[2].splitlines() if line}
    assert "完成时间" in stated["materials.at"]
    assert "path、format、size" in stated["materials.files"]
    assert "selection.item" in stated
    assert "payment.files" not in stated
    tested = run("test", str(ROOT / "policies" / "2024H2.policy"))
    assert tested.exit_code == 0
    assert tested.stdout.strip().endswith("0 failed")


@pytest.mark.parametrize("command", [["lint"], ["validate", "--no-proofs"], ["fmt", "--check"], ["test"], ["sources"]], ids=lambda each: each[0])
def test_a_folder_without_policies_is_bad_usage(command: list[str], tmp_path: Path) -> None:
    """Nothing was looked at: that is no success, in CI least of all."""
    result = run(*command, str(tmp_path), "--lang", "en")
    assert (result.exit_code, f"no *.policy files found in {tmp_path}" in result.stderr) == (2, True), result.output


def test_a_failing_example_is_told(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    file = tmp_path / "policies" / "2024H2.policy"
    file.write_text(file.read_text(encoding="utf-8").replace("| 320 ", "| 340 ", 1), encoding="utf-8")
    result = run("test", str(file), "--lang", "en")
    assert result.exit_code == 1
    assert "fee: expected 320, got 340" in result.stdout


def test_the_package_runs_as_a_program() -> None:
    """Where no script `evalpolicy` is found: the same commands, by the same name."""
    arguments = ["check", ACCEPTED, "--policy", "2024H2", "--lang", "en"]
    done = subprocess.run([sys.executable, "-m", "evalpolicy", *arguments], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == run(*arguments).stdout_bytes
    helped = subprocess.run([sys.executable, "-m", "evalpolicy", "check", "--help"], capture_output=True, check=True)
    assert b"Usage: evalpolicy check" in helped.stdout


def test_a_plain_locale_gets_utf8_and_no_colours() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}
    code = "from evalpolicy.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", REJECTED, "--policy", "2024H2"], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 1
    assert "去掉“电工”" in done.stdout.decode("utf-8")
    assert b"\x1b[" not in done.stdout


@pytest.mark.parametrize(("windows", "variable", "language"), [(0x04, "", "zh"), (0x09, "", "en"), (None, "", "en"), (0x04, "en_GB.UTF-8", "en")])
def test_the_language_of_the_system(windows: int | None, variable: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment says comes first; Windows, which sets none of the variables, is asked otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, variable)
    monkeypatch.setattr(terminal, "_windows_language", lambda: windows)
    assert terminal.system_language() == language


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
@pytest.mark.parametrize(("closed", "code"), [("<&- >&-", 2), (">&-", 0), ("2>&-", 0), ("<&-", 2), ("<&- 2>&-", 2)])
def test_streams_that_are_closed(closed: str, code: int) -> None:
    """As services are started: the answer is the same, and an empty standard input holds no application."""
    name = "-" if "<" in closed else ACCEPTED
    call = f'"{sys.executable}" -c "from evalpolicy.cli import main; main()" check "{name}" --policy 2024H2 {closed}'
    done = subprocess.run(["sh", "-c", call], capture_output=True, check=False)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
