"""Whether every engine decides as the reference does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from evalpolicy.backends.compiled.engine import Compiled, Judged
from evalpolicy.backends.graph.decided import Variant
from evalpolicy.binding import bind
from evalpolicy.core.facts import Facts
from evalpolicy.decision import Outcome
from evalpolicy.judge import Judge, Program, selected_rules
from evalpolicy.policy import Policy


def reference(program: Program, facts: Facts, through: str | None = None) -> Judged:
    """What the reference engine decides."""
    judgement = Judge(program, facts, through).judge()
    violated, undetermined, pending = map(judgement.ids, ("violated", "undetermined", "pending"))
    return Judged(judgement.outcome, violated, undetermined, pending, judgement.fee)


def references(program: Program, facts: Facts, steps: Iterable[str | None]) -> dict[str | None, Judged]:
    """What the reference engine decides up to each of several steps; every rule is judged once."""
    judging = Judge(program, facts).judging
    rules = {rule.id: judging.status(rule) for rule in selected_rules(program.model, None, facts.given)[0]}
    fee = Judge(program, facts).fee()
    found = {}
    for step in steps:
        bits = {rule.id: rules[rule.id] for rule in selected_rules(program.model, step, facts.given)[0]}
        outcome = next(Outcome(name) for name, holds in judging.outcome(bits.values()).items() if holds)
        violated, undetermined, pending = (tuple(id for id, each in bits.items() if each[name]) for name in ("violated", "undetermined", "pending"))
        found[step] = Judged(outcome, violated, undetermined, pending, fee)
    return found


def disagreement(
    policy: Policy,
    application: Mapping[str, object],
    *,
    at: str | dt.datetime | None = None,
    through: str | None = None,
    given: Mapping[str, object] | None = None,
    compiled: Compiled | None = None,
) -> tuple[Judged, Judged] | None:
    """What the reference and the compiled engine make of an application, where they differ in outcome, ids or fee; None where they agree.

    The compiled engine is asked twice: of the facts as the full reader binds them and, where the application is written plainly, of what the quick
    reader makes of it. `compiled`: a compiled variant in place of the policy's own, asked the first way only.
    Raises `ApplicationError` for a malformed application.
    """
    facts = bind(policy.model, application, given=given, at=at, limits=policy.limits)
    expected = reference(policy.program, facts, through)
    engine = compiled or policy.engine.of(Variant(through, frozenset(facts.given), facts.clock is not None))
    answers = [engine.judge(facts)]
    quick = None if compiled else policy.engine.judge(application, at, through, given)
    if quick is not None:
        answers.append(quick[0])
    return next(((expected, got) for got in answers if got != expected), None)
