"""Types as databases, spreadsheets and programming languages call them, and what they are called here."""

from __future__ import annotations

from evalpolicy.wording import Wording

_ALIKE = {
    "text": "string str char varchar nvarchar 字符串 字符 字符型 文本型 文字 文字型 备注",
    "number": "int integer long short bigint smallint 整数 整型 整数型 数字 数字型 数值 数值型 个数 计数",
    "yes or no": "bool boolean bit logical 布尔 布尔型 布尔值 逻辑 逻辑型 是非 是否型",
    "date": "day 日期型 短日期 年月日",
    "instant": "datetime timestamp time 时间 时间型 日期时间 日期时间型 时间戳 时刻",
    "amount": "money currency 金额型 货币 货币型 钱 费用",
    "resident id": "idcard id_card idno 身份证 身份证号码 公民身份号码 居民身份证 居民身份证号",
}
_BY_NAME = {name: own for own, names in _ALIKE.items() for name in names.split()}
_DECIMAL = frozenset(["float", "double", "real", "decimal", "numeric", "小数", "小数型", "浮点", "浮点数", "浮点型", "实数"])
_CHOICE = frozenset(["enum", "enumeration", "choice", "option", "枚举", "枚举型", "选项", "单选", "下拉", "下拉框"])
_SEVERAL = frozenset(["list", "array", "set", "列表", "数组", "集合", "多选", "清单"])


def own_type(name: str) -> str | None:
    """The type of this language that is certainly meant; None where there is more to say."""
    return _BY_NAME.get(name.lower())


def told_type(name: str) -> Wording | None:
    """How a type of elsewhere is written here; None where the name is none."""
    own = own_type(name)
    key = name.lower()
    if own == "number":
        return Wording("写成 `number`，最好写明范围，如 `number 0 .. 60`", "write `number`, better with its range, as in `number 0 .. 60`")
    if own is not None:
        return Wording(f"写成 `{own}`", f"write `{own}`")
    if key in _DECIMAL:
        form = "`number 0 .. 100 with 2 decimals`"
        return Wording(f"写明范围和小数位数，如 {form}", f"state the range and the decimals, as in {form}")
    if key in _CHOICE:
        return Wording(
            '先用 `type` 列出各个值，如 `type gender "性别" = male "男" | female "女"`，这里写它的名称',
            'list the values in a `type` first, as in `type gender "Gender" = male "Male" | female "Female"`, and name it here',
        )
    if key in _SEVERAL:
        zh = "几个值写成 `set of` 加类型，几条记录写成 `list of` 加记录"
        return Wording(zh, "several values are `set of` a type, several records `list of` a record")
    return None
