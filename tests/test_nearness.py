"""Which name was meant."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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


def test_what_a_package_is_warned_of_is_not_the_authors(tmp_path: Path) -> None:
    """Python 3.14 warns while `pypinyin` is imported; a process in which warnings are errors still gets its near names."""
    (tmp_path / "pypinyin.py").write_text(
        "import warnings\nwarnings.warn('codecs.open() is deprecated', DeprecationWarning)\n"
        "class Style: NORMAL = 0\ndef pinyin(text, **how): return [['same']]\n"
    )
    code = "from evalpolicy.nearness import nearest; print(nearest('药求', ['要求', '时段']))"
    command = [sys.executable, "-X", "utf8", "-W", "error", "-c", code]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": str(tmp_path)}, check=True)
    assert run.stdout == "['要求']\n"
