"""Revisions of policies as their texts, and as their trees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from evalpolicy.classes import evolve, fields
from evalpolicy.diff.change import StructureChange
from evalpolicy.diff.saying import WRITING
from evalpolicy.diff.structure import matched, text_changes
from evalpolicy.diff.written import Versions, Written, key_of, written
from evalpolicy.policy import Policy
from evalpolicy.syntax import tree
from tests.properties.support import loaded_text


def reworded(policy: Policy, *changes: tuple[str, str], beside: Path | None = None) -> Policy:
    """The policy with places of its text changed, each of which has to be there once."""
    text = policy.model.file.text
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return loaded_text(text, beside)


def told(old: tree.Declaration, new: tree.Declaration, side: Written) -> tuple[StructureChange, ...]:
    """What is told of two versions of one declaration, whose words stand in one file."""
    versions = Versions(evolve(side, declarations={key_of(old): old}), evolve(side, declarations={key_of(new): new}))
    return tuple(text_changes(versions, matched(versions)))


def parts(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], tree.Node]]:
    """Every node of a tree, with the way to it: names of fields, and places in tuples."""
    if isinstance(node, tree.Node):
        yield path, node
        for each in fields(type(node)):
            yield from parts(getattr(node, each.name), (*path, each.name))
    elif isinstance(node, tuple):
        for place, each in enumerate(node):
            yield from parts(each, (*path, place))


def replaced(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A tree with what stands at the end of a way replaced."""
    if not path:
        return value
    first, *rest = path
    if isinstance(node, tuple):
        return (*node[:first], replaced(node[first], tuple(rest), value), *node[first + 1 :])
    return evolve(node, **{first: replaced(getattr(node, first), tuple(rest), value)})


def stated(cls: type[tree.Node]) -> list[str]:
    """The fields of a class of nodes that say something."""
    return [each.name for each in fields(cls) if not any(issubclass(cls, owner) and name == each.name for owner, name in WRITING)]


def other(value: Any) -> Any:
    """Another value of the same kind; None where only another node would do."""
    match value:
        case bool():
            return not value
        case str():
            return f"{value}x"
        case int() | Fraction():
            return value + 1
        case dt.datetime():
            return value + dt.timedelta(minutes=1)
        case dt.date():
            return value + dt.timedelta(days=1)
        case dt.time():
            return value.replace(minute=(value.minute + 1) % 60)
        case tuple() if value:
            return value[:-1]
        case _:
            return None


def sides(policies: list[Policy]) -> Iterator[tuple[Written, tree.Declaration]]:
    """Every declaration of some policies as it is written."""
    for policy in policies:
        side = written(policy, None)
        for declaration in side.declarations.values():
            yield side, declaration
