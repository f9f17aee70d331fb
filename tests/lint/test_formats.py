"""Every format of lint and validate is what those who read it take, for each mistake of docs/errors, in both languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalpolicy.cli import main
from evalpolicy.diagnostics import Diagnostic
from evalpolicy.lint.document import FORMATS, as_document
from evalpolicy.lint.linter import lint_file
from evalpolicy.wording import Language
from tests.errors.excerpts import PAGES, policies, said_of_mistake

from .shapes import hold_to_github, hold_to_gitlab, hold_to_sarif

KEYS = {"code", "severity", "file", "line", "column", "end_line", "end_column", "message", "help"}


def hold_to_json(text: str) -> None:
    for entry in json.loads(text):
        assert set(entry) == KEYS
        assert all(entry[place] >= 1 for place in ("line", "column", "end_line", "end_column"))
        assert (entry["end_line"], entry["end_column"]) >= (entry["line"], entry["column"])
        assert entry["severity"] in ("error", "warning", "info")


def hold_to_text(text: str) -> None:
    assert text.strip()


HELD = {"text": hold_to_text, "json": hold_to_json, "sarif": hold_to_sarif, "github": hold_to_github, "gitlab": hold_to_gitlab}


@cache
def mistakes() -> tuple[Diagnostic, ...]:
    """Everything that is said of every mistake of the pages, in a file whose name wants escaping; and of a file that is not there."""
    found = lint_file(Path("not/there.policy"))
    return (*found, *(diagnostic for code in PAGES for diagnostic in said_of_mistake(code)))


def test_every_format_is_held_to_its_readers() -> None:
    assert set(HELD) == set(FORMATS)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_said_of_every_mistake(format_: str, language: Language) -> None:
    assert len({diagnostic.code for diagnostic in mistakes()}) > 120
    HELD[format_](as_document(mistakes(), format_, 1, language))


@pytest.mark.parametrize("command", [["lint"], ["validate", "--no-proofs"]], ids=["lint", "validate"])
@pytest.mark.parametrize("format_", FORMATS)
def test_what_the_commands_print(command: list[str], format_: str, tmp_path: Path) -> None:
    page = PAGES["unused-fact"]
    assert page.example is not None
    (tmp_path / "odd.policy").write_text(policies(page.example)[0], encoding="utf-8")
    (tmp_path / "broken.policy").write_text(policies(page.example)[0].replace("require", "requrie", 1), encoding="utf-8")
    result = CliRunner().invoke(main, [*command, str(tmp_path), "--format", format_])
    assert result.exit_code == 1
    HELD[format_](result.stdout)


def test_nothing_to_say_is_a_document_too() -> None:
    for format_, held in HELD.items():
        if format_ != "text":
            held(as_document([], format_, 1, "en"))


def test_sarif_carries_the_pages() -> None:
    for language in ("zh", "en"):
        log = json.loads(as_document(mistakes(), "sarif", 1, language))
        for rule in log["runs"][0]["tool"]["driver"]["rules"]:
            assert rule["shortDescription"]["text"] == PAGES[rule["id"]].summary.text(language)
            assert PAGES[rule["id"]].text.text(language) in rule["help"]["markdown"]
