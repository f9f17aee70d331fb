"""Calculation, exact: every number is an integer over a denominator.

INVARIANT: an unrounded division is never compared or handed on; it is rounded first, in integers.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from evalpolicy.classes import evolve
from evalpolicy.core.terms import Add, Divide, Greatest, If, Least, Product, QuantityConstant
from evalpolicy.language.expression.context import Context
from evalpolicy.language.expression.conversion import (
    NUMBER,
    alike,
    checked,
    common,
    constant_of,
    figure,
    is_never_negative,
    is_numeric,
    minor_units,
    number_type,
    plain,
    report_too_fine,
    times,
)
from evalpolicy.language.expression.describe import unexpected
from evalpolicy.language.expression.names import is_name, value_type
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.types import AmountType, DateType, InstantType, NumberType, SetType, Type
from evalpolicy.source import Span
from evalpolicy.syntax import tree


def numeric(expr: tree.Expr, context: Context) -> Typed | None:
    """An operand of arithmetic."""
    value = context.value(expr)
    if value is None or is_numeric(value.type):
        return value
    if isinstance(value.type, DateType | InstantType):
        help_ = (
            "日期的推算写成 `3 days after X`，两日之差写成 `full days from A to B`",
            "write `3 days after X` for a later day, `full days from A to B` for the days between two",
        )
        unexpected(value, NUMBER, expr.span, context, *help_)
    else:
        unexpected(value, NUMBER, expr.span, context)
    return None


def negated(value: Typed) -> Typed:
    """Minus the value."""
    return evolve(value, term=times(value.term, -1))


def add(expr: tree.Binary, context: Context) -> Typed | None:
    """`a + b - c`: a chain of any length at one level."""
    parts: list[tuple[int, tree.Expr]] = []
    left: tree.Expr = expr
    while isinstance(left, tree.Binary) and left.op in ("+", "-"):
        parts.append((-1 if left.op == "-" else 1, left.right))
        left = left.left
    parts.append((1, left))
    parts.reverse()
    name = _hyphenated([part for _, part in parts], expr.span, context)
    if name is not None:
        zh, en = "代号里不能有 `-`，用 `_`", "there is no `-` in a name; it is written with `_`"
        context.error("unknown-name", expr.span, zh, en, f"写成 `{name.dotted}`", f"write `{name.dotted}`", name.dotted)
        return context.value(name)
    values = [numeric(part, context) for _, part in parts]
    signed = [
        negated(value) if sign < 0 else value for (sign, _), value in zip(parts, values, strict=True) if value is not None
    ]
    same = alike(signed, [part.span for _, part in parts], expr.span, context) if len(signed) == len(parts) else None
    if same is None:
        return None
    constants = [constant_of(value) for value in same]
    bare, divided = all(value.bare for value in same), any(value.divided for value in same)
    if all(constant is not None for constant in constants):
        return figure(sum((constant for constant in constants if constant is not None), Fraction(0)), expr.span, bare, same[0].type)
    terms, denominator = common(same)
    return checked(Typed(Add(tuple(terms), span=expr.span), same[0].type, denominator, bare, divided), expr.span, context)


def _hyphenated(parts: list[tree.Expr], span: Span, context: Context) -> tree.Path | None:
    """The name that was meant by one with a `-`, which reads as a difference: some part of it means nothing by itself."""
    paths = [part for part in parts if isinstance(part, tree.Path)]
    name = "_".join(path.dotted for path in paths)
    if len(paths) < len(parts) or context.words(span) != "-".join(path.dotted for path in paths):
        return None
    if all(is_name(path, context) for path in paths):
        return None
    meant = tree.Path(span, tuple(tree.Word(span, word) for word in name.split(".")))
    return meant if is_name(meant, context) else None


def multiply(left: Typed, right: Typed, span: Span, context: Context) -> Typed | None:
    """A product: by a constant, or of two values that are never negative. Money times money is no money."""
    if isinstance(left.type, AmountType) and isinstance(right.type, AmountType):
        context.error("amount-times-amount", span, "金额不能乘以金额", "an amount can't be multiplied by an amount")
        return None
    type_: Type = AmountType() if AmountType() in (left.type, right.type) else NUMBER
    bare = type_ == NUMBER and (left.bare or right.bare)
    divided, denominator = left.divided or right.divided, left.denominator * right.denominator
    one, other = constant_of(left), constant_of(right)
    if one is not None and other is not None:
        return figure(one * other, span, bare, type_)
    if isinstance(left.term, QuantityConstant):
        left, right = right, left
    if isinstance(right.term, QuantityConstant):
        term = evolve(times(left.term, right.term.value), span=span)
    elif is_never_negative(left, context) and is_never_negative(right, context):
        term = Product(left.term, right.term, span=span)
    else:
        context.error(
            "negative-product",
            span,
            "可能为负的数只能乘以写出的常数",
            "a value that may be negative can be multiplied by a written figure only",
            "用 `max(0, …)` 排除负数，或声明不含负数的范围",
            "rule out negative values with `max(0, …)`, or declare bounds without them",
        )
        return None
    return checked(Typed(term, type_, denominator, bare, divided), span, context)


def divide(left: Typed, right: Typed, span: Span, context: Context) -> Typed | None:
    """A division by a positive constant; it waits to be rounded."""
    divisor = constant_of(right)
    if divisor is None or divisor <= 0 or isinstance(right.type, AmountType):
        context.error(
            "divisor",
            span,
            "只能除以一个写出的正数",
            "a value can be divided by a written, positive figure only",
            "比较两数之比时改写成乘法，如 `a at least 2 * b`",
            "to compare a ratio, multiply instead: `a at least 2 * b`",
        )
        return None
    constant = constant_of(left)
    if constant is not None:
        return figure(constant / divisor, span, left.bare, left.type)
    typed = Typed(
        times(left.term, divisor.denominator), left.type, left.denominator * divisor.numerator, left.bare, divided=divisor != 1
    )
    return checked(typed, span, context)


def rounded(expr: tree.Rounded, context: Context) -> Typed | None:
    """`x rounded up to 10`, in integers: the value in units, rounded, times the unit."""
    value = numeric(expr.operand, context)
    if value is None:
        return None
    if expr.unit <= 0:
        context.error("rounding-unit", expr.span, "取整的单位必须大于 0", "the unit to round to must be more than 0")
        return None
    if isinstance(value.type, AmountType) and minor_units(context) % expr.unit.denominator:
        report_too_fine(expr.span, context)
        return None
    unit = figure(expr.unit, expr.span)
    factor, divisor = expr.unit.denominator, value.denominator * expr.unit.numerator
    shared = gcd(factor, divisor)
    term = times(value.term, factor // shared)
    if divisor // shared > 1:
        term = Divide(term, divisor // shared, expr.direction, span=expr.span)
    assert isinstance(unit.term, QuantityConstant)
    typed = Typed(times(term, unit.term.value), value.type, unit.denominator, value.bare)
    return checked(typed, expr.span, context)


def least_or_greatest(expr: tree.MinMax, context: Context) -> Typed | None:
    """`min(a, b)`, `max(a, b)` of numbers, amounts, days or instants."""
    values = [context.value(operand) for operand in expr.operands]
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    for value, operand in zip(known, expr.operands, strict=True):
        if not is_numeric(value.type) and not isinstance(value.type, DateType | InstantType):
            unexpected(value, NUMBER, operand.span, context)
            return None
    same = alike(known, [operand.span for operand in expr.operands], expr.span, context)
    if same is None:
        return None
    terms, denominator = common(same)
    term = (Least if expr.op == "min" else Greatest)(tuple(terms), span=expr.span)
    return Typed(term, same[0].type, denominator, all(value.bare for value in same), any(value.divided for value in same))


def choose(expr: tree.Conditional, context: Context, expected: Type | None) -> Typed | None:
    """`if C then x else y`."""
    condition = context.truth(expr.condition)
    expected = expected or value_type(expr.then, context) or value_type(expr.otherwise, context)
    then = context.value(expr.then, expected)
    otherwise = context.value(expr.otherwise, expected if then is None or expected is not None else then.type)
    if condition is None or then is None or otherwise is None:
        return None
    same = alike([then, otherwise], [expr.then.span, expr.otherwise.span], expr.span, context)
    if same is None:
        return None
    if isinstance(same[0].type, SetType):
        context.error(
            "conditional-set",
            expr.span,
            "`if` 不能在两组值之间选择",
            "`if` can't choose between two sets",
            "对每个分支分别写条件",
            "write the condition for each branch",
        )
        return None
    terms, denominator = common([plain(value) for value in same])
    type_: Type = number_type(terms, denominator, context) if isinstance(same[0].type, NumberType) else same[0].type
    typed = Typed(If(condition, terms[0], terms[1], type_, span=expr.span), type_, denominator)
    return evolve(typed, bare=all(value.bare for value in same), divided=any(value.divided for value in same))
