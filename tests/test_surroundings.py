"""A decision depends on no state of the process that asks for it: its decimal context, its locale."""

from __future__ import annotations

import decimal
import json
import subprocess
import sys
from pathlib import Path

import pytest

import evalpolicy

ELECTRICIAN = Path(__file__).resolve().parents[1] / "examples" / "electrician.json"
APPLICATION = json.loads(ELECTRICIAN.read_text(encoding="utf-8"))


def test_a_narrow_context_changes_nothing() -> None:
    APPLICATION["steps"]["payment"]["amount"] = "319.99"
    usual = evalpolicy.check(APPLICATION, policy="2024H2").to_json()
    with decimal.localcontext(decimal.Context(prec=2)):
        assert evalpolicy.check(APPLICATION, policy="2024H2").to_json() == usual
    assert "0.01" in usual


POLICY = """policy narrow "Test"
  language   1
  messages   en
  timezone   Asia/Shanghai
  currency   CNY
  in force   2024-09-01 .. 2025-02-28
  process    registration

step registration "registration"
  window 2024-09-01 .. 2024-09-30

fact applicant.income : amount "income"
fact applicant.score  : number 0 .. 999 with 3 decimals "score"

catalog subjects "subjects"
  | item | name    |
  |------|---------|
  | art  | "art"   |

example "with decimals"
  applicant income 1234.57, score 998.125
  expect    pending
"""


def test_a_policy_that_is_loaded_in_a_narrow_context_is_the_same(tmp_path: Path) -> None:
    for name in ("usual", "narrow"):
        (tmp_path / f"{name}.policy").write_text(POLICY, encoding="utf-8")
    usual = evalpolicy.load(tmp_path / "usual.policy")
    with decimal.localcontext(decimal.Context(prec=2)):
        policy = evalpolicy.load(tmp_path / "narrow.policy")
        assert [each.application for each in policy.model.examples] == [each.application for each in usual.model.examples]
        with pytest.raises(evalpolicy.ApplicationError) as raised:
            policy.check({"selections": [], "applicant": {"score": 1000}})
        said = [each.message.en for each in raised.value.problems]
    assert usual.model.examples[0].application["applicant"] == {"income": "1234.57", "score": "998.125"}
    assert said == ["1000 is outside 0.000 .. 999.000"]


def test_the_names_of_months_are_those_of_the_language_that_is_spoken() -> None:
    """`calendar` has them in the locale's; few machines have another locale, so its names are changed."""
    code = f"""
import calendar, json
calendar.month_name, calendar.day_name = ["", *("mois",) * 12], ["jour"] * 7
import evalpolicy
application = json.loads(open({str(ELECTRICIAN)!r}, encoding="utf-8").read())
application["steps"]["payment"]["at"] = "2030-01-01T00:00:00+08:00"
said = json.dumps(evalpolicy.check(application, policy="2024H2").to_dict("en"))
assert "January 2030" in said, said
assert "mois" not in said
"""
    subprocess.run([sys.executable, "-c", code], check=True)
