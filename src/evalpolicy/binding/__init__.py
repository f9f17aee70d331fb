"""From an application as handed in to the facts that engines read."""

from __future__ import annotations

import datetime as dt

from evalpolicy.binding.bind import Call, bind, bind_shape
from evalpolicy.binding.foreign import MisfitError, own
from evalpolicy.binding.instants import parse_instant
from evalpolicy.binding.shape import Shape, shaped
from evalpolicy.binding.vocabulary import Vocabulary
from evalpolicy.errors import UsageError

__all__ = ["Call", "Shape", "Vocabulary", "bind", "bind_shape", "earliest_instant", "read_instant", "shaped"]


def earliest_instant(shape: Shape) -> dt.datetime | None:
    """The earliest instant that an application reports, before a policy is known; what cannot be read is passed over.

    An instant without an offset is given back without one.
    """
    steps = None if shape.data is None else shape.data.get("steps")
    found = []
    for step in steps.values() if isinstance(steps, dict) else ():
        at = step.get("at") if isinstance(step, dict) else None
        found.append(parse_instant(at) if isinstance(at, str) else at)
    instants = [instant for instant in found if isinstance(instant, dt.datetime)]
    # Compared as wall clocks where some have no offset: the difference is hours, a policy's period is months.
    naive = any(instant.utcoffset() is None for instant in instants)
    return min(instants, key=lambda instant: instant.replace(tzinfo=None) if naive else instant, default=None)


def read_instant(at: object) -> dt.datetime:
    """An instant as given; `UsageError` where it is none."""
    try:
        plain = own(at)
    except MisfitError as misfit:
        raise UsageError(f"判定时间 at：{misfit.problem.message.zh}", f"at: {misfit.problem.message.en}") from None
    instant = parse_instant(plain) if isinstance(plain, str) else plain
    if isinstance(instant, dt.datetime):
        return instant
    raise UsageError(f"{plain!r} 不是时刻，应写作 2024-10-11T09:00+08:00", f"{plain!r} is not an instant such as 2024-10-11T09:00+08:00")
