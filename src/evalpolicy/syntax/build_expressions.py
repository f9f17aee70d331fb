"""Builds expressions, and the cells of tables that hold them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.source import Span
from evalpolicy.syntax import problems, tree
from evalpolicy.syntax.build import Builder, Children, after, every, first, one, terminal, terminals, values_of
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.lalr import Token
from evalpolicy.syntax.scanning import read_date, read_time

COMPARATORS = {
    "IS": "is",
    "IS_NOT": "is_not",
    "EQUAL": "eq",
    "NOT_EQUAL": "ne",
    "LESS": "lt",
    "LESS_EQUAL": "le",
    "GREATER": "gt",
    "GREATER_EQUAL": "ge",
    "AT_LEAST": "ge",
    "AT_MOST": "le",
    "MORE_THAN": "gt",
    "LESS_THAN": "lt",
    "FEWER_THAN": "lt",
    "EXACTLY": "eq",
    "BEFORE": "before",
    "AFTER": "after",
    "ON_OR_BEFORE": "on_or_before",
    "ON_OR_AFTER": "on_or_after",
    "CONTAINS": "contains",
}
SIGNS = {"PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/"}
BYTES = {"BYTES": 1, "KILOBYTES": 1024, "MEGABYTES": 1024**2, "GIGABYTES": 1024**3}
WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
MONTHS = ("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER")
ORDINALS = {"FIRST": 1, "SECOND": 2, "THIRD": 3, "FOURTH": 4, "FIFTH": 5, "LAST": -1}
AGGREGATES = {
    "COUNT_OF": "count",
    "SUM_OF": "sum",
    "DIFFERENT": "different",
    "BEST": "best",
    "MEAN_OF": "mean",
    "FULL_MONTHS_COVERED_BY": "covered_months",
    "MAXIMUM_OF": "maximum",
    "MINIMUM_OF": "minimum",
    "LATEST_OF": "latest",
    "EARLIEST_OF": "earliest",
}


class ExpressionBuilder(Builder):
    """Expressions and cells."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__(diagnostics)
        self._bracketed: set[Span] = set()

    # --- chains ---

    def conjunction(self, span: Span, children: Children) -> tree.Expr:
        """`a and b and c`."""
        return _balanced("and", values_of(children))

    def disjunction(self, span: Span, children: Children) -> tree.Expr:
        """`a or b or c`."""
        return _balanced("or", values_of(children))

    def implication(self, span: Span, children: Children) -> tree.Expr:
        """`a implies b implies c`: `a implies (b implies c)`."""
        *conditions, result = values_of(children)
        for condition in reversed(conditions):
            result = tree.Binary(condition.span.to(result.span), "implies", condition, result)
        expression: tree.Expr = result
        return expression

    def negation(self, span: Span, children: Children) -> tree.Expr:
        """`not a`, `not not a`."""
        *nots, result = children
        for token in reversed(nots):
            result = tree.Unary(token.span.to(result.span), "not", result)
        expression: tree.Expr = result
        return expression

    # --- comparisons ---

    def compare(self, span: Span, children: Children) -> tree.Compare:
        """`a is b`, `a at least b`."""
        left, op, right = children
        return tree.Compare(span, op, left, right)

    def comparator(self, span: Span, children: Children) -> str:
        """How two values are compared."""
        return COMPARATORS[terminal(children)]

    def given(self, span: Span, children: Children) -> tree.Given:
        """`x is given`."""
        return tree.Given(span, children[0], terminal(children) == "IS_NOT_GIVEN")

    def listed(self, span: Span, children: Children) -> tree.Listed:
        """`item is listed`."""
        return tree.Listed(span, children[0], terminal(children) == "IS_NOT_LISTED")

    def stated(self, span: Span, children: Children) -> tree.IsStated:
        """`x is stated`."""
        return tree.IsStated(span, children[0])

    def membership(self, span: Span, children: Children) -> tree.Membership:
        """`x in (a, b)`, `x in S`. Brackets around one choice make it a list, too."""
        operand, token, choices = children
        if isinstance(choices, tuple):
            return tree.Membership(span, operand, choices, True, token.type == "NOT_IN")
        return tree.Membership(span, operand, (choices,), choices.span in self._bracketed, token.type == "NOT_IN")

    def choices(self, span: Span, children: Children) -> tuple[tree.Expr, ...]:
        """`(a, b)`."""
        return every(children, tree.Expr)

    def between(self, span: Span, children: Children) -> tree.Expr:
        """`x in A .. B`, `x between A and B`."""
        operand, low, high = values_of(children)
        found = tree.Between(span, operand, low, high)
        return tree.Unary(found.span, "not", found) if terminal(children) == "NOT_IN" else found

    # --- arithmetic and days ---

    def binary(self, span: Span, children: Children) -> tree.Binary:
        """`a + b`."""
        left, sign, right = children
        return tree.Binary(span, SIGNS[sign.type], left, right)

    def negative(self, span: Span, children: Children) -> tree.Unary:
        """`- a`."""
        return tree.Unary(span, "-", children[1])

    def rounded(self, span: Span, children: Children) -> tree.Rounded:
        """`x rounded up to 10`."""
        operand, direction, unit = children
        words = {"ROUNDED_UP_TO": "up", "ROUNDED_DOWN_TO": "down", "ROUNDED_HALF_UP_TO": "half_up"}
        return tree.Rounded(span, operand, words[direction.type], unit.value)

    def at_time(self, span: Span, children: Children) -> tree.AtTime:
        """`X at 17:00`."""
        return tree.AtTime(span, children[0], read_time(str(children[2])) or dt.time())

    def relative(self, span: Span, children: Children) -> tree.Relative:
        """`3 days after X`."""
        duration, direction, anchor = children
        return tree.Relative(span, duration, direction, anchor)

    def duration(self, span: Span, children: Children) -> tree.Duration:
        """`3 working days`."""
        return tree.Duration(span, self._whole(children[0], "时间的长度", "a length of time"), terminal(children).lower())

    def direction(self, span: Span, children: Children) -> str:
        """`after`, `before` or `from`."""
        return terminal(children).lower()

    # --- units ---

    def path(self, span: Span, children: Children) -> tree.Path:
        """`a.b.c`."""
        head, *rest = parts = every(children, tree.Word)
        noun = keywords().nouns.get(head.text)
        return tree.Path(span, parts if noun is None else (tree.Word(head.span, noun), *rest))

    def number(self, span: Span, children: Children) -> tree.Number:
        """A figure as a value."""
        return one(children, tree.Number)

    def percent(self, span: Span, children: Children) -> tree.Number:
        """`80 %`."""
        number = one(children, tree.Number)
        return tree.Number(span, number.value / 100, number.text, percent=True)

    def size(self, span: Span, children: Children) -> tree.Size:
        """`200 KB`."""
        number = one(children, tree.Number)
        exact = tree.Number(span, number.value * BYTES[terminal(children)], number.text)
        return tree.Size(span, self._whole(exact, "字节数", "the number of bytes"))

    def DATE(self, token: Token) -> tree.DateLiteral:
        """`2024-09-21`."""
        return tree.DateLiteral(token.span, read_date(str(token)) or dt.date.min)

    def date(self, span: Span, children: Children) -> tree.DateLiteral:
        """A date, with or without its weekday."""
        return tree.DateLiteral(span, one(children, tree.DateLiteral).value, first(children, int))

    def instant(self, span: Span, children: Children) -> tree.InstantLiteral:
        """`2024-10-10 17:00 Thursday`."""
        day = one(children, tree.DateLiteral).value
        time = next(read_time(str(child)) for child in children if isinstance(child, Token) and child.type == "TIME")
        return tree.InstantLiteral(span, dt.datetime.combine(day, time or dt.time()), first(children, int))

    def weekday(self, span: Span, children: Children) -> int:
        """A weekday in brackets or not, from 0 for Monday."""
        return WEEKDAYS.index(one(children, str))

    def day_of_week(self, span: Span, children: Children) -> str:
        """The name of a weekday."""
        return terminal(children)

    def text_literal(self, span: Span, children: Children) -> tree.TextLiteral:
        """A text as a value."""
        return tree.TextLiteral(span, one(children, tree.Text).text)

    def truth(self, span: Span, children: Children) -> tree.Truth:
        """`yes`, `no`."""
        return tree.Truth(span, terminal(children) == "YES")

    def brackets(self, span: Span, children: Children) -> tree.Expr:
        """An expression in brackets; its span takes them in."""
        self._bracketed.add(span)
        return evolve(one(children, tree.Expr), span=span)

    def min_max(self, span: Span, children: Children) -> tree.MinMax:
        """`min(a, b)`."""
        return tree.MinMax(span, terminal(children).lower(), every(children, tree.Expr))

    def full_units(self, span: Span, children: Children) -> tree.FullUnits:
        """`full years from A to B`."""
        unit = terminal(children).removeprefix("FULL_").removesuffix("_FROM").lower()
        start, end = every(children, tree.Expr)
        return tree.FullUnits(span, unit, start, end)

    def age(self, span: Span, children: Children) -> tree.FullUnits:
        """`age of D on E`."""
        start, end = every(children, tree.Expr)
        return tree.FullUnits(span, "years", start, end, age=True)

    def calendar_words(self, span: Span, children: Children) -> tree.CalendarWords:
        """`second weekend of November 2024`."""
        ordinal, unit, _, (year, month) = children
        return tree.CalendarWords(span, ordinal, str(unit.type if isinstance(unit, Token) else unit).lower(), year, month)

    def ordinal(self, span: Span, children: Children) -> int:
        """`first`, `last`."""
        return ORDINALS[terminal(children)]

    def month(self, span: Span, children: Children) -> tuple[int, int]:
        """`2024-11`, `November 2024`: year and month."""
        if isinstance(children[0], Token):
            year, month = (int(part) for part in children[0].text.split("-"))
        else:
            month, year = MONTHS.index(children[0][0]) + 1, self._whole(children[1], "年份", "a year")
        if not (1 <= month <= 12 and dt.MINYEAR <= year <= dt.MAXYEAR):
            problems.no_such_month(self._diagnostics, span)
        return year, month

    def month_name(self, span: Span, children: Children) -> tuple[str]:
        """The name of a month."""
        return (terminal(children),)

    # --- quantities ---

    def counting(self, span: Span, children: Children) -> tree.Counting:
        """`at most 2 ROWS where C`."""
        return tree.Counting(span, COMPARATORS[terminal(children)], children[1], one(children, tree.Rows), after(children, "WHERE"))

    def quantified(self, span: Span, children: Children) -> tree.Quantified:
        """`any ROWS where C`, `no ROWS where C`."""
        return tree.Quantified(span, terminal(children).lower(), one(children, tree.Rows), after(children, "WHERE"))

    def every(self, span: Span, children: Children) -> tree.Quantified:
        """`every ROWS where C has D`."""
        return tree.Quantified(span, "every", one(children, tree.Rows), after(children, "WHERE"), after(children, "HAS"))

    def no_two_share(self, span: Span, children: Children) -> tree.NoTwoShare:
        """`no two ROWS where C share X`."""
        return tree.NoTwoShare(span, one(children, tree.Rows), after(children, "WHERE"), after(children, "SHARE"))

    def aggregate(self, span: Span, children: Children) -> tree.Aggregate:
        """`sum of X over ROWS where C` and its like."""
        opening = children[0]
        second = after(children, "WEIGHTED_BY") or after(children, "TO")
        value, best = (None if opening.type == "COUNT_OF" else children[1]), None
        if opening.type == "BEST":
            best, value = self._whole(children[1], "`best` 的个数", "the number of `best`"), after(children, "OF")
        return tree.Aggregate(
            span, AGGREGATES[opening.type], value, one(children, tree.Rows), after(children, "WHERE"), second=second, best=best
        )

    def extreme(self, span: Span, children: Children) -> tree.Aggregate:
        """`maximum of X over ROWS where C else V`."""
        return tree.Aggregate(
            span,
            AGGREGATES[terminal(children)],
            children[1],
            one(children, tree.Rows),
            after(children, "WHERE"),
            otherwise=after(children, "ELSE"),
        )

    def rows(self, span: Span, children: Children) -> tree.Rows:
        """`applicant.attempts as a`."""
        return tree.Rows(span, one(children, tree.Path), first(children, tree.Word))

    def conditional(self, span: Span, children: Children) -> tree.Conditional:
        """`if C then x else y`."""
        return tree.Conditional(span, *every(children, tree.Expr))

    # --- cells ---

    def cell_test(self, span: Span, children: Children) -> tree.CellTest:
        """What a fee table's cell asks."""
        return tree.CellTest(span, every(children, tree.CellAlternative))

    def cell_test_not(self, span: Span, children: Children) -> tree.CellTest:
        """`not a, b`."""
        return tree.CellTest(span, every(children, tree.CellAlternative), negated=True)

    def cell_value_test(self, span: Span, children: Children) -> tree.CellAlternative:
        """`a`."""
        return tree.CellAlternative(span, "value", children[0])

    def cell_range(self, span: Span, children: Children) -> tree.CellAlternative:
        """`A .. B`."""
        return tree.CellAlternative(span, "range", children[0], children[2])

    def cell_bound(self, span: Span, children: Children) -> tree.CellAlternative:
        """`at least A`."""
        return tree.CellAlternative(span, COMPARATORS[terminal(children)], children[1])

    def cell_word(self, span: Span, children: Children) -> tree.CellAlternative:
        """`given`, `not given`, `one`, `none`."""
        return tree.CellAlternative(span, terminal(children).lower())

    def cell_set(self, span: Span, children: Children) -> tree.CellAlternative:
        """`a + b`."""
        return tree.CellAlternative(span, "set", members=every(children, tree.Expr))

    def cell_amount(self, span: Span, children: Children) -> tree.CellAmount:
        """An amount, or `not stated`."""
        value = first(children, tree.Expr)
        return tree.CellAmount(span, "not_stated" if value is None else "value", value)

    def cell_amount_as(self, span: Span, children: Children) -> tree.CellAmount:
        """`as attempt initial`."""
        return tree.CellAmount(span, "as", value=children[2], column=children[1])

    def cell_values(self, span: Span, children: Children) -> tree.CellValues:
        """What a catalog's cell holds."""
        values = every(children, tree.CellValue)
        word = next(terminals(children), "EMPTY").lower()
        return tree.CellValues(span, "values" if values else word, values)

    def cell_value(self, span: Span, children: Children) -> tree.CellValue:
        """`b`, `b?`."""
        return tree.CellValue(span, children[0], doubtful=len(children) > 1)


def _balanced(op: str, operands: Sequence[tree.Expr]) -> tree.Expr:
    """The chain as a tree of little depth, so that thousands of operands nest no deeper than a dozen levels."""
    if len(operands) == 1:
        return operands[0]
    middle = (len(operands) + 1) // 2
    left, right = _balanced(op, operands[:middle]), _balanced(op, operands[middle:])
    return tree.Binary(left.span.to(right.span), op, left, right)


def minus(number: tree.Number, span: Span) -> tree.Number:
    """The number below zero."""
    return tree.Number(span, Fraction(-number.value), f"-{number.text}", number.percent)
