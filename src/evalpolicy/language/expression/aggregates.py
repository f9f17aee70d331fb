"""Aggregates over rows: count, sum, extremes, best, different, covered months; and the comparison of a mean."""

from __future__ import annotations

from evalpolicy.classes import evolve
from evalpolicy.core import terms as t
from evalpolicy.language.expression.arithmetic import multiply
from evalpolicy.language.expression.context import Context
from evalpolicy.language.expression.conversion import (
    NUMBER,
    alike,
    as_day,
    checked,
    common,
    is_never_negative,
    is_numeric,
    plain,
    settled,
)
from evalpolicy.language.expression.dates import DAY, has_month_ends
from evalpolicy.language.expression.describe import unexpected
from evalpolicy.language.expression.quantities import condition, rows_of
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.types import DateType, EnumType, InstantType, ItemType, ResidentIdType, TextType, YesNoType
from evalpolicy.source import Span
from evalpolicy.syntax import tree

EXTREMES = {"maximum": "greatest", "latest": "greatest", "minimum": "least", "earliest": "least"}
MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}



def aggregate(expr: tree.Aggregate, context: Context) -> Typed | None:
    """`count of ROWS`, `sum of X over ROWS` and the others."""
    found = rows_of(expr.rows, context)
    if found is None:
        return None
    rows, inner = found
    where = condition(expr.where, rows, inner)
    if expr.kind == "mean":
        context.error(
            "mean-alone",
            expr.span,
            "平均值只能直接与一个数比较",
            "a mean can only be compared with a number",
            "写成 `mean of … at least 60`",
            "write `mean of … at least 60`",
        )
        return None
    if expr.kind == "count":
        return None if where is None else Typed(t.Count(rows, where, span=expr.span), NUMBER)
    value = None if expr.value is None else inner.value(expr.value)
    if where is None or value is None or expr.value is None:
        return None
    match expr.kind:
        case "sum":
            return _sum(expr, rows, where, value, context)
        case "best":
            return _best(expr, rows, where, value, context)
        case "different":
            return _different(expr, rows, where, value, context)
        case "covered_months":
            return _covered_months(expr, rows, where, value, inner)
        case _:
            return _extreme(expr, rows, where, value, context)


def _summand(value: Typed, expr: tree.Expr, context: Context) -> Typed | None:
    if not is_numeric(value.type):
        unexpected(value, NUMBER, expr.span, context)
        return None
    return settled(value, expr.span, context)


def _sum(expr: tree.Aggregate, rows: t.Rows, where: t.Term, value: Typed, context: Context) -> Typed | None:
    assert expr.value is not None
    part = _summand(value, expr.value, context)
    if part is None:
        return None
    total = Typed(t.Sum(rows, where, part.term, span=expr.span), part.type, part.denominator, part.bare)
    return checked(total, expr.span, context)


def _best(expr: tree.Aggregate, rows: t.Rows, where: t.Term, value: Typed, context: Context) -> Typed | None:
    assert expr.value is not None
    part = _summand(value, expr.value, context)
    if part is None:
        return None
    if expr.best is None or expr.best < 1:
        context.error("best-number", expr.span, "`best` 后面要写至少为 1 的个数", "`best` takes a number of at least 1")
        return None
    if not is_never_negative(part, context):
        context.error(
            "best-negative",
            expr.value.span,
            "`best` 只用于不为负的数",
            "`best` takes values that are never negative",
            "写成 `max(0, …)`",
            "write `max(0, …)`",
        )
        return None
    return checked(evolve(part, term=t.BestSum(expr.best, rows, where, part.term, span=expr.span)), expr.span, context)


def _different(expr: tree.Aggregate, rows: t.Rows, where: t.Term, value: Typed, context: Context) -> Typed | None:
    assert expr.value is not None
    if not isinstance(value.type, EnumType | ItemType | TextType | ResidentIdType):
        help_ = ("`different` 数不同的类别、项目或文字", "`different` counts different values of a type, items or texts")
        unexpected(value, TextType(), expr.value.span, context, *help_)
        return None
    return Typed(t.Distinct(rows, where, plain(value).term, span=expr.span), NUMBER)


