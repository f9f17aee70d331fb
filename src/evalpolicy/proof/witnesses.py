"""Witnesses found without the solver: the policy's own examples, and applications beside those that are known.

Most of what has to be possible is shown by applications that are a few changes away from an example. They are looked for by changing what the
rules read that still stand in the way, fewest such rules first, with the compiled engine, which decides thousands in a second. What it finds is
decided by the reference engine before it counts; what is not found is left to the solver.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import Any

from evalpolicy.application import Application
from evalpolicy.backends.symbolic.alike import representatives
from evalpolicy.classes import define, evolve, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Placement
from evalpolicy.core.references import subterms, term_references
from evalpolicy.coverage.neighbours import Neighbours, compared_numbers
from evalpolicy.errors import EvalpolicyError
from evalpolicy.policy import Policy
from evalpolicy.proof.beside import Beside, named_items
from evalpolicy.proof.reduce import Case
from evalpolicy.proof.reference import Decided, decided

FEW_DECIDED, MOST_DECIDED = 400, 3000
"""Applications that are decided for one question: before the solver is asked briefly, and before it is asked at length."""
MOST_STARTS = 4
MOST_BESIDE = 300
"""Neighbours of one application that are looked at for one rule."""
MOST_KNOWN = 60
"""Cases that are kept beside the examples."""
MOST_KINDS = 24
"""Items that are tried in a selection beside those that a rule names: one of each kind."""


@frozen
class Seen:
    """What is known of the decision on a case. `statuses`: of rules; those that are left out have some other status (`OTHER`). `items`: the keys of
    the items that it selects.
    """

    statuses: Mapping[str, str]
    items: frozenset[str]
    outcome: str
    fee: int | None


OTHER = "other"
"""A status by which a rule neither is violated nor waits for anything: the compiled engine says no more."""

Lacking = Callable[[Seen], Sequence[str]]


@frozen
class Goal:
    """What is to be shown. `lacking`: the ids of the rules whose status still has to be another one, none where a case shows it. `start`: makes the
    cases to begin with of one that is known.
    """

    lacking: Lacking
    start: Callable[[Case], Iterator[Case]] = lambda case: iter((case,))

    def shown_by(self, found: Decided) -> bool:
        """Whether a case that the reference engine decided shows it."""
        return not self.lacking(_whole(found))


def _whole(found: Decided) -> Seen:
    """All that is asked of a decision of the reference engine."""
    rows = found.judge.facts.lists["application", "selections"]
    listed = frozenset(str(row.values["item"]) for row in rows if row.placement is Placement.LISTED)
    statuses = {id: found.statuses.get(id, "not_applicable") for id in found.judge.model.rules}
    return Seen(statuses, listed, found.judgement.outcome.value, found.judgement.fee)


@define(repr=False)
class Witnesses:
    """Cases of one policy whose decisions are known."""

    policy: Policy
    _known: list[tuple[Case, Seen]] = field(factory=list, init=False)
    _examples: int = field(default=0, init=False)
    """How many of the known cases come first and are never forgotten."""
    _of_rules: dict[str, Beside] = field(factory=dict, init=False)
    _keys: dict[str, str] = field(factory=dict, init=False)
    _kinds: tuple[str, ...] | None = field(default=None, init=False)
    # INVARIANT: a case whose id is a key stays alive beside its decision, so that ids are not used again.
    _decided: dict[int, tuple[Case, Seen]] = field(factory=dict, init=False)
    """What the reference engine says of the cases that it was asked about."""

    def __attrs_post_init__(self) -> None:
        for catalog in self.policy.model.catalogs.values():
            self._keys |= {name: item.key for item in catalog.items for name in (item.key, item.code)}
        for example in self.policy.model.examples:
            self.learn(Case(example.application, example.at, example.given))
        if not self._known:
            self.learn(Case({"selections": []}))
        self._examples = len(self._known)

    def learn(self, case: Case) -> Seen | None:
        """Take note of a case; None where the policy cannot read it."""
        found = self._seen(case)
        if found is not None:
            self._known.append((case, found))
            if self._examples:
                del self._known[self._examples : max(self._examples, len(self._known) - MOST_KNOWN)]
        return found

    def nearest(self, goal: Goal) -> list[Case]:
        """The known cases, those first that are nearest to a goal; of as near ones those that are accepted: one change then does one thing."""

        def distance(known: tuple[Case, Seen]) -> tuple[int, bool, int]:
            case, seen = known
            return len(goal.lacking(seen)), seen.outcome != "accepted", case.size

        return [case for case, _ in sorted(self._known, key=distance)]

    def first(self, shows: Callable[[Case], bool]) -> Case | None:
        """The first of the known cases that shows something, and of the policy's examples."""
        examples = [Case(example.application, example.at, example.given) for example in self.policy.model.examples]
        known = [*(case for case, _ in self._known), *(case for case in examples if self._seen(case) is not None)]
        return next((case for case in known if shows(case)), None)

    def find(self, goal: Goal, most: int) -> Case | None:
        """A case that shows it, among `most` that are decided; None where none was found, which says nothing."""
        for case, known in reversed(self._known):
            if not goal.lacking(known) and self._shows(case, goal):
                return case
        found = self._search(goal, most)
        if found is not None:
            self.learn(found)
        return found

    def _search(self, goal: Goal, most: int) -> Case | None:
        waiting: list[tuple[int, int, int, Case, Seen]] = []
        seen: set[str] = set()
        order, number = count(), 0

        def look_at(case: Case, moves: int) -> bool:
            nonlocal number
            key = json.dumps((case.application, case.at, case.given), ensure_ascii=False, sort_keys=True, default=str)
            if key in seen:
                return False
            seen.add(key)
            number += 1
            found = self._seen(case)
            if found is None:
                return False
            lacking = len(goal.lacking(found))
            if not lacking and self._shows(case, goal):
                return True
            heapq.heappush(waiting, (lacking + moves // 2, moves, next(order), case, found))
            return False

        for known in self.nearest(goal)[:MOST_STARTS]:
            for case in goal.start(known):
                if look_at(case, 0):
                    return case
        while waiting and number < most:
            _, moves, _, case, found = heapq.heappop(waiting)
            for rule in [each for each in goal.lacking(found) if each in self.policy.model.rules][:1]:
                for application in islice(self._beside(rule, found, case.application), MOST_BESIDE):
                    further = evolve(case, application=application)
                    if number >= most:
                        break
                    if look_at(further, moves + 1):
                        return further
        return None

    def _seen(self, case: Case) -> Seen | None:
        given = {name: value for name, value in case.given.items() if name in self.policy.model.parameters}
        try:
            judged = self.policy.judged(Application(case.application), at=case.at, through=None, given=given or None)
        except EvalpolicyError:
            return None
        statuses = {id: status for status in ("violated", "undetermined", "pending") for id in getattr(judged, status)}
        rows = case.application["selections"]
        items = frozenset(key for row in rows if (key := self._keys.get(str(row.get("item")))) is not None)
        return Seen(statuses, items, judged.outcome.value, judged.fee)

    def _shows(self, case: Case, goal: Goal) -> bool:
        """Whether the reference engine says so, too."""
        if id(case) not in self._decided:
            self._decided[id(case)] = case, _whole(decided(self.policy, case))
        return not goal.lacking(self._decided[id(case)][1])

    def _beside(self, rule: str, found: Seen, application: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """What an application can become where a rule stands in the way; amounts may become the fee as it is."""
        model = self.policy.model
        if rule not in self._of_rules:
            stated = model.rules[rule]
            roots = [stated.verdict, *([] if stated.when is None else [stated.when])]

            def applies(owner: str, name: str) -> t.Term | None:
                fact = model.fact(owner, name)
                return None if fact is None else fact.applies

            terms = list(self._below(roots))
            near = Neighbours(model, term_references(roots, model.definitions, applies), compared_numbers(iter(terms)))
            self._of_rules[rule] = Beside(near, named_items(model, terms), self._items_of_kinds())
        yield from self._of_rules[rule].of(application, () if found.fee is None else (found.fee,))

    def _items_of_kinds(self) -> tuple[str, ...]:
        """Items that are not alike."""
        if self._kinds is None:
            self._kinds = tuple(item.key for item in representatives((self.policy.model,), 1)[:MOST_KINDS])
        return self._kinds

    def _below(self, roots: list[t.Term]) -> Iterator[t.Term]:
        """Some terms and all that they hold, with what the definitions say that they use."""
        waiting, seen = list(roots), set()
        while waiting:
            term = waiting.pop()
            yield term
            waiting += subterms(term)
            if isinstance(term, t.Defined) and term.name not in seen:
                seen.add(term.name)
                waiting.append(self.policy.model.definitions[term.name].term)
