"""Judging: the status of every rule and step of a policy on one application, the fee, and the outcome.

Readings are judged exactly: a rule that depends on open readings is evaluated in every world, one for each combination of their answers.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import cached_property

from evalpolicy.backends.scalar import Scalar, ScalarMeaning, Trace
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Quantity, Truth
from evalpolicy.core.facts import Facts, Row
from evalpolicy.core.judging import Judging, World, worlds
from evalpolicy.core.references import term_references
from evalpolicy.decision import Outcome
from evalpolicy.language.model import Item, PolicyModel, Rule
from evalpolicy.language.types import AmountType


def status_of(truth: Truth[bool]) -> str:
    """The status that a verdict gives a rule which is neither advice nor tentative (see `Judging.status`)."""
    if truth.holds:
        return "satisfied"
    if truth.fails:
        return "violated"
    return "pending" if truth.may_hold else "undetermined"


def selected_rules(model: PolicyModel, through: str | None, given: Container[str]) -> tuple[list[Rule], list[str]]:
    """The rules to judge up to a step (None: all), and the ids of those left out because a parameter they read is not `given`."""
    last = len(model.process) if through is None else model.process.index(through)
    judged, left_out = [], []
    for rule in model.rules.values():
        if rule.place > last:
            continue
        if any(parameter not in given for parameter in rule.parameters):
            left_out.append(rule.id)
        else:
            judged.append(rule)
    return judged, left_out


@frozen(slots=False)
class Program:
    """A policy as meant, with what judging looks up in it; made once."""

    model: PolicyModel
    _readings: dict[str, tuple[str, ...]] = field(factory=dict, init=False)

    @cached_property
    def items(self) -> dict[str, Item]:
        """All listed items, by the key that core terms hold."""
        return {item.key: item for catalog in self.model.catalogs.values() for item in catalog.items}

    def open_readings(self, definition: str) -> tuple[str, ...]:
        """The open readings that a definition depends on."""
        if definition not in self._readings:
            found = term_references(self.model.definitions[definition].term, self.model.definitions).readings
            self._readings[definition] = tuple(id for id, reading in self.model.readings.items() if id in found and reading.adopted is None)
        return self._readings[definition]


@frozen
class Judgement:
    """What judging one application gives. `statuses` is of the rules that were judged, in policy order.

    `fee` None: not settled (or the policy has no fee).
    """

    outcome: Outcome
    statuses: Mapping[str, str]
    fee: int | None
    left_out: tuple[str, ...]

    def ids(self, status: str) -> tuple[str, ...]:
        """The rules of one status, in policy order."""
        return tuple(id for id, its in self.statuses.items() if its == status)


@define
class Judge:
    """Judges one application by one policy. `through`: the last step whose rules are judged."""

    program: Program
    facts: Facts
    through: str | None = None
    _meanings: dict[tuple[tuple[str, str], ...], ScalarMeaning] = field(factory=dict, init=False)

    @property
    def model(self) -> PolicyModel:
        """The policy as meant."""
        return self.program.model

    def meaning(self, world: World) -> ScalarMeaning:
        """The meaning of the policy's terms in one world."""
        key = tuple(sorted(world.items()))
        if key not in self._meanings:
            self._meanings[key] = ScalarMeaning(self.model, Scalar(self.model, self.facts, self.program.items), world)
        return self._meanings[key]

    def traced(self, world: World) -> tuple[ScalarMeaning, Trace]:
        """A meaning of its own that notes which facts are read."""
        trace = Trace()
        return ScalarMeaning(self.model, Scalar(self.model, self.facts, self.program.items, trace), world), trace

    def some_world(self) -> World:
        """The first answer of every open reading: for what no reading changes."""
        open_ = tuple(id for id, reading in self.model.readings.items() if reading.adopted is None)
        return next(worlds(self.model, open_))

    @property
    def judging(self) -> Judging[bool, int, str, frozenset[str], Row]:
        """How statuses follow from verdicts."""
        return Judging(self.model, self.meaning)

    def joined(self, term: t.Term, readings: tuple[str, ...]) -> Truth[bool]:
        """A truth term over every world."""
        return self.judging.joined(term, readings)

    def verdict(self, rule: Rule) -> Truth[bool]:
        """The verdict of a rule over every world that it depends on."""
        return self.joined(rule.verdict, rule.readings)

    def applies(self, rule: Rule) -> Truth[bool]:
        """Whether a rule's `when` holds."""
        return self.judging.applies(rule)

    def amount(self, definition: str, row: Row | None = None) -> Quantity[bool, int]:
        """The value of a definition of an amount, over every world of the policy's open readings that it depends on."""
        readings = self.program.open_readings(definition)
        if row is None:
            return self.judging.quantity(t.Defined(definition, AmountType()), readings)
        found = self.model.definitions[definition]
        return self.judging.quantity(t.Defined(definition, found.type, "selection"), readings, ("selection", row))

    def selected_rules(self) -> tuple[list[Rule], list[str]]:
        """The rules to judge, and the ids of those left out because a parameter they read was not supplied."""
        return selected_rules(self.model, self.through, self.facts.given)

    def judge(self) -> Judgement:
        """Judge every rule and step."""
        judging = self.judging
        judged, left_out = self.selected_rules()
        found = {rule.id: judging.status(rule) for rule in judged}
        statuses = {id: next(status for status, holds in bits.items() if holds) for id, bits in found.items()}
        outcome = next(Outcome(name) for name, holds in judging.outcome(found.values()).items() if holds)
        return Judgement(outcome, statuses, self.fee(), tuple(left_out))

    def fee(self) -> int | None:
        """The fee in minor units; None where it is not settled, or the policy has none."""
        if self.model.fee_total is None:
            return None
        total = self.amount(self.model.fee_total)
        return total.low if total.low == total.high else None
