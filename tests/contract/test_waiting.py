"""What an application that is not decided waits for: facts that somebody can state, and never one that does not apply to it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.coverage.small import small

TWO = 'fact selection.rank : number 1 .. 9 "rank" when kind is special'
RANKED = 'rule ranked "ranked"\n  require every selection has rank at least 2'
FEE = """fee base "base" per selection
  amount 10

adjustment less "less" to base
  when rank at least 2
  subtract 5"""
LATER = 'rule later "later"\n  at registration\n  require registration on or after 2024-09-11'


def application(**selection: Any) -> dict[str, Any]:
    return {"selections": [{"item": "one", **selection}]}


@pytest.mark.parametrize("stated", [{}, {"rank": 3}])
def test_a_fact_that_does_not_apply_is_not_missing(stated: dict[str, int]) -> None:
    """Stating it would help nobody: that it is asked for is told as such, of rules and of fees."""
    decision = small(TWO, RANKED, FEE).check(application(kind="plain", **stated))
    finding = decision.finding("ranked")
    assert finding is not None
    assert (finding.message, finding.missing) == ("this asks for “One”: rank, which does not apply to this application.", ())
    assert decision.fee.lines[0].reason == "this asks for “One”: rank, which does not apply to this application"
    assert "这里要看“One”的rank，而这份申请不用填它" in decision.explain("zh")


def test_a_fact_that_applies_is_missing() -> None:
    finding = small(TWO, RANKED).check(application(kind="special")).finding("ranked")
    assert finding is not None
    assert (finding.message, [each.pointer for each in finding.missing]) == ("still missing: “One”: rank.", ["/selections/0/rank"])


def test_a_rule_that_waits_for_a_step() -> None:
    """It says which step it waits for, and not that it misses itself."""
    finding = small(LATER).check(application()).finding("later")
    assert finding is not None
    assert finding.message == "still missing: “registration”: when it was done."
