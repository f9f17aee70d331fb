"""The values of the variables that one application has, by their names: the way back from `Concrete`."""

from __future__ import annotations

from evalpolicy.backends.symbolic.hulls import declared
from evalpolicy.backends.symbolic.universe import FRESH, Universe
from evalpolicy.backends.symbolic.variables import pattern
from evalpolicy.classes import define, field
from evalpolicy.core.facts import Facts, Row
from evalpolicy.language.types import SetType, TextType


class OutsideUniverse(Exception):
    """The application has longer lists, or names items in more ways, than the universe holds."""


@define
class Assignment:
    """Values by the names of `Variables`, for the first policy of a universe and one application bound by it."""

    universe: Universe
    facts: Facts
    values: dict[str, object] = field(factory=dict)
    _names: dict[str, str] = field(factory=dict)
    _texts: frozenset[str] = field(init=False)
    """The patterns of the pointers at which sets of texts stand: a text is as it is, even if it is spelt like an item."""

    def __attrs_post_init__(self) -> None:
        model, facts = self.universe.models[0], self.facts
        types = {place: fact.type for place, fact in declared(model)} | {f"/given/{name}": each.type for name, each in model.parameters.items()}
        self._texts = frozenset(place for place, type in types.items() if isinstance(type, SetType) and isinstance(type.element, TextType))
        for pointer in facts.explicit:
            self.values[f"stated {pointer}"] = True
        for step in facts.reported:
            self.values[f"stated /steps/{step}"] = True
        self.values["scenario"] = 0
        for (owner, name), value in facts.values.items():
            pointer = f"/{name}" if owner == "application" else f"/applicant/{name}" if owner == "applicant" else f"/steps/{owner}/{name}"
            if pointer in facts.explicit:
                self._put(pointer, value)
        if facts.clock is not None:
            self.values |= {"stated /at": True, "value /at": facts.clock}
        for name, value in facts.given.items():
            if any(catalog.more_from == name for catalog in model.catalogs.values()):
                raise OutsideUniverse(name)
            self.values[f"stated /given/{name}"] = True
            self._put(f"/given/{name}", value)
        for (owner, name), rows in facts.lists.items():
            self._list(owner, name, rows)

    def _put(self, pointer: str, value: object) -> None:
        if isinstance(value, frozenset):
            texts = pattern(pointer) in self._texts
            for each in value:
                self.values[f"member {pointer} {each if texts else self._named(each)}"] = True
        else:
            self.values[f"value {pointer}"] = value
            if isinstance(value, str) and self._named(value) in self.universe.names:
                self.values[f"item {pointer}"] = self.universe.names.index(self._named(value))

    def _named(self, text: str) -> str:
        """The name that the universe has for an item; any other text as it is."""
        key = self._renamed(text)
        return next((name for name in self.universe.names if self.universe.key(0, 0, name, None, listed=False) == key), text)

    def _list(self, owner: str, name: str, rows: tuple[Row, ...]) -> None:
        bounds = self.universe.bounds
        selections = (owner, name) == ("application", "selections")
        most = bounds.selections if selections else bounds.files if name == "files" else bounds.records
        if len(rows) > most:
            raise OutsideUniverse(f"{owner}.{name}")
        base = "/selections" if selections else f"/{name}" if owner == "application" else f"/applicant/{name}" if owner == "applicant" else None
        base = base or f"/steps/{owner}/{name}"
        self.values[f"number {base}"] = len(rows)
        for place, row in enumerate(rows):
            for field_, value in row.values.items():
                pointer = f"{base}/{place}/{field_}"
                if field_ in ("item", "catalog") and selections:
                    continue
                if pointer in self.facts.explicit or name == "files":
                    self._put(pointer, value)
            if selections:
                self.values[f"way {base}/{place}"] = self._way(row)

    def _way(self, row: Row) -> int:
        """The way to name an item that the binding reads as this row."""
        item = row.values.get("item")
        wanted = (row.placement, None if item is None else self._renamed(str(item)), row.values.get("catalog"), row.candidates, bool(row.item_name))
        for place, way in enumerate(self.universe.bound[0][0]):
            assert way is not None
            if (way.placement, way.values.get("item"), way.values.get("catalog"), way.candidates, bool(way.item_name)) == wanted:
                return place
        raise OutsideUniverse(row.item_name)

    def _renamed(self, key: str) -> str:
        """An unlisted name as the universe has it: the first one met is its first one."""
        if not key.startswith("?"):
            return key
        if key not in self._names:
            if len(self._names) >= self.universe.bounds.selections:
                raise OutsideUniverse(key)
            self._names[key] = f"?{FRESH}{len(self._names) + 1}"
        return self._names[key]
