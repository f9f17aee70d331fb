"""Applications of a table that are beyond the limits, or hold what an application cannot hold."""

from __future__ import annotations

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.limits import Limits
from evalpolicy.table.tree import Group, Leaf, Rows, Tree


def misfits(tree: Group, limits: Limits) -> Array:
    """Where an application may be no application, or too large. Quick, and never false where it is, but for values that were read."""
    size = len(tree)
    if _depth(tree) > limits.application_nesting or _longest_name(tree) > limits.application_text_length:
        return np.ones(size, np.bool_)
    found = _values(tree) > limits.application_nodes if _most_values(tree) > limits.application_nodes else np.zeros(size, np.bool_)
    _unfit(tree, limits, found, None)
    return found


def _most_values(tree: Tree) -> int:
    """No row has more values than this."""
    match tree:
        case Group():
            return 1 + sum(map(_most_values, tree.fields.values()))
        case Rows():
            return 1 + (int(tree.extents.lengths.max()) if len(tree) else 0) * _most_values(tree.child)
        case _ if isinstance(tree.series.dtype, pl.List):
            lengths = tree.series.list.len()
            return 1 + (int(lengths.fill_null(0).to_numpy().max()) if len(lengths) else 0)
        case _:
            return 1


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
            within: Array = np.diff(running.take(tree.extents.starts))
            return 1 + within
        case _ if isinstance(tree.series.dtype, pl.List):
            return 1 + tree.series.list.len().fill_null(0).cast(pl.Int64).to_numpy()
        case _:
            return np.ones(len(tree), np.int64)


def _unfit(tree: Tree, limits: Limits, found: Array, owner: Array | None) -> None:
    """Mark in `found` where there is a value of a kind that no application holds, or too long a text. `owner`: the row of each value."""
    match tree:
        case Group():
            for each in tree.fields.values():
                _unfit(each, limits, found, owner)
        case Rows():
            _unfit(tree.child, limits, found, tree.extents.owner if owner is None else owner.take(tree.extents.owner))
        case _ if tree.read:
            pass
        case _:
            bad = tree.present if not _fit_type(tree.series, limits) else _long_texts(tree, limits)
            if bad is not None:
                found[bad if owner is None else owner[bad]] = True


def _fit_type(series: pl.Series, limits: Limits) -> bool:
    dtype = series.dtype
    if isinstance(dtype, pl.List):
        return _fit_type(series.explode(empty_as_null=False, keep_nulls=False), limits) and not (
            isinstance(dtype.inner, pl.String) and bool((series.explode(empty_as_null=False).str.len_bytes() > limits.application_text_length).any())
        )
    plain = (pl.String, pl.Boolean, pl.Date, pl.Datetime, pl.Null, pl.Categorical, pl.Enum)
    return dtype.is_numeric() or dtype in plain


def _long_texts(tree: Leaf, limits: Limits) -> Array | None:
    series = tree.series.cast(pl.String) if tree.series.dtype in (pl.Categorical, pl.Enum) else tree.series
    if series.dtype != pl.String:
        return None
    long = series.str.len_bytes() > limits.application_text_length
    return long.fill_null(False).to_numpy() if long.any() else None
