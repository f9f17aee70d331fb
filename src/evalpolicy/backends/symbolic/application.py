"""Every application of a universe at once: its variables, what makes it well-formed, and how each policy decides it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from typing import Any

import z3

from evalpolicy.backends.symbolic.algebra import Symbolic
from evalpolicy.backends.symbolic.assignment import Assignment, OutsideUniverse
from evalpolicy.backends.symbolic.calendar import CalendarFormulas
from evalpolicy.backends.symbolic.concatenations import Concatenations
from evalpolicy.backends.symbolic.formulas import Formulas
from evalpolicy.backends.symbolic.hulls import Hulls, declared, hulls, narrower
from evalpolicy.backends.symbolic.known import Int
from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.backends.symbolic.nearby import days_nearby, narrowed
from evalpolicy.backends.symbolic.places import SymbolicRow
from evalpolicy.backends.symbolic.universe import Universe
from evalpolicy.backends.symbolic.variables import Variables, pattern
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Truth
from evalpolicy.core.calendar import local_day
from evalpolicy.core.facts import Facts, fact_pointer
from evalpolicy.core.formats import canonical_format
from evalpolicy.core.judging import Judging, World, worlds
from evalpolicy.core.meaning import Meaning
from evalpolicy.core.references import term_references
from evalpolicy.language.model import FactDef, PolicyModel
from evalpolicy.language.types import (
    EARLIEST_DATE,
    LATEST_DATE,
    AmountType,
    EnumType,
    ItemType,
    ListType,
    NumberType,
    ResidentIdType,
    SetType,
    TextsType,
    TextType,
    Type,
    is_plain_resident_id,
)

SymbolicMeaning = Meaning[Any, Any, Any, Any, Any]
YEARS_OF_INSTANTS = 20
"""Steps are reported for instants within so many years before and after the policy's period."""
MOST_ALIKE = 12
"""Days and instants of known applications that are tried at one place."""
YEARS_AROUND = 3
"""Working days are known for the policy's period and so many years on both sides."""


@frozen
class FieldPlace:
    """A declared fact of an application: its pointer, and under which condition the place that it stands in is there."""

    pointer: str
    fact: FactDef
    there: Bool


@define(repr=False)
class Decided:
    """How one policy decides: exactly one status of each rule, and one outcome, is true. The fee lies between `fee_low` and `fee_high`."""

    statuses: Mapping[str, Mapping[str, Bool]]
    judged: Mapping[str, Bool]
    outcome: Mapping[str, Bool]
    fee_low: Int
    fee_high: Int


