"""A table as nested columns: which field of an application each column holds.

`applicant.id` is the field `id` of `applicant`, as is the field `id` of a struct column `applicant`; `selections.0.item` the item of the first
selection. A value that is null is absent; so is an object that stands in columns of its own, all of which are null.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TypeAlias

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.buffers import list_elements, list_lengths, present
from evalpolicy.backends.columns.inputs import Extents
from evalpolicy.binding.foreign import MisfitError, own
from evalpolicy.classes import define
from evalpolicy.errors import UsageError
from evalpolicy.table.distant import within_python


@define(eq=False, slots=False)
class Leaf:
    """Values that are neither objects nor lists of objects. `read`: their reader has seen to it that they are within the limits."""

    series: pl.Series
    read: bool = False

    def __len__(self) -> int:
        return len(self.series)

    @cached_property
    def present(self) -> Array:
        """Where there is a value."""
        return present(self.series)

    def take(self, index: Array) -> Leaf:
        """The rows of that index."""
        return Leaf(self.series.gather(pl.Series(index)))

    def value(self, row: int) -> object:
        """The value of one row, as `json.loads` would give it."""
        return self.series[row] if not isinstance(self.series.dtype, pl.List | pl.Array) else self.series.slice(row, 1).to_list()[0]


@define(eq=False, slots=False)
class Group:
    """Objects. `stated`: where there is one; None: where any of its fields has a value."""

    fields: dict[str, Tree]
    size: int
    stated: Array | None = None

    def __len__(self) -> int:
        return self.size

    @cached_property
    def present(self) -> Array:
        """Where there is an object."""
        if self.stated is not None:
            return self.stated
        found = np.zeros(self.size, np.bool_)
        for each in self.fields.values():
            found |= each.present
        return found

    def take(self, index: Array) -> Group:
        """The rows of that index."""
        fields = {name: each.take(index) for name, each in self.fields.items()}
        return Group(fields, len(index), None if self.stated is None else self.stated.take(index))

    def value(self, row: int) -> object:
        """The object of one row; what is null is left out."""
        if not self.present[row]:
            return None
        return {name: value for name, each in self.fields.items() if (value := each.value(row)) is not None}


@define(eq=False, slots=False)
class Rows:
    """Lists of objects. `present`: where there is a list; `extents`: the objects of each row, none without a list; `child`: all of them."""

    present: Array
    extents: Extents
    child: Group

    def __len__(self) -> int:
        return len(self.extents.lengths)

    def take(self, index: Array) -> Rows:
        """The rows of that index."""
        extents = Extents(self.extents.lengths.take(index))
        starts = np.repeat(self.extents.starts.take(index), extents.lengths)
        within = np.arange(len(starts)) - extents.starts.take(extents.owner)
        return Rows(self.present.take(index), extents, self.child.take(starts + within))

    def value(self, row: int) -> object:
        """The list of one row."""
        if not self.present[row]:
            return None
        start, end = self.extents.starts[row : row + 2].tolist()
        return [self.child.value(each) for each in range(start, end)]


Tree: TypeAlias = "Leaf | Group | Rows"


def tree_of(series: pl.Series) -> Tree:
    """A column with all that is nested in it."""
    dtype = series.dtype
    if isinstance(dtype, pl.Struct):
        return Group({each.name: tree_of(each) for each in series.struct.unnest()}, len(series), present(series))
    if isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct):
        child = tree_of(list_elements(series))
        assert isinstance(child, Group)
        lengths, stated = list_lengths(series)
        return Rows(stated, Extents(lengths), child)
    if isinstance(dtype, pl.Array):
        return tree_of(series.arr.to_list())
    if dtype.is_float() and dtype != pl.Float64:
        # By its own shortest form: as it is it has digits then that nobody wrote.
        return Leaf(series.cast(pl.String).cast(pl.Float64))
    if dtype == pl.Object:
        return Leaf(pl.Series(series.name, [None if _is_missing(each) else each for each in series.to_list()], dtype=dtype))
    return Leaf(within_python(series))


def _is_missing(value: object) -> bool:
    """Whether it is null, or what other libraries have in its place."""
    try:
        return own(value) is None
    except MisfitError:
        return False


def application_tree(frame: pl.DataFrame) -> Group:
    """The applications of a table, one a row. Raises `UsageError` for columns that give the same field twice."""
    root: dict[str, object] = {}
    # Columns in one piece are read where they lie.
    for series in frame.rechunk():
        *path, last = series.name.split(".")
        at = root
        for part in path:
            inner = at.setdefault(part, {})
            if not isinstance(inner, dict):
                raise UsageError(
                    f"列 {series.name!r} 写的是 {part!r} 里的一项，而另一列写了整个 {part!r}",
                    f"column {series.name!r} gives a field of {part!r}, which another column gives as a whole",
                )
            at = inner
        if last in at:
            raise UsageError(f"列 {series.name!r} 与其他列写的是同一内容", f"column {series.name!r} gives what other columns give")
        at[last] = tree_of(series)
    size = frame.height
    return Group({name: _grown(each, size, name) for name, each in root.items()}, size, np.ones(size, np.bool_))


def _grown(node: object, size: int, path: str) -> Tree:
    if isinstance(node, Leaf | Group | Rows):
        return node
    assert isinstance(node, dict)
    fields = {name: _grown(each, size, f"{path}.{name}") for name, each in node.items()}
    if fields and all(name.isascii() and name.isdecimal() for name in fields):
        return _numbered(fields, size, path)
    return Group(fields, size)


def _numbered(fields: Mapping[str, Tree], size: int, path: str) -> Rows:
    """Lists of objects from columns that number them: an object all of whose columns are null is none, the others keep their order."""
    slots: dict[tuple[int, str], str] = {}
    groups = []
    for name in sorted(fields, key=_number):
        slot, before = fields[name], slots.setdefault(_number(name), name)
        if before != name:
            raise UsageError(
                f"列 {f'{path}.{before}'!r} 与列 {f'{path}.{name}'!r} 的编号相同",
                f"the columns {f'{path}.{before}'!r} and {f'{path}.{name}'!r} have the same number",
            )
        if not isinstance(slot, Group):
            column = f"{path}.{name}"
            raise UsageError(
                f"列 {column!r} 里不是对象：带编号的列要写明是哪一项，如 {f'{column}.item'!r}",
                f"column {column!r} holds no objects: numbered columns say which field they give, as in {f'{column}.item'!r}",
            )
        groups.append(slot)
    present = np.stack([group.present if group.stated is not None or group.fields else np.zeros(size, np.bool_) for group in groups], axis=1)
    row, place = np.nonzero(present)
    names = dict.fromkeys(name for group in groups for name in group.fields)
    index = place * size + row
    stacked: dict[str, Tree] = {name: _stacked([group.fields.get(name) for group in groups], size, name).take(index) for name in names}
    return Rows(np.ones(size, np.bool_), Extents(present.sum(axis=1).astype(np.int64)), Group(stacked, len(row), np.ones(len(row), np.bool_)))


def _number(name: str) -> tuple[int, str]:
    """Sorts numbers as they are written, however many digits they have."""
    digits = name.lstrip("0")
    return len(digits), digits


def _stacked(parts: list[Tree | None], size: int, name: str) -> Leaf:
    """One column under the other, each value as it is."""
    series = []
    for part in parts:
        if part is not None and not isinstance(part, Leaf):
            raise UsageError(
                f"带编号的列里的 {name!r} 是对象；请把这个列表写成一个 struct 列表的列",
                f"field {name!r} of a numbered column holds objects; give the list as one column of structs",
            )
        series.append(pl.Series(name, [None] * size, dtype=pl.Null) if part is None else part.series.alias(name))
    kind = _common({each.dtype for each in series} - {pl.Null()})
    if kind == pl.Object:
        return Leaf(pl.Series(name, [value for each in series for value in each.to_list()], dtype=kind))
    return Leaf(pl.concat([each.cast(kind) for each in series], rechunk=True))


def _common(kinds: set[pl.DataType]) -> pl.DataType:
    """A type that holds the values of columns of these types as they are: none becomes another number, or a text."""
    if len(kinds) == 1:
        return next(iter(kinds))
    if all(kind in TEXTS for kind in kinds):
        return pl.String()
    if all(kind in SMALL_INTEGERS for kind in kinds):
        return pl.Int64()
    return pl.Float64() if all(kind.is_float() for kind in kinds) else pl.Object()


TEXTS = (pl.String, pl.Categorical, pl.Enum)
SMALL_INTEGERS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)
