"""Truth terms."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.core.terms.base import Term
from evalpolicy.core.terms.references import Rows
from evalpolicy.language.types import EnumType


@frozen
class And(Term):
    """All of them; of none, true."""

    operands: tuple[Term, ...]


@frozen
class Or(Term):
    """At least one of them; of none, false."""

    operands: tuple[Term, ...]


@frozen
class Not(Term):
    """The contrary."""

    operand: Term


@frozen
class Same(Term):
    """Two atoms are equal."""

    left: Term
    right: Term


@frozen
class Member(Term):
    """The atom is in the set. `domain` is the atom's enumeration where it has one."""

    atom: Term
    set: Term
    domain: EnumType | None = None


@frozen
class Compare(Term):
    """Two quantities; `op` is le, lt, ge, gt, eq or ne."""

    op: str
    left: Term
    right: Term


@frozen
class IsGiven(Term):
    """The application states the fact (`Fact` or `RowFact`). True or false, never pending."""

    fact: Term


@frozen
class Stated(Term):
    """The fact must be stated: true where it is, pending where it is not."""

    fact: Term


@frozen
class ItemListed(Term):
    """The item of the selection `row` is in a catalog: undetermined where an open catalog may hold it unlisted."""

    row: str


@frozen
class ReadingIs(Term):
    """The answer of a reading; an open one is true or false in each world that `evalpolicy.core.worlds` goes through."""

    reading: str
    option: str


@frozen
class AnyRow(Term):
    """Some row satisfies `where`."""

    rows: Rows
    where: Term


@frozen
class EveryRow(Term):
    """Every row that satisfies `where` satisfies `has`."""

    rows: Rows
    where: Term
    has: Term


@frozen
class NoTwoShare(Term):
    """No two rows that satisfy `where` have the same `key` (an atom, or a quantity where `key_is_quantity`)."""

    rows: Rows
    where: Term
    key: Term
    key_is_quantity: bool = False


@frozen
class ClockPast(Term):
    """The caller gave the time, and it is later than the instant `limit`. Without a time: false."""

    limit: Term


@frozen
class OutcomeIs(Term):
    """In invariants: the decision's outcome; `through`: what it is where only the rules up to that step are judged."""

    outcome: str
    through: str | None = None


@frozen
class StatusIs(Term):
    """In invariants: the status of a rule or step; `status` is satisfied, violated, undetermined, pending or not_applicable."""

    rule: str
    status: str
