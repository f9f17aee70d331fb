"""Values of other kinds than JSON's, dates and decimals, read as what they are, so that all else sees values of those kinds only.

Subclasses are what they are subclasses of, whatever they say of themselves; mappings are what their `items()` give, sequences what they give when
they are gone through; whole numbers of any class are integers. Scalars and arrays of NumPy, and what pandas has for a missing value, are known
where the caller has imported those: nothing here does.

A class may be anybody's, so whatever is asked of a value may raise anything.
"""

from __future__ import annotations

import datetime as dt
import numbers
import operator
import sys
from collections import UserString
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from evalpolicy.classes import evolve, frozen
from evalpolicy.errors import Problem
from evalpolicy.wording import Wording

LEAVES: Final = frozenset({str, bool, int, float, type(None), Decimal, dt.date})
"""The classes whose values are as they are; so are those of `datetime` in a zone of `ZONES`, or in none."""
HOLDERS: Final = frozenset({dict, list, tuple, set, frozenset})
"""The classes of what holds other values."""
ZONES: Final = frozenset({type(None), dt.timezone, ZoneInfo})
"""The classes of time zones that nobody else has written."""
DOUBLE = 8
"""Bytes of a Python float."""
LONGEST_WORDS = 200
"""Characters of what a caller's own code says that are repeated."""

_NO_LISTS = (bytes, bytearray, memoryview, range)
"""Sequences that are no lists of anything that was handed in."""
_CALENDAR_UNITS = frozenset({"Y", "M", "W", "generic"})
_FINE_UNITS = frozenset({"ns", "ps", "fs", "as"})
_PARTS = tuple(getattr(dt.datetime, name).__get__ for name in ("year", "month", "day", "hour", "minute", "second", "microsecond"))
_ZONE, _FOLD = dt.datetime.tzinfo.__get__, dt.datetime.fold.__get__
_DATE_PARTS = tuple(getattr(dt.date, name).__get__ for name in ("year", "month", "day"))
_NAME = type.__dict__["__name__"].__get__


class MisfitError(Exception):
    """A value that no application can hold: what its problem is, wherever it stands."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message.en)
        self.problem = problem

    def at(self, pointer: str) -> Problem:
        """The problem, of a value that stands there."""
        return evolve(self.problem, pointer=pointer)


@frozen
class Fields:
    """What an object holds: names and values, which may raise while they are gone through."""

    pairs: Iterable[tuple[object, object]]


@frozen
class Members:
    """What a list holds, which may raise while it is gone through. `ordered`: not where it is a set."""

    values: Iterable[object]
    ordered: bool


def is_mapping(value: object) -> bool:
    """Whether a value is a mapping of any class."""
    try:
        return issubclass(type(value), Mapping)
    except Exception:
        return False


def is_own(value: Any) -> bool:
    """Whether a value, and all that it holds, is of the application's own kinds already. Raises `RecursionError` where that has no end."""
    kind = type(value)
    if kind is dict:
        return all(type(name) is str for name in value) and all(map(is_own, value.values()))
    if kind in HOLDERS:
        return all(map(is_own, value))
    return kind in LEAVES or (kind is dt.datetime and is_own_instant(value))


def is_own_instant(value: dt.datetime) -> bool:
    """Whether a `datetime` of that very class has a time zone that nobody else has written, or none."""
    return type(value.tzinfo) in ZONES


def opened(value: Any) -> object:
    """The value as one of the kinds of `LEAVES`, as a `datetime`, as `Fields` or as `Members`. Raises `MisfitError` for what is none of them."""
    kind = type(value)
    if kind in LEAVES or (kind is dt.datetime and is_own_instant(value)):
        return value
    if _is_missing(value):
        return None
    if issubclass(kind, str):
        return str.__str__(value)
    if issubclass(kind, int):
        return int.__int__(value)
    if issubclass(kind, float):
        return float.__float__(value)
    if issubclass(kind, Decimal):
        return Decimal(value)
    if issubclass(kind, dt.datetime):
        return _instant(value)
    if issubclass(kind, dt.date):
        return dt.date(*(part(value) for part in _DATE_PARTS))
    if issubclass(kind, set | frozenset):
        return Members(value, ordered=False)
    if issubclass(kind, Mapping):
        return Fields(value.items())
    if issubclass(kind, UserString):
        return opened(value.data)
    if issubclass(kind, Sequence) and not issubclass(kind, _NO_LISTS):
        return Members(value, ordered=True)
    numpy = sys.modules.get("numpy")
    if numpy is not None and issubclass(kind, (numpy.generic, numpy.ndarray)):
        return _of_numpy(value, numpy)
    if issubclass(kind, numbers.Integral):
        return int.__int__(operator.index(value))
    raise misfit(value)


