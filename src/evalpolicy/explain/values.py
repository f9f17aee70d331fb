"""Values as people read them, by type and language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from evalpolicy.core.algebra import Atom, AtomSet, Quantity, Truth
from evalpolicy.core.sorts import bounds
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import (
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ItemType,
    NumberType,
    SetType,
    Type,
)
from evalpolicy.wording import MONTHS, Language, Wording

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NOT_GIVEN = Wording("（未填）", "(not given)")
NOT_STATED = Wording("（原文未写明）", "(not stated)")
YES_NO = {True: Wording("是", "yes"), False: Wording("否", "no")}


def currency_text(code: str | None, language: Language) -> str:
    """A currency as people say it."""
    return Wording("元", "CNY").text(language) if code == "CNY" else code or ""


def decimal(units: int, digits: int) -> Decimal:
    """A number in units of 10**-digits; whole numbers without a fraction."""
    # From digits, not by arithmetic: the caller's decimal context has no say in it.
    whole, rest = divmod(units, 10**digits)
    return Decimal(whole) if rest == 0 else Decimal(f"{units}e-{digits}")


def instant(model: PolicyModel, microseconds: int) -> dt.datetime:
    """An instant in the policy's time zone."""
    return (EPOCH + dt.timedelta(microseconds=microseconds)).astimezone(ZoneInfo(model.timezone))


def date_text(day: dt.date, language: Language) -> str:
    """A day, spelt out."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def instant_text(moment: dt.datetime, language: Language) -> str:
    """An instant to the minute, or as exactly as it takes."""
    time = moment.strftime("%H:%M")
    if moment.microsecond:
        time = moment.strftime("%H:%M:%S.%f")
    elif moment.second:
        time = moment.strftime("%H:%M:%S")
    return f"{date_text(moment.date(), language)} {time}"


def due_text(moment: dt.datetime, language: Language) -> str:
    """A last instant; the end of a day is named by the day."""
    if moment.time() == dt.time.max:
        return f"{date_text(moment.date(), language)}{'（含当天）' if language == 'zh' else ' (that day included)'}"
    return instant_text(moment, language)


def atom_text(model: PolicyModel, value: str, type: Type) -> str:
    """A code by its label, an item by its name, a text as it is."""
    match type:
        case EnumType() if value in type.codes:
            return type.value(value).label
        case ItemType():
            catalog_id, _, code = value.partition(".")
            catalog = model.catalogs.get(catalog_id)
            item = next((item for item in catalog.items if item.code == code), None) if catalog is not None else None
            return item.name if item is not None else value.rpartition("?")[2]
        case _:
            return value


def quantity_text(model: PolicyModel, value: int, type: Type, language: Language) -> str:
    """A number, amount, day or instant."""
    match type:
        case AmountType():
            return format(decimal(value, model.minor_digits), "f")
        case NumberType(decimals=decimals):
            return format(decimal(value, decimals), "f")
        case DateType():
            return date_text(dt.date.fromordinal(value), language)
        case InstantType():
            return instant_text(instant(model, value), language)
        case _:
            raise AssertionError(f"not a quantity type: {type}")


def carried_text(model: PolicyModel, value: object, type: Type, language: Language) -> str:
    """A value of the reference engine; what is not known says why."""
    joint = "、" if language == "zh" else ", "
    match value:
        case Quantity(low=low, high=high, settles=settles):
            if low == high:
                return quantity_text(model, low, type, language)
            widest = bounds(type)
            if widest[0] <= low and high <= widest[1] and (low, high) != widest:
                ends = [quantity_text(model, end, type, language) for end in (low, high)]
                return (" 至 " if language == "zh" else " to ").join(ends)
            return (NOT_GIVEN if settles else NOT_STATED).text(language)
        case Atom(known=known, value=atom, settles=settles):
            if known:
                return atom_text(model, atom, type)
            return (NOT_GIVEN if settles else NOT_STATED).text(language)
        case AtomSet(known=known, members=members, settles=settles):
            if not known:
                return (NOT_GIVEN if settles else NOT_STATED).text(language)
            element = type.element if isinstance(type, SetType) else type
            order = element.codes if isinstance(element, EnumType) else sorted(members)
            return joint.join(atom_text(model, code, element) for code in order if code in members)
        case Truth(holds=holds, fails=fails, may_hold=may_hold):
            if holds or fails:
                return YES_NO[holds].text(language)
            return (NOT_GIVEN if may_hold else NOT_STATED).text(language)
        case _:
            return str(value)
