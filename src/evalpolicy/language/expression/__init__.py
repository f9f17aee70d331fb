"""Expressions: from the tree as written to typed core terms.

Every function reports what is wrong to `symbols.diagnostics` and then gives None; callers say nothing more about it.
"""

from __future__ import annotations

from evalpolicy.core.terms import Fact, RowFact, Rows, Term
from evalpolicy.language.expression import cells, comparisons, conversion, dates, literals, quantities, templates
from evalpolicy.language.expression.context import Context
from evalpolicy.language.expression.resolver import Resolver
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.model import Placeholder
from evalpolicy.language.symbols import Scope, Symbols
from evalpolicy.language.types import NumberType, Type
from evalpolicy.source import Span
from evalpolicy.syntax import tree

__all__ = [
    "Typed",
    "calendar_range",
    "resolve_catalog_value",
    "resolve_cell_test",
    "resolve_constant",
    "resolve_fact",
    "resolve_message",
    "resolve_rows",
    "resolve_template",
    "resolve_truth",
    "resolve_value",
]


_RESOLVER = Resolver()
_NOTHING_IN_SCOPE = Scope()


def _context(scope: Scope, symbols: Symbols) -> Context:
    return Context(symbols, scope, _RESOLVER)


def resolve_truth(expr: tree.Expr, scope: Scope, symbols: Symbols) -> Term | None:
    """A condition, as a truth term."""
    return _context(scope, symbols).truth(expr)


def resolve_value(expr: tree.Expr, scope: Scope, symbols: Symbols, expected: Type | None = None) -> Typed | None:
    """Any expression with its type.

    `expected`: the value is brought to that type (a figure to an amount, an instant to a date, a name to a value of the
    enumeration, a number to as many decimals), and anything else is reported. A yes or no value is a truth term of type
    `YesNoType`. The bounds of a `NumberType` that is expected are not checked: the result's type has the expression's own.
    """
    context = _context(scope, symbols)
    value = context.value(expr, expected)
    if value is None:
        return None
    if expected is None:
        return conversion.finish(value, expr.span, context)
    typed = conversion.coerce(value, expected, expr.span, context)
    return typed if typed is None or isinstance(expected, NumberType) else Typed(typed.term, expected, typed.denominator)


def resolve_fact(path: tree.Path, scope: Scope, symbols: Symbols) -> Fact | RowFact | None:
    """The fact that a path names: of the applicant, the application, a step or a row in scope."""
    return comparisons.fact_of(path, _context(scope, symbols))


def resolve_template(text: tree.Text | tree.TextLiteral, scope: Scope, symbols: Symbols) -> Term | None:
    """A text with facts filled in, as an atom term (`Concat` or `AtomConstant`)."""
    value = templates.text_value(text, _context(scope, symbols))
    return None if value is None else value.term


def resolve_message(text: tree.Text, scope: Scope, symbols: Symbols) -> tuple[str | Placeholder, ...] | None:
    """The parts of a message. `{count}`, `{items}` and `{limit}` are left to the requirement that failed."""
    return templates.message(text, _context(scope, symbols))


def resolve_cell_test(test: tree.CellTest, head: Typed, head_span: Span, scope: Scope, symbols: Symbols) -> Term | None:
    """What a cell of a fee table asks of its column's value `head` (from `resolve_value`); always true where it asks nothing."""
    return cells.cell_test(test, head, head_span, _context(scope, symbols))


def resolve_catalog_value(cell: tree.Cell, type: Type, symbols: Symbols) -> Term | None:
    """A catalog's cell: a constant of the column's type, a set (with doubtful members), or `Unstated`."""
    return cells.catalog_value(cell, type, _context(_NOTHING_IN_SCOPE, symbols))


def resolve_constant(values: tuple[tree.Expr, ...], type: Type, span: Span, symbols: Symbols) -> object | None:
    """The core value (see `language.types`) of what a default, a parameter or an example states; several values for sets and texts."""
    return literals.constant(values, type, span, _context(_NOTHING_IN_SCOPE, symbols))


def resolve_rows(rows: tree.Rows, scope: Scope, symbols: Symbols) -> tuple[Rows, Scope] | None:
    """The collection that a quantity goes over, and the scope inside it."""
    found = quantities.rows_of(rows, _context(scope, symbols))
    return None if found is None else (found[0], found[1].scope)


def calendar_range(words: tree.CalendarWords, symbols: Symbols) -> tuple[int, int] | None:
    """First and last day (ordinals) of calendar words: two days for a weekend, one day twice for anything else."""
    return dates.calendar_days(words, _context(_NOTHING_IN_SCOPE, symbols))
