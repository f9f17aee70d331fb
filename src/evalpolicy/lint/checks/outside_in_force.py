"""A date of a step or an event that is outside the time in which the policy is in force: mostly last year's, or a slip in the month."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.lint.checks.bounds import literal_days
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The written dates of windows, deadlines, interruptions and events outside `in force`. Those in other conditions may be of any time."""
    if not any(subject.declared(tree.PolicyDecl)):
        return
    first, last = subject.model.in_force
    for declaration in subject.declared(tree.StepDecl):
        for day, span in literal_days(declaration):
            if not first <= day <= last:
                says = Wording(f"{day} 不在有效期 {first} 至 {last} 之内", f"{day} is outside the time in force, {first} .. {last}")
                yield Finding(span, says, Wording("改正日期，或者改正 `policy` 下面的有效期", "correct the date, or `in force` below `policy`"))


CHECK = Check("outside-in-force", "warning", find, by_declaration=True)
