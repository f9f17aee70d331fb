"""The least and the greatest fee under a condition, against fees computed by hand."""

from __future__ import annotations

import json

from click.testing import CliRunner

from evalpolicy.cli import main
from evalpolicy.proof.cheapest import cheapest
from tests.language.declarations import load_small
from tests.properties.support import NOTICE

BODY = (
    'catalog c "c"\n  | item | name |\n  | maths | Maths |\n  | music | Music |\n'
    'fee f "fee" per selection\n  | item | amount |\n  | maths | 30 |\n  | music | 45.50 |\n'
    "rule two\n  require at most 2 selections\nrule one\n  require at least 1 selection\n"
)


def test_least_and_greatest() -> None:
    policy = load_small(BODY)
    least, greatest = cheapest(policy, "outcome is accepted"), cheapest(policy, "outcome is accepted", greatest=True)
    assert (least.fee, least.proved) == (3000, True)
    assert (greatest.fee, greatest.proved) == (9100, True)
    assert least.case is not None
    assert str(policy.check(least.case.application).fee.total) in ("30", "30.00")
    both = cheapest(policy, "outcome is accepted and (any selection where item is music) and (any selection where item is maths)")
    assert both.fee == 7550


def test_nothing_meets_the_condition() -> None:
    found = cheapest(load_small(BODY), "outcome is accepted and at least 3 selections")
    assert (found.fee, found.case, found.proved) == (None, None, True)


def test_the_command() -> None:
    run = CliRunner().invoke(main, ["cheapest", str(NOTICE), "--format", "json"])
    assert run.exit_code == 0
    said = json.loads(run.stdout)
    assert said["proved"]
    assert said["decision"]["outcome"] == "accepted"
    assert said["decision"]["fee"]["total"] == said["fee"]
