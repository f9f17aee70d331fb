"""What numbers, days and times of day the words of a notice state."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evalpolicy.lint.said import counts_said, days_said, numbers_said, times_said


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("最多报两个项目，满三年，二十五周岁", {2, 3, 25}),
        ("等级认定：中级 320 元，高级 1,080 元", {320, 1080}),
        ("补贴 2 万元，分三期，每期一百二十元", {20000, 3, 120}),
        ("打八折，退六成，减半收取", {80, 60, 50}),
        ("满半年，或者两年", {6, 24}),
        ("within three weeks, ten per cent off, the fifth working day", {21, 90, 5}),
    ],
)
def test_numbers_in_figures_and_in_words(words: str, numbers: set[int]) -> None:
    assert {Decimal(number) for number in numbers} <= set(numbers_said(words))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("统一报名，一律不退，第二次缴费在周三", set()),
        ("考生一次最多报两个项目，其中等级认定最多一个", {2, 1}),
        ("报名时间：2025 年 3 月 3 日至 3 月 14 日 17:00，缴费 30 元", {30}),
        ("5 月第二个周末", set()),
    ],
)
def test_what_surely_counts_something(words: str, numbers: set[int]) -> None:
    assert set(counts_said(words)) == {Decimal(number) for number in numbers}


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2025 年 3 月 3 日至 14 日", {(3, 3), (3, 14)}),
        ("9月21日-9月30日，十月一日放假", {(9, 21), (9, 30), (10, 1)}),
        ("2024-10-10 and 2024.11.02", {(10, 10), (11, 2)}),
        ("from 18 May to June 12th; 3rd or 4th July", {(5, 18), (6, 12), (7, 3), (7, 4)}),
        ("第 3 条、4.5 分", set()),
    ],
)
def test_days_of_the_year(words: str, days: set[tuple[int, int]]) -> None:
    assert days_said(words) == days


@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("17:00 前，最迟下午 5 点半", {(17, 0), (17, 30)}),
        ("10 月 10 日 17：00 截止，上午8时30分开始", {(17, 0), (8, 30)}),
        ("by 4 pm, 9:15 a.m., noon", {(16, 0), (9, 15), (12, 0)}),
        ("共 3 小时，4 个时段", set()),
    ],
)
def test_times_of_day(words: str, times: set[tuple[int, int]]) -> None:
    assert times_said(words) == times
