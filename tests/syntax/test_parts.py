"""Cells and placeholders: the same grammar inside tables and texts, with places in the author's own columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.source import NOWHERE, SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.parts import (
    cell_text,
    parse_cell_amount,
    parse_cell_expression,
    parse_cell_test,
    parse_cell_values,
    parse_expression,
    parse_template,
)
from tests.syntax.reading import at, only, shown, spans


def cell(text: str) -> tuple[tree.Cell, Diagnostics]:
    file = f"catalog c\n  | x | {text} | y |"
    (table,) = only(file).clauses
    assert isinstance(table, tree.Table)
    return table.rows[0].cells[1], Diagnostics(SourceFile("test", file))


def read(parse: Callable[..., tree.Node | None], text: str) -> tree.Node:
    given, diagnostics = cell(text)
    found = parse(given, diagnostics)
    assert [d.render() for d in diagnostics.found] == []
    assert found is not None
    assert all(span.line == 2 and span.column >= 8 for span in spans(found))
    return found


@pytest.mark.parametrize(
    ("text", "test"),
    [
        ("", "CellTest([])"),
        ("any", "CellTest([])"),
        ("initial", "CellTest([CellAlternative(value, low=initial)])"),
        ("4, 3", "CellTest([CellAlternative(value, low=4), CellAlternative(value, low=3)])"),
        ("not a, b", "CellTest([CellAlternative(value, low=a), CellAlternative(value, low=b)], negated=True)"),
        ("1 .. 3", "CellTest([CellAlternative(range, low=1, high=3)])"),
        ("-1 .. 2024-01-01", "CellTest([CellAlternative(range, low=Unary(-, 1), high=DateLiteral(2024-01-01))])"),
        ("at least 3", "CellTest([CellAlternative(ge, low=3)])"),
        ("more than 3", "CellTest([CellAlternative(gt, low=3)])"),
        ("at most 3", "CellTest([CellAlternative(le, low=3)])"),
        ("less than 3", "CellTest([CellAlternative(lt, low=3)])"),
        ("not given", "CellTest([CellAlternative(not_given)])"),
        ("given", "CellTest([CellAlternative(given)])"),
        ("one, not given", "CellTest([CellAlternative(one), CellAlternative(not_given)])"),
        ("none", "CellTest([CellAlternative(none)])"),
        ("theory + practical", "CellTest([CellAlternative(set, members=[theory, practical])])"),
        ("a + b, c", "CellTest([CellAlternative(set, members=[a, b]), CellAlternative(value, low=c)])"),
        ("yes", "CellTest([CellAlternative(value, low=Truth(True))])"),
        ('"长沙"', "CellTest([CellAlternative(value, low=TextLiteral(长沙))])"),
        ("４，３", "CellTest([CellAlternative(value, low=4), CellAlternative(value, low=3)])"),
        ("任一", "CellTest([])"),
    ],
)
def test_cell_test(text: str, test: str) -> None:
    assert shown(read(parse_cell_test, text)) == test


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("200", "CellAmount(value, value=200)"),
        ("base * 2 + 1", "CellAmount(value, value=Binary(+, Binary(*, base, 2), 1))"),
        ("not stated", "CellAmount(not_stated)"),
        ("as attempt initial", "CellAmount(as, value=initial, column=attempt)"),
        ("as level 4", "CellAmount(as, value=4, column=level)"),
        ("if a then 1 else 2", "CellAmount(value, value=Conditional(a, 1, 2))"),
    ],
)
def test_cell_amount(text: str, amount: str) -> None:
    assert shown(read(parse_cell_amount, text)) == amount


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", "CellValues(empty)"),
        ("none", "CellValues(none)"),
        ("not stated", "CellValues(not_stated)"),
        ("campus, public?", "CellValues(values, values=[CellValue(campus), CellValue(public, doubtful=True)])"),
        ("4、3？", "CellValues(values, values=[CellValue(4), CellValue(3, doubtful=True)])"),
        ("yes", "CellValues(values, values=[CellValue(Truth(True))])"),
        ("2024-09-21", "CellValues(values, values=[CellValue(DateLiteral(2024-09-21))])"),
        (r'"a \| b"', "CellValues(values, values=[CellValue(TextLiteral(a | b))])"),
    ],
)
def test_cell_values(text: str, values: str) -> None:
    assert shown(read(parse_cell_values, text)) == values


def test_cell_expression() -> None:
    assert shown(read(parse_cell_expression, "applicant.years")) == "applicant.years"


@pytest.mark.parametrize(("text", "said"), [("a b", "a b"), ('"a b"', "a b"), ("“甲”", "甲"), ('"a" b', '"a" b'), ("", ""), (r"a \| b", "a | b")])
def test_cell_text(text: str, said: str) -> None:
    assert cell_text(cell(text)[0]).text == said


@pytest.mark.parametrize(
    ("parse", "text", "code", "marked"),
    [
        (parse_cell_test, "a b", "unexpected-token", "b"),
        (parse_cell_test, "not", "incomplete-line", " "),
        (parse_cell_test, "1,000", "grouped-number", "1,000"),
        (parse_cell_amount, "", "incomplete-line", "  "),
        (parse_cell_amount, "as attempt", "incomplete-line", " "),
        (parse_cell_values, "a, b??", "unexpected-token", "?"),
        (parse_cell_values, r"\| 2024-02-30", "no-such-date", "2024-02-30"),
        (parse_cell_expression, "(a", "unclosed-bracket", "("),
    ],
)
def test_broken_cell(parse: Callable[..., tree.Node | None], text: str, code: str, marked: str) -> None:
    given, diagnostics = cell(text)
    assert parse(given, diagnostics) is None
    assert diagnostics.found[0].code == code
    assert at(diagnostics.file.text, diagnostics.found[0].span) == marked


def test_expression_with_a_place() -> None:
    diagnostics = Diagnostics(SourceFile("test", "\n\n    a and b"))
    found = parse_expression("a and b", diagnostics, 3, 5)
    assert found is not None
    assert found.span == Span(3, 5, 3, 12)
    assert parse_expression("  ", diagnostics, 3, 5) is None
    assert [(d.code, d.span) for d in diagnostics.found] == [("incomplete-line", Span(3, 5, 3, 7))]


# --- templates -------------------------------------------------------------------------------


def template(line: str) -> tuple[tuple[str | tuple[tree.Word, tree.Expr], ...], Diagnostics]:
    """The parts of the message on the line."""
    file = f"rule r\n  message {line}"
    (message,) = only(file).clauses
    assert isinstance(message, tree.Message)
    diagnostics = Diagnostics(SourceFile("test", file))
    return parse_template(message.text, diagnostics), diagnostics


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('""', "[]"),
        ('"plain"', "[plain]"),
        ('"{a}"', "[[a, a]]"),
        ('"报了 {count} 个：{items}。"', "[报了 , [count, count],  个：, [items, items], 。]"),
        ('"{ payment.amount - fee } 元"', "[[payment.amount - fee, Binary(-, payment.amount, fee)],  元]"),
        ('"{{a}} {b}"', "[{a} , [b, b]]"),
        ('"{{{a}}}"', "[{, [a, a], }]"),
        ("“{if a is “x” then 1 else 2}”", "[[if a is “x” then 1 else 2, Conditional(Compare(is, a, TextLiteral(x)), 1, 2)]]"),
        (r'"\"{a}\""', '[", [a, a], "]'),
        (r'"{a is \"}\"}"', '[[a is "}", Compare(is, a, TextLiteral(}))]]'),
    ],
)
def test_template(text: str, parts: str) -> None:
    found, diagnostics = template(text)
    assert [d.render() for d in diagnostics.found] == []
    assert shown(found) == parts


def test_places_in_a_template() -> None:
    line = r'"\"\\ 多缴了 {payment.amount - fee} {x}"'
    found, diagnostics = template(line)
    words = [part[0] for part in found if isinstance(part, tuple)]
    values = [part[1] for part in found if isinstance(part, tuple)]
    assert [at(diagnostics.file.text, word.span) for word in words] == ["payment.amount - fee", "x"]
    assert [at(diagnostics.file.text, value.span) for value in values] == ["payment.amount - fee", "x"]


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ('"a {b"', "unclosed-brace", "{"),
        ('"a {b {c}"', "unclosed-brace", "{"),
        ('"a } b"', "unopened-brace", "}"),
        ('"a {} b"', "empty-placeholder", "{}"),
        (r'"\\ {a b} b"', "unexpected-token", "b"),
        (r'"\\ {a and} b"', "incomplete-line", "}"),
        (r'"\" {2024-02-30}"', "no-such-date", "2024-02-30"),
    ],
)
def test_broken_template(text: str, code: str, marked: str) -> None:
    _, diagnostics = template(text)
    assert [d.code for d in diagnostics.found] == [code]
    assert at(diagnostics.file.text, diagnostics.found[0].span) == marked


def test_template_of_a_text_that_is_not_in_the_file() -> None:
    diagnostics = Diagnostics(SourceFile("test", ""))
    found = parse_template(tree.Text(NOWHERE, "x {a} {b c}"), diagnostics)
    assert shown(found) == "[x , [a, a],  ]"
    assert [d.code for d in diagnostics.found] == ["unexpected-token"]


def test_template_of_a_cell() -> None:
    given, diagnostics = cell(r"a \| {b}/{c}")
    found = parse_template(cell_text(given), diagnostics)
    assert [at(diagnostics.file.text, part[0].span) for part in found if isinstance(part, tuple)] == ["b", "c"]
