"""What is asked of a policy beside its decisions: which one it is, and when it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evalpolicy.language.model import PolicyModel


class Outline:
    """The first lines of a policy. `first` and `last` day in force as ISO dates; `process`: the ids of steps and events in their order.

    No class of attrs, and no `NamedTuple`: of a policy from the cache nothing more is known at first, and attrs, or what reads annotations (Python
    3.14), takes longer to import than all else.
    """

    __slots__ = ("first", "id", "language", "last", "messages", "process", "sha256", "timezone", "title")

    def __init__(
        self, id: str, title: str, language: int, messages: str, timezone: str, first: str, last: str, process: tuple[str, ...], sha256: str
    ) -> None:
        self.id, self.title, self.language, self.messages, self.timezone = id, title, language, messages, timezone
        self.first, self.last, self.process, self.sha256 = first, last, process, sha256

    @classmethod
    def of(cls, model: PolicyModel) -> Outline:
        """The outline of a policy."""
        first, last = (day.isoformat() for day in model.in_force)
        return cls(model.id, model.title, model.language, model.messages, model.timezone, first, last, model.process, model.sha256)

    @classmethod
    def of_data(cls, data: list[Any]) -> Outline:
        """The outline that JSON of one tells. Raises `ValueError` or another exception where it is of another kind."""
        values: list[Any] = [tuple(each) if type(each) is list else each for each in data]
        found = cls(*values)
        kinds = ("str", "str", "int", "str", "str", "str", "str", "tuple", "str")
        if tuple(type(each).__name__ for each in found.data()) != kinds or set(map(type, found.process)) - {str}:
            raise ValueError("an outline of other kinds of values")
        return found

    def data(self) -> tuple[object, ...]:
        """What it says, in the order of `__init__`: as JSON, what `of_data` reads."""
        return self.id, self.title, self.language, self.messages, self.timezone, self.first, self.last, self.process, self.sha256

    def __eq__(self, other: object) -> bool:
        return self.data() == other.data() if isinstance(other, Outline) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.data())

    def __repr__(self) -> str:
        return f"Outline{self.data()}"
