"""The logic of truths and bounded quantities, over any algebra.

A truth has four bits (`evalpolicy.core.algebra.Truth`). Missing facts are one kind of not-knowing, unsettled sources another; a connective
treats each bit by itself, so the tables of `and`, `or` and `not` are those of two-valued logic, four times over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic

from evalpolicy.classes import frozen
from evalpolicy.core.algebra import A, Algebra, Atom, B, I, Quantity, R, S, Truth


@frozen
class TruthTables(Generic[B, I, A, S, R]):
    """Connectives, comparisons and choices over one algebra."""

    algebra: Algebra[B, I, A, S, R]

    def constant(self, value: bool) -> Truth[B]:
        """True or false."""
        yes, no = self.algebra.boolean(value), self.algebra.boolean(not value)
        return Truth(yes, no, yes, no)

    def unsettled(self) -> Truth[B]:
        """What the sources do not settle, whatever else becomes known."""
        no = self.algebra.boolean(False)
        return Truth(no, no, no, no)

    def decided(self, value: B) -> Truth[B]:
        """A truth that is known to be `value`."""
        other = self.algebra.negate(value)
        return Truth(value, other, value, other)

    def known_or_pending(self, known: B) -> Truth[B]:
        """True where `known`, pending elsewhere."""
        return Truth(known, self.algebra.boolean(False), self.algebra.boolean(True), self.algebra.negate(known))

    def fact(self, known: B, value: B) -> Truth[B]:
        """A yes or no fact: pending where it is not known."""
        a = self.algebra
        holds, fails = a.all_of([known, value]), a.all_of([known, a.negate(value)])
        return Truth(holds, fails, a.negate(fails), a.negate(holds))

    def decided_if(self, holds: B, fails: B, settles: B) -> Truth[B]:
        """True or false where that is sure; else pending where more facts settle it, undetermined where they do not."""
        a = self.algebra
        open_ = a.all_of([settles, a.negate(holds), a.negate(fails)])
        return Truth(holds, fails, a.any_of([holds, open_]), a.any_of([fails, open_]))

    def conjunction(self, truths: Sequence[Truth[B]]) -> Truth[B]:
        """All of them."""
        a = self.algebra
        return Truth(
            a.all_of([x.holds for x in truths]),
            a.any_of([x.fails for x in truths]),
            a.all_of([x.may_hold for x in truths]),
            a.any_of([x.may_fail for x in truths]),
        )

    def disjunction(self, truths: Sequence[Truth[B]]) -> Truth[B]:
        """At least one of them."""
        return self.negation(self.conjunction([self.negation(x) for x in truths]))

    def negation(self, x: Truth[B]) -> Truth[B]:
        """The contrary."""
        return Truth(x.fails, x.holds, x.may_fail, x.may_hold)

    def compare(self, op: str, left: Quantity[B, I], right: Quantity[B, I]) -> Truth[B]:
        """Two quantities by their bounds; `op` is le, lt, ge, gt, eq or ne."""
        match op:
            case "le":
                return self._at_most(left, right)
            case "ge":
                return self._at_most(right, left)
            case "lt":
                return self.negation(self._at_most(right, left))
            case "gt":
                return self.negation(self._at_most(left, right))
            case "eq":
                return self.conjunction([self._at_most(left, right), self._at_most(right, left)])
            case "ne":
                return self.negation(self.compare("eq", left, right))
            case _:
                raise AssertionError(f"not a comparison: {op}")

    def _at_most(self, left: Quantity[B, I], right: Quantity[B, I]) -> Truth[B]:
        a = self.algebra
        holds = a.at_most(left.high, right.low)
        fails = a.negate(a.at_most(left.low, right.high))
        return self.decided_if(holds, fails, a.all_of([left.settles, right.settles]))

    def choose(self, condition: Truth[B], then: Truth[B], otherwise: Truth[B]) -> Truth[B]:
        """`if condition then … else …`; where the condition is open, what both branches agree on."""

        def bit(yes: B, no: B, x: B, y: B) -> B:
            a = self.algebra
            return a.any_of([a.all_of([yes, x]), a.all_of([no, y]), a.all_of([x, y])])

        return Truth(
            bit(condition.holds, condition.fails, then.holds, otherwise.holds),
            bit(condition.holds, condition.fails, then.fails, otherwise.fails),
            bit(condition.may_hold, condition.may_fail, then.may_hold, otherwise.may_hold),
            bit(condition.may_hold, condition.may_fail, then.may_fail, otherwise.may_fail),
        )

    def choose_quantity(self, condition: Truth[B], then: Quantity[B, I], otherwise: Quantity[B, I]) -> Quantity[B, I]:
        """A quantity by a condition; where that is open, the bounds of both branches."""
        a = self.algebra
        low = a.choose(condition.holds, then.low, a.choose(condition.fails, otherwise.low, a.least([then.low, otherwise.low])))
        high = a.choose(condition.holds, then.high, a.choose(condition.fails, otherwise.high, a.greatest([then.high, otherwise.high])))
        settles = a.any_of(
            [a.all_of([condition.may_hold, then.settles]), a.all_of([condition.may_fail, otherwise.settles]), a.at_most(high, low)]
        )
        return Quantity(low, high, settles)

    def choose_atom(self, condition: Truth[B], then: Atom[B, A], otherwise: Atom[B, A]) -> Atom[B, A]:
        """An atom by a condition; where that is open, known only if both branches are the same."""
        a = self.algebra
        agree = a.all_of([then.known, otherwise.known, a.same(then.value, otherwise.value)])
        known = a.any_of([a.all_of([condition.holds, then.known]), a.all_of([condition.fails, otherwise.known]), agree])
        value = a.choose_atom(condition.fails, otherwise.value, then.value)
        settles = a.any_of([a.all_of([condition.may_hold, then.settles]), a.all_of([condition.may_fail, otherwise.settles]), agree])
        return Atom(known, value, settles)

    def table(self, rows: Sequence[tuple[Truth[B], Quantity[B, I]]], nothing: Quantity[B, I], complete: bool) -> Quantity[B, I]:
        """The quantity of the one row whose condition holds.

        While several rows are possible, the bounds span them, and `nothing` too unless the table is known to be `complete`.
        """
        a = self.algebra
        sure = a.any_of([condition.holds for condition, _ in rows])
        # Conditions exclude one another: where one surely holds, no other row is possible, even if its own condition is open.
        possible = [a.any_of([condition.holds, a.all_of([a.negate(condition.fails), a.negate(sure)])]) for condition, _ in rows]
        lows, highs = [], []
        for (_, value), can in zip(rows, possible, strict=True):
            lows.append(a.choose(can, value.low, nothing.high))
            highs.append(a.choose(can, value.high, nothing.low))
        # In a complete table some row matches once the facts are stated; unless the sources leave open whether any does.
        gap = a.negate(a.any_of([condition.may_hold for condition, _ in rows])) if complete else a.negate(sure)
        low = a.least([a.choose(gap, nothing.low, nothing.high), *lows])
        high = a.greatest([a.choose(gap, nothing.high, nothing.low), *highs])
        can_settle = [
            a.all_of([can, condition.may_hold, value.settles]) for (condition, value), can in zip(rows, possible, strict=True)
        ]
        settles = a.any_of([*can_settle, a.all_of([sure, a.at_most(high, low)])])
        return Quantity(low, high, settles)

    def join(self, worlds: Sequence[Truth[B]]) -> Truth[B]:
        """One truth for several answers of the open readings: what all of them agree on."""
        a = self.algebra
        return Truth(
            a.all_of([x.holds for x in worlds]),
            a.all_of([x.fails for x in worlds]),
            a.all_of([x.may_hold for x in worlds]),
            a.all_of([x.may_fail for x in worlds]),
        )