@define(repr=False)
class SymbolicApplication:
    """The applications of a universe."""

    universe: Universe
    formulas: Formulas = field(factory=Formulas)
    variables: Variables = field(init=False)
    hulls: Hulls = field(init=False)
    calendars: Mapping[tuple[str, str], CalendarFormulas] = field(init=False)
    concatenations: Concatenations = field(init=False)
    algebras: list[Symbolic] = field(init=False)
    _meanings: dict[tuple[int, tuple[tuple[str, str], ...]], SymbolicMeaning] = field(factory=dict)
    _decided: dict[int, Decided] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        first = self.universe.models[0]
        self.hulls = hulls(self.universe.models)
        self.variables = Variables(self.formulas, first.timezone, self.hulls.types, instants_of(self.universe.models))
        begin = min(model.in_force[0] for model in self.universe.models)
        end = max(model.in_force[1] for model in self.universe.models)
        horizon = begin.replace(year=begin.year - YEARS_AROUND, day=1).toordinal(), end.replace(year=end.year + YEARS_AROUND, day=1).toordinal()
        # What two policies say alike is to be one formula, so that nobody has to prove it: they share what auxiliary variables stand for.
        ways = dict.fromkeys((model.timezone, model.calendar or "") for model in self.universe.models)
        self.calendars = {way: CalendarFormulas(self.formulas, *way, horizon) for way in ways}
        self.concatenations = Concatenations(self.formulas)
        self.algebras = [
            Symbolic(
                self.universe,
                which,
                self.formulas,
                self.variables,
                self.calendars[model.timezone, model.calendar or ""],
                self.concatenations,
            )
            for which, model in enumerate(self.universe.models)
        ]

    # --- meaning ---------------------------------------------------------------------------------

    def meaning(self, which: int, world: World) -> SymbolicMeaning:
        """The meaning of one policy's terms in one world."""
        key = which, tuple(sorted(world.items()))
        if key not in self._meanings:
            self._meanings[key] = Meaning(self.universe.models[which], self.algebras[which], world)
        return self._meanings[key]

    def judging(self, which: int = 0) -> Judging[Any, Any, Any, Any, Any]:
        """How statuses follow from verdicts, of one policy."""
        meaning: Callable[[World], SymbolicMeaning] = partial(self.meaning, which)
        return Judging(self.universe.models[which], meaning)

    def decided(self, which: int = 0) -> Decided:
        """How one policy decides."""
        if which not in self._decided:
            self._decided[which] = self._decide(which)
        return self._decided[which]

    def _decide(self, which: int) -> Decided:
        model, judging, algebra = self.universe.models[which], self.judging(which), self.algebras[which]
        f = self.formulas
        statuses: dict[str, Mapping[str, Bool]] = {}
        judged: dict[str, Bool] = {}
        for rule in model.rules.values():
            judged[rule.id] = f.all_of([algebra.parameter_known(name) for name in rule.parameters])
            bits = judging.status(rule)
            statuses[rule.id] = {status: f.all_of([judged[rule.id], bit]) for status, bit in bits.items()}
        outcome = judging.outcome(statuses.values())
        low, high = 0, 0
        if model.fee_total is not None:
            references = term_references(model.definitions[model.fee_total].term, model.definitions)
            readings = tuple(id for id, reading in model.readings.items() if id in references.readings and reading.adopted is None)
            fee = judging.quantity(t.Defined(model.fee_total, AmountType()), readings)
            low, high = fee.low, fee.high
        shown = {
            id: {**bits, "not_applicable": f.any_of([bits["not_applicable"], f.negate(judged[id])])} for id, bits in statuses.items()
        }
        algebra.outcome, algebra.statuses = outcome, shown
        return Decided(shown, judged, outcome, low, high)

    def truth(self, terms: tuple[t.Term, ...], which: int = 0) -> Truth[Bool]:
        """Conditions of the policy's language that hold together, over every answer of the open readings."""
        self.decided(which)
        model = self.universe.models[which]
        open_ = tuple(id for id, reading in model.readings.items() if reading.adopted is None)
        asked = tuple(id for id in open_ if id in term_references(terms, model.definitions).readings)
        meanings = [self.meaning(which, world) for world in worlds(model, asked)]
        return meanings[0].logic.conjunction([meaning.truth(term) for meaning in meanings for term in terms])

    # --- what makes an application well-formed ---------------------------------------------------

    def places(self) -> Iterator[FieldPlace]:
        """Every declared fact of any of the policies, rows' ones too, once."""
        seen: set[str] = set()
        for which, model in enumerate(self.universe.models):
            for place in self._places(which, model):
                if place.pointer not in seen:
                    seen.add(place.pointer)
                    yield place

    def _places(self, which: int, model: PolicyModel) -> Iterator[FieldPlace]:
        algebra = self.algebras[which]
        owned = [(fact, True) for fact in (*model.applicant.values(), *model.application.values())]
        for step in model.steps.values():
            owned += [(fact, self.variables.boolean(f"stated /steps/{step.id}")) for fact in step.facts.values()]
        for fact, there in owned:
            pointer = fact_pointer(fact.owner, fact.name)
            yield FieldPlace(pointer, fact, there)
            if isinstance(fact.type, ListType):
                there = self.formulas.all_of([there, self.variables.boolean(f"stated {pointer}")])
                for row in algebra.rows(t.Rows(fact.owner, fact.name, "")):
                    yield from self._of_row(row, there)
        for row in self.selections(which):
            yield from self._of_row(row, True)

    def _of_row(self, row: SymbolicRow, there: Bool) -> Iterator[FieldPlace]:
        for fact in row.declared.values():
            yield FieldPlace(f"{row.pointer}/{fact.name}", fact, self.formulas.all_of([there, row.present]))

    def selections(self, which: int = 0) -> tuple[SymbolicRow, ...]:
        """The selections that an application can have."""
        return self.algebras[which].rows(t.Rows("application", "selections", ""))

    def well_formed(self) -> list[Bool]:
        """What holds of every application, whichever policy reads it; without what defines auxiliary variables."""
        f, v = self.formulas, self.variables
        found: list[Bool] = []
        for place in self.places():
            stated = v.boolean(f"stated {place.pointer}")
            found.append(f.any_of([f.negate(stated), place.there]))
            found += [f.any_of([f.negate(stated), condition]) for condition in self._of_type(place)]
            if pattern(place.pointer) in self.hulls.apart:
                found.append(f.negate(stated))
        for model in self.universe.models:
            for step in model.steps.values():
                reported = v.boolean(f"stated /steps/{step.id}")
                built_in = [v.boolean(f"stated /steps/{step.id}/{name}") for name in (("at", "files") if step.takes_files else ("at",))]
                found += [f.any_of([f.negate(each), reported]) for each in built_in]
        for which, model in enumerate(self.universe.models):
            for name, parameter in model.parameters.items():
                if isinstance(parameter.type, TextType):
                    found.append(f.negate(f.same(v.atom(f"value /given/{name}", TextType()), "")))
            for step in model.steps.values():
                for row in self.algebras[which].rows(t.Rows(step.id, "files", "")) if step.takes_files else ():
                    found += self._file(row.pointer)
        found += [*self._texts(), *self._births()]
        return [condition for condition in (*found, *v.shape) if condition is not True]

    def nearby(self, needed: Set[int]) -> list[Bool]:
        """Only the days that are worth trying first, with what is known of them; `needed`: ids of the auxiliary variables in question."""
        days = days_nearby(self.universe.models)
        known = [condition for calendar in self.calendars.values() for condition in calendar.written_out(days, needed)]
        return [*narrowed(self.variables, self.universe.models), *known]

    def like(self, cases: Iterable[Facts], needed: Set[int]) -> list[Bool]:
        """Dates and instants as in some applications, each as it stands in one of them; with what is known of them. `needed` as in `nearby`."""
        f, v = self.formulas, self.variables
        stated: dict[str, dict[int, None]] = {}
        for facts in cases:
            try:
                values = Assignment(self.universe, facts).values
            except OutsideUniverse:
                continue
            for name, value in values.items():
                if name in v.days or name in v.moments:
                    assert isinstance(value, int)
                    stated.setdefault(pattern(name), {})[value] = None
        found, days = [], set[int]()
        for variables in (v.days, v.moments):
            some = list(dict.fromkeys(value for name in variables for value in stated.get(pattern(name), ())))[:MOST_ALIKE]
            for name, variable in variables.items():
                choices = list(stated.get(pattern(name), some))[:MOST_ALIKE]
                if choices:
                    found.append(f.any_of([f.equal(variable, value) for value in choices]))
                    days |= {value if variables is v.days else local_day(value, v.timezone) for value in choices}
        known = [condition for calendar in self.calendars.values() for condition in calendar.written_out(days, needed)]
        return [*found, *known]

    def _of_type(self, place: FieldPlace) -> list[Bool]:
        f, v, fact = self.formulas, self.variables, place.fact
        match fact.type:
            case SetType(element=TextType()) if fact.never_empty:
                return [v.holds_text(place.pointer, v.atom(f"some {place.pointer}", TextType()))]
            case SetType(element=element) if fact.never_empty:
                hull = self.hulls.types[pattern(place.pointer)]
                codes = hull.element.codes if isinstance(hull, SetType) and isinstance(hull.element, EnumType) else ()
                members = self.universe.names if isinstance(element, ItemType) else codes
                return [f.any_of([v.boolean(f"member {place.pointer} {each}") for each in members])]
            case ListType() if fact.never_empty:
                return [f.at_most(1, v.integer(f"number {place.pointer}", 0, self.universe.bounds.records))]
            case TextType():
                return [f.negate(f.same(v.atom(f"value {place.pointer}", fact.type), ""))]
            case ResidentIdType():
                others = [text for text in f.texts if not is_plain_resident_id(text)]
                value = v.atom(f"value {place.pointer}", fact.type)
                return [f.negate(f.same(value, text)) for text in others]
            case TextsType() | _:
                return []

    def _items(self, pointer: str, type_: Type, which: int) -> list[Bool]:
        """What is named there are items that one policy can read."""
        f, v, universe = self.formulas, self.variables, self.universe
        element = type_.element if isinstance(type_, SetType) else type_
        if not isinstance(element, ItemType):
            return []
        can: dict[str, list[Bool]] = {}
        for name, _, condition in self.algebras[which].keys(pointer, element.catalog):
            can.setdefault(name, []).append(condition)
        unstated = f.negate(v.boolean(f"stated {pointer}"))
        readable = {name: f.any_of(can.get(name, [])) for name in universe.names}
        if isinstance(type_, SetType):
            return [f.any_of([unstated, f.negate(v.boolean(f"member {pointer} {name}")), can_be]) for name, can_be in readable.items()]
        chosen = v.choice(f"item {pointer}", len(universe.names))
        named = [f.all_of([f.picked(chosen, place), readable[name]]) for place, name in enumerate(universe.names)]
        return [f.any_of([unstated, *named])]

    def readable(self, which: int = 0) -> Bool:
        """Whether one policy can read the application: else it is malformed for that policy."""
        f, v = self.formulas, self.variables
        mine = dict(declared(self.universe.models[which]))
        found = []
        for place in self.places():
            fact, hull = mine.get(pattern(place.pointer)), self.hulls.types.get(pattern(place.pointer))
            if fact is not None and hull is not None and narrower(fact.type, hull):
                found.append(f.any_of([f.negate(v.boolean(f"stated {place.pointer}")), self._within(place.pointer, fact.type, hull)]))
            if fact is not None:
                found += self._items(place.pointer, fact.type, which)
        for name, parameter in self.universe.models[which].parameters.items():
            found += self._items(f"/given/{name}", parameter.type, which)
        return f.all_of([*found, *self._readable_items(which)])

    def _within(self, pointer: str, type_: Type, hull: Type) -> Bool:
        f, v = self.formulas, self.variables
        match type_, hull:
            case EnumType(codes=codes), EnumType():
                return f.any_of([f.same(v.atom(f"value {pointer}", hull), code) for code in codes])
            case NumberType(low=low, high=high), NumberType():
                value = v.quantity(f"value {pointer}", hull)
                return f.all_of([f.at_most(low, value), f.at_most(value, high)])
            case SetType(element=EnumType(codes=codes)), SetType(element=EnumType(codes=every)):
                return f.all_of([f.negate(v.boolean(f"member {pointer} {code}")) for code in every if code not in codes])
            case _:
                return True

    def _readable_items(self, which: int) -> list[Bool]:
        """No selection names its item in a way that the policy refuses."""
        f = self.formulas
        found = []
        for row in self.selections(which):
            readable = f.any_of([condition for condition, _ in row.ways])
            found.append(f.any_of([f.negate(row.present), readable]))
        return found

    def _file(self, pointer: str) -> list[Bool]:
        """The parts of a path are such that the path falls into them again, and a format has the name by which formats are known."""
        f, v = self.formulas, self.variables
        stem, extension, format_ = (v.atom(f"value {pointer}/{part}", TextType()) for part in ("stem", "extension", "format"))
        found = [f.negate(f.same(stem, "")), f.negate(f.same(format_, ""))]
        put = [(whole, "".join(part for part in parts if isinstance(part, str))) for whole, parts in self.concatenations.listed]
        for text, written in [*((text, text) for text in f.texts), *put]:
            if "/" in written:
                found.append(f.negate(f.same(stem, text)))
            if "." in written:
                found.append(f.any_of([f.negate(f.same(stem, text)), f.negate(f.same(extension, ""))]))
            if "/" in written or "." in written or written != written.lower():
                found.append(f.negate(f.same(extension, text)))
            if not isinstance(text, str) or canonical_format(text) != text:
                found.append(f.negate(f.same(format_, text)))
        return found

    def _texts(self) -> list[Bool]:
        """Texts that are put together are one text where their parts are; other patterns give other texts, and none that the policies name."""
        f = self.formulas
        put = self.concatenations.listed
        found: list[Bool] = []
        for place, (whole, parts) in enumerate(put):
            for other, other_parts in put[:place]:
                same_pattern = len(parts) == len(other_parts) and all(
                    (part if isinstance(part, str) else None) == (each if isinstance(each, str) else None)
                    for part, each in zip(parts, other_parts, strict=True)
                )
                alike = f.all_of([f.same(part, each) for part, each in zip(parts, other_parts, strict=True)]) if same_pattern else False
                found.append(f.same(whole, other) == alike if not isinstance(alike, bool) else _said(f, f.same(whole, other), alike))
            found += [f.negate(f.same(whole, text)) for text in f.texts]
            found += [f.negate(f.same(whole, part)) for part in parts if not isinstance(part, str)]
        return found

    def _births(self) -> list[Bool]:
        """One resident id has one date of birth."""
        f = self.formulas
        found: list[Bool] = []
        for algebra in self.algebras:
            births = algebra.births
            for place, (id_, has, day) in enumerate(births):
                for other, has_, day_ in births[:place]:
                    differ = f.negate(f.same(id_, other))
                    found.append(f.any_of([differ, z3.And(has == has_, day == day_)]))
        return found


def instants_of(models: Sequence[PolicyModel]) -> tuple[int, int]:
    """The first and the last day for which steps are considered to be reported."""
    begin, end = min(model.in_force[0] for model in models), max(model.in_force[1] for model in models)
    first = max(begin.year - YEARS_OF_INSTANTS, EARLIEST_DATE.year)
    return dt.date(first, 1, 1).toordinal(), dt.date(min(end.year + YEARS_OF_INSTANTS, LATEST_DATE.year), 12, 31).toordinal()


def _said(f: Formulas, condition: Bool, wanted: bool) -> Bool:
    return condition if wanted else f.negate(condition)
