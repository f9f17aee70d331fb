"""Ranges, lists, ranks and hours of service as notices say them."""

from __future__ import annotations

import re

from evalpolicy.syntax.notations.notation import Meant, Notation, helped, plain, spelt
from evalpolicy.syntax.notations.times import LENGTHS, UNIT
from evalpolicy.wording import Wording

_FIGURE = r"[0-9]+(?:\.[0-9]+)?"
_TO = r"\s*(?:~+|〜|—+|–|-|至|到|to)\s*"
_BOTH = Wording("从多少到多少写作 `10 .. 20`，两头都算", "from one to another is written `10 .. 20`, both included")
_CONDITION = rf"^\s*{spelt('REQUIRE', 'FORBID', 'WHEN', 'DEFINE')}\s"
_WITHIN = Wording("“在……之内”写作 `between … and …`", "within a time is written `between … and …`")
_RANK = Wording(
    "规则只看一份申请，不比较各人的名次，不能写“前几名”“前百分之几”",
    "a rule looks at one application: it compares nobody's rank, and cannot say “the first so many”",
)
_CLOCK = r"[0-9]{1,2}[:.][0-9]{2}"
_WORKING = r"(?:每个?|各)?(?:工作日|(?:周|星期|礼拜)[一二三四五六日天]\s*(?:至|到|~+|—+|-)\s*(?:周|星期|礼拜)?[一二三四五六日天])"


def _between(match: re.Match[str]) -> Meant:
    return Meant(f"between {match['least']} and {match['most']}")


def _around(match: re.Match[str]) -> Meant:
    length, anchor = f"{match['number']} {LENGTHS[match['unit']]}", match["anchor"]
    return Meant(f"between {length} before {anchor} and {anchor}" if match["side"] == "前" else f"between {anchor} and {length} after {anchor}")


def _of_what(match: re.Match[str]) -> Meant:
    length = f"{match['number']} {LENGTHS[match['unit']]}"
    return Meant(
        None,
        Wording(
            f"要说从哪一天算起：写成 `between {length} before X and X`，X 是步骤、事件或日期",
            f"say which day it is counted from: `between {length} before X and X`, X being a step, an event or a day",
        ),
    )


def _service(match: re.Match[str]) -> Meant:
    hours = " .. ".join(f"{int(each.split(':')[0]):02d}:{each.split(':')[1]}" for each in (match["opens"], match["closes"]))
    return Meant(
        None,
        Wording(
            f"每天的起止写 `daily {hours}`；不办的日子逐段写 `except YYYY-10-01 .. YYYY-10-07`",
            f"write `daily {hours}` for the hours, and a line `except YYYY-10-01 .. YYYY-10-07` for each stretch of days without service",
        ),
    )


RANGES = (
    Notation(
        re.compile(rf":\s*{spelt('NUMBER_TYPE', 'AMOUNT')}\s+(?P<at>(?P<least>-?{_FIGURE}){_TO}(?P<most>{_FIGURE}))(?![\w.])"),
        _BOTH,
        lambda match: Meant(f"{match['least']} .. {match['most']}"),
        everywhere=True,
    ),
    Notation(
        re.compile(
            rf"{_CONDITION}.*?[\w)]\s+(?P<at>(?:(?:是|为|在|属于|介于|从|is|in|between|from)\s*)?(?P<least>{_FIGURE}){_TO}(?P<most>{_FIGURE})(?:\s*周?岁)?(?:\s*之?间)?)(?![\w.:-])"
        ),
        Wording("在两个数或两个日子之间写作 `between … and …`", "what lies between two others is written `between … and …`"),
        _between,
        frozenset({"not-a-set"}),
        everywhere=True,
    ),
    Notation(
        re.compile(
            rf"{_CONDITION}.*?[\w)]\s+(?P<at>(?:(?:须|应)?在\s*)?(?P<anchor>[^\W\d][\w.]*?)\s*(?:之|以)?(?P<side>后|前)的?\s*(?P<number>[0-9]+)\s*{UNIT}(?:之内|以内|内))(?!\w)"
        ),
        _WITHIN,
        _around,
        everywhere=True,
    ),
    Notation(
        re.compile(
            rf"{_CONDITION}.*?[\w)]\s+(?P<at>(?:(?:须|应)?在|是)?\s*(?:最近|近|过去)?\s*(?P<number>[0-9]+)\s*{UNIT}(?:之内|以内|内))(?!\w)"
        ),
        _WITHIN,
        _of_what,
        everywhere=True,
    ),
    Notation(
        re.compile(rf"(?<!\w)(?P<at>(?:在|排名|名次|位于|居)*\s*前\s*(?P<number>{_FIGURE})\s*(?:%|名|位|个?百分点)?)(?!\w)"),
        _RANK,
        helped(
            "把名次或百分比作为一个事实，由申请写明，再和数比较，如 `applicant.排名 at most 10`",
            "let the application state the rank, or the share, as a fact, and compare that, as in `applicant.rank at most 10`",
        ),
        everywhere=True,
    ),
    Notation(
        re.compile(rf"^\s*(?P<at>(?:{spelt('DAILY')}\s*)?{_WORKING}\s*(?P<opens>{_CLOCK})\s*(?:\.\.|~+|—+|-|至|到)\s*(?P<closes>{_CLOCK}))"),
        Wording("办理的钟点写在 `daily` 一行，不分工作日和周末", "hours of service are a line `daily`, for every day alike"),
        _service,
    ),
    Notation(
        re.compile(rf"^\s*{spelt('EXCEPT')}\s+(?P<at>(?:每个?|各)?(?:双休日|周末|法定|国家|节日|节假日|假日|假期|寒假|暑假|周六|周日|星期六|星期日|国庆|春节|五一|元旦|清明|端午|中秋|weekends?|holidays?|Saturday|Sunday|、|,|和|及|与|或|节|期间|and|\s)+)\s*(?:#.*)?$"),
        Wording("不办的日子要写成日期", "days without service are written as days"),
        helped("逐段写 `except YYYY-10-01 .. YYYY-10-07`", "write a line `except YYYY-10-01 .. YYYY-10-07` for each stretch of them"),
    ),
    Notation(
        re.compile(rf"^\s*{spelt('ASKS', 'NEEDS', 'NOT_WITH', 'PROCESS')}\s[^#]*?\w(?P<at>\s+(?:和|与|跟|及|以及|且|and)\s+)(?=[\w「])"),
        Wording("几项之间写逗号", "several things are separated by commas"),
        plain(", "),
    ),
)
