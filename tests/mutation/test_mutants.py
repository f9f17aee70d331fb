"""A sample of the mutants of the policy of the notice; all of them: `python -m tests.mutation`."""

from __future__ import annotations

import pytest

from evalpolicy.mutation.mutants import mutants
from tests.mutation.noticing import EQUIVALENT, judge
from tests.properties.support import named

EVERY = 16
REQUIRED = 0.95


@pytest.mark.parametrize("name", ["2024H2"])
def test_mutants_are_noticed(name: str) -> None:
    """At least 95 % of the mutants that load and are not equivalent change the decision of an example or a case."""
    table = judge(name, mutants(named(name).model)[::EVERY])
    assert table.judged >= 5
    assert table.share >= REQUIRED, [mutant.key for mutant in table.missed]


def test_equivalent_mutants_are_mutants() -> None:
    """The list names nothing that is gone, and a reason for each."""
    for name, reasons in EQUIVALENT.items():
        known = {mutant.key for mutant in mutants(named(name).model)}
        assert not set(reasons) - known
        assert all(reasons.values())
