"""A policy's names, for tests of expressions; and expressions from their text."""

from __future__ import annotations

from evalpolicy.core import terms as t
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.language import expression
from evalpolicy.language.expression import Typed
from evalpolicy.language.model import ColumnDef, Definition, FactDef, Item, ParameterDef, Reading, ReadingOption, RecordDef
from evalpolicy.language.symbols import RowScope, Scope, Symbols
from evalpolicy.language.types import (
    AmountType,
    DateType,
    EnumType,
    EnumValue,
    InstantType,
    ItemType,
    ListType,
    NumberType,
    ResidentIdType,
    SetType,
    TextsType,
    TextType,
    Type,
    YesNoType,
)
from evalpolicy.source import NOWHERE, SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.parts import parse_expression

AUDIENCE = EnumType("audience", "考生类别", (EnumValue("campus", "校内考生", ("在校生",)), EnumValue("public", "社会人员")))
LEVEL = EnumType("level", "级别", (EnumValue("5", "初级"), EnumValue("4", "中级"), EnumValue("3", "高级")), ordered=True)
ATTEMPT = EnumType("attempt", "考试性质", (EnumValue("initial", "初次"), EnumValue("retake", "补考")))
SUBJECT = EnumType("subject", "科目", (EnumValue("theory", "理论"), EnumValue("practical", "实操")))
CATALOG = EnumType("catalog", "目录", (EnumValue("grade", "职业技能等级认定"), EnumValue("special", "专项职业能力考核")))
YEARS = NumberType(0, 600, 1)
SCORE = NumberType(0, 100)

FACTS: dict[str, Type] = {
    "applicant.id": ResidentIdType(),
    "applicant.audience": AUDIENCE,
    "applicant.born": DateType(),
    "applicant.years": YEARS,
    "applicant.score": SCORE,
    "applicant.balance": NumberType(-100, 100),
    "applicant.huge": NumberType(0, 10**18),
    "applicant.student": YesNoType(),
    "applicant.notes": TextsType(),
    "applicant.held": ListType("certificate"),
    "application.centre": TextType(),
    "selection.level": LEVEL,
    "selection.attempt": ATTEMPT,
    "selection.subjects": SetType(SUBJECT),
    "selection.credits": SCORE,
    "payment.amount": AmountType(),
    "confirmation.signed": YesNoType(),
}
CERTIFICATE: dict[str, Type] = {
    "trade": ItemType(),
    "level": LEVEL,
    "issued": DateType(),
    "expires": DateType(),
    "score": SCORE,
    "weight": SCORE,
    "seen": InstantType(),
}
NO_ROWS = Scope()
SELECTION = Scope((RowScope("selection", "selection"),))
EXAM = 739_200
"""The event `exam` is on 10 November 2024."""


def _items() -> list[Item]:
    names = {"grade.electrician": "电工", "grade.programmer": "程序员", "special.programmer": "编程", "special.office": "办公软件应用（Office）"}
    split = [(*key.split("."), name) for key, name in names.items()]
    return [Item(catalog, code, name, (), {}, (), NOWHERE) for catalog, code, name in split]


def _definitions() -> dict[str, Definition]:
    counts = t.Same(t.RowFact("selection", "attempt", ATTEMPT, "selection"), t.AtomConstant("initial"))
    parts: list[tuple[str, Type, t.Term, str | None]] = [
        ("required_years", NumberType(2, 5), t.If(t.Fact("applicant", "student", YesNoType()), *map(t.QuantityConstant, (2, 5)), SCORE), None),
        ("counts", YesNoType(), counts, "selection"),
        ("base_fee", NumberType(200, 200), t.QuantityConstant(200), None),
        ("fee.total", AmountType(), t.QuantityConstant(32_000), None),
        ("fee.evaluation.total", AmountType(), t.QuantityConstant(32_000), None),
        ("selection.fee", AmountType(), t.QuantityConstant(32_000), "selection"),
        ("event.exam", DateType(), t.QuantityConstant(EXAM), None),
    ]
    return {name: Definition(name, "", type_, term, row, NOWHERE) for name, type_, term, row in parts}


