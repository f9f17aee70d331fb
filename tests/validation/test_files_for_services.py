"""The files that a team takes along are what the services that read them accept, by the schemas that these publish."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def accepted(*command: object) -> bool:
    ran = subprocess.run([sys.executable, "-m", *map(str, command)], capture_output=True, text=True, check=False, cwd=ROOT)
    return ran.returncode == 0


@pytest.mark.parametrize(("schema", "file"), [("vendor.github-workflows", "github.yml"), ("vendor.gitlab-ci", "gitlab.yml")])
def test_workflows(schema: str, file: str, tmp_path: Path) -> None:
    written = ROOT / "docs" / "ci" / file
    assert accepted("check_jsonschema", "--builtin-schema", schema, written)
    damaged = tmp_path / file
    damaged.write_text(written.read_text(encoding="utf-8").replace("steps:", "stepps:").replace("script:", "scrypt:"), encoding="utf-8")
    assert not accepted("check_jsonschema", "--builtin-schema", schema, damaged)


def test_hooks(tmp_path: Path) -> None:
    assert accepted("pre_commit", "validate-manifest", ".pre-commit-hooks.yaml")
    damaged = tmp_path / "hooks.yaml"
    written = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    damaged.write_text(written.replace("language: python", "language: pythonn"), encoding="utf-8")
    assert not accepted("pre_commit", "validate-manifest", damaged)
