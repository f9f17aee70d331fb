"""The different values of a column, each read once, by the reader that reads single applications."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.inputs import CodedFact, Reading
from evalpolicy.binding import Vocabulary
from evalpolicy.binding.shape import check_tree
from evalpolicy.binding.values import Reader
from evalpolicy.classes import define, field
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import Type
from evalpolicy.limits import Limits

MOST_KEPT = 50_000
"""More different texts of one fact are not kept from one chunk to the next."""
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
        """Whether a value is of a kind that no application holds, or beyond the limits."""
        return bool(check_tree(value, None, self.limits))

    def read(self, value: object, type: Type, *, never_empty: bool = False) -> Reading:
        """What a value that is there comes to."""
        if self.misfit(value):
            return Reading(None, False, True)
        reader = Reader(self.model, self.limits, self.vocabulary, extra=self.extra, open=self.open)
        found = reader.read(value, type, "")
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


@define(eq=False)
class Spellings:
    """How the values of one fact are read; `readings[0]` is of what is absent. Texts are kept from one chunk to the next.

    Not for use by several threads at once.
    """

    values: Values
    type: Type
    never_empty: bool
    absent: Reading
    _texts: dict[str, int] = field(factory=dict, init=False)
    _readings: list[Reading] = field(init=False)
    _kind: pl.Enum | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self._readings = [self.absent]

    def read(self, series: pl.Series) -> CodedFact:
        """A column as codes and readings."""
        if series.dtype in (pl.Categorical, pl.Enum):
            series = series.cast(pl.String)
        if series.dtype == pl.String:
            return self._of_texts(series)
        codes, different = grouped(series)
        return CodedFact(codes, (self.absent, *map(self._reading, different)))

    def _reading(self, value: object) -> Reading:
        return self.values.read(value, self.type, never_empty=self.never_empty)

    def _of_texts(self, series: pl.Series) -> CodedFact:
        codes = self._known_codes(series)
        absent = series.null_count()
        if codes is None or codes.null_count() > absent:
            new = (series if codes is None else series.filter(codes.is_null())).drop_nulls().unique().to_list()
            if len(self._texts) + len(new) > MOST_KEPT:
                self._texts, self._readings, new = {}, [self.absent], series.drop_nulls().unique().to_list()
            for text in new:
                self._texts[text] = len(self._readings)
                self._readings.append(self._reading(text))
            self._kind = pl.Enum(list(self._texts)) if self._texts else None
            codes = self._known_codes(series)
        if codes is None:
            return CodedFact(np.zeros(len(series), np.int64), (self.absent,))
        return CodedFact((codes.cast(pl.Int32) + 1).fill_null(0).to_numpy(), tuple(self._readings))

    def _known_codes(self, series: pl.Series) -> pl.Series | None:
        return None if self._kind is None else series.cast(self._kind, strict=False).to_physical()


def read_each(values: Values, series: pl.Series, type: Type) -> tuple[Array, Mapping[int, Reading]]:
    """For each row the place of its value among the different ones, and how those are read; 0 stands for null."""
    codes, different = grouped(series)
    return codes, {place: values.read(value, type) for place, value in enumerate(different, 1)}
