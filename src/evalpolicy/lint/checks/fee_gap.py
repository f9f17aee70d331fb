"""A case that no row of a fee table is for: not one that is written `not stated`, but one that nobody thought of.

Selections are made up of each kind of item and each value of the facts that the table asks of, and the reference engine says whether a row is for
them. What the policy's rules refuse anyhow needs no row. Facts that have too many values to go through are for `verify`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, islice, product

from evalpolicy.application import Application
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Truth
from evalpolicy.core.facts import Row
from evalpolicy.core.judging import World, worlds
from evalpolicy.core.references import subterms, term_references
from evalpolicy.judge import Judge
from evalpolicy.language.model import FactDef, Item, PolicyModel
from evalpolicy.language.types import EnumType, SetType, Type, YesNoType
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

MOST_CASES = 2_000
"""Selections that are made up for one table; a table that has more cases is for `verify`."""
MOST_TOLD = 5
"""Cases that one table is told of at once."""
LARGEST_SET = 4


def find(subject: Subject) -> Iterator[Finding]:
    """For each fee table by the selection, cases without a row."""
    declared = {each.name.text: each.name.span for each in subject.declared(tree.FeeDecl)}
    for fee in subject.model.fees.values():
        base = subject.model.definitions[fee.base]
        if fee.per == "selection" and isinstance(base.term, t.Case) and not base.term.complete:
            yield from islice(_gaps(subject, declared[fee.id], base.term, base.row or ""), MOST_TOLD)


def _gaps(subject: Subject, place: Span, table: t.Case, variable: str) -> Iterator[Finding]:
    model = subject.model
    facts = _asked(model, table)
    domains = [_domain(fact.type) for fact in facts]
    items = _kinds_of_items(model, table)
    number = len(items)
    for domain in domains:
        number *= len(domain) + 1
    if any(not domain for domain in domains) or number > MOST_CASES:
        return
    told: set[str] = set()
    for item in items:
        for values in product(*([None, *domain] for domain in domains)):
            stated = {fact.name: value for fact, value in zip(facts, values, strict=True) if value is not None}
            # Of one catalog's items the first stands for all that lack the same row.
            case = f"{item.catalog} {stated}"
            if case not in told and _is_gap(subject, table, variable, item, facts, stated):
                told.add(case)
                yield _finding(place, item, facts, stated)


def _asked(model: PolicyModel, table: t.Case) -> list[FactDef]:
    """The facts of a selection that the rows ask of."""
    found = term_references([row.condition for row in table.rows], model.definitions).facts
    return [fact for name, fact in model.selection.items() if ("selection", name) in found]


def _domain(type_: Type) -> list[object]:
    """The values of a type as an application writes them; none where they are too many."""
    match type_:
        case EnumType(codes=codes):
            return list(codes)
        case YesNoType():
            return [True, False]
        case SetType(element=EnumType(codes=codes)) if len(codes) <= LARGEST_SET:
            return [list(each) for each in chain.from_iterable(combinations(codes, size) for size in range(1, len(codes) + 1))]
        case _:
            return []


def _kinds_of_items(model: PolicyModel, table: t.Case) -> list[Item]:
    """One item of each kind: of a catalog, with the same in all columns; each item by itself where the table names items."""
    keys = {item.key for catalog in model.catalogs.values() for item in catalog.items}
    waiting: list[t.Term] = [row.condition for row in table.rows]
    named: set[str] = set()
    while waiting:
        term = waiting.pop()
        waiting.extend(subterms(term))
        if isinstance(term, t.AtomConstant) and term.value in keys:
            named.add(term.value)
    kinds: dict[object, Item] = {}
    for catalog in model.catalogs.values():
        for item in catalog.items:
            kinds.setdefault((catalog.id, tuple(item.columns.items()), item.key if item.key in named else ""), item)
    return list(kinds.values())


def _is_gap(subject: Subject, table: t.Case, variable: str, item: Item, facts: list[FactDef], stated: Mapping[str, object]) -> bool:
    policy = subject.policy
    application = Application({"selections": [{"item": item.key, "catalog": item.catalog, **stated}]})
    bound = policy.facts(application)
    judge = Judge(policy.program, bound)
    (row,) = bound.lists["application", "selections"]
    for fact in facts:
        # A fact that applies is stated, one that does not is not.
        applies = fact.applies is None or _truth(judge, fact.applies, "selection", row, judge.some_world()).holds
        if applies is not (fact.name in stated):
            return False
    open_ = tuple(id for id, reading in policy.model.readings.items() if reading.adopted is None)
    if not all(_truth(judge, each.condition, variable, row, world).fails for world in worlds(policy.model, open_) for each in table.rows):
        return False
    return not policy.judged(application, at=None, through=None, given=None).violated


def _truth(judge: Judge, term: t.Term, variable: str, row: Row, world: World) -> Truth[bool]:
    meaning = judge.meaning(world)
    meaning.rows = {variable: row}
    try:
        return meaning.truth(term)
    finally:
        meaning.rows = {}


def _finding(place: Span, item: Item, facts: list[FactDef], stated: Mapping[str, object]) -> Finding:
    zh, en = [f"项目 = {item.name}"], [f"item = {item.code}"]
    for fact in facts:
        if fact.name in stated:
            shown = _shown(stated[fact.name])
            zh.append(f"{fact.label or fact.name} = {shown}")
            en.append(f"{fact.name} = {shown}")
    return Finding(
        place,
        Wording(f"收费表没有写这种情况收多少：{'，'.join(zh)}", f"no row of the fee table is for this case: {', '.join(en)}"),
        Wording("加上一行；原文没有写明的，金额写 `not stated`", "add a row for it; where the source does not say, write `not stated` as the amount"),
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " + ".join(map(str, value)) if isinstance(value, list) else str(value)


CHECK = Check("fee-gap", "warning", find)
