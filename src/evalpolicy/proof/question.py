"""One question over every application: a witness, none, or not decided in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from evalpolicy.backends.symbolic.application import SymbolicApplication
from evalpolicy.backends.symbolic.logic import Bool, conjuncts
from evalpolicy.backends.symbolic.universe import Bounds, Universe
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.errors import EvalpolicyError
from evalpolicy.policy import Policy
from evalpolicy.proof.cases import facts_of, judge_of
from evalpolicy.proof.lazily import Lazily
from evalpolicy.proof.reduce import Case, reduced
from evalpolicy.proof.search import Search

SECONDS = 60.0
"""How long one question may take, unless the caller says otherwise."""

LAZY_SHARE = 0.5
"""The part of a question's time, be it asked briefly or not, for telling the solver of its conditions piece by piece."""
MANY = 80
"""So many conditions are told piece by piece first; fewer are mostly solved at once."""
MOST_KEPT = 6
"""Witnesses of earlier questions that are tried for the next one: to try one costs about as much as a question."""


class ProofError(EvalpolicyError):
    """The solver and the reference engine disagree: an internal error, which is never passed over."""


@frozen
class Answer:
    """`verdict` is found, none or undecided (not decided in time). `case` for found; `seconds` that it took."""

    verdict: str
    seconds: float
    case: Case | None = None


