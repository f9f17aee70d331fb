"""Values of an application, read by the type that the policy declares. Every fault becomes a problem with its JSON pointer."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from evalpolicy.binding.foreign import MisfitError, is_mapping, name_of, own
from evalpolicy.binding.instants import is_day, parse_instant
from evalpolicy.binding.names import nearest, nearest_items
from evalpolicy.binding.vocabulary import Vocabulary
from evalpolicy.classes import define, field
from evalpolicy.core.facts import Value
from evalpolicy.core.figures import figure_text
from evalpolicy.core.names import normalised
from evalpolicy.errors import Problem
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import (
    EARLIEST_DATE,
    HIGHEST_MINOR_AMOUNT,
    LATEST_DATE,
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ItemType,
    NumberType,
    ResidentIdType,
    SetType,
    TextsType,
    TextType,
    Type,
    YesNoType,
    is_plain_resident_id,
)
from evalpolicy.limits import Limits
from evalpolicy.wording import Wording

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
KINDS = {
    bool: Wording("是/否", "a truth value"),
    int: Wording("整数", "an integer"),
    float: Wording("小数", "a float"),
    str: Wording("文本", "a string"),
    list: Wording("列表", "a list"),
    dict: Wording("对象", "an object"),
    tuple: Wording("列表", "a list"),
    type(None): Wording("空值", "null"),
    Decimal: Wording("小数", "a decimal"),
    dt.date: Wording("日期", "a date"),
    dt.datetime: Wording("时间", "an instant"),
}
MOST_BITS = 200
"""Of an integer; none that is of use is longer."""
MOST_SHOWN = 60
"""Characters of a value that a message repeats."""
MOST_SUGGESTIONS = 100
"""After so many problems and warnings no nearest names are looked for: that takes much longer than reading does."""
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


def kind_of(value: object) -> Wording:
    """What a value is, for a message."""
    if is_mapping(value):
        return KINDS[dict]
    name = name_of(type(value))
    return KINDS.get(type(value), Wording(name, name))


def shown(value: object) -> str:
    """A value as messages repeat it: texts in quotes, cut where it is long, never with what no encoding holds."""
    try:
        plain = own(value)
    except MisfitError:
        return kind_of(value).en
    if isinstance(plain, str):
        cut = plain if len(plain) <= MOST_SHOWN else f"{plain[: MOST_SHOWN - 1]}…"
        return repr(cut) if cut.isascii() or cut.isprintable() else ascii(cut)
    if isinstance(plain, int) and plain.bit_length() > MOST_BITS:
        # Python does not write any number of digits.
        return kind_of(plain).en
    return str(plain) if isinstance(plain, int | float | Decimal | None) else kind_of(plain).en


def escape(part: str) -> str:
    """One part of a JSON pointer."""
    return part.replace("~", "~0").replace("/", "~1")


def is_nan(value: object) -> bool:
    """Whether a value is what floats and decimals have in the place of a number."""
    return value != value if isinstance(value, float) else isinstance(value, Decimal) and value.is_nan()


def exact_decimal(value: int | float | Decimal | str) -> Decimal | None:
    """A number as it is written, a float by its shortest decimal form; None for a text that is no number. No decimal context plays a part."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        return Decimal(text) if _DECIMAL.fullmatch(text) else None
    return Decimal(float.__repr__(value)) if isinstance(value, float) else Decimal(value)


def whole_units(number: Decimal, decimals: int) -> int | None:
    """A finite number in units of 10**-decimals; None where it does not fit them. Exact for any number of digits."""
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    written = "".join(map(str, digits)).lstrip("0")
    shortest = written.rstrip("0")
    shift = exponent + len(written) - len(shortest) + decimals
    if not shortest:
        return 0
    return None if shift < 0 else (-1 if sign else 1) * int(shortest + "0" * shift)


