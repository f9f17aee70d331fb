"""Dates and times as notices, spreadsheets and other countries write them."""

from __future__ import annotations

import datetime as dt
import re

from evalpolicy.syntax.notations.notation import Meant, Notation, helped, plain, spelt
from evalpolicy.syntax.notations.years import YEAR
from evalpolicy.wording import DAYS_OF_WEEK, MONTHS, Wording

DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:\s+[0-9]{1,2}:[0-9]{2})?"
_ISO_DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_YMD = r"(?P<year>[0-9]{4})\s*(?:年|[./])\s*(?P<month>[0-9]{1,2})\s*(?:月|[./])\s*(?P<day>[0-9]{1,2})\s*[日号]?"
_HALF = r"(?P<half>上午|早上|凌晨|中午|下午|傍晚|晚上)"
_HOUR = r"(?P<hour>[0-9]{1,2})"
_SAID_THERE = rf"{_HALF}?\s*{_HOUR}(?:[点时](?:(?P<thirty>半)|(?P<minute>[0-9]{{1,2}})分?|整)?|:(?P<after>[0-9]{{2}}))"
_SAID = rf"{_SAID_THERE}(?![:\w])"
_CLOCK = rf"{_HOUR}(?:[点时](?:(?P<thirty>半)|(?P<minute>[0-9]{{1,2}})分?|整)?|[:.](?P<after>[0-9]{{2}}))"
_SAID_SO = r"(?:上午|早上|凌晨|中午|下午|傍晚|晚上)?\s*[0-9]{1,2}(?:[点时](?:半|[0-9]{1,2}分?|整)?|[:.][0-9]{2})"
_TO_TIME = r"\s*(?:\.\.|~+|〜|—+|–|-|至|到|to|until)\s*"
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
_ORDINALS = {"一": "first", "二": "second", "三": "third", "四": "fourth", "五": "fifth"}
_ORDINALS |= dict(zip("12345", _ORDINALS.values(), strict=True))
LENGTHS = {
    **{"日": "days", "天": "days", "days": "days", "day": "day"},
    **{"个工作日": "working days", "工作日": "working days", "周": "weeks", "星期": "weeks", "个星期": "weeks", "weeks": "weeks", "week": "week"},
    **{"个月": "months", "months": "months", "month": "month", "年": "years", "years": "years", "year": "year"},
    **{"working days": "working days", "working day": "working day"},
    **{"小时": "hours", "个小时": "hours", "hours": "hours", "hour": "hour"},
}
"""How lengths of time are said, and the keywords for them."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_SERIAL = dt.date(1899, 12, 30)
"""The day that spreadsheets count from."""

_DATE = Wording("日期不是这样写的", "a date is not written like this")
_TIME = Wording("时刻不是这样写的", "a time is not written like this")
_DAY_OF = re.compile(r"[自从]?(?P<of>[\w.]+?)(?:之日|当日|当天|那天)")
_UNSURE = frozenset({"not-a-time", "division-unrounded", "amount-times-amount", "grouped-number"})


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> str | None:
    found = match.groupdict()
    hour, minute = int(found["hour"]), int(found.get("minute") or found.get("after") or (30 if found.get("thirty") else 0))
    half = (found.get("half") or "").lower()
    if half in ("pm", "下午", "傍晚", "晚上") and hour < 12:
        hour += 12
    elif half == "晚上" and hour == 12:
        return None
    elif half in ("am", "凌晨") and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _written_day(match: re.Match[str]) -> Meant | None:
    day = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return (day and Meant(day)) or None


def _written_instant(match: re.Match[str]) -> Meant | None:
    day, clock = _day(int(match["year"]), int(match["month"]), int(match["day"])), _clock(match)
    return Meant(f"{day} {clock}") if day and clock else None


def _written_clock(match: re.Match[str]) -> Meant | None:
    clock = _clock(match)
    return (clock and Meant(clock)) or None


def _american(match: re.Match[str]) -> Meant | None:
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    one, other = int(match["one"]), int(match["other"])
    days = dict.fromkeys(day for day in (_day(year, one, other), _day(year, other, one)) if day)
    if len(days) == 1:
        return Meant(next(iter(days)))
    either = [f"`{day}`" for day in days]
    return Meant(None, Wording(f"写成 {' 或 '.join(either)}，看是哪一天", f"write {' or '.join(either)}, whichever is meant")) if days else None


def _named_month(match: re.Match[str]) -> Meant | None:
    name = match["name"].lower()
    if name[:3] not in _MONTHS:
        return None
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    day = _day(year, _MONTHS.index(name[:3]) + 1, int(match["day"]))
    return (day and Meant(day)) or None


def _iso(match: re.Match[str]) -> Meant | None:
    local = f"{match['date']} {match['clock']}"
    if not match["zone"]:
        return Meant(local)
    return Meant(
        None,
        Wording(f"写成 `{local}`；时刻都按政策的时区（`timezone`），不写时差", f"write `{local}`: times are in the `timezone` of the policy"),
    )


def _serial(match: re.Match[str]) -> Meant | None:
    number = int(match["at"])
    day = _FIRST_SERIAL + dt.timedelta(number) if len(match["at"]) == 5 else None
    if day is not None and 2000 <= day.year < 2100:
        return Meant(
            day.isoformat(),
            Wording(
                f"这看来是电子表格里日期的序号；写成 `{day}`（核对是不是这一天）",
                f"it seems to be the number of a day in a spreadsheet: write `{day}` (see that it is that day)",
            ),
        )
    compact = _day(number // 10000, number // 100 % 100, number % 100) if len(match["at"]) == 8 else None
    return (compact and Meant(compact)) or None


def _yearless(match: re.Match[str]) -> Meant | None:
    day = f"{YEAR}-{int(match['month']):02d}-{int(match['day']):02d}"
    clock = _clock(match) if match["hour"] else None
    if clock:
        day += f" {clock}"
    return Meant(None, Wording(f"写上年份，如 `{day}`", f"state the year too, as in `{day}`"))


def _period(match: re.Match[str]) -> Meant | None:
    found = match.groupdict()
    year = found.get("year") or YEAR
    first, last = (f"{year}-{int(found['month']):02d}-{int(found['day']):02d}", f"{found['year_'] or year}-")
    last += f"{int(found['month_'] or found['month']):02d}-{int(found['day_']):02d}"
    if year != YEAR:
        return Meant(f"{first} .. {last}")
    return Meant(None, Wording(f"写上年份，起止之间写 `..`：`{first} .. {last}`", f"state the year, and `..` between: `{first} .. {last}`"))


def _calendar_day(match: re.Match[str]) -> Meant | None:
    which = "last" if match["which"][0] in "最末" else _ORDINALS[match["which"].strip("第个")]
    name = match["name"]
    day = {"周末": "weekend", "工作日": "working day"}.get(name) or DAYS_OF_WEEK["一二三四五六日".index(name[-1].replace("天", "日"))]
    month = int(match["month"])
    written = f"{which} {day} of {MONTHS[month - 1]} " + (match["year"] or f"{YEAR}@{month:02d}")
    if match["year"]:
        return Meant(written)
    return Meant(None, Wording(f"写成 `{written}`（写上年份）", f"write `{written}` (with the year)"))


def _hours(match: re.Match[str]) -> Meant | None:
    ends = [re.match(rf"(?:{_HALF})?\s*{_CLOCK}", match[each]) for each in ("first", "last")]
    clocks = [_clock(each) for each in ends if each is not None]
    return Meant(f"{clocks[0]} .. {clocks[1]}") if len(clocks) == 2 and all(clocks) else None


def _spoken_clock(match: re.Match[str]) -> Meant | None:
    """An hour in Chinese numerals."""
    tens, ten, ones = match["spoken"].rpartition("十")
    hour = ("一二三四五六七八九".find(ones) + 1) + (10 * ("一二三四五六七八九".find(tens) + 1 if tens else 1) if ten else 0)
    hour += 12 if match["half"] in ("下午", "傍晚", "晚上") and hour < 12 else 0
    return Meant(f"{hour:02d}:{30 if match['thirty'] else 0:02d}") if hour < 24 else None


def _short_day(match: re.Match[str]) -> Meant | None:
    day = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return (day and Meant(day)) or None


def _counted_from(match: re.Match[str]) -> Meant:
    side = {"后": "after", "晚于": "after", "of": "after", "from": "from", "起": "from", "起自": "from"}
    side |= {"after": "after", "前": "before", "早于": "before", "before": "before", "+": "after", "-": "before"}
    return Meant(f"{match['number']} {LENGTHS[match['unit']]} {side[match['side']]} {_anchor(match)}")


def _anchor(match: re.Match[str]) -> str:
    """What is counted from, without the 自 and 之日 of a notice around it."""
    around = _DAY_OF.fullmatch(match["anchor"])
    return match["anchor"] if around is None else around["of"]


def _within(match: re.Match[str]) -> Meant:
    length, anchor = f"{match['number']} {LENGTHS[match['unit']]}", match["anchor"]
    return Meant(f"between {length} before {anchor} and {anchor}" if match["side"] == "before" else f"between {anchor} and {length} after {anchor}")


UNIT = rf"(?P<unit>{'|'.join(sorted(map(re.escape, [*LENGTHS, 'working days', 'working day']), key=len, reverse=True))})"
_RELATIVE = Wording(
    "几天以后、以前写作 `3 days after X`、`3 days before X`", "so long after or before something is written `3 days after X`, `3 days before X`"
)
_END_OF_DAY = Wording("一天结束之时不用写时刻：只写日期，就包括这一整天", "the end of a day needs no time: a day by itself includes the whole of it")

_TO = r"\s*(?:~+|〜|—+|–|-|至|到)\s*"
_UNTIL = rf"{_TO}(?:(?P<year_>[0-9]{{4}})年\s*)?(?:(?P<month_>[0-9]{{1,2}})\s*月\s*)?(?P<day_>[0-9]{{1,2}})\s*[日号](?!\w)"
_PERIOD = Wording("一段时间的起止之间写 `..`，日期写作 年-月-日", "a period is two dates, year-month-day, with `..` between them")

_ONLY_DAYS = rf"^\s*{spelt('IN_FORCE')}\s[^#]*?[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}"

TIMES = (
    Notation(
        re.compile(rf"{_ONLY_DAYS}(?P<at>[\s,]*(?:{_SAID_SO}|[0-9]{{1,2}}\s*[aApP][mM]|[0-9]{{4}})(?!\w))"),
        Wording("这里只写日期，不写时刻", "only days are stated here, without a time"),
        plain(""),
    ),
    Notation(
        re.compile(r"(?P<at>(?P<year>[0-9]{4})(?P<mark>—|_|‐|‑)(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2}))(?![\w—])"),
        _DATE,
        _short_day,
        _UNSURE,
        everywhere=True,
    ),
    Notation(
        re.compile(rf"(?P<at>[\"“](?P<day>{_ISO_DAY}(?:\s+[0-9]{{1,2}}:[0-9]{{2}})?)[\"”])"),
        Wording("日期不放在引号里", "a day has no quotes"),
        lambda match: Meant(match["day"]),
    ),
    Notation(
        re.compile(rf"(?P<at>(?P<day>{_ISO_DAY})\s*(?:日|号|起|止|前|之前|以前|截止|为止))(?!\w)"),
        Wording("日期后面不写别的字", "nothing stands behind a day"),
        lambda match: Meant(match["day"]),
        everywhere=True,
    ),
    Notation(
        re.compile(rf"(?P<at>(?P<day>{_ISO_DAY})\s*[,;]\s*(?P<clock>[0-9]{{1,2}}:[0-9]{{2}}))(?!\w)"),
        Wording("日期和时刻之间空一格", "a space stands between a day and a time"),
        lambda match: Meant(f"{match['day']} {match['clock']}"),
    ),
    Notation(re.compile(rf"{_ISO_DAY}\s+(?P<at>{_HOUR}(?P<minute>[0-9]{{2}}))(?![\w.:])"), _TIME, _written_clock),
    Notation(
        re.compile(
            r"(?<!\w)(?P<at>(?P<half>上午|早上|凌晨|中午|下午|傍晚|晚上)?(?P<spoken>[一二三四五六七八九十]{1,3})[点时](?P<thirty>半)?整?)(?!\w)"
        ),
        _TIME,
        _spoken_clock,
    ),
    Notation(
        re.compile(rf"^\s*(?:daily|每日)\s+(?P<at>(?P<first>{_SAID_SO}){_TO_TIME}(?P<last>{_SAID_SO}))\s*(?:#.*)?$"),
        Wording("每天的起止写作 `08:30 .. 17:30`", "hours of the day are written `08:30 .. 17:30`"),
        _hours,
    ),
    Notation(
        re.compile(r"(?P<year>[0-9]{4})-[0-9]{1,2}-[0-9]{1,2}\s*\.\.\s*(?P<at>(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2}))(?![\w-])"),
        Wording("日期要写年、月、日", "a date is year, month and day"),
        _short_day,
    ),
    Notation(
        re.compile(r"(?P<at>(?P<name>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}))(?![\w-])"),
        Wording("星期写在日期的后面", "the day of the week stands behind the date"),
        lambda match: Meant(f"{match['date']} {next(day for day in DAYS_OF_WEEK if day.startswith(match['name']))}"),
    ),
    Notation(
        re.compile(rf"(?<!due)(?<!截止)(?<=[\w)])\s(?P<at>(?:is\s+)?within\s+(?P<number>[0-9]+)\s+{UNIT}\s+(?P<side>after|of|before)\s+(?P<anchor>[\w.]+))"),
        Wording("“在……之内”写作 `between … and …`", "within a time is written `between … and …`"),
        _within,
    ),
    Notation(
        re.compile(r"(?<!\w)(?P<at>(?:the\s+)?(?P<number>[1-5])(?:st|nd|rd|th))(?=\s+(?:[A-Z]|weekend|working))"),
        Wording("第几个写作 `first`、`second` 等", "which one is written `first`, `second` and so on"),
        lambda match: Meant(_ORDINALS[match["number"]]),
        everywhere=True,
    ),
    Notation(
        re.compile(r"(?<!\w)(?P<at>(?:business|work|office)\s+(?P<unit>days?))(?!\w)"),
        Wording("工作日写作 `working days`", "these are called `working days`"),
        lambda match: Meant(f"working {match['unit']}"),
    ),
    Notation(
        re.compile(
            rf"(?<![\w.])(?P<at>(?P<anchor>[^\W\d][\w.]*?)\s*(?:之|以)?(?P<side>后|前|起)的?\s*(?P<number>[0-9]+)\s*{UNIT}(?:之内|以内|内)?)(?!\w)"
        ),
        _RELATIVE,
        _counted_from,
        everywhere=True,
    ),
    Notation(
        re.compile(rf"(?<![\w.:-])(?P<at>(?P<number>[0-9]+)\s*{UNIT}\s*(?P<side>晚于|早于|起自)\s*(?P<anchor>[^\W\d][\w.]*))(?!\w)"),
        Wording("数、单位、关键词和名称之间要有空格", "there are spaces between a number, its unit, keywords and names"),
        lambda match: None if len(match["at"].split()) > 3 else _counted_from(match),
        everywhere=True,
    ),
    Notation(
        re.compile(
            rf"^\s*(?:due|截止)\s+(?P<at>(?:within|no later than|at most)\s+(?P<number>[0-9]+)\s+{UNIT}\s+(?P<side>after|of|from)\s+(?P<anchor>\w+))"
        ),
        _RELATIVE,
        _counted_from,
        everywhere=True,
    ),
    Notation(
        re.compile(rf"(?<![\w.])(?P<at>(?P<anchor>[^\W\d][\w.]*)\s*(?P<side>[+-])\s*(?P<number>[0-9]+)\s*{UNIT})(?!\w)"),
        _RELATIVE,
        _counted_from,
        everywhere=True,
    ),
    Notation(re.compile(rf"(?P<at>{_YMD}{_UNTIL})"), _PERIOD, _period, _UNSURE, everywhere=True),
    Notation(
        re.compile(rf"(?<![\w年])(?P<at>(?P<month>[0-9]{{1,2}})\s*月\s*(?P<day>[0-9]{{1,2}})\s*[日号]?{_UNTIL})"), _PERIOD, _period, everywhere=True
    ),
    Notation(
        re.compile(
            r"(?<!\w)(?P<at>(?:(?P<year>[0-9]{4})\s*年\s*)?(?P<month>1[0-2]|[1-9])\s*月份?的?\s*"
            r"(?P<which>第[一二三四五1-5]个?|最后一?个?|末个?)\s*(?P<name>周末|工作日|(?:周|星期|礼拜)[一二三四五六日天]))(?!\w)"
        ),
        Wording("某月的第几个周末这样写：先写第几个，再写月和年", "which weekend of a month: first which one, then the month and the year"),
        _calendar_day,
        everywhere=True,
    ),
    Notation(
        re.compile(rf"(?<![\w.:-])(?P<at>(?P<number>[0-9]+)(?P<unit>{'|'.join(sorted(LENGTHS, key=len, reverse=True))}))(?!\w)"),
        Wording("数和单位之间要有空格", "there is a space between a number and its unit"),
        lambda match: Meant(f"{match['number']} {LENGTHS[match['unit']]}"),
        everywhere=True,
    ),
    Notation(re.compile(rf"(?P<at>{_YMD}\s*{_SAID})"), _DATE, _written_instant, _UNSURE, everywhere=True),
    Notation(re.compile(rf"(?P<at>{_YMD})"), _DATE, _written_day, _UNSURE, everywhere=True),
    Notation(
        re.compile(r"(?<![\w/.-])(?P<at>(?P<one>[0-9]{1,2})[/.-](?P<other>[0-9]{1,2})[/.-](?P<year>[0-9]{4}|[0-9]{2}))(?![\w/-])"),
        _DATE,
        _american,
        _UNSURE,
    ),
    Notation(
        re.compile(
            rf"(?<![\w/.-])(?P<at>(?P<day>[0-9]{{1,2}})(?:\s*|-){_MONTH}(?:\s*,?\s*|-)(?P<year>[0-9]{{4}}|[0-9]{{2}}))(?![\w/-])(?!\s+[A-Za-z])"
        ),
        _DATE,
        _named_month,
    ),
    Notation(re.compile(rf"(?P<at>{_MONTH}\s*(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<year>[0-9]{{4}}))(?![\w/-])"), _DATE, _named_month),
    Notation(
        re.compile(
            rf"(?P<at>(?P<date>{_ISO_DAY})T(?P<clock>[0-9]{{2}}:[0-9]{{2}})(?::[0-9]{{2}}(?:\.[0-9]+)?)?(?P<zone>Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)"
        ),
        _DATE,
        _iso,
        everywhere=True,
    ),
    Notation(re.compile(r"(?<![\w.:-])(?P<at>[0-9]{5}|[0-9]{8})(?![\w.:-])"), _DATE, _serial, frozenset({"not-a-time"}), only=True),
    Notation(
        re.compile(
            rf"(?<![\w年])(?<!年 )(?P<at>(?P<month>[0-9]{{1,2}})\s*月\s*(?P<day>[0-9]{{1,2}})\s*[日号]"
            rf"(?:\s*{_SAID_THERE}(?:之前|以前|前|止|截止|为止)?(?![:\w]))?)"
        ),
        Wording("日期要写年、月、日", "a date is year, month and day"),
        _yearless,
        everywhere=True,
    ),
    Notation(
        re.compile(rf"{_ISO_DAY}(?P<at>\s+(?:24:00(?::00)?|24[点时]|晚上\s*12[点时](?:整)?|晚上\s*12:00|midnight))(?!\w)(?!\s*\.\.)"),
        _END_OF_DAY,
        plain(""),
        frozenset({"no-such-time"}),
    ),
    Notation(re.compile(rf"(?<!\w)(?P<at>{_SAID})"), _TIME, _written_clock),
    Notation(re.compile(rf"(?P<at>{_HOUR}(?::(?P<minute>[0-9]{{2}}))?\s*(?P<half>[aApP][mM]))\b"), _TIME, _written_clock),
    Notation(re.compile(rf"{_ISO_DAY}\s+(?P<at>{_HOUR}\.(?P<minute>[0-9]{{2}}))(?![\w.])"), _TIME, _written_clock),
    Notation(re.compile(r"(?P<at>noon|正午|中午)(?!\w)"), _TIME, plain("12:00")),
    Notation(
        re.compile(r"(?P<at>(?P<clock>[0-9]{1,2}:[0-9]{2})\s*(?:时|整|前|之前|以前|止|截止|为止|后|之后|起))(?!\w)"),
        Wording("时刻后面不写别的字", "nothing stands behind a time"),
        lambda match: Meant(match["clock"]),
    ),
    Notation(
        re.compile(rf"{DAY}(?P<at>\s*(?:~+|〜|—+|–|-|至|到|to|until|\.{{3,}}|…+)\s*){DAY}"),
        Wording("一段时间的起止之间写 `..`", "a period is written with `..` between its ends"),
        plain(" .. "),
        everywhere=True,
    ),
    Notation(
        re.compile(rf"(?P<at>(?P<first>{DAY})(?:~+|〜|—+|–|-|至|到|to|until)(?P<last>{DAY}))(?![\w-])"),
        Wording("一段时间的起止之间写 `..`", "a period is written with `..` between its ends"),
        lambda match: Meant(f"{match['first']} .. {match['last']}"),
    ),
    Notation(
        re.compile(r"(?<!\w)(?P<at>(?:即日|今日|当日|今天|明天)起?)(?!\w)"),
        Wording("日期要写年、月、日", "a date is year, month and day"),
        helped("写上那一天，如 `2024-09-21`", "state the day, as in `2024-09-21`"),
    ),
)
