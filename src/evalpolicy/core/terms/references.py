"""Terms that read facts, items, parameters and definitions."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.core.terms.base import Term
from evalpolicy.language.types import Type


@frozen
class Fact(Term):
    """A fact of `applicant`, `application` or a step. Of type yes or no: a truth; else a quantity, atom or set by `type`."""

    owner: str
    name: str
    type: Type


@frozen
class RowFact(Term):
    """A fact of the row that the variable `row` stands for. Selections have `item` and `catalog` besides declared facts.

    `of` is selection, file or the id of the row's record.
    """

    row: str
    name: str
    type: Type
    of: str


@frozen
class ItemColumn(Term):
    """A catalog column of the item of the selection `row`."""

    row: str
    column: str
    type: Type


@frozen
class Parameter(Term):
    """A value that another document supplies."""

    name: str
    type: Type


@frozen
class Defined(Term):
    """The value of a definition of the program, for the row `row` where the definition is of rows."""

    name: str
    type: Type
    row: str | None = None


@frozen
class Rows(Term):
    """A collection that a quantity goes over, and the variable for its rows.

    `owner`, `name`: ("application", "selections"), (step, "files"), or where a fact list is declared.
    """

    owner: str
    name: str
    variable: str
