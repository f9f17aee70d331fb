"""Edits made to an application as it was handed in, as operations of a JSON patch (RFC 6902)."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from evalpolicy.classes import evolve
from evalpolicy.finding import Cure, Edit


def cure_of(cure: Cure, application: Callable[[], dict[str, Any]]) -> Cure:
    """A cure whose edits, and those of its alternatives, can be made in the application as it was handed in, of plain dicts and lists."""
    edits = make(copy.deepcopy(application()), cure.edits) if any(edit.op == "add" for edit in cure.edits) else cure.edits
    return evolve(cure, edits=edits, alternatives=tuple(cure_of(each, application) for each in cure.alternatives))


def make(application: dict[str, Any], edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Make edits in an application of plain dicts and lists, one after the other. Gives them as they were made.

    A patch adds a member to an object that is there. Where one on the way is absent, or null, what is added is that object with the member in it.
    """
    return tuple(_made(application, edit) for edit in edits)


def _made(application: dict[str, Any], edit: Edit) -> Edit:
    parts = edit.pointer.split("/")[1:]
    *path, last = (part.replace("~1", "/").replace("~0", "~") for part in parts)
    place: Any = application
    for depth, part in enumerate(path):
        inner = place[int(part)] if isinstance(place, list) else place.get(part)
        if inner is None and edit.op == "add":
            value = _plain(edit.value)
            for name in reversed([*path[depth + 1 :], last]):
                value = {name: value}
            edit, last = evolve(edit, pointer="/" + "/".join(parts[: depth + 1]), value=value), part
            break
        place = inner
    if edit.op == "remove":
        del place[int(last) if isinstance(place, list) else last]
    else:
        place[int(last) if isinstance(place, list) else last] = _plain(edit.value)
    return edit


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return format(value, "f")
        case dict():
            return {name: _plain(member) for name, member in value.items()}
        case list():
            return [_plain(each) for each in value]
        case _:
            return value
