"""Comparing policies of many rules and items: what both say alike costs nothing, and what a changed row decides is found near the examples."""

from __future__ import annotations

import pytest
from benchmarks.prove import synthetic

from evalpolicy.backends.symbolic.logic import alike
from evalpolicy.diff.meaning import Compared, meaning_diff
from evalpolicy.diff.trying import Tried
from evalpolicy.policy import Policy
from tests.properties.support import FILES, NOTICE, loaded_text, named

ITEMS, RULES, ROWS = 60, 12, 40
ROW = "| i7 | 3 | 173 |"


@pytest.fixture(scope="module")
def large() -> Policy:
    return loaded_text(synthetic(ITEMS, RULES, ROWS), NOTICE)


def revised(policy: Policy, old: str, new: str) -> Policy:
    text = policy.model.file.text
    assert text.count(old) == 1
    return loaded_text(text.replace(old, new), NOTICE)


@pytest.mark.parametrize("name", FILES)
def test_what_two_policies_say_alike_is_one_formula(name: str) -> None:
    policy = named(name)
    again = loaded_text(policy.model.file.text, FILES[name])
    symbolic = Compared(policy, again).questions.symbolic
    one, other = symbolic.decided(0), symbolic.decided(1)
    different = [rule for rule, bits in one.statuses.items() if not all(alike(bit, other.statuses[rule][status]) for status, bit in bits.items())]
    assert different == []
    assert alike(one.fee_low, other.fee_low)
    assert alike(one.fee_high, other.fee_high)


def test_a_rule_that_says_more_than_another_changes_nothing(large: Policy) -> None:
    after = revised(large, "  require at most 2 selections\n", "  require at most 2 selections\n  require at most 3 selections\n")
    assert meaning_diff(large, after).equal is True


def test_an_amount_of_an_item_that_no_example_names_is_found_by_trying(large: Policy) -> None:
    found = Tried(large, revised(large, ROW, "| i7 | 3 | 999 |")).found
    assert {"now-accepted", "now-rejected", "now-pending", "fee-changed"} <= set(found)
    accepted = found["now-accepted"].application
    assert {row["item"] for row in accepted["selections"]} == {"c7.i7"}
    assert accepted["steps"]["enrol"]["amount"] == "999"


def test_a_word_of_a_rule_about_an_item_is_found_by_trying(large: Policy) -> None:
    found = Tried(large, revised(large, "item is i9 and level is 5", "item is i9 and level is 4")).found
    assert {"now-accepted", "now-rejected", "now-pending"} <= set(found)
