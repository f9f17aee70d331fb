"""No rule asks whether the selected items are in a catalog: an application for anything else passes without a word."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.core.references import asks_items
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The first catalog of a policy that has rules, none of which reads `item is listed` or a column of the selected item."""
    model = subject.model
    if not model.catalogs or not model.rules or asks_items(model):
        return
    catalog = next(iter(model.catalogs.values()))
    says = Wording("没有规则检查所报项目是否在目录里：目录以外的项目也会通过", "no rule checks that the selected items are in a catalog: others pass")
    rule = 'rule offered "…"', "require every selection has item is listed"
    wanted = Wording(f"加一条规则：`{rule[0]}`，其中写 `{rule[1]}`", f"add a rule: `{rule[0]}` with `{rule[1]}`")
    yield Finding(catalog.span, says, wanted)


CHECK = Check("unchecked-item", "info", find)
