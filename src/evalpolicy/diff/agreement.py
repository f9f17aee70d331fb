"""What two policies are proved to say alike, piece by piece: definitions first, then the rules that read them.

A revision changes little. A question about all of two policies is hard where the one about the place that differs, and about what reads it, is
easy; what a piece is proved to come to in both is then supposed in the questions after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evalpolicy.backends.symbolic.logic import Bool, alike
from evalpolicy.backends.symbolic.places import SymbolicRow
from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.judging import World, worlds
from evalpolicy.core.references import term_references
from evalpolicy.core.sorts import sort_of
from evalpolicy.diff.trying import Refuted
from evalpolicy.language.model import Definition
from evalpolicy.proof.question import Questions

SHARE = 0.1
"""The part of a question's time that one piece may take: a piece that takes long is no help."""


@define(repr=False)
class Agreement:
    """The pieces of two policies that agree, for applications that both can read. `same`: conditions that are proved to hold of all of those.

    `refuted`: what is known to differ, and not asked.
    `whole`: every rule has the same status in both, always, and the fee the same bounds.
    """

    questions: Questions
    refuted: Refuted = field(factory=Refuted)
    same: list[Bool] = field(factory=list, init=False)
    whole: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        seconds, self.questions.seconds = self.questions.seconds, self.questions.seconds * SHARE
        try:
            for pairs in self._definitions():
                self._prove(pairs)
            proved = [self._prove(pairs) for pairs in self._decided()]
            proved += [False] if self.refuted.rules or self.refuted.fee else []
        finally:
            self.questions.seconds = seconds
        self.whole = all(proved)

    def _prove(self, pairs: list[tuple[Any, Any]]) -> bool:
        """Whether the values of each pair are proved to be equal."""
        f = self.questions.symbolic.formulas
        equal = [self._equal(left, right) for left, right in pairs if not alike(left, right)]
        agree = f.all_of(equal)
        if agree is True:
            return True
        if agree is False or self.questions.ask([*self.same, f.negate(agree)]).verdict != "none":
            return False
        self.same.append(agree)
        return True

    def _equal(self, left: Any, right: Any) -> Bool:
        f = self.questions.symbolic.formulas
        if not _is_truth(left):
            return f.equal(left, right)
        return f.any_of([f.all_of([left, right]), f.all_of([f.negate(left), f.negate(right)])])

    def _decided(self) -> Iterator[list[tuple[Any, Any]]]:
        """The statuses of each rule in both policies, and the bounds of the fee."""
        old, new = (self.questions.symbolic.decided(which) for which in (0, 1))
        for rule in {**old.statuses, **new.statuses}:
            if rule in self.refuted.rules:
                continue
            before, after = old.statuses.get(rule), new.statuses.get(rule)
            # Of a rule that only one of them has nothing is said as long as it has no effect.
            silent = {"not_applicable": True}
            statuses = {**(before or silent), **(after or silent)}
            counted = [status for status in statuses if (before and after) or status not in ("satisfied", "not_applicable")]
            yield [((before or silent).get(status, False), (after or silent).get(status, False)) for status in counted]
        if not self.refuted.fee:
            yield [(old.fee_low, new.fee_low), (old.fee_high, new.fee_high)]

    def _definitions(self) -> Iterator[list[tuple[Any, Any]]]:
        """The values in both policies of the definitions that both have, of no row or of selections, in every world of the open readings."""
        old, new = (policy.model for policy in self.questions.policies)
        for name, definition in old.definitions.items():
            other = new.definitions.get(name)
            if name in self.refuted.definitions:
                continue
            if other is None or (definition.row, definition.type) != (other.row, other.type) or definition.row not in (None, "selection"):
                continue
            for world in self._worlds(definition, other):
                yield from self._values(definition, world)

    def _worlds(self, definition: Definition, other: Definition) -> Iterator[World]:
        """The answers of the open readings that a definition asks for; none where the policies do not leave the same ones open."""
        asked = []
        for policy, each in zip(self.questions.policies, (definition, other), strict=True):
            names = term_references(each.term, policy.model.definitions).readings
            readings = [reading for id, reading in policy.model.readings.items() if id in names and reading.adopted is None]
            asked.append({reading.id: {option.id for option in reading.options} for reading in readings})
        if asked[0] == asked[1]:
            yield from worlds(self.questions.policies[0].model, tuple(asked[0]))

    def _values(self, definition: Definition, world: World) -> Iterator[list[tuple[Any, Any]]]:
        symbolic = self.questions.symbolic
        rows: list[tuple[SymbolicRow | None, SymbolicRow | None]] = [(None, None)]
        if definition.row is not None:
            rows = list(zip(symbolic.selections(0), symbolic.selections(1), strict=True))
        for pair in rows:
            old, new = (self._value(which, definition, world, row) for which, row in enumerate(pair))
            yield list(zip(old, new, strict=True))

    def _value(self, which: int, definition: Definition, world: World, row: SymbolicRow | None) -> tuple[Any, ...]:
        meaning = self.questions.symbolic.meaning(which, world)
        term = t.Defined(definition.name, definition.type, definition.row)
        before, meaning.rows = meaning.rows, {} if row is None or definition.row is None else {definition.row: row}
        try:
            match sort_of(definition.type):
                case "truth":
                    truth = meaning.truth(term)
                    return truth.holds, truth.fails, truth.may_hold, truth.may_fail
                case "quantity":
                    quantity = meaning.quantity(term)
                    return quantity.low, quantity.high, quantity.settles
                case _:
                    return ()
        finally:
            meaning.rows = before


def _is_truth(value: Any) -> bool:
    import z3

    return isinstance(value, bool) or z3.is_bool(value)
