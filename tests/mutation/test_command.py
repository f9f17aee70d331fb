"""`evalpolicy mutants`: what the examples of a policy would notice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evalpolicy.cli import main
from evalpolicy.mutation import judge_mutants, mutants
from tests.coverage.small import HEAD, small
from tests.properties.support import FILES, named

RULE = '\nrule r "r"\n  require at most 1 selection\n'
ONE = '\nexample "one"\n  select one\n  expect violated nothing\n'
TWO = '\nexample "two"\n  select one\n  select two\n  expect violated r\n'


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["mutants", *map(str, arguments)])


def verdicts(*declarations: str) -> dict[str, str]:
    found = judge_mutants(small(*declarations))
    return {each.mutant.change: each.verdict for each in found if "at most 1" in each.mutant.original}


def test_what_the_examples_would_notice() -> None:
    """One example on each side of a bound notices both ways of moving it."""
    assert verdicts(RULE, ONE)["1 becomes 2 (column 17)"] == "missed"
    assert verdicts(RULE, ONE, TWO)["1 becomes 2 (column 17)"] == "noticed"
    assert verdicts(RULE, ONE, TWO)["1 becomes 0 (column 17)"] == "noticed"


def test_processes_and_samples() -> None:
    """The answer does not depend on the number of processes; a sample is a part, the same for the same seed."""
    policy = small(RULE, ONE, TWO)
    alone = list(judge_mutants(policy))
    assert list(judge_mutants(policy, workers=2)) == alone
    drawn = list(judge_mutants(policy, sample=5, seed=3))
    assert len(drawn) == 5
    assert drawn == list(judge_mutants(policy, sample=5, seed=3))
    assert all(each in alone for each in drawn)


@pytest.mark.parametrize("name", FILES)
def test_every_change_is_said_in_chinese(name: str) -> None:
    words = ("becomes", "dropped", "emptied", "without", "column", "adopted as", "left open")
    for mutant in mutants(named(name).model):
        assert not any(word in mutant.wording.zh for word in words), mutant.wording


def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "small.policy"
    file.write_text(HEAD + RULE + ONE, encoding="utf-8")
    result = run(file, "--lang", "en", "--workers", "1")
    line = HEAD.count("\n") + 3
    assert f"{file}:{line}: 1 becomes 2 (column 17)\n    require at most 1 selection\n" in result.stdout
    assert result.exit_code == 0
    data = json.loads(run(file, "--format", "json", "--workers", "1").stdout)
    assert data["missed"] == sum(each["verdict"] == "missed" for each in data["mutants"])
    assert run(file, "--fail-under", "100", "--workers", "1").exit_code == 1
    assert run("no-such-policy").exit_code == 2
