"""Texts that repeat, found among those that were met."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.buffers import INLINE, Views
from evalpolicy.classes import frozen
from evalpolicy.table.places import Places, weights

MOSTLY = 2 / 3
"""Where more of a column is long, short texts are not looked for by themselves."""
(SPREAD,) = weights(1)


@frozen(eq=False)
class FewTexts:
    """Texts by their hashes, no two of which come to one place; what is found is held against the text itself."""

    texts: pl.Series
    places: Places
    numbers: Array
    short: ShortTexts | None

    @classmethod
    def made(cls, numbers: Mapping[str, int]) -> FewTexts | None:
        """A table of these texts and of null, which is number 0; None where they are many."""
        texts = pl.Series([None, *numbers], dtype=pl.String)
        places = Places.made(texts.hash().to_numpy())
        if places is None:
            return None
        return cls(texts, places, np.array([0, *numbers.values()], np.int64), ShortTexts.made(numbers))

    def of(self, series: pl.Series) -> Array | None:
        """The number of each text; None where there are others."""
        views = None if self.short is None else Views.of(series)
        if self.short is None or views is None:
            return self._by_hash(series)
        numbers, unlike = self.short.of(views)
        if series.null_count():
            given = views.present()
            numbers *= given
            unlike &= given
        if not unlike.any():
            return numbers
        # What is not found is long, or unknown.
        rows = np.flatnonzero(unlike)
        if (views.lengths[rows] <= INLINE).any():
            return None
        if len(rows) > MOSTLY * len(series):
            return self._by_hash(series)
        found = self._by_hash(series.gather(pl.Series(rows)))
        if found is None:
            return None
        numbers[rows] = found
        return numbers

    def _by_hash(self, series: pl.Series) -> Array | None:
        places = self.places.of(series.hash().to_numpy())
        if not self.texts.gather(pl.Series(places)).equals(series, null_equal=True):
            return None
        return self.numbers.take(places)


@frozen(eq=False)
class ShortTexts:
    """Texts that stand in their views, found by the words of those. A long text is never like one of them, as the view says how long it is."""

    first: Array
    second: Array
    places: Places
    numbers: Array

    @classmethod
    def made(cls, numbers: Mapping[str, int]) -> ShortTexts | None:
        """A table of those of these texts that are short; None where there is none, or no table."""
        short = [text for text in numbers if len(text.encode()) <= INLINE]
        views = Views.of(pl.Series(short, dtype=pl.String)) if short else None
        if views is None:
            return None
        places = Places.made(_mixed(views))
        return None if places is None else cls(views.first.copy(), views.second.copy(), places, np.array([numbers[text] for text in short], np.int64))

    def of(self, views: Views) -> tuple[Array, Array]:
        """The number of each short text, and where there is another text."""
        places = self.places.of(_mixed(views))
        unlike = self.first.take(places) != views.first
        unlike |= self.second.take(places) != views.second
        return self.numbers.take(places), unlike


def _mixed(views: Views) -> Array:
    """A hash of the words of each view, of which the upper bits are the better ones."""
    hashes: Array = views.second * SPREAD
    hashes += views.first
    return hashes


@frozen(eq=False)
class ManyTexts:
    """Texts as Polars looks them up."""

    kind: pl.Enum
    numbers: Array

    @classmethod
    def made(cls, numbers: Mapping[str, int]) -> ManyTexts:
        """A table of these texts and of null, which is number 0."""
        return cls(pl.Enum(list(numbers)), np.array([0, *numbers.values()], np.int64))

    def of(self, series: pl.Series) -> Array | None:
        """The number of each text; None where there are others."""
        places = series.cast(self.kind, strict=False).to_physical().cast(pl.Int64)
        if places.null_count() > series.null_count():
            return None
        found: Array = self.numbers.take((places + 1).fill_null(0).to_numpy())
        return found
