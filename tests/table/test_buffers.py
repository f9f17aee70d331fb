"""The memory of columns says what Polars says of them."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.backends.columns.buffers import Views, integers, list_elements, list_lengths, present
from evalpolicy.table.texts import FewTexts

TEXTS = st.lists(st.one_of(st.none(), st.text(st.sampled_from("a\0é证"), max_size=20)), max_size=40)


@given(texts=TEXTS, start=st.integers(0, 20), pieces=st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_texts_where_they_lie(texts: list[str | None], start: int, pieces: int) -> None:
    """Slices, short texts and long ones, texts of several pieces of memory, at the end of one, and in any order."""
    parts = [pl.Series(texts, dtype=pl.String) for _ in range(pieces)]
    series = pl.concat(parts).rechunk()[start:]
    views = Views.of(series)
    assert views is not None
    given_rows = np.flatnonzero(present(series))
    assert views.lengths[given_rows].tolist() == series.drop_nulls().str.len_bytes().to_list()
    for length in set(views.lengths[given_rows].tolist()):
        rows = given_rows[views.lengths[given_rows] == length]
        for order in (rows, rows[::-1]):
            words = views.words(order, length)
            assert words.shape == (len(rows), -(-length // 8))
            found = words.view(np.uint8)
            assert [bytes(each[:length]).decode() for each in found] == series.gather(pl.Series(order)).to_list()
            assert not found[:, length:].any()


def test_texts_of_many_pieces() -> None:
    """Each in a piece of memory of its own, which ends with it; and a column without any."""
    texts = [f"{place:013}" + "é" * (place % 3) for place in range(100)]
    series = pl.concat([pl.Series([text]) for text in texts], rechunk=True)
    views = Views.of(series)
    assert views is not None
    for length in (13, 15, 17):
        rows = np.flatnonzero(views.lengths == length)[::-1]
        found = views.words(rows, length).view(np.uint8)
        assert [bytes(each[:length]).decode() for each in found] == [texts[row] for row in rows]
        assert not found[:, length:].any()
    short = Views.of(pl.Series(["a", None]))
    assert short is not None
    assert short.words(np.zeros(0, np.int64), 18).shape == (0, 3)


@given(texts=TEXTS, start=st.integers(0, 20), cut=st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_where_values_are(texts: list[str | None], start: int, cut: int) -> None:
    """Of every kind of column, whole and in several pieces."""
    whole = pl.Series(texts, dtype=pl.String)[start:]
    for series in (whole, pl.concat([whole[:cut], whole[cut:]], rechunk=False)):
        lengths = series.str.len_bytes().cast(pl.Int64)
        lists = pl.Series([None if text is None else list(text) for text in series], dtype=pl.List(pl.String))
        for each in (series, lengths, lengths > 3, lists, series.to_frame("text").to_struct(), series.cast(pl.Categorical)):
            assert present(each).tolist() == each.is_not_null().to_list()
        values, stated = integers(lengths)
        assert values.tolist() == lengths.fill_null(0).to_list()
        assert stated.tolist() == lengths.is_not_null().to_list()
        values, stated = list_lengths(lists)
        assert values.tolist() == lists.list.len().fill_null(0).to_list()
        assert stated.tolist() == lists.is_not_null().to_list()
        objects = lists.list.eval(pl.struct(letter=pl.element(), again=pl.element()))
        for each in (lists, objects, objects.to_frame("in").to_struct().struct.field("in")):
            assert list_elements(each).equals(each.explode(empty_as_null=False, keep_nulls=False))


@given(known=TEXTS, asked=TEXTS)
@settings(max_examples=200, deadline=None)
def test_few_texts(known: list[str | None], asked: list[str | None]) -> None:
    """Every text that was met is found, and no other one."""
    numbers = {text: number for number, text in enumerate(dict.fromkeys(each for each in known if each is not None), 1)}
    found = FewTexts.made(numbers)
    assert found is not None
    codes = found.of(pl.Series(asked, dtype=pl.String))
    if set(asked) - {None} <= set(numbers):
        assert codes is not None
        assert codes.tolist() == [0 if text is None else numbers[text] for text in asked]
    else:
        assert codes is None


def test_elements_of_lists_that_are_not_there() -> None:
    """A null may hide a list: what is in it is nobody's."""
    lists = pl.Series([["a"], ["b", "c"], ["d"]])
    hidden = pl.DataFrame({"x": lists}).select(pl.when(pl.Series([True, False, True])).then("x")).to_series()
    for each in (hidden, pl.Series([[None], None, []], dtype=pl.List(pl.Struct({"a": pl.Int8})))):
        assert list_elements(each).equals(each.explode(empty_as_null=False, keep_nulls=False))


def test_elements_stay_when_their_lists_are_gone() -> None:
    """The memory is given back once, and not before."""
    kept = [list_elements(pl.Series([[f"a longer text {place}"] * 3, None, []])) for place in range(200)]
    assert [each.to_list() for each in kept] == [[f"a longer text {place}"] * 3 for place in range(200)]


def test_elements_of_every_kind() -> None:
    """Whatever an object may hold; of a part of the lists."""
    kinds: dict[str, tuple[pl.DataType, list[object]]] = {
        "category": (pl.Categorical(), ["u", "v", None]),
        "enum": (pl.Enum(["u", "v"]), ["u", None, "v"]),
        "bytes": (pl.Binary(), [b"x", b"y", None]),
        "truth": (pl.Boolean(), [True, None, False]),
        "pair": (pl.Array(pl.Int64, 2), [[1, 2], [3, 4], None]),
        "nothing": (pl.Null(), [None, None, None]),
        "within": (pl.Struct({"again": pl.List(pl.Int8)}), [{"again": [1]}, {"again": None}, None]),
    }
    for dtype, (first, second, third) in kinds.values():
        whole = pl.Series([[{"a": first}], None, [{"a": second}, {"a": third}], [None]], dtype=pl.List(pl.Struct({"a": dtype})))
        for series in (whole, whole[1:], whole[2:3], whole.list.eval(pl.element().struct.field("a"))[1:]):
            assert list_elements(series).equals(series.explode(empty_as_null=False, keep_nulls=False), null_equal=True)