def symbols(text: str = "") -> Symbols:
    """The names of the policy; `text` is its file."""
    names = Symbols(Diagnostics(SourceFile("test.policy", text)))
    names.types = {type_.id: type_ for type_ in (AUDIENCE, LEVEL, ATTEMPT, SUBJECT)}
    names.records = {
        "certificate": RecordDef(
            "certificate", "", {name: FactDef("certificate", name, type_, name) for name, type_ in CERTIFICATE.items()}, NOWHERE
        )
    }
    for dotted, type_ in FACTS.items():
        owner, name = dotted.split(".")
        names.facts[owner, name] = FactDef(owner, name, type_, name)
    columns = {"admits": SetType(AUDIENCE), "levels": SetType(LEVEL), "hours": SCORE}
    names.columns = {name: ColumnDef(name, "", type_, NOWHERE) for name, type_ in columns.items()}
    names.catalog_type = CATALOG
    for item in _items():
        names.add_item(item)
    names.parameters = {
        "designated": ParameterDef("designated", SetType(ItemType()), "", None, False, (), NOWHERE),
        "pass_mark": ParameterDef("pass_mark", SCORE, "", None, False, (), NOWHERE),
    }
    options = (ReadingOption("counted", "计入", ()), ReadingOption("not_counted", "不计入", ()))
    names.readings = {"retakes": Reading("retakes", "补考算不算？", options, None, None, (), NOWHERE)}
    names.steps = {"registration": False, "materials": True, "confirmation": False, "payment": False}
    names.events = {"exam"}
    names.fees = {"evaluation": "selection"}
    names.defines = {"required_years": None, "counts": "selection", "base_fee": None}
    names.rules = {"at_most_two", "payment"}
    names.broken = {"selection.centre", "lost", "applicant.lost_fact"}
    names.defined_by(_definitions().get)
    names.month_ends, names.calendar, names.currency = "down", "CN", "CNY"
    return names


def parse(text: str, names: Symbols) -> tree.Expr:
    """An expression from its text, which must be well formed."""
    parsed = parse_expression(text, names.diagnostics)
    assert parsed is not None, [found.render() for found in names.diagnostics.found]
    assert not names.diagnostics.found
    return parsed


def truth(text: str, scope: Scope = NO_ROWS, names: Symbols | None = None) -> t.Term:
    """The condition that a text states; nothing in it may be wrong."""
    names = names or symbols(text)
    term = expression.resolve_truth(parse(text, names), scope, names)
    assert term is not None, "\n".join(found.render() for found in names.diagnostics.found)
    assert not names.diagnostics.found
    return term


def value(text: str, expected: Type | None = None, scope: Scope = NO_ROWS, names: Symbols | None = None) -> Typed:
    """The value that a text states; nothing in it may be wrong."""
    names = names or symbols(text)
    typed = expression.resolve_value(parse(text, names), scope, names, expected)
    assert typed is not None, "\n".join(found.render() for found in names.diagnostics.found)
    assert not names.diagnostics.found
    return typed


def mistakes(text: str, scope: Scope = NO_ROWS, names: Symbols | None = None) -> list[tuple[str, str]]:
    """The codes of what is wrong with a condition, with the words that each marks."""
    names = names or symbols(text)
    assert expression.resolve_truth(parse(text, names), scope, names) is None
    return [(found.code, words(text, found.span)) for found in names.diagnostics.found]


def value_mistakes(text: str, expected: Type | None = None, scope: Scope = NO_ROWS, names: Symbols | None = None) -> list[tuple[str, str]]:
    """The codes of what is wrong with a value, with the words that each marks."""
    names = names or symbols(text)
    assert expression.resolve_value(parse(text, names), scope, names, expected) is None
    return [(found.code, words(text, found.span)) for found in names.diagnostics.found]


def words(text: str, span: Span) -> str:
    """The words in a span of one line."""
    return text[span.column - 1 : span.end_column - 1]
