"""Cases as the reference engine decides them. Needs no solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from evalpolicy.binding import bind
from evalpolicy.classes import define, field
from evalpolicy.core.facts import Facts
from evalpolicy.coverage.familiar import familiar
from evalpolicy.judge import Judge
from evalpolicy.policy import Policy
from evalpolicy.proof.reduce import Case, reduced


def facts_of(policy: Policy, case: Case) -> Facts:
    """The facts of a case, as one policy reads them; parameters that it does not know are left out."""
    given = {name: value for name, value in case.given.items() if name in policy.model.parameters}
    return bind(policy.model, case.application, given=given, at=case.at, limits=policy.limits)


def judge_of(policy: Policy, case: Case) -> Judge:
    """The reference engine on a case."""
    return Judge(policy.program, facts_of(policy, case))


def decision_of(policy: Policy, case: Case) -> Mapping[str, Any]:
    """The decision on a case, as a dictionary."""
    given = {name: value for name, value in case.given.items() if name in policy.model.parameters}
    return policy.check(case.application, at=case.at, given=given or None).to_dict()


def likely(policy: Policy, case: Case, still: Callable[[Case], bool]) -> Case:
    """A small case in values that people write, as far as it still shows what it shows: a person reads it and has to find it possible."""
    said = familiar(case, policy.model, [example.application for example in policy.model.examples], still)
    # With another value something else may be left out.
    return reduced(said, still)


@define(repr=False)
class Decisions:
    """The decisions of one policy on cases, each made when it is first asked for: one witness often answers many questions."""

    policy: Policy
    # INVARIANT: a case whose id is a key stays alive beside its decision, so that ids are not used again.
    _made: dict[int, tuple[Case, Mapping[str, Any]]] = field(factory=dict, init=False)

    def on(self, case: Case) -> Mapping[str, Any]:
        """The decision on a case."""
        if id(case) not in self._made:
            self._made[id(case)] = case, decision_of(self.policy, case)
        return self._made[id(case)][1]
