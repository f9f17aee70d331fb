"""Whatever an author types, the syntax answers with a tree and diagnostics, and their places are in the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalpolicy.diagnostics import Diagnostic, Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.lint.linter import lint_text
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import notations, tree
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.notations.notation import Notation
from evalpolicy.syntax.parser import parse_policy
from evalpolicy.syntax.parts import parse_cell_amount, parse_cell_test, parse_cell_values, parse_expression, parse_template
from evalpolicy.syntax.problems import TOLD_ONCE
from evalpolicy.syntax.reading import decode_source
from evalpolicy.syntax.scanning import MOST_TOLD
from evalpolicy.wording import Wording
from tests.syntax.reading import shown, spans
from tests.syntax.test_declarations import DECLARATIONS
from tests.syntax.test_expressions import EXPRESSIONS

POLICY = "\n".join(text for text, _ in DECLARATIONS)
SPELLINGS = sorted({spelling for table in keywords().spellings.values() for forms in table.values() for spelling in forms})
MARKS = [
    '"',
    "“",
    "”",
    "(",
    ")",
    "|",
    "｜",
    ",",
    "、",
    "#",
    "\\",
    "{",
    "}",
    "「",
    "」",
    "..",
    ":",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\u3000",
    "=",
    "<",
    "%",
    "2024-02-30",
]
PIECES = st.sampled_from(SPELLINGS + MARKS * 4 + ["a", "x.y", "电工", "12", "1,000", "2024-10", "2024-09-21", "17:00", "2024H2"])
SOUP = st.lists(PIECES, max_size=40).map(" ".join)


def examine(text: str) -> None:
    """Read it, and look at every place that is named."""
    file = SourceFile("x", text)
    diagnostics = Diagnostics(file)
    found = parse_policy(file, diagnostics, Limits(nesting=30))
    assert found.complete == (diagnostics.unread(TOLD_ONCE) == [])
    for span in [*spans(found), *(diagnostic.span for diagnostic in diagnostics.found)]:
        assert_in_file(span, file)
    for diagnostic in diagnostics.found:
        assert diagnostic.help is not None
        assert diagnostic.render("zh")
        assert diagnostic.render("en")
    assert shown(found)


def assert_in_file(span: Span, file: SourceFile) -> None:
    assert 1 <= span.line <= span.end_line <= file.line_count
    assert 1 <= span.column <= len(file.line(span.line)) + 1
    assert 1 <= span.end_column <= len(file.line(span.end_line)) + 2
    assert (span.line, span.column) <= (span.end_line, span.end_column)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    examine(text)


@given(SOUP)
def test_any_words(text: str) -> None:
    examine(text)


@given(st.lists(SOUP, max_size=6), st.sampled_from(DECLARATIONS))
def test_any_words_in_a_declaration(lines: list[str], declaration: tuple[str, list[str]]) -> None:
    examine("\n".join([declaration[0], *lines]))


@given(st.data())
def test_damaged_file(data: st.DataObject) -> None:
    """Cut pieces out of a good file, and put others in."""
    text = "\n".join(data.draw(st.lists(st.sampled_from([text for text, _ in DECLARATIONS]), min_size=1, max_size=4)))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(PIECES | st.just("") | st.text(max_size=3)) + text[end:]
    examine(text)


@given(st.integers(0, len(POLICY)), st.integers(0, 60))
def test_every_gap(start: int, length: int) -> None:
    examine(POLICY[:start] + POLICY[start + length :])


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    file, diagnostics = decode_source(data, "x")
    if not diagnostics.found:
        examine(file.text)


@given(SOUP | st.text(max_size=60))
def test_any_cell_or_placeholder(text: str) -> None:
    line = text.replace("\n", " ").replace("\r", " ")
    file = SourceFile("x", line)
    for parse in (parse_cell_test, parse_cell_amount, parse_cell_values):
        diagnostics = Diagnostics(file)
        found: tree.Node | None = parse(tree.Cell(Span(1, 1, 1, len(line) + 1), line), diagnostics, Limits(nesting=30))
        assert (found is None) == (diagnostics.unread(TOLD_ONCE) != [])
        for span in [*spans(found), *(diagnostic.span for diagnostic in diagnostics.found)]:
            assert_in_file(span, file)
    diagnostics = Diagnostics(file)
    parse_template(tree.Text(Span(1, 1, 1, len(line) + 1), line), diagnostics, Limits(nesting=30))
    for diagnostic in diagnostics.found:
        assert_in_file(diagnostic.span, file)


def bracketed(parts: tuple[str, str, str]) -> str:
    left, operator, right = parts
    return f"({left}) {operator} ({right})"


FORMS = st.sampled_from([text for text, _ in EXPRESSIONS])
OPERATORS = st.sampled_from(["and", "or", "implies", "is", "+", "at least"])


@given(st.recursive(FORMS, lambda inner: st.tuples(inner, OPERATORS, inner).map(bracketed), max_leaves=12))
def test_expressions_of_expressions(text: str) -> None:
    diagnostics = Diagnostics(SourceFile("x", text))
    assert parse_expression(text, diagnostics) is not None
    assert diagnostics.found == []


@pytest.mark.parametrize("rule", ["-" * 500 + "|", "- \u3000" * 200 + "1", "-" + "\u3000" * 500 + "1", "*" * 500 + "|", "`" * 500 + "|", "——" * 200])
def test_long_rules_of_marks_are_read_at_once(rule: str) -> None:
    # As they are left of the separator of a table that was broken in two.
    examine(f"{POLICY}\n{rule}\n")


@pytest.mark.parametrize(("line", "told"), [("[" * 100_000, 1), ("[]" * 50_000, MOST_TOLD), ("【" * 100_000, 1)], ids=["[", "[]", "【"])
def test_a_character_again_and_again_is_told_a_few_times(line: str, told: int, tmp_path: Path) -> None:
    found = lint_text(f"{POLICY}\n{line}\n", name="a.policy", folder=tmp_path)
    assert [each.code for each in found if each.span.line == POLICY.count("\n") + 2] == ["unexpected-character"] * told


def test_a_line_of_many_mistakes_is_looked_at_a_few_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Diagnostic] = []
    monkeypatch.setattr(notations, "_clarified", asked.append)
    assert len(lint_text(f"{POLICY}\n{'「」' * 2000}\n", name="a.policy", folder=tmp_path)) > notations.MOST_A_LINE
    last = POLICY.count("\n") + 2
    assert len([each for each in asked if each.span.line == last]) == notations.MOST_A_LINE


def test_no_notation_is_looked_for_in_a_gap_that_nobody_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[re.Match[str]] = []
    everything = Notation(re.compile("(?P<at>.)"), Wording("", ""), lambda match: asked.append(match))
    monkeypatch.setattr(notations, "NOTATIONS", (everything,))
    for gap, is_asked in ((" ", True), (" " * 300, False)):
        asked.clear()
        line = f"  require{gap}x y z"
        assert lint_text(f"{POLICY}\n{line}\n", name="a.policy", folder=tmp_path)
        assert any(match.string == line for match in asked) is is_asked
