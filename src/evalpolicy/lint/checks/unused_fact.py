"""A fact that nothing reads: applicants are asked for what decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.language.types import ListType
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.checks.use import used
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The declared facts that no rule, fee, window, message or invariant reads."""
    model = subject.model
    read = used(model, frozenset(each.name.text for each in subject.declared(tree.DefineDecl)))
    facts = [*model.applicant.values(), *model.application.values(), *model.selection.values()]
    facts += [fact for step in model.steps.values() for fact in step.facts.values()]
    for fact in facts:
        place = (fact.owner, fact.name)
        if fact.span is None or place in read.facts or (isinstance(fact.type, ListType) and place in read.lists):
            continue
        name = f"{fact.owner}.{fact.name}"
        says = Wording(f"事实 `{name}` 没有规则用到", f"nothing reads the fact `{name}`")
        yield Finding(fact.span, says, Wording("在规则里用上它，或者删去", "read it in a rule, or delete it"))


CHECK = Check("unused-fact", "warning", find)
