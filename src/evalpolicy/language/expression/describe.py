"""Types in the words of a mistake: what a thing is, so that a reader sees why it does not fit."""

from __future__ import annotations

from evalpolicy.core.calendar import WEEKDAYS
from evalpolicy.language.expression.context import LONGEST_LIST, Context
from evalpolicy.language.expression.typed import Typed
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
from evalpolicy.wording import Wording

WEEKDAYS_ZH = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def weekday(number: int) -> Wording:
    """The name of a weekday, 0 for Monday."""
    return Wording(WEEKDAYS_ZH[number], WEEKDAYS[number].capitalize())


def spelled(value: EnumValue) -> str:
    """A value's code and label, once where they are the same."""
    return value.code if value.label in ("", value.code) else f"{value.code} {value.label}"


def values_of(type: EnumType) -> str:
    """The values of an enumeration as a list, cut short where it is long."""
    shown = ", ".join(spelled(value) for value in type.values[:LONGEST_LIST])
    return f"{shown} …" if len(type.values) > LONGEST_LIST else shown


def describe(type: Type) -> Wording:
    """What a value of the type is, as in "it is a date"."""
    match type:
        case EnumType():
            zh_values = values_of(type).replace(", ", "、")
            named = type.id if type.label in ("", type.id) else f"{type.id} {type.label}"
            return Wording(f"{type.label or type.id}的一个值（{zh_values}）", f"a value of {named} ({values_of(type)})")
        case YesNoType():
            return Wording("是或否", "yes or no")
        case NumberType():
            return Wording("数", "a number")
        case AmountType():
            return Wording("金额", "an amount of money")
        case DateType():
            return Wording("日期", "a date")
        case InstantType():
            return Wording("时刻", "a point in time")
        case TextType():
            return Wording("文字", "a text")
        case TextsType():
            return Wording("文字或若干段文字", "a text or a list of texts")
        case ItemType():
            return Wording("目录中的项目", "an item of a catalog")
        case ResidentIdType():
            return Wording("身份证号", "a resident id")
        case SetType(element=element):
            inner = describe(element)
            return Wording(f"一组值，每个是{inner.zh}", f"a set, each member {inner.en}")
        case ListType(record=record):
            return Wording(f"一份 {record} 清单", f"a list of {record}")
        case _:
            raise AssertionError(f"not a type: {type}")


def whose(span: Span, context: Context) -> Wording:
    """The author's words for a thing, quoted."""
    words = context.words(span)
    return Wording(f"`{words}` ", f"`{words}`") if words else Wording("这个值", "this value")


def mismatch(left: Typed, left_span: Span, right: Typed, right_span: Span, span: Span, context: Context) -> None:
    """Report that two values are of kinds that have nothing to do with each other."""
    one, other = describe(left.type), describe(right.type)
    first, second = whose(left_span, context), whose(right_span, context)
    context.error(
        "type-mismatch",
        span,
        f"{first.zh}是{one.zh}，不能与 {second.zh}（{other.zh}）放在一起比较或计算",
        f"{first.en} is {one.en}; it can't be compared or combined with {second.en}, {other.en}",
        *_instead(left, right, first, context),
    )


def _instead(left: Typed, right: Typed, first: Wording, context: Context) -> tuple[str, str]:
    """What to do with a condition that is compared: it is one already, or what was meant to be compared is the number of the rows."""
    if not isinstance(left.type, YesNoType) or isinstance(right.type, YesNoType):
        return "", ""
    if context.scope.rows:
        return (
            "要比较的如果是前面数出来、算出来的，把它放进括号：`(count of … where …) = 4`",
            "if what is counted or summed up before is to be compared, put brackets around it: `(count of … where …) = 4`",
        )
    return f"成立就写 {first.zh.strip()}，不成立写 `not …`", f"write just {first.en}, or `not …`"


def unexpected(found: Typed, expected: Type, span: Span, context: Context, help_zh: str = "", help_en: str = "") -> None:
    """Report that a value is not of the type that its place asks for."""
    is_, wanted, what = describe(found.type), describe(expected), whose(span, context)
    zh, en = f"这里要的是{wanted.zh}，而{what.zh}是{is_.zh}", f"{wanted.en} is expected here, but {what.en} is {is_.en}"
    context.error("type-mismatch", span, zh, en, help_zh, help_en)
