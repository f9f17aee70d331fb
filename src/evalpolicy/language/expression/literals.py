"""Values as authors write them: names of values and items, figures, texts; and constants, where nothing else may stand."""

from __future__ import annotations

from fractions import Fraction

from evalpolicy.core.terms import AtomConstant, QuantityConstant, SetConstant, TruthConstant
from evalpolicy.language.expression.context import Context, suggestion
from evalpolicy.language.expression.conversion import coerce, constant_of, figure
from evalpolicy.language.expression.describe import describe
from evalpolicy.language.expression.resident_ids import resident_id
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.model import Item
from evalpolicy.language.types import (
    HIGHEST_MINOR_AMOUNT,
    AmountType,
    EnumType,
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
from evalpolicy.nearness import surely
from evalpolicy.source import Span
from evalpolicy.syntax import tree

NO_MEMBERS = ("none", "无")


def written(expr: tree.Expr) -> str | None:
    """The text of an expression that may name a value: one name, a number or a text."""
    if isinstance(expr, tree.Path):
        return expr.parts[0].text if len(expr.parts) == 1 else None
    if isinstance(expr, tree.Number):
        return None if expr.percent else expr.text
    return expr.text if isinstance(expr, tree.TextLiteral) else None


# --- by the type that is expected ------------------------------------------------------------


def named_value(expr: tree.Expr, expected: Type | None, context: Context) -> Typed | None:
    """What an expression names as a value of the expected type; None, without a word, where it names none."""
    match expected:
        case EnumType():
            text = written(expr)
            code = None if text is None else expected.named(text)
            return None if code is None else Typed(AtomConstant(code, span=expr.span), expected)
        case ItemType(catalog=catalog):
            items = items_named(expr, catalog, context)
            return Typed(AtomConstant(items[0].key, span=expr.span), expected) if len(items) == 1 else None
        case SetType(element=element):
            return _named_set(expr, element, context)
        case _:
            return None


def items_named(expr: tree.Expr, catalog: str | None, context: Context) -> tuple[Item, ...]:
    """The items that an expression may name: by code, name or alias, or as `CATALOG.CODE`."""
    if isinstance(expr, tree.Path) and len(expr.parts) == 2 and catalog in (None, expr.parts[0].text):
        return context.symbols.items(expr.parts[1].text, expr.parts[0].text)
    text = written(expr)
    return () if text is None else context.symbols.items(text, catalog)


def members(expr: tree.Expr) -> list[tree.Expr]:
    """The members of a set written as `a + b`."""
    parts: list[tree.Expr] = []
    while isinstance(expr, tree.Binary) and expr.op == "+":
        parts.append(expr.right)
        expr = expr.left
    return [expr, *reversed(parts)]


def _named_set(expr: tree.Expr, element: Type, context: Context) -> Typed | None:
    atoms: set[str] = set()
    for part in members(expr):
        value = named_value(part, element, context)
        if value is None and isinstance(element, TextType) and isinstance(part, tree.TextLiteral):
            value = Typed(AtomConstant(part.text), element)
        if value is None or not isinstance(value.term, AtomConstant):
            if written(expr) in NO_MEMBERS:
                return Typed(SetConstant(frozenset(), span=expr.span), SetType(element))
            return None
        atoms.add(value.term.value)
    return Typed(SetConstant(frozenset(atoms), span=expr.span), SetType(element))


def report_unknown_value(expr: tree.Expr, expected: Type, context: Context) -> None:
    """Report an expression that should name a value of the expected type, and does not."""
    if isinstance(expected, SetType):
        for part in members(expr):
            if named_value(part, expected.element, context) is None:
                report_unknown_value(part, expected.element, context)
        return
    name = written(expr) or context.words(expr.span)
    if isinstance(expected, ItemType):
        _report_unknown_item(expr, name, expected, context)
        return
    assert isinstance(expected, EnumType)
    spellings = [value.code for value in expected.values]
    every = [spelling for value in expected.values for spelling in (value.code, value.label, *value.aliases) if spelling]
    help_zh, help_en = suggestion(name, every, "值", "values")
    if "did you mean" not in help_en:
        help_zh, help_en = suggestion(name, spellings, "值", "values")
    label = expected.label or expected.id
    zh, en = f"{label}没有 `{name}` 这个值", f"`{name}` is not a value of {expected.id}"
    context.error("unknown-value", expr.span, zh, en, help_zh, help_en, surely(name, every))


def _report_unknown_item(expr: tree.Expr, name: str, expected: ItemType, context: Context) -> None:
    if name in context.symbols.broken:
        return
    several = items_named(expr, expected.catalog, context)
    if several:
        ways = [f"`{item.key}`" for item in several]
        zh, en = f"几个目录里都有 `{name}`", f"several catalogs have an item `{name}`"
        context.error("ambiguous-item", expr.span, zh, en, f"写明目录：{'、'.join(ways)}", f"say which catalog: {', '.join(ways)}")
        return
    help_zh, help_en = suggestion(name, context.symbols.item_names(), "项目", "items")
    zh, en = f"目录里没有项目 `{name}`", f"no catalog has an item `{name}`"
    context.error("unknown-item", expr.span, zh, en, help_zh, help_en)


# --- constants -------------------------------------------------------------------------------


def constant(values: tuple[tree.Expr, ...], type: Type, span: Span, context: Context) -> object | None:
    """The core value that one or several expressions state for a default, a parameter or an example."""
    if isinstance(type, SetType):
        parts = [part for value in values for part in members(value)]
        if len(parts) == 1 and written(parts[0]) in NO_MEMBERS and named_value(parts[0], type.element, context) is None:
            return frozenset()
        atoms = [_single_constant(part, type.element, context) for part in parts]
        return None if any(atom is None for atom in atoms) else frozenset(atoms)
    if isinstance(type, TextsType):
        texts = [_single_constant(value, TextType(), context) for value in values]
        return None if any(text is None for text in texts) else tuple(texts)
    if isinstance(type, ListType):
        if not values or [written(value) for value in values] == ["none"]:
            return ()
        zh, en = "清单要一条一条写：每条一行 `record`", "the rows of a list are stated one by one, each on a line `record`"
        help_zh, help_en = "例如 `record held: level 4`；没有写 `none`", "such as `record held: level 4`; `none` where there is none"
        context.error("list-value", span, zh, en, help_zh, help_en)
        return None
    if len(values) != 1:
        zh, en = f"这里只能写一个值，写了 {len(values)} 个", f"one value is expected here, not {len(values)}"
        context.error("one-value", span, zh, en)
        return None
    return _single_constant(values[0], type, context)


def _single_constant(expr: tree.Expr, type: Type, context: Context) -> object | None:
    text = written(expr)
    if text is not None and isinstance(type, ResidentIdType):
        return resident_id(text, expr.span, context)
    if text is not None and isinstance(type, TextType) and "{" not in text:
        return text
    # A name can only be that of a value here: nothing is looked up.
    if isinstance(type, EnumType | ItemType):
        named = named_value(expr, type, context)
        if named is not None:
            return _held(named, type, expr.span, context)
        report_unknown_value(expr, type, context)
        return None
    if isinstance(expr, tree.Path):
        _report_not_constant(expr.span, type, context)
        return None
    value = context.value(expr, type)
    value = None if value is None else coerce(value, type, expr.span, context)
    return None if value is None else _held(value, type, expr.span, context)


def _held(value: Typed, type: Type, span: Span, context: Context) -> object | None:
    match value.term:
        case AtomConstant(value=text):
            return text
        case TruthConstant(value=truth):
            return truth
        case QuantityConstant(value=number):
            low, high = (0, HIGHEST_MINOR_AMOUNT) if isinstance(type, AmountType) else (number, number)
            if isinstance(type, NumberType):
                low, high = type.low, type.high
            if low <= number <= high:
                return number
            bounds = f"{decimal_text(low, value.denominator)} .. {decimal_text(high, value.denominator)}"
            zh, en = f"这个数超出了声明的范围 {bounds}", f"this number is outside the declared bounds {bounds}"
            context.error("out-of-bounds", span, zh, en)
            return None
        case _:
            _report_not_constant(span, type, context)
            return None


def decimal_text(value: int, denominator: int) -> str:
    """A number over a power of ten, in figures."""
    whole, rest = divmod(abs(value), denominator)
    digits = f".{rest:0{len(str(denominator)) - 1}d}".rstrip("0").rstrip(".") if rest else ""
    return f"{'-' if value < 0 else ''}{whole}{digits}"


def _report_not_constant(span: Span, type: Type, context: Context) -> None:
    wanted, words = describe(type), context.words(span)
    zh, en = f"`{words}` 不是写出的值，这里要写{wanted.zh}", f"`{words}` is not a value; {wanted.en} must be written out here"
    help = ("写成 `yes` 或 `no`", "write `yes` or `no`") if isinstance(type, YesNoType) else ("", "")
    context.error("not-constant", span, zh, en, *help)


# --- figures ---------------------------------------------------------------------------------


def is_fitting(value: Typed, denominator: int) -> bool:
    """Whether a constant can be told apart from its neighbours over a denominator."""
    constant_ = constant_of(value)
    return constant_ is None or denominator % constant_.denominator == 0


def size_literal(expr: tree.Size) -> Typed:
    """`200 KB`, in bytes."""
    return figure(Fraction(expr.value), expr.span, bare=False)
