"""The core: a small closed set of total, typed terms. Everything a policy says is built from these.

Truth terms have one of four values: true, false, *pending* (facts are missing) and *undetermined* (the sources do not settle it).
Quantity terms are integers known within bounds. Atom terms are codes, texts and items. Set terms are sets of atoms.
What each term means is defined in `evalpolicy.core.meaning`, once, for every engine.

INVARIANT: a term is total: it has a value for every well-formed application, whatever is missing in it.
"""

from __future__ import annotations

from attrs import field, frozen

from evalpolicy.language.types import EnumType, Type
from evalpolicy.source import NOWHERE, Span


@frozen
class Term:
    """Any term. `span` says where the policy states it; it takes no part in comparison."""

    span: Span = field(default=NOWHERE, eq=False, kw_only=True, repr=False)


# --- references ------------------------------------------------------------------------------


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


# --- constants -------------------------------------------------------------------------------


@frozen
class TruthConstant(Term):
    """True or false."""

    value: bool


@frozen
class Unsettled(Term):
    """A truth that the sources do not settle; `reason` says what for."""

    reason: str = ""


@frozen
class QuantityConstant(Term):
    """A number, amount (minor units), day or instant."""

    value: int


@frozen
class Unstated(Term):
    """A value of `type` that the sources do not state. Of type amount: some amount, nobody knows which."""

    type: Type


@frozen
class AtomConstant(Term):
    """A code, text or item."""

    value: str


@frozen
class SetConstant(Term):
    """A set; of `doubtful` members the source does not say whether they belong."""

    members: frozenset[str]
    doubtful: frozenset[str] = frozenset()


# --- truth -----------------------------------------------------------------------------------


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
    """In invariants: the decision's outcome."""

    outcome: str


@frozen
class StatusIs(Term):
    """In invariants: the status of a rule or step; `status` is satisfied, violated, undetermined, pending or not_applicable."""

    rule: str
    status: str


# --- any kind --------------------------------------------------------------------------------


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


# --- quantities ------------------------------------------------------------------------------


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


# --- texts -----------------------------------------------------------------------------------


@frozen
class Concat(Term):
    """A text put together from texts (atoms)."""

    parts: tuple[Term, ...]
