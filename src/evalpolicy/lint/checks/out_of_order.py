"""A step that is over before one begins that stands earlier in the process: nobody could do them in this order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from evalpolicy.diagnostics import Related
from evalpolicy.lint.checks.bounds import literal_day, times
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """Pairs of steps or events whose written days contradict `process`: each step that is at fault once, with the first that it contradicts."""
    declared = {each.name.text: each for each in subject.declared(tree.StepDecl)}
    earlier: list[tuple[tree.StepDecl, dt.date]] = []
    for id in subject.model.process:
        declaration = declared[id]
        end, begin = _end(declaration), _begin(declaration)
        clash = next(((other, start) for other, start in earlier if end is not None and end < start), None)
        if clash is not None:
            name, other = declaration.name.text, clash[0].name
            says = Wording(
                f"“{name}”到 {end} 就结束了，而 `process` 里排在前面的“{other.text}”{clash[1]} 才开始",
                f"`{name}` is over on {end}, but `{other.text}`, which comes before it in `process`, only begins on {clash[1]}",
            )
            there = Related(other.span, Wording("排在前面的", "the earlier one"))
            help = Wording("改正日期，或 `process` 的先后", "correct the dates, or the order in `process`")
            yield Finding(declaration.name.span, says, help, (there,))
        # What only some applicants do may well be later than what others do.
        if begin is not None and not any(isinstance(clause, tree.When) for clause in declaration.clauses):
            earlier.append((declaration, begin))


def _begin(declaration: tree.StepDecl) -> dt.date | None:
    """The first day of all windows; None where one of them is not written in figures."""
    days = [literal_day(first) for first, _ in times(declaration)]
    written = [day for day in days if day is not None]
    return min(written) if written and len(written) == len(days) else None


def _end(declaration: tree.StepDecl) -> dt.date | None:
    days = [literal_day(last) for _, last in times(declaration)]
    written = [day for day in days if day is not None]
    return max(written) if written and len(written) == len(days) else None


CHECK = Check("out-of-order", "warning", find)
