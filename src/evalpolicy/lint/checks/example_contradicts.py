"""An example that expects something else than the policy decides."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.examples import run_examples
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The examples that do not hold, with what is expected and what is decided."""
    for result in run_examples(subject.policy):
        if not result.passed:
            zh = "；".join(difference.message.zh for difference in result.differences)
            en = "; ".join(difference.message.en for difference in result.differences)
            title = result.example.title
            says = Wording(f"例子“{title}”与规则不符：{zh}", f"the example “{title}” does not hold: {en}")
            yield Finding(result.example.span, says, Wording("改正例子，或者改正规则", "correct the example, or the policy"))


CHECK = Check("example-contradicts", "error", find)
