"""Clauses of examples as written."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.syntax.tree.clauses import Clause
from evalpolicy.syntax.tree.expressions import DateLiteral, Expr, InstantLiteral, Number, Size
from evalpolicy.syntax.tree.nodes import Node, Text, Word


@frozen
class FieldValue(Node):
    """`level 4`: a field and its value in an example. Several values were joined by `+` (a set)."""

    name: Word
    values: tuple[Expr, ...]


@frozen
class ExampleApplicant(Clause):
    fields: tuple[FieldValue, ...]


@frozen
class ExampleApplication(Clause):
    fields: tuple[FieldValue, ...]


@frozen
class ExampleRecord(Clause):
    """One row of a list; `empty`: the list is stated to have none."""

    list_name: Word
    fields: tuple[FieldValue, ...]
    empty: bool = False


@frozen
class ExampleSelect(Clause):
    """`item` is a name or a text."""

    item: Word | Text
    catalog: Word | None
    fields: tuple[FieldValue, ...]


@frozen
class ExampleDone(Clause):
    step: Word
    instant: InstantLiteral | DateLiteral | None
    fields: tuple[FieldValue, ...]


@frozen
class ExampleFile(Clause):
    step: Word
    path: Text
    format: Word | None
    size: Size | None


@frozen
class ExampleAsOf(Clause):
    instant: InstantLiteral


@frozen
class ExampleGiven(Clause):
    parameter: Word
    values: tuple[Expr, ...]


@frozen
class ExampleThrough(Clause):
    step: Word


@frozen
class ExpectOutcome(Clause):
    outcome: str


@frozen
class ExpectIds(Clause):
    """`expect violated a, b`; `which` is violated, undetermined or pending; `nothing` is no ids."""

    which: str
    ids: tuple[Word, ...]


@frozen
class ExpectFee(Clause):
    """`amount` None: not stated."""

    amount: Number | None
