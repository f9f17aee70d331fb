"""Columns of numbers, amounts, days, instants and texts: what is plainly written is read at once, all else by its different values."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array, Texts
from evalpolicy.backends.columns.bounds import LARGEST, SMALLEST
from evalpolicy.backends.columns.buffers import NEARBY, Views, integers, present
from evalpolicy.backends.columns.holed import ID_BYTES
from evalpolicy.backends.columns.inputs import Fact
from evalpolicy.classes import define, field
from evalpolicy.core.calendar import FIRST_DAY, LAST_DAY
from evalpolicy.core.sorts import UNIX_EPOCH_ORDINAL, bounds
from evalpolicy.language.types import MICROSECONDS_PER_DAY, AmountType, DateType, InstantType, NumberType, ResidentIdType, TextType, Type
from evalpolicy.table.distinct import Values, read_each

WHITE_SPACE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What `str.strip` takes away."""
MOST_EXACT = 10**15
"""Below it, a decimal of so many units is the shortest one that names its float."""
QUARTERS = (0, 6, 12, 18, 24)
HOUR = MICROSECONDS_PER_DAY // 24
MIXED = np.iinfo(np.int64).max
NOT_ASKED = np.iinfo(np.int64).min
FIRST_MOMENT, LAST_MOMENT = ((day - UNIX_EPOCH_ORDINAL) * MICROSECONDS_PER_DAY for day in (FIRST_DAY + 1, LAST_DAY))
RESIDENT_ID = r"\A[0-9]{17}[0-9X]\z"
ZEROS, ADDED, HIGHEST = (np.uint64(byte * 0x0101010101010101) for byte in (0x30, 0x76, 0x80))
"""Bytes side by side: the digit 0; what brings all but the least ten numbers to 128; and that."""


@define(eq=False)
class Plain:
    """What could be read at once: `known`, the values there (0 or "" elsewhere), and `left`: what remains to be read by its different values."""

    known: Array
    values: Any
    left: Array


