"""One question over every application: a witness, none, or not decided in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import define, field, frozen

from evalpolicy.backends.symbolic.application import SymbolicApplication
from evalpolicy.backends.symbolic.formulas import Bool
from evalpolicy.backends.symbolic.universe import Bounds, Universe
from evalpolicy.core import terms as t
from evalpolicy.errors import EvalpolicyError
from evalpolicy.policy import Policy
from evalpolicy.proof.cases import judge_of
from evalpolicy.proof.reduce import Case, reduced

SECONDS = 60.0
"""How long one question may take, unless the caller says otherwise."""


class ProofError(EvalpolicyError):
    """The solver and the reference engine disagree: an internal error, which is never passed over."""


@frozen
class Answer:
    """`verdict` is found, none or undecided (not decided in time). `case` for found; `seconds` that it took."""

    verdict: str
    seconds: float
    case: Case | None = None


@define(repr=False)
class Questions:
    """Questions about the applications of one or two policies. `given`: whether parameters may be supplied."""

    policies: tuple[Policy, ...]
    bounds: Bounds = field(factory=Bounds)
    seconds: float = SECONDS
    given: bool = True
    further: tuple[t.Term, ...] = ()
    symbolic: SymbolicApplication = field(init=False)
    _can_read: dict[int, Bool] = field(factory=dict, init=False)
    _supposed: tuple[tuple[int, ...], list[Bool]] | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self.symbolic = SymbolicApplication(Universe(tuple(policy.model for policy in self.policies), self.bounds, self.further))

    def ask(
        self, conditions: Iterable[Bool], still: Callable[[Case], bool] | None = None, readable: Sequence[int] | None = None, small: bool = True
    ) -> Answer:
        """An application of which the conditions hold.

        `still`: the same question asked of the reference engine; a witness has to pass it, and is made as small as it stays so.
        `readable`: the policies that have to be able to read the application (all of them where not said).
        """
        import z3

        start = time.monotonic()
        asked = [condition for condition in conditions if condition is not True]
        readable = range(len(self.policies)) if readable is None else readable
        asked += [condition for which in readable if (condition := self._readable(which)) is not True]
        if any(condition is False for condition in asked):
            return Answer("none", time.monotonic() - start)
        solver = z3.Solver()
        solver.set("timeout", max(1, int(self.seconds * 1000)))
        solver.add(*self._base(), *asked)
        found = solver.check()
        seconds = time.monotonic() - start
        if found == z3.unsat:
            return Answer("none", seconds)
        if found != z3.sat:
            return Answer("undecided", seconds)
        case = self._case(solver.model())
        self._replay(solver.model(), case, readable)
        if still is not None:
            if not still(case):
                raise ProofError(f"the solver's witness does not show it: {case.application!r}, at={case.at!r}, given={case.given!r}")
            if small:
                case = reduced(case, still)
        return Answer("found", time.monotonic() - start, case)

    def _readable(self, which: int) -> Bool:
        if which not in self._can_read:
            self._can_read[which] = self.symbolic.readable(which)
        return self._can_read[which]

    def _base(self) -> list[Bool]:
        """What every question supposes; made anew only when formulas have brought further side conditions or texts."""
        size = self._size()
        if self._supposed is None or self._supposed[0] != size:
            found = [*self.symbolic.well_formed(), *([] if self.given else self._nothing_given())]
            self._supposed = self._size(), [condition for condition in found if condition is not True]
        return self._supposed[1]

    def _size(self) -> tuple[int, ...]:
        symbolic = self.symbolic
        return len(symbolic.formulas.side), len(symbolic.formulas.texts), len(symbolic.variables.shape), len(symbolic.variables.made)

    def _replay(self, model: Any, case: Case, readable: Iterable[int]) -> None:
        """Raise `ProofError` where the reference engine decides the case otherwise than the formulas."""
        import z3

        def value(expression: Any) -> Any:
            if isinstance(expression, bool | int):
                return expression
            found = model.eval(expression, model_completion=True)
            return z3.is_true(found) if z3.is_bool(found) else found.as_long()

        for which in readable:
            policy, decided = self.policies[which], self.symbolic.decided(which)
            try:
                judge = judge_of(policy, case)
            except EvalpolicyError as error:
                raise ProofError(f"{policy.id} cannot read the solver's witness {case!r}: {error}") from error
            statuses = judge.judge().statuses
            differing = {
                id: ([status for status, bit in bits.items() if value(bit)], statuses.get(id, "not_applicable"))
                for id, bits in decided.statuses.items()
                if not value(bits[statuses.get(id, "not_applicable")])
            }
            if differing:
                raise ProofError(f"{policy.id} decides the solver's witness {case!r} otherwise: {differing}")

    def _nothing_given(self) -> list[Bool]:
        f, v = self.symbolic.formulas, self.symbolic.variables
        ways = self.symbolic.universe.scenarios
        names = {name for policy in self.policies for name in policy.model.parameters}
        return [f.equal(v.integer("scenario", 0, len(ways) - 1), 0), *(f.negate(v.boolean(f"stated /given/{name}")) for name in sorted(names))]

    def _case(self, model: Any) -> Case:
        from evalpolicy.backends.symbolic.concrete import Concrete

        witness = Concrete(self.symbolic, model).witness()
        return Case(witness.application, witness.at, witness.given)
