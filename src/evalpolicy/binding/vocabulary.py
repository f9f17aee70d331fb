"""What a policy's names and values may be spelt like, worked out once for a policy."""

from __future__ import annotations

from functools import cached_property
from zoneinfo import ZoneInfo

from evalpolicy.classes import field, frozen
from evalpolicy.core.names import normalised
from evalpolicy.core.references import asks_items
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import EnumType, EnumValue


@frozen(slots=False)
class Vocabulary:
    """Spellings by normalised spelling. Filled as it is used: the same from any thread, whichever comes first."""

    model: PolicyModel
    _codes: dict[tuple[EnumValue, ...], dict[str, str]] = field(factory=dict, init=False, repr=False)

    @cached_property
    def items(self) -> dict[str, dict[str, str]]:
        """The key of each item by every spelling of its name, by catalog."""
        return {
            catalog.id: {normalised(name): item.key for item in catalog.items for name in (item.key, item.code, item.name, *item.aliases)}
            for catalog in self.model.catalogs.values()
        }

    @cached_property
    def asks_items(self) -> bool:
        """Whether a rule asks if the selected items are in a catalog."""
        return asks_items(self.model)

    @cached_property
    def timezone(self) -> ZoneInfo:
        """The policy's time zone."""
        return ZoneInfo(self.model.timezone)

    def codes(self, type: EnumType) -> dict[str, str]:
        """The code of each value by every spelling."""
        found = self._codes.get(type.values)
        if found is None:
            found = {}
            for choice in type.values:
                for spelling in (choice.code, choice.label, *choice.aliases):
                    found.setdefault(normalised(spelling), choice.code)
            self._codes[type.values] = found
        return found
