"""The forms of paths: what a path is when the applicant's id in it is a hole (see `evalpolicy.backends.columns.holed`).

Offices name files after the applicant, so that hardly two paths are the same, and hardly two forms differ.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.holed import Form, form_bytes
from evalpolicy.binding.paths import path_parts, plain_path
from evalpolicy.classes import define, field, frozen

MOST_KEPT = 4096
"""More forms are not kept from one chunk to the next."""
FIRST_HOLE = 0xE000
"""Characters from here on stand for the id: those of no alphabet, and of these one that the path does not hold."""
MANY = 256
"""So many paths of one length are looked at together, fewer each by itself."""
SAMPLE, SEEN = 100, 4
"""A form that so many of a sample have is looked for in all rows at once; rarer ones are looked for in each row."""


@define(eq=False)
class Forms:
    """Finds the forms of paths. Not for use by several threads at once."""

    _numbers: dict[Form, int] = field(factory=dict, init=False)
    _usual: dict[int, dict[Form, None]] = field(factory=dict, init=False)
    """Forms that were those of many rows, by the length of the paths."""

    def of(self, paths: pl.Series, ids: pl.Series, chosen: Array) -> tuple[Array, list[Form]]:
        """The number of the form of each chosen row, and the forms. `ids`: the id of each row's application; `""` where it has none."""
        if len(self._numbers) > MOST_KEPT:
            self._numbers, self._usual = {}, {}
        codes = np.full(len(paths), -1, np.int32)
        fit = chosen & (ids != "").to_numpy()
        lengths = np.where(fit, paths.str.len_bytes().fill_null(0).to_numpy(), 0)
        for length, count in enumerate(np.bincount(lengths, minlength=1).tolist()):
            if length and count >= MANY:
                self._fill(codes, paths, ids, np.flatnonzero(lengths == length), self._usual.setdefault(length, {}))
        left = np.flatnonzero(chosen & (codes < 0))
        if len(left):
            index = pl.Series(left)
            forms = map(form_of, paths.gather(index).to_list(), ids.gather(index).to_list())
            codes[left] = [self._number(form) for form in forms]
        return codes, list(self._numbers)

    def _fill(self, codes: Array, paths: pl.Series, ids: pl.Series, rows: Array, usual: dict[Form, None]) -> None:
        """Give their forms to rows whose paths are of one length, but for those of rare forms."""
        paths, ids = (each.gather(pl.Series(rows)) for each in (paths, ids))
        waiting = list(usual)
        while len(rows) >= MANY:
            if not waiting:
                waiting = [form for form in _sampled(paths, ids) if form not in usual]
                usual |= dict.fromkeys(waiting)
            if not waiting:
                return
            form = waiting.pop(0)
            fitting = _fitting(form, paths, ids)
            codes[rows[fitting]] = self._number(form)
            if fitting.all():
                return
            rows, left = rows[~fitting], pl.Series(~fitting)
            paths, ids = paths.filter(left), ids.filter(left)

    def _number(self, form: Form) -> int:
        return self._numbers.setdefault(form, len(self._numbers))


def form_of(path: str, id: str) -> Form:
    """The form of a path beside that id; `""` is none."""
    return tuple(path.split(id)) if id else (path,)


@frozen
class Parts:
    """What a form of a path comes to. `odd`: not by itself, only with the id; `small`: with an id that ends in a letter it may be another form."""

    forms: dict[str, Form]
    extension: str
    bytes: int
    odd: bool
    small: bool


@lru_cache(maxsize=MOST_KEPT)
def parts_of(form: Form) -> Parts:
    """The parts of a path, as forms; the extension is without holes."""
    hole = next(mark for mark in map(chr, range(FIRST_HOLE, 0xF8FF)) if not any(mark in piece for piece in form))
    text = hole.join(form)
    folder, stem, extension = path_parts(text)
    forms = {name: tuple(part.split(hole)) for name, part in (("path", text), ("folder", folder), ("stem", stem))}
    odd = hole in extension or plain_path(text) != text or not text.strip()
    return Parts(forms, extension, form_bytes(form), odd, any("x" in piece for piece in form))


def _sampled(paths: pl.Series, ids: pl.Series) -> list[Form]:
    """Forms that are usual among some of the paths, the most usual first."""
    rows = pl.Series(np.linspace(0, len(paths) - 1, SAMPLE).astype(np.int64))
    counts = Counter(map(form_of, paths.gather(rows).to_list(), ids.gather(rows).to_list()))
    return [form for form, number in counts.most_common() if number >= SEEN]


def _fitting(form: Form, paths: pl.Series, ids: pl.Series) -> Array:
    """Which of the paths have a form."""
    if len(form) == 1:
        return (paths == form[0]).to_numpy()
    parts = [each for piece in form for each in (ids, pl.lit(piece))][1:]
    made = pl.select(pl.concat_str(parts)).to_series()
    return (made == paths).to_numpy()
