"""The proofs that a policy gets: its invariants, and what every policy is held to without asking."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evalpolicy.backends.symbolic.universe import Bounds, bounds_of, longer
from evalpolicy.classes import define, evolve, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.judging import OUTCOMES
from evalpolicy.language.model import Invariant, PolicyModel
from evalpolicy.language.types import ListType
from evalpolicy.policy import Policy
from evalpolicy.proof import builtin
from evalpolicy.proof.cases import Decisions, likely
from evalpolicy.proof.completeness import most_selections
from evalpolicy.proof.question import SECONDS, Answer, Questions
from evalpolicy.proof.reduce import Case
from evalpolicy.proof.reference import decided
from evalpolicy.proof.witnesses import FEW_DECIDED, MOST_DECIDED, Witnesses
from evalpolicy.wording import Wording

BRIEFLY = 1.0
"""Seconds that the solver has before a witness is looked for at length without it."""


@frozen
class Result:
    """One proof. `kind` is invariant or builtin; `verdict` proved, refuted or undecided (not in time).

    `bound`: which applications were considered. `witness`: the application that refutes it, or the one that shows that something is possible; it
    was decided by the reference engine. `says`: what was proved or refuted, in words.
    """

    name: str
    kind: str
    verdict: str
    bound: str
    seconds: float
    says: Wording
    witness: Case | None = None
    decisions: Decisions | None = field(default=None, repr=False, eq=False)

    @property
    def decision(self) -> Mapping[str, Any] | None:
        """The decision on the witness, made when it is asked for."""
        return None if self.witness is None or self.decisions is None else self.decisions.on(self.witness)


@define(repr=False)
class Verification:
    """The proofs about one policy."""

    policy: Policy
    bounds: Bounds
    seconds: float = SECONDS
    questions: Questions = field(init=False)
    _witnesses: Witnesses | None = field(default=None, init=False)
    _most: int | None = field(default=None, init=False)
    _looked: bool = field(default=False, init=False)
    _longer: tuple[Questions, dict[str, builtin.Check]] | None = field(default=None, init=False)
    _decisions: Decisions = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.questions = Questions((self.policy,), self.bounds, self.seconds)
        self._decisions = Decisions(self.policy)

    def results(self, *, builtins: bool = True) -> Iterator[Result]:
        """Each proof as it is made: the invariants first."""
        for invariant in self.policy.model.invariants.values():
            yield self.invariant(invariant)
        if builtins:
            # All of them are made first: questions share a solver as long as no further variable is made.
            for check in list(builtin.checks(self.questions)):
                yield self._result(check)

    def _result(self, check: builtin.Check) -> Result:
        """A built-in proof. What has to be possible is looked for among longer lists, too, before it is said to be impossible."""
        answer, bounds = self._answer(check), self.bounds
        # Also where it is impossible on the face of it: a sum over so few rows cannot be what a sum over more can.
        if check.possible and answer.verdict == "none":
            if self._longer is None:
                questions = Questions((self.policy,), longer(self.bounds), self.seconds)
                self._longer = questions, {each.name: each for each in builtin.checks(questions)}
            questions, checks = self._longer
            bounds = questions.bounds
            again = checks[check.name]
            seconds, answer = answer.seconds, questions.ask(again.conditions, together=again.of_rules, shows=self._shows(again))
            answer = evolve(answer, seconds=seconds + answer.seconds)
        verdict = "undecided" if answer.verdict == "undecided" else "proved" if (answer.verdict == "found") == check.possible else "refuted"
        return Result(check.name, "builtin", verdict, self._bound(None, bounds), answer.seconds, check.says, answer.case, self._decisions)

    def _answer(self, check: builtin.Check) -> Answer:
        """The answer of a case that is easily found, or else of the solver: first each for a little, then for as long as it takes."""
        start = time.monotonic()
        goal = None if any(condition is False for condition in check.conditions) else check.goal
        if check.shown_by is not None and (known := self.witnesses.first(check.shown_by)) is not None:
            return Answer("found", time.monotonic() - start, known)
        near = [] if goal is None else self.witnesses.nearest(goal)
        for most, seconds in ((FEW_DECIDED, min(BRIEFLY, self.seconds / 2)), (MOST_DECIDED, self.seconds)):
            case = None if goal is None else self.witnesses.find(goal, most)
            if case is not None:
                return Answer("found", time.monotonic() - start, case)
            if goal is None and seconds < self.seconds:
                continue
            answer = self.questions.ask(check.conditions, together=check.of_rules, seconds=seconds, near=near, shows=self._shows(check))
            if answer.verdict != "undecided":
                break
        if answer.case is not None:
            self.witnesses.learn(answer.case)
        return evolve(answer, seconds=time.monotonic() - start)

    def _shows(self, check: builtin.Check) -> Callable[[Case], bool] | None:
        """Whether a case shows what is asked, as the reference engine decides it; None of what the engine is not asked."""
        goal = check.goal
        return None if goal is None else lambda case: goal.shown_by(decided(self.policy, case))

    def invariant(self, invariant: Invariant) -> Result:
        """Prove or refute one invariant: no application makes it false, for any answer of the open readings."""
        questions, terms = self.questions, invariant.terms
        fails = questions.symbolic.truth(terms).fails

        def shows(case: Case) -> bool:
            return decided(self.policy, case).truth(terms).fails

        answer = questions.ask([fails], shows)
        says = Wording(f"不变式“{invariant.title}”", f"invariant “{invariant.title}”")
        if answer.case is not None:
            case = likely(self.policy, answer.case, shows)
            return Result(invariant.id, "invariant", "refuted", self._bound(None), answer.seconds, says, case, self._decisions)
        verdict = "proved" if answer.verdict == "none" else "undecided"
        only_accepted = verdict == "proved" and self._only_of_accepted(invariant)
        return Result(invariant.id, "invariant", verdict, self._bound(self.most if only_accepted else None), answer.seconds, says)

    def _only_of_accepted(self, invariant: Invariant) -> bool:
        """Whether the invariant says nothing of applications that are not accepted: it holds as soon as the outcome is another one."""
        return all(_settled(t.And(invariant.terms), other) is True for other in OUTCOMES if other != "accepted")

    @property
    def witnesses(self) -> Witnesses:
        """Cases with known decisions; made when the first built-in proof asks for one, since invariants ask for none."""
        if self._witnesses is None:
            self._witnesses = Witnesses(self.policy)
        return self._witnesses

    @property
    def most(self) -> int | None:
        """The most selections of an accepted application; None where no rule bounds them, or more than were considered."""
        if not self._looked:
            self._most, self._looked = most_selections(self.questions), True
        return self._most if self._most is not None and self._most <= self.bounds.selections else None

    def _bound(self, most: int | None, bounds: Bounds | None = None) -> str:
        """Which applications a proof is about."""
        model, bounds = self.policy.model, bounds or self.bounds
        complete = f"any number of selections (an accepted application has at most {most})"
        parts = [f"at most {bounds.selections} selections" if most is None else complete]
        if _lists(model):
            parts.append(f"at most {bounds.records} records of a list")
        if any(step.takes_files for step in model.steps.values()):
            parts.append(f"at most {bounds.files} files of a step")
        return ", ".join(parts)


def _settled(term: t.Term, outcome: str) -> bool | None:
    """What a condition is for a whole outcome, whatever else is so; None where that is not all that it rests on."""
    match term:
        case t.TruthConstant(value=value):
            return value
        case t.OutcomeIs(outcome=named, through=None):
            return named == outcome
        case t.Not(operand=operand):
            inside = _settled(operand, outcome)
            return None if inside is None else not inside
        case t.And(operands=operands) | t.Or(operands=operands):
            ending = isinstance(term, t.Or)
            parts = [_settled(operand, outcome) for operand in operands]
            return ending if ending in parts else None if None in parts else not ending
        case _:
            return None


def _lists(model: PolicyModel) -> list[ListType]:
    facts = [*model.applicant.values(), *model.application.values()]
    return [fact.type for fact in facts if isinstance(fact.type, ListType)]


def verify(policy: Policy, *, bounds: Bounds | None = None, seconds: float = SECONDS, builtins: bool = True) -> tuple[Result, ...]:
    """Prove or refute every invariant of a policy, and what every policy is held to.

    `seconds`: for each question. Raises `ProofError` where solver and reference disagree.
    """
    return tuple(Verification(policy, bounds or bounds_of([policy.model]), seconds).results(builtins=builtins))
