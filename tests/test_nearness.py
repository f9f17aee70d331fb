"""Which name was meant."""

from __future__ import annotations

import pytest

from evalpolicy.nearness import distance, likeness, nearest


@pytest.mark.parametrize(
    ("written", "meant", "others"),
    [
        ("electrican", "electrician", ["electronic_debugger", "office"]),
        ("ruel", "rule", ["record", "fee"]),
        ("ＯＦＦＩＣＥ", "office", ["offers"]),
        ("l0w", "low", ["law"]),
        ("1evel", "level", ["lever", "revel"]),
        ("自已", "自己", ["自由", "自然"]),
        ("未级", "末级", ["高级", "中级"]),
        ("步聚", "步骤", ["步行"]),
        ("汽车修维工", "汽车维修工", ["汽车装配工"]),
    ],
)
def test_the_name_that_was_meant(written: str, meant: str, others: list[str]) -> None:
    assert nearest(written, [*others, meant])[:1] == [meant]


@pytest.mark.parametrize(
    ("written", "meant", "others"),
    [("认订", "认定", ["认可", "制订"]), ("规责", "规则", ["规定"]), ("行长", "航长", ["行业"])],
)
def test_homophones(written: str, meant: str, others: list[str]) -> None:
    pytest.importorskip("pypinyin")
    assert nearest(written, [*others, meant])[:1] == [meant]


def test_a_swap_is_one_edit_and_a_look_alike_less() -> None:
    assert distance("leevl", "level") == 1
    assert distance("abc", "abd") == 1
    assert 0 < distance("o", "0") < 1
    assert distance("", "abc") == 3


def test_nothing_is_near_to_what_is_quite_different() -> None:
    assert nearest("linux", ["office", "photoshop"]) == []
    assert nearest("", ["office"]) == []
    assert likeness("Ａ", "a") == 1


def test_many_names_are_searched() -> None:
    assert nearest("item_99l7", [f"item_{number}" for number in range(10_000)])[:1] == ["item_9917"]
