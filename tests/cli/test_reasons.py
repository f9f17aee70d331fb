"""Whatever a command is given: no traceback, the exit codes that `docs/command-line.md` states, and why on standard error, in one language."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from json.decoder import JSONDecodeError
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from evalpolicy import reasons
from evalpolicy.application import read_json
from evalpolicy.cli import main
from evalpolicy.errors import ApplicationError

ROOT = Path(__file__).parents[2]
BASE = str(ROOT / "docs" / "errors" / "base.policy")
ELECTRICIAN = ROOT / "examples" / "electrician.json"
CONTENTS = {
    "empty": b"",
    "junk": bytes(range(256)) * 4,
    "gbk": "评价：一次报一个".encode("gbk"),
    "nul": b"\0" * 50,
    "bracket": b"[",
    "object": b'{"a": }',
}
HAN = re.compile("[\u4e00-\u9fff]")
PLAIN_ENGLISH = re.compile(r"[A-Za-z]+(?: [A-Za-z]+){2,}")
"""Three words in a row: a sentence; names of fields, files and commands are shorter."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of every kind that is none, by what they call themselves."""
    found = tmp_path_factory.mktemp("odd")
    for kind in ("policy", "json", "jsonl", "parquet", "csv"):
        (found / f"folder.{kind}").mkdir()
        for name, content in CONTENTS.items():
            (found / f"{name}.{kind}").write_bytes(content)
    return found


def run(language: str, *arguments: str) -> Result:
    """Run a command, with whatever language the environment speaks."""
    result = CliRunner(env={"LANG": "zh_CN.UTF-8" if language == "zh" else "C", "LC_ALL": ""}).invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), (arguments, result.exception)
    assert "Traceback" not in result.output
    return result


def unquoted(text: str) -> str:
    """What a message says itself: without what it quotes, paths, and lines of code."""
    lines = [line for line in text.splitlines() if not re.match(r"\s*\d*\s*\|", line)]
    return re.sub(r"“[^”]*”|'[^']*'|`[^`]*`|\S*/\S*|--\S+", "", "\n".join(lines))


def told(result: Result, language: str, *, code: int = 2) -> None:
    """It was refused, and why was said in that language alone."""
    assert result.exit_code == code, (result.exit_code, result.output)
    assert result.stderr.strip()
    said = unquoted(result.stderr)
    if language == "zh":
        assert HAN.search(result.stderr), result.stderr
        assert not PLAIN_ENGLISH.search(said), result.stderr
    else:
        assert not HAN.search(said), result.stderr


