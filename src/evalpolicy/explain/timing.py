"""Steps in time: between which instants a step can be done, and what state it is in for one application."""

from __future__ import annotations

import datetime as dt

from evalpolicy.classes import frozen
from evalpolicy.core import terms as t
from evalpolicy.decision import StepState
from evalpolicy.explain.values import instant
from evalpolicy.judge import Judge
from evalpolicy.language.model import Rule, Step, WindowDef


@frozen
class Times:
    """First and last instant (microseconds) of a step for this application; None where there is none or it is not fixed."""

    opens: int | None
    due: int | None


def step_times(judge: Judge, step: Step) -> Times:
    """The windows and due instants that can apply to this application, as one span: the earliest start, the last end."""
    meaning = judge.meaning(judge.some_world())

    def value(term: t.Term) -> int | None:
        quantity = meaning.quantity(term)
        return quantity.low if quantity.low == quantity.high else None

    def can_apply(window: WindowDef) -> bool:
        return window.condition is None or not meaning.truth(window.condition).fails

    windows = [window for window in step.windows if can_apply(window)]
    dues = [window for window in step.dues if can_apply(window)]
    starts = [value(window.first) for window in windows if window.first is not None]
    ends = [value(window.last) for window in windows]
    limits = [value(window.last) for window in dues]
    opens = None if not starts or None in starts else min(start for start in starts if start is not None)
    last_end = None if not ends or None in ends else max(end for end in ends if end is not None)
    candidates = [end for end in (last_end, *limits) if end is not None]
    return Times(opens, min(candidates) if candidates else None)


def until(judge: Judge, step_id: str | None) -> dt.datetime | None:
    """The last instant of a step, where the policy fixes it."""
    step = judge.model.steps.get(step_id) if step_id is not None else None
    if step is None:
        return None
    due = step_times(judge, step).due
    return None if due is None else instant(judge.model, due)


def curing_step(judge: Judge, rule: Rule) -> str | None:
    """The step in which a rule can still be satisfied: its own, or the first one of the process that applies."""
    if rule.step is not None and rule.step in judge.model.steps:
        return rule.step
    for id in judge.model.process:
        step_rule = judge.model.rules.get(id)
        if id in judge.model.steps and step_rule is not None and not judge.applies(step_rule).fails:
            return id
    return None


def step_state(judge: Judge, step: Step, status: str) -> StepState:
    """The state of one step that applies."""
    model, facts = judge.model, judge.facts
    times = step_times(judge, step)
    done = facts.values.get((step.id, "at"))
    if isinstance(done, int):
        if times.due is not None and done > times.due:
            state = "late"
        elif times.opens is not None and done < times.opens:
            state = "early"
        else:
            # Between two windows, or at an hour or on a day without service: neither early nor late.
            state = "done" if status in ("satisfied", "advice") or _timely(judge, step) else "outside"
    elif status == "violated":
        state = "missed"
    else:
        state = "open"
    return StepState(
        step.id,
        step.title,
        state,
        None if times.opens is None else instant(model, times.opens),
        None if times.due is None else instant(model, times.due),
        instant(model, done) if isinstance(done, int) else None,
        step.tentative,
    )


def _timely(judge: Judge, step: Step) -> bool:
    """Whether no requirement of time is broken (what else the step asks is another matter)."""
    rule = judge.model.rules[step.id]
    timing = [r for r in rule.requirements if r.kind in ("window", "due")]
    return not any(judge.joined(requirement.term, rule.readings).fails for requirement in timing)
