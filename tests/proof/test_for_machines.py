"""What `verify` and `diff` print for machines is as fixed, and the applications in it are accepted as they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import evalpolicy
from evalpolicy.cli import main
from tests.proof.test_verify import small

RESULT = {"name", "kind", "verdict", "bound", "seconds", "witness", "decision"}
INVARIANTS = """invariant holds "holds"
  require outcome is accepted implies at most 2 selections
invariant fails "fails"
  require outcome is accepted implies fee at most 79
invariant counts "counts"
  require at most 1 selection
invariant stated "stated"
  require outcome is not undetermined and outcome is not rejected
invariant of_a_rule "of a rule"
  require status.two is not violated
"""


def ran(*arguments: object) -> tuple[int, Any]:
    run = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return run.exit_code, json.loads(run.stdout)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return written(tmp_path, "a.policy", small(INVARIANTS).model.file.text)


def test_verify_prints_what_is_fixed(policy: Path) -> None:
    code, said = ran("verify", policy, "--format", "json")
    assert code == 1
    results = {each["name"]: each for each in said["results"]}
    assert {each["kind"] for each in results.values()} == {"invariant", "builtin"}
    for each in results.values():
        assert set(each) >= RESULT
        assert each["verdict"] in ("proved", "refuted", "undecided")
        assert isinstance(each["bound"], str)
        assert each["seconds"] >= 0
        assert (each["witness"] is None) == (each["decision"] is None)
        if each["witness"] is not None:
            decision = evalpolicy.check(each["witness"], policy=policy, at=each["at"], given=each["given"] or None)
            assert json.loads(json.dumps(decision.to_dict(), default=str)) == each["decision"]
    refuted = {name for name, each in results.items() if each["verdict"] == "refuted" and each["kind"] == "invariant"}
    assert refuted == {"fails", "counts", "stated", "of_a_rule"}
    assert all(results[name]["witness"] is not None for name in refuted)


def test_verify_exits_with_nought_only_where_all_is_proved(policy: Path, tmp_path: Path) -> None:
    assert ran("verify", written(tmp_path, "b.policy", small().model.file.text), "--format", "json")[0] == 0
    code, said = ran("verify", policy, "--format", "json", "--invariants-only")
    assert code == 1
    assert [each["kind"] for each in said["results"]] == ["invariant"] * 5


def test_what_is_not_decided_is_not_proved(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evalpolicy.proof.search.Search.find", lambda *_: ("undecided", None))
    code, said = ran("verify", policy, "--format", "json", "--invariants-only")
    assert code == 1
    assert {each["verdict"] for each in said["results"]} <= {"undecided", "proved"}
    assert next(each["verdict"] for each in said["results"] if each["name"] == "fails") == "undecided"
    code, said = ran("diff", policy, policy, "--format", "json")
    assert (code, said["witnesses"]) in ((1, []), (0, []))
    assert said["equal"] is (None if code else True)


def test_diff_prints_what_is_fixed(policy: Path, tmp_path: Path) -> None:
    text = policy.read_text(encoding="utf-8")
    revised = written(
        tmp_path, "b.policy", text.replace("| maths | 30 |", "| maths | 31 |").replace("at most 2 selections\n", "at most 1 selection\n", 1)
    )
    code, said = ran("diff", policy, revised, "--format", "json")
    assert (code, said["equal"]) == (1, False)
    assert {"equal", "structure", "witnesses"} <= set(said)
    assert said["structure"]
    assert {each["class"] for each in said["witnesses"]} >= {"fee-changed", "now-rejected"}
    for each in said["witnesses"]:
        assert set(each) >= {"class", "application", "at", "old", "new"}
        for which, path in (("old", policy), ("new", revised)):
            decision = evalpolicy.check(each["application"], policy=path, at=each["at"])
            assert json.loads(json.dumps(decision.to_dict(), default=str)) == each[which]
        assert each["old"] != each["new"]
