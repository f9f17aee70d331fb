"""The different values of a column, each read once, by the reader that reads single applications."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.buffers import list_elements, list_lengths, present
from evalpolicy.backends.columns.inputs import CodedFact, Reading
from evalpolicy.backends.columns.interning import Sequences
from evalpolicy.binding import Vocabulary
from evalpolicy.binding.shape import is_text, taken_in
from evalpolicy.binding.values import Reader
from evalpolicy.classes import define, field
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import Type
from evalpolicy.limits import Limits
from evalpolicy.table.texts import FewTexts, ManyTexts

MOST_KEPT = 50_000
"""More different values of one fact are not kept from one chunk to the next."""
MOSTLY = 2 / 3
"""Where more of a column is null, only the rest is looked at."""
WIDEST = 1 << 16
"""Integers further apart are not looked up in a table."""


@define(eq=False)
class Values:
    """Reads single values, with the parameters of the call."""

    model: PolicyModel
    limits: Limits
    vocabulary: Vocabulary
    extra: dict[str, dict[str, str]]
    open: frozenset[str]

    def misfit(self, value: object) -> bool:
        """Whether a value is of a kind that no application holds, or that something is made of first, or beyond the limits."""
        plain, problems = taken_in(value, self.limits)
        return bool(problems) or plain.__class__ is not value.__class__

    def read(self, value: object, type: Type, *, never_empty: bool = False) -> Reading:
        """What a value that is there comes to."""
        plain, problems = taken_in(value, self.limits)
        if problems:
            return Reading(None, False, True)
        reader = Reader(self.model, self.limits, self.vocabulary, extra=self.extra, open=self.open)
        found = reader.read(plain, type, "")
        if reader.problems:
            return Reading(None, False, True)
        if found is None or (never_empty and found == frozenset()):
            return Reading(None, False)
        return Reading(found, True)


def grouped(series: pl.Series) -> tuple[Array, list[object]]:
    """For each row the place of its value among the different ones, from 1; 0 where it is null. And the different values."""
    if series.dtype == pl.Boolean:
        return (series.cast(pl.UInt8) + 1).fill_null(0).to_numpy(), [False, True]
    if series.dtype.is_integer() and len(series) > series.null_count():
        low, high = series.min(), series.max()
        assert isinstance(low, int)
        assert isinstance(high, int)
        if high - low < WIDEST and low > -(2**62) and high < 2**62:
            return _by_table(series, low, high)
    if series.dtype == pl.Object:
        return _by_python(series)
    frame = pl.DataFrame([series.alias("value")]).with_row_index("row").filter(pl.col("value").is_not_null())
    groups = frame.group_by("value", maintain_order=True).agg(pl.col("row"))
    codes = np.zeros(len(series), np.int64)
    codes[groups["row"].explode(empty_as_null=False).to_numpy()] = np.repeat(np.arange(1, groups.height + 1), groups["row"].list.len().to_numpy())
    return codes, groups["value"].to_list()


def _by_table(series: pl.Series, low: int, high: int) -> tuple[Array, list[object]]:
    places = (series.cast(pl.Int64) - (low - 1)).fill_null(0).to_numpy()
    used = np.bincount(places, minlength=high - low + 2) > 0
    used[0] = True
    numbers = np.cumsum(used) - 1
    different: list[object] = (np.flatnonzero(used)[1:] + (low - 1)).tolist()
    codes: Array = numbers.take(places)
    return codes, different


def _by_python(series: pl.Series) -> tuple[Array, list[object]]:
    """Of a column of Python's own objects, which Polars does not group."""
    numbers: dict[Hashable, int] = {}
    different: list[object] = []
    codes = np.zeros(len(series), np.int64)
    for row, value in enumerate(series.to_list()):
        if value is not None:
            codes[row] = numbers.setdefault(key_of(value), len(different) + 1)
            if codes[row] > len(different):
                different.append(value)
    return codes, different


def key_of(value: object) -> Hashable:
    """The same for values that are read alike."""
    if type(value) is str:
        return value
    try:
        return type(value), repr(value)
    except Exception:
        # An integer of thousands of digits, or of a class of somebody's own. Whoever asks keeps the value, so that its number is that of no other.
        return type(value), id(value)


