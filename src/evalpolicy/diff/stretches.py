"""By how much something moved: windows, due times and dates in days and hours, numbers up or down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from evalpolicy.classes import fields
from evalpolicy.diff.saying import saying
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

DAY = dt.timedelta(days=1)
UNITS = {
    "hours": ("小时", "hour"),
    "days": ("天", "day"),
    "working_days": ("个工作日", "working day"),
    "weeks": ("周", "week"),
    "months": ("个月", "month"),
    "years": ("年", "year"),
}


def shift(old: tree.Node, new: tree.Node) -> Wording | None:
    """What a change of one line comes to, where it is one of times or of a single number; None where nothing can be said."""
    match old, new:
        case (
            (tree.Window() | tree.Except() | tree.InForce() | tree.Daily() | tree.On()) as left,
            (tree.Window() | tree.Except() | tree.InForce() | tree.Daily() | tree.On()) as right,
        ):
            return _stretch(left.first, left.last or left.first, right.first, right.last or right.first)
        case tree.Due(instant=before), tree.Due(instant=after):
            return _joined(_end(before, after))
        case _:
            return _only_leaf(old, new)


def trend(old: str, new: str, unit: str = "") -> Wording:
    """How a value changed: up or down where both are numbers (of a unit)."""
    try:
        higher = Decimal(new) > Decimal(old)
    except InvalidOperation:
        if not old or not new:
            return Wording(f"填上“{new}”" if new else f"删去“{old}”", f"now states “{new}”" if new else f"no longer states “{old}”")
        return Wording(f"由“{old}”改为“{new}”", f"changed from “{old}” to “{new}”")
    old, new = old + unit, new + unit
    return Wording(f"由 {old} {'升' if higher else '降'}为 {new}", f"{'raised' if higher else 'lowered'} from {old} to {new}")


# --- stretches of time -----------------------------------------------------------------------------


def _stretch(first: Any, last: Any, first_: Any, last_: Any) -> Wording | None:
    """How the ends of a stretch moved, and whether it is longer or shorter."""
    ends = (_moment(first, end=False), _moment(last, end=True), _moment(first_, end=False), _moment(last_, end=True))
    said = [_begin(first, first_), _end(last, last_)]
    if None not in ends and any(said):
        before, after = ends[1] - ends[0], ends[3] - ends[2]  # type: ignore[operator]  # none is None
        if before != after:
            length = _length(abs(after - before))
            longer = Wording(f"延长 {length.zh}", f"longer by {length.en}")
            said.append(longer if after > before else Wording(f"缩短 {length.zh}", f"shorter by {length.en}"))
    return _joined(*said)


def _begin(left: Any, right: Any) -> Wording | None:
    return _moved(left, right, Wording("开始", "begins"), end=False)


def _end(left: Any, right: Any) -> Wording | None:
    return _moved(left, right, Wording("截止", "ends"), end=True)


def _moved(left: Any, right: Any, what: Wording, end: bool) -> Wording | None:
    relative = _relative(left, right)
    if relative is not None:
        later, length = relative
    else:
        before, after = _moment(left, end=end), _moment(right, end=end)
        if before is None or after is None or before == after:
            return None
        later, length = after > before, _length(abs(after - before))
    return Wording(f"{what.zh}{'推迟' if later else '提前'} {length.zh}", f"{what.en} {length.en} {'later' if later else 'earlier'}")


def _relative(left: Any, right: Any) -> tuple[bool, Wording] | None:
    """Whether one of two times, counted from the same point in the same unit, is later, and by how much."""
    if not (isinstance(left, tree.Relative) and isinstance(right, tree.Relative)):
        return None
    same = left.duration.unit == right.duration.unit and left.direction == right.direction and saying(left.anchor) == saying(right.anchor)
    difference = right.duration.amount - left.duration.amount
    if not same or not difference:
        return None
    zh, en = UNITS[left.duration.unit]
    number = abs(difference)
    return (difference > 0) != (left.direction == "before"), Wording(f"{number} {zh}", f"{number} {en}{'' if number == 1 else 's'}")


def _moment(value: Any, end: bool) -> dt.datetime | None:
    """A time that is written out. A day as an end is over when the next one begins."""
    match value:
        case tree.DateLiteral(value=day):
            moment = dt.datetime.combine(day, dt.time())
            return moment + DAY if end and day < dt.date.max else moment
        case tree.InstantLiteral(value=instant):
            return instant.replace(tzinfo=None)
        case dt.time():
            return dt.datetime.combine(dt.date(2000, 1, 1), value)
        case _:
            return None


def _length(length: dt.timedelta) -> Wording:
    """A length of time in its largest units."""
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(length.days, "天", "day"), (hours, "小时", "hour"), (minutes, "分钟", "minute"), (seconds, "秒", "second")]
    stated = [(number, zh, en) for number, zh, en in parts if number]
    return Wording(
        " ".join(f"{number} {zh}" for number, zh, _ in stated), " ".join(f"{number} {en}{'' if number == 1 else 's'}" for number, _, en in stated)
    )


def _joined(*said: Wording | None) -> Wording | None:
    stated = [each for each in said if each is not None]
    return Wording("，".join(each.zh for each in stated), ", ".join(each.en for each in stated)) if stated else None


# --- one leaf --------------------------------------------------------------------------------------


def _only_leaf(old: tree.Node, new: tree.Node) -> Wording | None:
    """What changed where that is one number, or one time."""
    leaves = list(_leaves(old, new))
    if len(leaves) != 1:
        return None
    match leaves[0]:
        case tree.Number() as left, tree.Number() as right if left.percent == right.percent:
            return trend(left.text, right.text, " %" if left.percent else "")
        case (tree.DateLiteral() | tree.InstantLiteral()) as left, (tree.DateLiteral() | tree.InstantLiteral()) as right:
            return _moved(left, right, Wording("时间", "is"), end=False)
        case tree.Relative() as left, tree.Relative() as right:
            return _moved(left, right, Wording("时间", "is"), end=False)
        case _:
            return None


def _leaves(old: Any, new: Any) -> Iterator[tuple[Any, Any]]:
    """The smallest parts that differ."""
    if isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        for left, right in zip(old, new, strict=True):
            yield from _leaves(left, right)
    elif isinstance(old, tree.Node) and type(old) is type(new) and saying(old) != saying(new):
        if isinstance(old, tree.Relative) and isinstance(new, tree.Relative) and _relative(old, new) is not None:
            yield old, new
            return
        parts = [pair for each in fields(type(old)) if each.name != "span" for pair in _leaves(getattr(old, each.name), getattr(new, each.name))]
        yield from parts if any(isinstance(left, tree.Node) for left, _ in parts) else [(old, new)]
    elif saying(old) != saying(new):
        yield old, new
