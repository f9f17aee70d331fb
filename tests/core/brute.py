"""A second meaning of the core terms, by brute force, that shares nothing with the first.

A complete application and a source that answers every question give each term a plain Python value. What is known of an incomplete application
under a silent source follows by going through all completions and all answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor, prod

from dateutil.relativedelta import relativedelta

from evalpolicy import classes
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Facts, Placement, Row
from evalpolicy.language.model import FactDef, PolicyModel
from evalpolicy.language.types import (
    EARLIEST_DATE,
    LATEST_DATE,
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ListType,
    NumberType,
    SetType,
    Type,
    YesNoType,
)

DAYS = tuple(dt.date(*date).toordinal() for date in ((2023, 12, 31), (2024, 2, 29), (2024, 9, 20)))
INSTANTS = tuple(1_726_000_000_000_000 + shift for shift in (0, 1, 86_400_000_000))
ZONE = dt.timezone(dt.timedelta(hours=8))
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Source = Callable[[object, Sequence[object]], object]
"""Answers a question, named by a key, with one of the possible answers."""


def domain(type_: Type) -> Sequence[object]:
    """Values of a type: all of them where there are few, some of them else."""
    match type_:
        case YesNoType():
            return (False, True)
        case EnumType():
            return type_.codes
        case NumberType(low=low, high=high) if high - low <= 4:
            return range(low, high + 1)
        case NumberType(low=low, high=high):
            return (low, high)
        case AmountType():
            return (0, 1, 2)
        case DateType():
            return DAYS
        case InstantType():
            return INSTANTS
        case SetType(element=EnumType() as enum):
            return [frozenset(some) for size in range(len(enum.codes) + 1) for some in combinations(enum.codes, size)]
        case _:
            raise AssertionError(f"no domain: {type_}")


@classes.define
class Plain:
    """The value of terms in one complete application, as one source has it."""

    model: PolicyModel
    facts: Facts
    source: Source
    rows: Mapping[str, Row] = classes.field(factory=dict)

    def __call__(self, term: t.Term) -> object:
        match term:
            case t.TruthConstant(value=value) | t.QuantityConstant(value=value) | t.AtomConstant(value=value):
                return value
            case t.SetConstant(members=members, doubtful=doubtful):
                return members | self._doubtful(term, doubtful)
            case t.Unsettled():
                return self._ask(term, (False, True))
            case t.Unstated(type=type_):
                return self._ask(term, domain(type_))
            case t.And(operands=operands):
                return all(self(operand) for operand in operands)
            case t.Or(operands=operands):
                return any(self(operand) for operand in operands)
            case t.Not(operand=operand):
                return not self(operand)
            case t.Same(left=left, right=right):
                return self(left) == self(right)
            case t.Member(atom=atom, set=members):
                return self(atom) in self(members)
            case t.Compare(op=op, left=left, right=right):
                x, y = self(left), self(right)
                return {"le": x <= y, "lt": x < y, "ge": x >= y, "gt": x > y, "eq": x == y, "ne": x != y}[op]
            case t.Stated():
                return True
            case t.ReadingIs(reading=reading, option=option):
                found = self.model.readings[reading]
                return option == (found.adopted or self.source(("reading", reading), [o.id for o in found.options]))
            case t.ItemListed():
                return True
            case t.If(condition=condition, then=then, otherwise=otherwise):
                return self(then) if self(condition) else self(otherwise)
            case t.Case(rows=rows, type=type_):
                fitting = [row for row in rows if self(row.condition)]
                assert len(fitting) <= 1, "the rows of a table exclude one another"
                return self(fitting[0].value) if fitting else self._ask(term, domain(type_))
            case t.Fact(owner=owner, name=name):
                return self.facts.values[owner, name]
            case t.RowFact(row=row, name=name):
                return self.rows[row].values[name]
            case t.ItemColumn(row=row, column=column):
                return self._column(self.rows[row], column)
            case t.Add(operands=operands):
                return sum(self(operand) for operand in operands)
            case t.Multiply(operand=operand, factor=factor):
                return self(operand) * factor
            case t.Product(left=left, right=right):
                return self(left) * self(right)
            case t.Divide(operand=operand, divisor=divisor, direction=direction):
                return _rounded(Fraction(self(operand), divisor), direction)
            case t.Least(operands=operands):
                return sorted(self(operand) for operand in operands)[0]
            case t.Greatest(operands=operands):
                return sorted(self(operand) for operand in operands)[-1]
            case t.Rank(atom=atom, type=enum):
                return list(enum.codes).index(self(atom))
            case t.SetSize(set=members):
                return len(self(members))
            case t.DayOf(instant=instant):
                return (EPOCH + dt.timedelta(microseconds=self(instant))).astimezone(ZONE).toordinal()
            case t.InstantOf(day=day, time=time):
                midnight = dt.datetime.combine(dt.date.fromordinal(self(day)), dt.time(), ZONE)
                return (midnight - EPOCH) // dt.timedelta(microseconds=1) + time
            case t.AddMonths(day=day, months=months, direction=direction):
                return months_later(self(day), months, direction)
            case t.FullUnits(start=start, end=end, months=months, direction=direction):
                return full_months(self(start), self(end), direction) // months
            case _:
                return self._over_rows(term)

    # --- rows --------------------------------------------------------------------------------

    def _each(self, rows: t.Rows, where: t.Term) -> Iterator[Plain]:
        """The plain meaning in each row that takes part."""
        for row in self.facts.lists[rows.owner, rows.name]:
            inner = Plain(self.model, self.facts, self.source, {**self.rows, rows.variable: row})
            if inner(where):
                yield inner

    def _over_rows(self, term: t.Term) -> object:
        match term:
            case t.AnyRow(rows=rows, where=where):
                return len(list(self._each(rows, where))) > 0
            case t.EveryRow(rows=rows, where=where, has=has):
                return [row for row in self._each(rows, where) if not row(has)] == []
            case t.NoTwoShare(rows=rows, where=where, key=key):
                keys = [row(key) for row in self._each(rows, where)]
                return all(x != y for x, y in combinations(keys, 2))
            case t.Count(rows=rows, where=where):
                return len(list(self._each(rows, where)))
            case t.Sum(rows=rows, where=where, value=value):
                return sum(row(value) for row in self._each(rows, where))
            case t.Extreme(which=which, rows=rows, where=where, value=value, otherwise=otherwise):
                values = sorted(row(value) for row in self._each(rows, where))
                return (values[0] if which == "least" else values[-1]) if values else self(otherwise)
            case t.BestSum(number=number, rows=rows, where=where, value=value):
                values = [row(value) for row in self._each(rows, where)]
                return max(sum(some) for some in combinations(values, min(number, len(values))))
            case t.Distinct(rows=rows, where=where, key=key):
                return len({row(key) for row in self._each(rows, where)})
            case t.CoveredMonths(rows=rows, where=where, start=start, end=end):
                days = {day for row in self._each(rows, where) for day in range(row(start), row(end) + 1)}
                return covered_months(days, self.model.month_ends or "down")
            case _:
                raise AssertionError(f"no plain meaning: {type(term).__name__}")

    # --- sources -----------------------------------------------------------------------------

    def _ask(self, term: t.Term, answers: Sequence[object]) -> object:
        return self.source((id(term), tuple(row.pointer for row in self.rows.values())), answers)

    def _doubtful(self, term: t.Term, doubtful: frozenset[str]) -> frozenset[str]:
        return frozenset(code for code in sorted(doubtful) if self.source((id(term), code), (False, True)))

    def _column(self, row: Row, column: str) -> object:
        catalog, code = str(row.values["item"]).split(".")
        item = next(item for item in self.model.catalogs[catalog].items if item.code == code)
        return self(item.columns[column])


def _rounded(value: Fraction, direction: str) -> int:
    match direction:
        case "up":
            return ceil(value)
        case "down":
            return floor(value)
        case _:
            return floor(abs(value) + Fraction(1, 2)) * (1 if value >= 0 else -1)


def months_later(day: int, months: int, direction: str) -> int:
    """A day some months away, by dateutil."""
    date = dt.date.fromordinal(day)
    later = date + relativedelta(months=months)
    if direction == "up" and later.day < date.day:
        later += dt.timedelta(days=1)
    return min(max(later, EARLIEST_DATE), LATEST_DATE).toordinal()


def full_months(start: int, end: int, direction: str) -> int:
    """How many months fit between two days, counted one by one."""
    months = 0
    while months_later(start, months + 1, direction) <= end and months < 12 * 300:
        months += 1
    return months


def covered_months(days: set[int], direction: str) -> int:
    """Full months of each stretch of days without a gap."""
    total = 0
    for first in sorted(day for day in days if day - 1 not in days):
        last = first
        while last + 1 in days:
            last += 1
        total += full_months(first, last + 1, direction)
    return total


# --- completions and answers -----------------------------------------------------------------------


Hole = tuple[tuple[str, str], Sequence[object]]
"""What an application leaves out: (owner, fact) or (pointer of a row, fact), and what it may be."""


def holes(model: PolicyModel, facts: Facts) -> list[Hole]:
    """Everything that an application leaves out, lists apart."""
    found: list[Hole] = []
    for owner, declared in (("applicant", model.applicant), ("application", model.application)):
        for fact in declared.values():
            if (owner, fact.name) not in facts.values and not isinstance(fact.type, ListType):
                found.append(((owner, fact.name), domain(fact.type)))
    for at, rows in facts.lists.items():
        fields = row_fields(model, at)
        for row in rows:
            found += [((row.pointer, fact.name), domain(fact.type)) for fact in fields.values() if fact.name not in row.values]
            if row.placement is Placement.UNNAMED:
                found.append(((row.pointer, "item"), [item.key for catalog in model.catalogs.values() for item in catalog.items]))
    return found


def row_fields(model: PolicyModel, at: tuple[str, str]) -> Mapping[str, FactDef]:
    """The fields of the rows of a list."""
    if at[1] == "selections":
        return model.selection
    declared = model.fact(*at)
    assert declared is not None
    assert isinstance(declared.type, ListType)
    return model.records[declared.type.record].fields


def completions(model: PolicyModel, facts: Facts, most: int) -> list[Facts] | None:
    """Every way to fill in what an application leaves out; None where there are more than `most` ways."""
    found = holes(model, facts)
    if prod(len(values) for _, values in found) > most:
        return None
    places = [place for place, _ in found]
    return [filled(facts, dict(zip(places, chosen, strict=True))) for chosen in product(*[values for _, values in found])]


def filled(facts: Facts, chosen: Mapping[tuple[str, str], object]) -> Facts:
    """An application with some of what it leaves out filled in."""
    values = {**facts.values, **{at: value for at, value in chosen.items() if not at[0].startswith("/")}}
    lists = {}
    for at, rows in facts.lists.items():
        full = []
        for row in rows:
            more = {name: value for (owner, name), value in chosen.items() if owner == row.pointer}
            filled = {**row.values, **more}
            if "item" in more:
                filled["catalog"] = more["item"].split(".")[0]
            full.append(classes.evolve(row, values=filled, placement=Placement.LISTED if "item" in filled else row.placement))
        lists[at] = tuple(full)
    return classes.evolve(facts, values=values, lists=lists)


class TooMany(Exception):
    """There are more answers than the test goes through."""


def answers(value: Callable[[Source], object], most: int) -> set[object]:
    """The values under every way to answer the questions that come up."""
    found: set[object] = set()
    script: list[tuple[int, int]] = []
    for _ in range(most):
        given: dict[object, object] = {}
        asked = 0

        def source(key: object, choices: Sequence[object], given: dict[object, object] = given) -> object:
            nonlocal asked
            if key not in given:
                if asked == len(script):
                    script.append((0, len(choices)))
                given[key] = choices[script[asked][0]]
                asked += 1
            return given[key]

        found.add(value(source))
        del script[asked:]
        while script and script[-1][0] + 1 == script[-1][1]:
            script.pop()
        if not script:
            return found
        script[-1] = (script[-1][0] + 1, script[-1][1])
    raise TooMany
