"""Applications of one kind are decided alike: each kind is decided once, for all chunks.

Two applications are of one kind where their coded facts are the same, and so is every truth of their other values that the decision hangs on
(`evalpolicy.backends.columns.parting`).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array, Coded, Holed, Texts
from evalpolicy.backends.columns.calendars import Calendars
from evalpolicy.backends.columns.evaluate import Plan, evaluate
from evalpolicy.backends.columns.inputs import Chunk, CodedFact, Extents, Placements, RowTable, Vector
from evalpolicy.backends.columns.interning import Column, Sequences, Tuples
from evalpolicy.backends.columns.parting import Key, Parting, parted
from evalpolicy.backends.graph.nodes import Node
from evalpolicy.classes import define, field
from evalpolicy.table.results import Results, fees_of, kinds_frame

MOST_KINDS = 1 << 18
"""More are not kept from one chunk to the next."""
MOST_SHAPES = 64
"""Ways in which the columns of a chunk are made, that are kept."""
TOGETHER = 8
"""Marks that are told by the bits of one code."""

Shape: TypeAlias = "tuple[Hashable, ...]"


@define(eq=False)
class Decider:
    """Decides chunks by one plan. Not for use by several threads at once."""

    plan: Plan
    calendars: Calendars
    minor_digits: int
    _parts: dict[Shape, Parts] = field(factory=dict, init=False)
    _kinds: dict[Shape, Kinds] = field(factory=dict, init=False)

    def decide(self, chunk: Chunk) -> Results:
        """The decisions on the applications of a chunk."""
        shape = _shape(chunk)
        if shape not in self._parts:
            if len(self._parts) >= MOST_SHAPES:
                self._parts.clear()
                self._kinds.clear()
            self._parts[shape] = Parts.of(self.plan, parted(self.plan.order, self.plan.outputs, chunk))
        parts = self._parts[shape]
        values = evaluate(parts.wide, chunk, self.calendars)
        # What is the same for all applications of the chunk may be otherwise in the next.
        key = (*shape, *(value if isinstance(value, bool) else None for value in map(values.__getitem__, parts.parting.marks)))
        kinds = self._kinds.get(key)
        if kinds is None or kinds.count > MOST_KINDS:
            kinds = self._kinds[key] = Kinds(parts.parting)
        codes = kinds.of(chunk, values)
        met = 0 if kinds.decided is None else kinds.decided.height
        if kinds.count > met:
            new = self._decided(parts, chunk, values, _firsts(codes, met, kinds.count))
            kinds.decided = new if kinds.decided is None else pl.concat([kinds.decided, new], rechunk=True)
        assert kinds.decided is not None
        fees = fees_of(self.plan.decided, values, chunk.size, self.minor_digits) if parts.parting.wide else None
        return Results(kinds.decided, codes, fees)

    def _decided(self, parts: Parts, chunk: Chunk, values: Mapping[Node, Vector], index: Array) -> pl.DataFrame:
        """The decisions on some applications of the chunk."""
        part = Part(chunk, index)
        given = {mark: part.vector(mark, values[mark]) for mark in parts.parting.marks}
        found = {**evaluate(parts.rest, part.chunk(parts.parting), self.calendars, given), **dict.fromkeys(parts.parting.wide, 0)}
        return kinds_frame(self.plan.decided, found, len(index), self.minor_digits)


@define(eq=False)
class Parts:
    """What is worked out for every application, and what for each kind."""

    parting: Parting
    wide: Plan
    rest: Plan

    @classmethod
    def of(cls, plan: Plan, parting: Parting) -> Parts:
        """The two plans."""
        rest = tuple(node for node in plan.outputs if node not in parting.wide)
        return cls(parting, plan.part((*parting.marks, *parting.wide)), plan.part(rest, parting.marks))


def _shape(chunk: Chunk) -> Shape:
    facts = tuple((key, isinstance(fact, CodedFact)) for key, fact in chunk.facts.items())
    lists = tuple(
        (key, table.placements is None, *((name, isinstance(fact, CodedFact)) for name, fact in table.facts.items()))
        for key, table in chunk.lists.items()
    )
    return facts, lists


def _firsts(codes: Array, met: int, count: int) -> Array:
    """The first application of each kind from `met` on."""
    found = np.empty(count - met, np.int64)
    new = np.flatnonzero(codes >= met)[::-1]
    found[codes.take(new) - met] = new
    return found


@define(eq=False)
class Kinds:
    """The kinds that were met, by number, and how they are decided. Not for use by several threads at once."""

    parting: Parting
    count: int = field(default=0, init=False)
    decided: pl.DataFrame | None = field(default=None, init=False)
    _canons: dict[tuple[Key | None, str | Key], Canon] = field(factory=dict, init=False)
    _tuples: dict[Key | None, Tuples] = field(factory=dict, init=False)
    _sequences: dict[Key, Sequences] = field(factory=dict, init=False)

    def of(self, chunk: Chunk, values: Mapping[Node, Vector]) -> Array:
        """The kind of each application."""
        marks: dict[Key | None, list[Array]] = {}
        for mark in self.parting.marks:
            value = values[mark]
            if isinstance(value, np.ndarray):
                row = next(iter(mark.rows), None)
                marks.setdefault(None if row is None else (row.owner, row.name), []).append(value)
        columns = [self._column(None, key, chunk.facts[key]) for key in self.parting.facts] + _packed(marks.get(None, []))
        for key, names in self.parting.lists.items():
            table = chunk.lists.get(key)
            if table is not None:
                columns.append(self._list(key, names, table, marks.get(key, [])))
        codes, self.count = self._numbered(None, columns, chunk.size)
        return codes

    def _list(self, key: Key, names: tuple[str, ...], table: RowTable, marks: list[Array]) -> Column:
        columns = [self._column(key, name, table.placements if name == "" else table.facts[name]) for name in names]
        extents = table.extents
        column = self._numbered(key, columns + _packed(marks), extents.size)
        return self._sequences.setdefault(key, Sequences()).of(column, extents.lengths, extents.starts[:-1])

    def _numbered(self, key: Key | None, columns: list[Column], size: int) -> Column:
        return self._tuples.setdefault(key, Tuples()).of(columns, size)

    def _column(self, list: Key | None, name: str | Key, fact: object) -> Column:
        assert isinstance(fact, CodedFact | Placements)
        return self._canons.setdefault((list, name), Canon()).of(fact)


@define(eq=False)
class Canon:
    """Numbers what the spellings of one fact come to, from chunk to chunk."""

    _numbers: dict[Hashable, int] = field(factory=dict, init=False)
    _seen: object = field(default=None, init=False)
    _table: Array | None = field(default=None, init=False)

    def of(self, fact: CodedFact | Placements) -> Column:
        """The column of these numbers."""
        meant = fact.readings if isinstance(fact, CodedFact) else fact.rows
        if meant is not self._seen:
            numbers = [self._numbers.setdefault(each.meant, len(self._numbers)) for each in meant]
            self._seen, self._table = meant, None if numbers == list(range(len(numbers))) else np.array(numbers, np.int64)
        return fact.codes if self._table is None else self._table.take(fact.codes), max(len(self._numbers), 1)


def _packed(marks: list[Array]) -> list[Column]:
    """Marks as the bits of codes."""
    found: list[Column] = []
    for start in range(0, len(marks), TOGETHER):
        part = marks[start : start + TOGETHER]
        word = part[0].view(np.uint8).copy()
        for mark in part[1:]:
            word += word
            word |= mark.view(np.uint8)
        found.append((word, 1 << len(part)))
    return found


@define(eq=False)
class Part:
    """Some applications of a chunk, with their rows."""

    whole: Chunk
    index: Array
    _rows: dict[Key, Array] = field(factory=dict, init=False)

    def rows(self, key: Key) -> Array:
        """The rows of a list that are theirs."""
        if key not in self.whole.lists:
            return np.zeros(0, np.int64)
        if key not in self._rows:
            extents = self.whole.lists[key].extents
            chosen = Extents(extents.lengths.take(self.index))
            shift = extents.starts.take(self.index) - chosen.starts[:-1]
            self._rows[key] = shift.take(chosen.owner) + np.arange(chosen.size)
        return self._rows[key]

    def vector(self, node: Node, value: Vector) -> Vector:
        """The part of a column that stands where the node does."""
        if not isinstance(value, np.ndarray | Coded | Texts | Holed):
            return value
        row = next(iter(node.rows), None)
        return value.take(self.index if row is None else self.rows((row.owner, row.name)))

    def chunk(self, parting: Parting) -> Chunk:
        """The coded facts of theirs."""
        facts = {key: _taken(self.whole.facts[key], self.index) for key in parting.facts}
        lists = {key: self._table(key, names) for key, names in parting.lists.items() if key in self.whole.lists}
        return Chunk(len(self.index), facts, lists, self.whole.given, self.whole.clock)

    def _table(self, key: Key, names: tuple[str, ...]) -> RowTable:
        whole, rows = self.whole.lists[key], self.rows(key)
        facts = {name: _taken(whole.facts[name], rows) for name in names if name != ""}
        placed = whole.placements
        placements = None if placed is None else Placements(placed.codes.take(rows), placed.rows)
        return RowTable(False, False, Extents(whole.extents.lengths.take(self.index)), facts, placements)


def _taken(fact: Any, index: Array) -> CodedFact:
    assert isinstance(fact, CodedFact)
    return CodedFact(fact.codes.take(index), fact.readings)