@define
class Reader:
    """Reads values and collects what is wrong with them, and what is only worth a warning."""

    model: PolicyModel
    limits: Limits
    vocabulary: Vocabulary
    problems: list[Problem] = field(factory=list)
    warnings: list[Problem] = field(factory=list)
    extra: dict[str, dict[str, str]] = field(factory=dict)
    """Items that a parameter adds to a catalog: names by normalised name, by catalog."""
    open: frozenset[str] = frozenset()
    """The catalogs that may hold items which nobody lists."""

    def problem(self, pointer: str, code: str, zh: str, en: str) -> None:
        """Record a fault."""
        self.problems.append(Problem(pointer, code, Wording(zh, en)))

    def warn(self, pointer: str, code: str, zh: str, en: str) -> None:
        """Record a remark."""
        self.warnings.append(Problem(pointer, code, Wording(zh, en)))

    def wrong_type(self, pointer: str, value: object, zh: str, en: str) -> None:
        """Record that a value is of the wrong kind; not a number is of none."""
        if is_nan(value):
            self.problem(pointer, "not-a-number", "NaN 不是数字；不知道的值请留空", "NaN is not a number; what is not known is left out, or null")
            return
        kind = kind_of(value)
        self.problem(pointer, "wrong-type", f"这里应是{zh}，给出的是{kind.zh}", f"expected {en}, got {kind.en}")

    def blank(self, pointer: str) -> None:
        """Record that what stands there says nothing."""
        self.warn(pointer, "blank", "空白，按未填处理", "blank: taken as not given")

    def nearest(self, name: str, known: Iterable[str]) -> str | None:
        """The known name that comes nearest, while it is worth looking for."""
        return nearest(name, known) if len(self.problems) + len(self.warnings) < MOST_SUGGESTIONS else None

    def read(self, value: object, type: Type, pointer: str) -> Value | None:
        """The core value; None where it is wrong (recorded) or says nothing."""
        match type:
            case YesNoType():
                if isinstance(value, bool):
                    return value
                self.wrong_type(pointer, value, "是/否（true/false）", "true or false")
                return None
            case EnumType():
                return self._code(value, type, pointer)
            case NumberType(low=low, high=high, decimals=decimals):
                return self._number(value, decimals, low, high, pointer)
            case AmountType():
                return self._number(value, self.model.minor_digits, 0, HIGHEST_MINOR_AMOUNT, pointer)
            case DateType():
                return self._date(value, pointer)
            case InstantType():
                return self.instant(value, pointer)
            case TextType():
                return self._text(value, pointer)
            case TextsType():
                return self._texts(value, pointer)
            case ItemType(catalog=catalog):
                return self._item(value, catalog, pointer)
            case ResidentIdType():
                return self._resident_id(value, pointer)
            case SetType(element=element):
                return self._set(value, element, pointer)
            case _:
                raise AssertionError(f"not a value's type: {type}")

    # --- by type ---------------------------------------------------------------------------------

    def _code(self, value: object, type: EnumType, pointer: str) -> str | None:
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.wrong_type(pointer, value, f"“{type.label}”的一个值", f"a value of {type.label or type.id}")
            return None
        spelt = str(value)
        wanted = normalised(spelt)
        if isinstance(value, str) and not wanted:
            self.blank(pointer)
            return None
        code = self.vocabulary.codes(type).get(wanted)
        if code is not None:
            return code
        spellings = [spelling for choice in type.values for spelling in (choice.code, choice.label, *choice.aliases)]
        near = self.nearest(spelt, spellings)
        choices = ", ".join(choice.code if choice.label in ("", choice.code) else f"{choice.code} ({choice.label})" for choice in type.values)
        self.problem(
            pointer,
            "unknown-value",
            f"{shown(value)} 不是“{type.label or type.id}”的值{f'，是不是“{near}”？' if near else '。'}可填：{choices}",
            f"{shown(value)} is not a value of {type.label or type.id}{f'; did you mean {near!r}?' if near else '.'} Accepted: {choices}",
        )
        return None

    def _number(self, value: object, decimals: int, low: int, high: int, pointer: str) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str) or is_nan(value):
            self.wrong_type(pointer, value, "数字", "a number")
            return None
        number = exact_decimal(value)
        if number is None:
            self.problem(pointer, "not-a-number", f"{shown(value)} 不是数字", f"{shown(value)} is not a number")
            return None
        # A zero has no size: `0E+50` is 0.
        if not number.is_finite() or (number and number.adjusted() > 30) or abs(int(number.as_tuple().exponent)) > 10_000:
            self.problem(pointer, "out-of-range", f"{shown(value)} 超出范围", f"{shown(value)} is out of range")
            return None
        result = whole_units(number, decimals)
        if result is None:
            zh, en = f"{shown(value)} 的小数位太多，最多 {decimals} 位", f"{shown(value)} has too many decimals; at most {decimals}"
            self.problem(pointer, "too-precise", zh, en)
            return None
        if not low <= result <= high:
            first, last = figure_text(low, decimals), figure_text(high, decimals)
            zh, en = f"{shown(value)} 超出范围 {first} 至 {last}", f"{shown(value)} is outside {first} .. {last}"
            self.problem(pointer, "out-of-range", zh, en)
            return None
        return result

    def _date(self, value: object, pointer: str) -> int | None:
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            day = value
        elif isinstance(value, str):
            try:
                day = dt.date.fromisoformat(unicodedata.normalize("NFKC", value).strip())
            except ValueError:
                self.problem(pointer, "not-a-date", f"{shown(value)} 不是日期，应写作 2024-09-25", f"{shown(value)} is not a date such as 2024-09-25")
                return None
        else:
            self.wrong_type(pointer, value, "日期", "a date")
            return None
        return self._in_range(day, day.toordinal(), pointer)

    def instant(self, value: object, pointer: str, *, days: bool = False) -> int | None:
        """Microseconds since 1970. Without an offset in the policy's time zone: of two equal local times the first, one that a change of the clock
        leaves out as if the clock had not changed. `days`: a day stands for its first instant.
        """
        if isinstance(value, dt.datetime):
            moment = value
        elif isinstance(value, str):
            parsed = parse_instant(value)
            if parsed is None:
                zh = f"{shown(value)} 不是时间，应写作 2024-09-25T10:00+08:00"
                self.problem(pointer, "not-an-instant", zh, f"{shown(value)} is not an instant such as 2024-09-25T10:00+08:00")
                return None
            if not days and is_day(value):
                # Whether it was in time can hang on the hour: none is made up.
                zh = f"{shown(value)} 没有写几点，应写作 {parsed.date()}T10:00+08:00"
                self.problem(pointer, "no-time", zh, f"{shown(value)} has no time; write the hour too, such as {parsed.date()}T10:00+08:00")
                return None
            moment = parsed
        else:
            self.wrong_type(pointer, value, "时间（ISO 8601 文本）", "an instant (ISO 8601)")
            return None
        if moment.utcoffset() is None:
            moment = moment.replace(tzinfo=self.vocabulary.timezone)
        try:
            # The day is the one in the policy's time zone: it is what rules compare.
            local = moment.astimezone(self.vocabulary.timezone)
        except OverflowError:
            self.problem(pointer, "out-of-range", f"{shown(str(value))} 超出范围", f"{shown(str(value))} is out of range")
            return None
        return self._in_range(local.date(), (moment - EPOCH) // dt.timedelta(microseconds=1), pointer)

    def _in_range(self, day: dt.date, result: int, pointer: str) -> int | None:
        if EARLIEST_DATE <= day <= LATEST_DATE:
            return result
        zh, en = f"{day} 超出范围 {EARLIEST_DATE} 至 {LATEST_DATE}", f"{day} is outside {EARLIEST_DATE} .. {LATEST_DATE}"
        self.problem(pointer, "out-of-range", zh, en)
        return None

    def _text(self, value: object, pointer: str) -> str | None:
        if not isinstance(value, str):
            self.wrong_type(pointer, value, "文本", "a string")
            return None
        if not value.strip():
            self.blank(pointer)
            return None
        return value.strip()

    def _texts(self, value: object, pointer: str) -> tuple[str, ...] | None:
        if isinstance(value, str):
            text = self._text(value, pointer)
            return None if text is None else (text,)
        if not isinstance(value, list | tuple):
            self.wrong_type(pointer, value, "文本或文本列表", "a string or a list of strings")
            return None
        if not value:
            self.blank(pointer)
        texts = [self._text(each, f"{pointer}/{index}") for index, each in enumerate(value)]
        return tuple(text for text in texts if text is not None) or None

    def _item(self, value: object, catalog: str | None, pointer: str) -> str | None:
        if not isinstance(value, str):
            self.wrong_type(pointer, value, "项目名称", "the name of an item")
            return None
        wanted = normalised(value)
        if not wanted:
            self.blank(pointer)
            return None
        hits = [keys[wanted] for id, keys in self.vocabulary.items.items() if catalog in (None, id) and wanted in keys]
        hits += [f"{id}.?{wanted}" for id, names in self.extra.items() if catalog in (None, id) and wanted in names]
        if len(hits) == 1:
            return hits[0]
        if hits:
            keys = ", ".join(hits)
            self.problem(pointer, "ambiguous-item", f"{shown(value)} 不止一个，请写明：{keys}", f"{shown(value)} is ambiguous; state one of {keys}")
            return None
        if self.open if catalog is None else catalog in self.open:
            self.unlisted_item(value, catalog, pointer)
            return f"?{wanted}"
        zh, en = self._nearest_items(value, catalog)
        self.problem(pointer, "unknown-item", f"没有项目 {shown(value)}{zh}", f"there is no item {shown(value)}{en}")
        return None

    def unlisted_item(self, name: str, catalog: str | None, pointer: str) -> None:
        """Warn of an item that no catalog lists, or not the one that is meant."""
        zh, en = self._nearest_items(name, catalog)
        self.warn(pointer, "unlisted-item", f"目录没有列出项目 {shown(name)}{zh}", f"no catalog lists the item {shown(name)}{en}")

    def _nearest_items(self, name: str, catalog: str | None) -> tuple[str, str]:
        few = len(self.problems) + len(self.warnings) < MOST_SUGGESTIONS
        near = "、".join(item.name for item in nearest_items(self.model, name, catalog=catalog)) if few else ""
        return (f"，相近的：{near}", f"; nearest: {near}") if near else ("", "")

    def _resident_id(self, value: object, pointer: str) -> str | None:
        if not isinstance(value, str):
            self.wrong_type(pointer, value, "身份证号文本", "a resident id as a string")
            return None
        number = "".join(unicodedata.normalize("NFKC", value).split()).upper()
        if not number:
            self.blank(pointer)
            return None
        if not is_plain_resident_id(number):
            self.problem(pointer, "not-a-resident-id", f"{shown(value)} 不是 18 位身份证号", f"{shown(value)} is not a resident id of 18 characters")
            return None
        if value != number:
            self.warn(pointer, "id-normalised", f"身份证号按 {number} 处理", f"the resident id is read as {number}")
        # The county is not checked: counties come and go, and an id keeps the code of the county as it was.
        from stdnum.cn import ric

        if ric.calc_check_digit(number) != number[-1]:
            self.warn(pointer, "id-check-failed", f"身份证号 {number} 的校验码不对，请核对", f"the resident id {number} fails the check of GB 11643")
        elif not _has_birth_date(number):
            self.warn(pointer, "id-birth-date", f"身份证号 {number} 里没有这样的出生日期，请核对", f"the resident id {number} holds no date of birth")
        return number

    def _set(self, value: object, element: Type, pointer: str) -> frozenset[str] | None:
        if not isinstance(value, list | tuple | set | frozenset):
            self.wrong_type(pointer, value, "列表", "a list")
            return None
        members = [self.read(each, element, f"{pointer}/{index}") for index, each in enumerate(value)]
        return frozenset(member for member in members if isinstance(member, str))


def _has_birth_date(number: str) -> bool:
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True
