"""Texts that are the same but for a resident id in them, as the paths of files are: a few forms with holes, and an id for each application.

Two such texts are told apart by their forms, once for each pair of forms and not once for each row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import TypeAlias

import numpy as np
import polars as pl

from evalpolicy.backends.columns.buffers import WORD, Array, Views
from evalpolicy.classes import frozen

Form: TypeAlias = "tuple[str, ...]"
"""The pieces of a text, with a hole between each two."""

ID_BYTES = 18
"""So long is every resident id, all of it ASCII."""
ID_ALPHABET = b"0123456789X"
ID_WORDS = 3
MOST_PAIRS = 1 << 14
"""More pairs of forms are not compared; the texts are."""
MOST_KEPT = 64
"""Pairs of lists of forms of which it is kept how they compare."""
FEW = 1 << 12
"""So many texts are put together one by one."""
UNLIKE, ALIKE, UNCLEAR = range(3)


@frozen(eq=False)
class Holed:
    """Row i holds `forms[codes[i]]` with the id of its application in each hole.

    `ids`: of each application, `""` where it is not known: what such a row holds says nothing. `owner`: the application of each row; None: its own.
    """

    codes: Array
    forms: tuple[Form, ...]
    ids: pl.Series
    owner: Array | None = None

    @classmethod
    def of_ids(cls, ids: pl.Series) -> Holed:
        """The ids themselves."""
        return cls(np.zeros(len(ids), np.int32), (("", ""),), ids)

    def take(self, index: Array) -> Holed:
        """The rows of that index."""
        return Holed(self.codes.take(index), self.forms, self.ids, index if self.owner is None else self.owner.take(index))

    def series(self) -> pl.Series:
        """The texts themselves."""
        ids = self.ids if self.owner is None else self.ids.gather(pl.Series(self.owner))
        if self.forms == (("", ""),):
            return ids
        codes, parts = pl.Series(self.codes), []
        for place in range(max(map(len, self.forms))):
            if place:
                hole = pl.Series([len(form) > place for form in self.forms]).gather(codes)
                parts.append(ids.zip_with(hole, pl.repeat("", len(codes), eager=True)))
            parts.append(pl.Series([form[place] if len(form) > place else "" for form in self.forms]).gather(codes))
        return pl.select(pl.concat_str(parts).alias("text")).to_series()


def compared(left: Holed, right: Holed) -> Array | None:
    """Whether they are equal, row by row; None where that is not told by forms. Both stand in the same rows."""
    if left.ids is not right.ids or len(left.forms) * len(right.forms) > MOST_PAIRS:
        return None
    verdicts = _verdicts(left.forms, right.forms)
    pairs = left.codes if len(right.forms) == 1 else left.codes.astype(np.int32) * np.int32(len(right.forms)) + right.codes
    found = verdicts.of_pairs.take(pairs)
    equal: Array = found == ALIKE
    if len(verdicts.wanted):
        some = np.flatnonzero(found >= UNCLEAR)
        wanted = verdicts.wanted.take(found.take(some) - UNCLEAR, axis=0)
        some = some[_fitting(left.ids, some if left.owner is None else left.owner.take(some), wanted)]
        if len(some) > FEW:
            equal[some] = (left.take(some).series() == right.take(some).series()).to_numpy()
        elif len(some):
            ids = left.ids.gather(pl.Series(some if left.owner is None else left.owner.take(some))).to_list()
            forms = zip(ids, left.codes.take(some).tolist(), right.codes.take(some).tolist(), strict=True)
            equal[some] = [id.join(left.forms[x]) == id.join(right.forms[y]) for id, x, y in forms]
    return equal


def _fitting(ids: pl.Series, rows: Array, wanted: Array) -> Array:
    """Where the bytes of the id are the wanted ones; where there is none, that says nothing."""
    views = Views.of(ids)
    if views is None:
        return np.ones(len(rows), np.bool_)
    found: Array = views.lengths[rows] == ID_BYTES
    words = views.words(rows[found], ID_BYTES)
    found[found] = ((words ^ wanted[found, 0]) & wanted[found, 1] == 0).all(axis=1)
    return found


@frozen(eq=False)
class Verdicts:
    """What is known of pairs of forms. `of_pairs`: UNCLEAR and above, where an id may fit: those wanted bytes, and where they are, as words."""

    of_pairs: Array
    wanted: Array


@lru_cache(maxsize=MOST_KEPT)
def _verdicts(left: tuple[Form, ...], right: tuple[Form, ...]) -> Verdicts:
    wanted: list[Array] = []
    of_pairs = np.zeros(len(left) * len(right), np.int32)
    for place, (x, y) in enumerate(product(left, right)):
        found = _verdict(x, y)
        if isinstance(found, int):
            of_pairs[place] = found
            continue
        of_pairs[place] = UNCLEAR + len(wanted)
        bytes = np.zeros((2, ID_WORDS * WORD), np.uint8)
        for at, byte in found.items():
            bytes[:, at] = byte, 0xFF
        wanted.append(bytes.view(np.uint64))
    return Verdicts(of_pairs, np.array(wanted, np.uint64).reshape(-1, 2, ID_WORDS))


@lru_cache(maxsize=MOST_PAIRS)
def _verdict(left: Form, right: Form) -> int | Mapping[int, int]:
    """ALIKE or UNLIKE; or, where the texts are equal with some ids, the bytes that such an id has, by their places; it may need more than that."""
    if left == right:
        return ALIKE
    if form_bytes(left) != form_bytes(right):
        return UNLIKE
    # What each byte of the id has to be; and which of its bytes have to be the same, each named by the least of them.
    same, wanted = list(range(ID_BYTES)), dict[int, int]()
    for x, y in zip(_unfolded(left), _unfolded(right), strict=True):
        if x < 0 and y < 0:
            low, high = sorted((same[~x], same[~y]))
            same = [low if each == high else each for each in same]
        elif x < 0 or y < 0:
            place, byte = (~x, y) if x < 0 else (~y, x)
            if byte not in ID_ALPHABET or wanted.setdefault(place, byte) != byte:
                return UNLIKE
        elif x != y:
            return UNLIKE
    of_class: dict[int, int] = {}
    return wanted if all(of_class.setdefault(same[place], byte) == byte for place, byte in wanted.items()) else UNLIKE


def _unfolded(form: Form) -> list[int]:
    """The bytes of a text; those of the id by their places, as complements."""
    hole = [~place for place in range(ID_BYTES)]
    found = list(form[0].encode())
    for piece in form[1:]:
        found += [*hole, *piece.encode()]
    return found


def form_bytes(form: Form) -> int:
    """How long every text of a form is, in bytes."""
    return sum(len(piece.encode()) for piece in form) + ID_BYTES * (len(form) - 1)


def joined(parts: Sequence[Holed | str]) -> Holed | None:
    """The texts one after the other; None where their forms are too many, or the ids not the same."""
    wide = [part for part in parts if isinstance(part, Holed)]
    first = wide[0]
    number = 1
    for part in wide:
        number *= len(part.forms)
    if number > MOST_PAIRS or any(part.ids is not first.ids for part in wide):
        return None
    codes: Array = np.zeros(len(first.codes), np.int32)
    forms: list[Form] = [("",)]
    for each in parts:
        added = ((each,),) if isinstance(each, str) else each.forms
        forms = [(*before[:-1], before[-1] + after[0], *after[1:]) for before in forms for after in added]
        if isinstance(each, Holed):
            codes = each.codes if len(forms) == len(added) else codes * np.int32(len(added)) + each.codes
    return Holed(codes, tuple(forms), first.ids, first.owner)
