"""Compiled policies: the function for each variant, made when it is first asked for."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any, TypeAlias

from evalpolicy.backends.compiled.source import written
from evalpolicy.backends.graph.lower import Decided, Variant, lower
from evalpolicy.backends.scalar import birth_date
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import calendar
from evalpolicy.core.arithmetic import divide
from evalpolicy.core.facts import Facts
from evalpolicy.core.judging import outcome_of
from evalpolicy.decision import Outcome
from evalpolicy.judge import Program

Ids: TypeAlias = "tuple[str, ...]"

_OPERATIONS: dict[str, Any] = {
    "NOTHING": frozenset(),
    "divide": divide,
    "rank": lambda code, codes: codes.index(code) if code in codes else 0,
    "day_of": calendar.local_day,
    "instant_of": calendar.instant_at,
    "add_months": calendar.add_months,
    "add_working_days": calendar.add_working_days,
    "full_months": calendar.full_months,
    "covered_months": calendar.covered_months,
    "has_birth_date": lambda id: birth_date(id) is not None,
    "birth_date": lambda id: birth_date(id) or 0,
}

_OUTCOMES = {bits: Outcome(outcome_of(*bits)) for bits in product((False, True), repeat=3)}


@frozen
class Judged:
    """What a decision comes to. Ids are in policy order; `fee` is in minor units, None where it is not settled or there is none."""

    outcome: Outcome
    violated: Ids
    undetermined: Ids
    pending: Ids
    fee: int | None


@define
class Compiled:
    """One variant of a policy as a function."""

    decided: Decided
    text: str
    _function: Callable[[Facts], tuple[Ids, Ids, Ids, int | None]]

    def judge(self, facts: Facts) -> Judged:
        """Judge one application."""
        violated, undetermined, pending, fee = self._function(facts)
        return Judged(_OUTCOMES[bool(violated), bool(undetermined), bool(pending)], violated, undetermined, pending, fee)


@define
class Engine:
    """The compiled variants of one policy. Filled as it is used: the same from any thread, whichever comes first."""

    program: Program
    _made: dict[Variant, Compiled] = field(factory=dict, init=False)

    def variant(self, facts: Facts, through: str | None) -> Compiled:
        """The variant that judges these facts."""
        return self.of(Variant(through, frozenset(facts.given), facts.clock is not None))

    def of(self, variant: Variant) -> Compiled:
        """One variant."""
        found = self._made.get(variant)
        if found is None:
            found = self._made[variant] = self._compiled(variant)
        return found

    def _compiled(self, variant: Variant) -> Compiled:
        decided = lower(self.program, variant)
        text, constants = written(decided)
        model = self.program.model
        name = f"<{model.id} compiled, {model.sha256[:12]}, through {variant.through}, given {sorted(variant.given)}, clock {variant.clocked}>"
        return compiled(decided, text, constants, name)


def compiled(decided: Decided, text: str, constants: Mapping[str, object], name: str) -> Compiled:
    """The function that a text defines, with the constants that it names. `name` stands for its file in tracebacks."""
    # A traceback shows the generated lines, each below the line of the policy that it comes from.
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    scope: dict[str, Any] = {**_OPERATIONS, **constants, "entry": decided.entries.of}
    # The text is made of a checked policy's graph alone; authors' words stand in it as escaped literals.
    exec(compile(text, name, "exec"), scope)
    return Compiled(decided, text, scope["judge"])
