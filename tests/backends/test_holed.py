"""Texts with an id in their holes compare as the texts that they stand for; paths are taken for what they are."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.backends.columns import atoms, holed
from evalpolicy.backends.columns.atoms import Coded, Holed, Texts
from evalpolicy.binding.paths import path_parts
from evalpolicy.table import forms
from evalpolicy.table.forms import Forms, Paths, parts_of

IDS = ["1" * 18, "11" + "0" * 16, "43010520050101001X", "430105200501010017"]
PIECE = st.sampled_from(["", "1", "11", "/", ".", "x", "电", "1" * 18, "430105200501010017", ".JPG", "./", "\\", " ", "0", "\ue000"])
FORM = st.lists(PIECE, min_size=1, max_size=3).map(tuple)


@st.composite
def columns(draw: st.DrawFn, ids: pl.Series) -> Holed:
    """A column of as many rows as there are ids."""
    listed = tuple(draw(st.lists(FORM, min_size=1, max_size=4)))
    codes = draw(st.lists(st.integers(0, len(listed) - 1), min_size=len(ids), max_size=len(ids)))
    return Holed(np.array(codes, np.int32), listed, ids)


def _texts(column: Holed) -> list[str]:
    ids = column.ids.to_list()
    owners = range(len(ids)) if column.owner is None else column.owner.tolist()
    return [ids[owner].join(column.forms[code]) for code, owner in zip(column.codes.tolist(), owners, strict=True)]


@given(data=st.data(), drawn=st.lists(st.sampled_from(IDS), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_forms_stand_for_texts(data: st.DataObject, drawn: list[str]) -> None:
    """Equality, texts put together, rows taken: as with the texts, also where an id happens to fit what stands around it."""
    ids = pl.Series(drawn)
    left, right = data.draw(columns(ids)), data.draw(columns(ids))
    index = np.array(data.draw(st.lists(st.integers(0, len(drawn) - 1), max_size=8)), np.int64)
    plain = Coded(right.codes, tuple("".join(form) for form in right.forms))
    for x, y in ((left, right), (left.take(index), right.take(index))):
        assert x.series().to_list() == _texts(x)
        assert np.asarray(atoms.same(x, y)).tolist() == [a == b for a, b in zip(_texts(x), _texts(y), strict=True)]
        put = atoms.concat([x, "/", y, "1"], len(x.codes))
        assert isinstance(put, Holed)
        assert _texts(put) == [f"{a}/{b}1" for a, b in zip(_texts(x), _texts(y), strict=True)]
    assert np.asarray(atoms.same(plain, left)).tolist() == [a == plain.values[c] for a, c in zip(_texts(left), plain.codes, strict=True)]
    text = data.draw(st.sampled_from(_texts(left)))
    for other in (left, Texts(pl.Series(_texts(left)))):
        assert np.asarray(atoms.same(other, text)).tolist() == [each == text for each in _texts(left)]
        assert np.asarray(atoms.contains(frozenset({text, "no"}), other)).tolist() == [each == text for each in _texts(left)]


def test_many_forms_are_compared_as_texts() -> None:
    """More pairs of forms than are worth it."""
    ids = pl.Series(IDS)
    left = Holed(np.arange(4), tuple((str(place), "") for place in range(4)), ids)
    before, holed.MOST_PAIRS = holed.MOST_PAIRS, 3
    try:
        assert np.asarray(atoms.same(left, left.take(np.arange(4)))).all()
        assert isinstance(atoms.concat([left, left], 4), Texts)
    finally:
        holed.MOST_PAIRS = before


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_paths_have_forms(data: st.DataObject) -> None:
    """Every path gets the form that it has, usual or rare, from chunk to chunk; and the form has its parts."""
    before, forms.MANY, forms.WORTH, forms.SAMPLE, forms.SEEN = (forms.MANY, forms.WORTH, forms.SAMPLE, forms.SEEN), 2, 1, 4, 2
    try:
        found = Forms()
        for _ in range(2):
            ids = data.draw(st.lists(st.sampled_from([*IDS, ""]), min_size=1, max_size=12))
            made = [id.join(data.draw(FORM)) for id in ids]
            chosen = np.array([data.draw(st.booleans()) for _ in ids])
            paths = Paths(pl.Series(made, dtype=pl.String), pl.Series(ids, dtype=pl.String), np.arange(len(ids)))
            codes, listed = found.of(paths, chosen)
            for path, id, code, taken in zip(made, ids, codes.tolist(), chosen.tolist(), strict=True):
                assert (code >= 0) == taken
                if not taken:
                    continue
                assert id.join(listed[code]) == path
                parts = parts_of(listed[code])
                assert id.join(parts.forms["path"]) == path
                if not parts.odd:
                    assert (id.join(parts.forms["folder"]), id.join(parts.forms["stem"]), parts.extension) == path_parts(path)
    finally:
        forms.MANY, forms.WORTH, forms.SAMPLE, forms.SEEN = before
