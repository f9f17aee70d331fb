"""`policy`: the header of a policy, with its settings."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evalpolicy.classes import frozen
from evalpolicy.core.calendar import known_country
from evalpolicy.diagnostics import Fix
from evalpolicy.language import spoken
from evalpolicy.language.resolution import Resolution
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

LANGUAGE_VERSIONS = (1,)
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3, "JOD": 3}
"""Digits of the minor unit by ISO 4217, where they are not two."""

ORDER = ("language", "messages", "timezone", "currency", "calendar", "month_ends", "in force", "process")
"""The settings of a policy, in the order in which they are usually written."""


@frozen
class Header:
    """The settings of a policy."""

    id: str
    title: str
    language: int
    messages: str
    in_force: tuple[dt.date, dt.date]
    process: tuple[tree.Word, ...]


def resolve_header(resolution: Resolution) -> Header | None:
    """The header; sets what expressions need to know of it."""
    headers = resolution.declared(tree.PolicyDecl)
    if not headers:
        if resolution.complete:
            first = resolution.policy.declarations[0].span if resolution.policy.declarations else Span(1, 1, 1, 2)
            resolution.error(
                "policy-missing",
                Span(first.line, first.column, first.line, first.column + 1),
                "缺少 `policy` 声明",
                "there is no `policy` declaration",
                '文件开头写：`policy 编号 "名称"`，下面写 `language 1`、`messages zh`、`timezone`、`in force`',
                'begin the file with: `policy ID "title"`, and below it `language 1`, `messages en`, `timezone` and `in force`',
            )
        return None
    header = headers[0]
    for again in headers[1:]:
        resolution.duplicate(again.name.span, again.name.text, " `policy` 声明", "`policy` declaration", header.name.span)
    settings: dict[str, tree.Setting] = {}
    for clause in header.clauses:
        if isinstance(clause, tree.Setting):
            if clause.name in settings:
                first = settings[clause.name].span
                resolution.error("clause-twice", clause.span, f"`{clause.name}` 写了两次", f"`{clause.name}` is stated twice", first=first)
            settings.setdefault(clause.name, clause)
    if resolution.complete:
        for name, example in (("language", "language 1"), ("messages", "messages zh"), ("timezone", "timezone Asia/Shanghai")):
            resolution.required(header, settings.get(name), name, example, place_of(name, header))
    language = _language(settings.get("language"), resolution)
    _timezone(settings.get("timezone"), resolution)
    _currency(settings.get("currency"), resolution)
    _calendar(settings.get("calendar"), resolution)
    rounding = settings.get("month_ends")
    resolution.symbols.month_ends = None if rounding is None else rounding.value.text
    in_force = resolution.one(header, tree.InForce, "in force")
    if resolution.complete:
        resolution.required(header, in_force, "in force", "in force 2024-09-18 .. 2025-02-28", place_of("in force", header))
    process = resolution.one(header, tree.Process, "process")
    messages = settings.get("messages")
    period = _period(in_force, resolution)
    if language is None or messages is None or period is None:
        return None
    title = header.name.text if header.label is None else header.label.text
    return Header(header.name.text, title, language, messages.value.text, period, () if process is None else process.steps)


def place_of(setting: str, header: tree.PolicyDecl) -> Span:
    """The line below which a setting goes that is missing: the last of those that are written before it."""
    above = header.name.span
    for clause in header.clauses:
        name = clause.name if isinstance(clause, tree.Setting) else "in force" if isinstance(clause, tree.InForce) else ""
        if name in ORDER[: ORDER.index(setting)]:
            above = max(above, clause.span)
    return above


def _language(setting: tree.Setting | None, resolution: Resolution) -> int | None:
    if setting is None:
        return None
    version = setting.value.text
    if version in {str(known) for known in LANGUAGE_VERSIONS}:
        return int(version)
    if not version.isdecimal():
        zh, en = f"语言版本是一个数，`{version}` 不是数", f"the version of the language is a number, and `{version}` is none"
        latest = LANGUAGE_VERSIONS[-1]
        resolution.error("language-version", setting.value.span, zh, en, f"写成 `language {latest}`", f"write `language {latest}`")
        return None
    known = ", ".join(str(each) for each in LANGUAGE_VERSIONS)
    resolution.error(
        "language-version",
        setting.value.span,
        f"语言版本 {version} 不支持",
        f"language version {version} is not supported",
        f"本程序支持的版本：{known}；把这一行改为 `language {LANGUAGE_VERSIONS[-1]}`，并按语言手册核对全文，或换用支持该版本的程序",
        f"supported: {known}; write `language {LANGUAGE_VERSIONS[-1]}` and check the policy against the reference, or use a library that knows it",
    )
    return None


def _timezone(setting: tree.Setting | None, resolution: Resolution) -> None:
    if setting is None:
        return
    name = setting.value.text
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        resolution.unknown(
            setting.value.span,
            name,
            spoken.zones(),
            "时区",
            "time zone",
            "unknown-time-zone",
            said=spoken.time_zone(name),
            form=Wording("时区写作“洲/城市”，如 `Asia/Shanghai`", "a time zone is written as in `Asia/Shanghai`"),
        )
        return
    resolution.symbols.timezone = name


def _currency(setting: tree.Setting | None, resolution: Resolution) -> None:
    if setting is None:
        return
    code = setting.value.text
    meant = spoken.CURRENCIES.get(code)
    if meant is not None:
        message = Wording(f"“{code}”不是货币代码", f"`{code}` is no currency code")
        help = Wording(f"写成 `{meant}`", f"write `{meant}`")
        resolution.diagnostics.error("unknown-currency", setting.value.span, message, help, fix=Fix(setting.value.span, meant))
        return
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        resolution.error(
            "unknown-currency", setting.value.span, f"“{code}”不是货币代码", f"`{code}` is no currency code", "例如 CNY", "such as CNY (ISO 4217)"
        )
        return
    resolution.symbols.currency = code
    resolution.symbols.minor_digits = MINOR_DIGITS.get(code, 2)


def _calendar(setting: tree.Setting | None, resolution: Resolution) -> None:
    if setting is None:
        return
    if not known_country(setting.value.text):
        import holidays

        known = holidays.list_supported_countries()
        resolution.unknown(
            setting.value.span,
            setting.value.text,
            sorted(known),
            "日历（国家代码）",
            "calendar (country code)",
            "unknown-calendar",
            said=spoken.country(setting.value.text),
            form=Wording("写国家的代码（ISO 3166），如 `CN`", "write the code of a country (ISO 3166), such as `CN`"),
        )
        return
    resolution.symbols.calendar = setting.value.text


def _period(clause: tree.InForce | None, resolution: Resolution) -> tuple[dt.date, dt.date] | None:
    if clause is None:
        return None
    if clause.last.value < clause.first.value:
        resolution.error(
            "window-reversed",
            clause.span,
            "施行期的结束早于开始",
            "the period ends before it begins",
            "把前后两个日期对调",
            "swap the two dates",
        )
    return clause.first.value, clause.last.value
