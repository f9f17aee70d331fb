"""The forms of paths: what a path is when the applicant's id in it is a hole (see `evalpolicy.backends.columns.holed`).

Offices name files after the applicant, so that hardly two paths are the same, and hardly two forms differ.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.buffers import NEARBY, WORD, Views
from evalpolicy.backends.columns.holed import ID_BYTES, Form, form_bytes
from evalpolicy.binding.paths import path_parts, plain_path
from evalpolicy.classes import define, field, frozen
from evalpolicy.table.places import Places, weights

MOST_KEPT = 4096
"""More forms are not kept from one chunk to the next."""
FIRST_HOLE = 0xE000
"""Characters from here on stand for the id: those of no alphabet, and of these one that the path does not hold."""
MANY, WORTH = 256, 16
"""So many paths of one length are looked at together, fewer each by itself; and so many, where forms of that length are known."""
LONGEST = 1000
"""Paths of more bytes are looked at each by itself."""
SAMPLE, SEEN = 100, 4
"""A form that so many of a sample have, or of the rows that are left, is looked for in all rows at once; rarer ones are looked for in each row."""


@define(eq=False)
class Forms:
    """Finds the forms of paths. Not for use by several threads at once."""

    _numbers: dict[Form, int] = field(factory=dict, init=False)
    _usual: dict[int, dict[Holes, Mould]] = field(factory=dict, init=False)
    """Forms that were those of many rows, by the length of the paths and the places of their holes."""

    def of(self, paths: Paths, chosen: Array) -> tuple[Array, list[Form]]:
        """The number of the form of each chosen row, and the forms."""
        if len(self._numbers) > MOST_KEPT:
            self._numbers, self._usual = {}, {}
        codes = np.full(len(paths.texts), -1, np.int32)
        views, ids = Views.of(paths.texts), Views.of(paths.ids)
        if views is not None and ids is not None:
            fit = chosen & (ids.lengths == ID_BYTES).take(paths.owner)
            lengths = np.where(fit, np.minimum(views.lengths, LONGEST + 1), 0)
            for length, count in enumerate(np.bincount(lengths, minlength=1)[: LONGEST + 1].tolist()):
                if length and count >= (WORTH if length in self._usual else MANY):
                    self._fill(codes, paths, Lying(views, ids, paths.owner, length), np.flatnonzero(lengths == length))
        left = np.flatnonzero(chosen & (codes < 0))
        if len(left):
            forms = paths.forms(left)
            codes[left] = [self._number(form) for form in forms]
            self._learn([form for form, number in Counter(forms).items() if number >= SEEN])
        return codes, list(self._numbers)

    def _fill(self, codes: Array, paths: Paths, lying: Lying, rows: Array) -> None:
        """Give their forms to rows whose paths are of one length, but for those of rare forms."""
        waiting = list(self._usual.get(lying.length, {}).values())
        while len(rows) >= (WORTH if waiting else MANY):
            if not waiting:
                waiting = self._learn(paths.usual(rows))
            if not waiting:
                return
            codes[rows] = found = waiting.pop(0).of(lying, rows)
            rows = rows.take(np.flatnonzero(found < 0))

    def _learn(self, usual: list[Form]) -> list[Mould]:
        """The moulds of those of these forms that had none."""
        new: dict[tuple[int, Holes], list[Form]] = {}
        for form in usual:
            length, holes = form_bytes(form), _holes(form)
            known = self._usual.get(length, {}).get(holes)
            if known is None or form not in known.forms:
                new.setdefault((length, holes), []).append(form)
        learnt = []
        for (length, holes), forms in new.items():
            moulds = self._usual.setdefault(length, {})
            every = (*(moulds[holes].forms if holes in moulds else ()), *forms)
            made = Mould.made(holes, every, [self._number(form) for form in every])
            if made is not None:
                moulds[holes] = made
                learnt.append(made)
        return learnt

    def _number(self, form: Form) -> int:
        return self._numbers.setdefault(form, len(self._numbers))


@frozen(eq=False)
class Paths:
    """Paths, and the ids of applications, `""` where one has none; `owner`: the application of each path."""

    texts: pl.Series
    ids: pl.Series
    owner: Array

    def forms(self, rows: Array) -> list[Form]:
        """The forms of some of them, one by one."""
        ids = self.ids.gather(pl.Series(self.owner.take(rows)))
        return list(map(form_of, self.texts.gather(pl.Series(rows)).to_list(), ids.to_list()))

    def usual(self, rows: Array) -> list[Form]:
        """Forms that are usual among some of these rows, the most usual first."""
        counts = Counter(self.forms(rows.take(np.linspace(0, len(rows) - 1, SAMPLE).astype(np.int64))))
        return [form for form, number in counts.most_common() if number >= SEEN]


@frozen(eq=False)
class Lying:
    """Paths where they lie, and the ids of applications; `length`: of those paths that are looked at."""

    paths: Views
    ids: Views
    owner: Array
    length: int

    def words(self, rows: Array) -> tuple[Array, Array]:
        """The bytes of the paths of these rows, and of their ids."""
        return self.paths.words(rows, self.length), self.ids.words(self.owner.take(rows), ID_BYTES)


Holes = tuple[int, ...]
"""Where the holes of a form begin, in bytes."""


@frozen(eq=False)
class Mould:
    """Forms of one length with their holes at the same places. `words`: their bytes, 0 in the holes, so many together; `numbers`: of each form."""

    holes: Holes
    forms: tuple[Form, ...]
    words: Array
    numbers: Array
    weights: Array
    places: Places

    @classmethod
    def made(cls, holes: Holes, forms: tuple[Form, ...], numbers: list[int]) -> Mould | None:
        """The mould of these forms; None where they are many."""
        blank = "\0" * ID_BYTES
        texts = [blank.join(form).encode() for form in forms]
        words = _words(np.frombuffer(b"".join(texts), np.uint8).reshape(len(texts), -1))
        factors = weights(words.shape[1])
        places = Places.made(words @ factors)
        return None if places is None else cls(holes, forms, words, np.array(numbers, np.int32), factors, places)

    def of(self, lying: Lying, rows: Array) -> Array:
        """The number of each path's form, -1 where it is none of these."""
        parts = [self._of(*lying.words(rows[start : start + NEARBY])) for start in range(0, len(rows), NEARBY)]
        return np.concatenate(parts) if len(parts) > 1 else parts[0]

    def _of(self, left: Array, ids: Array) -> Array:
        for hole in self.holes:
            _take_out(left, ids, hole)
        found = self.places.of(left @ self.weights)
        left ^= self.words.take(found, axis=0)
        differing = left[:, 0].copy()
        for column in range(1, left.shape[1]):
            differing |= left[:, column]
        return np.where(differing == 0, self.numbers.take(found), np.int32(-1))


def _take_out(words: Array, ids: Array, hole: int) -> None:
    """Leave nothing of the id where it stands in a hole."""
    first, shift = divmod(hole, WORD)
    shift *= 8
    for place, word in enumerate(ids.T, first):
        words[:, place] ^= word << np.uint64(shift)
        # The last word of an id is nearly empty.
        if shift and place + 1 < words.shape[1]:
            words[:, place + 1] ^= word >> np.uint64(8 * WORD - shift)


def _words(rows: Array) -> Array:
    """Rows of bytes as rows of words, filled up with zeros."""
    filled = np.zeros((len(rows), -(-rows.shape[1] // WORD) * WORD), np.uint8)
    filled[:, : rows.shape[1]] = rows
    return filled.view(np.uint64)


def _holes(form: Form) -> Holes:
    places, at = [], 0
    for piece in form[:-1]:
        at += len(piece.encode())
        places.append(at)
        at += ID_BYTES
    return tuple(places)


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
