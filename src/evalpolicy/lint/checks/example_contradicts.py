"""An example that expects something else than the policy decides."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Related
from evalpolicy.examples import run_examples
from evalpolicy.examples.running import ExampleResult
from evalpolicy.language.model import PolicyModel
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.source import Span
from evalpolicy.wording import Wording

MOST_SHOWN = 3
"""Declarations that are shown for one example."""


def find(subject: Subject) -> Iterator[Finding]:
    """The examples that do not hold, with what is expected and what is decided."""
    for result in run_examples(subject.policy):
        if not result.passed:
            yield evolve(contradiction(result), related=_decided_by(subject.model, result))


def contradiction(result: ExampleResult) -> Finding:
    """What an example expects otherwise than the policy decides."""
    said = [each for difference in result.differences for each in (difference.message, difference.waits_for) if each is not None]
    zh, en = "；".join(each.zh for each in said), "; ".join(each.en for each in said)
    title = result.example.title
    says = Wording(f"例子“{title}”与规则不符：{zh}", f"the example “{title}” does not hold: {en}")
    help = Wording("改正例子，或者改正规则", "correct the example, or the policy")
    if any(difference.missing for difference in result.differences):
        help = Wording("在例子里补上缺的；或改正预期，或改正规则", "state what is missing in the example; or correct what it expects, or the policy")
    return Finding(result.example.span, says, help)


def _decided_by(model: PolicyModel, result: ExampleResult) -> tuple[Related, ...]:
    """The rules, steps and fees that the differences are about."""
    ids = dict.fromkeys(rule.id for difference in result.differences for rule in difference.rules)
    found = [(model.rules[id].title, model.rules[id].span) for id in ids if id in model.rules]
    if any(difference.what == "fee" for difference in result.differences):
        found += [(fee.label, fee.span) for fee in model.fees.values()]
    heads = [(title, Span(span.line, span.column, span.line, len(model.file.line(span.line).rstrip()) + 1)) for title, span in found]
    return tuple(Related(span, Wording(f"这里说的是“{title}”", f"this is what says “{title}”")) for title, span in heads[:MOST_SHOWN])


CHECK = Check("example-contradicts", "error", find)
