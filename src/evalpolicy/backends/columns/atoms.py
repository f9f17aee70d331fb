"""Columns of atoms and of sets: codes into a few values, texts of any number of values, or texts that differ in an id alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from evalpolicy.backends.columns.buffers import Array
from evalpolicy.backends.columns.holed import Holed, compared, joined
from evalpolicy.classes import frozen

__all__ = ["Array", "Atoms", "Coded", "Holed", "Sets", "Texts", "choose", "concat", "contains", "lookup", "places", "rank", "same", "text_series"]


@frozen(eq=False)
class Coded:
    """Row i holds `values[codes[i]]`, an atom or a set. The same value may stand in `values` more than once."""

    codes: Array
    values: tuple[Any, ...]

    def take(self, index: Array) -> Coded:
        """The rows of that index."""
        return Coded(self.codes.take(index), self.values)

    def look_up(self, of: Callable[[Any], object], dtype: Any) -> Array:
        """What `of` says of each row's value; asked once for each value."""
        found: Array = _table([of(value) for value in self.values], dtype).take(self.codes)
        return found


@frozen(eq=False)
class Texts:
    """Row i holds a text; no nulls."""

    series: pl.Series

    def take(self, index: Array) -> Texts:
        """The rows of that index."""
        return Texts(self.series.gather(pl.Series(index)))


Atoms: TypeAlias = "Coded | Texts | Holed | str"
"""A column of atoms; a `str` is the same in every row."""
Sets: TypeAlias = "Coded | frozenset[str]"


def _table(values: Sequence[object], dtype: Any) -> Array:
    table = np.empty(len(values), dtype)
    for place, value in enumerate(values):
        table[place] = value
    return table


def same(left: Atoms, right: Atoms) -> Array | bool:
    """Whether they are equal, row by row."""
    match left, right:
        case str(), str():
            return left == right
        case (Coded() as coded, str() as text) | (str() as text, Coded() as coded):
            return coded.look_up(lambda value: value == text, np.bool_)
        case Coded(), Coded():
            numbers: dict[str, int] = {}
            number = lambda value: numbers.setdefault(value, len(numbers))  # noqa: E731  # used twice, and only here
            equal: Array = left.look_up(number, np.int64) == right.look_up(number, np.int64)
            return equal
        case (Holed() as holed, other) | (other, Holed() as holed) if not isinstance(other, Texts):
            found = compared(holed, _with_holes(other, holed))
            return found if found is not None else same(Texts(holed.series()), other if isinstance(other, str) else Texts(text_series(other)))
        case _:
            wide, other = (right, left) if isinstance(left, str) else (left, right)
            assert not isinstance(wide, str)
            return (text_series(wide) == (other if isinstance(other, str) else text_series(other))).to_numpy()


def _with_holes(atom: Coded | Holed | str, like: Holed) -> Holed:
    """The same texts as forms, beside those of the same rows."""
    if isinstance(atom, Holed):
        return atom
    codes, values = (np.zeros(len(like.codes), np.int32), (atom,)) if isinstance(atom, str) else (atom.codes, atom.values)
    return Holed(codes, tuple((value,) for value in values), like.ids, like.owner)


def contains(members: Sets, atom: Atoms) -> Array | bool:
    """Whether the atom is in the set, row by row."""
    if isinstance(atom, Holed):
        atom = Texts(atom.series())
    if isinstance(members, frozenset):
        if isinstance(atom, str):
            return atom in members
        return atom.look_up(members.__contains__, np.bool_) if isinstance(atom, Coded) else places(atom, members)[0] >= 0
    if isinstance(atom, str):
        return members.look_up(lambda each: atom in each, np.bool_)
    numbers, listed = places(atom, sorted(frozenset().union(*members.values)))
    # The last column is of atoms that no set holds.
    inside = np.array([[value in each for value in listed] + [False] for each in members.values], np.bool_)
    found: Array = inside[members.codes, numbers]
    return found


def places(atom: Coded | Texts, listed: Iterable[str]) -> tuple[Array, list[str]]:
    """Each row's place among the listed texts, -1 where it is none of them; and the texts."""
    known = list(dict.fromkeys(listed))
    if isinstance(atom, Coded):
        index = {value: place for place, value in enumerate(known)}
        return atom.look_up(lambda value: index.get(value, -1), np.int64), known
    if not known:
        return np.full(len(atom.series), -1, np.int64), known
    found = atom.series.cast(pl.Enum(known), strict=False).to_physical().cast(pl.Int64).fill_null(-1)
    return found.to_numpy(), known


def rank(atom: Atoms, codes: Sequence[str]) -> Array | int:
    """The place among an enumeration's codes, 0 where it is none of them."""
    index = {code: place for place, code in enumerate(codes)}
    if isinstance(atom, str):
        return index.get(atom, 0)
    if isinstance(atom, Coded):
        return atom.look_up(lambda value: index.get(value, 0), np.int64)
    return np.maximum(places(atom if isinstance(atom, Texts) else Texts(atom.series()), codes)[0], 0)


def lookup(atom: Atoms, values: Mapping[str, int], otherwise: int, dtype: Any) -> Array | int:
    """The integer of each row's name, `otherwise` where it has none."""
    if isinstance(atom, str):
        return values.get(atom, otherwise)
    if isinstance(atom, Coded):
        return atom.look_up(lambda value: values.get(value, otherwise), dtype)
    numbers, _ = places(atom if isinstance(atom, Texts) else Texts(atom.series()), values)
    # The last is of names that have none.
    found: Array = _table([*values.values(), otherwise], dtype).take(numbers, mode="wrap")
    return found


def text_series(atom: Coded | Texts | Holed) -> pl.Series:
    """The texts themselves."""
    if isinstance(atom, Texts):
        return atom.series
    if isinstance(atom, Holed):
        return atom.series()
    return pl.Series(atom.values, dtype=pl.String).gather(pl.Series(atom.codes))


def concat(parts: Sequence[Atoms], size: int) -> Atoms:
    """The texts one after the other; `size` rows."""
    if all(isinstance(part, str) for part in parts):
        return "".join(part for part in parts if isinstance(part, str))
    holed = next((part for part in parts if isinstance(part, Holed)), None)
    if holed is not None and not any(isinstance(part, Texts) for part in parts):
        found = joined([part if isinstance(part, str) else _with_holes(part, holed) for part in parts if not isinstance(part, Texts)])
        if found is not None:
            return found
    wide = {f"{place}": text_series(part) for place, part in enumerate(parts) if not isinstance(part, str)}
    pieces = [pl.lit(part) if isinstance(part, str) else pl.col(f"{place}") for place, part in enumerate(parts)]
    return Texts(pl.DataFrame(wide).select(pl.concat_str(pieces).alias("text")).to_series())


def choose(condition: Array, then: Atoms, otherwise: Atoms) -> Atoms:
    """`then` where the condition holds, else `otherwise`."""
    if isinstance(then, Texts | Holed) or isinstance(otherwise, Texts | Holed):
        size = len(condition)
        yes, no = (pl.repeat(each, size, eager=True) if isinstance(each, str) else text_series(each) for each in (then, otherwise))
        return Texts(yes.zip_with(pl.Series(condition), no))
    x, y = (Coded(np.zeros(len(condition), np.int64), (each,)) if isinstance(each, str) else each for each in (then, otherwise))
    return Coded(np.where(condition, x.codes, y.codes.astype(np.int64) + len(x.values)), (*x.values, *y.values))
