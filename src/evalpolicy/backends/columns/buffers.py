"""The memory of columns, read where it lies: nothing is copied, and no query is made.

Polars gives it by Arrow's C data interface (https://arrow.apache.org/docs/format/CDataInterface.html). Whoever asks has another way where it does
not.
"""

from __future__ import annotations

import ctypes
from functools import cached_property
from typing import Any, ClassVar, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from evalpolicy.classes import define, frozen

Array: TypeAlias = npt.NDArray[Any]

INLINE = 12
"""A text of so many bytes at most stands in its view."""
WORD = 8
NEARBY = 1 << 15
"""So many texts are looked at together: few, so that they stay in the processor's caches, and not fewer, as threads take turns between operations."""
HALF, LOWER = np.uint64(32), np.uint64(0xFFFFFFFF)
"""Of a view's first word the lower half says how long the text is; of the second of a long one, in which piece of memory it lies."""
UTF8_VIEW = b"vu"
PLAIN = (pl.String, pl.Boolean, pl.Date, pl.Datetime, pl.Decimal, pl.List, pl.Struct)
NUMBERS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64, pl.Float32, pl.Float64)


class _Schema(ctypes.Structure):
    _fields_: ClassVar = [
        ("format", ctypes.c_char_p),
        ("name", ctypes.c_char_p),
        ("metadata", ctypes.c_void_p),
        ("flags", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        *((name, ctypes.c_void_p) for name in ("children", "dictionary", "release", "private_data")),
    ]


class _Array(ctypes.Structure):
    _fields_: ClassVar = [
        *((name, ctypes.c_int64) for name in ("length", "null_count", "offset", "n_buffers", "n_children")),
        ("buffers", ctypes.POINTER(ctypes.c_void_p)),
        *((name, ctypes.c_void_p) for name in ("children", "dictionary", "release", "private_data")),
    ]


class _Stream(ctypes.Structure):
    _fields_: ClassVar = [(name, ctypes.c_void_p) for name in ("get_schema", "get_next", "get_last_error", "release", "private_data")]


# What they do is done at once: not worth letting other threads have the interpreter meanwhile.
_get = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_release = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)
_capsule = ctypes.pythonapi.PyCapsule_New
_capsule.restype, _capsule.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)


