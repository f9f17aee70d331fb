"""What spreadsheets calculate with functions: ages, lengths of time, totals, and numbers between two others."""

from __future__ import annotations

import re

from evalpolicy.syntax.notations.notation import Meant, Notation, plain, spelt
from evalpolicy.wording import Wording

_AGGREGATES = {
    **dict.fromkeys(("sum", "total", "合计", "求和", "总和"), "sum of"),
    **dict.fromkeys(("max", "maximum", "最大值", "较大者"), "maximum of"),
    **dict.fromkeys(("min", "minimum", "最小值", "较小者"), "minimum of"),
}
_SPANS = {"Y": "full years", "M": "full months", "D": "full days"}
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_BETWEEN = Wording("在两个数或两个日子之间写作 `between … and …`", "what lies between two others is written `between … and …`")


def _age(match: re.Match[str]) -> Meant:
    return Meant(f"age of {match['of'].strip()} on {match['on'].strip()}")


def _span(match: re.Match[str]) -> Meant:
    return Meant(f"{_SPANS[match['unit'].upper()]} from {match['first'].strip()} to {match['last'].strip()}")


def _aggregate(match: re.Match[str]) -> Meant | None:
    """The same over rows. Of no rows there is a sum, but no greatest value: what it is then is for the author to say."""
    how = _AGGREGATES.get(match["how"].lower())
    if how is None:
        return None
    form = f"{how} {match['of'].strip()} over {match['rows'].strip()}"
    if how == "sum of":
        return Meant(f"({form})")
    return Meant(
        None,
        Wording(f"写成 `({form} else V)`，V 是一行也没有时的值", f"write `({form} else V)`, V being the value over no rows"),
    )


FORMULAS = (
    Notation(
        re.compile(rf"(?P<at>(?<!\w){spelt('AGE_OF')}\s*\((?P<of>[^(),]+),(?P<on>[^(),]+)\))"),
        Wording("年龄写作 `age of 身份证号 on 哪一天`", "an age is written `age of ID on DAY`"),
        _age,
    ),
    Notation(
        re.compile(r"(?P<at>\bDATEDIF\s*\((?P<first>[^(),]+),(?P<last>[^(),]+),\s*[\"“'](?P<unit>[YMD])[\"”']\s*\))", re.IGNORECASE),
        Wording("相隔多久写作 `full years from 某日 to 某日`", "how long it is is written `full years from DAY to DAY`"),
        _span,
    ),
    Notation(
        re.compile(r"(?P<at>(?<!\w)(?P<how>[^\W\d]\w*)\s*\((?P<of>[^(),]+?)\s+(?:over|遍历)\s+(?P<rows>[^()]+)\))"),
        Wording("一行行算出来的不写作函数", "what is calculated over rows is no function"),
        _aggregate,
    ),
    Notation(
        re.compile(
            rf"(?<!\S)(?P<at>(?:在|从|between|介于)\s*(?P<least>{_NUMBER})\s*(?:至|到|和|与|及|to|-|~+|—+)\s*(?P<most>{_NUMBER})(?:\s*周?岁)?(?:\s*之?间)?)(?![\w.-])"
        ),
        _BETWEEN,
        lambda match: Meant(f"between {match['least']} and {match['most']}"),
    ),
    Notation(re.compile(rf"{spelt('BETWEEN')}\s+[^()#]+?\s+(?P<at>至|到|和|与|及|to|~+|—+|-)(?=\s)"), _BETWEEN, plain("and")),
)
