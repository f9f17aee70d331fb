"""Numbers of combinations, tuples and lists are the same for the same ones, from chunk to chunk, and of no others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.backends.columns import interning
from evalpolicy.backends.columns.interning import Combinations, Sequences, Tuples

CODE = st.integers(0, 40)
CHUNKS = st.lists(st.lists(st.tuples(CODE, CODE, CODE), max_size=30), min_size=1, max_size=4)
PLACES = pytest.mark.parametrize("places", [1, 64, interning.MOST_PLACES])


def _columns(rows: list[tuple[int, ...]], width: int) -> list[tuple[np.ndarray, int]]:
    columns = [np.array([row[place] for row in rows], np.int64) for place in range(width)]
    return [(each, int(each.max(initial=0)) + 1) for each in columns]


def _held(known: dict[object, int], things: list[object], numbers: list[int]) -> None:
    """The same number for the same thing, and another one for each other."""
    for thing, number in zip(things, numbers, strict=True):
        assert known.setdefault(thing, number) == number
    assert len(set(known.values())) == len(known)


@PLACES
@given(chunks=CHUNKS)
@settings(max_examples=40, deadline=None)
def test_combinations(places: int, chunks: list[list[tuple[int, int, int]]]) -> None:
    """Of columns whose codes grow, with a table or without; and what the numbers stand for."""
    before, interning.MOST_PLACES = interning.MOST_PLACES, places
    try:
        combinations, known = Combinations(), {}
        for rows in chunks:
            _held(known, rows, combinations.of(_columns(rows, 3)).tolist())
        assert sorted(known.values()) == list(range(combinations.size))
        assert [known[each] for each in combinations.since(0)] == list(range(combinations.size))
        assert list(combinations.since(2)) == list(combinations.since(0))[2:]
    finally:
        interning.MOST_PLACES = before


@pytest.mark.parametrize("sure", [1, interning.SURE])
@given(chunks=CHUNKS)
@settings(max_examples=30, deadline=None)
def test_tuples(sure: int, chunks: list[list[tuple[int, int, int]]]) -> None:
    """Of several columns at a time, or one after the other."""
    before, interning.SURE = interning.SURE, sure
    try:
        tuples, known = Tuples(), {}
        for rows in chunks:
            numbers, bound = tuples.of(_columns(rows, 3), len(rows))
            _held(known, rows, numbers.tolist())
            assert bound >= len(known)
    finally:
        interning.SURE = before


def test_tuples_of_nothing() -> None:
    """All are the same."""
    numbers, bound = Tuples().of([], 3)
    assert (numbers.tolist(), bound) == ([0, 0, 0], 1)


@given(chunks=st.lists(st.lists(st.lists(CODE, max_size=5), max_size=12), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_sequences(chunks: list[list[list[int]]]) -> None:
    """Lists of any length; the empty one is number 0."""
    sequences, known = Sequences(), {(): 0}
    for lists in chunks:
        lengths = np.array([len(each) for each in lists], np.int64)
        codes = np.array([code for each in lists for code in each], np.int64)
        numbers, bound = sequences.of((codes, 41), lengths, np.cumsum(lengths) - lengths)
        _held(known, [tuple(each) for each in lists], numbers.tolist())
        assert max(known.values()) < bound
