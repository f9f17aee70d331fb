"""A local time that the clocks skip, or that they show twice, on that day in the policy's time zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from dateutil.tz import datetime_ambiguous, datetime_exists

from evalpolicy.classes import fields
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """Instants written in the policy; those that are worked out are not looked at."""
    name = subject.model.timezone
    zone = ZoneInfo(name)
    help = Wording("写一个当天只有一次的时间", "write a time that there is once on that day")
    for instant in _instants(subject.written.declarations):
        moment = instant.value
        if not datetime_exists(moment, zone):
            # Read by the offset before the change, as everywhere (`evalpolicy.core.calendar`).
            read = moment.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)
            says = Wording(
                f"{name} 当天拨快钟表，没有 {moment:%H:%M} 这个时间：读作 {read:%H:%M}",
                f"in {name} the clocks are put forward on that day and skip {moment:%H:%M}: it is read as {read:%H:%M}",
            )
        elif datetime_ambiguous(moment, zone):
            says = Wording(
                f"{name} 当天拨慢钟表，{moment:%H:%M} 有两次：按第一次读",
                f"in {name} the clocks are put back on that day, and {moment:%H:%M} comes twice: the first is meant",
            )
        else:
            continue
        yield Finding(instant.span, says, help)


def _instants(node: object) -> Iterator[tree.InstantLiteral]:
    if isinstance(node, tree.InstantLiteral):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from _instants(part)
    elif isinstance(node, tree.Node):
        for field in fields(type(node)):
            yield from _instants(getattr(node, field.name))


CHECK = Check("time-of-clock-change", "warning", find, by_declaration=True)
