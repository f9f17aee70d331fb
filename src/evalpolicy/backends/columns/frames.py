"""Where a column stands: one row an application, one a row of a list, or one for each pair of rows that are in scope together."""

from __future__ import annotations

from functools import cached_property
from typing import TypeAlias

import numpy as np

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.inputs import Chunk, Extents
from evalpolicy.backends.graph.nodes import RowVariable
from evalpolicy.classes import define, field

Scope: TypeAlias = "tuple[RowVariable, ...]"
"""The row variables in scope, each list's outer one first. No variable: the applications."""


def scope_of(rows: frozenset[RowVariable]) -> Scope:
    """The scope in which something that depends on these rows is worked out."""
    return tuple(sorted(rows, key=lambda row: (row.depth, row.owner, row.name)))


@define(eq=False, slots=False)
class Frame:
    """The elements of one scope that has a variable. `extents`: those of each element of the scope without its last variable.

    `first`: where the list that the last variable goes over starts in the whole list, for each element of the outer scope; None: where they do.
    """

    extents: Extents
    first: Array | None

    @property
    def size(self) -> int:
        """How many elements there are."""
        return self.extents.size

    @property
    def starts(self) -> Array:
        """Where the elements of each element of the outer scope start, and the end."""
        return self.extents.starts

    @property
    def owner(self) -> Array:
        """The element of the scope without its last variable."""
        return self.extents.owner

    @cached_property
    def place(self) -> Array:
        """Which row of its application's list the last variable is, from 0."""
        return np.arange(self.size) - self.starts.take(self.owner)

    @cached_property
    def row(self) -> Array:
        """Which row of the whole list it is."""
        return np.arange(self.size) if self.first is None else self.first.take(self.owner) + self.place


@define(eq=False)
class Frames:
    """The frames of one chunk, made when they are asked for."""

    chunk: Chunk
    _made: dict[Scope, Frame] = field(factory=dict, init=False)
    _indexes: dict[tuple[Scope, Scope], Array] = field(factory=dict, init=False)
    _rows: dict[tuple[Scope, RowVariable], tuple[Array, Array]] = field(factory=dict, init=False)

    def frame(self, scope: Scope) -> Frame:
        """The frame of a scope that has a variable."""
        if scope not in self._made:
            self._made[scope] = self._frame(scope)
        return self._made[scope]

    def _extents(self, row: RowVariable) -> Extents:
        table = self.chunk.lists.get((row.owner, row.name))
        return Extents(np.zeros(self.chunk.size, np.int64)) if table is None else table.extents

    def size(self, scope: Scope) -> int:
        """How many elements a scope has."""
        return self.frame(scope).size if scope else self.chunk.size

    def _frame(self, scope: Scope) -> Frame:
        outer, last = scope[:-1], scope[-1]
        application = self.index(outer, ())
        extents = self._extents(last)
        if not outer:
            return Frame(extents, None)
        assert application is not None
        return Frame(Extents(extents.lengths.take(application)), extents.starts.take(application))

    def _element(self, scope: Scope, variable: RowVariable) -> tuple[Array, Array]:
        """For each element of a scope the place and the row of one of its variables."""
        key = (scope, variable)
        if key not in self._rows:
            frame = self.frame(scope)
            if scope[-1] is variable:
                self._rows[key] = frame.place, frame.row
            else:
                place, row = self._element(scope[:-1], variable)
                self._rows[key] = place.take(frame.owner), row.take(frame.owner)
        return self._rows[key]

    def row(self, scope: Scope, variable: RowVariable) -> Array:
        """For each element of a scope the row of the whole list that one of its variables stands for."""
        return self._element(scope, variable)[1]

    def index(self, scope: Scope, inner: Scope) -> Array | None:
        """For each element of a scope the element of a smaller one that it belongs to; None where the scopes are the same."""
        if scope == inner:
            return None
        key = (scope, inner)
        if key not in self._indexes:
            self._indexes[key] = self._index(scope, inner)
        return self._indexes[key]

    def _index(self, scope: Scope, inner: Scope) -> Array:
        frame = self.frame(scope)
        if inner == scope[:-1]:
            return frame.owner
        if not inner:
            outer = self.index(scope[:-1], ())
            return frame.owner if outer is None else outer.take(frame.owner)
        target, outer = self.frame(inner), self.index(scope, inner[:-1])
        assert outer is not None
        found: Array = target.starts.take(outer) + self._element(scope, inner[-1])[0]
        return found
