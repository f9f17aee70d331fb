"""Cells of tables, constants and texts with facts filled in."""

from fractions import Fraction

import pytest

from evalpolicy.core import terms as t
from evalpolicy.language import expression
from evalpolicy.language.model import Placeholder
from evalpolicy.language.symbols import Scope, Symbols
from evalpolicy.language.types import (
    AmountType,
    DateType,
    InstantType,
    ItemType,
    NumberType,
    ResidentIdType,
    SetType,
    TextsType,
    TextType,
    Type,
    YesNoType,
)
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from tests.language.expressions import AUDIENCE, LEVEL, SCORE, SELECTION, SUBJECT, parse, symbols, words

HERE = Span(1, 1, 1, 2)
LEVEL_FACT = t.RowFact("selection", "level", LEVEL, "selection")
SUBJECTS = t.RowFact("selection", "subjects", SetType(SUBJECT), "selection")
THEORY, PRACTICAL = (t.Member(t.AtomConstant(code), SUBJECTS, SUBJECT) for code in ("theory", "practical"))


def name(text: str) -> tree.Path:
    return tree.Path(HERE, tuple(tree.Word(HERE, part) for part in text.split(".")))


def number(value: int) -> tree.Number:
    return tree.Number(HERE, Fraction(value), str(value))


def cell(kind: str, *members: tree.Expr, negated: bool = False) -> tree.CellTest:
    low, high = (*members, None, None)[:2]
    alternative = tree.CellAlternative(HERE, "set", members=members) if kind == "set" else tree.CellAlternative(HERE, kind, low, high)
    return tree.CellTest(HERE, (alternative,), negated)


def asked(test: tree.CellTest, head: str, names: Symbols | None = None) -> t.Term | None:
    names = names or symbols()
    typed = expression.resolve_value(name(head), SELECTION, names)
    assert typed is not None
    return expression.resolve_cell_test(test, typed, HERE, SELECTION, names)


@pytest.mark.parametrize(
    ("test", "head", "term"),
    [
        (tree.CellTest(HERE, ()), "level", t.TruthConstant(True)),
        (cell("value", number(4)), "level", t.Same(LEVEL_FACT, t.AtomConstant("4"))),
        (cell("value", number(4), negated=True), "level", t.Not(t.Same(LEVEL_FACT, t.AtomConstant("4")))),
        (cell("ge", number(4)), "level", t.Compare("ge", t.Rank(LEVEL_FACT, LEVEL), t.QuantityConstant(1))),
        (cell("not_given"), "level", t.Not(t.IsGiven(LEVEL_FACT))),
        (cell("given"), "level", t.IsGiven(LEVEL_FACT)),
        (cell("value", name("theory")), "subjects", t.And((THEORY, t.Not(PRACTICAL)))),
        (cell("set", name("theory"), name("practical")), "subjects", t.And((THEORY, PRACTICAL))),
        (cell("one"), "subjects", t.Compare("eq", t.SetSize(SUBJECTS, SUBJECT), t.QuantityConstant(1))),
        (cell("none"), "subjects", t.Compare("eq", t.SetSize(SUBJECTS, SUBJECT), t.QuantityConstant(0))),
    ],
)
def test_what_a_cell_asks(test: tree.CellTest, head: str, term: t.Term) -> None:
    assert asked(test, head) == term


def test_a_range_and_alternatives() -> None:
    score = t.RowFact("selection", "credits", SCORE, "selection")
    inside = t.And((t.Compare("ge", score, t.QuantityConstant(1)), t.Compare("le", score, t.QuantityConstant(5))))
    assert asked(cell("range", number(1), number(5)), "credits") == inside
    several = tree.CellTest(HERE, (*cell("value", number(4)).alternatives, *cell("value", number(3)).alternatives))
    assert asked(several, "level") == t.Or(tuple(t.Same(LEVEL_FACT, t.AtomConstant(code)) for code in ("4", "3")))


@pytest.mark.parametrize(
    ("test", "head", "code"),
    [
        (cell("value", number(7)), "level", "unknown-value"),
        (cell("set", number(4), number(3)), "level", "type-mismatch"),
        (cell("one"), "level", "not-a-set"),
        (cell("given"), "required_years", "not-a-fact"),
        (cell("ge", number(4)), "attempt", "unknown-value"),
    ],
)
def test_mistakes_in_cells(test: tree.CellTest, head: str, code: str) -> None:
    names = symbols()
    assert asked(test, head, names) is None
    assert [found.code for found in names.diagnostics.found] == [code]


# --- catalogs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "type", "term"),
    [
        ("campus, public?", SetType(AUDIENCE), t.SetConstant(frozenset({"campus"}), frozenset({"public"}))),
        ("校内考生、社会人员", SetType(AUDIENCE), t.SetConstant(frozenset({"campus", "public"}))),
        ("5，4,3", SetType(LEVEL), t.SetConstant(frozenset({"5", "4", "3"}))),
        ("none", SetType(AUDIENCE), t.SetConstant(frozenset())),
        ("not stated", SetType(AUDIENCE), t.Unstated(SetType(AUDIENCE))),
        ("", SCORE, t.Unstated(SCORE)),
        ("未写明", SCORE, t.Unstated(SCORE)),
        ("12", SCORE, t.QuantityConstant(12)),
        ("１２", SCORE, t.QuantityConstant(12)),
        ("12.5", AmountType(), t.QuantityConstant(1250)),
        ("4", LEVEL, t.AtomConstant("4")),
        ("中级", LEVEL, t.AtomConstant("4")),
        ("yes", YesNoType(), t.TruthConstant(True)),
        ("2024-10-10", DateType(), t.QuantityConstant(739_169)),
        ("长沙", TextType(), t.AtomConstant("长沙")),
    ],
)
def test_what_a_catalog_cell_holds(text: str, type: Type, term: t.Term) -> None:
    names = symbols(text)
    assert expression.resolve_catalog_value(tree.Cell(Span(1, 1, 1, len(text) + 1), text), type, names) == term
    assert not names.diagnostics.found


