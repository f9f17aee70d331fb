"""An application that was found, said in values that a clerk would write, as long as it still shows what it was found for.

Values that the policy's own examples state come first; then people of 16 to 40, days and hours inside the windows of the steps, round numbers.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from evalpolicy.classes import evolve, frozen
from evalpolicy.core.closed import closed_quantity
from evalpolicy.explain.values import instant
from evalpolicy.language.model import FactDef, PolicyModel
from evalpolicy.language.types import AmountType, DateType, InstantType, ItemType, ListType, NumberType, ResidentIdType, TextType
from evalpolicy.proof.reduce import Case, holds

Path = tuple[str | int, ...]

AGES = (20, 25, 30, 18, 35, 17, 16, 40)
"""How old somebody is where nothing asks for another age, the likeliest first."""
ROUND = ("0", "1", "2", "3", "5", "10", "12", "20", "30", "50", "60", "80", "100", "200", "300", "500", "1000")
DAYS_BEFORE = (30, 182, 365, 2 * 365, 3 * 365, 5 * 365, 10 * 365, 20 * 365)
OFFICE_HOURS = (10, 15)
_BIRTH = ("出生", "生日", "birth", "born")
_ITEM, _AT = FactDef("selection", "item", ItemType(), ""), FactDef("", "at", InstantType(), "")
_SIZE = FactDef("file", "size", NumberType(), "")
SIZES = tuple(kilobytes * 1024 for kilobytes in (100, 50, 150, 20, 300, 500, 1024, 2048, 5120, 20480))
"""Of files, in bytes."""
MOST_TRIED = 300
"""Values that are tried for one application."""
ROUNDS = 2
"""One value may only change once another has: a day that another one has to lie before."""


def familiar(case: Case, model: PolicyModel, known: Sequence[Mapping[str, Any]], still: Callable[[Case], bool]) -> Case:
    """The case with every value that can be so a likelier one. `known`: applications of the policy's own examples, from which values are taken."""
    likely = _Likely(model, known)
    tried = 0
    for place, row in enumerate(case.application.get("selections") or ()):
        # An item says by itself which catalog it is of.
        other = evolve(case, application=_without_catalog(case.application, place))
        case = other if row.get("catalog") is not None and holds(still, other) else case
    for _ in range(ROUNDS):
        for path, fact in likely.places(case.application):
            present = str(_at(case.application, path))
            for value in likely.values(path, fact, case.application):
                if str(value) == present or tried >= MOST_TRIED:
                    break
                tried += 1
                other = evolve(case, application=_with(case.application, path, value))
                if holds(still, other):
                    case = other
                    break
    return case


def _at(application: Any, path: Path) -> Any:
    for part in path:
        application = application[part]
    return application


