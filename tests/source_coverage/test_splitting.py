"""Sentences, the numbers of parts, and the words that state rules, in texts whose lines are broken anywhere."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalpolicy.resources import grammar_text
from evalpolicy.source_coverage.flow import Flow
from evalpolicy.source_coverage.headings import headings, part_named
from evalpolicy.source_coverage.marks import IGNORED, kinds, marks
from evalpolicy.source_coverage.sentences import split
from evalpolicy.source_coverage.wordings import KINDS


def sentences(text: str) -> list[str]:
    found = headings(text)
    every = list(marks(Flow.of(text), found))
    return [Flow.of(text[start:end]).text for start, end in split(text, found, every)]


def words(text: str) -> list[tuple[str, str]]:
    return [(mark.kind, mark.text) for mark in marks(Flow.of(text), headings(text)) if mark.kind != IGNORED]


# --- normative words -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("考生一次最多报两个项目", [("number", "一次"), ("limit", "最多"), ("number", "两个")]),
        ("于9月30日（周一）之前完成", [("date", "9月30日"), ("date", "周一"), ("deadline", "之前")]),
        ("2026年4月13日（星期一）8:00起", [("date", "2026年4月13日（星期一）"), ("time", "8:00")]),
        ("10月10日17：30截\n\n止", [("date", "10月10日"), ("time", "17：30"), ("deadline", "截止")]),
        ("9 月 21 日至 9 月 30\n日", [("date", "9月21日"), ("date", "9月30日")]),
        ("中级 320 元/考生，实操 226/考生", [("amount", "320元"), ("number", "226")]),
        ("格式为 JPG，大小 200KB 以下", [("number", "200KB"), ("limit", "以下")]),
        ("应当年满 18 周岁，不得重复", [("obligation", "应当"), ("limit", "年满"), ("number", "18周岁"), ("prohibition", "不得")]),
        ("不需要交资料，只需报名", [("exemption", "不需要"), ("limit", "只需")]),
        ("交以下资料，分别对应放入，如需调整；报考须知；应用系列；统一、同一、唯一", []),
        ("湘人社规[2024]3 号，见附件 3，网址 https://a.example/2024/10（osta1.org）", []),
        ("(1) A candidate must be at least 15 years old", [("obligation", "must"), ("limit", "at least"), ("number", "15")]),
        ("by 11.59 pm on the last working\nday of April 2026", [("time", "11.59 pm"), ("date", "last working day"), ("date", "April 2026")]),
        ("You may not enter later; no later than 2 May 2026", [("prohibition", "may not"), ("limit", "no later than"), ("date", "2 May 2026")]),
        ("Shall we? Mustard, maybe, required", [("obligation", "Shall"), ("obligation", "required")]),
        ("It costs €44.20 or GBP 12, ten per cent less", [("amount", "€44.20"), ("amount", "GBP 12"), ("number", "ten")]),
        ("see section 3, § 4 and table 2; form A4", []),
        ("", []),
    ],
)
def test_words_that_state_rules(text: str, found: list[tuple[str, str]]) -> None:
    assert words(text) == found


def test_kinds_are_the_groups_of_the_table_and_have_names() -> None:
    """A capturing group in a pattern would take the place of its kind."""
    assert kinds() == tuple(KINDS)
    assert not re.search(r"\((?!\?)", re.sub(r"\\.|\[[^\]]*\]", "", grammar_text("normative.toml").partition("[ignored]")[2]))


# --- sentences -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、报名\n各院于周一之前报名。\n\n二、缴费\n考生于周二缴费。", ["一、报名", "各院于周一之前报名。", "二、缴费", "考生于周二缴费。"]),
        ("两种形式报考专\n\n业能力考核\n如下：\n（1）先建；（2）再\n放入。", ["两种形式报考专业能力考核如下：", "（1）先建；", "（2）再放入。"]),
        ("分为两类。（见附件）\n1．甲\n2．乙", ["分为两类。", "（见附件）", "1．甲", "2．乙"]),
        ("10 月 10 日 17：00 截\n\n止\n\n3 报名确认\n考生需确认", ["10月10日17：00截止", "3报名确认考生需确认"]),
        ("他说：“可以。”然后报名！是吗？", ["他说：“可以。”", "然后报名！", "是吗？"]),
        ("1.1  There are two. They enter e.g. by\npost, at 5 p.m. sharp.", ["1.1 There are two.", "They enter e.g. by post, at 5 p.m. sharp."]),
        ("They enter at 5 p.m. Monday. See No. 3 of\nthe list.", ["They enter at 5 p.m. Monday.", "See No. 3 of the list."]),
        ("Fees\n\nThe fee is 44.20 for each subject that is entered here.", ["Fees", "The fee is 44.20 for each subject that is entered here."]),
        ("Biology   3 papers   June\nFrench    4 papers   June\n", ["Biology 3 papers June", "French 4 papers June"]),
        ("• at most two;\n• no more\n", ["• at most two;", "• no more"]),
        ("§ 1 Who\nStudents. § 2 applies.", ["§ 1 Who", "Students.", "§ 2 applies."]),
        ("---\n\n。。。\n", []),
    ],
)
def test_sentences_of_broken_lines(text: str, found: list[str]) -> None:
    assert sentences(text) == found


PARTS = st.sampled_from(
    [
        *("考生一次最多报两个项目", "，", "。", "；\n", "\n", "\n\n", " ", "\t", "　", "一、", "（1）", "1.4 ", "10 月", " 10 日"),
        *("截", "止", "17：00", "must", " at least ", ". ", "A", "（", "）", "“", "”", "https://a.b/1 ", "• ", "-", "\r", "\x00", "\u2028"),
    ]
)


@given(st.lists(PARTS, max_size=40).map("".join))
def test_every_letter_is_in_one_sentence(text: str) -> None:
    found = headings(text)
    stretches = list(split(text, found, list(marks(Flow.of(text), found))))
    assert stretches == sorted(stretches)
    assert all(start < end for start, end in stretches)
    assert all(end <= following for (_, end), (following, _) in pairwise(stretches))
    assert all(text[start:end] == text[start:end].strip() for start, end in stretches)
    inside = {place for start, end in stretches for place in range(start, end)}
    assert {place for place, character in enumerate(text) if character.isalnum()} <= inside


@given(st.lists(PARTS, max_size=40).map("".join))
def test_no_sentence_ends_within_a_mark_unless_a_part_begins(text: str) -> None:
    found = headings(text)
    every = list(marks(Flow.of(text), found))
    begun = {heading.start for heading in found}
    for start, end in split(text, found, every):
        assert not any(mark.start < end < mark.end for mark in every)
        assert start in begun or not any(mark.start < start < mark.end for mark in every)


PARAGRAPH = "考生一次最多报两个项目，但不能同时报两个等级认定类的职业。资料电子版于10月10日17：00截止；格式为图片，大小200KB以下。" * 2


@given(st.integers(8, 60), st.sampled_from(["\n", "\n\n", " \n"]))
def test_where_lines_are_broken_does_not_matter(width: int, end: str) -> None:
    """Lines of so many characters, as long as numbers and Latin words stay whole."""
    cuts = [next(at for at in range(place, 0, -1) if not PARAGRAPH[at - 1 : at + 1].isascii()) for place in range(width, len(PARAGRAPH), width)]
    broken = end.join(PARAGRAPH[start:last] for start, last in pairwise([0, *cuts, len(PARAGRAPH)]))
    assert sentences(broken) == sentences(PARAGRAPH)
    assert words(broken) == words(PARAGRAPH)


@given(st.lists(PARTS, max_size=30).map("".join))
def test_the_flow_knows_the_way_back(text: str) -> None:
    flow = Flow.of(text)
    assert len(flow.text) == len(flow.offsets)
    assert all(text[offset] == character or character == " " for character, offset in zip(flow.text, flow.offsets, strict=True))
    assert "".join(flow.text.split()) == "".join(text.split())


# --- parts -----------------------------------------------------------------------------------

NUMBERED = """一、认定
（一）职业
1、等级
2、专项
(二) 时间
二、要求
1、最多
（1）甲
（a）图片
（b）报告
（2）乙
3 报名
10 月 12 日
4 缴费
"""


@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("一（一）2", "2、专项"),
        ("一（二）", "(二) 时间"),
        ("二1（1）（b）", "（b）报告"),
        ("二.1.（1）", "（1）甲\n（a）图片\n（b）报告"),
        ("二（2）", "（2）乙\n3 报名\n10 月 12 日\n4 缴费"),
        ("二3", "3 报名\n10 月 12 日"),
        ("第二条", "二、要求\n1、最多\n（1）甲\n（a）图片\n（b）报告\n（2）乙\n3 报名\n10 月 12 日\n4 缴费"),
        ("三", None),
        ("附件 3", None),
        ("落款", None),
        ("", None),
    ],
)
def test_the_part_that_a_place_names(place: str, part: str | None) -> None:
    found = part_named(place, headings(NUMBERED), len(NUMBERED))
    assert (None if found is None else NUMBERED[found[0] : found[1]].strip()) == part


def test_parts_with_points() -> None:
    text = "1  Who\n1.1  Two kinds.\n1.2  At least 15 in\n2026. Not younger.\n2  When\n2.1  June.\n"
    found = part_named("1.2", headings(text), len(text))
    assert found is not None
    assert text[found[0] : found[1]] == "1.2  At least 15 in\n2026. Not younger.\n"


def test_parts_counted_within_a_line() -> None:
    """The point of `1.` ends no sentence; what it counts begins with it."""
    text = "（一）须具备下列条件之一：1. 已取得证书；2. 学习满 24 个月。3. 其他。"
    assert sentences(text) == ["（一）须具备下列条件之一：1.已取得证书；", "2.学习满24个月。", "3.其他。"]
    assert words(text) == [("obligation", "须"), ("number", "24个月")]
    assert words("时间：3.5小时") == [("number", "3.5小时")]
