"""Judging: the status of every rule and step of a policy on one application, the fee, and the outcome.

Readings are judged exactly: a rule that depends on open readings is evaluated in every world, one for each combination of their answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product

from attrs import define, field, frozen

from evalpolicy.backends.scalar import Scalar, ScalarMeaning, Trace
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Quantity, Truth
from evalpolicy.core.facts import Facts, Row
from evalpolicy.core.references import term_references
from evalpolicy.decision import Outcome
from evalpolicy.language.model import Item, PolicyModel, Rule
from evalpolicy.language.types import AmountType

World = Mapping[str, str]


def status_of(truth: Truth[bool]) -> str:
    """The status that a verdict gives its rule.

    Violated and satisfied hold whatever is missing and whatever the sources mean. Pending: more facts can make it satisfied
    whatever the sources mean. Else no fact helps before the sources are settled: undetermined.
    """
    if truth.holds:
        return "satisfied"
    if truth.fails:
        return "violated"
    return "pending" if truth.may_hold else "undetermined"


def worlds(model: PolicyModel, readings: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Every combination of answers to the open readings."""
    options = [[option.id for option in model.readings[reading].options] for reading in readings]
    for answers in product(*options):
        yield dict(zip(readings, answers, strict=True))


@define(frozen=True, slots=False)
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

    def verdict(self, rule: Rule) -> Truth[bool]:
        """The verdict of a rule over every world that it depends on."""
        return self.joined(rule.verdict, rule.readings)

    def joined(self, term: t.Term, readings: tuple[str, ...]) -> Truth[bool]:
        """A truth term over every world."""
        meanings = [self.meaning(world) for world in worlds(self.model, readings)]
        if len(meanings) == 1:
            return meanings[0].truth(term)
        return meanings[0].logic.join([meaning.truth(term) for meaning in meanings])

    def applies(self, rule: Rule) -> Truth[bool]:
        """Whether a rule's `when` holds."""
        return self.joined(t.TruthConstant(True) if rule.when is None else rule.when, rule.readings)

    def amount(self, definition: str, row: Row | None = None) -> Quantity[bool, int]:
        """The value of a definition of an amount, over every world of the policy's open readings that it depends on."""
        found = self.model.definitions[definition]
        values = []
        for world in worlds(self.model, self.program.open_readings(definition)):
            meaning = self.meaning(world)
            if row is None:
                values.append(meaning.quantity(t.Defined(definition, AmountType())))
            else:
                before, meaning.rows = meaning.rows, {"selection": row}
                try:
                    values.append(meaning.quantity(t.Defined(definition, found.type, "selection")))
                finally:
                    meaning.rows = before
        low, high = min(value.low for value in values), max(value.high for value in values)
        agree = all(value.low == low and value.high == high for value in values)
        return Quantity(low, high, low == high or (agree and all(value.settles for value in values)))

    def selected_rules(self) -> tuple[list[Rule], list[str]]:
        """The rules to judge, and the ids of those left out because a parameter they read was not supplied."""
        last = len(self.model.process) if self.through is None else self.model.process.index(self.through)
        judged, left_out = [], []
        for rule in self.model.rules.values():
            if rule.place > last:
                continue
            if any(parameter not in self.facts.given for parameter in rule.parameters):
                left_out.append(rule.id)
            else:
                judged.append(rule)
        return judged, left_out

    def judge(self) -> Judgement:
        """Judge every rule and step."""
        statuses: dict[str, str] = {}
        judged, left_out = self.selected_rules()
        for rule in judged:
            status = status_of(self.verdict(rule))
            if status == "violated" and (rule.kind == "advice" or rule.tentative is not None):
                status = "advice"
            elif rule.kind == "advice":
                status = "satisfied"
            if status == "satisfied" and rule.when is not None and self.applies(rule).fails:
                status = "not_applicable"
            statuses[rule.id] = status
        found = set(statuses.values())
        if "violated" in found:
            outcome = Outcome.REJECTED
        elif "undetermined" in found:
            outcome = Outcome.UNDETERMINED
        elif "pending" in found:
            outcome = Outcome.PENDING
        else:
            outcome = Outcome.ACCEPTED
        return Judgement(outcome, statuses, self.fee(), tuple(left_out))

    def fee(self) -> int | None:
        """The fee in minor units; None where it is not settled, or the policy has none."""
        if self.model.fee_total is None:
            return None
        total = self.amount(self.model.fee_total)
        return total.low if total.low == total.high else None
