"""The documentation runs: Python blocks, command lines, links."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalpolicy.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *(page for folder in ("docs", "docs/examples", "docs/zh") for page in sorted((ROOT / folder).glob("*.md")))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=lambda page: page.name)
def test_python_blocks_run(page: Path) -> None:
    """In order, each page from a fresh start, as a reader would type them."""
    names: dict[str, object] = {}
    for block in blocks(page, "python"):
        exec(compile(block, str(page), "exec"), names)


def command_blocks() -> list[tuple[str, list[str]]]:
    found = []
    for page in PAGES:
        for block in blocks(page, "sh"):
            lines = [line for line in block.splitlines() if line.startswith("evalpolicy ")]
            # What writes files goes on in its block with what it wrote; all else stands for itself.
            found += [(page.name, lines)] if any(line.startswith("evalpolicy new ") for line in lines) else [(page.name, [line]) for line in lines]
    return found


@pytest.mark.parametrize(("page", "lines"), command_blocks())
def test_command_lines_run(page: str, lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if len(lines) > 1:
        shutil.copytree(ROOT / "policies", tmp_path / "policies")
        monkeypatch.chdir(tmp_path)
    for line in lines:
        result = CliRunner().invoke(main, shlex.split(line, comments=True)[1:])
        assert result.exit_code in (0, 1), result.output
        assert not isinstance(result.exception, Exception)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if ":" not in target and not os.path.exists(page.parent / target)]
    assert missing == []
