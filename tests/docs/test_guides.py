"""The guides for authors: their policies are sound, their commands print what is shown, and they leave nothing of the language out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evalpolicy import Application, load
from evalpolicy.formatting import format_policy
from evalpolicy.limits import Limits
from evalpolicy.lint.linter import lint_file
from evalpolicy.loading import read_text
from evalpolicy.syntax import tree
from tests.docs.guide import DOCS, GUIDES, followed, reading
from tests.test_example_policies import FORMS, constructs, parsed

WRITING = (DOCS / "zh/writing.md").read_text(encoding="utf-8")
WHOLE = DOCS / "zh/shufa/shufa.policy"


@pytest.mark.parametrize("language", GUIDES)
def test_the_commands_print_what_is_shown(language: str, tmp_path: Path) -> None:
    with reading(language, tmp_path):
        for page in GUIDES[language]:
            text = page.read_text(encoding="utf-8")
            assert followed(text) == text, "python -m tests.docs.guide writes anew what the commands print"


def test_at_least_fifteen_mistakes_are_told_with_their_repair() -> None:
    """Each message stands between what is wrong and what is right; that the right one is sound is seen by the commands below it."""
    page = (DOCS / "zh/messages.md").read_text(encoding="utf-8")
    told = re.findall(r"^```policy wrong .*?^\$ evalpolicy lint .*?\[[a-z-]+\].*?^```policy right ", page, re.M | re.S)
    assert len(told) >= 15


# --- the chapter on every construct ----------------------------------------------------------


def declarations(text: str) -> list[str]:
    return [part for part in re.split(r"\n\n+", text.strip()) if not part.startswith("#")]


def test_the_whole_policy_is_what_the_chapter_shows() -> None:
    shown = [part for block in re.findall(r"^```policy\n(.*?)^```$", WRITING, re.M | re.S) for part in declarations(block)]
    assert sorted(shown) == sorted(declarations(WHOLE.read_text(encoding="utf-8")))


def test_the_whole_policy_is_sound_and_in_its_layout() -> None:
    assert lint_file(WHOLE) == []
    text = WHOLE.read_text(encoding="utf-8")
    assert format_policy(text) == format_policy(text, keywords="zh") == text


def test_the_application_of_the_chapter_states_something_of_every_kind_and_is_accepted() -> None:
    (block,) = re.findall(r"^```json\n(.*?)^```$", WRITING, re.M | re.S)
    decision = load(WHOLE).check(Application.from_json(block))
    assert (decision.outcome, str(decision.fee.total), decision.warnings) == ("accepted", "122", ())


def table_cells(head: str) -> list[str]:
    """What stands in the first column of the chapter's tables with that head."""
    tables = re.findall(rf"^\| {head} \|[^\n]*\n\|[-|]+\|\n((?:\|[^\n]*\n)+)", WRITING, re.M)
    return [form for table in tables for cell in re.findall(r"^\|([^|]*)\|", table, re.M) for form in re.findall(r"`([^`]+)`", cell)]


def loads(addition: str) -> str | None:
    """The whole policy with something more, where it has no errors."""
    text = f"{WHOLE.read_text(encoding='utf-8')}\n{addition}\n"
    read = read_text(text, name=WHOLE.name, folder=WHOLE.parent, limits=Limits())
    return None if read.model is None else text


def additions() -> list[tuple[str, ...]]:
    """Each form that the tables show, in a declaration; of several ways to put it there one has to do."""
    values = [(f"定义 试 = {cell}", f"定义 试 之 selection = {cell}") for cell in [*table_cells("条件"), *table_cells("值")]]
    types = [(f"事实 applicant.试 : {cell} \"试\"",) for cell in table_cells("类型")]
    heads = ("item", "applicant.学习月数", "级别")
    cells = [tuple(f"费用 试 \"试\" 按项\n  | {head} | 金额 |\n  | {cell} | 1 |" for head in heads) for cell in table_cells("格子")]
    assert min(len(values), len(types), len(cells)) > 4
    return [*values, *types, *cells]


@pytest.mark.parametrize("ways", additions(), ids=lambda ways: ways[0])
def test_every_form_in_a_table_can_be_written(ways: tuple[str, ...]) -> None:
    assert any(loads(way) for way in ways)


def test_the_chapter_shows_the_whole_language(tmp_path: Path) -> None:
    found = [*parsed(WHOLE)]
    for number, ways in enumerate(additions()):
        path = tmp_path / f"{number}.policy"
        path.write_text(next(text for way in ways if (text := loads(way))), encoding="utf-8")
        found += parsed(path)
    shown = {type(node) for node in found}
    assert [construct.__name__ for construct in constructs() if construct not in shown] == []
    # Forms that are told in words beside another one of their kind.
    named = {"Adjust.op": {"replace", "floor"}, "FactDecl.never_empty": {"True"}}
    for attribute, forms in FORMS.items():
        name, field = attribute.split(".")
        values = {str(getattr(node, field)) for node in found if isinstance(node, getattr(tree, name))}
        assert forms - values - named.get(attribute, set()) == set(), attribute


def test_the_first_policy_is_written_in_chinese() -> None:
    (block,) = re.findall(r"^```policy spring.policy\n(.*?)^```$", GUIDES["zh"][0].read_text(encoding="utf-8"), re.M | re.S)
    assert format_policy(block, keywords="zh") == block