@frozen
class _Found:
    """A model of the solver with its case. `needed`: the auxiliary variables that were defined for it; `readable`: the policies that read it."""

    model: Any
    case: Case
    needed: set[int]
    readable: tuple[int, ...]

    def value(self, expression: Any) -> bool | int:
        """What a formula is for this case; of no meaning where it rests on other auxiliary variables."""
        import z3

        if isinstance(expression, bool | int):
            return expression
        found = self.model.eval(expression, model_completion=True)
        return bool(z3.is_true(found)) if z3.is_bool(found) else int(found.as_long())


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
    _search: tuple[tuple[int, ...], Search, Lazily] | None = field(default=None, init=False)
    _found: list[_Found] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self.symbolic = SymbolicApplication(Universe(tuple(policy.model for policy in self.policies), self.bounds, self.further))

    def ask(
        self,
        conditions: Iterable[Bool],
        still: Callable[[Case], bool] | None = None,
        readable: Sequence[int] | None = None,
        small: bool = True,
        together: bool = False,
        seconds: float | None = None,
        near: Sequence[Case] = (),
        shows: Callable[[Case], bool] | None = None,
    ) -> Answer:
        """An application of which the conditions hold.

        `still`: the same question asked of the reference engine; a witness has to pass it, and is made as small as it stays so.
        `readable`: the policies that have to be able to read the application (all of them where not said). `together`: one of many questions about
        the verdicts of rules. `seconds`: in place of those that every question has. `near`: cases with whose dates
        a witness may be found. `shows`: as `still`, of a case that the solver found before it was told of everything: it need not pass.
        """
        start = time.monotonic()
        asked = [condition for condition in conditions if condition is not True]
        readable = tuple(range(len(self.policies)) if readable is None else readable)
        asked += [condition for which in readable if (condition := self._readable(which)) is not True]
        if any(condition is False for condition in asked):
            return Answer("none", time.monotonic() - start)
        (search, lazily), formulas = self._searching(), self.symbolic.formulas
        needed = formulas.needed([*search.supposed, *asked])
        if still is None and (known := self._known(asked, needed, readable)) is not None:
            return Answer("found", time.monotonic() - start, known.case)
        seconds = seconds or self.seconds
        parts = [part for condition in asked for part in conjuncts(condition)]
        verdict, model = lazily.find(parts, LAZY_SHARE * self.seconds) if len(parts) >= MANY else ("undecided", None)
        if verdict == "none":
            return Answer("none", time.monotonic() - start)
        if verdict == "maybe" and (shows := shows or still) is not None and shows(case := self._case(model)):
            return Answer("found", time.monotonic() - start, reduced(case, shows) if small and still is not None else case)
        asked += formulas.definitions(needed & formulas.told)
        definitions = formulas.definitions(needed - formulas.told)
        verdict, model = search.find(asked, definitions, lambda: self._nearby(near, needed), seconds, together)
        if verdict != "found":
            return Answer(verdict, time.monotonic() - start)
        found = _Found(model, self._case(model), needed, readable)
        self._replay(found)
        case = found.case
        if still is None:
            self._found = [found, *self._found[: MOST_KEPT - 1]]
        elif not still(case):
            raise ProofError(f"the solver's witness does not show it: {case.application!r}, at={case.at!r}, given={case.given!r}")
        elif small:
            case = reduced(case, still)
        return Answer("found", time.monotonic() - start, case)

    def _nearby(self, near: Sequence[Case], needed: set[int]) -> Iterator[list[Bool]]:
        """Few days to try: those of known cases, then those about which the policies are."""
        if near:
            yield self.symbolic.like([facts_of(self.policies[0], case) for case in near], needed)
        yield self.symbolic.nearby(needed)

    def _known(self, asked: list[Bool], needed: set[int], readable: tuple[int, ...]) -> _Found | None:
        """A witness of an earlier question that is one of this question, too; what served last is tried first."""
        for place, found in enumerate(self._found):
            if needed <= found.needed and readable == found.readable and all(found.value(condition) is True for condition in asked):
                self._found.insert(0, self._found.pop(place))
                return found
        return None

    def _readable(self, which: int) -> Bool:
        if which not in self._can_read:
            self._can_read[which] = self.symbolic.readable(which)
        return self._can_read[which]

    def _searching(self) -> tuple[Search, Lazily]:
        """What every question supposes, put to the solver; made anew only when formulas have brought further variables or texts."""
        if self._search is None or self._search[0] != self._size():
            supposed = [*self.symbolic.well_formed(), *([] if self.given else self._nothing_given())]
            supposed = [condition for condition in supposed if condition is not True]
            self._search = self._size(), Search(supposed), Lazily(supposed, self.symbolic.formulas)
        return self._search[1:]

    def _size(self) -> tuple[int, ...]:
        symbolic = self.symbolic
        return len(symbolic.formulas.texts), len(symbolic.variables.shape), len(symbolic.variables.made)

    def _replay(self, found: _Found) -> None:
        """Raise `ProofError` where the reference engine decides the witness otherwise than the formulas that the solver was given."""
        case, mentioned = found.case, self.symbolic.formulas.needed
        for which in found.readable:
            policy, decided = self.policies[which], self.symbolic.decided(which)
            try:
                judge = judge_of(policy, case)
            except EvalpolicyError as error:
                raise ProofError(f"{policy.id} cannot read the solver's witness {case!r}: {error}") from error
            statuses = judge.judge().statuses
            differing = {
                id: ([status for status, bit in bits.items() if found.value(bit)], statuses.get(id, "not_applicable"))
                for id, bits in decided.statuses.items()
                if mentioned(bits.values()) <= found.needed and not found.value(bits[statuses.get(id, "not_applicable")])
            }
            if differing:
                raise ProofError(f"{policy.id} decides the solver's witness {case!r} otherwise: {differing}")

    def _nothing_given(self) -> list[Bool]:
        f, v = self.symbolic.formulas, self.symbolic.variables
        ways = self.symbolic.universe.scenarios
        names = {name for policy in self.policies for name in policy.model.parameters}
        return [f.picked(v.choice("scenario", len(ways)), 0), *(f.negate(v.boolean(f"stated /given/{name}")) for name in sorted(names))]

    def _case(self, model: Any) -> Case:
        from evalpolicy.backends.symbolic.concrete import Concrete

        witness = Concrete(self.symbolic, model).witness()
        return Case(witness.application, witness.at, witness.given)
