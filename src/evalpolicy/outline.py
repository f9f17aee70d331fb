"""What is asked of a policy beside its decisions: which one it is, and when it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from evalpolicy.language.model import PolicyModel


class Outline(NamedTuple):
    """The first lines of a policy. `first` and `last` day in force as ISO dates; `process`: the ids of steps and events in their order.

    No class of attrs: of a policy from the cache nothing more is known at first, and attrs takes longer to import than all else.
    """

    id: str
    title: str
    language: int
    messages: str
    timezone: str
    first: str
    last: str
    process: tuple[str, ...]
    sha256: str

    @classmethod
    def of(cls, model: PolicyModel) -> Outline:
        """The outline of a policy."""
        first, last = (day.isoformat() for day in model.in_force)
        return cls(model.id, model.title, model.language, model.messages, model.timezone, first, last, model.process, model.sha256)

    @classmethod
    def of_data(cls, data: list[Any]) -> Outline:
        """The outline that JSON of one tells. Raises `ValueError` or another exception where it is of another kind."""
        found = cls._make(tuple(each) if type(each) is list else each for each in data)
        kinds = ("str", "str", "int", "str", "str", "str", "str", "tuple", "str")
        if tuple(type(each).__name__ for each in found) != kinds or set(map(type, found.process)) - {str}:
            raise ValueError("an outline of other kinds of values")
        return found
