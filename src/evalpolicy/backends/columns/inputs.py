"""What the engine is given: the facts of a chunk of applications, as columns."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import TypeAlias

import numpy as np

from evalpolicy.backends.columns.atoms import Array, Coded, Holed, Texts
from evalpolicy.classes import define, frozen
from evalpolicy.core.facts import Row, Value

Vector: TypeAlias = "Array | Coded | Texts | Holed | bool | int | str | frozenset[str]"
"""A column by its sort: truths and integers as arrays, atoms and sets as `Coded`, `Texts` or `Holed`. A plain value is the same in every row."""
Truths: TypeAlias = "Array | bool"


@frozen(eq=False)
class Fact:
    """One fact of every row: whether it is known, whether the application states it itself, and its value (empty where it is not known)."""

    known: Truths
    explicit: Truths
    value: Vector


@frozen
class Reading:
    """What one spelling of a fact comes to. `value` None: it is not known. `bad`: it cannot be read."""

    value: Value | None
    explicit: bool
    bad: bool = False

    @property
    def meant(self) -> Hashable:
        """The same for readings that no decision tells apart."""
        return self.value, self.explicit


@frozen(eq=False)
class CodedFact:
    """One fact of every row, of which there are few different spellings: row i is read as `readings[codes[i]]`."""

    codes: Array
    readings: tuple[Reading, ...]


@frozen(eq=False)
class Placed:
    """An item and a catalog of a selection, placed. `row` holds nothing else; `entry`: see `evalpolicy.backends.graph.entries`."""

    row: Row
    entry: int

    @property
    def meant(self) -> Hashable:
        """The same for those that no decision tells apart."""
        return tuple(sorted(self.row.values.items())), self.entry, self.row.candidates


@frozen(eq=False)
class Placements:
    """The items of selections: row i is placed as `rows[codes[i]]`."""

    codes: Array
    rows: tuple[Placed, ...]


@define(eq=False, slots=False)
class Extents:
    """Rows that belong to owners, those of the first owner first. `lengths`: how many each owner has."""

    lengths: Array

    @cached_property
    def starts(self) -> Array:
        """Where the rows of each owner start, and the end."""
        found = np.zeros(len(self.lengths) + 1, np.int64)
        np.cumsum(self.lengths, out=found[1:])
        return found

    @cached_property
    def owner(self) -> Array:
        """The owner of each row."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @property
    def size(self) -> int:
        """How many rows there are."""
        return int(self.starts[-1])


@define(eq=False)
class RowTable:
    """The rows of one list, and the applications whose they are."""

    known: Truths
    explicit: Truths
    extents: Extents
    facts: Mapping[str, Fact | CodedFact]
    placements: Placements | None = None


@define(eq=False)
class Chunk:
    """Applications: their facts by (owner, name), their lists by (owner, name). A fact or list that is not here is not known of any."""

    size: int
    facts: Mapping[tuple[str, str], Fact | CodedFact]
    lists: Mapping[tuple[str, str], RowTable]
    given: Mapping[str, Value]
    clock: int | None


UNKNOWN = Fact(False, False, 0)
