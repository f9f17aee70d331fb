"""Applications made up for the table of a fee: each kind of item, with each value of the facts that its rows ask of.

The reference engine says which rows are for them. Of a fact with many values (a number, an amount, a day) those at which some cell turns, and
their neighbours, stand for all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import chain, combinations, islice, product
from zoneinfo import ZoneInfo

from evalpolicy.application import Application
from evalpolicy.classes import frozen
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Truth
from evalpolicy.core.calendar import EPOCH
from evalpolicy.core.facts import Row
from evalpolicy.core.judging import World, worlds
from evalpolicy.core.references import subterms, term_references
from evalpolicy.core.turning import turning_points
from evalpolicy.judge import Judge
from evalpolicy.language.expression.literals import decimal_text
from evalpolicy.language.model import FactDef, Fee, Item, PolicyModel
from evalpolicy.language.types import (
    EARLIEST_DATE,
    HIGHEST_MINOR_AMOUNT,
    LATEST_DATE,
    AmountType,
    DateType,
    EnumType,
    InstantType,
    NumberType,
    SetType,
    Type,
    YesNoType,
)
from evalpolicy.lint.checks.check import Subject

MOST_CASES = 2_000
"""Applications that are made up for one table; a table that has more cases is for `verify`."""
LARGEST_SET = 4
MICROSECONDS_PER_SECOND = 1_000_000
MOST_ITEMS = 5
"""Items with which a fee per application is tried, until the rules let one pass."""


@frozen
class FeeCase:
    """One application, said in facts. `fitting`: the places of the rows that may be for it; `matching`: of those that are, under some answer.

    `allowed`: no rule refuses it. `sides`: of the numbers that cells compare with, on which side it lies.
    """

    item: Item | None
    stated: tuple[tuple[FactDef, object], ...]
    fitting: frozenset[int]
    matching: frozenset[int]
    allowed: bool
    sides: tuple[bool, ...]

    @property
    def is_gap(self) -> bool:
        """Whether the rules let it pass and no row is for it."""
        return self.allowed and not self.fitting


def fee_cases(subject: Subject, fee: Fee) -> Iterator[FeeCase]:
    """The cases of a fee's table, none where it has no table or too many cases."""
    base = subject.model.definitions[fee.base]
    if not isinstance(base.term, t.Case):
        return
    model, table = subject.model, base.term
    references = term_references([row.condition for row in table.rows], model.definitions)
    facts = [fact for owner, name in references.facts if (fact := model.fact(owner, name)) is not None]
    facts.sort(key=lambda fact: fact.span.line if fact.span is not None else 0)
    if fee.per == "application" and any(fact.owner == "selection" for fact in facts):
        return
    built_in = {("selection", "item"), ("selection", "catalog")}
    if len(facts) < len(references.facts - built_in) or references.lists - {("application", "selections")} or references.parameters:
        return
    parts = list(table_parts(model, table))
    constants = sorted({term.value for term in parts if isinstance(term, t.QuantityConstant)})
    domains = [_domain(fact, constants, model) for fact in facts]
    items: list[Item | None] = [*_kinds_of_items(model, table)] if fee.per == "selection" else [None]
    number = len(items)
    for domain in domains:
        number *= len(domain) + 1
    if any(not domain for domain in domains) or number > MOST_CASES:
        return
    comparisons = [term for row in table.rows for term in _comparisons(row.condition)]
    for item in items:
        for values in product(*([None, *domain] for domain in domains)):
            stated = tuple((fact, value) for fact, value in zip(facts, values, strict=True) if value is not None)
            case = _case(subject, table, comparisons, base.row if fee.per == "selection" else None, item, facts, stated)
            if case is not None:
                yield case


def _case(
    subject: Subject,
    table: t.Case,
    comparisons: list[t.Compare],
    variable: str | None,
    item: Item | None,
    facts: list[FactDef],
    stated: tuple[tuple[FactDef, object], ...],
) -> FeeCase | None:
    """The case; None where an applicant would not state just these facts."""
    policy = subject.policy
    every_item = chain.from_iterable(catalog.items for catalog in policy.model.catalogs.values())
    selected: list[Item | None] = [item] if item is not None else [*islice(every_item, MOST_ITEMS)]
    found: FeeCase | None = None
    for each in selected or [None]:
        application = _application(each, stated)
        bound = policy.facts(application)
        judge = Judge(policy.program, bound)
        rows: dict[str, Row] = {}
        if variable is not None:
            (row,) = bound.lists["application", "selections"]
            rows = {variable: row, "selection": row}
        names = {(fact.owner, fact.name) for fact, _ in stated}
        for fact in facts:
            # A fact that applies is stated, one that does not is not; one with a default need not be.
            applies = fact.applies is None or _truth(judge, fact.applies, rows, judge.some_world()).holds
            if applies is not ((fact.owner, fact.name) in names):
                return None
        open_ = tuple(id for id, reading in policy.model.readings.items() if reading.adopted is None)
        every = list(worlds(policy.model, open_))
        truths = [[_truth(judge, each_row.condition, rows, world) for world in every] for each_row in table.rows]
        fitting = frozenset(place for place, found_ in enumerate(truths) if not all(truth.fails for truth in found_))
        matching = frozenset(place for place, found_ in enumerate(truths) if any(truth.holds for truth in found_))
        allowed = bool(fitting) or not policy.judged(application, at=None, through=None, given=None).violated
        world = judge.some_world()
        sides = tuple(_truth(judge, term, rows, world).holds for term in comparisons) if not fitting else ()
        found = FeeCase(item, stated, fitting, matching, allowed, sides)
        if allowed:
            break
    return found


