"""What people write in the manner of a notice, a spreadsheet or another language, and how it is written here.

A mistake that stands on such words is told in these terms instead of the grammar's.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable

from evalpolicy.classes import evolve, frozen
from evalpolicy.diagnostics import Diagnostic, Diagnostics, Fix
from evalpolicy.source import Span
from evalpolicy.syntax.scanning import HALF_WIDTH
from evalpolicy.wording import Wording

CODES = frozenset(
    {"unexpected-token", "unexpected-character", "unknown-name", "unknown-keyword", "incomplete-line", "line-without-keyword"}
    | {"not-a-time", "unclosed-quote", "unopened-quote", "type-mismatch", "not-constant", "text-before-declaration"}
)
"""Mistakes that may come of another notation."""

_DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:\s+[0-9]{1,2}:[0-9]{2})?"
_DIGITS = str.maketrans("oOlI", "0011")


@frozen
class Notation:
    """`pattern` finds it in a line; what its group `at` holds should be what `meant` says.

    `everywhere`: a mistake further on may come of it. `quotes`: it is of quotes; nothing else explains one that is not closed.
    """

    pattern: re.Pattern[str]
    message: Wording
    meant: Callable[[re.Match[str]], str | None]
    everywhere: bool = False
    quotes: bool = False


def _plain(text: str) -> Callable[[re.Match[str]], str | None]:
    return lambda match: text


def _number(match: re.Match[str]) -> str | None:
    return match["number"]


def _date(match: re.Match[str]) -> str | None:
    try:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None


def _time(match: re.Match[str]) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if (match["half"] or "").lower() in ("pm", "下午", "晚上") and hour < 12:
        hour += 12
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _counted(match: re.Match[str]) -> str | None:
    total = digit = 0
    for character in match["at"].replace("两", "二"):
        value = int(unicodedata.numeric(character))
        total, digit = (total + (digit or 1) * value, 0) if value >= 10 else (total, value)
    return str(total + digit)


def _quoted(match: re.Match[str]) -> str | None:
    return f'"{match["text"]}"'


_NO_CURRENCY = Wording(
    "金额只写数，货币写在开头的 `currency` 那一行", "an amount is written as a number only; the currency is stated below `policy`"
)
NOTATIONS = (
    Notation(
        re.compile(r"(?P<at>(?P<year>[0-9]{4})\s*(?:年|[./])\s*(?P<month>[0-9]{1,2})\s*(?:月|[./])\s*(?P<day>[0-9]{1,2})\s*日?)"),
        Wording("日期不是这样写的", "a date is not written like this"),
        _date,
        everywhere=True,
    ),
    Notation(
        re.compile(r"(?P<at>(?P<half>上午|下午|晚上)?(?P<hour>[0-9]{1,2})[点时](?:(?P<minute>[0-9]{1,2})分?)?)"),
        Wording("时刻不是这样写的", "a time is not written like this"),
        _time,
    ),
    Notation(
        re.compile(r"(?P<at>(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?\s*(?P<half>[aApP][mM]))\b"),
        Wording("时刻不是这样写的", "a time is not written like this"),
        _time,
    ),
    Notation(
        re.compile(rf"{_DAY}\s*(?P<at>~+|〜|—+|–|-|至|到|to|until|\.{{3,}}|…+)\s*{_DAY}"),
        Wording("一段时间的起止之间写 `..`", "a period is written with `..` between its ends"),
        _plain(".."),
        everywhere=True,
    ),
    Notation(
        re.compile(r"(?<![\w.])(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<at>\s*(?:元整?|块钱?|圆|人民币|yuan|rmb|RMB|CNY|￥|¥))(?!\w)"),
        _NO_CURRENCY,
        _plain(""),
    ),
    Notation(
        re.compile(r"(?P<at>[¥￥$]\s*)[0-9]"),
        _NO_CURRENCY,
        _plain(""),
    ),
    Notation(
        re.compile(r"(?<![\w.])(?P<at>[0-9]+[0-9oOlI]*[oOlI][0-9oOlI]*|[lI][0-9oOlI]*[0-9])(?!\w)"),
        Wording("这个数里混有字母", "there are letters in this number"),
        lambda match: match["at"].translate(_DIGITS),
    ),
    Notation(
        re.compile(r"(?<![\w.])(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<at>[个项份人次门张位])(?!\w)"),
        Wording("数后面不写量词", "a number has no measure word here"),
        _plain(""),
    ),
    Notation(
        re.compile(r"(?<!\w)(?P<at>[零一二两三四五六七八九十百千]+)(?:[元个项份人次门张位]?)(?!\w)"),
        Wording("数要用阿拉伯数字写", "numbers are written in digits"),
        _counted,
    ),
    Notation(re.compile(r"(?P<at>==+)"), Wording("相等写作 `=` 或 `is`", "equality is written `=` or `is`"), _plain("=")),
    Notation(re.compile(r"(?P<at>&&?)"), Wording("“并且”写作 `and`", "“and” is written `and`"), _plain("and")),
    Notation(re.compile(r"(?P<at>\|\|)"), Wording("“或者”写作 `or`", "“or” is written `or`"), _plain("or")),
    Notation(
        re.compile(r"(?P<at>『(?P<text>[^』]*)』|《(?P<title>[^》]*)》)"),
        Wording("文字要放在引号里", "texts stand in quotes"),
        lambda match: f'"{match["at"][1:-1]}"',
        quotes=True,
    ),
    Notation(re.compile(r"(?P<at>['‘](?P<text>[^'’]*)['’])"), Wording("文字要放在双引号里", "texts stand in double quotes"), _quoted, quotes=True),
    Notation(re.compile(r"(?P<at>”(?P<text>[^“”]*)”)"), Wording("前一个引号写反了", "the first quote is the wrong way round"), _quoted, quotes=True),
    Notation(
        re.compile(r"(?P<at>“(?P<text>[^“”\"]*)\")\s*$"),
        Wording('这段文字以 “ 开头，却以 " 结尾', 'this text begins with “ and ends with "'),
        _quoted,
        quotes=True,
    ),
    Notation(
        re.compile(r"(?<![/:])(?P<at>//+|/\*)"),
        Wording("注释以 # 开头", "a comment begins with #"),
        _plain("#"),
    ),
    Notation(re.compile(r"(?P<at>\[)[^\[\]]*\]"), Wording("这里只用圆括号", "only round brackets are used here"), _plain("(")),
    Notation(re.compile(r"\[[^\[\]]*(?P<at>\])"), Wording("这里只用圆括号", "only round brackets are used here"), _plain(")")),
    Notation(re.compile(r"(?P<at>\s*(?:[;:!]+|(?<!\.)\.))\s*$"), Wording("行尾不写标点", "a line has no punctuation at its end"), _plain("")),
    Notation(re.compile(r"(?P<at>;)"), Wording("各项之间用逗号", "things are separated by commas"), _plain(",")),
)


def _left(match: re.Match[str]) -> Wording:
    """What is left where something was said beside a number."""
    number = match.groupdict().get("number")
    return Wording("", "") if number is None else Wording(f"，只写 {number}", f", and write {number}")


def clarify(diagnostics: Diagnostics) -> None:
    """Tell what comes of another notation in its terms, once for each place."""
    told: set[Span] = set()
    found: list[Diagnostic] = []
    for diagnostic in diagnostics.found:
        clear = _clarified(diagnostic)
        if clear is None:
            found.append(diagnostic)
        elif clear.span not in told:
            told.add(clear.span)
            found.append(clear)
    diagnostics.found = found


def _clarified(diagnostic: Diagnostic) -> Diagnostic | None:
    span = diagnostic.span
    if diagnostic.code not in CODES or span.line != span.end_line:
        return None
    line = diagnostic.file.line(span.line)
    plain = line.translate(HALF_WIDTH)
    quotes_only = diagnostic.code in ("unclosed-quote", "unopened-quote")
    for notation in NOTATIONS:
        if quotes_only and not notation.quotes:
            continue
        for match in notation.pattern.finditer(plain):
            start, end = match.span("at")
            touches = start < span.end_column - 1 and span.column - 1 < end
            if not touches and not (notation.everywhere and diagnostic.code in ("incomplete-line", "unexpected-token") and end < span.column):
                continue
            place = Span(span.line, start + len(line[start:end]) - len(line[start:end].lstrip()) + 1, span.line, end + 1)
            meant = notation.meant(match)
            message = notation.message
            if meant is None:
                continue
            if meant == "":
                removed = match["at"].strip()
                help, fix = (
                    Wording(f"删去 `{removed}`{_left(match).zh}", f"remove `{removed}`{_left(match).en}"),
                    Fix(Span(span.line, start + 1, span.line, end + 1), ""),
                )
            else:
                help, fix = Wording(f"写成 `{meant}`", f"write `{meant}`"), Fix(place, meant)
            return evolve(diagnostic, span=place, message=message, help=help, related=(), fix=fix)
    return None
