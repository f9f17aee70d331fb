"""A policy is compared with what it was at a git revision."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evalpolicy.cli import main
from tests.proof.test_verify import small


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=someone", "-c", "user.email=someone@example.org")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture(name="policy")
def policy_fixture(tmp_path: Path) -> Path:
    """A policy in a repository: two revisions, and a change that is not committed."""
    path = tmp_path / "p.policy"
    git(tmp_path, "init", "-q")
    for place, amount in enumerate((30, 31)):
        path.write_text(small().model.file.text.replace("| maths | 30 |", f"| maths | {amount} |"), encoding="utf-8")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-q", "-m", str(place))
    path.write_text(path.read_text(encoding="utf-8").replace("| maths | 31 |", "| maths | 33 |"), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments), "--structure-only", "--format", "json"])


def amounts(shown: Result) -> list[tuple[str, str]]:
    return [(change["old"], change["new"]) for change in json.loads(shown.stdout)["structure"]]


def test_against_a_revision(policy: Path) -> None:
    assert amounts(run(policy, "--against", "HEAD")) == [("31", "33")]
    assert amounts(run(policy, "--against", "HEAD~1")) == [("30", "33")]


def test_two_revisions(policy: Path) -> None:
    assert amounts(run(f"HEAD~1:{policy}", f"HEAD:{policy}")) == [("30", "31")]
    assert amounts(run(f"HEAD:{policy}", f"HEAD:{policy}")) == []


def test_the_folder_of_a_file_may_be_gone_since(policy: Path, tmp_path: Path) -> None:
    moved = tmp_path / "old" / "deep"
    moved.mkdir(parents=True)
    policy.rename(moved / "p.policy")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "moved")
    (moved / "p.policy").rename(policy)
    moved.rmdir()
    moved.parent.rmdir()
    assert amounts(run(f"HEAD:{moved / 'p.policy'}", policy)) == []
    assert amounts(run(f"HEAD~1:{policy}", f"HEAD:{moved / 'p.policy'}")) == [("31", "33")]


def test_a_policy_that_is_not_there_is_said(tmp_path: Path) -> None:
    missing = run(tmp_path / "gone" / "p.policy", "--against", "HEAD")
    assert (missing.exit_code, "there is no policy file" in missing.stderr) == (2, True)


def test_a_revision_or_a_file_that_is_not_there_is_said(policy: Path) -> None:
    unknown = run(policy, "--against", "nowhere")
    assert (unknown.exit_code, "nowhere" in unknown.stderr) == (2, True)
    other = policy.with_name("other.policy")
    other.write_text(policy.read_text(encoding="utf-8"), encoding="utf-8")
    missing = run(other, "--against", "HEAD")
    assert (missing.exit_code, "there was no file" in missing.stderr) == (2, True)
