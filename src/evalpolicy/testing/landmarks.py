"""Where decisions change: the numbers, days, instants, sizes and texts that a policy compares with, and what its windows and files ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.classes import frozen
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Facts
from evalpolicy.core.judging import worlds
from evalpolicy.core.references import policy_terms, term_references
from evalpolicy.core.sorts import bounds
from evalpolicy.judge import Program
from evalpolicy.language.model import FileDemand, PolicyModel, Requirement, WindowDef
from evalpolicy.language.types import EARLIEST_DATE, LATEST_DATE, InstantType

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


@frozen
class Landmarks:
    """The constants of a policy, by what they may be compared with; sorted."""

    numbers: tuple[int, ...]
    days: tuple[int, ...]
    instants: tuple[int, ...]
    texts: tuple[str, ...]
    counts: tuple[int, ...]
    """What numbers of rows are compared with."""
    given: frozenset[tuple[str, str]]
    """Facts that the policy tests by `is given`: (owner, name), of rows with what they are rows of."""


@lru_cache(maxsize=64)
def landmarks(model: PolicyModel) -> Landmarks:
    """The landmarks of a policy."""
    numbers: set[int] = {0, 1, 2}
    texts: set[str] = set()
    given: set[tuple[str, str]] = set()
    counts: set[int] = {1}
    for term in policy_terms(model):
        match term:
            case t.QuantityConstant(value=value):
                numbers.add(value)
            case t.AtomConstant(value=text):
                texts.add(text)
            case t.Compare(left=t.Count(), right=t.QuantityConstant(value=limit)) | t.Compare(left=t.QuantityConstant(value=limit), right=t.Count()):
                counts.add(limit)
            case t.IsGiven(fact=t.Fact(owner=owner, name=name)) | t.IsGiven(fact=t.RowFact(of=owner, name=name)):
                given.add((owner, name))
    first, last = EARLIEST_DATE.toordinal(), LATEST_DATE.toordinal()
    low, high = bounds(InstantType())
    days = {number for number in numbers if first <= number <= last}
    days |= {day.toordinal() for day in model.in_force}
    instants = {number for number in numbers if low <= number <= high and abs(number) > 10**12}
    return Landmarks(
        tuple(sorted(numbers)), tuple(sorted(days)), tuple(sorted(instants)), tuple(sorted(texts)), tuple(sorted(counts)), frozenset(given)
    )


def open_worlds(model: PolicyModel) -> list[dict[str, str]]:
    """Every answer to every open reading, at most a hundred of them."""
    undecided = tuple(id for id, reading in model.readings.items() if reading.adopted is None)
    return [world for world, _ in zip(worlds(model, undecided), range(100), strict=False)]


def meaning_of(model: PolicyModel, facts: Facts, world: Mapping[str, str]) -> ScalarMeaning:
    """The reference meaning of a policy's terms for an application."""
    return ScalarMeaning(model, Scalar(model, facts, program_of(model).items), world)


def window_ends(model: PolicyModel, facts: Facts, step: str) -> list[tuple[int | None, int]]:
    """First and last instant of every window of a step that the facts fix; the first is None for a due instant."""
    return _constant_ends(model, step) if _is_constant(model, step) else _ends(model, facts, step)


@lru_cache(maxsize=1024)
def _is_constant(model: PolicyModel, step: str) -> bool:
    """Whether the windows of a step depend on no fact."""
    declared = model.steps[step]
    terms = [term for window in (*declared.windows, *declared.dues) for term in (window.first, window.last) if term is not None]
    read = term_references(terms, model.definitions)
    return not (read.facts or read.lists or read.steps or read.parameters)


@lru_cache(maxsize=1024)
def _constant_ends(model: PolicyModel, step: str) -> list[tuple[int | None, int]]:
    return _ends(model, Facts({}, {}, frozenset(), {}, None, frozenset(), ()), step)


def _ends(model: PolicyModel, facts: Facts, step: str) -> list[tuple[int | None, int]]:
    found: list[tuple[int | None, int]] = []
    for world in open_worlds(model):
        meaning = meaning_of(model, facts, world)

        def fixed(term: t.Term | None, meaning: ScalarMeaning = meaning) -> int | None:
            if term is None:
                return None
            q = meaning.quantity(term)
            return q.low if q.low == q.high else None

        declared = model.steps[step]
        windows: tuple[WindowDef, ...] = (*declared.windows, *declared.dues)
        for window in windows:
            last = fixed(window.last)
            if last is not None and (fixed(window.first), last) not in found:
                found.append((fixed(window.first), last))
    return found


@lru_cache(maxsize=64)
def program_of(model: PolicyModel) -> Program:
    """The policy ready to judge."""
    return Program(model)


@lru_cache(maxsize=1024)
def file_demands(model: PolicyModel, step: str) -> tuple[FileDemand, ...]:
    """What the rules ask of the files of a step."""
    asked: list[Requirement] = []
    for rule in model.rules.values():
        asked += [*rule.requirements, *(r for route in rule.routes for r in route.requirements)]
    return tuple(requirement.file for requirement in asked if requirement.file is not None and requirement.file.step == step)


def folders_and_stems(model: PolicyModel, facts: Facts, demand: FileDemand) -> list[tuple[str, str, str | None]]:
    """The paths that a demand accepts, where the facts fix them."""
    meaning = meaning_of(model, facts, open_worlds(model)[0])
    found = []
    for folder, stem, extension in demand.alternatives:
        where, what = meaning.atom(folder), meaning.atom(stem)
        if where.known and what.known:
            found.append((where.value, what.value, extension))
    return found


def instant_text(instant: int, timezone: str, offset: str | None = "policy") -> str:
    """An instant as ISO 8601: in the policy's time zone with its offset, without one (None), or in another zone."""
    moment = EPOCH + dt.timedelta(microseconds=instant)
    local = moment.astimezone(ZoneInfo(timezone if offset in (None, "policy") else offset))
    return (local.replace(tzinfo=None) if offset is None else local).isoformat()
