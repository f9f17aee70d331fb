"""Changed facts: what an application would be with one value, file or row other than it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evalpolicy.classes import evolve
from evalpolicy.core.facts import Facts, Placement, Row, Value, fact_pointer
from evalpolicy.language.model import Item

SELECTIONS = ("application", "selections")


def with_value(facts: Facts, owner: str, name: str, value: Value) -> Facts:
    """The facts with one of the applicant, the application or a step set."""
    return evolve(
        facts,
        values={**facts.values, (owner, name): value},
        explicit=facts.explicit | {fact_pointer(owner, name)},
    )


def with_row(facts: Facts, key: tuple[str, str], row: Row, changes: Mapping[str, Value | None]) -> Facts:
    """The facts with some values of one row set, or left out where None."""
    values = {name: value for name, value in {**row.values, **changes}.items() if value is not None}
    explicit = set(facts.explicit)
    for name, value in changes.items():
        pointer = f"{row.pointer}/{name}"
        explicit.discard(pointer) if value is None else explicit.add(pointer)
    changed = evolve(row, values=values)
    rows = tuple(changed if other is row else other for other in facts.lists[key])
    return evolve(facts, lists={**facts.lists, key: rows}, explicit=frozenset(explicit))


def with_item(facts: Facts, row: Row, item: Item) -> Facts:
    """The facts with another, listed item selected."""
    named = evolve(row, placement=Placement.LISTED, item_name=item.name, candidates=(item.catalog,))
    rows = tuple(named if other is row else other for other in facts.lists[SELECTIONS])
    return with_row(evolve(facts, lists={**facts.lists, SELECTIONS: rows}), SELECTIONS, named, {"item": item.key, "catalog": item.catalog})


def without_rows(facts: Facts, key: tuple[str, str], dropped: Iterable[Row]) -> Facts:
    """The facts without some rows."""
    gone = {id(row) for row in dropped}
    return evolve(facts, lists={**facts.lists, key: tuple(row for row in facts.lists[key] if id(row) not in gone)})
