"""An application as other systems hand it in."""

from __future__ import annotations

import datetime as dt
import json
import marshal
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn, cast

from evalpolicy.classes import field, frozen
from evalpolicy.digests import sha256
from evalpolicy.errors import ApplicationError, Problem
from evalpolicy.reasons import of_encoding, of_json
from evalpolicy.wording import Wording


@frozen(slots=False, eq=False)
class Application:
    """A mapping with `applicant`, `selections`, `steps` and what else the policy declares, as JSON holds it.

    The mapping is not copied: it must not change while the application is in use. Two applications are equal where their canonical JSON is. What is
    of a class of somebody's own is what `docs/integrators.md` says it is read as.
    """

    data: Mapping[str, object] = field()

    @classmethod
    def from_json(cls, text: str | bytes) -> Application:
        """Read JSON text. Numbers with a fraction are kept exact.

        Raises `ApplicationError` for text that is no JSON, holds a name twice, NaN or infinity, or is no object.
        """
        data = read_json(text)
        if not isinstance(data, dict):
            raise _unreadable("申请应是对象", "an application is an object")
        return cls(data)

    def to_dict(self) -> dict[str, object]:
        """The mapping as a dict of its own, with lists and dicts in it; other values as they are.

        Raises `ApplicationError` for what has no end, is nested too deeply or holds what no application can hold.
        """
        return {str(name): _plain(each) for name, each in self._own().items()}

    @property
    def canonical(self) -> str:
        """Canonical JSON: names sorted, no white space, numbers by value; what JSON cannot hold by its text.

        Raises `ApplicationError` for what has no end, is nested too deeply, or holds what no application can hold or a number of thousands of digits.
        """
        data = self._own()
        try:
            return _written(_canonical(data))
        except RecursionError:
            raise _unreadable("嵌套太深", "nested too deeply") from None
        except ValueError as error:
            raise _unreadable("不能写成 JSON：有一个整数的位数太多", f"cannot be written as JSON: {error}") from None

    def _own(self) -> Mapping[str, object]:
        """The mapping, of the kinds of values that an application can hold; a copy where it holds others."""
        from evalpolicy.binding.foreign import is_own
        from evalpolicy.binding.shape import shaped
        from evalpolicy.limits import Limits

        try:
            if is_own(self.data):
                return self.data
        except RecursionError:
            raise _unreadable("嵌套太深", "nested too deeply") from None

        shape = shaped(self.data, Limits())
        if shape.data is None or shape.problems:
            raise ApplicationError(shape.problems)
        return shape.data

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical JSON, in hex."""
        return sha256(self.canonical)

    def sealed(self) -> Callable[[], Application] | None:
        """Gives the application as it is now, whatever becomes of the mapping; None where it holds other kinds than JSON, dates and decimals."""
        try:
            written = marshal.dumps(cast(Any, self.data))
        except ValueError:
            try:
                copied = Application(cast(Any, _copied(self.data)))
            except (_OtherKindError, RecursionError):
                return None
            return lambda: copied
        # Written by this process a moment ago: never read from anywhere else.
        return lambda: Application(marshal.loads(written))

    @property
    def holds_bytes(self) -> bool:
        """Of what `sealed` gave: whether there are bytes in it. It makes them of all that lies in memory so, as numbers of NumPy do."""
        seen: set[int] = set()
        waiting: list[Any] = [self.data]
        for value in waiting:
            kind = value.__class__
            if kind is bytes:
                return True
            if kind in _HOLDING and id(value) not in seen:
                seen.add(id(value))
                waiting += value
                if kind is dict:
                    waiting += value.values()
        return False

    def with_names(self) -> Application:
        """The same where `sealed` made bytes of names that are NumPy's texts: those lie in memory as UTF-32. Of an application that was decided."""
        return Application(cast(Any, _named(self.data)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Application) and self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.canonical)