@pytest.mark.parametrize(
    ("text", "type", "code"),
    [
        ("campus, publik", SetType(AUDIENCE), "unknown-value"),
        ("101", SCORE, "out-of-bounds"),
        ("campus", SCORE, "not-constant"),
        ("2024-13-10", DateType(), "no-such-date"),
        ("12?", SCORE, "doubtful-value"),
        ("7", LEVEL, "unknown-value"),
    ],
)
def test_mistakes_in_catalog_cells(text: str, type: Type, code: str) -> None:
    names = symbols(text)
    assert expression.resolve_catalog_value(tree.Cell(Span(1, 1, 1, len(text) + 1), text), type, names) is None
    assert [found.code for found in names.diagnostics.found] == [code]


# --- constants -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "type", "held"),
    [
        (["initial"], symbols().types["attempt"], "initial"),
        (["4"], LEVEL, "4"),
        (["60"], SCORE, 60),
        (["2.5"], NumberType(0, 100, 1), 25),
        (["-3"], NumberType(-10, 10), -3),
        (["320"], AmountType(), 32_000),
        (["2024-10-10 Thursday"], DateType(), 739_169),
        (["yes"], YesNoType(), True),
        (["no"], YesNoType(), False),
        (["theory", "practical"], SetType(SUBJECT), frozenset({"theory", "practical"})),
        (["theory + practical"], SetType(SUBJECT), frozenset({"theory", "practical"})),
        (["electrician", "office"], SetType(ItemType()), frozenset({"grade.electrician", "special.office"})),
        (['"电工"'], ItemType(), "grade.electrician"),
        (["43010520050101005x"], ResidentIdType(), "43010520050101005X"),
        (['"长沙"'], TextType(), "长沙"),
        (['"无"'], TextsType(), ("无",)),
        (['"a"', '"b"'], TextsType(), ("a", "b")),
    ],
)
def test_constants(texts: list[str], type: Type, held: object) -> None:
    names = symbols()
    values = tuple(parse(text, names) for text in texts)
    assert expression.resolve_constant(values, type, HERE, names) == held
    assert not names.diagnostics.found


def test_an_instant_is_microseconds() -> None:
    names = symbols()
    value = expression.resolve_constant((parse("1970-01-01 08:00", names),), InstantType(), HERE, names)
    assert value == 0


@pytest.mark.parametrize(
    ("texts", "type", "code"),
    [
        (["101"], SCORE, "out-of-bounds"),
        (["-1"], AmountType(), "out-of-bounds"),
        (["score"], SCORE, "not-constant"),
        (["fee + 1"], AmountType(), "not-constant"),
        (["initail"], symbols().types["attempt"], "unknown-value"),
        (["1", "2"], SCORE, "one-value"),
        (["2024-10-10"], InstantType(), "type-mismatch"),
        (["4"], YesNoType(), "type-mismatch"),
    ],
)
def test_mistakes_in_constants(texts: list[str], type: Type, code: str) -> None:
    names = symbols(texts[0])
    values = tuple(parse(text, names) for text in texts)
    assert expression.resolve_constant(values, type, HERE, names) is None
    assert [found.code for found in names.diagnostics.found] == [code]


# --- texts -----------------------------------------------------------------------------------


def text_of(content: str) -> tree.Text:
    return tree.Text(Span(1, 1, 1, len(content) + 3), content)


def test_a_text_with_facts_filled_in() -> None:
    names = symbols('"{applicant.id}/证件/{audience}"')
    term = expression.resolve_template(text_of("{applicant.id}/证件/{audience}"), Scope(), names)
    assert isinstance(term, t.Concat)
    assert term.parts[:2] == (t.Fact("applicant", "id", ResidentIdType()), t.AtomConstant("/证件/"))
    label = term.parts[2]
    assert isinstance(label, t.Case)
    assert [row.value for row in label.rows] == [t.AtomConstant("校内考生"), t.AtomConstant("社会人员")]
    assert expression.resolve_template(text_of("plain"), Scope(), names) == t.AtomConstant("plain")


def test_a_text_can_hold_texts_only() -> None:
    content = "{applicant.score}/x"
    names = symbols(f'"{content}"')
    assert expression.resolve_template(text_of(content), Scope(), names) is None
    assert [(found.code, words(f'"{content}"', found.span)) for found in names.diagnostics.found] == [("type-mismatch", "applicant.score")]


def test_a_message_holds_any_value() -> None:
    content = "应缴 {fee} 元，多缴 {payment.amount - fee} 元：{items}"
    names = symbols(f'"{content}"')
    parts = expression.resolve_message(text_of(content), Scope(), names)
    assert parts is not None
    written = [part if isinstance(part, str) else part.word for part in parts]
    assert written == ["应缴 ", "fee", " 元，多缴 ", "payment.amount - fee", " 元：", "items"]
    assert isinstance(parts[1], Placeholder)
    assert parts[1].type == AmountType()
    assert isinstance(parts[5], Placeholder)
    assert parts[5].term is None


def test_mistakes_in_messages_point_into_the_text() -> None:
    content = "应缴 {feee} 元，{applicant.held}"
    names = symbols(f'"{content}"')
    assert expression.resolve_message(text_of(content), Scope(), names) is None
    assert [(found.code, words(f'"{content}"', found.span)) for found in names.diagnostics.found] == [
        ("unknown-name", "feee"),
        ("type-mismatch", "applicant.held"),
    ]