NO_APPLICATIONS = {"jsonl": ("empty",), "csv": ("gbk", "nul", "bracket", "object")}
BAD = ["missing", "folder", *CONTENTS]
LINES = {
    "policy": [
        ["check", str(ELECTRICIAN), "--policy", "{}"], ["show", "{}"], ["test", "{}"], ["verify", "{}"], ["ask", "{}", "fee > 1"], ["cheapest", "{}"],
        ["schema", "{}"], ["suggest-example", "{}"], ["mutants", "{}"], ["new", "2030H1", "--from", "{}"], ["sources", "{}"],
        ["diff", "{}", BASE, "--structure-only"], ["fmt", "{}"], ["lint", "{}"], ["test", BASE, "--examples", "{}"],
    ],
    "json": [["check", "{}"], ["explain", "{}"], ["check", str(ELECTRICIAN), "--given", "{}"], ["why-not", BASE, "{}"]],
    "jsonl": [["diff", BASE, BASE, "--structure-only", "--applications", "{}"]],
    "csv": [["diff", BASE, BASE, "--structure-only", "--applications", "{}"]],
    "parquet": [["diff", BASE, BASE, "--structure-only", "--applications", "{}"], ["check-table", "{}", "{}.out", "--policy", BASE]],
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in LINES.items() for line in lines], ids=str)
def test_files_that_are_none(kind: str, line: list[str], name: str, language: str, folder: Path) -> None:
    path = folder / f"{name}.{kind}"
    result = run(language, *(part.replace("{}", str(path)) for part in line))
    if result.exit_code in (0, 1):
        # What holds no application holds none that changes; `lint` says on standard output what is wrong.
        assert line[0] == "lint" or (line[0], name) == ("fmt", "folder") or name in NO_APPLICATIONS.get(kind, ()), result.output
        return
    told(result, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_that_cannot_be_read_are_told(language: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    good = json.dumps({"selections": []})
    path.write_text("\n".join([good, "{", "[]", *["x"] * 6, good]), encoding="utf-8")
    for how in ("text", "json", "markdown"):
        result = run(language, "diff", BASE, BASE, "--structure-only", "--applications", str(path), "--format", how)
        told(result, language)
        first, second, *_, last = result.stderr.splitlines()
        if language == "en":
            assert first == f"{path}: number 2 cannot be read: not JSON (1:2): Expecting property name enclosed in double quotes"
            assert second == f"{path}: number 3 cannot be read: an application is an object"
            assert last == f"{path}: 3 more cannot be read"
        else:
            assert first == f"{path}：第 2 份读不出来：不是 JSON，第 1 行第 2 个字符：这里应是双引号里的字段名"
            assert last == f"{path}：还有 3 份读不出来"
        assert ("cannot be read" in result.stdout or "读不出来" in result.stdout) == (how == "markdown")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("condition", ["", "fee >", "x" * 999, "费用 > 100", "1", "(" * 200, f"fee > {'9' * 60}", "at most 1 selection where", "#"])
def test_conditions_that_are_none(condition: str, language: str) -> None:
    for command in ("ask", "cheapest"):
        told(run(language, command, BASE, condition), language)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", ["fmt", "check", "test", "verify", "sources"])
def test_an_empty_path_is_not_the_current_folder(command: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a variable of a script that holds nothing gives it: nothing here is written anew."""
    written = Path(BASE).read_text(encoding="utf-8").replace("policy base", "policy    base")
    (tmp_path / "a.policy").write_text(written, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    told(run(language, command, ""), language)
    assert (tmp_path / "a.policy").read_text(encoding="utf-8") == written


NAMED = [
    *([name] for name in ("check", "explain", "show", "test", "verify", "schema", "suggest-example", "mutants")),
    *([name] for name in ("lint", "validate", "sources", "fmt")),
    *([name, BASE] for name in ("diff", "why-not", "ask")),
    ["test", BASE, "--examples"],
    ["sources", BASE, "--output"],
    ["new", "x", "--from"],
    ["check-table", "x.parquet"],
    ["check", str(ELECTRICIAN), "--given"],
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("line", NAMED, ids=" ".join)
def test_no_name_has_a_nul_character(line: list[str], language: str) -> None:
    """As a caller in Python may give it: no shell can."""
    result = run(language, *line, "a\0b.json")
    told(result, language)
    assert "a\\0b.json" in result.stderr


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "line",
    [
        ["verify", BASE, "--seconds", "nan"],
        ["test", BASE, "--fail-under", "nan"],
        ["sources", BASE, "--fail-under", "NaN"],
        ["validate", BASE, "--no-proofs", "--sources-under", "nan"],
        ["mutants", BASE, "--sample", "1", "--workers", "9" * 30],
    ],
    ids=" ".join,
)
def test_numbers_that_are_none(line: list[str], language: str) -> None:
    """Nothing is below what is no number: a demand of it would be met by everything."""
    told(run(language, *line), language)


def test_no_limit_of_time() -> None:
    for seconds in ("inf", "1e999", "1e15"):
        assert run("en", "cheapest", BASE, "outcome is accepted", "--seconds", seconds).exit_code == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_file_that_is_wrong_is_named(language: str, tmp_path: Path) -> None:
    """Where a command reads several, which of them it is; what is no file is named by its option."""
    good, cut, unknown, listed = str(ELECTRICIAN), tmp_path / "cut.json", tmp_path / "unknown.json", tmp_path / "listed.json"
    cut.write_text('{"a"', encoding="utf-8")
    unknown.write_text('{"nobody": 1, "selections": 1}', encoding="utf-8")
    listed.write_text("[]", encoding="utf-8")
    table = tmp_path / "in.parquet"
    pl.DataFrame({"selections.0.item": ["office"]}).write_parquet(table)
    into = ["check-table", str(table), str(tmp_path / "out.parquet"), "--policy", BASE]
    commands = (["check", good, "--policy", BASE], ["why-not", BASE, good], into)
    colon = "：" if language == "zh" else ": "
    for line, begins in (
        (["check", str(cut)], str(cut)),
        (["explain", str(cut), good], str(cut)),
        (["check", good, str(tmp_path)], str(tmp_path)),
        (["why-not", BASE, str(cut)], str(cut)),
        (["check", str(unknown), "--policy", BASE], f"{unknown}{colon}/selections"),
        *(([*command, "--given", str(cut)], str(cut)) for command in commands),
        *(([*command, "--given", str(listed)], str(listed)) for command in commands),
        *(([*command, "--given", str(unknown)], f"{unknown}{colon}/nobody") for command in commands),
        *(([*command, "--at", "x"], "--at") for command in commands),
    ):
        result = run(language, *line)
        told(result, language)
        assert result.stderr.startswith(f"{begins}{colon}"), (line, result.stderr)


def test_the_application_is_named_that_no_policy_is_in_force_for(tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text('{"selections": [], "steps": {"registration": {"at": "1999-01-01T00:00+08:00"}}}', encoding="utf-8")
    result = run("en", "check", str(ELECTRICIAN), str(old))
    told(result, "en")
    assert result.stderr.startswith(f"{old}: no policy is in force")


def test_standard_input_is_named_in_words() -> None:
    for language, name in (("zh", "标准输入："), ("en", "standard input: ")):
        result = run(language, "check", "-")
        told(result, language)
        assert result.stderr.startswith(name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_output_that_cannot_be_written(language: str, tmp_path: Path) -> None:
    table = tmp_path / "in.parquet"
    pl.DataFrame({"selections.0.item": ["office"]}).write_parquet(table)
    for target in (tmp_path / "none" / "out.parquet", tmp_path):
        told(run(language, "check-table", str(table), str(target), "--policy", BASE), language)
    told(run(language, "new", "2030", "--from", BASE, "--output", str(tmp_path / "none" / "x.policy")), language)


def test_every_mistake_of_json_is_told_in_chinese() -> None:
    """All that Python's reader says of texts cut off anywhere, and of some others."""
    whole = ELECTRICIAN.read_text(encoding="utf-8")
    odd = ['{"a": "\\x"}', '{"a": "\\u12"}', '{"a" 1}', '{"a": 1,}', "[1,]", "[1 2]", "{} {}", '{"a": "\n"}', "'a'", '"abc', "\ufeff\ufeff{}", "nul"]
    for text in [*(whole[:place] for place in range(1, len(whole) - 1, 7)), *odd]:
        with pytest.raises(ApplicationError) as caught:
            read_json(text)
        (problem,) = caught.value.problems
        assert "原话" not in problem.message.zh, text
        assert re.fullmatch(r"not JSON \(\d+:\d+\): .+", problem.message.en)


def test_what_has_no_words_here_is_quoted() -> None:
    assert reasons.of_json(JSONDecodeError("Quite new", "x", 0)).zh == "不是 JSON，第 1 行第 1 个字符：写法不对（原话：“Quite new”）"
    assert reasons.of_system(OSError(errno.EXDEV, "Cross-device link")).zh == "系统不允许（原话：“Cross-device link”）"
    assert reasons.of_system(OSError("odd")).en == "odd"
    assert reasons.of_polars(pl.exceptions.ComputeError("odd\nmore")).zh == "Polars 处理不了（原话：“odd”）"
    assert all(HAN.search(zh) for zh in reasons.OF_THE_SYSTEM.values())
    assert reasons.of_system(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))).en == "No such file or directory"


@pytest.fixture(name="locked")
def locked_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that may not be entered, by whoever runs the tests: the system is made to say so."""
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "a.policy").write_bytes(Path(BASE).read_bytes())

    def locked(ask: Callable[..., Any], within: bool) -> Callable[..., Any]:
        def refuse(path: Any, *rest: Any, **more: Any) -> Any:
            if isinstance(path, str | os.PathLike) and (folder in Path(path).parents or (within and Path(path) == folder)):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return ask(path, *rest, **more)

        return refuse

    for name, within in (("stat", False), ("scandir", True), ("listdir", True)):
        monkeypatch.setattr(os, name, locked(getattr(os, name), within))
    return folder


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", ["lint", "fmt", "test", "sources", "verify", "validate"])
def test_a_folder_that_may_not_be_read_is_not_an_empty_one(command: str, language: str, locked: Path) -> None:
    """What it holds would pass for sound."""
    for folder in (locked, locked.parent):
        result = run(language, command, str(folder))
        told(result, language)
        assert str(locked) in result.stderr
        assert ("没有权限" if language == "zh" else "Permission denied") in result.stderr


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_that_may_not_be_asked_for_is_not_one_that_is_not_there(language: str, locked: Path) -> None:
    policy, table = str(locked / "a.policy"), str(locked / "in.parquet")
    for line in (
        ["show", policy], ["lint", policy], ["validate", policy], ["check", str(ELECTRICIAN), "--policy", policy], ["new", "x", "--from", policy],
        ["diff", BASE, BASE, "--structure-only", "--applications", policy], ["check-table", table, str(locked.parent / "x"), "--policy", BASE],
    ):  # fmt: skip
        result = run(language, *line)
        told(result, language)
        assert re.search("没有权限" if language == "zh" else "Permission denied|is not readable", result.stderr), (line, result.stderr)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_folder_without_policies_is_told(language: str, tmp_path: Path) -> None:
    assert "*.policy" in run(language, "fmt", str(tmp_path)).stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_policy_is_no_pipe(language: str, tmp_path: Path) -> None:
    """It is there, and not what is asked for."""
    os.mkfifo(tmp_path / "pipe")
    result = run(language, "show", str(tmp_path / "pipe"))
    told(result, language)
    assert ("不是普通文件" if language == "zh" else "is no plain file") in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_full_disk_is_told_as_one(language: str, tmp_path: Path) -> None:
    table = tmp_path / "in.parquet"
    pl.DataFrame({"selections.0.item": ["office"]}).write_parquet(table)
    result = run(language, "check-table", str(table), "/dev/full", "--policy", BASE)
    told(result, language)
    assert ("磁盘满了" if language == "zh" else "No space left on device") in result.stderr
    assert "Parquet 文件" not in result.stderr


def test_what_rust_says_of_the_system_is_what_the_system_says() -> None:
    """Not a name that a user never gave, nor another reason around it."""
    for said in ("Permission denied (os error 13): /x/.0a9c.unfinished", "parquet: File out of specification: underlying IO error: … (os error 13)"):
        assert reasons.of_polars(OSError(said)) == reasons.of_system(PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_never_takes_the_place_of_what_it_is_about(language: str, tmp_path: Path) -> None:
    """However the file is named: as when the shell completes the wrong one."""
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    policy = tmp_path / "policies" / "2024H2.policy"
    notice = tmp_path / "policies" / "sources" / "2024H2" / "notice.txt"
    (tmp_path / "link").symlink_to(notice)
    before = policy.read_bytes(), notice.read_bytes()
    for output in (policy, notice, tmp_path / "link"):
        told(run(language, "sources", str(policy), "--output", str(output)), language)
    assert (policy.read_bytes(), notice.read_bytes()) == before


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_encoding_of_an_application_is_told(language: str, tmp_path: Path) -> None:
    """As editors of Windows save it."""
    for encoding, name in (("gbk", "GBK (GB18030)"), ("utf-16", "UTF-16")):
        (tmp_path / "a.json").write_bytes('{"selections": [{"item": "电工"}]}'.encode(encoding))
        result = run(language, "check", str(tmp_path / "a.json"))
        told(result, language)
        assert result.stderr.endswith(f"像是 {name}；请另存为 UTF-8\n" if language == "zh" else f"it seems to be {name}; save it as UTF-8\n")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("id", [" ", "2025 春", "2025-春", "2025H1.policy", '"x"', "「x」", "a/b", "..", "x\nrule y", "#", "x # y"])
def test_what_is_no_id_of_a_policy(id: str, language: str, tmp_path: Path) -> None:
    """Said of the id, and not of a file that is not there yet; nothing is written."""
    for output in ([], ["--output", str(tmp_path / "new.policy")]):
        shutil.copy(BASE, tmp_path / "base.policy")
        result = run(language, "new", id, "--from", str(tmp_path / "base.policy"), *output)
        told(result, language)
        assert result.stderr.startswith(repr(id)), result.stderr
        assert "2025H1" in result.stderr
        assert [each.name for each in tmp_path.iterdir()] == ["base.policy"]
