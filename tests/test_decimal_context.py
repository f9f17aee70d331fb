"""A decision does not depend on the decimal context of whoever asks for it."""

from __future__ import annotations

import decimal
import json
from pathlib import Path

import evalpolicy

APPLICATION = json.loads((Path(__file__).resolve().parents[1] / "examples" / "electrician.json").read_text(encoding="utf-8"))


def test_a_narrow_context_changes_nothing() -> None:
    APPLICATION["steps"]["payment"]["amount"] = "319.99"
    usual = evalpolicy.check(APPLICATION, policy="2024H2").to_json()
    with decimal.localcontext(decimal.Context(prec=2)):
        assert evalpolicy.check(APPLICATION, policy="2024H2").to_json() == usual
    assert "0.01" in usual
