"""evalpolicy new: the next semester's policy, in which nothing stale slips through."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import evalpolicy
from evalpolicy.cli import main
from evalpolicy.diff.structure import structure_diff
from evalpolicy.lint.linter import lint_file, lint_text
from tests.properties.support import FILES, NOTICE


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


@pytest.fixture(name="new", scope="module")
def new_policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "2025H1.policy"
    assert run("new", "2025H1", "--from", NOTICE, "--output", path).exit_code == 0
    return path


def test_the_copy_loads_with_its_new_id(new: Path) -> None:
    before, after = evalpolicy.load(NOTICE), evalpolicy.load(new)
    assert after.id == "2025H1"
    assert [change.name for change in structure_diff(before, after) if change.kind.en not in ("policy", "id")] == []


def test_comments_and_layout_stay(new: Path) -> None:
    lines = [line.removesuffix("  # 待确认") for line in new.read_text(encoding="utf-8").split("\n")]
    old = NOTICE.read_text(encoding="utf-8").split("\n")
    assert [pair for pair in zip(old, lines, strict=True) if pair[0] != pair[1]] == [
        ('policy 2024H2 "2024 年下半年职业技能评价"', 'policy 2025H1 "2024 年下半年职业技能评价"')
    ]


def test_every_date_is_an_error_until_it_is_confirmed(new: Path) -> None:
    text = new.read_text(encoding="utf-8")
    told = [(each.span.line, each.span.column) for each in lint_file(new) if each.code == "date-not-confirmed"]
    stated = [
        (number, match.start() + 1)
        for number, line in enumerate(text.split("\n"), 1)
        for match in re.finditer(r"(?<![\d-])2\d{3}-\d\d-\d\d", line)
        if not line.lstrip().startswith("#")
    ]
    assert stated
    assert set(stated) <= set(told)
    assert run("lint", new).exit_code == 1


def test_the_texts_are_to_be_replaced(new: Path) -> None:
    assert [each.code for each in lint_file(new)].count("text-not-confirmed") == len(evalpolicy.load(NOTICE).model.sources)


def test_a_confirmed_line_is_none(new: Path) -> None:
    text = new.read_text(encoding="utf-8").replace("  # 待确认", "")
    found = lint_text(text, name="2025H1.policy", folder=new.parent)
    assert not [each for each in found if each.severity == "error"]


def test_nothing_is_overwritten(new: Path) -> None:
    before = new.read_bytes()
    assert run("new", "2025H1", "--from", NOTICE, "--output", new).exit_code == 2
    assert new.read_bytes() == before


@pytest.mark.parametrize("id", ["2024H2", "../2025H1", "two words", ""])
def test_bad_ids(id: str, tmp_path: Path) -> None:
    result = run("new", id, "--from", NOTICE, "--output", tmp_path / "x.policy")
    assert result.exit_code == 2
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
    assert not (tmp_path / "x.policy").exists()


@pytest.mark.parametrize("name", FILES)
def test_any_policy(name: str, tmp_path: Path) -> None:
    """The copy of any policy loads, and has no other errors than those of confirmation."""
    path = tmp_path / "next.policy"
    assert run("new", "next", "--from", FILES[name], "--output", path).exit_code == 0
    assert {each.code for each in lint_file(path) if each.severity == "error"} == {"date-not-confirmed", "text-not-confirmed"}


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("  in force 2024-01-01 .. 2024-12-31  # confirm", ["date-not-confirmed", "date-not-confirmed"]),
        ("  in force 2024-01-01 .. 2024-12-31  # 待确认", ["date-not-confirmed", "date-not-confirmed"]),
        ("  in force 2024-01-01 .. 2024-12-31  # as the notice says # Confirm", ["date-not-confirmed", "date-not-confirmed"]),
        ("  in force 2024-01-01 .. 2024-12-31  # confirmed by Li", []),
        ("  in force 2024-01-01 .. 2024-12-31", []),
        ('rule few "until 10 月 1 日"  # confirm', ["date-not-confirmed"]),
        ("  require at most 2 selections  # confirm", ["text-not-confirmed"]),
        ('rule few "a # confirm in a title"', []),
    ],
)
def test_which_lines_are_to_be_confirmed(line: str, codes: list[str]) -> None:
    found = lint_text(line, name="line.policy", folder=None)
    assert [each.code for each in found if each.code.endswith("-confirmed")] == codes
