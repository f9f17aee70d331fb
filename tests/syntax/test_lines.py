"""How lines go on, where declarations begin, and what table rows hold."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.source import SourceFile
from evalpolicy.syntax import tree
from evalpolicy.syntax.lines import may_hold_left_overs
from evalpolicy.syntax.pasted import without_left_overs
from evalpolicy.syntax.rows import read_row
from tests.syntax.reading import at, only, policy, shown, sound, spans


@pytest.mark.parametrize(
    "text",
    [
        "require (a\nand b)",
        "require (\na and\n\n# comment\nb\n)",
        "require a\nand b",
        "require a\n\n# comment\n  and b",
        "require a and\nb",
        "require\ta and b # , and",
    ],
)
def test_line_goes_on(text: str) -> None:
    assert shown(only(f"rule r\n{text}\nwhen c").clauses) == "[Require(Binary(and, a, b)), When(c)]"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("require x in (a,\n b)", "[Require(Membership(x, [a, b], True, False))]"),
        ("require a\nor b\nimplies c", "[Require(Binary(implies, Binary(or, a, b), c))]"),
        ("require a is if b\nthen 1\nelse 2", "[Require(Compare(is, a, Conditional(b, 1, 2)))]"),
        ("require any selection\nwhere a", "[Require(Quantified(any, Rows(selection), a))]"),
        ("require a at least\n1", "[Require(Compare(ge, a, 1))]"),
        ("require a +\n b *\n c =\n 1", "[Require(Compare(eq, Binary(+, a, Binary(*, b, c)), 1))]"),
        ("require a is\nnot\nb", "[Require(Compare(is_not, a, b))]"),
        ('cite n "1" "a",\n"b"', "[Cite(n, '1', ['a', 'b'])]"),
        ("require (fee at least\nfee and\nfee)", "[Require(Binary(and, Compare(ge, fee, fee), fee))]"),
        ("require (a is b and\nfee at least 3)", "[Require(Binary(and, Compare(is, a, b), Compare(ge, fee, 3)))]"),
    ],
)
def test_forms_of_going_on(text: str, clauses: str) -> None:
    assert shown(only(f"rule r\n{text}").clauses) == clauses


def test_header_goes_on() -> None:
    assert shown(only('type t =\n a "x" |\n b')) == "TypeDecl(t, None, [], [EnumValue(a, 'x', []), EnumValue(b, None, [])], False)"


def test_yes_at_the_end_goes_nowhere() -> None:
    """`是` is both `is` and `yes`; at the end of a line it is taken for a value."""
    assert shown(sound("事实 applicant.x : 是否 默认 是\n规则 r").declarations[1]) == "RuleDecl(r, None, [], False)"


@pytest.mark.parametrize("keyword", ["rule r", "record r", "fee f per selection", 'fee f "x" per selection', 'example "e"', "规则 r", "费用 f 按项"])
@pytest.mark.parametrize("broken", ["require (a and", "require a,", "require a and"])
def test_a_declaration_ends_what_goes_on(keyword: str, broken: str) -> None:
    found, diagnostics = policy(f"rule q\n{broken}\n{keyword}\n")
    assert len(found.declarations) == 2
    assert [d.span.line for d in diagnostics.errors] == [2]


def test_record_in_an_example_is_a_clause() -> None:
    found = sound('example "e"\nrecord held: a 1\nrecord other "x"\nfield a : date\nrule r').declarations
    assert [type(declaration).__name__ for declaration in found] == ["ExampleDecl", "RecordDecl", "RuleDecl"]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| a | b |", "[|a|, |b|]"),
        ("|a|b", "[|a|, |b|]"),
        ("  ｜ a ｜ b ｜  ", "[|a|, |b|]"),
        ("\u3000| a |  |", "[|a|, ||]"),
        ("| a || b |", "[|a|, ||, |b|]"),
        ("|", "[||]"),
        ("| |", "[||]"),
        (r"| a \| b | c |", "[|a | b|, |c|]"),
        ('| "a | b" | c |', '[|"a | b"|, |c|]'),
        ('| "a | b |', '[|"a|, |b|]'),
        ('| "a" b | c', '[|"a" b|, |c|]'),
        ("| # a | b, c |", "[|# a|, |b, c|]"),
        ("| （Office）“x” |", "[|（Office）“x”|]"),
        ("| - | -- x |", "[|-|, |-- x|]"),
    ],
)
def test_row(row: str, cells: str) -> None:
    (table,) = only(f"catalog c\n{row}").clauses
    assert isinstance(table, tree.Table)
    assert shown(table.rows[0].cells) == cells
    for cell in table.rows[0].cells:
        assert cell.text in at(f"\n{row}", cell.span).replace("\\|", "|")


@pytest.mark.parametrize("row", ["|---|---|", "|:--|--:|", "| :-: | --- ", "｜－－｜：－－｜"])
def test_separator_row_is_dropped(row: str) -> None:
    (table,) = only(f"catalog c\n| a | b |\n{row}\n\n# comment\n| c | d |").clauses
    assert shown(table) == "Table([Row([|a|, |b|]), Row([|c|, |d|])])"


def test_a_longer_keyword_that_ends_in_an_operator_ends_its_line() -> None:
    """`file nothing else` is whole: its `else` is no operator that waits for the next line."""
    declaration = only('step materials "m"\n  file exactly one "a/b.jpg"\n  file nothing else\n  by "applicant"\n')
    assert [type(clause) for clause in declaration.clauses] == [tree.FileClause, tree.FileClause, tree.By]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| a | b |  # said", ["a", "b"]),
        ("| a | b |# said", ["a", "b"]),
        ("| a | b | ＃ said", ["a", "b"]),
        ("| a | b # c |", ["a", "b # c"]),
        ("| # a | # b |", ["# a", "# b"]),
        ("| # a", ["# a"]),
        ("| a | b | # c |", ["a", "b", "# c"]),
    ],
)
def test_a_comment_behind_a_row(line: str, cells: list[str]) -> None:
    row = read_row(line, 1)
    assert row is not None
    assert [cell.text for cell in row.cells] == cells


def test_the_span_of_a_row_ends_before_its_comment() -> None:
    row = read_row("| a | b |  # said", 1)
    assert row is not None
    assert row.span.end_column == 10


@pytest.mark.parametrize(
    "line",
    [
        '  message "a `b` **c** &amp; <b>d</b>"',
        "  when a is b # `c` and **d** &nbsp;",
        "  when a < b and c > d",
        "  when a <b and c> d",
        "  interpretation “**”",
    ],
)
def test_marks_in_texts_and_comments_are_the_authors(line: str) -> None:
    _, diagnostics = policy(f"rule r\n{line}\n")
    assert diagnostics.found == []


ALIKE = """example "one"
  applicant id 430105200501010017, audience campus
  done payment 2024-10-11 16:00, amount 2
  select electrician,
    level 4
  - expect fee 3
  expect fee 1 / 2 /
