"""The shape of an application, before anything is read: JSON-like values only, within the limits. Never recursive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias, TypeGuard

from evalpolicy.binding.values import escape, kind_of, shown
from evalpolicy.errors import Problem
from evalpolicy.limits import Limits
from evalpolicy.wording import Wording

PLAIN = (str, bool, int, float, Decimal, dt.date, dt.datetime, type(None))
MOST_PROBLEMS = 100
"""After so many problems of shape no more are looked for."""

Place: TypeAlias = "tuple[Place, str | int] | None"
"""Where a value stands: where its holder stands, and its name there. Spelt out as a pointer only where there is a problem."""


def pointer_to(place: Place) -> str:
    """The JSON pointer of a place."""
    parts = []
    while place is not None:
        place, name = place
        parts.append(f"/{escape(str(name))}")
    return "".join(reversed(parts))


def check_shape(data: object, limits: Limits) -> list[Problem]:
    """The problems of an application that is no JSON-like mapping or is beyond the limits; none where it is fit to be read."""
    if not isinstance(data, Mapping):
        kind = kind_of(data)
        return [Problem("", "wrong-type", Wording(f"申请应是对象，给出的是{kind.zh}", f"an application is an object, not {kind.en}"))]
    return check_tree(data, None, limits)


def check_tree(data: object, root: Place, limits: Limits) -> list[Problem]:
    """The problems of shape of a value that stands at `root`, and of all that it holds."""
    if root is None and _plainly_fit(data, limits):
        return []
    problems: list[Problem] = []
    nodes = 0
    waiting: list[tuple[object, Place, int]] = [(data, root, 1)]
    while waiting and len(problems) < MOST_PROBLEMS:
        value, place, depth = waiting.pop()
        nodes += 1
        if nodes > limits.application_nodes:
            zh, en = f"申请太大：超过 {limits.application_nodes} 个值", f"the application is too large: more than {limits.application_nodes} values"
            return [*problems, Problem(pointer_to(root), "too-large", Wording(zh, en))]
        if depth > limits.application_nesting:
            zh, en = f"嵌套太深，最多 {limits.application_nesting} 层", f"nested too deeply; at most {limits.application_nesting} levels"
            problems.append(Problem(pointer_to(place), "too-deep", Wording(zh, en)))
        elif isinstance(value, Mapping):
            for key, each in value.items():
                if is_name(key, limits):
                    waiting.append((each, (place, key), depth + 1))
                else:
                    wording = Wording(f"{shown(key)} 不能作字段名", f"{shown(key)} cannot be the name of a field")
                    problems.append(Problem(pointer_to(place), "not-a-name", wording))
        elif isinstance(value, list | tuple | set | frozenset):
            waiting.extend((each, (place, index), depth + 1) for index, each in enumerate(value))
        elif not isinstance(value, PLAIN):
            kind = kind_of(value)
            zh, en = f"不支持的值：{kind.zh}", f"not a value that an application can hold: {kind.en}"
            problems.append(Problem(pointer_to(place), "wrong-type", Wording(zh, en)))
        elif isinstance(value, str) and not is_text(value):
            problems.append(Problem(pointer_to(place), "not-text", Wording("文本里有半个代理对字符", "the text holds half of a surrogate pair")))
        elif isinstance(value, str) and len(value) > limits.application_text_length:
            most = limits.application_text_length
            zh, en = f"文本太长，最多 {most} 字", f"a text of {len(value)} characters; at most {most}"
            problems.append(Problem(pointer_to(place), "too-long", Wording(zh, en)))
        elif isinstance(value, int) and value.bit_length() > 200:
            problems.append(Problem(pointer_to(place), "out-of-range", Wording("数字太大", "the number is too large")))
    return sorted(problems, key=lambda problem: problem.pointer)


def _plainly_fit(data: object, limits: Limits) -> bool:
    """Whether an application is of JSON's own kinds of value within the limits. Quick, and never true of what has a problem of shape."""
    longest, nodes = limits.application_text_length, 0
    level: list[object] = [data]
    for _ in range(limits.application_nesting):
        if not level:
            return True
        nodes += len(level)
        below: list[object] = []
        for value in level:
            kind = value.__class__
            if kind is str:
                if not _short_text(value, longest):  # type: ignore[arg-type]  # its class was looked at
                    return False
            elif kind is dict:
                for key in value:  # type: ignore[attr-defined]  # its class was looked at
                    if key.__class__ is not str or not _short_text(key, longest):
                        return False
                below.extend(value.values())  # type: ignore[attr-defined]  # its class was looked at
            elif kind is list:
                below.extend(value)  # type: ignore[arg-type]  # its class was looked at
            elif kind is int:
                if value.bit_length() > 200:  # type: ignore[attr-defined]  # its class was looked at
                    return False
            elif value is not None and kind is not bool and kind is not float:
                return False
        if nodes + len(below) > limits.application_nodes:
            return False
        level = below
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


def is_name(key: object, limits: Limits) -> TypeGuard[str]:
    """Whether a key can be the name of a field: text within bounds."""
    return isinstance(key, str) and len(key) <= limits.application_text_length and is_text(key)


def is_text(value: str) -> bool:
    """Whether a string is text: no half of a surrogate pair, which no encoding can hold."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def readable_part(data: object, problems: list[Problem], limits: Limits) -> object:
    """An application without what has problems of shape, so that what else is wrong can be found; None where it is no tree in bounds."""
    if len(problems) >= MOST_PROBLEMS:
        return None
    if any(problem.code in ("too-large", "too-deep") or (not problem.pointer and problem.code != "not-a-name") for problem in problems):
        return None
    bad = {problem.pointer for problem in problems if problem.code != "not-a-name"}

    def kept(value: object, pointer: str) -> object:
        if pointer in bad:
            return None
        if isinstance(value, Mapping):
            return {key: kept(each, f"{pointer}/{escape(key)}") for key, each in value.items() if is_name(key, limits)}
        if isinstance(value, list | tuple | set | frozenset):
            return [kept(each, f"{pointer}/{index}") for index, each in enumerate(value)]
        return value

    return kept(data, "")
