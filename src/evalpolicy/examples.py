"""Running a policy's `example` blocks: what the author expects against what is decided."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from evalpolicy.decision import Decision
from evalpolicy.errors import ApplicationError
from evalpolicy.explain.values import decimal
from evalpolicy.language.model import Example
from evalpolicy.policy import Policy
from evalpolicy.wording import Wording


@frozen
class ExampleResult:
    """One example: `decision` None where its application is malformed; `differences` between expected and decided."""

    example: Example
    decision: Decision | None
    differences: tuple[Wording, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences


def run_examples(policy: Policy) -> Iterator[ExampleResult]:
    """Decide every example of a policy, in the order of the file."""
    for example in policy.model.examples:
        try:
            decision = policy.check(example.application, at=example.at, through=example.through, given=example.given)
        except ApplicationError as error:
            yield ExampleResult(example, None, tuple(Wording(p.message.zh, f"{p.pointer}: {p.message.en}") for p in error.problems))
            continue
        yield ExampleResult(example, decision, tuple(_differences(policy, example, decision)))


def _differences(policy: Policy, example: Example, decision: Decision) -> Iterator[Wording]:
    if example.outcome is not None and decision.outcome != example.outcome:
        yield _differs("结论", "outcome", example.outcome, str(decision.outcome))
    for which, names in (("violated", decision.violated), ("undetermined", decision.undetermined), ("pending", decision.pending)):
        expected = example.ids.get(which)
        if expected is not None and set(expected) != set(names):
            yield _differs(which, which, ", ".join(expected) or "nothing", ", ".join(names) or "nothing")
    if example.fee is not None:
        wanted = example.fee if isinstance(example.fee, str) else format(decimal(example.fee, policy.model.minor_digits), "f")
        total = decision.fee.total
        got = "not stated" if total is None else format(total, "f")
        if wanted != got:
            yield _differs("费用", "fee", wanted, got)


def _differs(zh: str, en: str, expected: str, got: str) -> Wording:
    return Wording(f"{zh}：应为 {expected}，得到 {got}", f"{en}: expected {expected}, got {got}")
