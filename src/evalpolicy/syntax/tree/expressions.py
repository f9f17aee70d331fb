"""Expressions as written."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from evalpolicy.classes import frozen
from evalpolicy.syntax.tree.nodes import Node, Word


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
    """`second weekend of November 2024`. `ordinal` 1..5 or -1 (last); `unit` is day, weekend, working_day or monday … sunday.

    `later`: so many days after those that are written, where a policy is compared with one of another semester.
    """

    ordinal: int
    unit: str
    year: int
    month: int
    later: int = 0


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
class IsStated(Expr):
    """`x is stated`: true where the application states it, pending where it does not."""

    operand: Expr


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
