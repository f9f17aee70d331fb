"""From an application as handed in to the facts that engines read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from evalpolicy.application import Application
from evalpolicy.binding.bind import bind
from evalpolicy.binding.instants import parse_instant, tells_offset
from evalpolicy.binding.shape import check_shape
from evalpolicy.binding.vocabulary import Vocabulary
from evalpolicy.errors import UsageError

__all__ = ["Vocabulary", "bind", "check_shape", "earliest_instant", "read_instant"]


def earliest_instant(application: Mapping[str, object] | Application) -> dt.datetime | None:
    """The earliest instant that an application reports, before a policy is known; what cannot be read is passed over.

    An instant without an offset is given back without one.
    """
    data: object = application.data if isinstance(application, Application) else application
    steps = data.get("steps") if isinstance(data, Mapping) else None
    found = []
    for step in steps.values() if isinstance(steps, Mapping) else ():
        at = step.get("at") if isinstance(step, Mapping) else None
        found.append(parse_instant(at) if isinstance(at, str) else at)
    instants = [instant for instant in found if isinstance(instant, dt.datetime) and tells_offset(instant)]
    # Compared as wall clocks where some have no offset: the difference is hours, a policy's period is months.
    naive = any(instant.utcoffset() is None for instant in instants)
    return min(instants, key=lambda instant: instant.replace(tzinfo=None) if naive else instant, default=None)


def read_instant(at: object) -> dt.datetime:
    """An instant as given; `UsageError` where it is none."""
    instant = parse_instant(at) if isinstance(at, str) else at
    if isinstance(instant, dt.datetime) and tells_offset(instant):
        return instant
    raise UsageError(f"{at!r} 不是时刻，应写作 2024-10-11T09:00+08:00", f"{at!r} is not an instant such as 2024-10-11T09:00+08:00")
