"""Applications that are tried before the solver is asked: those of the policies' examples, and what lies beside them and beside an empty one.

What a revision changes is mostly seen in a small application. To decide some thousands of them takes less than to ask for one; what is not found
among them is left to the solver.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

from evalpolicy.backends.symbolic.policy_terms import below
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.references import References, subterms, term_references
from evalpolicy.coverage.neighbours import Neighbours, compared_numbers
from evalpolicy.diff.alike import differing, differing_items
from evalpolicy.diff.classes import INVALID, class_of, class_of_change, quickly_seen
from evalpolicy.errors import ApplicationError
from evalpolicy.judge import Judge
from evalpolicy.language.model import Definition, PolicyModel
from evalpolicy.policy import Policy
from evalpolicy.proof.beside import Beside, named_items
from evalpolicy.proof.cases import judge_of
from evalpolicy.proof.reduce import Case, smaller_cases

MOST_TRIED, MOST_TOUCHED = 6_000, 3_000
"""Applications that are decided, and how many of them with what the changed places are about."""
MOST_BESIDE = 120
"""Neighbours that are tried of one application."""
MOST_STARTS = 40
"""Applications whose neighbours are tried, of each round."""
MOST_EXAMPLES = 6
"""Examples in which the changed places are tried."""
ROUNDS = 3
MOST_SELECTIONS = 5
NOT_JUDGED = "not_applicable"


@define
class Tried:
    """`found`: by class of change the smallest application that was met.

    `rules`: those that had another status for some application; `fee`: whether it differed for one.
    """

    old: Policy
    new: Policy
    found: dict[str, Case] = field(factory=dict, init=False)
    rules: set[str] = field(factory=set, init=False)
    fee: bool = field(default=False, init=False)
    _left: int = field(default=MOST_TRIED, init=False)

    def __attrs_post_init__(self) -> None:
        drawn = random.Random(0)
        beside = [Beside(Neighbours(policy.model, *self._read(policy.model)), self._named(policy.model)) for policy in (self.old, self.new)]
        starts = [*self._numbers(), *self._examples()]
        for case in starts:
            self._try(case)
        self._touched(beside)
        for case in list(self.found.values()):
            # With something missing it often is of another class.
            for smaller in smaller_cases(case):
                self._try(smaller)
        for _ in range(ROUNDS):
            met: list[Case] = []
            for case in starts:
                for each in beside:
                    # The first of many are much alike.
                    near = list(islice(_cases(each.near.of, case), 10 * MOST_BESIDE))
                    for other in drawn.sample(near, min(MOST_BESIDE, len(near))):
                        met.append(other)
                        self._try(other)
                        if self._left <= 0:
                            return
            starts = drawn.sample(met, min(MOST_STARTS, len(met)))

    def _touched(self, beside: Iterable[Beside]) -> None:
        """Examples with what the changed places are about: the items that they name, in each way, and the fee paid as it was or as it now is."""
        examples = [case for case in self._examples() if case.application["selections"]]
        examples.sort(key=lambda case: "accepted" not in [quickly_seen(policy, case).outcome for policy in (self.old, self.new)])
        for case in examples[:MOST_EXAMPLES]:
            for each in beside:
                for other in _cases(partial(each.with_named, named=each.named), case):
                    fees = self._try(other)
                    for paid in _cases(partial(each.paying, fees=fees), other):
                        self._try(paid)
                    if self._left <= MOST_TRIED - MOST_TOUCHED:
                        return

    def _named(self, model: PolicyModel) -> tuple[str, ...]:
        """The items that one of the policies names where the other does not say the same; of tables the rows that differ alone."""
        other = self.old.model if model is self.new.model else self.new.model
        rows = {row for term in below(self._differing(other)) if isinstance(term, t.Case) for row in _rows(term)}
        found: list[t.Term] = []
        waiting = self._differing(model)
        while waiting:
            term = waiting.pop()
            found.append(term)
            waiting += subterms(term) if not isinstance(term, t.Case) else [part for row in _rows(term) if row not in rows for part in row]
        return named_items(model, found)

    def _try(self, case: Case) -> tuple[int, ...]:
        """Decide a case, and note what it shows; the fees that it comes to."""
        self._left -= 1
        before, after = quickly_seen(self.old, case), quickly_seen(self.new, case)
        name = class_of_change(before, after)
        if name is not None and INVALID not in (before.outcome, after.outcome):
            for left, right in zip(before.ids, after.ids, strict=True):
                self.rules |= left ^ right
            self.fee = self.fee or before.fee != after.fee
        # The reference engine has the last word.
        if name is not None and (name not in self.found or case.size < self.found[name].size) and class_of(self.old, self.new, case) == name:
            self.found[name] = case
        return tuple(sorted({seen.fee[0] for seen in (before, after) if seen.fee is not None}))

    def _numbers(self) -> Iterator[Case]:
        """Applications for nothing, for one item, for several."""
        items = [item.code for catalog in self.new.model.catalogs.values() for item in catalog.items]
        for number in range(MOST_SELECTIONS + 1):
            yield Case({"selections": [{"item": item} for item in items[:number]]})
        for item in differing_items(self.old.model, self.new.model)[:MOST_STARTS]:
            yield Case({"selections": [{"item": item}]})

    def _examples(self) -> Iterator[Case]:
        for policy in (self.old, self.new):
            for example in policy.model.examples:
                yield Case(example.application, example.at, {name: _plain(value) for name, value in example.given.items()})

    def _read(self, model: PolicyModel) -> tuple[References, tuple[int, ...]]:
        """What the rules and the fee read that may differ, and the numbers that they compare with."""
        terms = self._differing(model)
        read = term_references(terms, model.definitions)
        read.facts |= {("selection", "item")}
        return read, compared_numbers(below(terms))

    def _differing(self, model: PolicyModel) -> list[t.Term]:
        """The terms of one of the policies that are not plainly the other's, with those of the definitions that they use."""
        terms = list(differing(self.old.model, self.new.model, model))
        used = term_references(terms, model.definitions).definitions
        return [*terms, *(model.definitions[name].term for name in sorted(used) if name in model.definitions)]


