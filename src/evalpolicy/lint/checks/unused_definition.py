"""A definition that nothing uses: left over, or meant for a rule that was never written."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.checks.use import used
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The `define` declarations that no rule, fee, window, message or invariant uses."""
    declared = list(subject.declared(tree.DefineDecl))
    read = used(subject.model, frozenset(each.name.text for each in declared)).definitions
    for each in declared:
        if each.name.text not in read:
            name = each.name.text
            says = Wording(f"定义 `{name}` 没有用到", f"the definition `{name}` is never used")
            yield Finding(each.name.span, says, Wording("用上它，或者删去", "use it, or delete it"))


CHECK = Check("unused-definition", "warning", find)
