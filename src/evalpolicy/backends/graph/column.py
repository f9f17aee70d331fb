"""What the catalogs state of each entry, kept as what most entries have and the others: catalogs of thousands of items have columns that are the
same for nearly all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from evalpolicy.classes import frozen


@frozen(eq=False, slots=False)
class Column:
    """A value for each of `length` entries: `usual`, but for `others` by entry.

    INVARIANT: `usual` is the commonest value, the first of them where several are; so equal columns are kept alike.
    """

    length: int
    usual: Any
    others: Mapping[int, Any]

    @staticmethod
    def of(values: Iterable[Any]) -> Column:
        """The column of these values."""
        listed = list(values)
        usual = Counter(listed).most_common(1)[0][0]
        return Column(len(listed), usual, {place: value for place, value in enumerate(listed) if value != usual})

    @staticmethod
    def sparse(length: int, usual: Any, others: Mapping[int, Any]) -> Column:
        """The column that has `usual` at all entries but these; the others may be equal to it."""
        kept = {place: value for place, value in others.items() if value != usual}
        if 2 * len(kept) < length:
            return Column(length, usual, kept)
        return Column.of(kept.get(place, usual) for place in range(length))

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, entry: int) -> Any:
        return self.others.get(entry, self.usual)

    def __iter__(self) -> Iterator[Any]:
        return (self.others.get(entry, self.usual) for entry in range(self.length))

    @cached_property
    def _hash(self) -> int:
        return hash((self.length, self.usual, frozenset(self.others.items())))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Column) and self._hash == other._hash and (self.usual, self.others) == (other.usual, other.others)

    @property
    def constant(self) -> bool:
        """Whether all entries have the same value."""
        return not self.others

    @property
    def values(self) -> list[Any]:
        """The values that occur, perhaps several times each."""
        return [self.usual, *self.others.values()]


def applied(operation: Callable[..., Any], columns: Sequence[Column]) -> Column:
    """The operation at each entry."""
    if len(columns) == 1:
        others = {place: operation(value) for place, value in columns[0].others.items()}
    else:
        places = set().union(*(column.others for column in columns))
        others = {place: operation(*(column[place] for column in columns)) for place in places}
    return Column.sparse(columns[0].length, operation(*(column.usual for column in columns)), others)


def all_true(columns: Sequence[Column]) -> Column:
    """At each entry, whether all of these columns of truths are true. Quick where one of them is true of few entries."""
    rare = [column for column in columns if not column.usual]
    if not rare:
        return Column.sparse(columns[0].length, True, {place: False for column in columns for place in column.others})
    rarest = min(rare, key=lambda column: len(column.others))
    return Column.sparse(rarest.length, False, {place: True for place in rarest.others if all(column[place] for column in columns)})