@frozen(eq=False)
class _Held:
    """One array, as long as anything of it is looked at."""

    array: _Array

    def __del__(self) -> None:
        _released(self.array)

    def view(self, number: int, start: int, count: int, dtype: Any) -> Array:
        """So many elements of one buffer."""
        address = self.array.buffers[number]
        if not count or not address:
            return np.zeros(count, dtype)
        return np.asarray(_Memory(self, address + start * np.dtype(dtype).itemsize, count, np.dtype(dtype).str))

    def present(self) -> Array:
        """Where there is a value."""
        size, start = self.array.length, self.array.offset % 8
        if not self.array.buffers[0]:
            return np.ones(size, np.bool_)
        bits = self.view(0, self.array.offset // 8, -(-(start + size) // 8), np.uint8)
        return np.unpackbits(bits, count=start + size, bitorder="little")[start:].view(np.bool_)


@frozen(eq=False)
class _Memory:
    """What NumPy takes for an array, and holds on to."""

    held: _Held
    address: int
    count: int
    kind: str

    @property
    def __array_interface__(self) -> dict[str, object]:
        return {"data": (self.address, True), "shape": (self.count,), "typestr": self.kind, "version": 3}


@frozen(eq=False)
class _Exported:
    """A column as Polars gives it."""

    capsule: object
    address: int
    stream: _Stream

    @classmethod
    def of(cls, series: pl.Series) -> _Exported | None:
        """None where the column is in several pieces, or of a kind that does not lie as Arrow's do."""
        if series.n_chunks() != 1 or (not isinstance(series.dtype, PLAIN) and series.dtype not in NUMBERS):
            return None
        capsule = series.__arrow_c_stream__()
        address = _pointer(capsule, b"arrow_array_stream")
        return cls(capsule, address, _Stream.from_address(address))

    def schema(self) -> _Schema | None:
        """Of what kind it is, to be released."""
        schema = _Schema()
        return None if _get(self.stream.get_schema)(self.address, ctypes.addressof(schema)) else schema

    def held(self) -> _Held | None:
        """Its array."""
        array = _Array()
        if _get(self.stream.get_next)(self.address, ctypes.addressof(array)) or not array.release:
            return None
        return _Held(array)


def _held(series: pl.Series, kind: bytes | None = None) -> _Held | None:
    """The array of a column; None where it is in several pieces, or not of that kind."""
    exported = _Exported.of(series)
    if exported is None:
        return None
    if kind is not None:
        schema = exported.schema()
        if schema is None:
            return None
        found = schema.format
        _released(schema)
        if found != kind:
            return None
    return exported.held()


Made = TypeVar("Made", _Schema, _Array)


def _released(made: _Schema | _Array) -> None:
    if made.release:
        _release(made.release)(ctypes.addressof(made))


@frozen(eq=False)
class _Element:
    """What the lists of a column are made of, moved out of it: Polars takes it over as a column."""

    schema: _Schema
    array: _Array

    @classmethod
    def of(cls, schema: _Schema, array: _Array, start: int, count: int) -> _Element:
        """So many elements of the one child of a column of lists."""
        child = _moved(_Array.from_address(_child(array.children)))
        _cut(child, start, count)
        return cls(_moved(_Schema.from_address(_child(schema.children))), child)

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        schema = _capsule(ctypes.addressof(self.schema), b"arrow_schema", None)
        return schema, _capsule(ctypes.addressof(self.array), b"arrow_array", None)

    def __del__(self) -> None:
        # What was taken over has no release any more.
        _released(self.schema)
        _released(self.array)


def _child(children: int, number: int = 0) -> int:
    """Where a child is."""
    return ctypes.c_void_p.from_address(children + number * ctypes.sizeof(ctypes.c_void_p)).value or 0


def _cut(array: _Array, start: int, count: int) -> None:
    """Leave so many elements. Of objects their fields are cut, as whoever takes over an array looks at all of it once, whatever is left of it."""
    if array.n_buffers == 1 and not array.buffers[0]:
        for number in range(array.n_children):
            _cut(_Array.from_address(_child(array.children, number)), array.offset + start, count)
        array.offset = 0
    else:
        array.offset += start
    # How many are null is not known any more.
    array.length, array.null_count = count, -1 if array.buffers[0] else 0


def _moved(made: Made) -> Made:
    """What a child holds, which its parent then has no more."""
    found = type(made).from_buffer_copy(made)
    made.release = None
    return found


def present(series: pl.Series) -> Array:
    """Where there is a value; an array of the caller's own."""
    if series.null_count() in (0, len(series)):
        return np.full(len(series), series.null_count() == 0, np.bool_)
    held = _held(series)
    return series.is_not_null().to_numpy().copy() if held is None else held.present()


def list_lengths(series: pl.Series) -> tuple[Array, Array]:
    """How many elements each list has, 0 where there is none; and where there is one."""
    held = _held(series)
    if held is None:
        return series.list.len().fill_null(0).cast(pl.Int64).to_numpy(), present(series)
    lengths = np.diff(held.view(1, held.array.offset, held.array.length + 1, np.int64))
    given = held.present()
    return lengths * given if series.null_count() else lengths, given


def _is_cut_so(dtype: object) -> bool:
    """Whether all parts of a column are cut by their offsets and lengths: not arrays of one size, nor columns of nulls, which have no memory."""
    if isinstance(dtype, pl.List):
        return _is_cut_so(dtype.inner)
    if isinstance(dtype, pl.Struct):
        return all(_is_cut_so(each.dtype) for each in dtype.fields)
    return isinstance(dtype, PLAIN) or dtype in NUMBERS


def list_elements(series: pl.Series) -> pl.Series:
    """The elements of all lists, one after the other."""
    exported = _Exported.of(series) if _is_cut_so(series.dtype) else None
    held = None if exported is None else exported.held()
    schema = None if exported is None or held is None else exported.schema()
    if schema is not None and held is not None:
        starts = held.view(1, held.array.offset, held.array.length + 1, np.int64)
        start, end = starts[[0, -1]].tolist()
        # Where there is no list there may be elements all the same, which are nobody's.
        all_count = end - start == int(np.diff(starts)[held.present()].sum())
        element = _Element.of(schema, held.array, start, end - start) if all_count else None
        _released(schema)
        if element is not None:
            return pl.Series(element)
    return series.explode(empty_as_null=False, keep_nulls=False)


def integers(series: pl.Series) -> tuple[Array, Array]:
    """The integers of a column of 64 bits, 0 where there is none, not to be written to; and where there is one."""
    if not series.null_count():
        return series.to_numpy(), present(series)
    held = _held(series)
    if held is None:
        return series.fill_null(0).to_numpy(), present(series)
    given = held.present()
    return held.view(1, held.array.offset, held.array.length, np.int64) * given, given


@define(eq=False, slots=False)
class Views:
    """Texts where they lie. What stands for null says nothing.

    `first`, `second`: the words of each text's view. The first holds its length and its first bytes; the second the rest of a short text, of
    another the piece of memory that it lies in, and where. `held`: what they are views of.
    """

    first: Array
    second: Array
    held: _Held

    @classmethod
    def of(cls, texts: pl.Series) -> Views | None:
        """The views of a column; None where it does not lie so."""
        held = _held(texts, UTF8_VIEW)
        if held is None:
            return None
        words = held.view(1, 2 * held.array.offset, 2 * held.array.length, np.uint64)
        return cls(words[::2], words[1::2], held)

    def present(self) -> Array:
        """Where there is a text; an array of the caller's own."""
        return self.held.present()

    @property
    def lengths(self) -> Array:
        """How many bytes each text has."""
        found: Array = (self.first & LOWER).view(np.int64)
        return found

    def words(self, rows: Array, length: int) -> Array:
        """The texts of these rows, all of that length: their bytes, and zeros after them, as words."""
        width = -(-length // WORD) * WORD
        second = self.second[rows]
        if length <= INLINE:
            inline = np.stack([self.first[rows] >> HALF | second << HALF, second >> HALF], axis=1)
            return np.ascontiguousarray(inline[:, : width // WORD])
        halves = second.view(np.uint32)
        words = self.pieces.copied(halves[::2], halves[1::2], length, width).view(np.uint64)
        if length % WORD:
            words[:, -1] &= np.uint64((1 << 8 * (length % WORD)) - 1)
        return words

    @cached_property
    def pieces(self) -> _Pieces:
        """Where longer texts lie."""
        return _Pieces.of(self.held)


@frozen(eq=False)
class _Pieces:
    """Pieces of memory, and all that lies between the first and the last of them, which nobody looks at.

    `starts`, `ends`: where each begins and ends in `memory`.
    """

    memory: Array
    starts: Array
    ends: Array

    @classmethod
    def of(cls, held: _Held) -> _Pieces:
        """Those of an array of texts: they lie between its first two buffers and the last, which says how long each is."""
        number = held.array.n_buffers - 3
        sizes = held.view(number + 2, 0, number, np.int64)
        addresses = np.array([held.array.buffers[2 + place] or 0 for place in range(number)], np.uint64)
        # An empty one may lie anywhere.
        some = sizes > 0
        if not some.any():
            return cls(np.zeros(0, np.uint8), np.zeros(number, np.int64), sizes)
        low = addresses[some].min()
        starts = (addresses - low).view(np.int64)
        ends = starts + sizes
        return cls(np.asarray(_Memory(held, int(low), int(ends[some].max()), "|u1")), starts, ends)

    def copied(self, pieces: Array, places: Array, length: int, width: int) -> Array:
        """So many bytes from each place of a piece on; of more than `length` anything may be there."""
        starts, last = self.starts.take(pieces), (self.ends - width).take(pieces)
        starts += places
        beyond = np.flatnonzero(starts > last)
        if not len(beyond):
            return self._elements(starts, width)
        # What comes after a piece is not ours to read: texts at its end are copied without it, and until then the bytes of a large piece for them.
        large = int((self.ends - self.starts).argmax())
        within = starts.copy()
        within[beyond] = self.starts[large]
        room = int(self.ends[large] - self.starts[large]) >= width
        found = self._elements(within, width) if room else np.zeros((len(starts), width), np.uint8)
        found[beyond, :length] = self._elements(starts.take(beyond), length)
        return found

    def _elements(self, starts: Array, width: int) -> Array:
        # Elements that overlap, as wide as what is wanted: each is copied at once.
        elements = np.ndarray((max(len(self.memory) - width + 1, 0),), np.dtype((np.void, width)), self.memory, 0, (1,))
        found: Array = elements[starts].view(np.uint8).reshape(len(starts), width)
        return found
