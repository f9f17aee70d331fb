"""The same application, written otherwise: no decision may depend on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from evalpolicy.language.model import Item, PolicyModel
from evalpolicy.language.types import AmountType, EnumType, InstantType, ItemType, SetType, Type
from evalpolicy.testing.landmarks import EPOCH, MICROSECOND
from evalpolicy.testing.places import Json, Place, copied, places
from evalpolicy.testing.values import item_spellings, spelled_instants, spellings

if TYPE_CHECKING:
    from evalpolicy.policy import Policy

FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"})


def respelled(application: Mapping[str, object], policy: Policy, *, full_width: bool = True) -> st.SearchStrategy[Json]:
    """The same application with codes for labels and labels for codes, items by another of their names, instants in other offsets, amounts in
    other forms and, with `full_width`, names in full-width characters.
    """
    return st.composite(lambda draw: _respell(draw, copied(application), policy, full_width))()


def reordered(application: Mapping[str, object]) -> st.SearchStrategy[Json]:
    """The same application with its selections in another order."""

    @st.composite
    def draw_order(draw: st.DrawFn) -> Json:
        copy = copied(application)
        selections = copy.get("selections")
        copy["selections"] = draw(st.permutations(selections)) if isinstance(selections, list) else selections
        return copy

    return draw_order()


def _respell(draw: st.DrawFn, application: Json, policy: Policy, full_width: bool) -> Json:
    for place in list(places(policy.model, application)):
        value = place.container.get(place.key)
        if value is not None and draw(st.booleans()):
            place.container[place.key] = _otherwise(draw, policy.model, place, place.type, value, full_width)
    return application


def _otherwise(draw: st.DrawFn, model: PolicyModel, place: Place, type_: Type, value: object, full_width: bool) -> object:
    """A value in another spelling; itself where it has none."""
    match type_:
        case EnumType():
            return draw(st.sampled_from(_enum_spellings(type_, value)))
        case ItemType(catalog=catalog) if isinstance(value, str):
            said = place.container.get("catalog") if place.key == "item" else None
            written = draw(st.sampled_from(_item_spellings(model, catalog, value, said is not None)))
            return written.translate(FULL_WIDTH) if full_width and draw(st.booleans()) else written
        case InstantType():
            return draw(spelled_instants(model, _instant(model, value)))
        case AmountType() if isinstance(value, int | str | float):
            exact = Decimal(str(value))
            return draw(st.sampled_from([value, format(exact, "f"), exact]))
        case SetType(element=element) if isinstance(value, list):
            members = [_otherwise(draw, model, place, element, member, full_width) for member in value]
            return draw(st.permutations(members))
        case _:
            return value


def _enum_spellings(type_: EnumType, value: object) -> list[object]:
    for code in type_.codes:
        found = spellings(type_, code)
        if value in found:
            return found
    return [value]


def _item_spellings(model: PolicyModel, catalog: str | None, value: str, placed: bool) -> list[str]:
    """Other names of the one item that bears a name; just the name where several do."""
    catalogs = [model.catalogs[catalog]] if catalog else list(model.catalogs.values())
    bearers: list[Item] = [item for c in catalogs for item in c.items if value in item_spellings(item)]
    if len(bearers) != 1:
        return [value]
    others = [item for c in catalogs for item in c.items if item is not bearers[0]]
    return [name for name in item_spellings(bearers[0]) if not any(name in item_spellings(other) for other in others)] or [value]


def _instant(model: PolicyModel, value: object) -> int:
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(model.timezone))
    return (moment - EPOCH) // MICROSECOND
