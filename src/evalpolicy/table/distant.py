"""Days and moments that Python has no value for: garbage mostly, or times in another unit than a column says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from evalpolicy.backends.columns.buffers import list_elements, list_lengths

EPOCH = dt.date(1970, 1, 1).toordinal()
FIRST, LAST = 1 - EPOCH, dt.date.max.toordinal() - EPOCH
"""Days from 1970 on."""
IN_A_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def within_python(series: pl.Series) -> pl.Series:
    """The column as it is; where Python has no value for one of its days or moments, its values one by one, a text in the place of each such."""
    dtype = series.dtype
    if isinstance(dtype, pl.List):
        elements = list_elements(series)
        near = within_python(elements)
        return series if near is elements else _listed(series, near.to_list())
    if isinstance(dtype, pl.Date):
        unit, first, last = "days", FIRST, LAST
    elif isinstance(dtype, pl.Datetime):
        # By the clock of its time zone it may be another day.
        margin = 0 if dtype.time_zone is None else 1
        unit, day = dtype.time_unit, IN_A_DAY[dtype.time_unit]
        # In nanoseconds no number is as far away as that.
        first, last = max((FIRST + margin) * day, -(2**63)), min((LAST + 1 - margin) * day, 2**63) - 1
    else:
        return series
    numbers = series.to_physical()
    far = (numbers < first) | (numbers > last)
    if not far.any():
        return series
    rows = zip(numbers.to_list(), far.to_list(), series.set(far, None).to_list(), strict=True)
    values = [f"{number} {unit} after 1970-01-01" if is_far else value for number, is_far, value in rows]
    return pl.Series(series.name, values, dtype=pl.Object)


def _listed(series: pl.Series, elements: list[Any]) -> pl.Series:
    lengths, stated = list_lengths(series)
    values: list[list[Any] | None] = []
    start = 0
    for length, is_stated in zip(lengths.tolist(), stated.tolist(), strict=True):
        values.append(elements[start : start + length] if is_stated else None)
        start += length
    return pl.Series(series.name, values, dtype=pl.Object)