def _with(application: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The application with another value there; a text that holds the one before, such as a path with an id in it, holds the new one."""
    before = _at(application, path)
    whole = copy.deepcopy(dict(application))
    if path[-1] == "id" and isinstance(before, str) and before:
        whole = _replaced(whole, before, str(value))
    _at(whole, path[:-1])[path[-1]] = value
    return whole


def _without_catalog(application: Mapping[str, Any], place: int) -> dict[str, Any]:
    whole = copy.deepcopy(dict(application))
    whole["selections"][place].pop("catalog", None)
    return whole


def _replaced(value: Any, before: str, after: str) -> Any:
    match value:
        case dict():
            return {name: _replaced(each, before, after) for name, each in value.items()}
        case list():
            return [_replaced(each, before, after) for each in value]
        case str():
            return value.replace(before, after)
    return value


def _shown(application: Any, path: Path) -> Iterator[Any]:
    """What an application states there, in any row of a list."""
    if not path:
        yield application
    elif isinstance(path[0], int) and isinstance(application, list):
        for row in application:
            yield from _shown(row, path[1:])
    elif isinstance(application, Mapping) and path[0] in application:
        yield from _shown(application[path[0]], path[1:])


@frozen
class _Likely:
    """What a policy's applications are likely to say."""

    model: PolicyModel
    known: Sequence[Mapping[str, Any]]

    def places(self, application: Mapping[str, Any]) -> Iterator[tuple[Path, FactDef]]:
        """Where an application states something that could be stated otherwise, with the fact that it is."""
        model = self.model
        yield from self._in_object(application.get("applicant"), ("applicant",), model.applicant)
        yield from self._in_object(application, (), model.application)
        for place, row in enumerate(application.get("selections") or ()):
            yield from self._in_object(row, ("selections", place), {"item": _ITEM, **model.selection})
        steps = application.get("steps") or {}
        # Later steps first: they leave the earlier ones room.
        for step in [each for each in reversed(model.process) if each in steps and each in model.steps]:
            yield from self._in_object(steps[step], ("steps", step), {"at": _AT, **model.steps[step].facts})
            for place, file in enumerate(steps[step].get("files") or ()):
                yield from self._in_object(file, ("steps", step, "files", place), {"size": _SIZE})

    def _in_object(self, holder: Any, path: Path, facts: Mapping[str, FactDef]) -> Iterator[tuple[Path, FactDef]]:
        for name, fact in facts.items():
            value = holder.get(name) if isinstance(holder, Mapping) else None
            match fact.type, value:
                case _, None:
                    pass
                case ListType(record=record), list():
                    for place, row in enumerate(value):
                        yield from self._in_object(row, (*path, name, place), self.model.records[record].fields)
                case _:
                    yield (*path, name), fact

    def values(self, path: Path, fact: FactDef, application: Mapping[str, Any]) -> Iterator[Any]:
        """Likelier values for what stands there, the likeliest first; none where it stands in an example."""
        stated = (value for each in self.known for value in _shown(each, path) if isinstance(value, str | int))
        shown = list(dict.fromkeys(stated))
        if _at(application, path) in shown:
            return
        match fact.type:
            case ResidentIdType():
                yield from (value for value in shown if self._working_age(str(value)))
                yield from self._ids()
            case DateType():
                yield from shown
                born = any(word in f"{fact.name} {fact.label}".lower() for word in _BIRTH)
                yield from (day.isoformat() for day in (self._births() if born else self._papers()))
                yield from (day.isoformat() for day in (self._papers() if born else self._births()))
            case InstantType() if path[0] == "steps":
                yield from self._times(str(path[1]))
                yield from self._beside(path, application)
            case InstantType():
                yield from shown
                yield from (self._morning(day).isoformat() for day in self._papers())
            case ItemType():
                yield from shown
                yield from (item.code for catalog in self.model.catalogs.values() for item in catalog.items[:1])
            case NumberType() if fact is _SIZE:
                yield from shown
                yield from SIZES
            case NumberType() | AmountType():
                yield from shown
                yield from ROUND
            case TextType():
                yield from shown

    def _working_age(self, id: str) -> bool:
        return len(id) == 18 and id[6:10].isdigit() and min(AGES) <= self.model.in_force[0].year - int(id[6:10]) <= max(AGES)

    def _ids(self) -> Iterator[str]:
        from stdnum.cn import ric

        for age in AGES:
            body = f"430105{self.model.in_force[0].year - age:04}0501001"
            yield body + str(ric.calc_check_digit(f"{body}0"))

    def _papers(self) -> Iterator[dt.date]:
        """Days before the policy is in force, on which papers are dated."""
        yield from ((self.model.in_force[0] - dt.timedelta(days=days)).replace(day=1) for days in DAYS_BEFORE)

    def _births(self) -> Iterator[dt.date]:
        yield from (dt.date(self.model.in_force[0].year - age, 5, 1) for age in AGES)

    def _times(self, step: str) -> Iterator[str]:
        """Office hours on days inside the step's windows, before its due times, and beside them."""
        model = self.model
        spans = []
        for window in (*model.steps[step].windows, *model.steps[step].dues):
            last = closed_quantity(window.last, model)
            first = None if window.first is None else closed_quantity(window.first, model)
            if last is not None:
                end = instant(model, last)
                spans.append((end - dt.timedelta(days=2) if first is None else instant(model, first), end))
        if not spans:
            spans = [(self._morning(model.in_force[0]), self._morning(model.in_force[1]))]
        for first_day, last_day in spans:
            middle = first_day + (last_day - first_day) / 2
            days = [middle, first_day, last_day, last_day + dt.timedelta(days=1), first_day - dt.timedelta(days=1)]
            yield from (each.replace(hour=hour, minute=0, second=0, microsecond=0).isoformat() for each in days for hour in OFFICE_HOURS)

    def _beside(self, path: Path, application: Mapping[str, Any]) -> Iterator[str]:
        """An hour and a day before and after the other steps."""
        for step, stated in (application.get("steps") or {}).items():
            if step != path[1] and isinstance(stated, Mapping) and isinstance(stated.get("at"), str):
                at = dt.datetime.fromisoformat(stated["at"])
                yield from ((at + dt.timedelta(hours=hours)).isoformat() for hours in (1, 24, -1, -24))

    def _morning(self, day: dt.date) -> dt.datetime:
        return dt.datetime(day.year, day.month, day.day, OFFICE_HOURS[0], tzinfo=ZoneInfo(self.model.timezone))
