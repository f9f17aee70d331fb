"""What decides without saying where it is written."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """Rules, steps, advice, fees, adjustments and readings without a citation of their own, of a policy that has sources."""
    model = subject.model
    if not model.sources:
        return
    parts = []
    for rule in model.rules.values():
        of_routes = [each for route in rule.routes for each in route.citations]
        parts.append((rule.title, rule.span, [*rule.citations, *of_routes]))
    parts += [(fee.label, fee.span, [*fee.citations]) for fee in model.fees.values()]
    parts += [(adjustment.title, adjustment.span, [*adjustment.citations]) for adjustment in model.adjustments.values()]
    for reading in model.readings.values():
        of_options = [each for option in reading.options for each in option.citations]
        parts.append((reading.question, reading.span, [*reading.citations, *of_options]))
    for title, span, citations in parts:
        if not citations:
            says = Wording(f"“{title}”没有注明出处", f"“{title}” cites nothing")
            yield Finding(span, says, Wording("加一行 `cite`：来源、章节、原文", "add a `cite` line: source, section, the words"))


CHECK = Check("uncited", "warning", find)
