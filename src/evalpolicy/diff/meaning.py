"""What a revision decides differently: for each class of change one smallest application, or a proof that there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.backends.symbolic.universe import Bounds, bounds_of
from evalpolicy.classes import define, evolve, field, frozen
from evalpolicy.core.judging import OUTCOMES
from evalpolicy.decision import Decision
from evalpolicy.diff.agreement import Agreement
from evalpolicy.diff.alike import decide_alike
from evalpolicy.diff.classes import CLASSES, IDS, changed, class_of, quickly_seen, seen
from evalpolicy.diff.trying import Refuted, Tried, refuted
from evalpolicy.errors import ApplicationError
from evalpolicy.policy import Policy
from evalpolicy.proof.cases import decision_of, likely
from evalpolicy.proof.question import SECONDS, Answer, Questions
from evalpolicy.proof.reduce import Case, reduced

BOTH = (0, 1)
"""The application is one that both policies can read."""
NONE_KNOWN: Mapping[str, Case] = {}
NOTHING_REFUTED = Refuted()
MOST_REDUCED = 20_000
"""Applications that are tried to make a witness small: enough to leave out whatever can be."""


@frozen
class Change:
    """A class of change with its witness: `old` and `new` are the decisions on it, as dictionaries.

    `name` is now-rejected, now-accepted, now-undetermined, now-pending, fee-changed, findings-changed (the same outcome and fee for other
    reasons), now-invalid or now-valid (the application can no longer, or only now, be read).
    """

    name: str
    case: Case
    old: Mapping[str, Any]
    new: Mapping[str, Any]


@frozen
class MeaningDiff:
    """`equal`: True where it is proved that no application (within the bounds) is decided differently; None where that was not decided in time."""

    equal: bool | None
    changes: tuple[Change, ...]
    undecided: tuple[str, ...]
    bounds: Bounds
    apart: tuple[str, ...]
    """Facts whose types cannot be compared: applications that state them are not looked at."""


@define(repr=False)
class Compared:
    """Two policies over the same applications."""

    old: Policy
    new: Policy
    bounds: Bounds = field(factory=Bounds)
    seconds: float = SECONDS
    given: bool = False
    questions: Questions = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.questions = Questions((self.old, self.new), self.bounds, self.seconds, self.given)

    @property
    def _one_currency(self) -> bool:
        """Whether amounts of both policies can be compared."""
        return self.old.model.currency == self.new.model.currency or None in (self.old.model.fee_total, self.new.model.fee_total)

    def _conditions(self) -> Iterator[tuple[str, list[Bool], tuple[int, ...]]]:
        symbolic = self.questions.symbolic
        f = symbolic.formulas
        old, new = symbolic.decided(0), symbolic.decided(1)
        settled = [f.at_most(each.fee_high, each.fee_low) for each in (old, new)]
        same_fee = f.any_of(
            [
                f.all_of([*settled, f.equal(old.fee_low, new.fee_low) if self._one_currency else False]),
                f.all_of([f.negate(settled[0]), f.negate(settled[1])]),
            ]
        )
        same_outcome = f.any_of([f.all_of([old.outcome[outcome], new.outcome[outcome]]) for outcome in OUTCOMES])
        for outcome in ("rejected", "accepted", "undetermined", "pending"):
            yield f"now-{outcome}", [new.outcome[outcome], f.negate(old.outcome[outcome])], BOTH
        yield "fee-changed", [same_outcome, f.negate(same_fee)], BOTH
        differing = []
        for rule in {**old.statuses, **new.statuses}:
            for status in IDS:
                before, after = (each.statuses.get(rule, {}).get(status, False) for each in (old, new))
                differing += [f.all_of([before, f.negate(after)]), f.all_of([f.negate(before), after])]
        yield "findings-changed", [same_outcome, same_fee, f.any_of(differing)], BOTH
        readable = [symbolic.readable(which) for which in (0, 1)]
        yield "now-invalid", [f.negate(readable[1])], (0,)
        yield "now-valid", [f.negate(readable[0])], (1,)

    def answers(
        self, small: bool = True, known: Mapping[str, Case] = NONE_KNOWN, differing: Refuted = NOTHING_REFUTED
    ) -> Iterator[tuple[str, Answer]]:
        """The answer for each class of change that is not `known` already, by its witness. `differing`: what is known to differ."""
        agreement = Agreement(self.questions, refuted(self.old, self.new, known.values(), differing))
        asked = [(name, conditions, readable) for name, conditions, readable in self._conditions() if name not in known]
        of_both = {name: conditions for name, conditions, readable in asked if readable == BOTH}
        if agreement.whole and self._one_currency:
            yield from ((name, Answer("none", 0.0)) for name in of_both)
        else:
            yield from self._of_both(of_both, agreement.same, small)
        for name, conditions, readable in asked:
            if readable != BOTH:
                yield name, self.questions.ask(conditions, self._still(name), readable, small)

    def _of_both(self, asked: dict[str, list[Bool]], same: list[Bool], small: bool) -> Iterator[tuple[str, Answer]]:
        """The classes of change together: mostly nothing is left of any of them. Those that cannot be answered so are asked one by one."""
        f = self.questions.symbolic.formulas
        left = dict(asked)
        while left:
            some = f.any_of([f.all_of(conditions) for conditions in left.values()])
            answer = self.questions.ask([*same, some], lambda case: class_of(self.old, self.new, case) in left, BOTH, small=False)
            if answer.verdict == "none":
                yield from ((name, answer) for name in left)
                return
            if answer.case is None:
                break
            name = class_of(self.old, self.new, answer.case)
            assert name is not None
            del left[name]
            yield name, evolve(answer, case=reduced(answer.case, self._still(name)) if small else answer.case)
        for name, conditions in left.items():
            yield name, self.questions.ask([*same, *conditions], self._still(name), BOTH, small)

    def _still(self, name: str) -> Callable[[Case], bool]:
        return lambda case: changed(name, seen(self.old, case), seen(self.new, case))


def more_favourable(old: Policy, new: Policy, bounds: Bounds, seconds: float, given: bool) -> Answer:
    """An application that is accepted and was not, or is no longer rejected. `given`: parameters may be supplied."""
    compared = Compared(old, new, bounds, seconds, given)
    symbolic = compared.questions.symbolic
    f = symbolic.formulas
    before, after = symbolic.decided(0).outcome, symbolic.decided(1).outcome
    better = f.any_of(
        [
            f.all_of([after["accepted"], f.negate(before["accepted"])]),
            f.all_of([before["rejected"], f.negate(after["rejected"])]),
        ]
    )

    def still(case: Case) -> bool:
        was, now = seen(old, case).outcome, seen(new, case).outcome
        return was != now and (now == "accepted" or was == "rejected")

    return compared.questions.ask([better], still, (0, 1))


def meaning_diff(old: Policy, new: Policy, bounds: Bounds | None = None, seconds: float = SECONDS) -> MeaningDiff:
    """Compare what two policies decide: without parameters supplied first, then with any."""
    within = bounds or bounds_of([old.model, new.model])
    if decide_alike(old.model, new.model):
        return MeaningDiff(True, (), (), within, ())
    # What is found by trying is not asked for.
    tried = Tried(old, new)
    differing = Refuted(frozenset(tried.rules), fee=tried.fee)
    found = {name: _told(old, new, name, case) for name, case in tried.found.items()}
    undecided: dict[str, None] = {}
    apart: tuple[str, ...] = ()
    ways = (False, True) if {**old.model.parameters, **new.model.parameters} else (False,)
    for given in ways:
        compared = Compared(old, new, within, seconds, given)
        apart = tuple(sorted(compared.questions.symbolic.hulls.apart))
        for name, answer in compared.answers(small=False, known=dict(found), differing=differing):
            if answer.case is not None:
                found[name] = _told(old, new, name, answer.case)
            elif answer.verdict == "undecided":
                undecided.setdefault(name)
    changes = {name: Change(name, case, *(_decision(policy, case) for policy in (old, new))) for name, case in found.items()}
    listed = tuple(changes[name] for name in CLASSES if name in changes)
    equal = False if listed else None if undecided else True
    return MeaningDiff(equal, listed, tuple(name for name in undecided if name not in changes), within, apart)


def _shows(old: Policy, new: Policy, name: str) -> Callable[[Case], bool]:
    """Whether a case is in a class of change: by the compiled engine, where that can tell."""

    def still(case: Case) -> bool:
        before, after = quickly_seen(old, case), quickly_seen(new, case)
        return changed(name, before, after) or (before == after and name == "findings-changed" and class_of(old, new, case) == name)

    return still


def _told(old: Policy, new: Policy, name: str, case: Case) -> Case:
    """A witness as it is shown: small, and in values that people write."""
    still = _shows(old, new, name)
    return likely(new, reduced(case, still, MOST_REDUCED), still)


def _decision(policy: Policy, case: Case) -> Mapping[str, Any]:
    try:
        return decision_of(policy, case)
    except ApplicationError as error:
        return Decision.invalid(error.problems, None, policy.language).to_dict()
