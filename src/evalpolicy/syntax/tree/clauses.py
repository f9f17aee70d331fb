"""Clauses as written, in the order of the declarations that they belong to."""

from __future__ import annotations

import datetime as dt

from evalpolicy.classes import frozen
from evalpolicy.syntax.tree.cells import CellAmount, Row
from evalpolicy.syntax.tree.expressions import DateLiteral, Expr, Path
from evalpolicy.syntax.tree.nodes import Node, Text, Word
from evalpolicy.syntax.tree.types import TypeRef


@frozen
class Clause(Node):
    """Any clause; `keyword` span is the start of the clause's own span."""


@frozen
class Setting(Clause):
    """A clause of `policy`: language, messages, timezone, currency, calendar, month_ends. `value` as written."""

    name: str
    value: Word


@frozen
class InForce(Clause):
    first: DateLiteral
    last: DateLiteral


@frozen
class Process(Clause):
    steps: tuple[Word, ...]


@frozen
class File(Clause):
    """`file "…"` of a source or a parameter."""

    path: Text


@frozen
class Cite(Clause):
    source: Word
    place: Text
    quotes: tuple[Text, ...]


@frozen
class PassesOver(Clause):
    """`passes over "…" because "…"` of a source: its words that state no rule."""

    quotes: tuple[Text, ...]
    reason: Text


@frozen
class Field(Clause):
    """A field of a record."""

    name: Word
    type: TypeRef
    label: Text | None


@frozen
class Column(Clause):
    name: Word
    type: TypeRef
    label: Text | None


@frozen
class Table(Clause):
    """Adjoining rows; the first row of a declaration's first table is the heading. Separator rows are dropped."""

    rows: tuple[Row, ...]


@frozen
class OpenClause(Clause):
    reason: Text


@frozen
class MoreFrom(Clause):
    parameter: Word
    complete_at: int | None


@frozen
class Option(Clause):
    name: Word
    label: Text | None


@frozen
class Adopt(Clause):
    option: Word
    reason: Text


@frozen
class Default(Clause):
    """`default a, b` of a parameter."""

    values: tuple[Expr, ...]


@frozen
class AtStep(Clause):
    step: Word


@frozen
class When(Clause):
    condition: Expr


@frozen
class Require(Clause):
    """`require COND`; `forbid COND` has `forbidden`."""

    condition: Expr
    forbidden: bool = False


@frozen
class Route(Clause):
    """Opens a route; the `require` and `cite` lines below belong to it up to the next route."""

    name: Word
    label: Text | None


@frozen
class Message(Clause):
    language: str | None
    text: Text
    condition: Expr | None


@frozen
class Interpretation(Clause):
    text: Text


@frozen
class Consequence(Clause):
    text: Text


@frozen
class Tentative(Clause):
    text: Text


@frozen
class Implied(Clause):
    """Says that the other rules already say what this one says, and why it stands here."""

    text: Text


@frozen
class FileClause(Clause):
    """`quantity` is exactly_one, at_least_one or nothing_else; `format` and `sizes` as (op, Size) with op le, ge, lt, gt."""

    quantity: str
    paths: tuple[Text, ...] = ()
    format: Word | None = None
    sizes: tuple[tuple[str, Expr], ...] = ()


@frozen
class Waive(Clause):
    """`waive` of an exception or an adjustment."""

    __slots__ = ()


@frozen
class Value(Clause):
    value: Expr


@frozen
class NeedsApproval(Clause):
    by: Text


@frozen
class Before(Clause):
    """`before A, B` of an exception."""

    others: tuple[Word, ...]


@frozen
class Window(Clause):
    first: Expr
    last: Expr
    condition: Expr | None


@frozen
class Daily(Clause):
    first: dt.time
    last: dt.time


@frozen
class Except(Clause):
    first: Expr
    last: Expr


@frozen
class Due(Clause):
    instant: Expr
    condition: Expr | None


@frozen
class On(Clause):
    """`on A` or `on A .. B` of an event."""

    first: Expr
    last: Expr | None
    condition: Expr | None


@frozen
class Asks(Clause):
    facts: tuple[Path, ...]


@frozen
class Needs(Clause):
    steps: tuple[Word, ...]


@frozen
class By(Clause):
    actor: Text


@frozen
class Amount(Clause):
    amount: CellAmount


@frozen
class Adjust(Clause):
    """`op` is add, subtract, replace, cap, floor or multiply."""

    op: str
    value: Expr


@frozen
class After(Clause):
    """`after A, B` of an adjustment."""

    others: tuple[Word, ...]


@frozen
class NotWith(Clause):
    others: tuple[Word, ...]
