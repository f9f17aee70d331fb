"""The search for an assignment: several ways to ask a solver, one after the other, within one limit of time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import z3

from evalpolicy.backends.symbolic.formulas import Bool
from evalpolicy.classes import define, field

NEWER, OLDER = 6, 2
"""The solver's two ways of linear arithmetic: the newer one is mostly the faster, the older one does better on calendars."""


@define(repr=False)
class Search:
    """Questions that share what they suppose. Solvers are kept from one question to the next, with what they learned of it."""

    supposed: Sequence[Bool]
    _kept: dict[int, z3.Solver] = field(factory=dict)

    def find(
        self, asked: Sequence[Bool], definitions: Sequence[Bool], nearby: Callable[[], Sequence[Bool]], seconds: float
    ) -> tuple[str, Any]:
        """`found` with a model, `none`, or `undecided` where no way answered in time.

        `definitions`: of the auxiliary variables in what is asked; `nearby`: conditions that leave few days to try.
        """
        start = time.monotonic()
        for conditions, arithmetic, share, believed in self._ways(asked, definitions, nearby):
            left = seconds - (time.monotonic() - start)
            if left <= 0:
                break
            answer, model = self._check(conditions, arithmetic, min(share * seconds, left))
            if answer in believed:
                return answer, model
        return "undecided", None

    def _ways(
        self, asked: Sequence[Bool], definitions: Sequence[Bool], nearby: Callable[[], Sequence[Bool]]
    ) -> Iterator[tuple[Sequence[Bool], int | None, float, tuple[str, ...]]]:
        """What to ask, of which solver, for which part of the time at most, and which of its answers count."""
        whole = [*asked, *definitions]
        if definitions:
            # Auxiliary variables may have any value here: what has no assignment then has none when they are defined.
            yield asked, NEWER, 0.1, ("none",)
            yield whole, NEWER, 0.05, ("none", "found")
            yield [*whole, *nearby()], OLDER, 0.3, ("found",)
        yield whole, NEWER, 0.2, ("none", "found")
        yield whole, OLDER, 0.3, ("none", "found")
        yield whole, None, 1.0, ("none", "found")

    def _check(self, conditions: Sequence[Bool], arithmetic: int | None, seconds: float) -> tuple[str, Any]:
        """The answer of one of the kept solvers; of one made for this question alone, which simplifies it first, where no arithmetic is named."""
        if arithmetic is None:
            solver = z3.Solver()
            solver.add(*self.supposed)
        else:
            if arithmetic not in self._kept:
                self._kept[arithmetic] = z3.SimpleSolver()
                self._kept[arithmetic].set("arith.solver", arithmetic)
                self._kept[arithmetic].add(*self.supposed)
            solver = self._kept[arithmetic]
            solver.push()
        solver.add(*conditions)
        solver.set("timeout", max(1, int(seconds * 1000)))
        answer = solver.check()
        model = solver.model() if answer == z3.sat else None
        if arithmetic is not None:
            solver.pop()
        return ("found" if answer == z3.sat else "none" if answer == z3.unsat else "undecided"), model
