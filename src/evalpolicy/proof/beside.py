"""Applications beside one that is at hand, where some terms are what matters: with what they read stated otherwise, with the items that they name,
with the fee as it is to be paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from evalpolicy.classes import evolve, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.references import References
from evalpolicy.coverage.neighbours import Neighbours
from evalpolicy.explain.values import decimal
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import AmountType

Json = Mapping[str, Any]
MOST_NAMED = 12
"""Items that some terms name and that are tried in a selection."""
MOST_PAIRED, MOST_OF_A_PAIR = 4, 30
"""Named items that are tried together with what is read of the selection, and how many ways of each."""


@frozen
class Beside:
    """What an application can become. `near`: its neighbours by what the terms read; `named`: the items that they name; `kinds`: further items."""

    near: Neighbours
    named: tuple[str, ...]
    kinds: tuple[str, ...] = ()

    def of(self, application: Json, fees: Iterable[int] = ()) -> Iterator[Json]:
        """Each with something else in it. `fees`: what may have to be paid, tried first, since tables name many amounts."""
        near = self.near
        for fee in fees:
            yield from evolve(near, numbers=(fee,)).of(application)
        if ("selection", "item") in near.read.facts or ("application", "selections") in near.read.lists:
            yield from _selecting(application, list(dict.fromkeys([*self.named, *self.kinds])))
            yield from self.with_named(application, self.named[:MOST_PAIRED])
        yield from near.of(application)

    def with_named(self, application: Json, named: Iterable[str]) -> Iterator[Json]:
        """With a named item in each selection: what is said of an item is often said of its selection, too."""
        of_selections = evolve(self.near, read=References(facts={each for each in self.near.read.facts if each[0] == "selection"}))
        for item in named:
            for place in range(len(application["selections"])):
                other = _with_item(application, place, item)
                yield other
                yield from islice(of_selections.of(other), MOST_OF_A_PAIR)

    def paying(self, application: Json, fees: Iterable[int]) -> Iterator[Json]:
        """With each amount that is stated as what may have to be paid."""
        model = self.near.model
        owners = {"application": model.application, "applicant": model.applicant, **{step.id: step.facts for step in model.steps.values()}}
        for owner, name in [(owner, fact.name) for owner, facts in owners.items() for fact in facts.values() if isinstance(fact.type, AmountType)]:
            for fee in fees:
                amount = format(decimal(fee, model.minor_digits), "f")
                steps = application.get("steps", {})
                if owner == "application" and name in application:
                    yield {**application, name: amount}
                elif owner == "applicant" and name in application.get("applicant", {}):
                    yield {**application, "applicant": {**application["applicant"], name: amount}}
                elif name in steps.get(owner, {}):
                    yield {**application, "steps": {**steps, owner: {**steps[owner], name: amount}}}


def named_items(model: PolicyModel, terms: Iterable[t.Term]) -> tuple[str, ...]:
    """The items that stand in some terms."""
    known = {item.key for catalog in model.catalogs.values() for item in catalog.items}
    named: dict[str, None] = {}
    for term in terms:
        match term:
            case t.AtomConstant(value=value):
                named.setdefault(value)
            case t.SetConstant(members=members, doubtful=doubtful):
                named |= dict.fromkeys(sorted(members | doubtful))
    return tuple(islice((name for name in named if name in known), MOST_NAMED))


def _selecting(application: Json, items: Sequence[str]) -> Iterator[Json]:
    """The application with other items, with several selections like its first one besides or instead, and with one of them twice."""
    selections = application["selections"]
    for place in range(len(selections)):
        for item in items:
            yield _with_item(application, place, item)
    first = selections[0] if selections else {}
    selected = {str(selection.get("item")) for selection in selections}
    further = [{**first, "item": item} for item in items if item not in selected and item.partition(".")[2] not in selected]
    for number in range(1, len(further) + 1):
        yield {**application, "selections": [*selections, *further[:number]]}
        yield {**application, "selections": further[:number]}
    for row in further:
        yield {**application, "selections": [*selections, row, row]}


def _with_item(application: Json, place: int, item: str) -> Json:
    selections = application["selections"]
    return {**application, "selections": [*selections[:place], {**selections[place], "item": item}, *selections[place + 1 :]]}
