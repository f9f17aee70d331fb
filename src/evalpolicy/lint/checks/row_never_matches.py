"""A row of a fee table that is for nobody: its cells exclude one another, or what it asks of does not apply where it could match."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.core import terms as t
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.checks.fee_cases import fee_cases, table_parts
from evalpolicy.lint.exclusion import Exclusion
from evalpolicy.wording import Wording

_CALCULATED = (t.Add, t.Multiply, t.Product, t.Divide, t.Least, t.Greatest, t.FullUnits, t.AddMonths, t.AddWorkingDays, t.Rows)


def _calculated(term: t.Term) -> bool:
    match term:
        case t.Compare(left=left, right=right):
            return not isinstance(left, t.QuantityConstant) and not isinstance(right, t.QuantityConstant)
    return isinstance(term, _CALCULATED)


def find(subject: Subject) -> Iterator[Finding]:
    """Rows whose cells exclude one another; and, where the catalogs list every item and all cases can be gone through, rows that fit none."""
    model = subject.model
    exclusion = Exclusion(model)
    closed = not any(catalog.open_because is not None for catalog in model.catalogs.values())
    for fee in model.fees.values():
        table = model.definitions[fee.base].term
        if not isinstance(table, t.Case):
            continue
        never = [exclusion.impossible([(row.condition, True)]) for row in table.rows]
        # Of a calculated value the cases do not show every outcome.
        calculated = any(_calculated(part) for part in table_parts(model, table))
        cases = list(fee_cases(subject, fee)) if closed and not calculated else []
        matching = frozenset().union(*(case.matching for case in cases))
        for place, row in enumerate(table.rows):
            if (never[place] or (cases and place not in matching)) and row.span.line > 0:
                says = Wording("这一行谁也用不上：没有一种情况符合它的各格", "this row is for nobody: no case fits all of its cells")
                help = Wording("核对各格（有的事实在这里并不适用），或删去这一行", "check its cells (a fact may not apply there), or delete the row")
                yield Finding(row.span, says, help)


CHECK = Check("row-never-matches", "warning", find)