@define(eq=False)
class Codes:
    """Numbers the different values of a column, from chunk to chunk: `values[0]`, None, stands for null. Not for use by several threads at once."""

    values: list[object] = field(factory=lambda: [None], init=False)
    resets: int = field(default=0, init=False)
    """How many times all numbers were given up."""
    _numbers: dict[Hashable, int] = field(factory=dict, init=False)
    _texts: FewTexts | ManyTexts | None = field(default=None, init=False)
    _lists: ListCodes | None = field(default=None, init=False)

    def of(self, series: pl.Series) -> Array:
        """The number of each row's value."""
        if len(self.values) > MOST_KEPT:
            self.values, self.resets, self._numbers, self._texts, self._lists = [None], self.resets + 1, {}, None, None
        if series.dtype in (pl.Categorical, pl.Enum):
            series = series.cast(pl.String)
        if series.null_count() > MOSTLY * len(series):
            codes = np.zeros(len(series), np.int64)
            if series.null_count() < len(series):
                rows = np.flatnonzero(present(series))
                codes[rows] = self._of(series.gather(pl.Series(rows)))
            return codes
        return self._of(series)

    def _of(self, series: pl.Series) -> Array:
        if series.dtype == pl.String:
            return self._of_texts(series)
        if series.dtype == pl.List(pl.String):
            self._lists = self._lists or ListCodes(self.number)
            return self._lists.of(series)
        places, different = grouped(series)
        return np.array([0, *map(self.number, different)], np.int64).take(places)

    def number(self, value: object) -> int:
        """The number of a value."""
        number = self._numbers.setdefault(key_of(value), len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number

    def _of_texts(self, series: pl.Series) -> Array:
        found = None if self._texts is None else self._texts.of(series)
        if found is None:
            for text in series.unique().drop_nulls().to_list():
                self.number(text)
            # A column of Python's own objects may have held texts that no other column can.
            numbers = {value: number for number, value in enumerate(self.values) if type(value) is str and is_text(value)}
            self._texts = FewTexts.made(numbers) or ManyTexts.made(numbers)
            found = self._texts.of(series)
            assert found is not None
        return found


@define(eq=False)
class ListCodes:
    """Numbers lists of texts: first their texts, then the lists of those numbers."""

    number: Callable[[object], int]
    """The number of a list."""
    _texts: Codes = field(factory=Codes, init=False)
    _sequences: Sequences = field(factory=Sequences, init=False)
    _numbers: Array = field(factory=lambda: np.zeros(0, np.int64), init=False)

    def of(self, series: pl.Series) -> Array:
        """The number of each row's list; 0 for null."""
        resets = self._texts.resets
        texts = self._texts.of(list_elements(series))
        if self._texts.resets != resets:
            self._sequences, self._numbers = Sequences(), np.zeros(0, np.int64)
        lengths, given = list_lengths(series)
        lists, bound = self._sequences.of((texts, len(self._texts.values)), lengths, np.cumsum(lengths) - lengths)
        if bound > len(self._numbers):
            self._numbers = np.concatenate([self._numbers, np.zeros(bound - len(self._numbers), np.int64)])
        numbers = np.where(given, self._numbers.take(lists), 0)
        # Whether the empty list occurs is not seen from the sequences.
        new = np.flatnonzero(given & (numbers == 0))
        if len(new):
            rows = new.take(np.unique(lists.take(new), return_index=True)[1])
            self._numbers[lists.take(rows)] = [self.number(value) for value in series.gather(pl.Series(rows)).to_list()]
            numbers = np.where(given, self._numbers.take(lists), 0)
        return numbers


@define(eq=False)
class Spellings:
    """How the values of one fact are read, each once; `absent` is of what is absent. Not for use by several threads at once."""

    read_value: Callable[[object], Reading]
    absent: Reading
    _codes: Codes = field(factory=Codes, init=False)
    _resets: int = field(default=0, init=False)
    _numbers: dict[Hashable, int] = field(factory=dict, init=False)
    _readings: tuple[Reading, ...] = field(default=(), init=False)
    _table: Array = field(factory=lambda: np.zeros(0, np.int64), init=False)
    _plain: bool = field(default=False, init=False)

    def read(self, series: pl.Series) -> CodedFact:
        """A column as codes and readings, which stay the same from chunk to chunk."""
        codes = self._codes.of(series)
        if self._codes.resets != self._resets:
            self._resets, self._numbers, self._readings, self._table = self._codes.resets, {}, (), np.zeros(0, np.int64)
        values = self._codes.values
        if len(self._table) < len(values):
            readings = list(self._readings)
            numbers = self._table.tolist()
            for value in values[len(numbers) :]:
                reading = self.absent if value is None else self.read_value(value)
                number = self._numbers.setdefault((reading.meant, reading.bad), len(readings))
                if number == len(readings):
                    readings.append(reading)
                numbers.append(number)
            self._readings, self._table = tuple(readings), np.array(numbers, np.int64)
            self._plain = numbers == list(range(len(numbers)))
        return CodedFact(codes if self._plain else self._table.take(codes), self._readings)


def read_each(values: Values, series: pl.Series, type: Type) -> tuple[Array, Mapping[int, Reading]]:
    """For each row the place of its value among the different ones, and how those are read; 0 stands for null."""
    codes, different = grouped(series)
    return codes, {place: values.read(value, type) for place, value in enumerate(different, 1)}
