"""A question put to the solver piece by piece: only those of its conditions that some assignment was seen to break.

Of an application that a policy of hundreds of rules accepts every rule is asked to hold, and what is asked is impossible because of two or three of
them. The solver is told of a rule when an assignment breaks it. What no assignment meets of a few of the conditions none meets of all; and an
assignment that meets them all may be what is looked for.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

import z3

from evalpolicy.backends.symbolic.formulas import Formulas
from evalpolicy.backends.symbolic.logic import Bool, identity
from evalpolicy.classes import define, field
from evalpolicy.proof.search import NEWER, Kept

AT_ONCE = 8
"""Broken conditions that the solver is told of after the first assignment, twice as many after each further one."""


@define(repr=False)
class Lazily:
    """Questions that share what they suppose."""

    supposed: Sequence[Bool]
    formulas: Formulas
    _solver: Kept | None = field(default=None, init=False)

    def find(self, asked: Iterable[Bool], seconds: float) -> tuple[str, Any]:
        """What meets all of the pieces. `none`: no assignment does; `undecided`: not in time; `maybe` with a model: it does, but perhaps not with
        what defines the auxiliary variables.
        """
        end = time.monotonic() + seconds
        asked = list(asked)
        if any(each is False for each in asked):
            return "none", None
        # What rests on no auxiliary variable comes first: it is easily solved. Of an implication the conclusion stands last, and is what matters.
        open_ = {identity(each): each for each in asked if each is not True}
        easy = [each for each in open_.values() if not self.formulas.mentioned(each)]
        hard = [each for each in reversed(open_.values()) if self.formulas.mentioned(each)]
        hard.sort(key=lambda each: len(self.formulas.needed([each])))
        told: dict[int, Bool] = {}
        most = AT_ONCE
        while (left := end - time.monotonic()) > 0:
            answer, model = self._check(told, left)
            if answer != "found":
                return answer, None
            # What it was told of is defined before it is told of more.
            needed = self.formulas.needed(told.values()) & self.formulas.told
            defining = self.formulas.definitions(needed)
            broken = _broken(model, easy, told)[:most] or _broken(model, defining, told) or _broken(model, hard, told)[:1]
            if not broken:
                return "maybe", model
            told |= {identity(each): each for each in broken}
            most *= 2
        return "undecided", None

    def _check(self, told: dict[int, Bool], seconds: float) -> tuple[str, Any]:
        if self._solver is None:
            self._solver = Kept(NEWER, self.supposed)
        limits = self.formulas.limits(self.formulas.needed(told.values()))
        found = self._solver.assuming([*told.values(), *limits], seconds)
        if found[0] == "undecided":
            # What it made of a hard question would be in the way of all that follow.
            self._solver = None
        return found


def _broken(model: Any, conditions: Iterable[Bool], told: dict[int, Bool]) -> list[Bool]:
    """The conditions that an assignment does not meet, without those that the solver was told of."""
    untold = [each for each in conditions if identity(each) not in told]
    return [each for each, met in zip(untold, truths(model, untold), strict=True) if not met]


def truths(model: Any, conditions: Sequence[Bool]) -> list[bool]:
    """What conditions are in an assignment. They are the bits of one word, since the solver keeps what it works out while it evaluates one term."""
    if not conditions:
        return []
    one, zero = z3.BitVecVal(1, 1), z3.BitVecVal(0, 1)
    # `Concat` wants two parts.
    word = model.eval(z3.Concat(one, *(z3.If(each, one, zero) for each in conditions)), model_completion=True).as_long()
    return [bool(word >> place & 1) for place in reversed(range(len(conditions)))]
