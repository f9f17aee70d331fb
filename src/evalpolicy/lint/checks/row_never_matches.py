"""A row of a fee table that is for nobody: its cells exclude one another, or what it asks of does not apply where it could match."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.core import terms as t
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.checks.fee_cases import fee_cases
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """Rows that fit none of the cases of their table, where all of them can be gone through, and the catalogs list every item."""
    model = subject.model
    if any(catalog.open_because is not None for catalog in model.catalogs.values()):
        return
    for fee in model.fees.values():
        table = model.definitions[fee.base].term
        cases = list(fee_cases(subject, fee))
        if not cases or not isinstance(table, t.Case):
            continue
        matching = frozenset().union(*(case.matching for case in cases))
        for place, row in enumerate(table.rows):
            if place not in matching and row.span.line > 0:
                says = Wording("这一行谁也用不上：没有一种情况符合它的各格", "this row is for nobody: no case fits all of its cells")
                help = Wording("核对各格（有的事实在这里并不适用），或删去这一行", "check its cells (a fact may not apply there), or delete the row")
                yield Finding(row.span, says, help)


CHECK = Check("row-never-matches", "warning", find)
