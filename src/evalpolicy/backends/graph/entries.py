"""What is known of a selection's item, as one number: its entry.

The entries of a policy are its listed items, then what can be the case with names that no catalog lists. What the catalogs state of an item, and what
is known of its catalog, are columns over the entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from evalpolicy.backends.graph.column import Column
from evalpolicy.classes import frozen
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Placement, Row
from evalpolicy.language.model import Item, PolicyModel


@frozen
class Entry:
    """A listed `item`, or a `placement` of names that are not listed; `catalog` where the application or the placement says it.

    `only`: the one catalog that such a name can be from, where there is just one.
    """

    placement: Placement
    item: Item | None = None
    catalog: str | None = None
    only: str | None = None


@frozen(slots=False)
class Entries:
    """The entries of one policy, in their order."""

    model: PolicyModel

    @cached_property
    def all(self) -> tuple[Entry, ...]:
        """Every entry."""
        found = [Entry(Placement.LISTED, item, catalog.id, catalog.id) for catalog in self.model.catalogs.values() for item in catalog.items]
        for id in self.model.catalogs:
            for placement in (Placement.LISTED, Placement.UNLISTED, Placement.NOT_OFFERED, Placement.UNNAMED):
                found.append(Entry(placement, None, id, id))
            found.append(Entry(Placement.UNPLACED, None, None, id))
        found += [Entry(each) for each in (Placement.UNPLACED, Placement.AMBIGUOUS, Placement.NOT_OFFERED, Placement.UNNAMED)]
        return tuple(found)

    @cached_property
    def listed(self) -> dict[str, int]:
        """The entry of each listed item, by the key that core terms hold."""
        return {entry.item.key: place for place, entry in enumerate(self.all) if entry.item is not None}

    @cached_property
    def _others(self) -> dict[tuple[Placement, str | None, str | None], int]:
        return {(entry.placement, entry.catalog, entry.only): place for place, entry in enumerate(self.all) if entry.item is None}

    def of(self, row: Row) -> int:
        """The entry of a selection."""
        item, catalog = row.values.get("item"), row.values.get("catalog")
        if isinstance(item, str) and item in self.listed:
            return self.listed[item]
        assert row.placement is not None
        known = catalog if isinstance(catalog, str) else None
        one = row.placement is Placement.UNPLACED and len(row.candidates) == 1
        return self._others[row.placement, known, known if known is not None else row.candidates[0] if one else None]

    def column(self, value: Callable[[Entry], object]) -> Column:
        """A column: a value for each entry."""
        return Column.of(map(value, self.all))

    def of_items(self, keys: Iterable[str]) -> Column:
        """The column of truths that is true of these listed items alone."""
        return Column.sparse(len(self.all), False, {self.listed[key]: True for key in keys})

    def stated(self, entry: Entry, column: str) -> t.Term | None:
        """The constant that the catalogs state; None where that waits for the item."""
        if entry.item is not None:
            return entry.item.columns.get(column, t.SetConstant(frozenset()))
        if entry.placement in (Placement.AMBIGUOUS, Placement.UNNAMED):
            return None
        return _UNSTATED if entry.only is None else self.model.catalogs[entry.only].unlisted.get(column, _UNSTATED)


class _Unstated(t.Term):
    """Stands for a column that no catalog states, of whatever type."""


_UNSTATED = _Unstated()
