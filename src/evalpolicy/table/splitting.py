"""Paths split into folder, stem and extension, as `evalpolicy.binding.paths.split_path` splits one."""

from __future__ import annotations

import polars as pl

from evalpolicy.backends.columns.atoms import Coded, Texts
from evalpolicy.binding.paths import split_path
from evalpolicy.table.distinct import grouped


def split(paths: pl.Series) -> tuple[Texts, Texts, Coded]:
    """Folder, stem and extension of each path."""
    codes, different = grouped(paths)
    parts = [split_path("")] + [split_path(str(path)) for path in different]
    folder, stem = (pl.Series([str(each[name]) for each in parts], dtype=pl.String).gather(pl.Series(codes)) for name in ("folder", "stem"))
    return Texts(folder), Texts(stem), Coded(codes, tuple(each["extension"] for each in parts))
