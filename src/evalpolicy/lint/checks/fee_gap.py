"""A case that no row of a fee table is for: not one that is written `not stated`, but one that nobody thought of.

What the policy's rules refuse anyhow needs no row. A table with too many cases to go through is for `verify`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from evalpolicy.core import terms as t
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.checks.fee_cases import FeeCase, fee_cases
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

MOST_TOLD = 5
"""Cases that one table is told of at once."""


def find(subject: Subject) -> Iterator[Finding]:
    """For each fee table, cases without a row."""
    declared = {each.name.text: each.name.span for each in subject.declared(tree.FeeDecl)}
    for fee in subject.model.fees.values():
        base = subject.model.definitions[fee.base]
        if isinstance(base.term, t.Case) and not base.term.complete:
            yield from islice(_gaps(subject, fee.id, declared[fee.id]), MOST_TOLD)


def _gaps(subject: Subject, id: str, place: Span) -> Iterator[Finding]:
    told: set[str] = set()
    for case in fee_cases(subject, subject.model.fees[id]):
        # Of one catalog's items the first stands for all that lack the same row.
        key = f"{None if case.item is None else case.item.catalog} {[(fact.name, value) for fact, value in case.stated]}"
        if case.is_gap and key not in told:
            told.add(key)
            yield _finding(place, case)


def _finding(place: Span, case: FeeCase) -> Finding:
    zh = [] if case.item is None else [f"项目 = {case.item.name}"]
    en = [] if case.item is None else [f"item = {case.item.code}"]
    for fact, value in case.stated:
        shown = _shown(value)
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
