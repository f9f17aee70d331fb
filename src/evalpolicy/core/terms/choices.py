"""Terms of any kind that choose between others."""

from __future__ import annotations

from evalpolicy.classes import field, frozen
from evalpolicy.core.terms.base import Term
from evalpolicy.language.types import Type
from evalpolicy.source import NOWHERE, Span


@frozen
class If(Term):
    """A truth, quantity or atom by a condition; `type` of the branches (YesNoType for truths)."""

    condition: Term
    then: Term
    otherwise: Term
    type: Type


@frozen
class CaseRow:
    """One row of a table: its condition, its value and where the policy and the source state it."""

    condition: Term
    value: Term
    span: Span = field(default=NOWHERE, eq=False)
    citations: tuple[object, ...] = field(default=(), eq=False)


@frozen
class Case(Term):
    """The value of the one row whose condition holds (conditions exclude one another); unstated where none does.

    `complete`: it is known that always one does.
    """

    rows: tuple[CaseRow, ...]
    type: Type
    complete: bool = False
