"""Every code has a page, every page a code; and what the pages show is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evalpolicy.cli import main
from evalpolicy.pages import read_page
from evalpolicy.validation.validator import Demands, validate_file

from .codes import codes
from .excerpts import BASE, FOLDER, PAGES, policies, said_of_application, said_of_mistake, said_of_policy
from .occasions import OCCASIONS

VALIDATED = {
    "not-formatted": Demands(proofs=False),
    "too-little-covered": Demands(proofs=False, fail_under=90),
    "invariant-refuted": Demands(),
    "proof-refuted": Demands(),
}
"""What validate is asked for that gives these."""

SHOWN = {code: page.example for code, page in PAGES.items() if page.example is not None}
LINTED = sorted(code for code, example in SHOWN.items() if example.kind == "policy" and code not in {*VALIDATED, *OCCASIONS})
APPLICATIONS = sorted(code for code, example in SHOWN.items() if example.kind == "json")
HAN = re.compile("[\u3400-\u9fff]")


def test_codes_and_pages_are_the_same() -> None:
    given = codes()
    assert {code: given[code] for code in given if code not in PAGES} == {}, "a code without a page in docs/errors"
    assert set(PAGES) - set(given) == set(), "a page of a code that nothing gives"


@pytest.mark.parametrize("code", PAGES)
def test_a_page_says_it_in_both_languages(code: str) -> None:
    page = PAGES[code]
    assert page.code == code
    for wording in (page.summary, page.text):
        assert HAN.search(wording.zh)
        assert wording.en
        assert not HAN.search(re.sub("`[^`]*`", "", wording.en))


def test_a_text_of_another_form_is_no_page() -> None:
    with pytest.raises(ValueError, match="not a page"):
        read_page("# some-code\n\nWords.\n")


def test_every_page_is_tried() -> None:
    assert {*LINTED, *APPLICATIONS, *VALIDATED, *OCCASIONS} == set(PAGES)


def test_the_policy_that_the_examples_edit_is_sound() -> None:
    assert said_of_policy(BASE) == {}


@pytest.mark.parametrize("code", LINTED)
def test_the_mistake_of_a_page_gives_its_code_and_the_repair_does_not(code: str) -> None:
    """No other error is told of it; a remark may be."""
    said = {diagnostic.code: diagnostic.severity for diagnostic in said_of_mistake(code)}
    errors = {each for each, severity in said.items() if severity == "error"}
    assert errors | ({code} & set(said)) == {code}
    after = said_of_policy(policies(SHOWN[code])[1])
    assert code not in after
    assert "error" not in after.values()


@pytest.mark.parametrize("code", APPLICATIONS)
def test_the_application_of_a_page_gives_its_code_and_the_repair_does_not(code: str) -> None:
    assert said_of_application(SHOWN[code].wrong) == {code}
    assert said_of_application(SHOWN[code].repaired) == set()


@pytest.mark.parametrize("code", VALIDATED)
def test_what_validate_gives(code: str, tmp_path: Path) -> None:
    found = []
    for text in policies(SHOWN[code]):
        path = tmp_path / "base.policy"
        path.write_text(text, encoding="utf-8")
        found.append({diagnostic.code for diagnostic in validate_file(path, VALIDATED[code])})
    assert code in found[0]
    assert code not in found[1]


@pytest.mark.parametrize("code", OCCASIONS)
def test_what_no_excerpt_shows(code: str, tmp_path: Path) -> None:
    wrong, repaired = OCCASIONS[code](tmp_path)
    assert wrong == {code}
    assert code not in repaired


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["explain-code", *arguments])


def test_explaining_a_code() -> None:
    english, chinese = (run("weekday-mismatch", "--lang", lang) for lang in ("en", "zh"))
    assert english.exit_code == chinese.exit_code == 0
    assert "a weekday that does not match its date" in english.stdout
    assert "日期和星期对不上" in chinese.stdout
    assert "on 2025-05-10 Sunday" in english.stdout
    assert run("error[weekday-mismatch]", "--lang", "en").stdout == english.stdout


def test_a_misspelt_code_is_told() -> None:
    result = run("weekday-missmatch", "--lang", "zh")
    assert result.exit_code == 2
    assert "`weekday-mismatch`" in result.stderr
    assert result.stdout == ""
    assert run("qqqq", "--lang", "en").exit_code == 2


def test_all_codes_are_listed() -> None:
    lines = run("--lang", "zh").stdout.splitlines()
    assert [line.split()[0] for line in lines] == sorted(PAGES)
    assert all(HAN.search(line) for line in lines)


def test_the_pages_are_in_their_folder_alone() -> None:
    """What else is there is what the examples need."""
    others = {path.name for path in FOLDER.iterdir()} - {f"{code}.md" for code in PAGES}
    assert others == {"README.md", "base.policy", "notice.txt"}
