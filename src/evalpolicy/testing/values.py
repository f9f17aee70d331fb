"""JSON values of every type, near the places where decisions change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from hypothesis import strategies as st
from stdnum.cn import ric

from evalpolicy.core.sorts import bounds
from evalpolicy.language.model import Catalog, FactDef, Item, PolicyModel
from evalpolicy.language.types import (
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ItemType,
    ListType,
    NumberType,
    ResidentIdType,
    SetType,
    TextsType,
    Type,
    YesNoType,
)
from evalpolicy.testing.landmarks import instant_text, landmarks

AREAS = ("430105", "110101", "440305", "430626")
UNLISTED = ("没有列出的项目", "Unlisted item 7")
LARGEST_USUAL = 10**6


def values(model: PolicyModel, type_: Type, *, fact: FactDef | None = None, canonical: bool = False) -> st.SearchStrategy[object]:
    """Well-formed values of a type as an application states them.

    `canonical`: codes and not labels, instants in the policy's own time zone.
    """
    match type_:
        case EnumType():
            return _enum(type_, canonical)
        case YesNoType():
            return st.booleans()
        case NumberType():
            return _number(model, type_)
        case AmountType():
            return amounts(model, _near(landmarks(model).numbers, 0, 10**7), canonical)
        case DateType():
            return _days(model).map(lambda day: dt.date.fromordinal(day).isoformat())
        case InstantType():
            return _instants(model).flatmap(lambda instant: spelled_instants(model, instant, canonical))
        case TextsType():
            return st.one_of(st.just("无"), st.lists(_words(model), min_size=1, max_size=2))
        case ItemType(catalog=catalog):
            return listed_items([model.catalogs[catalog]] if catalog else list(model.catalogs.values()), canonical)
        case ResidentIdType():
            return resident_ids(model)
        case SetType(element=element):
            least = 1 if fact is not None and fact.never_empty else 0
            return st.lists(values(model, element, canonical=True), min_size=least, max_size=3, unique_by=str)
        case ListType(record=record):
            return st.lists(record_rows(model, record, canonical=canonical), max_size=3)
        case _:
            return _words(model)


def record_rows(model: PolicyModel, record: str, *, unknowns: bool = False, canonical: bool = False) -> st.SearchStrategy[dict[str, object]]:
    """Rows of a fact list."""
    fields = {name: values(model, f.type, fact=f, canonical=canonical) for name, f in model.records[record].fields.items()}
    return st.fixed_dictionaries({}, optional=_with_null(fields)) if unknowns else st.fixed_dictionaries(fields)


def _with_null(fields: dict[str, st.SearchStrategy[object]]) -> dict[str, st.SearchStrategy[object]]:
    return {name: st.one_of(strategy, strategy, strategy, st.none()) for name, strategy in fields.items()}


# --- one type each -------------------------------------------------------------------------------


def spellings(type_: EnumType, code: str) -> list[object]:
    """How an application may write a value of an enumeration: code, label, aliases, and digits as a number."""
    value = type_.value(code)
    found: list[object] = [code, *(spelling for spelling in (value.label, *value.aliases) if spelling)]
    return [*found, int(code)] if code.isascii() and code.isdigit() and str(int(code)) == code else found


def _enum(type_: EnumType, canonical: bool) -> st.SearchStrategy[object]:
    if canonical:
        return st.sampled_from(type_.codes)
    return st.sampled_from([spelling for code in type_.codes for spelling in spellings(type_, code)])


def item_spellings(item: Item) -> list[str]:
    """How an application may write an item: code, name and further names."""
    return [item.code, item.name, *item.aliases]


def listed_items(catalogs: list[Catalog], canonical: bool) -> st.SearchStrategy[object]:
    """Items of the catalogs by code, name or alias."""
    return st.sampled_from([spelling for c in catalogs for item in c.items for spelling in ([item.code] if canonical else item_spellings(item))])


def items(catalogs: list[Catalog], canonical: bool) -> st.SearchStrategy[object]:
    """Items of the catalogs by code, name or alias, and now and then one that none lists."""
    listed = [listed_items(catalogs, canonical)] * 9 if any(catalog.items for catalog in catalogs) else []
    return st.one_of(*listed, st.sampled_from(UNLISTED))


def _near(marks: tuple[int, ...], low: int, high: int) -> st.SearchStrategy[int]:
    """Whole numbers at and beside the marks, at the bounds, and anywhere between."""
    beside = sorted({near for mark in marks for near in (mark - 1, mark, mark + 1) if low <= near <= high} | {low, min(low + 1, high)})
    return st.one_of(st.sampled_from(beside), st.integers(low, min(high, max(low, LARGEST_USUAL))), st.sampled_from((low, high)))


def _number(model: PolicyModel, type_: NumberType) -> st.SearchStrategy[object]:
    strategy = _near(landmarks(model).numbers, type_.low, type_.high)
    if type_.decimals == 0:
        return strategy
    return strategy.map(lambda units: decimal_number(units, type_.decimals))


def decimal_number(units: int, decimals: int) -> object:
    """A number with decimals: whole where it is, else a float whose shortest form is exact."""
    exact = Decimal(units).scaleb(-decimals)
    return int(exact) if exact == int(exact) else float(exact)


def amounts(model: PolicyModel, minor: st.SearchStrategy[int], canonical: bool = False) -> st.SearchStrategy[object]:
    """Amounts of so many minor units: whole numbers, decimal strings and floats."""

    def spelled(units: int) -> st.SearchStrategy[object]:
        exact = Decimal(units).scaleb(-model.minor_digits)
        forms: list[object] = [format(exact, "f")]
        if exact == int(exact):
            forms.insert(0, int(exact))
        if not canonical and units < 10**12:
            forms.append(float(exact))
        return st.just(forms[0]) if canonical else st.sampled_from(forms)

    return minor.flatmap(spelled)


def _days(model: PolicyModel) -> st.SearchStrategy[int]:
    found = landmarks(model)
    low, high = bounds(DateType())
    near = _near(found.days, low, high).filter(lambda day: day > low + 1)
    around = st.integers(found.days[0] - 4000, found.days[-1] + 400)
    return st.one_of(near, around).map(lambda day: min(max(day, low), high))


def _instants(model: PolicyModel) -> st.SearchStrategy[int]:
    found = landmarks(model)
    near = [mark + shift for mark in found.instants for shift in (-1, 0, 1)]
    first, last = (day.toordinal() - dt.date(1970, 1, 1).toordinal() for day in model.in_force)
    anywhere = st.integers(first * 24, last * 24).map(lambda hour: hour * 3_600_000_000)
    return st.one_of(st.sampled_from(near), anywhere) if near else anywhere


def spelled_instants(model: PolicyModel, instant: int, canonical: bool = False) -> st.SearchStrategy[object]:
    """One instant in several offsets, and without one."""
    zones: tuple[str | None, ...] = ("policy",) if canonical else ("policy", None, "UTC", "America/New_York", "Asia/Kathmandu")
    return st.sampled_from(zones).map(lambda zone: instant_text(instant, model.timezone, zone))


def resident_ids(model: PolicyModel) -> st.SearchStrategy[str]:
    """Resident ids with a right check digit, of people old and young."""
    first, last = (day.toordinal() for day in model.in_force)
    births = st.one_of(st.integers(first - 25_000, first - 3_000), st.sampled_from(_birthdays(first, last)))
    return st.tuples(st.sampled_from(AREAS), births, st.integers(0, 999)).map(lambda parts: _resident_id(*parts))


def _birthdays(first: int, last: int) -> list[int]:
    """Days of birth that make someone 16, 18 or 60 while the policy is in force."""
    return [day - round(years * 365.2425) + shift for years in (16, 18, 60) for day in (first, last) for shift in (-1, 0, 1)]


def _resident_id(area: str, birth: int, sequence: int) -> str:
    number = f"{area}{dt.date.fromordinal(birth):%Y%m%d}{sequence:03d}"
    return number + str(ric.calc_check_digit(number + "0"))


def _words(model: PolicyModel) -> st.SearchStrategy[object]:
    """Texts: those that the policy compares with, and others."""
    others: list[Callable[[], st.SearchStrategy[object]]] = [
        lambda: st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)
    ]
    texts = landmarks(model).texts
    if texts:
        others.append(lambda: st.sampled_from(texts))
    return st.one_of(*(make() for make in others))
