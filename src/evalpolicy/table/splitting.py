"""Paths split into folder, stem and extension, as `evalpolicy.binding.paths.split_path` splits one.

All paths of one length are looked at together, as a matrix of bytes: in UTF-8 a slash and a dot are never part of another character.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array, Coded, Texts
from evalpolicy.binding.paths import split_path

SLASH, DOT = b"/."
KEPT = 7
"""Bytes of an extension that stand in one integer, beside their number."""
FEW = 64
"""Paths of one length that are not worth a matrix of their own."""


def split(paths: pl.Series) -> tuple[Texts, Texts, Coded]:
    """Folder, stem and extension of each path."""
    size = len(paths)
    slash, end, keys = np.full(size, -1, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
    lengths = paths.str.len_bytes().cast(pl.Int64).to_numpy()
    longest = int(lengths.max()) if size else 0
    rare = np.zeros(size, np.bool_)
    counts = np.bincount(lengths, minlength=longest + 1)
    binary = paths.cast(pl.Binary)
    for length in np.flatnonzero(counts).tolist():
        index = np.flatnonzero(lengths == length)
        if length == 0 or length > 1000 or len(index) < min(FEW, size):
            rare[index] = True
            continue
        matrix = binary.gather(pl.Series(index)).bin.reinterpret(dtype=pl.Array(pl.UInt8, length)).to_numpy()
        at, stop, key = _marks(matrix)
        slash[index], end[index], keys[index] = at, stop, key
    rare |= keys < 0
    codes, extensions = _extensions(keys)
    cuts = pl.DataFrame([binary.alias("path"), pl.Series("slash", slash), pl.Series("end", end)])
    parts = cuts.select(
        pl.col("path").bin.slice(0, pl.col("slash").clip(lower_bound=0)).cast(pl.String).alias("folder"),
        pl.col("path").bin.slice(pl.col("slash") + 1, pl.col("end") - pl.col("slash") - 1).cast(pl.String).alias("stem"),
    )
    folder, stem = parts["folder"], parts["stem"]
    alone = np.flatnonzero(rare)
    if len(alone):
        where = pl.Series(alone)
        each = [split_path(path) for path in paths.gather(where).to_list()]
        folder, stem = (
            series.scatter(where, pl.Series([str(part[name]) for part in each], dtype=pl.String))
            for series, name in ((folder, "folder"), (stem, "stem"))
        )
        codes = codes.copy()
        codes[alone] = np.arange(len(extensions), len(extensions) + len(each))
        extensions += [str(part["extension"]) for part in each]
    return Texts(folder), Texts(stem), Coded(codes, tuple(extensions))


def _marks(matrix: Array) -> tuple[Array, Array, Array]:
    """Of each path the place of its last slash (-1: none), where its stem ends, and its extension as an integer; -1 for a long one."""
    length = matrix.shape[1]
    slash = _last(matrix == SLASH)
    dot = _last(matrix == DOT)
    dotted = dot > slash
    end = np.where(dotted, dot, length)
    number = np.where(dotted, length - 1 - dot, 0)
    tail = np.zeros((len(matrix), 8), np.uint8)
    width = min(length, 8)
    tail[:, 8 - width :] = matrix[:, length - width :]
    word = tail.view(">u8").reshape(-1).astype(np.uint64)
    kept = np.minimum(number, KEPT).astype(np.uint64)
    mask = (np.uint64(1) << (kept * np.uint64(8))) - np.uint64(1)
    key = ((word & mask) | (kept << np.uint64(56))).astype(np.int64)
    return slash, end, np.where(number > KEPT, -1, key)


def _last(marked: Array) -> Array:
    """The last place of each row that is marked; -1 where none is."""
    found = marked.shape[1] - 1 - marked[:, ::-1].argmax(axis=1)
    return np.where(marked[np.arange(len(marked)), found], found, -1)


def _extensions(keys: Array) -> tuple[Array, list[str]]:
    """The place of each extension among the different ones, in lower case; and those."""
    different: list[int] = []
    codes = np.zeros(len(keys), np.int64)
    left = np.arange(len(keys))
    # As few are different, each round takes the paths of one of them away.
    while len(left) and len(different) < FEW:
        key = keys[left[0]]
        same = keys[left] == key
        codes[left[same]] = len(different)
        different.append(int(key))
        left = left[~same]
    if len(left):
        others, inverse = np.unique(keys[left], return_inverse=True)
        codes[left] = inverse + len(different)
        different += others.tolist()
    return codes, [_text(key) for key in different]


def _text(key: int) -> str:
    """The extension that an integer stands for; nothing for one that is none."""
    if key < 0:
        return ""
    number = key >> 56
    return (key & ((1 << 56) - 1)).to_bytes(KEPT, "big")[KEPT - number :].decode().lower()