def _cases(make: Callable[[Mapping[str, Any]], Iterator[Mapping[str, Any]]], case: Case) -> Iterator[Case]:
    """A case with each of the applications that are made of its own."""
    try:
        for application in make(case.application):
            yield Case(application, case.at, case.given)
    except (AttributeError, KeyError, TypeError):
        # An application of the other policy, which this one cannot read.
        return


def _rows(table: t.Case) -> Iterator[tuple[t.Term, t.Term]]:
    """The rows of a table: what they say and what comes of it."""
    return ((row.condition, row.value) for row in table.rows)


def _plain(value: object) -> Any:
    return sorted(value) if isinstance(value, set | frozenset) else list(value) if isinstance(value, tuple) else value


@frozen
class Refuted:
    """What some applications show to differ: `rules` and `definitions` by name, and the bounds of the `fee`."""

    rules: frozenset[str] = frozenset()
    definitions: frozenset[str] = frozenset()
    fee: bool = False


def refuted(old: Policy, new: Policy, cases: Iterable[Case], known: Refuted) -> Refuted:
    """What need not be asked of the solver, because some application shows that it is not the same in both policies."""
    rules, definitions, fee = set(known.rules), set(known.definitions), known.fee
    for case in cases:
        try:
            judges = judge_of(old, case), judge_of(new, case)
        except ApplicationError:
            continue
        before, after = (judge.judge().statuses for judge in judges)
        rules |= {id for id in {**before, **after} if before.get(id, NOT_JUDGED) != after.get(id, NOT_JUDGED)}
        amounts = [None if judge.model.fee_total is None else judge.amount(judge.model.fee_total) for judge in judges]
        fee = fee or amounts[0] != amounts[1]
        for name, definition in old.model.definitions.items():
            other = new.model.definitions.get(name)
            if other is not None and name not in definitions and (definition.row, definition.type) == (other.row, other.type):
                values = [list(_values(judge, definition)) for judge in judges]
                definitions |= {name} if values[0] != values[1] else set()
    return Refuted(frozenset(rules), frozenset(definitions), fee)


def _values(judge: Judge, definition: Definition) -> Iterator[object]:
    """The values of a definition for an application: where it is of selections one for each."""
    meaning = judge.meaning(judge.some_world())
    rows = judge.facts.lists[("application", "selections")] if definition.row == "selection" else (None,) if definition.row is None else ()
    for row in rows:
        before, meaning.rows = meaning.rows, {} if row is None else {"selection": row}
        try:
            yield meaning.value(t.Defined(definition.name, definition.type, definition.row), definition.type)
        finally:
            meaning.rows = before
