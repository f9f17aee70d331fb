"""The applications that tell mutants from a policy are decided as recorded."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mutation.noticing import recorded
from tests.properties.support import FILES, named

RECORDED = [(name, case) for name in FILES for case in recorded(name)]


@pytest.mark.parametrize(("name", "case"), RECORDED, ids=lambda value: value if isinstance(value, str) else value["shows"][:60])
def test_recorded_cases(name: str, case: dict[str, Any]) -> None:
    decision = named(name).check(case["application"], at=case["at"], given=case["given"])
    assert str(decision.outcome) == case["outcome"]
    for ids in ("violated", "undetermined", "pending"):
        assert list(getattr(decision, ids)) == case[ids]
    assert case["fee"] == (None if decision.fee.total is None else str(decision.fee.total))
