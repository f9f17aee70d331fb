"""Numbers for combinations of codes, the same number for the same combination from chunk to chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import TypeAlias

import numpy as np

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.classes import define, field

MOST_PLACES = 1 << 23
"""A table with a place for each possible combination is no longer than this."""

Column: TypeAlias = "tuple[Array, int]"
"""Codes, and what they are below."""


@define(eq=False)
class Combinations:
    """Numbers combinations of the codes of some columns, from 0 on, as they turn up. Not for use by several threads at once."""

    _widths: list[int] = field(factory=list, init=False)
    """So many codes there is room for, column by column."""
    _met: list[Array] = field(factory=list, init=False)
    """The combinations by number, a row each."""
    _table: Array | None = field(default=None, init=False)
    _keys: Array = field(factory=lambda: np.zeros(0, np.int64), init=False)
    _numbers: Array = field(factory=lambda: np.zeros(0, np.int64), init=False)
    """In place of a table that would be too long: the combinations as integers, ascending, and the number of each."""
    size: int = field(default=0, init=False)
    """So many combinations have a number."""

    def of(self, columns: Sequence[Column]) -> Array:
        """The number of each row's combination; always of as many columns."""
        if not self._widths or any(bound > width for (_, bound), width in zip(columns, self._widths, strict=True)):
            self._make_room([bound for _, bound in columns])
        keys = columns[0][0].astype(np.int64)
        for (codes, _), width in zip(columns[1:], self._widths[1:], strict=True):
            keys <<= width.bit_length() - 1
            keys += codes
        found = self._looked_up(keys)
        if len(found) and int(found.min()) < 0:
            new = np.unique(keys[found < 0])
            self._met.append(np.stack(np.unravel_index(new, self._widths), axis=1))
            self._add(new, np.arange(self.size, self.size + len(new)))
            self.size += len(new)
            found = self._looked_up(keys)
        return found

    def _looked_up(self, keys: Array) -> Array:
        """The number of each combination, -1 where it has none."""
        if self._table is not None:
            numbers: Array = self._table.take(keys)
            return numbers
        if not len(self._keys):
            return np.full(len(keys), -1, np.int64)
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys.take(places) == keys, self._numbers.take(places), -1)

    def _add(self, keys: Array, numbers: Array) -> None:
        if self._table is not None:
            self._table[keys] = numbers
            return
        every, of_every = np.concatenate([self._keys, keys]), np.concatenate([self._numbers, numbers])
        order = np.argsort(every)
        self._keys, self._numbers = every[order], of_every[order]

    def since(self, number: int) -> Iterator[tuple[int, ...]]:
        """The combinations from that number on."""
        return map(tuple, np.concatenate(self._met)[number:].tolist()) if self._met else iter(())

    def _make_room(self, bounds: list[int]) -> None:
        """Such widths that there is room for these codes."""
        widths = [max(bound, old) for bound, old in zip(bounds, self._widths or bounds, strict=True)]
        self._widths = [1 << (width - 1).bit_length() for width in widths]
        places = prod(self._widths)
        assert places < 2**63
        self._table = np.full(places, -1, np.int32) if places <= MOST_PLACES else None
        self._keys = self._numbers = np.zeros(0, np.int64)
        if self.size:
            self._add(np.ravel_multi_index(tuple(np.concatenate(self._met).T), self._widths), np.arange(self.size))


@define(eq=False)
class Tuples:
    """Numbers tuples of codes, a few columns at a time. Not for use by several threads at once."""

    _stages: list[tuple[int, Combinations]] = field(factory=list, init=False)
    """So many columns are added, and the numbers of what comes of it."""

    def of(self, columns: Sequence[Column], size: int) -> Column:
        """The number of each row's tuple, and what the numbers are below; always of as many columns."""
        if not columns:
            return np.zeros(size, np.int64), 1
        if not self._stages:
            self._plan([bound for _, bound in columns])
        rest = list(columns)
        found: list[Column] = []
        for number, stage in self._stages:
            found = [(stage.of([*found, *rest[:number]]), stage.size)]
            del rest[:number]
        return found[0]

    def _plan(self, bounds: list[int]) -> None:
        """As many columns at first as surely fit, then one after the other."""
        number = 1
        while number < len(bounds) and prod(bounds[: number + 1]) <= SURE:
            number += 1
        self._stages = [(number, Combinations()), *((1, Combinations()) for _ in bounds[number:])]


SURE = 1 << 16
"""A table of so many places has room to grow."""


@define(eq=False)
class Sequences:
    """Numbers lists of codes; 0 is the empty one. Not for use by several threads at once."""

    _longer: Combinations = field(factory=Combinations, init=False)
    _bound: int = field(default=0, init=False)

    @property
    def size(self) -> int:
        """What the numbers are below."""
        return 2 * max(self._bound, self._longer.size) + 1

    def of(self, column: Column, lengths: Array, starts: Array) -> Column:
        """The number of each list. The codes of all lists stand one after the other."""
        codes, bound = column
        self._bound = max(self._bound, bound)
        if not len(codes):
            return np.zeros(len(lengths), np.int64), self.size
        # A list of one has an odd number; a longer one, which is the list without its last code, and that code, an even one.
        found = codes.take(starts, mode="clip").astype(np.int64)
        found <<= 1
        found += 1
        found *= lengths > 0
        left, place = np.flatnonzero(lengths > 1), 1
        while len(left):
            last = codes.take(starts.take(left) + place)
            found[left] = 2 * (self._longer.of([(last, bound), (found.take(left), self.size)]).astype(np.int64) + 1)
            place += 1
            left = left[lengths.take(left) > place]
        return found, self.size
