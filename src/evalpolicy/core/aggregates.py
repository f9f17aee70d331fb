"""What the terms that go over rows mean: any, every, no two, count, sum, extremes, best, distinct, covered months.

A row takes part surely (its condition holds), possibly (it does not fail) or not. The lower bound of a monotone aggregate counts the rows that
surely take part, the upper bound those that possibly do; so two known and one unknown item already break "at most 1".
A list that the application leaves out may hold anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from evalpolicy.classes import frozen
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import A, B, I, Quantity, R, S, Truth

if TYPE_CHECKING:
    from evalpolicy.core.meaning import Meaning

V = TypeVar("V")

LARGEST_TOTAL = 10**17
"""No sum over a list that is not known is taken to exceed this; in 64 bits with room to spare."""


@frozen
class Aggregates(Generic[B, I, A, S, R]):
    """The aggregate terms of one meaning."""

    meaning: Meaning[B, I, A, S, R]

    def truth(self, term: t.AnyRow | t.EveryRow | t.NoTwoShare) -> Truth[B]:
        """The meaning of a truth over rows."""
        match term:
            case t.AnyRow(rows=rows, where=where):
                return self._any(rows, lambda: self.meaning.truth(where))
            case t.EveryRow(rows=rows, where=where, has=has):
                logic = self.meaning.logic
                exception = self._any(
                    rows, lambda: logic.conjunction([self.meaning.truth(where), logic.negation(self.meaning.truth(has))])
                )
                return logic.negation(exception)
            case t.NoTwoShare():
                return self._no_two_share(term)

    def quantity(self, term: t.Term) -> Quantity[B, I]:
        """The meaning of a quantity over rows."""
        a = self.meaning.algebra
        match term:
            case t.Count(rows=rows, where=where):
                one = Quantity(a.integer(1), a.integer(1), a.boolean(True))
                return self._sum(rows, where, lambda: one, least=0)
            case t.Sum(rows=rows, where=where, value=value):
                return self._sum(rows, where, lambda: self.meaning.quantity(value), least=-LARGEST_TOTAL)
            case t.Extreme():
                return self._extreme(term)
            case t.BestSum(number=number, rows=rows, where=where, value=value):
                low = a.best_rows(number, rows, self._body(rows, lambda: (self._sure(where), self.meaning.quantity(value).low)))
                high = a.best_rows(number, rows, self._body(rows, lambda: (self._possible(where), self.meaning.quantity(value).high)))
                return self._bounded(rows, low, high, self._settles(rows, where, lambda: self.meaning.quantity(value).settles))
            case t.Distinct():
                return self._distinct(term)
            case t.CoveredMonths(rows=rows, where=where, start=start, end=end):

                def inner() -> tuple[B, I, I]:
                    first, last = self.meaning.quantity(start).high, self.meaning.quantity(end).low
                    return a.all_of([self._sure(where), a.at_most(first, last)]), first, last

                def outer() -> tuple[B, I, I]:
                    return self._possible(where), self.meaning.quantity(start).low, self.meaning.quantity(end).high

                def dates() -> B:
                    return a.all_of([self.meaning.quantity(start).settles, self.meaning.quantity(end).settles])

                low = a.covered_months(rows, self._body(rows, inner))
                high = a.covered_months(rows, self._body(rows, outer))
                return self._bounded(rows, low, high, self._settles(rows, where, dates))
            case _:
                raise AssertionError(f"not an aggregate: {type(term).__name__}")

    # --- rows ------------------------------------------------------------------------------------

    def _body(self, rows: t.Rows, value: Callable[[], V]) -> Callable[[R], V]:
        """`value` with the rows' variable bound to a row; worked out once for each row, however often it is asked for."""
        # INVARIANT: a row whose id is a key stays alive beside its value, so that ids are not used again.
        known: dict[int, tuple[R, V]] = {}

        def body(row: R) -> V:
            if id(row) not in known:
                scope = self.meaning.rows
                self.meaning.rows = {**scope, rows.variable: row}
                try:
                    known[id(row)] = row, value()
                finally:
                    self.meaning.rows = scope
            return known[id(row)][1]

        return body

    def _sure(self, where: t.Term) -> B:
        return self.meaning.truth(where).holds

    def _possible(self, where: t.Term) -> B:
        return self.meaning.algebra.negate(self.meaning.truth(where).fails)

    def _settles(self, rows: t.Rows, where: t.Term, value_settles: Callable[[], B]) -> B:
        """More facts can settle, for each row, whether it takes part, and its value if it does."""
        a = self.meaning.algebra

        def unsettled() -> B:
            takes_part = self.meaning.truth(where)
            settles = a.any_of([a.all_of([takes_part.may_hold, value_settles()]), takes_part.may_fail])
            return a.negate(settles)

        return a.negate(a.any_row(rows, self._body(rows, unsettled)))

    def _any(self, rows: t.Rows, condition: Callable[[], Truth[B]]) -> Truth[B]:
        a = self.meaning.algebra
        known = a.list_known(rows)
        unknown = a.negate(known)
        of = self._body(rows, condition)
        holds = a.any_row(rows, lambda row: of(row).holds)
        fails = a.negate(a.any_row(rows, lambda row: a.negate(of(row).fails)))
        may_hold = a.any_row(rows, lambda row: of(row).may_hold)
        may_fail = a.negate(a.any_row(rows, lambda row: a.negate(of(row).may_fail)))
        return Truth(holds, a.all_of([known, fails]), a.any_of([may_hold, unknown]), may_fail)

    def _bounded(self, rows: t.Rows, low: I, high: I, settles: B) -> Quantity[B, I]:
        """Bounds of a monotone aggregate; without the list, anything from `low` on."""
        a = self.meaning.algebra
        return Quantity(low, a.choose(a.list_known(rows), high, a.integer(LARGEST_TOTAL)), settles)

    # --- aggregates ------------------------------------------------------------------------------

    def _sum(self, rows: t.Rows, where: t.Term, value: Callable[[], Quantity[B, I]], least: int) -> Quantity[B, I]:
        a = self.meaning.algebra
        zero = a.integer(0)

        def share() -> Quantity[B, I]:
            takes_part, q = self.meaning.truth(where), value()
            low = a.choose(takes_part.holds, q.low, a.choose(takes_part.fails, zero, a.least([zero, q.low])))
            high = a.choose(takes_part.holds, q.high, a.choose(takes_part.fails, zero, a.greatest([zero, q.high])))
            return Quantity(low, high, a.any_of([a.all_of([takes_part.may_hold, q.settles]), takes_part.may_fail]))

        of = self._body(rows, share)
        known = a.list_known(rows)
        total_low = a.sum_rows(rows, lambda row: of(row).low)
        total_high = a.sum_rows(rows, lambda row: of(row).high)
        return Quantity(
            a.choose(known, total_low, a.integer(least)),
            a.choose(known, total_high, a.integer(LARGEST_TOTAL)),
            a.negate(a.any_row(rows, lambda row: a.negate(of(row).settles))),
        )

    def _extreme(self, term: t.Extreme) -> Quantity[B, I]:
        a = self.meaning.algebra
        rows, where, value = term.rows, term.where, term.value
        otherwise = self.meaning.quantity(term.otherwise)

        def reach(which: str, takes_part: Callable[[t.Term], B], end: Callable[[Quantity[B, I]], I]) -> tuple[B, I]:
            return a.extreme_rows(which, rows, self._body(rows, lambda: (takes_part(where), end(self.meaning.quantity(value)))))

        def towards(which: str, end: Callable[[Quantity[B, I]], I]) -> I:
            """The bound in the direction of the extreme: any possible row may reach it."""
            some, best = reach(which, self._possible, end)
            sure, _ = reach(which, self._sure, end)
            combine = a.greatest if which == "greatest" else a.least
            without = a.choose(some, combine([best, end(otherwise)]), end(otherwise))
            return a.choose(sure, best, without)

        def away(which: str, end: Callable[[Quantity[B, I]], I]) -> I:
            """The other bound: what the rows that surely take part reach at least; without any, the worst that is possible."""
            other = "least" if which == "greatest" else "greatest"
            combine = a.least if which == "greatest" else a.greatest
            sure, best = reach(which, self._sure, end)
            some, worst = reach(other, self._possible, end)
            without = a.choose(some, combine([worst, end(otherwise)]), end(otherwise))
            return a.choose(sure, best, without)

        if term.which == "greatest":
            low, high = away("greatest", lambda q: q.low), towards("greatest", lambda q: q.high)
        else:
            low, high = towards("least", lambda q: q.low), away("least", lambda q: q.high)
        known = a.list_known(rows)
        settles = a.all_of([self._settles(rows, where, lambda: self.meaning.quantity(value).settles), otherwise.settles])
        if term.which == "greatest":
            high = a.choose(known, high, a.integer(LARGEST_TOTAL))
            low = a.choose(known, low, a.integer(-LARGEST_TOTAL))
        else:
            low = a.choose(known, low, a.integer(-LARGEST_TOTAL))
            high = a.choose(known, high, a.integer(LARGEST_TOTAL))
        return Quantity(low, high, settles)

    def _distinct(self, term: t.Distinct) -> Quantity[B, I]:
        a = self.meaning.algebra
        rows, where, key = term.rows, term.where, term.key
        zero, one = a.integer(0), a.integer(1)

        def with_key(takes_part: Callable[[t.Term], B]) -> I:
            def body() -> tuple[B, A]:
                atom = self.meaning.atom(key)
                return a.all_of([takes_part(where), atom.known]), atom.value

            return a.distinct_rows(rows, self._body(rows, body))

        def keyless() -> I:
            unknown = a.negate(self.meaning.atom(key).known)
            return a.choose(a.all_of([self._possible(where), unknown]), one, zero)

        any_sure = a.choose(a.any_row(rows, self._body(rows, lambda: self._sure(where))), one, zero)
        low = a.greatest([with_key(self._sure), any_sure])
        high = a.add([with_key(self._possible), a.sum_rows(rows, self._body(rows, keyless))])
        return self._bounded(rows, low, high, self._settles(rows, where, lambda: self.meaning.atom(key).settles))

    def _no_two_share(self, term: t.NoTwoShare) -> Truth[B]:
        a = self.meaning.algebra
        rows, where, key = term.rows, term.where, term.key

        def key_known() -> B:
            if term.key_is_quantity:
                q = self.meaning.quantity(key)
                return a.at_most(q.high, q.low)
            return self.meaning.atom(key).known

        def key_settles() -> B:
            return self.meaning.quantity(key).settles if term.key_is_quantity else self.meaning.atom(key).settles

        def repeated(takes_part: Callable[[t.Term], B]) -> B:
            if term.key_is_quantity:
                return a.repeated_integers(
                    rows, self._body(rows, lambda: (a.all_of([takes_part(where), key_known()]), self.meaning.quantity(key).low))
                )
            return a.repeated_atoms(rows, self._body(rows, lambda: (a.all_of([takes_part(where), key_known()]), self.meaning.atom(key).value)))

        zero, one = a.integer(0), a.integer(1)
        keyless = a.any_row(rows, self._body(rows, lambda: a.all_of([self._possible(where), a.negate(key_known())])))
        possible = a.sum_rows(rows, self._body(rows, lambda: a.choose(self._possible(where), one, zero)))
        may_repeat = a.any_of([repeated(self._possible), a.all_of([keyless, a.at_most(a.integer(2), possible)])])
        fails = repeated(self._sure)
        holds = a.all_of([a.list_known(rows), a.negate(may_repeat)])
        return self.meaning.logic.decided_if(holds, fails, self._settles(rows, where, key_settles))
