"""`type`: a closed list of values, each with its code, label and further spellings; and what types are called."""

from __future__ import annotations

from evalpolicy.core.names import normalised
from evalpolicy.diagnostics import Fix
from evalpolicy.language.foreign_types import own_type, told_type
from evalpolicy.language.reserved import reserved
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.types import (
    AmountType,
    DateType,
    EnumType,
    EnumValue,
    InstantType,
    ItemType,
    ListType,
    NumberType,
    ResidentIdType,
    SetType,
    TextsType,
    TextType,
    Type,
    YesNoType,
)
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

PLAIN_TYPES: dict[str, Type] = {
    "yes_no": YesNoType(),
    "amount": AmountType(),
    "date": DateType(),
    "instant": InstantType(),
    "text": TextType(),
    "texts": TextsType(),
    "resident_id": ResidentIdType(),
}


def resolve_types(resolution: Resolution) -> None:
    """Every enumeration."""
    for name, declaration in resolution.unique(tree.TypeDecl, "类型", "type").items():
        spellings: dict[str, Span] = {}
        values = []
        for value in declaration.values:
            label = value.code.text if value.label is None else value.label.text
            for text, span in _spellings(value):
                if normalised(text) in spellings and spellings[normalised(text)] != value.span:
                    resolution.duplicate(span, text, "值", "value", spellings[normalised(text)])
                spellings.setdefault(normalised(text), value.span)
            reserved(value.code, resolution)
            values.append(EnumValue(value.code.text, label, tuple(alias.text for alias in value.aliases)))
        codes = [value.code for value in values]
        if len(set(codes)) == len(codes):
            resolution.symbols.types[name] = EnumType(name, resolution.label(declaration), tuple(values), declaration.ordered)
        else:
            resolution.symbols.broken.add(name)


def _spellings(value: tree.EnumValue) -> list[tuple[str, Span]]:
    texts = [*([] if value.label is None else [value.label]), *value.aliases]
    return [(value.code.text, value.code.span), *((text.text, text.span) for text in texts)]


def resolve_type(ref: tree.TypeRef, resolution: Resolution) -> Type | None:
    """The type that a reference names; None where there is none (reported)."""
    symbols = resolution.symbols
    match ref.kind:
        case "named":
            assert ref.name is not None
            name = ref.name.text
            if name in symbols.types:
                return symbols.types[name]
            if name in symbols.records:
                zh, en = f"“{name}”是记录，一个事实要写 `list of {name}`", f"`{name}` is a record: write `list of {name}`"
                resolution.error("record-not-list", ref.span, zh, en)
            elif name not in symbols.broken and (foreign := told_type(name)) is not None:
                own = own_type(name)
                message = Wording(f"类型“{name}”在这里不叫这个名字", f"the type `{name}` has another name here")
                resolution.diagnostics.error("foreign-type", ref.span, message, foreign, fix=None if own is None else Fix(ref.span, own))
            elif name not in symbols.broken:
                built_in = ["yes or no", "number", "amount", "date", "instant", "text", "texts", "item", "resident id"]
                resolution.unknown(ref.span, name, [*symbols.types, *built_in], "类型", "type", "unknown-type")
            return None
        case "set":
            assert ref.element is not None
            element = resolve_type(ref.element, resolution)
            if element is not None and not isinstance(element, EnumType | ItemType | TextType):
                zh, en = "集合只能由声明的类型、项目或文本组成", "a set is of a declared type, of items or of texts"
                resolution.error("set-of", ref.span, zh, en)
                return None
            return None if element is None else SetType(element)
        case "list":
            assert ref.name is not None
            if ref.name.text not in symbols.records:
                if ref.name.text not in symbols.broken:
                    resolution.unknown(ref.name.span, ref.name.text, symbols.records, "记录", "record", "unknown-record")
                return None
            return ListType(ref.name.text)
        case "number":
            return _number(ref, resolution)
        case "item":
            catalogs = symbols.catalog_type.codes
            if ref.name is not None and ref.name.text not in catalogs:
                resolution.unknown(ref.name.span, ref.name.text, catalogs, "目录", "catalog", "unknown-catalog")
                return None
            return ItemType(None if ref.name is None else ref.name.text)
        case kind:
            if kind == "amount" and symbols.currency is None:
                resolution.error(
                    "currency-missing",
                    ref.span,
                    "用到金额，但没有写货币",
                    "amounts are used, but no currency is stated",
                    "在 `policy` 下面加一行：`currency CNY`",
                    "add a line below `policy`: `currency CNY`",
                )
            return PLAIN_TYPES[kind]


def _number(ref: tree.TypeRef, resolution: Resolution) -> Type | None:
    scale = 10**ref.decimals
    default = NumberType()
    low = default.low if ref.low is None else ref.low.value * scale
    high = default.high * scale if ref.high is None else ref.high.value * scale
    for bound, written in ((low, ref.low), (high, ref.high)):
        if written is not None and bound != int(bound):
            zh, en = f"{written.text} 的小数位比类型多", f"{written.text} has more decimals than the type"
            resolution.error("too-precise", written.span, zh, en, "写 `with N decimals`", "write `with N decimals`")
            return None
        if written is not None and abs(bound) > 10**15:
            resolution.error("number-too-big", written.span, "数字太大", "the number is too big", "最多 15 位", "at most 15 digits")
            return None
    if low > high:
        resolution.error("bounds-reversed", ref.span, "下限大于上限", "the lower bound is above the upper", "对调", "swap them")
        return None
    return NumberType(int(low), int(high), ref.decimals)


