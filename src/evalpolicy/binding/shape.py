"""The shape of an application, before anything is read: an object of JSON's own kinds of value, days, instants and decimals, within the limits.

What holds values of other kinds is copied, once, so that nothing after this asks a caller's own code for anything. Never recursive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from evalpolicy.binding.foreign import HOLDERS, LEAVES, Fields, Members, MisfitError, is_mapping, is_own_instant, opened, own, unfit, unreadable
from evalpolicy.binding.values import MOST_BITS, escape, kind_of, shown
from evalpolicy.classes import define, field, frozen
from evalpolicy.errors import Problem
from evalpolicy.limits import Limits
from evalpolicy.wording import Wording

MOST_PROBLEMS = 100
"""After so many problems of shape no more are looked for."""


Place: TypeAlias = "tuple[Place, str | int] | None"
"""Where a value stands: where its holder stands, and its name there. Spelt out as a pointer only where there is a problem."""

_Waiting: TypeAlias = "tuple[object, Place, int, Any, str | int]"
"""A value that is still to be copied, where it stands, at which level; the copy's holder, and its name there."""

AT_GIVEN: Final[Place] = (None, "given")
"""Where the parameters of a call stand."""


@frozen
class Shape:
    """What is there of an application to be read: of exact classes only, without what has `problems`. None: nothing that could be read."""

    data: Mapping[str, object] | None
    problems: tuple[Problem, ...] = ()

    @property
    def unread(self) -> set[str]:
        """The places of what was left out: their problems are known."""
        return {problem.pointer for problem in self.problems if problem.code != "not-a-name"}


def pointer_to(place: Place) -> str:
    """The JSON pointer of a place."""
    parts = []
    while place is not None:
        place, name = place
        parts.append(f"/{escape(str(name))}")
    return "".join(reversed(parts))


def shaped(data: object, limits: Limits, root: Place = None, *, copied: bool = False) -> Shape:
    """The shape of an application, or of the parameters, which stand at `root`. The data is the caller's own where that is fit to be read as it is,
    unless it has to be `copied`.
    """
    if not is_mapping(data):
        kind = kind_of(data)
        zh, en = ("申请", "an application is") if root is None else ("参数", "parameters are")
        return Shape(None, (Problem(pointer_to(root), "wrong-type", Wording(f"{zh}应是对象，给出的是{kind.zh}", f"{en} an object, not {kind.en}")),))
    if not copied and _plainly_fit(data, limits):
        return Shape(data)  # type: ignore[arg-type]  # a dict, which is fit
    taken, problems = taken_in(data, limits, root)
    return Shape(taken if isinstance(taken, dict) else None, problems)


def taken_in(data: object, limits: Limits, root: Place = None) -> tuple[object, tuple[Problem, ...]]:
    """A copy of what stands at `root`, of exact classes, without what has problems; None where it is no tree in bounds. And those problems."""
    return _Taking(limits, root).of(data)


