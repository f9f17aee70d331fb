"""What people call things that have a name or a code of their own here: owners of facts, time zones, countries, currencies."""

from __future__ import annotations

from zoneinfo import available_timezones

OWNERS = {
    **dict.fromkeys(("申请人", "报名人", "报名者", "报考人", "报考者", "考生", "学员", "学生", "人员", "个人"), "applicant"),
    **dict.fromkeys(("candidate", "student", "person", "user"), "applicant"),
    **dict.fromkeys(("申请", "申请表", "申请书", "报名表", "form"), "application"),
    **dict.fromkeys(("选报", "所选", "报考项目", "所报项目", "报名项目"), "selection"),
}
"""Owners of facts."""

NAMES = {
    **dict.fromkeys(("费用", "费", "应缴费用", "应交费用", "收费"), "fee"),
    **dict.fromkeys(("项目", "职业", "工种", "科目", "专业"), "item"),
    **dict.fromkeys(("目录", "类别", "项目类别", "大类", "category"), "catalog"),
    **dict.fromkeys(("结论", "结果", "result", "decision"), "outcome"),
}
"""Names that every policy has."""

TOTALS = dict.fromkeys(("合计", "总计", "总额", "总费用", "总价", "全部费用", "总数", "sum", "all"), "total")
"""The whole of the fee."""

CURRENCIES = {
    **{"Euro": "EUR", "euro": "EUR", "€": "EUR", "pounds": "GBP", "£": "GBP", "dollars": "USD", "yuan": "CNY"},
    **{"RMB": "CNY", "人民币": "CNY", "元": "CNY", "美元": "USD", "港币": "HKD", "港元": "HKD", "欧元": "EUR", "日元": "JPY", "英镑": "GBP"},
}

_SHANGHAI = (
    *("北京", "北京时间", "中国", "中国时间", "中国标准时间", "上海", "东八区", "东8区", "重庆", "广州", "深圳", "长沙", "武汉", "成都", "西安"),
    *("Beijing", "Peking", "China", "CST", "UTC+8", "UTC+08", "UTC+08:00", "GMT+8", "GMT+08:00", "+8", "+08:00"),
)
_ZONES = {
    **dict.fromkeys(_SHANGHAI, "Asia/Shanghai"),
    **{"香港": "Asia/Hong_Kong", "澳门": "Asia/Macau", "台北": "Asia/Taipei", "乌鲁木齐": "Asia/Urumqi", "新疆": "Asia/Urumqi"},
    **{"东京": "Asia/Tokyo", "日本": "Asia/Tokyo", "首尔": "Asia/Seoul", "新加坡": "Asia/Singapore", "吉隆坡": "Asia/Kuala_Lumpur"},
    **{"曼谷": "Asia/Bangkok", "河内": "Asia/Ho_Chi_Minh", "伦敦": "Europe/London", "巴黎": "Europe/Paris", "柏林": "Europe/Berlin"},
    **{"莫斯科": "Europe/Moscow", "纽约": "America/New_York", "洛杉矶": "America/Los_Angeles", "悉尼": "Australia/Sydney"},
}

_COUNTRIES = {
    **{"中国": "CN", "中华人民共和国": "CN", "大陆": "CN", "中国大陆": "CN", "香港": "HK", "澳门": "MO", "台湾": "TW", "日本": "JP", "韩国": "KR"},
    **{"新加坡": "SG", "马来西亚": "MY", "泰国": "TH", "越南": "VN", "印度": "IN", "美国": "US", "加拿大": "CA", "英国": "GB", "法国": "FR"},
    **{"德国": "DE", "俄罗斯": "RU", "澳大利亚": "AU", "新西兰": "NZ"},
}


def time_zone(said: str) -> str | None:
    """The zone of a place or an offset; of other places, the one that is named after them."""
    if said in _ZONES:
        return _ZONES[said]
    place = said.strip().replace(" ", "_").casefold()
    named = [zone for zone in zones() if zone.rpartition("/")[2].casefold() == place and "/" in zone]
    return min(named, default=None, key=lambda zone: (zone.startswith(("posix/", "right/")), zone))


def zones() -> list[str]:
    """The time zones that may be proposed: not those of offsets, whose signs are the other way round (`Etc/GMT+1` is an hour behind)."""
    return sorted(zone for zone in available_timezones() if not zone.startswith(("Etc/", "GMT")))


def country(said: str) -> str | None:
    """The code of a country by its Chinese or its English name."""
    if said in _COUNTRIES:
        return _COUNTRIES[said]
    from holidays.registry import COUNTRIES

    name = said.strip().replace(" ", "_").casefold()
    return next((entry[1] for module, entry in COUNTRIES.items() if module == name or name in (each.casefold() for each in entry)), None)
