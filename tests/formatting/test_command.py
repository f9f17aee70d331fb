"""`evalpolicy fmt` as a shell sees it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from evalpolicy.cli import main
from evalpolicy.writing import write_file

TYPED = "规则   ａ\r\n要求 x\r\n"
FORMATTED = "规则 a\n  要求 x\n"


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(main, ["fmt", *arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    path = tmp_path / "typed.policy"
    path.write_bytes(TYPED.encode())
    return path


def test_files_are_written(typed: Path) -> None:
    result = run(str(typed))
    assert (result.exit_code, result.output) == (0, "")
    assert typed.read_bytes() == FORMATTED.encode()
    assert [path.name for path in typed.parent.iterdir()] == ["typed.policy"]


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, stdin=TYPED.encode())
    assert (result.exit_code, result.stdout_bytes) == (0, FORMATTED.encode())


def test_check_writes_nothing(typed: Path) -> None:
    result = run("--check", str(typed), "--lang", "en")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{typed} would be formatted\n"
    assert typed.read_bytes() == TYPED.encode()
    assert "格式" in run("--check", str(typed), "--lang", "zh").stderr


def test_check_of_what_is_formatted(typed: Path) -> None:
    run(str(typed))
    before = typed.stat()
    assert run("--check", str(typed)).exit_code == 0
    assert run(str(typed)).exit_code == 0
    assert typed.stat().st_ino == before.st_ino
    assert run("--check", "-", stdin=FORMATTED).exit_code == 0


def test_diff_writes_nothing(typed: Path) -> None:
    result = run("--diff", str(typed))
    assert result.exit_code == 0
    assert "+规则 a\n" in result.stdout
    assert f"--- {typed}" in result.stdout
    assert typed.read_bytes() == TYPED.encode()
    assert run("--diff", "--check", str(typed)).exit_code == 1


def test_keywords(typed: Path) -> None:
    assert run("--keywords", "en", "-", stdin=TYPED).stdout == "rule a\n  require x\n"
    assert run("--keywords", "zh", "-", stdin="rule a\n  require x\n").stdout == FORMATTED
    assert run("--check", "--keywords", "en", "-", stdin=FORMATTED).exit_code == 1


@pytest.mark.parametrize("content", [b"", b"rule a\n  require", b"\xff", b"rule a\0"])
def test_what_cannot_be_read_stays_as_it_is(tmp_path: Path, typed: Path, content: bytes) -> None:
    path = tmp_path / "broken.policy"
    path.write_bytes(content)
    result = run(str(path), str(typed))
    assert result.exit_code == 2
    assert "broken.policy:" in result.stderr
    assert path.read_bytes() == content
    assert typed.read_bytes() == FORMATTED.encode()
    assert run("--check", str(path)).exit_code == 2


def test_no_such_file(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none.policy"))
    assert result.exit_code == 2
    assert "none.policy" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="modes and links are those of POSIX")
def test_mode_and_link_stay(typed: Path) -> None:
    typed.chmod(0o640)
    link = typed.parent / "link.policy"
    link.symlink_to(typed)
    assert run(str(link)).exit_code == 0
    assert link.is_symlink()
    assert typed.read_bytes() == FORMATTED.encode()
    assert stat.S_IMODE(typed.stat().st_mode) == 0o640


def test_a_write_that_fails_leaves_the_file(typed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_file(typed, b"new")
    assert typed.read_bytes() == TYPED.encode()
    assert [path.name for path in typed.parent.iterdir()] == ["typed.policy"]


def test_a_read_only_file_stays_and_the_others_are_written(typed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may be allowed everything: that a file is read-only is told by the system's own answer."""
    kept = typed.with_name("kept.policy")
    kept.write_bytes(TYPED.encode())
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "kept.policy")
    result = run(str(kept), str(typed), "--lang", "en")
    assert (result.exit_code, result.stderr) == (2, f"{kept}: cannot be written: Permission denied\n")
    assert kept.read_bytes() == TYPED.encode()
    assert typed.read_bytes() == FORMATTED.encode()


def test_a_folder_that_cannot_be_written_is_told_by_the_file(typed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Path.open

    def fail(path: Path, mode: str = "r", *how: Any, **more: Any) -> Any:
        if "w" in mode:
            raise OSError(13, "Permission denied", "a temporary name")
        return usual(path, mode, *how, **more)

    monkeypatch.setattr(Path, "open", fail)
    result = run(str(typed), "--lang", "zh")
    assert (result.exit_code, result.stderr) == (2, f"{typed}：写不进去：没有权限\n")


def test_the_policies_of_a_folder(typed: Path) -> None:
    (typed.parent / "notes.txt").write_text("no policy", encoding="utf-8")
    assert run("--check", str(typed.parent)).exit_code == 1
    assert run(str(typed.parent)).exit_code == 0
    assert typed.read_bytes() == FORMATTED.encode()


def test_the_files_of_examples_of_a_folder(typed: Path) -> None:
    examples = typed.with_suffix(".examples")
    examples.write_text('示例   "一"\n预期 通过\n', encoding="utf-8")
    (typed.parent / "alone.examples").write_text('示例   "一"\n', encoding="utf-8")
    assert run(str(typed.parent)).exit_code == 0
    assert examples.read_text(encoding="utf-8") == '示例 "一"\n  预期    通过\n'
    assert (typed.parent / "alone.examples").read_text(encoding="utf-8") == '示例   "一"\n'
