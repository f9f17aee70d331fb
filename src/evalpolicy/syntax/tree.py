"""A policy as written: names are strings, numbers are exact, spans are kept; nothing is resolved.

One class a grammar rule. Expressions first, then declarations and their clauses.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from attrs import frozen

from evalpolicy.source import Span


@frozen
class Node:
    span: Span


@frozen
class Word(Node):
    """A name as written (without 「」)."""

    text: str


@frozen
class Text(Node):
    """A text in quotes, without them."""

    text: str


# --- expressions -----------------------------------------------------------------------------


@frozen
class Expr(Node):
    """Any expression."""


@frozen
class Path(Expr):
    """`a`, `a.b`, `a.b.c`; each part with its own span. `selection`/`selections` as first part is the text "selection"."""

    parts: tuple[Word, ...]

    @property
    def dotted(self) -> str:
        """The path as one word."""
        return ".".join(part.text for part in self.parts)


@frozen
class Number(Expr):
    """`320`, `12.5`; `80 %` is 4/5 with `percent`."""

    value: Fraction
    text: str
    percent: bool = False


@frozen
class Size(Expr):
    """`200 KB`, in bytes."""

    value: int


@frozen
class DateLiteral(Expr):
    """`2024-10-10`, with the weekday that was written beside it (0 = Monday)."""

    value: dt.date
    weekday: int | None = None


@frozen
class InstantLiteral(Expr):
    """`2024-10-10 17:00` in the policy's time zone, with the weekday that was written beside it."""

    value: dt.datetime
    weekday: int | None = None


@frozen
class Truth(Expr):
    """`yes` or `no` as a value."""

    value: bool


@frozen
class TextLiteral(Expr):
    """A text in quotes; `{…}` in it are parsed by `parse_template`."""

    text: str


@frozen
class Duration(Node):
    """`3 days`; unit is one of hours, days, working_days, weeks, months, years."""

    amount: int
    unit: str


@frozen
class Relative(Expr):
    """`3 days after X`; `direction` is after, before or from (`from`: X's own day is the first)."""

    duration: Duration
    direction: str
    anchor: Expr


@frozen
class AtTime(Expr):
    """`X at 17:00`."""

    day: Expr
    time: dt.time


@frozen
class CalendarWords(Expr):
    """`second weekend of November 2024`. `ordinal` 1..5 or -1 (last); `unit` is day, weekend, working_day or monday … sunday."""

    ordinal: int
    unit: str
    year: int
    month: int


@frozen
class Unary(Expr):
    """`op` is not, or - (minus)."""

    op: str
    operand: Expr


@frozen
class Binary(Expr):
    """`op` is and, or, implies, +, -, *, /."""

    op: str
    left: Expr
    right: Expr


@frozen
class Compare(Expr):
    """`op` is is, is_not, eq, ne, lt, le, gt, ge, before, after, on_or_before, on_or_after, contains."""

    op: str
    left: Expr
    right: Expr


@frozen
class Between(Expr):
    """`x between A and B`, `x in A .. B`: both bounds included."""

    operand: Expr
    low: Expr
    high: Expr


@frozen
class Membership(Expr):
    """`x in (a, b)`: `choices`; `x in S`: one choice that is not in brackets has `listed` false. `negated` for `not in`."""

    operand: Expr
    choices: tuple[Expr, ...]
    listed: bool
    negated: bool


@frozen
class Given(Expr):
    """`x is given`, `x is not given` (`negated`)."""

    operand: Expr
    negated: bool


@frozen
class Listed(Expr):
    """`item is listed`, `item is not listed` (`negated`)."""

    operand: Expr
    negated: bool


@frozen
class Rows(Node):
    """`applicant.attempts as a`: what a quantity goes over."""

    path: Path
    alias: Word | None = None


@frozen
class Counting(Expr):
    """`at most N ROWS where C`; `op` is le (at most), ge (at least), eq (exactly), gt (more than), lt (fewer than)."""

    op: str
    limit: Expr
    rows: Rows
    where: Expr | None


@frozen
class Quantified(Expr):
    """`any`/`no` ROWS where C; `every` ROWS where C has D."""

    quantifier: str
    rows: Rows
    where: Expr | None
    has: Expr | None = None


@frozen
class NoTwoShare(Expr):
    """`no two ROWS where C share X`."""

    rows: Rows
    where: Expr | None
    key: Expr


@frozen
class Aggregate(Expr):
    """`kind` is count, sum, maximum, minimum, latest, earliest, best, different, mean or covered_months.

    `value` is X (None for count; the start for covered_months); `second` the weight of a mean, the end of a period;
    `best` the N of `best N of`; `otherwise` the value over no rows.
    """

    kind: str
    value: Expr | None
    rows: Rows
    where: Expr | None
    second: Expr | None = None
    best: int | None = None
    otherwise: Expr | None = None


