"""The formulas of a policy against the reference, one application after the other.

The formulas are built once, over every application, just as the solver is given them; then the solver's own evaluation says what they are for one
application (`Evaluation`). The reference decides the same application with Python values. Nothing here knows what a formula means.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from evalpolicy.backends.symbolic.application import SymbolicApplication, instants_of
from evalpolicy.backends.symbolic.assignment import OutsideUniverse
from evalpolicy.backends.symbolic.evaluation import Evaluation
from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.backends.symbolic.universe import Bounds, Universe
from evalpolicy.binding import bind
from evalpolicy.classes import define, field
from evalpolicy.core.calendar import local_day
from evalpolicy.core.facts import Facts
from evalpolicy.judge import Judge, Program
from evalpolicy.policy import Policy

Json = dict[str, Any]
WIDE = Bounds(selections=4, records=4, files=5)
"""What most random applications are within."""


@define(repr=False)
class Differential:
    """One policy: its formulas, and what the reference says."""

    policy: Policy
    symbolic: SymbolicApplication = field(init=False)
    _exactly: dict[str, dict[str, Bool]] = field(init=False)
    _outcomes: dict[str, Bool] = field(init=False)
    _every: Bool = field(init=False)
    _program: Program = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.symbolic = SymbolicApplication(Universe((self.policy.model,), WIDE, every_item=True))
        self._program = Program(self.policy.model)
        f, decided = self.symbolic.formulas, self.symbolic.decided()

        def exactly(bits: Mapping[str, Bool]) -> dict[str, Bool]:
            """For each name, that its bit is true and no other."""
            return {name: f.all_of([bit, *(f.negate(other) for each, other in bits.items() if each != name)]) for name, bit in bits.items()}

        self._exactly = {id: exactly(bits) for id, bits in decided.statuses.items()}
        self._outcomes = exactly(decided.outcome)
        supposed = [*self.symbolic.well_formed(), self.symbolic.readable()]
        asked = [*(bit for bits in decided.statuses.values() for bit in bits.values()), decided.fee_low, decided.fee_high]
        needed = f.needed([each for each in [*supposed, *asked] if not isinstance(each, bool | int)])
        # Applications that do not meet this are outside the proofs: all have to.
        self._every = f.all_of([*supposed, *f.definitions(needed)])

    def disagreement(self, application: Mapping[str, object], at: str | None = None, given: Mapping[str, object] | None = None) -> str | None:
        """What the two say differently of an application; None where they agree. Raises `OutsideUniverse` where the formulas do not hold it."""
        f, decided, policy = self.symbolic.formulas, self.symbolic.decided(), self.policy
        facts = bind(policy.model, application, at=at, given=given)
        judge = Judge(self._program, facts)
        judgement = judge.judge()
        evaluation = Evaluation(self.symbolic, facts)
        if self._assumed_away(facts, evaluation):
            raise OutsideUniverse("a time or a text that the proofs leave out")
        expected = {id: (exactly, judgement.statuses.get(id, "not_applicable")) for id, exactly in self._exactly.items()}
        wanted = [exactly[status] for exactly, status in expected.values()] + [self._outcomes[judgement.outcome.value]]
        amount = None
        if policy.model.fee_total is not None:
            amount = judge.amount(policy.model.fee_total)
            wanted += [f.equal(decided.fee_low, amount.low), f.equal(decided.fee_high, amount.high)]
        if evaluation.truth(f.all_of([*wanted, self._every])):
            return None
        said = {
            id: ([name for name, bit in decided.statuses[id].items() if evaluation.truth(bit)], status)
            for id, (exactly, status) in expected.items()
            if not evaluation.truth(exactly[status])
        }
        outcome = [name for name, bit in decided.outcome.items() if evaluation.truth(bit)], judgement.outcome.value
        fee = evaluation.number(decided.fee_low), evaluation.number(decided.fee_high), amount
        return f"{said} {outcome} {fee} {'' if evaluation.truth(self._every) else 'not held to be well-formed'}: {application} at={at} given={given}"

    def _assumed_away(self, facts: Facts, evaluation: Evaluation) -> bool:
        """Whether docs/proof.md says that the proofs do not speak of such an application: its times, or texts that come out alike by chance."""
        first, last = instants_of([self.policy.model])
        instants = [value for (_, name), value in facts.values.items() if name == "at"]
        instants += [] if facts.clock is None else [facts.clock]
        if any(not first <= local_day(int(instant), self.policy.model.timezone) <= last for instant in instants):  # type: ignore[arg-type]
            return True
        algebra = self.symbolic.algebras[0]
        first, last = algebra.calendar.horizon
        if any(not first <= evaluation.number(day) <= last for day in algebra.calendar.counted_from):
            return True
        put: dict[str, tuple[object, ...]] = {}
        for whole, parts in algebra.concatenations.listed:
            text, pattern = evaluation.text(whole), tuple(part if isinstance(part, str) else None for part in parts)
            variable = {evaluation.text(part) for part in parts if not isinstance(part, str)}
            if text in self.symbolic.formulas.texts or text in variable or put.setdefault(text, pattern) != pattern:
                return True
        return False


def recombined(pool: Sequence[Json], random: random.Random) -> Json:
    """An application of parts of others: facts of one or the other, selections of any, steps mostly of one."""
    one, other = random.choice(pool), random.choice(pool)

    def mixed(left: Json, right: Json, share: float) -> Json:
        names = sorted({*left, *right})
        return {name: source[name] for name in names if name in (source := right if random.random() < share else left)}

    whole = mixed(one, other, 0.2)
    whole["applicant"] = mixed(one.get("applicant") or {}, other.get("applicant") or {}, 0.15)
    whole["steps"] = mixed(one.get("steps") or {}, other.get("steps") or {}, 0.3)
    selections = list(one.get("selections") or [])
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        theirs = random.choice(pool).get("selections") or []
        if theirs and random.random() < 0.6:
            selections.insert(random.randint(0, len(selections)), mixed(random.choice(theirs), random.choice(theirs), 0.3))
        elif selections:
            selections.pop(random.randrange(len(selections)))
    whole["selections"] = selections
    return deepcopy(whole)