"""


def test_what_is_said_again_is_read_as_if_it_were_said_once() -> None:
    """The same clauses further down are the same trees further down, with the same remarks."""
    lines, again = ALIKE.count("\n"), ALIKE.replace('"one"', '"two"')
    whole, told = policy(ALIKE + again)
    alone, remarks = policy("\n" * lines + again)
    first, second = whole.declarations
    assert (second,) == alone.declarations
    assert [span.line + lines for span in spans(first)] == [span.line for span in spans(second)]
    assert shown(first.clauses) == shown(second.clauses)
    assert remarks.found
    assert [(each.code, each.span) for each in told.found if each.span.line > lines] == [(each.code, each.span) for each in remarks.found]


def test_a_line_that_goes_on_is_another_than_the_same_by_itself() -> None:
    """A mark of a list before a clause is told, a minus is read, in either order."""
    goes_on, by_itself = "rule r\n  require a +\n  - when c\n", "rule s\n  require b\n  - when c\n"
    for text in (goes_on + by_itself, by_itself + goes_on):
        found, diagnostics = policy(text)
        place = 1 + text.splitlines().index("rule s") + 2
        assert place in [each.span.line for each in diagnostics.found]
        (plain,) = (each for each in found.declarations if each.name.text == "s")
        assert shown(plain.clauses) == "[Require(b), When(c)]"


@given(st.text(st.sampled_from("rule r规则 十一、.)1（）*-·<>/b`&nbsp;amp#\"“”：\ufeff\u3000_①|") | st.characters(codec="utf-8"), max_size=12))
@example("一、rule r")
@example("a) rule r")
@example("<b>rule</b> r")
@example("rule **r**")
@example("rule&nbsp;r")
def test_lines_that_hold_no_left_overs_are_read_as_they_are(line: str) -> None:
    if may_hold_left_overs(line):
        return
    diagnostics = Diagnostics(SourceFile("p.policy", line))
    assert without_left_overs(line, 1, diagnostics)[0] == line
    assert not diagnostics.found
