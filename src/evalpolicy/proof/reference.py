"""Questions asked of the reference engine: what a witness has to show."""

from __future__ import annotations

from collections.abc import Mapping

from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.classes import define
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Truth
from evalpolicy.core.judging import worlds
from evalpolicy.core.references import term_references
from evalpolicy.judge import Judge, Judgement
from evalpolicy.language.model import PolicyModel
from evalpolicy.policy import Policy
from evalpolicy.proof.cases import judge_of
from evalpolicy.proof.reduce import Case


def open_readings(model: PolicyModel, terms: tuple[t.Term, ...]) -> tuple[str, ...]:
    """The open readings that some terms depend on."""
    found = term_references(terms, model.definitions).readings
    return tuple(id for id, reading in model.readings.items() if id in found and reading.adopted is None)


@define
class Decided:
    """A case, decided by the reference engine."""

    judge: Judge
    judgement: Judgement

    @property
    def statuses(self) -> Mapping[str, str]:
        """The status of every rule that was judged."""
        return self.judgement.statuses

    def truth(self, terms: tuple[t.Term, ...]) -> Truth[bool]:
        """Conditions of an invariant that hold together, over every answer of the open readings."""
        judge, model = self.judge, self.judge.model
        truths = []
        for world in worlds(model, open_readings(model, terms)):
            scalar = Scalar(model, judge.facts, judge.program.items, None, self.judgement.outcome.value, dict(self.statuses))
            meaning = ScalarMeaning(model, scalar, world)
            truths += [meaning.truth(term) for term in terms]
        return meaning.logic.conjunction(truths)


def decided(policy: Policy, case: Case) -> Decided:
    """The reference engine's answer. Raises `ApplicationError` where it cannot read the case."""
    judge = judge_of(policy, case)
    return Decided(judge, judge.judge())
