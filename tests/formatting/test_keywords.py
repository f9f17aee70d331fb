"""From one keyword language to the other: keywords where they are keywords, and the same meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.formatting import format_policy
from evalpolicy.formatting.cells import read_cell
from evalpolicy.formatting.items import Code, Row, read_items
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile
from evalpolicy.syntax.keywords import keywords
from evalpolicy.testing import policies
from evalpolicy.wording import Language
from tests.formatting import CANONICAL, SHIPPED, meaning
from tests.formatting.damage import retyped


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_policies_mean_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    chinese = format_policy(text, keywords="zh")
    english = format_policy(chinese, keywords="en")
    assert meaning(chinese, path.parent) == meaning(english, path.parent) == meaning(text, path.parent)
    assert keywords_of(chinese) <= spellings("zh")
    assert keywords_of(english) <= spellings("en")
    assert format_policy(chinese, keywords="zh") == chinese
    assert format_policy(english, keywords="en") == english


@pytest.mark.parametrize("path", CANONICAL, ids=lambda path: path.stem)
def test_there_and_back_is_where_it_began(path: Path) -> None:
    english = path.read_text(encoding="utf-8")
    back = format_policy(format_policy(english, keywords="zh"), keywords="en")
    # `1 decimals` comes back as `1 decimal`.
    assert back.split() == english.replace("with 1 decimals", "with 1 decimal").split()


@settings(max_examples=10)
@given(st.data())
def test_random_policies(data: st.DataObject) -> None:
    text = data.draw(policies())
    chinese = format_policy(data.draw(retyped(text)), keywords="zh")
    english = format_policy(chinese, keywords="en")
    assert meaning(chinese, None) == meaning(english, None) == meaning(text, None)
    assert keywords_of(chinese) <= spellings("zh")
    assert format_policy(chinese, keywords="zh") == chinese


def keywords_of(text: str) -> set[str]:
    """The keywords of a policy as they are spelt, those in the cells of tables too."""
    file = SourceFile("", text)
    items = read_items(file, Diagnostics(file), Limits())
    pieces = [piece for item in items if isinstance(item, Code) for piece in item.pieces]
    pieces += [piece for item in items if isinstance(item, Row) for cell in item.cells for piece in cell.pieces or ()]
    return {piece.token.text for piece in pieces if piece.token.is_keyword}


def spellings(language: Language) -> set[str]:
    return {form for forms in keywords().spellings[language].values() for form in forms}


# --- one thing after the other -------------------------------------------------------------------


def converted(text: str, language: Language) -> str:
    return format_policy(text, keywords=language).rstrip("\n")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("rule rule\n  require x", "规则 rule\n  要求 x"),
        ("rule a\n  require no x where y is no", "规则 a\n  要求 没有 x 其中 y 是 否"),
        ("rule a\n  require yes", "规则 a\n  要求 是"),
        ("rule a\n  require x at least 2 and at least 2 y", "规则 a\n  要求 x 不低于 2 且 至少 2 y"),
        ("rule a\n  require full days from a to b at most 1", "规则 a\n  要求 整日自 a 至 b 不超过 1"),
        ('exception a "b" to c\n  waive', '例外 a "b" 针对 c\n  免除'),
        ("fact selection.item : item of x", "事实 selection.item : 项目属于 x"),
        ("fact a.b : yes or no  default no", "事实 a.b : 是否  默认 否"),
        ("fact a.b : number 0 .. 1 with 1 decimal", "事实 a.b : 数 0 .. 1 保留 1 位小数"),
        ("step a\n  due 1 working day after b", "步骤 a\n  截止 1 个工作日 晚于 b"),
        ("step a\n  due 2024-10-10 17:00 Thursday", "步骤 a\n  截止 2024-10-10 17:00 周四"),
        ("event a\n  on second weekend of November 2024", "事件 a\n  于 第二个 周末 之 十一月 2024"),
        (
            'step a\n  file exactly one "f"  size at most 200 KB, more than 1 MB',
            '步骤 a\n  文件 恰好一个 "f"  大小 至多 200 千字节, 多于 1 兆字节',
        ),
        ("policy a\n  messages   zh\n  month ends round down", "政策 a\n  消息语言   中文\n  月末取整   向下"),
        ('rule a\n  message en "b"', '规则 a\n  消息 英文 "b"'),
        ('rule a\n  message "yes {if a then b else max(c,  d)} or {items}"', '规则 a\n  消息 "yes {如果 a 那么 b 否则 较大者(c,  d)} or {items}"'),
        ('rule a\n  message "{if {x} then}"', '规则 a\n  消息 "{if {x} then}"'),
        ('example "a"\n  select     "{if a then b else c}"', '示例 "a"\n  选报    "{if a then b else c}"'),
        ('reading a\n  option if "if"\n    cite b "yes" "no"', '读法 a\n  选项 if "if"\n    依据 b "yes" "no"'),
        (
            'example "a"\n  record     b: none\n  expect     undetermined nothing\n  expect     fee not stated',
            '示例 "a"\n  记录    b: 无\n  预期    无法确定 无\n  预期    费用 未写明',
        ),
        (
            "fee a per selection\n  | item | x         | amount     |\n  | any  | not given | as x b     |\n  | c, d | 1 .. 2    | not stated |",
            "费用 a 按项\n  | item | x      | 金额     |\n  | 任一 | 未填   | 记作 x b |\n  | c, d | 1 .. 2 | 未写明   |",
        ),
        (
            "catalog a\n  column none : set of x\n  column t    : text\n  | item | also | none | t    |\n  | any  | any  | none | none |",
            "目录 a\n  列 none : 集合 x\n  列 t    : 文本\n  | 项目 | 又名 | none | t    |\n  | any  | any  | 无   | none |",
        ),
        ("rule a\n  require x  # and not y", "规则 a\n  要求 x  # and not y"),
    ],
)
def test_both_ways(english: str, chinese: str) -> None:
    assert converted(english, "zh") == converted(chinese, "zh") == chinese
    assert converted(chinese, "en") == converted(english, "en") == english


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        # What would be read as part of a keyword is put in brackets; a text stays as it is.
        ("规则 a\n  要求 没有 two 其中 x", "rule a\n  require no 「two」 where x"),
        ("规则 a\n  要求 x 是 given", "rule a\n  require x is 「given」"),
        ("规则 a\n  要求 x 属于 given 且 given", "rule a\n  require x in given and given"),
        ("费用 a 按项\n  | x 是 given | 金额 |\n  | 是 | 1 |", "fee a per selection\n  | x is 「given」 | amount |\n  | yes            | 1      |"),
        ('规则 a\n  消息 "{如果 x 是 given 那么 y 否则 z}"', 'rule a\n  message "{如果 x 是 given 那么 y 否则 z}"'),
        # Other spellings than the first.
        ("步骤 a\n  截止 3 天 晚于 b", "step a\n  due 3 days after b"),
        ("目录 a\n  | 代码 | 别名 |\n  | 甲 | 乙 |", "catalog a\n  | item | also |\n  | 甲   | 乙   |"),
        # Both languages side by side; a keyword written close to a number.
        ("规则 a\n  require x 至少 1", "rule a\n  require x at least 1"),
        ('规则 a\n  消息 "{最好 3之 x 遍历 y}"', 'rule a\n  message "{best 3of x over y}"'),
    ],
)
def test_to_english(chinese: str, english: str) -> None:
    assert converted(chinese, "en") == english


@pytest.mark.parametrize(
    ("typed", "formatted"),
    [
        # `是` at the end of a line may be a value, so that the line would not go on.
        ("rule a\n  require x is\n    y", "规则 a\n  要求 x is\n    y"),
        ("rule a\n  require (x is\n    y)", "规则 a\n  要求 (x 是\n    y)"),
        ("rule a\n  require x is\n  not given", "规则 a\n  要求 x 未填"),
        ("rule a\n  require x on or  # why\n  before y", "规则 a\n  要求 x 不晚于  # why\n    y"),
        ("rule a\n  require (x is not\n  given # why\n  and y)", "规则 a\n  要求 (x 未填\n    # why\n    且 y)"),
        ("step a\n  when every x where y is\n  given has z", "步骤 a\n  当 每个 x 其中 y is\n    given 都 z"),
        ("rule a\n  require x in\n  (b, c)", "规则 a\n  要求 x 属于\n    (b, c)"),
        ("step a\n  due 3 天 after x", "步骤 a\n  截止 3 天 晚于 x"),
    ],
)
def test_to_chinese(typed: str, formatted: str) -> None:
    assert converted(typed, "zh") == formatted


def test_spellings_for_a_rule_are_spellings_of_the_terminal() -> None:
    for (language, _, terminal), form in keywords().in_rule.items():
        assert form in keywords().spellings[language][terminal]


def test_what_a_cell_cannot_be_read_as() -> None:
    assert read_cell("1 2", "cell_values") is None
    assert read_cell('"', "cell_values") is None