def own(value: object) -> object:
    """A single value as one of the application's own kinds. Raises `MisfitError` for all else, also where asking it raises."""
    try:
        found = opened(value)
    except MisfitError:
        raise
    except Exception as error:
        raise unreadable(error) from None
    if isinstance(found, Fields | Members):
        raise misfit(value)
    return found


def unfit(code: str, zh: str, en: str) -> MisfitError:
    """What is wrong with a value."""
    return MisfitError(Problem("", code, Wording(zh, en)))


def misfit(value: object) -> MisfitError:
    """A value of a kind that no application holds."""
    name = name_of(type(value))
    return unfit("wrong-type", f"不支持的值：{name}", f"not a value that an application can hold: {name}")


def unreadable(error: Exception) -> MisfitError:
    """What could not be read because the caller's own code raised."""
    words = said_by(error)
    return unfit("unreadable-value", f"读不出来，读的时候抛出了 {words}", f"cannot be read: reading it raised {words}")


def name_of(kind: type) -> str:
    """The name of a class, whatever its own class says of it."""
    return str(_NAME(kind))


def said_by(error: Exception) -> str:
    """An exception of anybody's in one printable line: its class, and what it says."""
    try:
        words = str.__str__(str(error))
    except Exception:
        words = ""
    name = name_of(type(error))
    line = " ".join(f"{name}: {words}".split()) if words.strip() else name
    cut = line if len(line) <= LONGEST_WORDS else f"{line[: LONGEST_WORDS - 1]}…"
    return cut if cut.isprintable() else ascii(cut)[1:-1]


def _is_missing(value: object) -> bool:
    """Whether it is what pandas, or a masked array of NumPy, has in the place of a value that is not there."""
    pandas, masked = sys.modules.get("pandas"), sys.modules.get("numpy.ma")
    if pandas is not None and (value is getattr(pandas, "NA", pandas) or value is getattr(pandas, "NaT", pandas)):
        return True
    return masked is not None and value is getattr(masked, "masked", masked)


def _instant(value: Any) -> dt.datetime:
    """A `datetime` of that very class, with an offset that does not have to be asked for again."""
    zone = _ZONE(value)
    parts = [part(value) for part in _PARTS]
    moment = dt.datetime(*parts).replace(tzinfo=zone, fold=_FOLD(value))
    if type(zone) in ZONES:
        return moment
    try:
        offset = moment.utcoffset()
    except Exception:
        raise unfit("not-an-instant", "这个时间的时区说不出时差", "the time zone of this instant cannot tell its offset") from None
    return moment.replace(tzinfo=None if offset is None else dt.timezone(offset))


def _of_numpy(value: Any, numpy: Any) -> object:
    if isinstance(value, numpy.ndarray):
        return Members(value, ordered=True) if value.ndim else opened(value[()])
    if isinstance(value, numpy.bool_):
        return bool(value)
    if isinstance(value, numpy.floating):
        # Its own shortest form: as a Python float, a number of fewer bits has digits that nobody wrote.
        written = numpy.format_float_scientific(value, unique=True, trim="-")
        return Decimal(written) if value.itemsize > DOUBLE and numpy.isfinite(value) else float(written)
    if isinstance(value, numpy.integer) and not isinstance(value, numpy.timedelta64):
        return int(value)
    if not isinstance(value, numpy.datetime64):
        raise misfit(value)
    if numpy.isnat(value):
        return None
    unit = numpy.datetime_data(value.dtype)[0]
    if unit in _CALENDAR_UNITS:
        name = f"datetime64[{unit}]"
        raise unfit("wrong-type", f"不支持的值：{name}", f"not a value that an application can hold: {name}")
    found = (value.astype("datetime64[us]") if unit in _FINE_UNITS else value).item()
    if not isinstance(found, dt.date):
        raise unfit("out-of-range", f"{value} 超出范围", f"{value} is out of range")
    return found
