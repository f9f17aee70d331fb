"""A decision depends on no state of the process that asks for it: its decimal context, its locale."""

from __future__ import annotations

import decimal
import json
import subprocess
import sys
from pathlib import Path

import evalpolicy

ELECTRICIAN = Path(__file__).resolve().parents[1] / "examples" / "electrician.json"
APPLICATION = json.loads(ELECTRICIAN.read_text(encoding="utf-8"))


def test_a_narrow_context_changes_nothing() -> None:
    APPLICATION["steps"]["payment"]["amount"] = "319.99"
    usual = evalpolicy.check(APPLICATION, policy="2024H2").to_json()
    with decimal.localcontext(decimal.Context(prec=2)):
        assert evalpolicy.check(APPLICATION, policy="2024H2").to_json() == usual
    assert "0.01" in usual


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
