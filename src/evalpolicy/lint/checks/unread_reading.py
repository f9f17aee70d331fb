"""A reading that nothing asks for: whichever answer is right, every decision is the same."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.checks.use import used
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The readings whose answer no rule, fee, window, message or invariant asks for."""
    model = subject.model
    read = used(model, frozenset(each.name.text for each in subject.declared(tree.DefineDecl))).readings
    for reading in model.readings.values():
        if reading.id not in read:
            says = Wording(f"读法 `{reading.id}` 怎样回答都不影响结论", f"no decision depends on the reading `{reading.id}`")
            wanted = Wording(f"在规则里写 `{reading.id} is …`，或者留作记录", f"ask for it in a rule (`{reading.id} is …`), or keep it as a record")
            yield Finding(reading.span, says, wanted)


CHECK = Check("unread-reading", "info", find)
