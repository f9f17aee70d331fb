"""A step that may be done at any time: more likely its time was forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

TIMES = (tree.Window, tree.Due, tree.Daily, tree.Except)


def find(subject: Subject) -> Iterator[Finding]:
    """Steps without a window, a due time or hours."""
    for declaration in subject.declared(tree.StepDecl):
        if not declaration.event and not any(isinstance(clause, TIMES) for clause in declaration.clauses):
            name = declaration.name.text
            says = Wording(f"步骤“{name}”没有写时间：什么时候办都行", f"no time is stated for the step `{name}`: it may be done at any time")
            help = Wording(
                "补上 `window 2024-09-21 .. 2024-09-30` 或 `due 2024-10-10 17:00` 这样的一行；真的不限时间，就写明理由放过",
                "add a line such as `window 2024-09-21 .. 2024-09-30` or `due 2024-10-10 17:00`; if there is none, let it pass with the reason",
            )
            yield Finding(declaration.name.span, says, help)


CHECK = Check("no-time-stated", "info", find, by_declaration=True)