@define(eq=False)
class _Taking:
    """Copies a value and all that it holds, from the top."""

    limits: Limits
    root: Place
    problems: list[Problem] = field(factory=list, init=False)
    waiting: list[_Waiting] = field(factory=list, init=False)
    taken: int = field(default=0, init=False)
    """Values that were looked at."""

    def of(self, data: object) -> tuple[object, tuple[Problem, ...]]:
        """The copy, and the problems in the order of their places."""
        whole: dict[str | int, object] = {}
        self.waiting.append((data, self.root, 1, whole, 0))
        bounded = True
        while self.waiting and len(self.problems) < MOST_PROBLEMS:
            value, place, depth, holder, name = self.waiting.pop()
            self.taken += 1
            if depth > self.limits.application_nesting:
                most, bounded = self.limits.application_nesting, False
                self._problem(place, "too-deep", f"嵌套太深，最多 {most} 层", f"nested too deeply; at most {most} levels")
                continue
            try:
                holder[name] = self._copy(value, place, depth)
            except _TooLargeError:
                most = self.limits.application_nodes
                self._problem(self.root, "too-large", f"申请太大：超过 {most} 个值", f"the application is too large: more than {most} values")
                return None, tuple(self.problems)
            except MisfitError as misfit:
                holder[name] = None
                self.problems.append(misfit.at(pointer_to(place)))
        readable = bounded and len(self.problems) < MOST_PROBLEMS
        return whole[0] if readable else None, tuple(sorted(self.problems, key=lambda problem: problem.pointer))

    def _problem(self, place: Place, code: str, zh: str, en: str) -> None:
        self.problems.append(Problem(pointer_to(place), code, Wording(zh, en)))

    def _copy(self, value: object, place: Place, depth: int) -> object:
        """The value; of what holds others an empty copy, which is filled when those are come to."""
        before, named = len(self.waiting), len(self.problems)
        try:
            found = opened(value) if type(value) not in HOLDERS else _held(value)
            if isinstance(found, Fields):
                return self._fields(found, place, depth)
            if isinstance(found, Members):
                return self._members(found, place, depth)
        except (MisfitError, _TooLargeError):
            raise
        except Exception as error:
            # What was read of it is left out.
            del self.waiting[before:], self.problems[named:]
            raise unreadable(error) from None
        return self._leaf(found)

    def _fields(self, found: Fields, place: Place, depth: int) -> object:
        fields: dict[str, object] = {}
        for key, each in found.pairs:
            name = str.__str__(key) if issubclass(type(key), str) else None
            if name is None or not is_name(name, self.limits):
                self._problem(place, "not-a-name", f"{shown(key)} 不能作字段名", f"{shown(key)} cannot be the name of a field")
            elif name in fields:
                self._problem(place, "named-twice", f"字段 {shown(name)} 出现了两次", f"the name {shown(name)} occurs twice")
            else:
                fields[name] = None
                self._wait((each, (place, name), depth + 1, fields, name))
        return fields

    def _members(self, found: Members, place: Place, depth: int) -> object:
        if not found.ordered:
            return self._set(found, place)
        members: list[object] = []
        for index, each in enumerate(found.values):
            members.append(None)
            self._wait((each, (place, index), depth + 1, members, index))
        return members

    def _set(self, found: Members, place: Place) -> frozenset[object]:
        """A set holds no lists and no objects; it is small, as all of it is there."""
        members = set()
        for index, each in enumerate(found.values):
            self.taken += 1
            self._bound()
            try:
                members.add(self._leaf(own(each)))
            except MisfitError as misfit:
                self.problems.append(misfit.at(pointer_to((place, index))))
        return frozenset(members)

    def _wait(self, waiting: _Waiting) -> None:
        self.waiting.append(waiting)
        self._bound()

    def _bound(self) -> None:
        if self.taken + len(self.waiting) > self.limits.application_nodes:
            raise _TooLargeError

    def _leaf(self, value: object) -> object:
        if isinstance(value, str):
            if not is_text(value):
                raise unfit("not-text", "文本里有半个代理对字符", "the text holds half of a surrogate pair")
            most = self.limits.application_text_length
            if len(value) > most:
                raise unfit("too-long", f"文本太长，最多 {most} 字", f"a text of {len(value)} characters; at most {most}")
        elif isinstance(value, int) and value.bit_length() > MOST_BITS:
            raise unfit("out-of-range", "数字太大", "the number is too large")
        return value


class _TooLargeError(Exception):
    """More values than an application may hold."""


def _held(value: Any) -> Fields | Members:
    """What a holder of JSON's own kinds, or a set or tuple, holds."""
    return Fields(value.items()) if type(value) is dict else Members(value, type(value) in (list, tuple))


def _plainly_fit(data: object, limits: Limits) -> bool:
    """Whether an application is of JSON's own kinds of value, days, instants and decimals, within the limits. Quick, and never true of what has a
    problem of shape.
    """
    longest, nodes = limits.application_text_length, 0
    level: list[Any] = [data]
    try:
        for _ in range(limits.application_nesting):
            if not level:
                return True
            nodes += len(level)
            below: list[Any] = []
            for value in level:
                kind = type(value)
                if kind is str:
                    if not _short_text(value, longest):
                        return False
                elif kind is dict:
                    for key in value:
                        if type(key) is not str or not _short_text(key, longest):
                            return False
                    below.extend(value.values())
                elif kind is list:
                    below.extend(value)
                elif kind is int:
                    if value.bit_length() > MOST_BITS:
                        return False
                elif kind not in LEAVES and (kind is not dt.datetime or not is_own_instant(value)):
                    return False
            if nodes + len(below) > limits.application_nodes:
                return False
            level = below
    except RuntimeError:
        # Another thread changes what is read.
        return False
    return not level


def _short_text(value: str, longest: int) -> bool:
    if len(value) > longest:
        return False
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_name(key: str, limits: Limits) -> bool:
    """Whether a text can be the name of a field: text within bounds."""
    return len(key) <= limits.application_text_length and is_text(key)


def is_text(value: str) -> bool:
    """Whether a string is text: no half of a surrogate pair, which no encoding can hold."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
