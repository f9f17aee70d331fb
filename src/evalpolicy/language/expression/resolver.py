"""The walk over an expression: which module resolves which construct."""

from __future__ import annotations

from collections.abc import Sequence

from evalpolicy.classes import frozen
from evalpolicy.core.terms import And, If, Or, Term, TruthConstant
from evalpolicy.language.expression import aggregates, arithmetic, comparisons, dates, literals, quantities, templates
from evalpolicy.language.expression.context import Context
from evalpolicy.language.expression.conversion import figure
from evalpolicy.language.expression.describe import describe, whose
from evalpolicy.language.expression.names import Silent, find, is_name
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.types import EnumType, ItemType, ListType, SetType, TextType, Type, YesNoType
from evalpolicy.syntax import tree

YES_NO = YesNoType()


@frozen
class Resolver:
    """Resolves conditions and values by the construct that they are."""

    def truth(self, expr: tree.Expr, context: Context) -> Term | None:
        """A condition, as a truth term."""
        match expr:
            case tree.Binary(op="and" | "or"):
                return self._chain(expr, context)
            case tree.Binary(op="implies"):
                left, right = context.truth(expr.left), context.truth(expr.right)
                return None if left is None or right is None else Or((comparisons.opposite(left), right), span=expr.span)
            case tree.Unary(op="not"):
                operand = context.truth(expr.operand)
                return None if operand is None else comparisons.opposite(operand)
            case tree.Compare():
                return self._compare(expr, context)
            case tree.Between(operand=operand) if aggregates.is_mean(operand):
                above = aggregates.compare_mean("ge", operand, expr.low, expr.span, context)
                below = None if above is None else aggregates.compare_mean("le", operand, expr.high, expr.span, context)
                return None if above is None or below is None else And((above, below), span=expr.span)
            case tree.Between():
                return comparisons.between(expr, context)
            case tree.Membership():
                return comparisons.membership(expr, context)
            case tree.Given():
                return comparisons.given(expr, context)
            case tree.IsStated():
                return comparisons.stated(expr, context)
            case tree.Listed():
                return comparisons.listed(expr, context)
            case tree.Counting():
                return quantities.counting(expr, context)
            case tree.Quantified():
                return quantities.quantified(expr, context)
            case tree.NoTwoShare():
                return quantities.no_two_share(expr, context)
            case tree.Truth(value=value):
                return TruthConstant(value, span=expr.span)
            case tree.Conditional():
                return self._conditional(expr, context)
            case _:
                return self._truth_of_value(expr, context)

    def value(self, expr: tree.Expr, context: Context, expected: Type | None) -> Typed | None:
        """A value, which `conversion.finish` may have yet to bring to its final form."""
        if expected is not None:
            named = literals.named_value(expr, expected, context)
            if named is not None:
                return named
        match expr:
            case tree.Path():
                return self._path(expr, context, expected)
            case tree.Number() | tree.TextLiteral() | tree.Binary(op="+") if self._should_name(expr, context, expected):
                assert expected is not None
                literals.report_unknown_value(expr, expected, context)
                return None
            case tree.Number(value=value, percent=percent):
                # A share is no sum of money.
                return figure(value, expr.span, bare=not percent)
            case tree.Size():
                return literals.size_literal(expr)
            case tree.TextLiteral():
                return templates.text_value(expr, context)
            case tree.DateLiteral():
                return dates.date_literal(expr, context)
            case tree.InstantLiteral():
                return dates.instant_literal(expr, context)
            case tree.CalendarWords():
                return dates.calendar_day(expr, context)
            case tree.Relative():
                return dates.relative(expr, context)
            case tree.AtTime():
                return dates.at_time(expr, context)
            case tree.FullUnits():
                return dates.full_units(expr, context)
            case tree.Binary(op="+" | "-"):
                return arithmetic.add(expr, context)
            case tree.Binary(op="*" | "/"):
                return self._product(expr, context)
            case tree.Unary(op="-"):
                operand = arithmetic.numeric(expr.operand, context)
                return None if operand is None else arithmetic.negated(operand)
            case tree.MinMax():
                return arithmetic.least_or_greatest(expr, context)
            case tree.Rounded():
                return arithmetic.rounded(expr, context)
            case tree.Conditional():
                return arithmetic.choose(expr, context, expected)
            case tree.Aggregate():
                return aggregates.aggregate(expr, context)
            case _:
                truth = self.truth(expr, context)
                return None if truth is None else Typed(truth, YES_NO)

    # --- truths ----------------------------------------------------------------------------------

    def _chain(self, expr: tree.Binary, context: Context) -> Term | None:
        """`a and b and c`, a chain of any length at one level."""
        parts: list[tree.Expr] = []
        waiting: list[tree.Expr] = [expr]
        while waiting:
            part = waiting.pop()
            if isinstance(part, tree.Binary) and part.op == expr.op:
                waiting += [part.right, part.left]
            else:
                parts.append(part)
        terms: list[Term] = []
        for place, part in enumerate(parts):
            if place and _repeats_comparison(parts[:place], part, expr.op, context):
                continue
            term = context.truth(part)
            if term is not None:
                terms.append(term)
        if len(terms) < len(parts):
            return None
        return (And if expr.op == "and" else Or)(tuple(terms), span=expr.span)

    def _compare(self, expr: tree.Compare, context: Context) -> Term | None:
        op = {"is": "eq", "is_not": "ne"}.get(expr.op, expr.op)
        if op in aggregates.MIRRORED:
            if aggregates.is_mean(expr.left):
                return aggregates.compare_mean(op, expr.left, expr.right, expr.span, context)
            if aggregates.is_mean(expr.right):
                return aggregates.compare_mean(aggregates.MIRRORED[op], expr.right, expr.left, expr.span, context)
        return comparisons.compare(expr, context)

    def _conditional(self, expr: tree.Conditional, context: Context) -> Term | None:
        condition, then, otherwise = context.truth(expr.condition), context.truth(expr.then), context.truth(expr.otherwise)
        if condition is None or then is None or otherwise is None:
            return None
        return If(condition, then, otherwise, YES_NO, span=expr.span)

    def _truth_of_value(self, expr: tree.Expr, context: Context) -> Term | None:
        value = self.value(expr, context, None)
        if value is None:
            return None
        if isinstance(value.type, YesNoType):
            return value.term
        said, is_ = whose(expr.span, context), describe(value.type)
        words = context.words(expr.span) or "x"
        match value.type:
            case EnumType(codes=(first, *_)):
                example = f"{words} is {first}"
            case SetType():
                example = f"{words} contains …"
            case ListType():
                example = f"any {words} where …"
            case _:
                example = f"{words} is …"
        context.error(
            "not-a-condition",
            expr.span,
            f"{said.zh}是{is_.zh}，不能单独作为条件",
            f"{said.en} is {is_.en}; it can't be a condition by itself",
            f"写成比较，如 `{example}`",
            f"compare it with something, such as `{example}`",
        )
        return None

    # --- values ----------------------------------------------------------------------------------

    def _path(self, path: tree.Path, context: Context, expected: Type | None) -> Typed | None:
        found = find(path, context)
        if isinstance(found, Silent):
            return None
        if found is None and self._should_name(path, context, expected):
            assert expected is not None
            literals.report_unknown_value(path, expected, context)
        elif found is None and isinstance(expected, TextType) and len(path.parts) == 1:
            zh, en = f"没有叫 `{path.dotted}` 的东西", f"there is nothing called `{path.dotted}`"
            help_ = (f'要写的若是文字，加上引号："{path.dotted}"', f'if a text is meant, put it in quotes: "{path.dotted}"')
            context.error("unknown-name", path.span, zh, en, *help_)
        elif found is None:
            from evalpolicy.language.expression.unknown import report_unknown

            report_unknown(path, context)
        return found

    def _should_name(self, expr: tree.Expr, context: Context, expected: Type | None) -> bool:
        """Whether an expression can only be meant as a value of the expected type."""
        element = expected.element if isinstance(expected, SetType) else expected
        if not isinstance(element, EnumType | ItemType):
            return False
        if isinstance(expr, tree.Binary):
            return isinstance(expected, SetType) and all(literals.written(part) is not None for part in literals.members(expr))
        if isinstance(expr, tree.Path) and isinstance(element, ItemType) and expr.parts[0].text in context.symbols.catalog_type.codes:
            return True
        text = literals.written(expr)
        known = {name for _, name in context.symbols.facts} | set(context.symbols.defines)
        return text is not None and text not in known and text not in context.symbols.broken

    def _product(self, expr: tree.Binary, context: Context) -> Typed | None:
        left, right = arithmetic.numeric(expr.left, context), arithmetic.numeric(expr.right, context)
        if left is None or right is None:
            return None
        return (arithmetic.multiply if expr.op == "*" else arithmetic.divide)(left, right, expr.span, context)


def _repeats_comparison(before: Sequence[tree.Expr], part: tree.Expr, op: str, context: Context) -> bool:
    """Report `attempt is initial or retake`, where the comparison must be repeated."""
    text = literals.written(part)
    compared = next((expr for expr in reversed(before) if isinstance(expr, tree.Compare)), None)
    if text is None or compared is None or not isinstance(compared.left, tree.Path) or is_name(part, context):
        return False
    subject = find(compared.left, context)
    if not isinstance(subject, Typed):
        return False
    if literals.named_value(part, subject.type, context) is None and not isinstance(part, tree.Number):
        return False
    left = compared.left.dotted
    verb = context.words(compared.span).removeprefix(left).strip()
    verb = verb.removesuffix(context.words(compared.right.span)).strip() or "is"
    context.error(
        "comparison-not-repeated",
        part.span,
        f"`{op}` 后面要写完整的条件，`{text}` 只是一个值",
        f"`{op}` joins whole conditions, and `{text}` is only a value",
        f"写成 `… {op} {left} {verb} {text}`，或 `{left} in (…, {text})`",
        f"write `… {op} {left} {verb} {text}`, or `{left} in (…, {text})`",
    )
    return True