def _application(item: Item | None, stated: tuple[tuple[FactDef, object], ...]) -> Application:
    data: dict[str, object] = {}
    selection: dict[str, object] = {} if item is None else {"item": item.key, "catalog": item.catalog}
    for fact, value in stated:
        match fact.owner:
            case "selection":
                selection[fact.name] = value
            case "application":
                data[fact.name] = value
            case "applicant":
                data["applicant"] = {**_of(data, "applicant"), fact.name: value}
            case step:
                steps = _of(data, "steps")
                data["steps"] = {**steps, step: {**_of(steps, step), fact.name: value}}
    return Application({**data, "selections": [selection] if selection else []})


def _of(data: Mapping[str, object], name: str) -> dict[str, object]:
    found = data.get(name)
    return dict(found) if isinstance(found, dict) else {}


def _domain(fact: FactDef, constants: list[int], model: PolicyModel) -> list[object]:
    """The values of a fact as an application writes them; none where they are too many to go through."""
    match fact.type:
        case EnumType(codes=codes):
            return list(codes)
        case YesNoType():
            return [True, False]
        case SetType(element=EnumType(codes=codes)) if len(codes) <= LARGEST_SET:
            return [list(each) for each in chain.from_iterable(combinations(codes, size) for size in range(1, len(codes) + 1))]
        case NumberType(low=low, high=high, decimals=decimals):
            return [_number(point, 10**decimals) for point in _points(constants, fact.type, (low, high), model)]
        case AmountType():
            return [_number(point, 10**model.minor_digits) for point in _points(constants, fact.type, (0, HIGHEST_MINOR_AMOUNT), model)]
        case DateType():
            days = _points(constants, fact.type, (EARLIEST_DATE.toordinal(), LATEST_DATE.toordinal()), model)
            return [dt.date.fromordinal(day).isoformat() for day in days]
        case InstantType():
            zone = ZoneInfo(model.timezone)
            first, last = (int(dt.datetime(year, 1, 1, tzinfo=zone).timestamp() * MICROSECONDS_PER_SECOND) for year in (1901, 2199))
            points = _points(constants, fact.type, (first, last), model, step=MICROSECONDS_PER_SECOND)
            return [(EPOCH + dt.timedelta(microseconds=point)).astimezone(zone).isoformat() for point in points]
        case _:
            return []


def _points(constants: list[int], type: Type, bounds: tuple[int, int], model: PolicyModel, step: int = 1) -> list[int]:
    low, high = bounds
    return [point for point in turning_points(constants, type, model.timezone, step) if low <= point <= high] or [low]


def _number(value: int, denominator: int) -> object:
    return value if denominator == 1 else float(decimal_text(value, denominator))


def table_parts(model: PolicyModel, table: t.Case) -> Iterator[t.Term]:
    """All terms in the conditions of a table's rows, those of the definitions that they use among them."""
    waiting: list[t.Term] = [row.condition for row in table.rows]
    defined: set[str] = set()
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(subterms(each))
        if isinstance(each, t.Defined) and each.name not in defined:
            defined.add(each.name)
            waiting.append(model.definitions[each.name].term)


def _comparisons(condition: t.Term) -> Iterator[t.Compare]:
    """The comparisons that a row's cells make, not those of rows that they count."""
    match condition:
        case t.Compare():
            yield condition
        case t.And() | t.Or() | t.Not():
            for part in subterms(condition):
                yield from _comparisons(part)


def _kinds_of_items(model: PolicyModel, table: t.Case) -> list[Item]:
    """One item of each kind: of a catalog, with the same in all columns; each item by itself where the table names items."""
    keys = {item.key for catalog in model.catalogs.values() for item in catalog.items}
    named = {term.value for term in table_parts(model, table) if isinstance(term, t.AtomConstant) and term.value in keys}
    kinds: dict[object, Item] = {}
    for catalog in model.catalogs.values():
        for item in catalog.items:
            kinds.setdefault((catalog.id, tuple(item.columns.items()), item.key if item.key in named else ""), item)
    return list(kinds.values())


def _truth(judge: Judge, term: t.Term, rows: dict[str, Row], world: World) -> Truth[bool]:
    meaning = judge.meaning(world)
    meaning.rows = rows
    try:
        return meaning.truth(term)
    finally:
        meaning.rows = {}