def _covered_months(expr: tree.Aggregate, rows: t.Rows, where: t.Term, start: Typed, inner: Context) -> Typed | None:
    assert expr.value is not None
    assert expr.second is not None
    end = inner.value(expr.second)
    if end is None:
        return None
    for bound, at in ((start, expr.value.span), (end, expr.second.span)):
        if not isinstance(bound.type, DateType | InstantType):
            unexpected(bound, DAY, at, inner)
            return None
    if not has_month_ends(expr.span, inner):
        return None
    return Typed(t.CoveredMonths(rows, where, as_day(start).term, as_day(end).term, span=expr.span), NUMBER)


def _extreme(expr: tree.Aggregate, rows: t.Rows, where: t.Term, value: Typed, context: Context) -> Typed | None:
    assert expr.value is not None
    dates = isinstance(value.type, DateType | InstantType)
    if not dates and (expr.kind in ("latest", "earliest") or not is_numeric(value.type)):
        unexpected(value, DAY if expr.kind in ("latest", "earliest") else NUMBER, expr.value.span, context)
        return None
    if expr.otherwise is None:
        context.error(
            "else-missing",
            expr.span,
            "没有符合条件的行时，这个值是多少？",
            "what is the value where there are no rows?",
            "在末尾写 `else V`，V 是那时的值",
            "end it with `else V`, the value over no rows",
        )
        return None
    otherwise = context.value(expr.otherwise, value.type)
    if otherwise is None:
        return None
    if isinstance(expr.otherwise, tree.Compare) and isinstance(otherwise.type, YesNoType) and not isinstance(value.type, YesNoType):
        words = context.symbols.diagnostics.file.words
        compared = f"({words(expr.span).removesuffix(words(expr.otherwise.span))}{words(expr.otherwise.left.span)})"
        help_zh, help_en = f"前面的加上括号：`{compared}`", f"put brackets around what comes before: `{compared}`"
        unexpected(otherwise, value.type, expr.otherwise.span, context, help_zh, help_en)
        return None
    same = alike((value, otherwise), (expr.value.span, expr.otherwise.span), expr.span, context)
    if same is None or settled(same[0], expr.value.span, context) is None or settled(same[1], expr.otherwise.span, context) is None:
        return None
    (inside, without), denominator = common(same)
    term = t.Extreme(EXTREMES[expr.kind], rows, where, inside, without, span=expr.span)
    return Typed(term, same[0].type, denominator, all(side.bare for side in same))


# --- the mean --------------------------------------------------------------------------------


def is_mean(expr: tree.Expr) -> bool:
    """Whether an expression is a mean, which is only known by comparing it."""
    return isinstance(expr, tree.Aggregate) and expr.kind == "mean"


def compare_mean(op: str, expr: tree.Expr, limit: tree.Expr, span: Span, context: Context) -> t.Term | None:
    """A mean compared with a number, without a division: `sum of X*W op limit * sum of W`, and there is some weight.

    Over no rows no comparison holds. `op` is lt, le, gt, ge, eq or ne.
    """
    assert isinstance(expr, tree.Aggregate)
    assert expr.value is not None
    found = rows_of(expr.rows, context)
    bound = context.value(limit)
    if found is None:
        return None
    rows, inner = found
    where, value = condition(expr.where, rows, inner), inner.value(expr.value)
    weight = None if expr.second is None else inner.value(expr.second)
    if where is None or value is None or bound is None or (weight is None and expr.second is not None):
        return None
    values = _summand(value, expr.value, context)
    if weight is None or expr.second is None:
        weights, product = Typed(t.Count(rows, where, span=expr.span), NUMBER), values
    else:
        summand = _summand(weight, expr.second, context)
        if values is None or summand is None:
            return None
        product = multiply(values, summand, expr.span, inner)
        weights = evolve(summand, term=t.Sum(rows, where, summand.term, span=expr.span), bare=False)
    if product is None:
        return None
    if not is_numeric(bound.type):
        unexpected(bound, NUMBER, limit.span, context)
        return None
    left = evolve(product, term=t.Sum(rows, where, product.term, span=expr.span))
    right = multiply(weights, bound, span, context)
    if right is None:
        return None
    same = alike((left, right), (expr.span, limit.span), span, context)
    if same is None:
        return None
    (total, wanted), _ = common(same)
    some = t.Compare("gt", weights.term, t.QuantityConstant(0, span=span), span=span)
    return t.And((t.Compare(op, total, wanted, span=span), some), span=span)