def read_json(text: str | bytes) -> object:
    """What JSON text holds, with numbers as they are written. `ApplicationError` for what `Application.from_json` refuses."""
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        return json.loads(decoded, object_pairs_hook=_once, parse_float=_exact, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise ApplicationError([Problem("", "not-json", of_encoding(error))]) from None
    except RecursionError:
        raise _unreadable("嵌套太深", "nested too deeply") from None
    except _RefusedError as error:
        raise ApplicationError([Problem("", "not-json", error.wording)]) from None
    except json.JSONDecodeError as error:
        raise ApplicationError([Problem("", "not-json", of_json(error))]) from None
    except ValueError as error:
        # Of an integer: Python does not read any number of digits.
        raise _unreadable("有一个整数的位数太多", f"not JSON: {error}") from None


def data_of(application: object) -> object:
    """What an application holds, or what was handed in for one; whatever it says of its class."""
    return cast(Application, application).data if issubclass(type(application), Application) else application


class _RefusedError(Exception):
    """JSON that Python reads and this library refuses."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording.en)
        self.wording = wording


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for name, value in pairs:
        if name in result:
            raise _RefusedError(Wording(f"字段“{name}”出现了两次", f"the name {name!r} occurs twice"))
        result[name] = value
    return result


def _exact(written: str) -> Decimal:
    """A number as it is written; one that no decimal can hold as one that is as absurd, so that it is refused where it stands."""
    try:
        return Decimal(written)
    except InvalidOperation:
        digits, _, exponent = written.lower().partition("e")
        return Decimal(f"{digits[: digits[0] == '-']}1E{exponent[: exponent[0] == '-']}{FURTHEST}") if digits.strip("-0.") else Decimal(0)


FURTHEST = 999_999


def _refuse(constant: str) -> NoReturn:
    raise _RefusedError(Wording(f"{constant} 不是数字", f"{constant} is not a number"))


def _unreadable(zh: str, en: str) -> ApplicationError:
    return ApplicationError([Problem("", "not-json", Wording(zh, en))])


class _OtherKindError(Exception):
    """A value that could change and that nobody knows how to copy."""


def _copied(value: object) -> object:
    """The value with dicts and lists of its own."""
    kind = type(value)
    if kind is dict:
        return {name: _copied(each) for name, each in cast(dict[object, object], value).items()}
    if kind is list:
        return [_copied(each) for each in cast(list[object], value)]
    if kind not in _UNCHANGING:
        raise _OtherKindError
    return value


def _named(value: object) -> object:
    if isinstance(value, dict):
        return {name.decode(_UTF_32) if isinstance(name, bytes) else name: _named(each) for name, each in value.items()}
    return list(map(_named, value)) if isinstance(value, list) else value


_HOLDING = frozenset({dict, list, tuple, set, frozenset})
_UTF_32 = f"utf-32-{sys.byteorder[0]}e"
_UNCHANGING = frozenset({str, int, float, bool, type(None), Decimal, dt.date, dt.datetime})


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _canonical(value: object) -> object:
    match value:
        case dict():
            return {key: _canonical(each) for key, each in value.items()}
        case list() | tuple():
            return [_canonical(each) for each in value]
        case set() | frozenset():
            return sorted((_canonical(each) for each in value), key=_written)
        case float():
            return _canonical_number(Decimal(float.__repr__(value)))
        case Decimal():
            return _canonical_number(value)
        case dt.date():
            return value.isoformat()
        case _:
            return value


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _canonical_number(number: Decimal) -> object:
    """A number by its value, whatever the caller's decimal context is: whole ones of usual size as integers, others by their digits."""
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return str(number)
    written = "".join(map(str, digits)).lstrip("0")
    shortest = written.rstrip("0")
    exponent += len(written) - len(shortest)
    if not shortest:
        return 0
    if 0 <= exponent <= 18 and len(shortest) + exponent <= 18:
        return (-1 if sign else 1) * int(shortest) * 10**exponent
    return f"{'-' if sign else ''}{shortest}E{exponent}"
