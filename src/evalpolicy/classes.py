"""Classes made of fields, as attrs makes them: immutable (`frozen`) or not (`define`).

attrs writes and compiles equality, hash and representation anew for each class, which takes most of the time that some 300 classes take a process to
start. Here these three are functions that all classes share; all else is attrs'. A class that has the fields of its base and no other says
`__slots__ = ()`: it is not made anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast, dataclass_transform, overload

import attrs
from attrs import NOTHING, Attribute, field
from attrs.exceptions import FrozenInstanceError as FrozenError

__all__ = ["NOTHING", "FrozenError", "asdict", "define", "evolve", "field", "fields", "frozen", "is_made_of_fields"]

C = TypeVar("C", bound=type[Any])
T = TypeVar("T")


def fields(cls: type[Any]) -> tuple[Attribute[Any], ...]:
    """The fields of a class, those of its bases first."""
    found: tuple[Attribute[Any], ...] = attrs.fields(cls)
    return found


def is_made_of_fields(cls: type[Any]) -> bool:
    """Whether `fields` can tell the fields of a class."""
    return bool(attrs.has(cls))


def evolve(instance: T, **changes: Any) -> T:
    """A copy with some fields changed."""
    changed: Any = attrs.evolve(cast(Any, instance), **changes)
    return cast(T, changed)


def asdict(instance: Any) -> dict[str, Any]:
    """The fields of an instance by name, as they are."""
    return attrs.asdict(instance, recurse=False)


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: C, /) -> C: ...
@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, slots: bool = True, eq: bool = True, order: bool = False, repr: bool = True, kw_only: bool = False) -> Callable[[C], C]: ...
def frozen(cls: Any = None, /, *, slots: bool = True, eq: bool = True, order: bool = False, repr: bool = True, kw_only: bool = False) -> Any:
    """A class of immutable values: equal where their fields are, and hashable.

    `slots`: no other attributes, which `cached_property` would need. `eq` False: equal to itself alone. `order`: ordered by its fields.
    """

    def made(cls: C) -> C:
        if _adds_nothing(cls):
            return cls
        _share(cls, eq, hash=True, repr=repr)
        return attrs.frozen(cls, slots=slots, eq=eq and order, order=order, repr=False, kw_only=kw_only)

    return made if cls is None else made(cls)


@overload
@dataclass_transform(field_specifiers=(field,))
def define(cls: C, /) -> C: ...
@overload
@dataclass_transform(field_specifiers=(field,))
def define(*, slots: bool = True, eq: bool = True, repr: bool = True) -> Callable[[C], C]: ...
def define(cls: Any = None, /, *, slots: bool = True, eq: bool = True, repr: bool = True) -> Any:
    """A class of things that may change: equal where their fields are and then not hashable, or (`eq` False) equal to itself alone."""

    def made(cls: C) -> C:
        _share(cls, eq, hash=False, repr=repr)
        return attrs.define(cls, slots=slots, eq=False, repr=False)

    return made if cls is None else made(cls)


def _adds_nothing(cls: type[Any]) -> bool:
    """Whether a class has the fields of its base and no other."""
    return cls.__dict__.get("__slots__") == () and attrs.has(cls)


def _share(cls: Any, eq: bool, *, hash: bool, repr: bool) -> None:
    """Give the class the methods that all share, where it has none of its own."""
    if eq and "__eq__" not in cls.__dict__:
        cls.__eq__, cls.__hash__ = _equal, _hash if hash else None
    if repr and "__repr__" not in cls.__dict__:
        cls.__repr__ = _repr


def _itself(value: object) -> object:
    return value


@cache
def _identity(cls: Any) -> Callable[[Any], object]:
    """What of an instance is compared: its fields, or what they say is to be compared instead."""
    compared = [each for each in fields(cls) if each.eq]
    keys = [(each.name, getattr(each, "eq_key", None) or _itself) for each in compared]
    if any(key is not _itself for _, key in keys):
        return lambda instance: tuple(key(getattr(instance, name)) for name, key in keys)
    return attrgetter(*(each.name for each in compared)) if compared else lambda instance: ()


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    identity = _identity(self.__class__)
    return self is other or identity(self) == identity(other)


def _hash(self: Any) -> int:
    cls = self.__class__
    return hash((cls, _identity(cls)(self)))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name, NOTHING)!r}" for each in fields(self.__class__) if each.repr)
    return f"{self.__class__.__qualname__.rsplit('>.', 1)[-1]}({shown})"
