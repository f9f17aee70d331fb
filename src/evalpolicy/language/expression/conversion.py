"""What goes together with what: figures with numbers and amounts, instants with days; and the form in which a value is handed on."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from evalpolicy.classes import evolve
from evalpolicy.core.terms import DayOf, Multiply, QuantityConstant, Term
from evalpolicy.language.expression.context import Context
from evalpolicy.language.expression.describe import mismatch, unexpected
from evalpolicy.language.expression.typed import Choice, Typed
from evalpolicy.language.types import (
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ItemType,
    NumberType,
    ResidentIdType,
    SetType,
    TextType,
    Type,
)
from evalpolicy.source import Span

NUMBER = NumberType()
MOST = 2**63 - 1
"""Engines may hold integers in 64 bits."""


# --- figures ---------------------------------------------------------------------------------


def figure(value: Fraction, span: Span, bare: bool = True, type: Type = NUMBER) -> Typed:
    """A constant number or amount."""
    smallest, power = value.denominator, 1
    while power % smallest and power < 10**30:
        power *= 10
    divided = bool(power % smallest)
    denominator = smallest if divided else power
    return Typed(QuantityConstant(value.numerator * (denominator // smallest), span=span), type, denominator, bare, divided)


def constant_of(typed: Typed) -> Fraction | None:
    """The value of a constant number or amount."""
    return Fraction(typed.term.value, typed.denominator) if isinstance(typed.term, QuantityConstant) else None


def is_numeric(type: Type) -> bool:
    """Whether it can be calculated with: numbers and amounts."""
    return isinstance(type, NumberType | AmountType)


def minor_units(context: Context) -> int:
    """How many minor units of the currency make one."""
    return int(10**context.symbols.minor_digits)


def scaled(typed: Typed, denominator: int) -> Term:
    """The term of the value over another denominator, a multiple of its own."""
    return times(typed.term, denominator // typed.denominator)


def times(term: Term, factor: int) -> Term:
    """A term times a constant."""
    if factor == 1:
        return term
    match term:
        case QuantityConstant(value=value):
            return evolve(term, value=value * factor)
        case Multiply(operand=operand, factor=before):
            return times(operand, before * factor)
        case _:
            return Multiply(term, factor, span=term.span)


def common(values: Sequence[Typed]) -> tuple[list[Term], int]:
    """The terms of several values over one denominator."""
    denominator = lcm(*(value.denominator for value in values))
    return [scaled(value, denominator) for value in values], denominator


def number_type(terms: Sequence[Term], denominator: int, context: Context) -> NumberType:
    """The type of numbers that are one of these terms."""
    ranges = [context.symbols.ranges.of(term) for term in terms]
    return NumberType(min(low for low, _ in ranges), max(high for _, high in ranges), max(len(str(denominator)) - 1, 0))


def is_never_negative(typed: Typed, context: Context) -> bool:
    """Whether a number or amount is 0 or more whatever the facts are."""
    return context.symbols.ranges.of(typed.term)[0] >= 0


def checked(typed: Typed, span: Span, context: Context) -> Typed | None:
    """The value, unless it may be too large a number to hold."""
    low, high = context.symbols.ranges.of(typed.term)
    if low >= -MOST and high <= MOST:
        return typed
    context.error(
        "number-too-large",
        span,
        "这个计算的结果可能大得无法精确保存",
        "the result of this calculation may be too large to be held exactly",
        "声明所用的数时写明范围，如 `number 0 .. 100`",
        "give the numbers in it narrower bounds where they are declared, such as `number 0 .. 100`",
    )
    return None


# --- what goes together ----------------------------------------------------------------------


def alike(values: Sequence[Typed], spans: Sequence[Span], span: Span, context: Context) -> list[Typed] | None:
    """Several values brought to one type: bare figures to amounts, instants to days. What does not go together is reported."""
    pivot = next((place for place, value in enumerate(values) if not value.bare), 0)
    for value, at in zip(values, spans, strict=True):
        if not _go_together(values[pivot], value):
            mismatch(values[pivot], spans[pivot], value, at, span, context)
            return None
    if any(isinstance(value.type, AmountType) for value in values):
        amounts = [as_amount(value, at, context) for value, at in zip(values, spans, strict=True)]
        return None if any(amount is None for amount in amounts) else [amount for amount in amounts if amount is not None]
    if any(isinstance(value.type, DateType) for value in values):
        return [as_day(value) for value in values]
    return list(values)


def _go_together(left: Typed, right: Typed) -> bool:
    match left.type, right.type:
        case EnumType(id=one), EnumType(id=other):
            return one == other
        case (TextType() | ResidentIdType(), TextType() | ResidentIdType()):
            return True
        case ItemType(), ItemType():
            return True
        case (DateType() | InstantType(), DateType() | InstantType()):
            return True
        case NumberType(), AmountType():
            return left.bare
        case AmountType(), NumberType():
            return right.bare
        case SetType(element=one_element), SetType(element=other_element):
            return type(one_element) is type(other_element) and (
                not (isinstance(one_element, EnumType) and isinstance(other_element, EnumType)) or one_element.id == other_element.id
            )
        case one_type, other_type:
            return type(one_type) is type(other_type)


def as_amount(value: Typed, span: Span, context: Context) -> Typed | None:
    """A bare figure as money; None (reported) where the currency has no coin so small."""
    if isinstance(value.type, AmountType):
        return value
    figure_ = constant_of(value)
    if figure_ is not None and minor_units(context) % figure_.denominator:
        report_too_fine(span, context)
        return None
    return Typed(value.term, AmountType(), value.denominator, divided=value.divided)


def report_too_fine(span: Span, context: Context) -> None:
    """Report an amount that the currency has no coin for."""
    digits, currency = context.symbols.minor_digits, context.symbols.currency or ""
    context.error(
        "amount-too-fine",
        span,
        f"金额最多有 {digits} 位小数{f'（{currency}）' if currency else ''}",
        f"an amount {f'in {currency} ' if currency else ''}has at most {digits} decimals",
        "改成货币能表示的数",
        "write an amount that the currency has",
    )


def as_day(value: Typed) -> Typed:
    """An instant as its day."""
    return Typed(DayOf(value.term, span=value.term.span), DateType()) if isinstance(value.type, InstantType) else value


def settled(value: Typed, span: Span, context: Context) -> Typed | None:
    """The value, unless it holds a division that is not rounded."""
    if not value.divided:
        return value
    context.error(
        "division-unrounded",
        span,
        "除法的结果要说明如何取整",
        "say how the result of this division is rounded",
        "在后面写 `rounded down to 1`、`rounded up to 1` 或 `rounded half up to 1`（单位也可以是 0.01 等）",
        "write `rounded down to 1`, `rounded up to 1` or `rounded half up to 1` after it (any unit, such as 0.01)",
    )
    return None


def plain(value: Typed) -> Typed:
    """The value as a core term, where it is one that the core knows only by asking."""
    if isinstance(value.term, Choice) and isinstance(value.type, EnumType):
        return evolve(value, term=value.term.as_atom(value.type))
    return value


def finish(value: Typed, span: Span, context: Context) -> Typed | None:
    """The value in the form that its type says: numbers with their decimals and bounds, amounts in minor units."""
    if not is_numeric(value.type):
        return plain(value)
    if settled(value, span, context) is None or checked(value, span, context) is None:
        return None
    if isinstance(value.type, NumberType):
        type_ = number_type([value.term], value.denominator, context)
        return evolve(value, type=type_)
    minor, constant = minor_units(context), constant_of(value)
    if constant is not None and minor % constant.denominator == 0:
        return Typed(QuantityConstant(constant.numerator * (minor // constant.denominator), span=value.term.span), AmountType(), minor)
    if minor % value.denominator == 0:
        return evolve(value, term=scaled(value, minor), denominator=minor)
    digits = context.symbols.minor_digits
    unit = f"0.{'0' * (digits - 1)}1" if digits else "1"
    context.error(
        "amount-unrounded",
        span,
        f"这个金额可能多于 {digits} 位小数",
        f"this amount may come out with more than {digits} decimals",
        f"在后面写明如何取整，如 `rounded down to {unit}`",
        f"say how it is rounded, such as `rounded down to {unit}`",
    )
    return None


def coerce(value: Typed, expected: Type, span: Span, context: Context) -> Typed | None:
    """A finished value of the type that its place asks for; anything else is reported."""
    match expected, value.type:
        case AmountType(), NumberType() if value.bare:
            amount = as_amount(value, span, context)
            return None if amount is None else finish(amount, span, context)
        case AmountType(), NumberType():
            help_ = ("金额要由金额或直接写出的数算出", "an amount is calculated from amounts, or from figures that are written out")
            unexpected(value, expected, span, context, *help_)
            return None
        case NumberType(decimals=decimals), NumberType():
            finished = finish(value, span, context)
            if finished is None or 10**decimals % finished.denominator == 0:
                return None if finished is None else finish(_rescaled(finished, 10**decimals), span, context)
            context.error(
                "too-many-decimals",
                span,
                f"这里的数最多有 {decimals} 位小数",
                f"the number here has at most {decimals} decimals",
                "用 `rounded down to …` 等取整",
                "round it, with `rounded down to …` or another way",
            )
            return None
        case DateType(), InstantType():
            return as_day(value)
        case InstantType(), DateType():
            words = context.words(span) or "X"
            unexpected(value, expected, span, context, f"写明时间，如 `{words} at 17:00`", f"say at what time: `{words} at 17:00`")
            return None
        case _:
            if _go_together(value, Typed(value.term, expected)):
                return finish(value, span, context)
            unexpected(value, expected, span, context)
            return None


def _rescaled(value: Typed, denominator: int) -> Typed:
    return evolve(value, term=scaled(value, denominator), denominator=denominator)
