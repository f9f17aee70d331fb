"""Applications that differ in one respect from one that is at hand: a fact left out, stated or stated otherwise, a row or a step more or less."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.binding import bind
from evalpolicy.classes import frozen
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Facts
from evalpolicy.core.judging import worlds
from evalpolicy.core.references import References
from evalpolicy.errors import ApplicationError
from evalpolicy.explain.values import decimal, instant
from evalpolicy.judge import Program
from evalpolicy.language.model import FactDef, PolicyModel
from evalpolicy.language.types import (
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ItemType,
    ListType,
    NumberType,
    SetType,
    Type,
    YesNoType,
)

Json = dict[str, Any]
SECOND = 1_000_000
MOST_ITEMS = 6
"""Items of a catalog that are tried in a selection."""


@frozen
class Neighbours:
    """Makes the neighbours of an application that matter to what some terms read. `numbers` are those that the policy compares with."""

    model: PolicyModel
    read: References
    numbers: tuple[int, ...]

    def of(self, application: Mapping[str, Any]) -> Iterator[Json]:
        """Each differs in one respect."""
        whole: Json = copy.deepcopy(dict(application))
        model, read = self.model, self.read
        for owner, declared in (("applicant", model.applicant), ("application", model.application)):
            holder = whole.setdefault("applicant", {}) if owner == "applicant" else whole
            yield from self._in_object(whole, holder, [fact for fact in declared.values() if (owner, fact.name) in read.facts | read.lists])
        selections = whole["selections"]
        facts = [fact for fact in model.selection.values() if ("selection", fact.name) in read.facts]
        for place, selection in enumerate(list(selections)):
            yield from self._in_object(whole, selection, facts)
            yield from self._with(whole, selection, "item", [item.code for each in model.catalogs.values() for item in each.items[:MOST_ITEMS]])
            yield from self._rows(whole, selections, place)
        if not selections:
            for each in model.catalogs.values():
                yield from self._with(whole, whole, "selections", [[{"item": item.code}] for item in each.items[:1]])
        yield from self._steps(whole)

    # --- steps -----------------------------------------------------------------------------------

    def _steps(self, whole: Json) -> Iterator[Json]:
        times = self._times(whole)
        steps = whole.setdefault("steps", {})
        for step in self.model.steps.values():
            if step.id not in self.read.steps:
                continue
            if step.id in steps:
                yield from self._without(whole, steps, step.id)
                facts = [fact for fact in step.facts.values() if (step.id, fact.name) in self.read.facts]
                yield from self._in_object(whole, steps[step.id], [fact for fact in facts if fact.name != "at"])
                yield from self._with(whole, steps[step.id], "at", times(step.id))
                files = steps[step.id].get("files") or []
                for place in range(len(files)):
                    yield from self._rows(whole, files, place)
            else:
                yield from self._with(whole, steps, step.id, [{"at": at} for at in times(step.id)])

    def _times(self, whole: Json) -> Callable[[str], list[str]]:
        """Just before, at and just after the ends of a step's windows and due instants, as they are for the application."""
        model = self.model
        try:
            facts = bind(model, whole)
        except ApplicationError:
            facts = Facts({}, {}, frozenset(), {}, None, frozenset(), ())
        open_ = tuple(id for id, reading in model.readings.items() if reading.adopted is None)
        meaning = ScalarMeaning(model, Scalar(model, facts, Program(model).items), next(worlds(model, open_)))

        def instants(step: str) -> list[str]:
            found: set[int] = set()
            for window in (*model.steps[step].windows, *model.steps[step].dues):
                for end in (window.first, window.last):
                    at = None if end is None else meaning.quantity(end)
                    if at is not None and at.low == at.high:
                        found |= {at.low // SECOND * SECOND + shift * SECOND for shift in (-1, 0, 1)}
            return [instant(model, at).isoformat() for at in sorted(found)]

        return instants

    # --- objects and rows ------------------------------------------------------------------------

    def _in_object(self, whole: Json, holder: Json, facts: list[FactDef]) -> Iterator[Json]:
        for fact in facts:
            if isinstance(fact.type, ListType):
                yield from self._in_list(whole, holder, fact, fact.type.record)
                continue
            if fact.name in holder:
                yield from self._without(whole, holder, fact.name)
            yield from self._with(whole, holder, fact.name, self._values(fact.type))

    def _in_list(self, whole: Json, holder: Json, fact: FactDef, record: str) -> Iterator[Json]:
        fields = list(self.model.records[record].fields.values())
        rows = holder.get(fact.name) or []
        yield from self._with(whole, holder, fact.name, [[]])
        for place, row in enumerate(list(rows)):
            yield from self._in_object(whole, row, fields)
            yield from self._rows(whole, rows, place)

    def _rows(self, whole: Json, rows: list[Any], place: int) -> Iterator[Json]:
        """With a row less, and with it twice."""
        row = rows.pop(place)
        yield copy.deepcopy(whole)
        rows[place:place] = [row, row]
        yield copy.deepcopy(whole)
        del rows[place]

    @staticmethod
    def _without(whole: Json, holder: Json, name: str) -> Iterator[Json]:
        before = holder.pop(name)
        yield copy.deepcopy(whole)
        holder[name] = before

    @staticmethod
    def _with(whole: Json, holder: Json, name: str, values: list[Any]) -> Iterator[Json]:
        was_there, before = name in holder, holder.get(name)
        for value in values:
            if value != before:
                holder[name] = value
                yield copy.deepcopy(whole)
        if was_there:
            holder[name] = before
        else:
            holder.pop(name, None)

    # --- values ----------------------------------------------------------------------------------

    def _values(self, type: Type) -> list[Any]:
        model = self.model
        match type:
            case YesNoType():
                return [True, False]
            case EnumType(codes=codes):
                return list(codes)
            case SetType(element=EnumType(codes=codes)):
                return [[], *([code] for code in codes), list(codes)]
            case NumberType(low=low, high=high, decimals=decimals):
                return [format(decimal(number, decimals), "f") for number in self._near(low, high)]
            case AmountType():
                return [format(decimal(number, model.minor_digits), "f") for number in self._near(0, 10**9)]
            case DateType():
                first, last = dt.date(1950, 1, 1).toordinal(), dt.date(2100, 1, 1).toordinal()
                days = {*self._near(first, last), *(day.toordinal() + shift for day in model.in_force for shift in (-365 * 3, -30, 0))}
                return [dt.date.fromordinal(day).isoformat() for day in sorted(days)]
            case InstantType():
                return [instant(model, number).isoformat() for number in self._near(10**12, 10**17)]
            case ItemType(catalog=catalog):
                return [item.key for each in model.catalogs.values() if catalog in (None, each.id) for item in each.items[:MOST_ITEMS]]
            case _:
                return []

    def _near(self, low: int, high: int) -> list[int]:
        return sorted({number + shift for number in self.numbers for shift in (-1, 0, 1) if low <= number + shift <= high})


def compared_numbers(terms: Iterator[t.Term]) -> tuple[int, ...]:
    """The numbers that stand in some terms."""
    return tuple(sorted({term.value for term in terms if isinstance(term, t.QuantityConstant)} | {0, 1}))
