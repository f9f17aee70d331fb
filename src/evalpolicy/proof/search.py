"""The search for an assignment: several ways to ask a solver, one after the other, within one limit of time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import z3

from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.classes import define, field

NEWER, OLDER = 6, 2
"""The solver's two ways of linear arithmetic: the newer one is mostly the faster, the older one does better on calendars."""

UNLIMITED = 2**32 - 1
"""The solver's number of milliseconds for no limit of time."""


@define(repr=False)
class Search:
    """Questions that share what they suppose. Solvers are kept from one question to the next, with what they learned of it."""

    supposed: Sequence[Bool]
    _kept: dict[tuple[int, bool], Kept] = field(factory=dict)

    def find(
        self, asked: Sequence[Bool], definitions: Sequence[Bool], nearby: Callable[[], Iterable[Sequence[Bool]]], seconds: float, together: bool
    ) -> tuple[str, Any]:
        """`found` with a model, `none`, or `undecided` where no way answered in time.

        `definitions`: of the auxiliary variables in what is asked; `nearby`: conditions, each of which leaves few days to try. `together`: one of
        many questions about the same few formulas.
        """
        start = time.monotonic()
        for conditions, arithmetic, share, believed, usual in self._ways(asked, definitions, nearby, 0.1 if together else 0.3):
            left = seconds - (time.monotonic() - start)
            if left <= 0:
                break
            answer, model = self._check(conditions, arithmetic, min(share * seconds, left), together and usual)
            if answer in believed:
                return answer, model
        return "undecided", None

    def _ways(
        self, asked: Sequence[Bool], definitions: Sequence[Bool], nearby: Callable[[], Iterable[Sequence[Bool]]], first: float
    ) -> Iterator[tuple[Sequence[Bool], int | None, float, tuple[str, ...], bool]]:
        """What to ask, of which solver, for which part of the time at most, which of its answers count, and whether other questions ask alike.

        `first`: the part of the time for the first way, which mostly is the one that proves.
        """
        whole = [*asked, *definitions]
        if definitions:
            # Auxiliary variables may have any value here: what has no assignment then has none when they are defined.
            yield asked, NEWER, first, ("none",), True
            yield whole, NEWER, 0.05, ("none", "found"), True
            for few in nearby():
                yield [*whole, *few], OLDER, 0.4, ("found",), False
        yield whole, NEWER, 0.2, ("none", "found"), True
        yield whole, OLDER, 0.3, ("none", "found"), True
        yield whole, None, 1.0, ("none", "found"), True

    def _check(self, conditions: Sequence[Bool], arithmetic: int | None, seconds: float, together: bool) -> tuple[str, Any]:
        """The answer of one of the kept solvers; of one made for this question alone, which simplifies it first, where no arithmetic is named."""
        if arithmetic is None:
            alone = z3.Solver()
            alone.add(*self.supposed, *conditions)
            return _answer(alone, [], seconds)
        key = arithmetic, together
        if key not in self._kept:
            self._kept[key] = Kept(arithmetic, self.supposed)
        kept = self._kept[key]
        if together:
            found = kept.assuming(conditions, seconds)
            if found[0] == "undecided":
                # What it made of a hard question would be in the way of all that follow.
                del self._kept[key]
            return found
        kept.solver.push()
        kept.solver.add(*conditions)
        found = _answer(kept.solver, [], seconds)
        kept.solver.pop()
        return found


def _answer(solver: z3.Solver, assumed: Sequence[Bool], seconds: float) -> tuple[str, Any]:
    limit, start = min(max(1, seconds * 1000), UNLIMITED), time.monotonic()
    solver.set("timeout", int(limit))
    answer = solver.check(*assumed)
    if answer == z3.sat:
        return "found", solver.model()
    if answer == z3.unknown and _interrupted(solver.reason_unknown(), (time.monotonic() - start) * 1000 / limit):
        raise KeyboardInterrupt
    return "none" if answer == z3.unsat else "undecided", None


def _interrupted(reason: str, share: float) -> bool:
    """Whether the solver stopped, after such a share of its time, because of Ctrl-C, which it takes for itself while it searches.

    Some of its ways of searching have one reason for that and for the end of their time.
    """
    return reason == "interrupted from keyboard" or (reason == "canceled" and share < 0.9)


@define(repr=False)
class Kept:
    """A solver for many questions. A condition can be told it once for all, under an assumption of its own: then it keeps what it made of it, and
    looks at it only in the questions that assume it.
    """

    arithmetic: int
    supposed: Sequence[Bool]
    solver: z3.Solver = field(factory=z3.SimpleSolver, init=False)
    # INVARIANT: a condition whose id is a key stays alive beside its assumption, so that ids are not used again.
    _assumptions: dict[int, tuple[Bool, z3.BoolRef]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.solver.set("arith.solver", self.arithmetic)
        self.solver.add(*self.supposed)

    def assuming(self, conditions: Iterable[Bool], seconds: float) -> tuple[str, Any]:
        """The answer where some conditions hold besides."""
        return _answer(self.solver, [self._assumption(condition) for condition in conditions], seconds)

    def _assumption(self, condition: Bool) -> z3.BoolRef:
        """What to assume for a condition to hold."""
        id = condition.get_id()
        if id not in self._assumptions:
            self._assumptions[id] = condition, z3.Bool(f"assumed {len(self._assumptions)}")
            self.solver.add(z3.Implies(self._assumptions[id][1], condition))
        return self._assumptions[id][1]
