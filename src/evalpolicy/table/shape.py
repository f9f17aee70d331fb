"""Applications of a table that are beyond the limits, or hold what an application cannot hold."""

from __future__ import annotations

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.limits import Limits
from evalpolicy.table.tree import Group, Leaf, Rows, Tree


def misfits(tree: Group, limits: Limits) -> Array:
    """Where an application may be no application, or too large. Quick, and never false where it is."""
    size = len(tree)
    if _depth(tree) > limits.application_nesting or _longest_name(tree) > limits.application_text_length:
        return np.ones(size, np.bool_)
    found = _values(tree) > limits.application_nodes
    return found | _unfit(tree, limits)


def _depth(tree: Tree) -> int:
    match tree:
        case Group():
            return 1 + max(map(_depth, tree.fields.values()), default=1)
        case Rows():
            return 1 + _depth(tree.child)
        case _:
            depth, dtype = 1, tree.series.dtype
            while isinstance(dtype, pl.List | pl.Array):
                depth, dtype = depth + 1, dtype.inner  # type: ignore[assignment]  # a data type, however deep
            return depth + (50 if isinstance(dtype, pl.Struct) else 0)


def _longest_name(tree: Tree) -> int:
    match tree:
        case Group():
            return max((max(len(name), _longest_name(each)) for name, each in tree.fields.items()), default=0)
        case Rows():
            return _longest_name(tree.child)
        case _:
            return 0


def _values(tree: Tree) -> Array:
    """At most so many values, at every depth."""
    match tree:
        case Group():
            total = np.ones(len(tree), np.int64)
            for each in tree.fields.values():
                total += _values(each)
            return total
        case Rows():
            running = np.concatenate([np.zeros(1, np.int64), np.cumsum(_values(tree.child))])
            within: Array = running.take(tree.starts[1:]) - running.take(tree.starts[:-1])
            return 1 + within
        case _ if isinstance(tree.series.dtype, pl.List):
            return 1 + tree.series.list.len().fill_null(0).cast(pl.Int64).to_numpy()
        case _:
            return np.ones(len(tree), np.int64)


def _unfit(tree: Tree, limits: Limits) -> Array:
    """Where there is a value of a kind that no application holds, or too long a text."""
    nowhere = np.zeros(len(tree), np.bool_)
    match tree:
        case Group():
            for each in tree.fields.values():
                nowhere |= _unfit(each, limits)
            return nowhere
        case Rows():
            bad = _unfit(tree.child, limits)
            if bad.any():
                nowhere[tree.owner[bad]] = True
            return nowhere
        case _:
            return tree.present if not _fit_type(tree.series, limits) else _long_texts(tree, limits)


def _fit_type(series: pl.Series, limits: Limits) -> bool:
    dtype = series.dtype
    if isinstance(dtype, pl.List):
        return _fit_type(series.explode(empty_as_null=False, keep_nulls=False), limits) and not (
            isinstance(dtype.inner, pl.String) and bool((series.explode().str.len_bytes() > limits.application_text_length).any())
        )
    plain = (pl.String, pl.Boolean, pl.Date, pl.Datetime, pl.Null, pl.Categorical, pl.Enum)
    return dtype.is_numeric() or dtype in plain


def _long_texts(tree: Leaf, limits: Limits) -> Array:
    series = tree.series.cast(pl.String) if tree.series.dtype in (pl.Categorical, pl.Enum) else tree.series
    if series.dtype != pl.String:
        return np.zeros(len(series), np.bool_)
    return (series.str.len_bytes() > limits.application_text_length).fill_null(False).to_numpy()
