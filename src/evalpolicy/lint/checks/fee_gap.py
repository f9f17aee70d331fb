"""A case that no row of a fee table is for: not one that is written `not stated`, but one that nobody thought of.

What the policy's rules refuse anyhow needs no row. A table with too many cases to go through is for `verify`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from evalpolicy.core import terms as t
from evalpolicy.language.model import FactDef
from evalpolicy.language.types import AmountType, DateType, InstantType, NumberType
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.checks.fee_cases import FeeCase, fee_cases
from evalpolicy.lint.checks.value_gaps import value_gaps
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

_MEASURED = (NumberType, AmountType, DateType, InstantType)
MOST_TOLD = 5
"""Cases that one table is told of at once."""

_HELP = Wording("加上一行；原文没有写明的，金额写 `not stated`", "add a row for it; where the source does not say, write `not stated` as the amount")


def find(subject: Subject) -> Iterator[Finding]:
    """For each fee table, cases without a row."""
    declared = {each.name.text: each.name.span for each in subject.declared(tree.FeeDecl)}
    for fee in subject.model.fees.values():
        base = subject.model.definitions[fee.base]
        if isinstance(base.term, t.Case) and not base.term.complete:
            yield from islice(_gaps(subject, fee.id, declared[fee.id]), MOST_TOLD)


def _gaps(subject: Subject, id: str, place: Span) -> Iterator[Finding]:
    cases = list(fee_cases(subject, subject.model.fees[id]))
    table = subject.model.definitions[subject.model.fees[id].base].term
    if not cases and isinstance(table, t.Case):
        for head, value in value_gaps(subject.model, table):
            says = Wording(f"收费表没有写“{head}”是 {value} 时收多少", f"no row of the fee table is for this value: {head} = {value}")
            yield Finding(place, says, _HELP)
    alike: dict[object, list[FeeCase]] = {}
    for case in cases:
        # Of one catalog's items the first stands for all that lack the same row, and one value for all between the same two cells.
        named = tuple((fact.name, str(value)) for fact, value in case.stated if not isinstance(fact.type, _MEASURED))
        alike.setdefault((None if case.item is None else case.item.catalog, named, case.sides), []).extend([case] if case.is_gap else [])
    for gaps in alike.values():
        if gaps:
            yield _finding(place, min(gaps, key=lambda case: len(_said(case)[1])))


def _finding(place: Span, case: FeeCase) -> Finding:
    zh, en = _said(case)
    return Finding(place, Wording(f"收费表没有写这种情况收多少：{zh}", f"no row of the fee table is for this case: {en}"), _HELP)


def _said(case: FeeCase) -> tuple[str, str]:
    zh = [] if case.item is None else [f"项目 = {case.item.name}"]
    en = [] if case.item is None else [f"item = {case.item.code}"]
    for fact, value in case.stated:
        shown = _shown(value, fact)
        zh.append(f"{fact.label or fact.name} = {shown}")
        en.append(f"{fact.name} = {shown}")
    return "，".join(zh), ", ".join(en)


def _shown(value: object, fact: FactDef) -> str:
    if isinstance(fact.type, InstantType):
        instant = dt.datetime.fromisoformat(str(value))
        return f"{instant:%Y-%m-%d %H:%M:%S}" if instant.second else f"{instant:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " + ".join(map(str, value)) if isinstance(value, list) else str(value)


CHECK = Check("fee-gap", "warning", find)
