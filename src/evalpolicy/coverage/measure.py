"""What a set of examples reaches of a policy, found by the reference engine as it decides them.

Conditions are measured by masking MC/DC: a condition is shown to decide when two evaluations of its decision differ in the outcome, and in each
of them exchanging this condition alone, for the value it has in the other, gives the outcome of the other. Truths have all their values:
what is missing or not settled takes part like everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.binding import Vocabulary, bind
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Truth
from evalpolicy.core.facts import Facts
from evalpolicy.core.judging import World, worlds
from evalpolicy.core.references import term_references
from evalpolicy.coverage.conditions import NO, PENDING, UNSETTLED, YES, DecisionPoint, Supposing, is_connective
from evalpolicy.coverage.goals import ConditionGoal, Goal, condition_goals, goals
from evalpolicy.judge import Judge, Program
from evalpolicy.language.model import PolicyModel, Rule
from evalpolicy.language.types import AmountType
from evalpolicy.policy import Policy

Evaluation = tuple[Truth[bool], ...]
"""The truths of the leaves of a decision, in one example, world and row."""


@define
class Observing(ScalarMeaning):
    """The reference meaning, which notes with which truths of its leaves each decision was made. `points` by the identity of their terms."""

    points: Mapping[int, DecisionPoint] = field(factory=dict, kw_only=True)
    seen: dict[int, set[Evaluation]] = field(factory=dict, kw_only=True)
    _open: list[dict[t.Term, Truth[bool]]] = field(factory=list, init=False)

    def truth(self, term: t.Term) -> Truth[bool]:
        """The meaning of a truth term."""
        point, leaf = self.points.get(id(term)), not is_connective(term)
        if point is None and not leaf:
            return super().truth(term)
        # What a leaf asks further is no part of the decision that it stands in.
        leaves: dict[t.Term, Truth[bool]] = {}
        self._open.append(leaves)
        try:
            value = super().truth(term)
        finally:
            self._open.pop()
        if leaf and self._open:
            self._open[-1][term] = value
        if point is not None:
            leaves = {term: value} if leaf else leaves
            self.seen.setdefault(id(term), set()).add(tuple(leaves[each] for each in point.leaves))
        return value


def contraries(leaf: t.Term) -> tuple[Truth[bool], ...]:
    """What a leaf is where it is not true: a fact that is asked for is never false, and an open list never says that an item is not in it."""
    match leaf:
        case t.Stated():
            return (PENDING,)
        case t.ItemListed():
            return (NO, UNSETTLED)
        case _:
            return (NO,)


@frozen(eq=False)
class Plan:
    """What is to be measured of a policy, worked out once."""

    policy: Policy
    goals: tuple[Goal, ...]
    conditions: tuple[ConditionGoal, ...]
    points: Mapping[int, DecisionPoint]
    program: Program
    vocabulary: Vocabulary

    @classmethod
    def of(cls, policy: Policy) -> Plan:
        """The plan of a policy."""
        model = policy.model
        conditions = condition_goals(model)
        points = {id(point.term): point for condition in conditions for point, _ in condition.places}
        return cls(policy, goals(model), conditions, points, Program(model), Vocabulary(model))

    @property
    def all_goals(self) -> tuple[Goal, ...]:
        """Every goal, conditions among them."""
        return (*self.goals, *(condition.goal for condition in self.conditions))


@define
class Measurement:
    """Collects what examples reach. `reached`: the first example that reaches a goal, by the goal's key."""

    plan: Plan
    reached: dict[str, str] = field(factory=dict)
    _evaluations: dict[int, dict[Evaluation, str]] = field(factory=dict)
    _readings: dict[str, tuple[str, ...]] = field(factory=dict)

    def copy(self) -> Measurement:
        """One that goes on from here by itself."""
        evaluations = {point: dict(found) for point, found in self._evaluations.items()}
        return Measurement(self.plan, dict(self.reached), evaluations, self._readings)

    def observe(
        self,
        title: str,
        application: Mapping[str, object],
        *,
        at: str | None = None,
        given: Mapping[str, object] | None = None,
        through: str | None = None,
    ) -> None:
        """Decide an application and note what it reaches. Raises `ApplicationError` where it is malformed."""
        plan, model = self.plan, self.plan.policy.model
        facts = bind(model, application, given=given, at=at, limits=plan.policy.limits, vocabulary=plan.vocabulary)
        judge = Judge(plan.program, facts, through)
        judgement = judge.judge()
        scalar = Scalar(model, facts, plan.program.items, None, judgement.outcome.value, dict(judgement.statuses))
        look = _Look(plan.points, scalar)
        rules, _ = judge.selected_rules()
        self._look_at_readings(title, rules, look)
        judged = {rule.id for rule in rules}
        for goal in self.plan.goals:
            open_ = goal.category != "readings" and goal.key not in self.reached and (goal.step is None or goal.step in judged)
            if open_ and self._holds(goal, look):
                self.reached[goal.key] = title
        for meaning in look.meanings.values():
            for point, found in meaning.seen.items():
                known = self._evaluations.setdefault(point, {})
                for evaluation in found:
                    known.setdefault(evaluation, title)
        self._look_at_conditions(title, facts)

    def _holds(self, goal: Goal, look: _Look) -> bool:
        if goal.key not in self._readings:
            read = term_references(goal.witnesses, self.plan.policy.model.definitions).readings
            readings = self.plan.policy.model.readings.values()
            self._readings[goal.key] = tuple(reading.id for reading in readings if reading.id in read and reading.adopted is None)
        model = self.plan.policy.model
        return any(look.at(world).truth(term).holds for term in goal.witnesses for world in worlds(model, self._readings[goal.key]))

    # --- readings --------------------------------------------------------------------------------

    def _look_at_readings(self, title: str, rules: list[Rule], look: _Look) -> None:
        """An answer is reached where a verdict or the fee comes out otherwise by another answer, all else being the same."""
        model = self.plan.policy.model
        for rule in rules:
            self._compare(title, rule.readings, {key: look.at(world).truth(rule.verdict) for key, world in _keyed(model, rule.readings)})
        if model.fee_total is not None:
            total = t.Defined(model.fee_total, AmountType())
            readings = self.plan.program.open_readings(model.fee_total)
            self._compare(title, readings, {key: look.at(world).quantity(total) for key, world in _keyed(model, readings)})

    def _compare(self, title: str, readings: tuple[str, ...], found: Mapping[tuple[str, ...], object]) -> None:
        for place, reading in enumerate(readings):
            for answers, result in found.items():
                others = (other for key, other in found.items() if key[:place] == answers[:place] and key[place + 1 :] == answers[place + 1 :])
                if any(other != result for other in others):
                    self.reached.setdefault(f"readings {reading} {answers[place]}", title)

    # --- conditions ------------------------------------------------------------------------------

    def _look_at_conditions(self, title: str, facts: Facts) -> None:
        scalar = Scalar(self.plan.policy.model, facts, self.plan.program.items)
        for condition in self.plan.conditions:
            if condition.goal.key not in self.reached and any(self._decides(point, place, scalar) for point, place in condition.places):
                self.reached[condition.goal.key] = title

    def _decides(self, point: DecisionPoint, place: int, scalar: Scalar) -> bool:
        leaf = point.leaves[place]
        for contrary in contraries(leaf):
            sides: dict[tuple[Truth[bool], Truth[bool]], set[Truth[bool]]] = {}
            for evaluation in self._evaluations.get(id(point.term), ()):
                value = evaluation[place]
                if value not in (YES, contrary):
                    continue
                outcomes = self._outcome(point, evaluation, place, YES, scalar), self._outcome(point, evaluation, place, contrary, scalar)
                if outcomes[0] != outcomes[1]:
                    side = sides.setdefault(outcomes, set())
                    side.add(value)
                    if len(side) == 2:
                        return True
        return False

    def _outcome(self, point: DecisionPoint, evaluation: Evaluation, place: int, value: Truth[bool], scalar: Scalar) -> Truth[bool]:
        leaves = dict(zip(point.leaves, (*evaluation[:place], value, *evaluation[place + 1 :]), strict=True))
        return Supposing(self.plan.policy.model, scalar, {}, leaves=leaves).truth(point.term)


@define
class _Look:
    """The meanings of one example in each world, which note what they see."""

    points: Mapping[int, DecisionPoint]
    scalar: Scalar
    meanings: dict[tuple[tuple[str, str], ...], Observing] = field(factory=dict)

    def at(self, world: World) -> Observing:
        """The meaning in a world; always the same one."""
        key = tuple(sorted(world.items()))
        if key not in self.meanings:
            self.meanings[key] = Observing(self.scalar.model, self.scalar, world, points=self.points)
        return self.meanings[key]


def _keyed(model: PolicyModel, readings: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], World]]:
    """Every world of some readings, and its answers in their order."""
    for world in worlds(model, readings):
        yield tuple(world[reading] for reading in readings), world
