"""Questions in the policy's own language: is there an application for which a condition holds?"""

from __future__ import annotations

import time
from pathlib import Path

from evalpolicy.backends.symbolic.universe import Bounds, bounds_of
from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostic
from evalpolicy.errors import PolicyError
from evalpolicy.language.model import Example, PolicyModel
from evalpolicy.loading import load_text
from evalpolicy.policy import Policy
from evalpolicy.proof.cases import likely
from evalpolicy.proof.question import SECONDS, Answer, Questions
from evalpolicy.proof.reduce import Case, reduced
from evalpolicy.proof.reference import decided
from evalpolicy.source import SourceFile, Span

NAME = "asked_on_the_command_line"
REQUIRE = "  require "


def with_question(policy: Policy, condition: str) -> PolicyModel:
    """The policy with the condition as one more invariant, so that it is read as invariants are, with the same diagnostics."""
    asked = SourceFile("condition", " ".join(condition.splitlines()))
    before = f'{policy.model.file.text.rstrip()}\n\ninvariant {NAME} "?"\n'
    name = policy.model.file.name
    try:
        model, _ = load_text(f"{before}{REQUIRE}{asked.text}\n", name=name, folder=Path(name).parent, limits=policy.limits)
    except PolicyError as error:
        line = SourceFile(name, before).line_count
        raise PolicyError(_of_condition(each, asked, line) for each in error.diagnostics) from None
    return model


def _of_condition(diagnostic: Diagnostic, asked: SourceFile, line: int) -> Diagnostic:
    """A diagnostic at its place in the condition, which stands on a line that the policy's file does not have."""

    def moved(span: Span) -> Span:
        first, last = (
            1 if at < line else len(asked.text) + 1 if at > line else min(max(column - len(REQUIRE), 1), len(asked.text) + 1)
            for at, column in ((span.line, span.column), (span.end_line, span.end_column))
        )
        return Span(1, first, 1, max(first, last))

    fix = None if diagnostic.fix is None else evolve(diagnostic.fix, span=moved(diagnostic.fix.span))
    # What is said besides of places in the policy's file has no place here.
    related = tuple(evolve(each, span=moved(each.span)) for each in diagnostic.related if each.span.line >= line)
    return evolve(diagnostic, file=asked, span=moved(diagnostic.span), related=related, fix=fix)


def asked(policy: Policy, condition: str, *, bounds: Bounds | None = None, seconds: float = SECONDS) -> Answer:
    """An application for which the condition surely holds, whatever the answers to open readings; or that there is none.

    Raises `PolicyError` for a condition that cannot be read.
    """
    start = time.monotonic()
    model = with_question(policy, condition)
    terms = model.invariants[NAME].terms
    bounds = bounds or bounds_of([model], terms)
    with_it = Policy(model, (), policy.limits)

    def meets(case: Case) -> bool:
        return decided(with_it, case).truth(terms).holds

    # Examples show much, and what they show need not be looked for; a witness with their dates is found more easily.
    examples = [Case(each.application, each.at, each.given) for each in model.examples if len(_selections(each)) <= bounds.selections]
    for example in examples:
        if meets(example):
            return Answer("found", time.monotonic() - start, reduced(example, meets))
    questions = Questions((with_it,), bounds, seconds)
    answer = questions.ask([questions.symbolic.truth(terms).holds], meets, near=examples)
    return answer if answer.case is None else evolve(answer, case=likely(with_it, answer.case, meets))


def _selections(example: Example) -> list[object]:
    found = example.application["selections"]
    assert isinstance(found, list)
    return found
