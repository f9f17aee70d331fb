"""The days that steps and events state in figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from evalpolicy.source import Span
from evalpolicy.syntax import tree

Bound = tree.Expr | None


def times(declaration: tree.StepDecl) -> Iterator[tuple[Bound, Bound]]:
    """First and last of each window, deadline (which has no first) and date."""
    for clause in declaration.clauses:
        match clause:
            case tree.Window(first=first, last=last):
                yield first, last
            case tree.Due(instant=instant):
                yield None, instant
            case tree.On(first=first, last=last):
                yield first, last or first


def literal_days(declaration: tree.StepDecl) -> Iterator[tuple[dt.date, Span]]:
    """The written days among them, each place once."""
    told = set()
    for bounds in times(declaration):
        for bound in bounds:
            day = literal_day(bound)
            if day is not None and bound is not None and bound.span not in told:
                told.add(bound.span)
                yield day, bound.span


def literal_day(bound: Bound) -> dt.date | None:
    """The day that is written there; None for what is calculated or not stated."""
    match bound:
        case tree.InstantLiteral(value=value):
            return value.date()
        case tree.DateLiteral(value=value):
            return value
        case _:
            return None