@define(eq=False)
class WideReader:
    """Reads the columns of one fact of which any number of different values may occur."""

    values: Values
    type: Type
    _offsets: dict[int, int] = field(factory=dict, init=False)

    def read(self, series: pl.Series) -> tuple[Fact, Array | None]:
        """The column, and where it cannot be read (None: nowhere)."""
        if series.dtype in (pl.Categorical, pl.Enum):
            series = series.cast(pl.String)
        plain = self._plain(series)
        bad: Array | None = None
        if plain.left.any():
            index = np.flatnonzero(plain.left)
            codes, readings = read_each(self.values, series.gather(pl.Series(index)), self.type)
            found = [readings.get(place) for place in range(max(readings, default=0) + 1)]
            known = np.array([each is not None and each.value is not None for each in found]).take(codes)
            plain.known[index] = known
            wrong = np.array([each is not None and each.bad for each in found]).take(codes)
            if wrong.any():
                bad = np.zeros(len(series), np.bool_)
                bad[index] = wrong
            self._fill(plain, index, codes, [None if each is None else each.value for each in found])
        value = Texts(plain.values) if isinstance(plain.values, pl.Series) else plain.values
        return Fact(plain.known, plain.known, value), bad

    def _fill(self, plain: Plain, index: Array, codes: Array, found: list[Any]) -> None:
        if isinstance(plain.values, pl.Series):
            texts = pl.Series([each or "" for each in found], dtype=pl.String).gather(pl.Series(codes))
            plain.values = plain.values.scatter(pl.Series(index), texts)
            return
        plain.values[index] = np.array([each or 0 for each in found], plain.values.dtype).take(codes)

    def _plain(self, series: pl.Series) -> Plain:
        match self.type:
            case NumberType(low=low, high=high, decimals=decimals):
                return self._number(series, decimals, low, high)
            case AmountType():
                return self._number(series, self.values.model.minor_digits, *bounds(self.type))
            case DateType():
                return _date(series)
            case InstantType():
                return self._instant(series)
            case ResidentIdType():
                return _resident_id(series)
            case TextType():
                return self._text(series)
            case _:
                raise AssertionError(f"few different values: {self.type}")

    # --- numbers ---------------------------------------------------------------------------------

    def _number(self, series: pl.Series, decimals: int, low: int, high: int) -> Plain:
        dtype: Any = np.int64 if low >= SMALLEST and high <= LARGEST else object
        units, known = _units(series, decimals)
        known &= (units >= max(low, SMALLEST)) & (units <= min(high, LARGEST))
        nothing = np.count_nonzero(known) + series.null_count() == len(series)
        left = np.zeros(len(series), np.bool_) if nothing else present(series) & ~known
        return Plain(known, np.where(known, units, 0).astype(dtype), left)

    # --- instants --------------------------------------------------------------------------------

    def _instant(self, series: pl.Series) -> Plain:
        if not isinstance(series.dtype, pl.Datetime):
            return Plain(np.zeros(len(series), np.bool_), np.zeros(len(series), np.int64), present(series))
        unit = series.dtype.time_unit
        moments, given = integers(series.to_physical())
        if unit == "ns":
            exact, moments = moments % 1000 == 0, moments // 1000
        elif unit == "ms":
            moments = np.clip(moments, SMALLEST // 1000, LARGEST // 1000) * 1000
        # A day's distance from either end: in no time zone beyond it.
        known = given & (moments >= FIRST_MOMENT) & (moments < LAST_MOMENT)
        if unit == "ns":
            known &= exact
        if series.dtype.time_zone is None and known.any():
            days = moments // MICROSECONDS_PER_DAY + UNIX_EPOCH_ORDINAL
            kept = days[known]
            low = int(kept.min())
            table = self._offset_table(low, kept)
            offsets = table.take(np.clip(days - low, 0, len(table) - 1))
            known &= offsets != MIXED
            moments = moments - np.where(known, offsets, 0)
        left = given & ~known
        # What is null is 0 already.
        return Plain(known, np.where(known, moments, 0) if left.any() else moments, left)

    def _offset_table(self, low: int, days: Array) -> Array:
        """From local time to UTC, for each day from `low` on that occurs."""
        table = np.full(int(days.max()) - low + 1, NOT_ASKED, np.int64)
        used = np.zeros(len(table), np.bool_)
        used[days - low] = True
        for place in np.flatnonzero(used).tolist():
            day = place + low
            if day not in self._offsets:
                self._offsets[day] = self._offset(day)
            table[place] = self._offsets[day]
        return table

    def _offset(self, day: int) -> int:
        """How far local time is ahead of UTC on a whole day; MIXED where that changes in its course."""
        import datetime as dt

        midnight = dt.datetime.combine(dt.date.fromordinal(day), dt.time())
        found = set()
        for hour in QUARTERS:
            moment = midnight + dt.timedelta(hours=hour) - dt.timedelta(microseconds=hour == QUARTERS[-1])
            read = self.values.read(moment, self.type).value
            assert isinstance(read, int)
            found.add((moment - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1) - read)
        return found.pop() if len(found) == 1 else MIXED

    # --- texts -----------------------------------------------------------------------------------

    def _text(self, series: pl.Series) -> Plain:
        given = present(series)
        if series.dtype != pl.String:
            return Plain(np.zeros(len(series), np.bool_), pl.repeat("", len(series), eager=True), given.copy())
        stripped = series.str.strip_chars(WHITE_SPACE)
        fitting = (stripped == series) & (stripped != "") & (series.str.len_bytes() <= self.values.limits.application_text_length)
        known = fitting.fill_null(False).to_numpy().copy()
        return Plain(known, _where(series, known), given & ~known)


def _where(series: pl.Series, known: Array) -> pl.Series:
    """The texts where they are known, `""` elsewhere."""
    return series if known.all() else series.clone().scatter(pl.Series(np.flatnonzero(~known)), "")


def _units(series: pl.Series, decimals: int) -> tuple[Array, Array]:
    """Numbers in units of 10**-decimals, and where they could be read so; without loss, or not at all."""
    dtype, factor = series.dtype, 10**decimals
    nothing = np.zeros(len(series), np.int64), np.zeros(len(series), np.bool_)
    if factor > LARGEST:
        return nothing
    if isinstance(dtype, pl.Decimal):
        return _decimal_units(series, dtype.scale, decimals)
    if dtype in (pl.Float64, pl.Float32):
        numbers = series.cast(pl.Float64).fill_null(np.nan).to_numpy()
        with np.errstate(invalid="ignore", over="ignore"):
            units = np.rint(numbers * factor)
            known = (np.abs(units) < MOST_EXACT) & (units / factor == numbers)
        return np.where(known, units, 0).astype(np.int64), known
    if dtype == pl.String or dtype.is_integer():
        whole = series.cast(pl.Int64, strict=False)
        most = LARGEST // factor
        fitting = whole.is_between(-most, most).fill_null(False)
        if dtype == pl.String:
            fitting &= (series.str.len_bytes() <= 18).fill_null(False)
        known = fitting.to_numpy().copy()
        return np.where(known, whole.fill_null(0).to_numpy(), 0) * factor, known
    return nothing


def _decimal_units(series: pl.Series, scale: int, decimals: int) -> tuple[Array, Array]:
    whole = series.to_physical().cast(pl.Int64, strict=False)
    units, known = integers(whole)
    step = 10 ** abs(decimals - scale)
    if step > LARGEST:
        return np.zeros(len(series), np.int64), np.zeros(len(series), np.bool_)
    if scale <= decimals:
        known &= np.abs(units) <= LARGEST // step
        return np.where(known, units, 0) * step, known
    known &= units % step == 0
    return units // step, known


def _date(series: pl.Series) -> Plain:
    given = present(series)
    if series.dtype == pl.Date:
        days = integers(series.to_physical().cast(pl.Int64))[0] + UNIX_EPOCH_ORDINAL
        known = given & (days >= FIRST_DAY) & (days <= LAST_DAY)
        return Plain(known, np.where(known, days, 0), given & ~known)
    return Plain(np.zeros(len(series), np.bool_), np.zeros(len(series), np.int64), given.copy())


def _resident_id(series: pl.Series) -> Plain:
    if series.dtype != pl.String:
        return Plain(np.zeros(len(series), np.bool_), pl.repeat("", len(series), eager=True), present(series))
    views = Views.of(series)
    if views is None:
        given = present(series)
        known = given & series.str.contains(RESIDENT_ID).fill_null(False).to_numpy()
    else:
        given = views.present()
        known = given & (views.lengths == ID_BYTES)
        rows = np.flatnonzero(known)
        for start in range(0, len(rows), NEARBY):
            part = rows[start : start + NEARBY]
            known[part] = _of_digits(views.words(part, ID_BYTES))
    return Plain(known, _where(series, known), given & ~known)


def _of_digits(words: Array) -> Array:
    """Whether the bytes of a resident id are digits, but for a last X."""
    first, second, last = words.T
    letter = last >> np.uint64(8) == ord("X")
    # A digit is 0 to 9 then, and nothing else stays below 128 when so much is added to it; what is above was so before.
    of_last = np.where(letter, last & np.uint64(0xFF) ^ np.uint64(0x30), last ^ np.uint64(0x3030))
    found = of_last | (of_last + ADDED)
    for word in (first, second):
        digits = word ^ ZEROS
        found |= digits | (digits + ADDED)
    of_digits: Array = found & HIGHEST == 0
    return of_digits
