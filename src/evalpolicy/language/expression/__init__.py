"""Expressions: from the tree as written to typed core terms.

Every function reports what is wrong to `symbols.diagnostics` and then gives None; callers say nothing more about it.
"""

from __future__ import annotations

from evalpolicy.core.terms import Term
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.model import Placeholder
from evalpolicy.language.symbols import Scope, Symbols
from evalpolicy.language.types import Type
from evalpolicy.source import Span
from evalpolicy.syntax import tree

__all__ = [
    "Typed",
    "calendar_range",
    "resolve_catalog_value",
    "resolve_cell_test",
    "resolve_constant",
    "resolve_message",
    "resolve_rows",
    "resolve_template",
    "resolve_truth",
    "resolve_value",
]


def resolve_truth(expr: tree.Expr, scope: Scope, symbols: Symbols) -> Term | None:
    """A condition, as a truth term."""
    raise NotImplementedError


def resolve_value(expr: tree.Expr, scope: Scope, symbols: Symbols, expected: Type | None = None) -> Typed | None:
    """Any expression with its type.

    `expected`: the value is brought to that type (a figure to an amount, an instant to a date, a name to a value of the enumeration), and
    anything else is reported. A yes or no value is a truth term of type `YesNoType`. The bounds of a `NumberType` that is expected are not
    checked: the result's type carries the expression's own.
    """
    raise NotImplementedError


def resolve_template(text: tree.Text | tree.TextLiteral, scope: Scope, symbols: Symbols) -> Term | None:
    """A text with facts filled in, as an atom term (`Concat` or `AtomConstant`)."""
    raise NotImplementedError


def resolve_message(text: tree.Text, scope: Scope, symbols: Symbols) -> tuple[str | Placeholder, ...] | None:
    """The parts of a message. `{count}`, `{items}` and `{limit}` are left to the requirement that failed."""
    raise NotImplementedError


def resolve_cell_test(test: tree.CellTest, head: Typed, scope: Scope, symbols: Symbols) -> Term | None:
    """What a cell of a fee table asks of its column's value `head` (from `resolve_value`), as a truth term; always true where it asks nothing."""
    raise NotImplementedError


def resolve_catalog_value(cell: tree.Cell, type: Type, symbols: Symbols) -> Term | None:
    """A catalog's cell: a constant of the column's type, a set (with doubtful members), or `Unstated`."""
    raise NotImplementedError


def resolve_constant(values: tuple[tree.Expr, ...], type: Type, span: Span, symbols: Symbols) -> object | None:
    """The core value (see `language.types`) of what a default, a parameter or an example states; several values for sets and texts."""
    raise NotImplementedError


def resolve_rows(rows: tree.Rows, scope: Scope, symbols: Symbols) -> tuple[object, Scope] | None:
    """The collection that a quantity goes over, and the scope inside it."""
    raise NotImplementedError


def calendar_range(words: tree.CalendarWords, symbols: Symbols) -> tuple[int, int] | None:
    """First and last day (ordinals) of calendar words: two days for a weekend, one day twice for anything else."""
    raise NotImplementedError
