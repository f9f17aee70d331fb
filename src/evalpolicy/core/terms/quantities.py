"""Quantity terms, and texts put together."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.core.terms.base import Term
from evalpolicy.core.terms.references import Rows
from evalpolicy.language.types import EnumType


@frozen
class Add(Term):
    """The sum."""

    operands: tuple[Term, ...]


@frozen
class Multiply(Term):
    """By a constant."""

    operand: Term
    factor: int


@frozen
class Product(Term):
    """Of two quantities that are never negative."""

    left: Term
    right: Term


@frozen
class Divide(Term):
    """By a positive constant, rounded: `direction` is up, down or half_up (away from zero on a tie)."""

    operand: Term
    divisor: int
    direction: str


@frozen
class Least(Term):
    """The least of them."""

    operands: tuple[Term, ...]


@frozen
class Greatest(Term):
    """The greatest of them."""

    operands: tuple[Term, ...]


@frozen
class Rank(Term):
    """The place of a value in its ordered enumeration, from 0."""

    atom: Term
    type: EnumType


@frozen
class SetSize(Term):
    """How many members a set of an enumeration has."""

    set: Term
    domain: EnumType


@frozen
class Count(Term):
    """How many rows satisfy `where`."""

    rows: Rows
    where: Term


@frozen
class Sum(Term):
    """The sum of `value` over the rows that satisfy `where`."""

    rows: Rows
    where: Term
    value: Term


@frozen
class Extreme(Term):
    """`which` is least or greatest; `otherwise` where no row satisfies `where`."""

    which: str
    rows: Rows
    where: Term
    value: Term
    otherwise: Term


@frozen
class BestSum(Term):
    """The sum of the greatest `number` values (never negative)."""

    number: int
    rows: Rows
    where: Term
    value: Term


@frozen
class Distinct(Term):
    """How many different keys (atoms) the rows that satisfy `where` have."""

    rows: Rows
    where: Term
    key: Term


@frozen
class CoveredMonths(Term):
    """Full months in the union of the periods `start` .. `end` (days, both included), each maximal stretch by itself."""

    rows: Rows
    where: Term
    start: Term
    end: Term


@frozen
class DayOf(Term):
    """The day of an instant in the policy's time zone."""

    instant: Term


@frozen
class InstantOf(Term):
    """The instant at `time` (microseconds after midnight) of a day in the policy's time zone; a day's end is the next day's midnight less 1."""

    day: Term
    time: int


@frozen
class AddMonths(Term):
    """A day some months later (or earlier); a day that the month lacks becomes its last (`down`) or the next month's first (`up`)."""

    day: Term
    months: int
    direction: str


@frozen
class AddWorkingDays(Term):
    """The n-th working day after (before) a day, by the policy's calendar."""

    day: Term
    number: int


@frozen
class FullUnits(Term):
    """Whole months from one day to another, divided by `months` (12: years); negative periods are 0. `direction` as in AddMonths."""

    start: Term
    end: Term
    months: int
    direction: str


@frozen
class BirthDate(Term):
    """The birth date in a resident id; unknown where the number holds none."""

    id: Term


@frozen
class Concat(Term):
    """A text put together from texts (atoms)."""

    parts: tuple[Term, ...]
