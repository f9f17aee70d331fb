"""Witnesses made small: whatever can be left out of an application while it still shows what it shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evalpolicy.classes import evolve, frozen
from evalpolicy.errors import EvalpolicyError

MOST_TRIED = 600


@frozen
class Case:
    """An application, and the other arguments of its check."""

    application: Mapping[str, Any]
    at: str | None = None
    given: Mapping[str, Any] = {}  # never changed

    @property
    def size(self) -> int:
        """How much is written in it."""
        return len(json.dumps(self.application, ensure_ascii=False, default=str)) + len(json.dumps(self.given, ensure_ascii=False, default=str))


def reduced(case: Case, still: Callable[[Case], bool], most: int = MOST_TRIED) -> Case:
    """The case without whatever it does not need; after `most` trials as small as it has become."""
    tried = 0
    again = True
    while again and tried < most:
        again = False
        for smaller in smaller_cases(case):
            tried += 1
            if holds(still, smaller):
                case, again = smaller, True
                break
            if tried >= most:
                break
    return case


def holds(still: Callable[[Case], bool], case: Case) -> bool:
    """Whether a changed case still shows something; not where it can no longer be read."""
    try:
        return still(case)
    except EvalpolicyError:
        # What is left out made the rest unreadable.
        return False


def smaller_cases(case: Case) -> Iterator[Case]:
    """The case with one thing left out, the outermost first."""
    if case.given:
        yield evolve(case, given={})
    if case.at is not None:
        yield evolve(case, at=None)
    for smaller in _without(case.application, keep=("selections",)):
        yield evolve(case, application=smaller)
    for name in case.given if len(case.given) > 1 else ():
        yield evolve(case, given={other: value for other, value in case.given.items() if other != name})


def _without(value: Mapping[str, Any], keep: tuple[str, ...] = ()) -> Iterator[Mapping[str, Any]]:
    """The object with one member or one entry of a list left out, the outermost first."""
    for name in value:
        if name not in keep:
            yield {other: each for other, each in value.items() if other != name}
    for name, part in value.items():
        if isinstance(part, Mapping):
            for smaller in _without(part):
                yield {**value, name: smaller}
        elif isinstance(part, list):
            for place, entry in enumerate(part):
                yield {**value, name: [*part[:place], *part[place + 1 :]]}
                if isinstance(entry, Mapping):
                    for smaller in _without(entry):
                        yield {**value, name: [*part[:place], smaller, *part[place + 1 :]]}
