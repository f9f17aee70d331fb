"""The items of selections: each pair of a name of an item and a name of a catalog is placed once, by the reader of single applications."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.inputs import Placed, Placements
from evalpolicy.backends.columns.interning import Combinations
from evalpolicy.backends.graph.entries import Entries
from evalpolicy.binding import bind
from evalpolicy.classes import define, field
from evalpolicy.core.facts import Row
from evalpolicy.errors import ApplicationError
from evalpolicy.table.distinct import Codes, Values
from evalpolicy.table.tree import Group, Leaf

MOST_KEPT = 100_000
"""More pairs are not kept from one chunk to the next."""


@define(eq=False)
class ItemReader:
    """Places the items of chunk after chunk. Not for use by several threads at once."""

    values: Values
    entries: Entries
    given: Mapping[str, object] | None
    _items: Codes = field(factory=Codes, init=False)
    _catalogs: Codes = field(factory=Codes, init=False)
    _resets: tuple[int, int] = field(default=(0, 0), init=False)
    _pairs: Combinations = field(factory=Combinations, init=False)
    _placed: tuple[Placed, ...] = field(default=(), init=False)
    _wrong: Array = field(factory=lambda: np.zeros(0, np.bool_), init=False)
    _nowhere: Placed = field(init=False)

    def __attrs_post_init__(self) -> None:
        nowhere = self._place(None, None)
        assert nowhere is not None
        self._nowhere = nowhere

    def read(self, child: Group) -> tuple[Placements, Array | None]:
        """How the selections are placed, and where that cannot be read (None: nowhere)."""
        bad = np.zeros(len(child), np.bool_)
        items, catalogs = (self._codes(child, name, codes, bad) for name, codes in (("item", self._items), ("catalog", self._catalogs)))
        resets = self._items.resets, self._catalogs.resets
        if resets != self._resets or self._pairs.size > MOST_KEPT:
            self._resets, self._pairs, self._placed, self._wrong = resets, Combinations(), (), np.zeros(0, np.bool_)
        codes = self._pairs.of([(items, len(self._items.values)), (catalogs, len(self._catalogs.values))])
        if self._pairs.size > len(self._placed):
            new = [self._place(self._items.values[x], self._catalogs.values[y]) for x, y in self._pairs.since(len(self._placed))]
            self._placed += tuple(self._nowhere if placed is None else placed for placed in new)
            self._wrong = np.concatenate([self._wrong, np.array([placed is None for placed in new], np.bool_)])
        if self._wrong.any():
            bad |= self._wrong.take(codes)
        return Placements(codes, self._placed or (self._nowhere,)), bad if bad.any() else None

    def _codes(self, child: Group, name: str, codes: Codes, bad: Array) -> Array:
        tree = child.fields.get(name)
        if isinstance(tree, Leaf):
            tree.read = True
            return codes.of(tree.series)
        if tree is not None:
            bad |= tree.present
        return np.zeros(len(child), np.int64)

    def _place(self, item: object, catalog: object) -> Placed | None:
        """How a selection is placed; None where it cannot be read."""
        model, limits, vocabulary = self.values.model, self.values.limits, self.values.vocabulary
        selection = {"item": item, "catalog": catalog}
        try:
            facts = bind(model, {"selections": [selection]}, given=self.given, limits=limits, vocabulary=vocabulary)
        except ApplicationError:
            return None
        row = facts.lists["application", "selections"][0]
        kept = {name: row.values[name] for name in ("item", "catalog") if name in row.values}
        placed = Row("", kept, row.placement, row.item_name, row.candidates)
        return Placed(placed, self.entries.of(placed))
