"""What numbers, days and times of day a text of a source states, in figures or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from evalpolicy.syntax.scanning import HALF_WIDTH

MonthDay = tuple[int, int]
Clock = tuple[int, int]

_FIGURE = re.compile(r"\d+(?:,\d{3})+|\d+(?:\.\d+)?")
_HAN = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_DIGITS = {**{digit: place for place, digit in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_TENTHS = ("折", "成")
_MEASURES = frozenset("个项门种份名张天日年元科级课人家位所类条")
_ORDERED = frozenset("第周期拜（(")
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
_WORDS = {word: place for words in (_ENGLISH, _ORDINALS) for place, word in enumerate(words, start=1)}
_NUMERAL = r"(?:\d{1,2}|[〇零一二三四五六七八九十]{1,3})"
_TO = r"\s*(?:至|到|-|–|—+|~|〜|、|和|及|与|或|,|，|and|to|or)\s*"
_DAY = re.compile(rf"({_NUMERAL})\s*月\s*({_NUMERAL})\s*[日号]?(?!\d)")
_NEXT_DAY = re.compile(rf"{_TO}({_NUMERAL})\s*[日号]")
_ISO = re.compile(r"(?<!\d)\d{4}[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)\b\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAY_MONTH = re.compile(rf"(?<!\d)(?P<days>\d{{1,2}}{_ORDINAL}(?:{_TO}\d{{1,2}}{_ORDINAL})*)\s+(?:of\s+)?{_MONTH}", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(?P<days>\d{{1,2}}{_ORDINAL}(?!\d)(?:{_TO}\d{{1,2}}{_ORDINAL}(?!\d))*)", re.IGNORECASE)
_TIME = re.compile(
    rf"(?P<half>上午|早上|凌晨|中午|下午|傍晚|晚上)?\s*(?<![\d.])(?P<hour>{_NUMERAL})"
    rf"(?::(?P<minute>\d{{2}})|\s*[点时](?![间段])(?:(?P<thirty>半)|(?P<minutes>{_NUMERAL})\s*分)?)(?!\d)\s*(?P<english>[ap]\.?m\b)?|(?P<at>\b\d{{1,2}})\s*(?P<m>[ap])\.?m\b",
    re.IGNORECASE,
)
_LENGTHS = re.compile(r"(?P<number>\d+|半|[一两二三四五六七八九十]+|\b[a-z]+)\s*(?P<unit>年|周岁?|星期|个?小时|years?|weeks?)")
_SMALLER = {"年": 12, "y": 12, "周": 7, "星": 7, "w": 7}
"""How many of the next smaller unit that policies count in are in one."""


def numbers_said(words: str) -> Iterator[Decimal]:
    """The numbers in a text, those of dates among them, and what they come to.

    八折 is 80, 2万 is 20000, one year is also 12 months, a week 7 days, and 10 % off (or on top) leaves 90 (or makes 110).
    """
    yield from figures_said(words)
    for match in re.finditer(r"(\d+(?:\.\d+)?)\s*(?:[%％]|per ?cent)|(\b[a-z]+)\s+per ?cent|百分之(\d+|[一二三四五六七八九十百]+)", words):
        word = (match[2] or "").lower()
        if word and word not in _WORDS:
            continue
        share = Decimal(_WORDS[word]) if word else number_of(match[1] or match[3])
        yield from (100 - share, 100 + share, share)
    for match in _LENGTHS.finditer(words):
        factor = _SMALLER.get(match["unit"][0].lower())
        number = match["number"]
        if factor is None or (number.isalpha() and number.isascii() and number not in _WORDS):
            continue
        yield Decimal(factor) * (Decimal("0.5") if number == "半" else _WORDS.get(number) or number_of(number))


def counts_said(words: str) -> Iterator[Decimal]:
    """The numbers in a text that surely count something: not 一 in 统一, 二 in 周二, 三 in 第三; no days and no times."""
    plain = without_dates(words)
    for match in _HAN.finditer(plain):
        before, behind = plain[: match.start()][-1:], plain[match.end() :][:1]
        alone = match[0] in "百千万" or (match[0] == "一" and behind not in _MEASURES)
        if alone or before in _ORDERED:
            plain = plain[: match.start()] + " " * len(match[0]) + plain[match.end() :]
    yield from figures_said(plain)


def figures_said(words: str) -> Iterator[Decimal]:
    """The numbers in a text as they are said."""
    for match in _FIGURE.finditer(words):
        number, behind = Decimal(match[0].replace(",", "")), words[match.end() :].lstrip()[:1]
        yield number * {"万": 10_000, "千": 1_000, "百": 100}.get(behind, 1)
        if behind in _TENTHS:
            yield number * (10 if number < 10 else 1)
    for match in _HAN.finditer(words):
        number = number_of(match[0])
        yield number
        if words[match.end() : match.end() + 1] in _TENTHS:
            yield number * (10 if number < 10 else 1)
    for word in re.findall(r"[A-Za-z]+", words):
        if word.lower() in _WORDS:
            yield Decimal(_WORDS[word.lower()])
    if re.search(r"one and a half|一倍半|1\.5\s*倍", words):
        yield Decimal(150)
    if re.search(r"减半|半价|一半|半数|\bhalf\b", words):
        yield Decimal(50)


def number_of(text: str) -> Decimal:
    """A number in figures or in Chinese numerals."""
    if text.isascii():
        return Decimal(text)
    tens, _, rest = text.rpartition("万")
    return Decimal((_han(tens) or 1) * 10_000 + _han(rest) if "万" in text else _han(text))


def _han(text: str) -> int:
    total = digit = 0
    for character in text:
        unit = _UNITS.get(character)
        total, digit = (total, _DIGITS[character]) if unit is None else (total + (digit or 1) * unit, 0)
    return total + digit


def days_said(words: str) -> set[MonthDay]:
    """The days of the year in a text: month and day."""
    plain = words.translate(HALF_WIDTH)
    found = {(int(month), int(day)) for month, day in _ISO.findall(plain)}
    for match in _DAY.finditer(plain):
        month = int(number_of(match[1]))
        found.add((month, int(number_of(match[2]))))
        following = _NEXT_DAY.match(plain, match.end())
        while following is not None:
            found.add((month, int(number_of(following[1]))))
            following = _NEXT_DAY.match(plain, following.end())
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(plain):
            month = _MONTHS.index(match["month"][:3].lower()) + 1
            found |= {(month, int(day)) for day in re.findall(r"\d+", match["days"])}
    return found


def times_said(words: str) -> set[Clock]:
    """The times of day in a text: hour and minute."""
    found = {_clock(match) for match in _TIME.finditer(words.translate(HALF_WIDTH))}
    return found | {(12, 0) for _ in re.findall(r"正午|\bnoon\b", words)}


def without_dates(words: str) -> str:
    """A text without its days and its times of day."""
    plain = re.sub(r"\d{4}\s*年(?:度|底|上半年|下半年)?", " ", words.translate(HALF_WIDTH))
    for pattern in (_ISO, _DAY_MONTH, _MONTH_DAY):
        plain = pattern.sub(" ", plain)
    plain = re.sub(r"(?<![\d.,])(?:19|20)\d{2}(?![\d.,])", " ", plain)
    plain = re.sub(rf"{_DAY.pattern}(?:{_NEXT_DAY.pattern})*", " ", plain)
    return re.sub(rf"{_NUMERAL}\s*月份?", " ", _TIME.sub(" ", plain))


def _clock(match: re.Match[str]) -> Clock:
    hour = int(number_of(match["hour"] or match["at"]))
    minute = int(number_of(match["minute"] or match["minutes"] or ("30" if match["thirty"] else "0")))
    late = match["half"] in ("下午", "傍晚", "晚上") or (match["english"] or match["m"] or "").lower().startswith("p")
    return (hour + 12 if late and hour < 12 else hour, minute)
