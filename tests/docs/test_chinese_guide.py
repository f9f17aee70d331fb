"""The Chinese guide for authors: its policy is sound, and what it shows of a mistake is what is said."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalpolicy.cli import main
from evalpolicy.lint.linter import lint_file
from evalpolicy.lint.text import as_text

FOLDER = Path(__file__).resolve().parents[2] / "docs/zh"
GUIDE = (FOLDER / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", GUIDE, re.DOTALL)
NOTICE = BLOCKS[0][1]
(POLICY,) = (text for kind, text in BLOCKS if kind == "policy")
(SAID,) = (text for _, text in BLOCKS if "header-missing" in text)


def said(folder: Path, policy: str) -> str:
    """What lint says of the guide's policy beside its notice."""
    (folder / "通知.txt").write_text(NOTICE, encoding="utf-8")
    path = folder / "spring.policy"
    path.write_text(policy, encoding="utf-8")
    found = lint_file(path)
    return as_text(found, 1, "zh").replace(f"{folder}/", "")


def test_the_first_policy_is_sound(tmp_path: Path) -> None:
    assert said(tmp_path, POLICY) == "1 个文件：0 个错误，0 个警告，0 个提示"


def test_the_message_that_is_shown_is_what_is_said(tmp_path: Path) -> None:
    assert said(tmp_path, POLICY.replace('规则 两个 "最多报两个项目"\n', "")) == SAID.strip("\n")


def test_the_commands_of_the_next_semester_say_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the page, in a folder that holds the first page's files."""
    said(tmp_path, POLICY)
    monkeypatch.chdir(tmp_path)
    page = (FOLDER / "next-semester.md").read_text(encoding="utf-8")
    shown = "".join(re.findall(r"```console\n(.*?)```", page, re.DOTALL))
    commands = re.findall(r"^\$ evalpolicy (.*)$", shown, re.MULTILINE)
    assert commands
    outputs = (f"$ evalpolicy {command}\n{CliRunner().invoke(main, shlex.split(command)).output}" for command in commands)
    assert "".join(outputs) == shown