@frozen
class MinMax(Expr):
    """`min(a, b)`, `max(a, b)`; `op` is min or max."""

    op: str
    operands: tuple[Expr, ...]


@frozen
class Rounded(Expr):
    """`x rounded up to 10`; `direction` is up, down or half_up."""

    operand: Expr
    direction: str
    unit: Fraction


@frozen
class Conditional(Expr):
    """`if C then x else y`."""

    condition: Expr
    then: Expr
    otherwise: Expr


@frozen
class FullUnits(Expr):
    """`full years from A to B`; `age of A on B` is `full years` with `age`. `unit` is years, months or days."""

    unit: str
    start: Expr
    end: Expr
    age: bool = False


# --- cells of tables -------------------------------------------------------------------------


@frozen
class Cell(Node):
    """One cell of a table, as raw text without the white space around it. The span is of that text."""

    text: str


@frozen
class Row(Node):
    cells: tuple[Cell, ...]


@frozen
class CellTest(Node):
    """What a fee table's cell asks of its column. Alternatives; `negated` for `not a, b`; no alternatives: anything."""

    alternatives: tuple[CellAlternative, ...]
    negated: bool = False


@frozen
class CellAlternative(Node):
    """`kind` is value (`low`), range (`low` .. `high`), ge, gt, le, lt (`low`), given, not_given, one, none, or set (`members`)."""

    kind: str
    low: Expr | None = None
    high: Expr | None = None
    members: tuple[Expr, ...] = ()


@frozen
class CellAmount(Node):
    """`kind` is value (`value`), not_stated, or as (`column` so changed to `value`)."""

    kind: str
    value: Expr | None = None
    column: Path | None = None


@frozen
class CellValue(Node):
    """One value of a catalog's cell; `doubtful` for `b?`."""

    value: Expr
    doubtful: bool = False


@frozen
class CellValues(Node):
    """What a catalog's cell holds. `kind` is values, none, not_stated or empty."""

    kind: str
    values: tuple[CellValue, ...] = ()


# --- clauses ---------------------------------------------------------------------------------


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
class FileClause(Clause):
    """`quantity` is exactly_one, at_least_one or nothing_else; `format` and `sizes` as (op, Size) with op le, ge, lt, gt."""

    quantity: str
    paths: tuple[Text, ...] = ()
    format: Word | None = None
    sizes: tuple[tuple[str, Expr], ...] = ()


@frozen
class Waive(Clause):
    """`waive` of an exception or an adjustment."""


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
    list_name: Word
    fields: tuple[FieldValue, ...]


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


# --- declarations ----------------------------------------------------------------------------


@frozen
class TypeRef(Node):
    """`kind` is named, set, list, yes_no, number, amount, date, instant, text, texts, item or resident_id.

    `name` of named, of a list's record, of an item's catalog; `element` of a set; bounds and `decimals` of a number.
    """

    kind: str
    name: Word | None = None
    element: TypeRef | None = None
    low: Number | None = None
    high: Number | None = None
    decimals: int = 0


@frozen
class Declaration(Node):
    """Any declaration: `span` is all of it, `name` its id (a `Text` for examples), `clauses` in the order written."""

    name: Word
    label: Text | None
    clauses: tuple[Clause, ...]


@frozen
class PolicyDecl(Declaration):
    pass


@frozen
class SourceDecl(Declaration):
    pass


@frozen
class EnumValue(Node):
    code: Word
    label: Text | None
    aliases: tuple[Text, ...]


@frozen
class TypeDecl(Declaration):
    values: tuple[EnumValue, ...]
    ordered: bool


@frozen
class RecordDecl(Declaration):
    pass


@frozen
class FactDecl(Declaration):
    """`name` is the whole dotted path as a `Word`; `path` its parts."""

    path: Path
    type: TypeRef
    default: tuple[Expr, ...] | None
    choice: bool
    never_empty: bool
    condition: Expr | None


@frozen
class CatalogDecl(Declaration):
    pass


@frozen
class ParameterDecl(Declaration):
    type: TypeRef


@frozen
class ReadingDecl(Declaration):
    pass


@frozen
class DefineDecl(Declaration):
    """`scope` is `selection` or a record's name, or None."""

    scope: Word | None
    value: Expr


@frozen
class RuleDecl(Declaration):
    advice: bool


@frozen
class ExceptionDecl(Declaration):
    target: Word


@frozen
class StepDecl(Declaration):
    """A step, or an event (`event`)."""

    event: bool


@frozen
class FeeDecl(Declaration):
    """`per` is selection or application."""

    per: str


@frozen
class AdjustmentDecl(Declaration):
    """`target` is a fee's name, or `total`."""

    target: Word


@frozen
class InvariantDecl(Declaration):
    pass


@frozen
class ExampleDecl(Declaration):
    """`name` holds the example's text."""


@frozen
class PolicyTree:
    """A whole file as written. `complete` is false where lines are left out that could not be read; they are reported."""

    declarations: tuple[Declaration, ...]
    complete: bool = True
