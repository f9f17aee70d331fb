"""Aggregates over the rows of each group: the elements of a scope that belong to one element of the scope outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array, Coded, Holed, Texts
from evalpolicy.backends.columns.calendars import Calendars
from evalpolicy.classes import define

SHORT = 16
"""Rows of a group of which each is compared with each."""


@define(eq=False)
class Groups:
    """`owner_of`: the group of each row, ascending; `starts`: where the rows of each group start, and the end; `count` groups."""

    owner_of: Callable[[], Array]
    starts: Array
    count: int

    @property
    def owner(self) -> Array:
        """The group of each row."""
        return self.owner_of()

    @property
    def size(self) -> int:
        """How many rows there are."""
        return int(self.starts[-1])

    def any(self, takes_part: Array) -> Array:
        """Whether some row takes part."""
        found = np.zeros(self.count, np.bool_)
        found[self.owner[takes_part]] = True
        return found

    def sum(self, values: Array) -> Array:
        """The sum of each group; exact, as the caller has seen to it that the values' dtype holds every group's."""
        if values.dtype == object:
            return self._reduced(np.add, values)
        # Running totals may wrap around, and come right again where they are subtracted.
        running = np.zeros(len(values) + 1, np.int64)
        np.cumsum(values, out=running[1:])
        return np.diff(running.take(self.starts))

    def _reduced(self, operation: Any, values: Array) -> Array:
        found = np.zeros(self.count, values.dtype)
        some = np.flatnonzero(self.starts[1:] > self.starts[:-1])
        if len(some):
            found[some] = operation.reduceat(values, self.starts[some])
        return found

    def part(self, takes_part: Array) -> Groups:
        """The rows that take part, in the same groups."""
        owner = self.owner[takes_part]
        return Groups(lambda: owner, np.searchsorted(owner, np.arange(self.count + 1)), self.count)

    def extreme(self, takes_part: Array, values: Array, which: str) -> Array:
        """The greatest or least value of the rows that take part; 0 where none does."""
        return self.part(takes_part)._reduced(np.maximum if which == "greatest" else np.minimum, values[takes_part])

    def best(self, takes_part: Array, values: Array, number: int) -> Array:
        """The sum of the `number` greatest values of the rows that take part."""
        kept, chosen = self.part(takes_part), values[takes_part]
        order = _greatest_first(kept.owner, chosen)
        place = np.arange(len(order)) - kept.starts.take(kept.owner)
        return kept.sum(np.where(place < number, chosen[order], 0))

    def distinct(self, takes_part: Array, keys: Array | Coded | Texts | Holed) -> Array:
        """How many different keys the rows that take part have."""
        frame = pl.DataFrame({"owner": self.owner, "key": _key_series(keys)}).filter(pl.Series(takes_part)).unique()
        counts: Array = np.bincount(frame["owner"].to_numpy(), minlength=self.count).astype(np.int64)
        return counts

    def repeated(self, takes_part: Array, keys: Array | Coded | Texts | Holed) -> Array:
        """Whether two rows that take part have the same key."""
        longest = int((self.starts[1:] - self.starts[:-1]).max()) if self.count else 0
        if longest <= 1:
            return np.zeros(self.count, np.bool_)
        if longest <= SHORT and not isinstance(keys, Texts | Holed):
            return self._repeated_nearby(takes_part, _key_series(keys).to_numpy(), longest)
        several = takes_part & (self.starts[1:] - self.starts[:-1] > 1).take(self.owner)
        counts = np.bincount(self.owner[several], minlength=self.count)
        differing: Array = counts > self.distinct(several, keys)
        return differing

    def _repeated_nearby(self, takes_part: Array, keys: Array, longest: int) -> Array:
        """`repeated`, each row compared with those that follow it in its group."""
        found = np.zeros(self.count, np.bool_)
        for step in range(1, longest):
            same = (self.owner[step:] == self.owner[:-step]) & (keys[step:] == keys[:-step]) & takes_part[step:] & takes_part[:-step]
            found[self.owner[step:][same]] = True
        return found

    def covered(self, takes_part: Array, first: Array, last: Array, direction: str, calendars: Calendars) -> Array:
        """Full months in the union of the periods of the rows that take part (see `core.calendar.covered_months`)."""
        fitting = takes_part & (first <= last)
        owner, first, last = self.owner[fitting], first[fitting], last[fitting]
        order = np.lexsort((first, owner))
        owner, first, last = owner[order], first[order], last[order]
        found = np.zeros(self.count, np.int64)
        if not len(owner):
            return found
        # The furthest day so far, within each group: groups ascend, and no day reaches the next group's.
        step = np.int64(1 << 24)
        furthest = np.maximum.accumulate(owner * step + last) - owner * step
        begins = np.ones(len(owner), np.bool_)
        begins[1:] = (owner[1:] != owner[:-1]) | (first[1:] > furthest[:-1] + 1)
        starts = np.flatnonzero(begins)
        ends = np.append(starts[1:], len(owner)) - 1
        months = calendars.full_months(first[starts], furthest[ends] + 1, direction)
        np.add.at(found, owner[starts], months)
        return found


def _greatest_first(owner: Array, values: Array) -> Array:
    """The order of groups, and of greatest values first in each."""
    if values.dtype == object:
        return np.array(sorted(range(len(values)), key=lambda place: (owner[place], -values[place])), np.int64)
    # Turned around at both ends, as the least integer of 64 bits has no negation there.
    return np.lexsort((values, -owner))[::-1]


def _key_series(keys: Array | Coded | Texts | Holed) -> pl.Series:
    match keys:
        case Texts(series=series):
            return series
        case Holed():
            return keys.series()
        case Coded():
            numbers: dict[object, int] = {}
            return pl.Series(keys.look_up(lambda value: numbers.setdefault(value, len(numbers)), np.int64))
        case _ if keys.dtype == object:
            numbers = {}
            return pl.Series([numbers.setdefault(value, len(numbers)) for value in keys], dtype=pl.Int64)
        case _:
            return pl.Series(keys)
