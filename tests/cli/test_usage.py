"""What is wrong with a command line is said in the language that it asks for."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from evalpolicy.cli import main


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("lint --lang zh", "缺少 'PATHS...'"),
        ("validate --lang zh --foo x", "没有选项 --foo"),
        ("lint --lang=zh nothing_there", "没有“nothing_there”这个文件或文件夹"),
        ("lint --lang zh --format xx .", "“xx”不在可选的值里：text、json"),
        ("test --lang zh --fail-under 300 .", "300.0 不在"),
        ("fmt --lang zh . --keywords xx", "“xx”不在可选的值里：zh、en"),
    ],
)
def test_in_chinese(line: str, said: str) -> None:
    run = CliRunner().invoke(main, line.split())
    assert run.exit_code == 2
    assert said in run.stderr
    assert "用法：" in run.stderr
    assert "Error" not in run.stderr


def test_in_english() -> None:
    run = CliRunner().invoke(main, ["lint", "--lang", "en"])
    assert run.exit_code == 2
    assert "Missing argument" in run.stderr


def test_help_is_no_mistake() -> None:
    run = CliRunner().invoke(main, ["lint", "--help"])
    assert run.exit_code == 0
    assert "--strict" in run.stdout
