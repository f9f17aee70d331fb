"""From the verdicts of rules to the statuses, the outcome and the fee of a decision, once, over any algebra.

Readings are judged exactly: a rule that depends on open readings is evaluated in every world, one for each combination of their answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Generic

from evalpolicy.classes import frozen
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import A, B, I, Quantity, R, S, Truth
from evalpolicy.core.meaning import Meaning
from evalpolicy.language.model import PolicyModel, Rule

World = Mapping[str, str]
STATUSES = ("satisfied", "violated", "undetermined", "pending", "not_applicable", "advice")
OUTCOMES = ("accepted", "rejected", "undetermined", "pending")


def worlds(model: PolicyModel, readings: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Every combination of answers to the open readings."""
    options = [[option.id for option in model.readings[reading].options] for reading in readings]
    for answers in product(*options):
        yield dict(zip(readings, answers, strict=True))


@frozen
class Judging(Generic[B, I, A, S, R]):
    """Judges by one policy over one algebra. `meaning` gives the meaning of terms in a world, always the same one for the same world."""

    model: PolicyModel
    meaning: Callable[[World], Meaning[B, I, A, S, R]]

    def joined(self, term: t.Term, readings: tuple[str, ...]) -> Truth[B]:
        """A truth term over every world: what all of them agree on."""
        meanings = [self.meaning(world) for world in worlds(self.model, readings)]
        if len(meanings) == 1:
            return meanings[0].truth(term)
        return meanings[0].logic.join([meaning.truth(term) for meaning in meanings])

    def verdict(self, rule: Rule, world: World | None = None) -> Truth[B]:
        """Whether a rule is satisfied; `world`: with its readings answered so."""
        return self.joined(rule.verdict, rule.readings) if world is None else self.meaning(world).truth(rule.verdict)

    def applies(self, rule: Rule) -> Truth[B]:
        """Whether a rule's `when` holds."""
        return self.joined(t.TruthConstant(True) if rule.when is None else rule.when, rule.readings)

    def status(self, rule: Rule) -> dict[str, B]:
        """Which status a rule has: just one of them is true. That of a rule that is satisfied because it does not apply says so."""
        found = self.status_of(rule, self.verdict(rule))
        if rule.when is not None:
            a = self.meaning({}).algebra
            elsewhere = a.all_of([found["satisfied"], self.applies(rule).fails])
            found["not_applicable"] = elsewhere
            found["satisfied"] = a.all_of([found["satisfied"], a.negate(elsewhere)])
        return found

    def status_of(self, rule: Rule, truth: Truth[B]) -> dict[str, B]:
        """Which status a rule has that is satisfied if `truth` holds.

        Violated and satisfied hold whatever is missing and whatever the sources mean. Pending: more facts can make it satisfied whatever the
        sources mean. Else no fact helps before the sources are settled: undetermined. What is only advice, or tentative, is never violated;
        advice waits for nothing.
        """
        a = self.meaning({}).algebra
        no = a.boolean(False)
        open_ = [a.negate(truth.holds), a.negate(truth.fails)]
        found = dict.fromkeys(STATUSES, no)
        shown_only = rule.kind == "advice" or rule.tentative is not None
        found["advice" if shown_only else "violated"] = truth.fails
        if rule.kind == "advice":
            found["satisfied"] = a.negate(truth.fails)
        else:
            found["satisfied"] = truth.holds
            found["pending"] = a.all_of([*open_, truth.may_hold])
            found["undetermined"] = a.all_of([*open_, a.negate(truth.may_hold)])
        return found

    def outcome(self, statuses: Iterable[Mapping[str, B]]) -> dict[str, B]:
        """Which outcome the statuses of the judged rules give: just one is true."""
        a = self.meaning({}).algebra
        listed = list(statuses)
        some = {status: a.any_of([each[status] for each in listed]) for status in ("violated", "undetermined", "pending")}
        none = {status: a.negate(some[status]) for status in some}
        return {
            "rejected": some["violated"],
            "undetermined": a.all_of([none["violated"], some["undetermined"]]),
            "pending": a.all_of([none["violated"], none["undetermined"], some["pending"]]),
            "accepted": a.all_of([none["violated"], none["undetermined"], none["pending"]]),
        }

    def quantity(self, term: t.Term, readings: tuple[str, ...], row: tuple[str, R] | None = None) -> Quantity[B, I]:
        """A quantity over every world: bounds that hold in all of them. `row`: the variable of a row in scope, and the row."""
        values = []
        for world in worlds(self.model, readings):
            meaning = self.meaning(world)
            if row is None:
                values.append(meaning.quantity(term))
            else:
                before, meaning.rows = meaning.rows, {row[0]: row[1]}
                try:
                    values.append(meaning.quantity(term))
                finally:
                    meaning.rows = before
        if len(values) == 1:
            return values[0]
        a = self.meaning({}).algebra
        low, high = a.least([value.low for value in values]), a.greatest([value.high for value in values])
        agree = [a.all_of([a.at_most(value.low, low), a.at_most(high, value.high), value.settles]) for value in values]
        return Quantity(low, high, a.any_of([a.at_most(high, low), a.all_of(agree)]))
