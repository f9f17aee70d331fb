"""Amounts, numbers and shares as notices and spreadsheets write them."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from evalpolicy.syntax.figures import LETTERED, LETTERS, number_help, number_meant
from evalpolicy.syntax.notations.notation import Meant, Notation, helped, plain
from evalpolicy.syntax.rows import SAYS_NOTHING
from evalpolicy.wording import Wording

_FIGURE = r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_UNIT = r"(?:元整?|块钱?|圆|人民币|yuan|rmb|RMB|CNY|EUR|GBP|USD|euros?|pounds?|dollars?|[￥¥€£])"
_PER = r"(?:\s*/\s*(?:人次|人|次|项|份|科|门|个|学分|年|学期))"
_COUNTED = "零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟"
_FORMAL = str.maketrans("〇两壹贰叁肆伍陆柒捌玖拾佰仟", "零二一二三四五六七八九十百千")
_TIMES = {"百": 100, "千": 1000, "万": 10000}
_AMOUNT = Wording("金额只写数，货币写在开头的 `currency` 那一行", "an amount is written as a number only; the currency is stated below `policy`")


_ENGLISH = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def _number(match: re.Match[str]) -> Meant | None:
    return Meant(match["number"].replace(",", ""))


def _scaled(match: re.Match[str]) -> Meant | None:
    value = Fraction(match["number"].replace(",", "")) * _TIMES[match["unit"]]
    return Meant(str(value)) if value.denominator == 1 else None


def counted(text: str) -> int:
    """The number that Chinese numerals up to 9999 name."""
    total = digit = 0
    for character in text.translate(_FORMAL):
        value = int(unicodedata.numeric(character))
        total, digit = (total + (digit or 1) * value, 0) if value >= 10 else (total, value)
    return total + digit


def _share(match: re.Match[str]) -> Meant | None:
    text = match["number"]
    return Meant(f"{text if text[0].isdigit() else counted(text)} %")


def _discount(match: re.Match[str]) -> Meant | None:
    digits = [int(unicodedata.numeric(character)) for character in match["number"]]
    share = digits[0] * 10 + (digits[1] if len(digits) > 1 else 0)
    return Meant(None, Wording(f"乘以 {share} %：写成 `multiply {share} % rounded down to 1`", f"write `multiply {share} % rounded down to 1`"))


def _off(match: re.Match[str]) -> Meant | None:
    rest = 100 - Fraction(match["number"])
    if rest <= 0:
        return None
    left = f"{float(rest):g}"
    return Meant(
        None,
        Wording(
            f"按比例减去 {match['number']} %，就是乘以 {left} %：写成 `multiply {left} % rounded down to 1`",
            f"a share of {match['number']} % less is {left} % of it: write `multiply {left} % rounded down to 1`",
        ),
    )


def _lettered(match: re.Match[str]) -> Meant | None:
    text, certain = number_meant(match["at"])
    return Meant(text if certain else None, number_help(match["at"]))


def _day(match: re.Match[str]) -> Meant | None:
    parts = [number_meant(part) for part in match["at"].split("-")]
    if all(certain for _, certain in parts):
        return Meant("-".join(text for text, _ in parts))
    return Meant(None, Wording("日期写作 年-月-日，如 YYYY-09-21", "a date is year-month-day, as in YYYY-09-21"))


def _time(match: re.Match[str]) -> Meant | None:
    parts = [number_meant(part) for part in match["at"].split(":")]
    if all(certain for _, certain in parts):
        return Meant(":".join(text for text, _ in parts))
    return Meant(None, Wording("时刻写作 时:分，如 17:00", "a time is hours:minutes, as in 17:00"))


AMOUNTS = (
    Notation(
        re.compile(rf"(?<![\w.,])(?P<at>(?:人民币|RMB|CNY|[¥￥$€£])?\s*{_FIGURE}\s*(?:\(?{_UNIT}\)?{_PER}?|{_PER}))(?!\w)"),
        _AMOUNT,
        _number,
        frozenset({"grouped-number"}),
    ),
    Notation(
        re.compile(r"\|\s*(?P<at>(?P<whole>[0-9]+),(?P<cents>[0-9]{1,2}))\s*(?=\||$)"),
        Wording("小数点写作 `.`", "decimals stand behind a point"),
        lambda match: Meant(f"{match['whole']}.{match['cents']}"),
    ),
    Notation(
        re.compile(rf"(?<!\w)(?P<at>(?:人民币|RMB|CNY|EUR|GBP|USD|[¥￥$€£])\s*{_FIGURE})(?![\w%])"), _AMOUNT, _number, frozenset({"grouped-number"})
    ),
    Notation(re.compile(rf"(?<![\w.])(?P<at>{_FIGURE}\s*(?P<unit>[百千万])元?)(?!\w)"), Wording("数要写全", "a number is written in full"), _scaled),
    Notation(
        re.compile(rf"(?<!\w)(?P<at>百分之(?P<number>[0-9]+(?:\.[0-9]+)?|[{_COUNTED}]+))(?!\w)"),
        Wording("百分比用数字和 `%` 写", "a share is written with a figure and `%`"),
        _share,
    ),
    Notation(
        re.compile(r"(?<![\w.])(?P<at>(?P<number>[0-9]+(?:\.[0-9]+)?)\s*个?百分点)(?!\w)"),
        Wording("百分比用数字和 `%` 写", "a share is written with a figure and `%`"),
        _share,
    ),
    Notation(
        re.compile(r"(?<!\w)(?P<at>打?(?P<number>[0-9一二三四五六七八九]{1,2})折)(?!\w)"),
        Wording("折扣用百分比写", "a discount is written as a share"),
        _discount,
        frozenset({"multiply-share"}),
    ),
    Notation(
        re.compile(r"^\s*(?:subtract|减)\s*(?P<at>(?P<number>[0-9]+(?:\.[0-9]+)?)\s*%)"),
        Wording("`subtract` 后面写金额", "`subtract` takes an amount"),
        _off,
    ),
    Notation(
        re.compile(r"(?P<at>\(\s*(?:as|记作)\s[^()|]*\)(?:\s*[-+*/×÷]\s*[\d.]+\s*%?)?)"),
        Wording("`as …` 单独占一格，不能用来计算", "`as …` fills a cell by itself; nothing is calculated with it"),
        helped(
            "在格里写算好的金额；或另写一个 `adjustment`，在 `when` 里写哪些情况",
            "write the amount that comes of it; or an `adjustment` that says in `when` whom it is for",
        ),
    ),
    Notation(
        re.compile(r"(?<![\w.-])(?P<at>[0-9]{4}-(?=[0-9-]*[A-Za-z])[0-9A-Za-z]{1,3}-[0-9A-Za-z]{1,3})(?![\w-])"),
        Wording("这个日期里混有字母", "there are letters in this date"),
        _day,
    ),
    Notation(
        re.compile(r"(?<![\w.:])(?P<at>(?=[0-9:]*[A-Za-z])[0-9A-Za-z]{1,3}:[0-9][0-9A-Za-z]{1,2}|[0-9]{1,2}:[A-Za-z][0-9])(?![\w:])"),
        Wording("这个时刻里混有字母", "there are letters in this time"),
        _time,
    ),
    Notation(re.compile(rf"(?<![\w.])(?P<at>{LETTERED.pattern}|[lIoO])(?!\w)"), LETTERS, _lettered, frozenset({"not-constant"})),
    Notation(
        re.compile(r"(?<![\w.])(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<at>\s*(?:[个项份人次门张位名]|周?岁))(?!\w)"),
        Wording("数后面不写量词", "a number has no measure word here"),
        plain(""),
    ),
    Notation(
        re.compile(rf"(?<![\w\"“-])(?P<at>{'|'.join(_ENGLISH)})(?![\w\"”-])"),
        Wording("数要用阿拉伯数字写", "numbers are written in digits"),
        lambda match: Meant(str(_ENGLISH.index(match["at"]) + 2)),
    ),
    Notation(
        re.compile(rf"(?<!\w)(?P<at>(?P<number>[{_COUNTED}]+)[元个项份人次门张位名]?)(?!\w)"),
        Wording("数要用阿拉伯数字写", "numbers are written in digits"),
        lambda match: Meant(str(counted(match["number"]))),
    ),
    Notation(
        re.compile(r"(?<!\w)(?P<at>(?:大?约|近)\s*[0-9]+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?\s*(?:左右|上下))(?!\w)"),
        Wording("规则里的数要是确定的", "a number in a rule is exact"),
        helped("写一个确定的数；来源没有写明的写 `not stated`", "write the number itself; where the source does not say, `not stated`"),
    ),
    Notation(re.compile(r"\|\s*(?P<at>免费|免收|不收费?|free)\s*(?=\||$)"), Wording("金额写数", "an amount is a number"), plain("0")),
    Notation(
        re.compile(rf"(?<=\|)\s*(?P<at>{SAYS_NOTHING})\s*(?=\||$)"),
        Wording("这一格里没有写内容", "this cell says nothing"),
        helped(
            "没有就空着；金额没有写明写 `not stated`，不收费写 0",
            "leave it empty; an amount that the source does not state is `not stated`, one that is nothing is 0",
        ),
        frozenset({"unknown-value"}),
    ),
)
