"""Suggested examples: they load, come out as they say, and reach what they are suggested for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner
from stdnum.cn import ric

import evalpolicy.coverage.suggest
from evalpolicy.cli import main
from evalpolicy.coverage.suggest import Suggestion, Unreached, suggestions
from evalpolicy.examples import run_examples
from evalpolicy.examples.suite import measured
from evalpolicy.formatting import format_policy
from evalpolicy.policy import Policy
from tests.coverage.small import HEAD, small
from tests.errors.excerpts import BASE
from tests.properties.support import loaded_text

RULES = """rule r "r"
  when any selection where kind is special
  require applicant.a or applicant.b

rule never "never"
  require applicant.c or not applicant.c

fee entry "entry" per selection
  | kind    | amount     |
  | plain   | 10         |
  | special | not stated |"""
EXAMPLE = 'example "one"\n  applicant a yes\n  select one, kind plain\n  expect pending\n'


def with_blocks(policy: Policy, found: list[Suggestion | Unreached]) -> Policy:
    blocks = [block for each in found if isinstance(each, Suggestion) for block in each.blocks]
    assert all(format_policy(block) == block for block in blocks)
    return loaded_text("\n\n".join([policy.model.file.text, *blocks]))


def assert_all_is_reached(policy: Policy, found: list[Suggestion | Unreached]) -> None:
    """With the blocks pasted, every example holds, and every goal is reached but those that were not suggested for."""
    after = with_blocks(policy, found)
    results = list(run_examples(after))
    assert all(result.passed for result in results)
    coverage = measured(after, results)
    unreached = {each.goal.what for each in found if isinstance(each, Unreached)}
    assert {goal.what for goal in coverage.missing} <= unreached


def test_with_the_solver() -> None:
    """Everything that some application can show is suggested; of the rest it is proved that none can."""
    pytest.importorskip("z3")
    policy = small(RULES, EXAMPLE)
    found = list(suggestions(policy))
    assert_all_is_reached(policy, found)
    unreached = [each for each in found if isinstance(each, Unreached)]
    assert all(each.proved for each in unreached)
    assert {each.goal.declaration for each in unreached} <= {"never"}
    assert "violated" in {each.goal.what.en for each in unreached}


def test_lists_that_a_rule_reads_beside_what_is_asked_for() -> None:
    """The solver fills such lists with rows that say nothing, which no example can state: they are left out."""
    pytest.importorskip("z3")
    policy = small(
        'record certificate "certificate"\n  field kind : kind "kind"\n  field issued : date "issued"',
        'fact applicant.born : date "born"\nfact applicant.held : list of certificate "held"',
        'rule old "old"\n  require applicant.born before 1990-01-01',
        'rule certified "certified"\n  when any selection where kind is special\n'
        "  require any applicant.held as h where h.kind is special and h.issued after 2020-01-01",
        'rule few "few"\n  require at most 3 selections',
    )
    found = list(suggestions(policy))
    assert_all_is_reached(policy, found)
    assert [each.goal.declaration for each in found if isinstance(each, Unreached)] == []


def test_without_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neighbours of the examples show most of it; nothing is said to be proved."""
    monkeypatch.setattr(evalpolicy.coverage.suggest, "find_spec", lambda name: None)
    policy = small(RULES, EXAMPLE)
    found = list(suggestions(policy))
    assert_all_is_reached(policy, found)
    assert not any(each.proved for each in found if isinstance(each, Unreached))
    assert sum(isinstance(each, Suggestion) for each in found) >= 5


def test_the_command(tmp_path: Path) -> None:
    """Standard output can be pasted as it is."""
    file = tmp_path / "small.policy"
    file.write_text("\n\n".join([HEAD, RULES, EXAMPLE]), encoding="utf-8")
    result = CliRunner().invoke(main, ["suggest-example", str(file), "--limit", "2", "--lang", "en"])
    assert result.exit_code == 0
    assert result.stdout.count("\nexample ") >= 2
    file.write_text(file.read_text(encoding="utf-8") + "\n" + result.stdout, encoding="utf-8")
    assert CliRunner().invoke(main, ["test", str(file)]).exit_code == 0


def test_values_are_those_that_a_clerk_would_write() -> None:
    """Of a policy without examples, too: what is suggested has office hours inside the windows, papers of the last years, people of working age."""
    pytest.importorskip("z3")
    body = BASE[: BASE.index("example ")].replace("fact applicant.prize ", 'fact applicant.born : date "出生日期"\nfact applicant.prize ')
    body += '\nrule adult "成年"\n  require age of applicant.id.birth_date on 2025-03-01 at least 18\n'
    body += '\nrule old "年龄"\n  require age of applicant.born on 2025-03-01 at most 60\n'
    policy = loaded_text(body)
    found = list(suggestions(policy, seconds=2))
    assert_all_is_reached(policy, found)
    applications = [example.application for example in with_blocks(policy, found).model.examples]
    ids = {application["applicant"]["id"] for application in applications if "id" in application.get("applicant", {})}
    born = {application["applicant"]["born"] for application in applications if "born" in application.get("applicant", {})}
    assert len(ids) > 1
    assert len(born) > 1
    assert all(ric.is_valid(id) for id in ids)
    # One of each is too young, or too old, because a rule asks for it.
    assert sum(not 16 <= 2025 - int(id[6:10]) <= 40 for id in ids) <= 1
    assert sum(not 16 <= 2025 - int(day[:4]) <= 40 for day in born) <= 1
    issued = {row["issued"] for application in applications for row in application.get("applicant", {}).get("held") or () if "issued" in row}
    assert issued
    assert all("2020" <= day < "2025-03" for day in issued)
    times = [dt.datetime.fromisoformat(step["at"]) for application in applications for step in application.get("steps", {}).values() if "at" in step]
    assert times
    assert all(dt.date(2025, 3, 1) <= at.date() <= dt.date(2025, 3, 30) and 9 <= at.hour <= 17 for at in times)
