"""A damaged policy means the same, is another valid policy, or is diagnosed where the damage is. `python -m tests.damage` does many more."""

from __future__ import annotations

from collections import Counter

import pytest

from .damages import POLICIES
from .measure import measured
from .verdicts import Verdict

SPRING = POLICIES[-1]


@pytest.fixture(scope="module")
def verdicts() -> Counter[Verdict]:
    return Counter(judged.verdict for damage, judged in measured(SPRING, 120, 7) if damage.kind != "line dropped")


def test_damages_are_diagnosed_on_the_line(verdicts: Counter[Verdict]) -> None:
    diagnosed = sum(verdicts[each] for each in (Verdict.LINE, Verdict.DECLARATION, Verdict.NAMED, Verdict.ELSEWHERE))
    assert diagnosed > 60
    assert verdicts[Verdict.LINE] >= 0.95 * diagnosed


def test_hardly_any_damage_is_diagnosed_far_away(verdicts: Counter[Verdict]) -> None:
    assert verdicts[Verdict.ELSEWHERE] <= 0.01 * verdicts.total()
