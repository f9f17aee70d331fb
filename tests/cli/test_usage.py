"""What is wrong with a command line is said in the language that it asks for."""

from __future__ import annotations

import pickle

import pytest
from click.testing import CliRunner

import evalpolicy
from evalpolicy import UsageError
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


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("diff --lang zh 2024H2", "请写两个规则文件"),
        ("diff --lang zh 2024H2 2024H2 --whole-weeks", "--whole-weeks 要与 --relative 一起用"),
        ("check --lang zh examples/electrician.json --policy 2024H3", "没有规则文件 '2024H3'，也没有这个代号的规则文件。是不是 '2024H2'？"),
        ("check --lang zh examples/electrician.json --through paymnet", "没有步骤 'paymnet'；是不是 'payment'？"),
        ("validate --lang zh --tightens-only policies/2024H2.policy", "--tightens-only 要与 --against REVISION 一起用"),
        ("test --lang zh nothing_there", "没有规则文件 'nothing_there'"),
        ("show --lang zh policies", "'policies' 是文件夹，要的是一个规则文件"),
    ],
)
def test_calls_that_cannot_be_carried_out_in_chinese(line: str, said: str) -> None:
    run = CliRunner().invoke(main, line.split())
    assert run.exit_code == 2
    assert said in run.stderr


def test_why_a_call_cannot_be_carried_out_is_told_in_both_languages() -> None:
    with pytest.raises(UsageError) as raised:
        evalpolicy.load("2024H3")
    error = pickle.loads(pickle.dumps(raised.value))
    assert str(error) == error.render("en") == error.message.en
    assert error.message.en.startswith("there is no policy file '2024H3'")
    assert error.render("zh").startswith("没有规则文件 '2024H3'")
