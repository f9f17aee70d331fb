"""What a finding waits for is named, and so is a file that is not there, also where a fact that names it is not stated."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import evalpolicy
from evalpolicy.testing import applications
from tests.properties.support import NAMES, a_policy, named


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
def test_what_is_pending_says_what_is_missing(name: str, data: st.DataObject) -> None:
    policy = a_policy(name, data)
    decision = policy.check(data.draw(applications(policy)))
    assert [finding.id for finding in decision.findings if finding.status == "pending" and not finding.missing] == []


def test_a_column_of_an_item_that_is_not_named_waits_for_the_item() -> None:
    finding = _finding({"sitting": "june"}, "tier_stated")
    assert [each.pointer for each in finding.missing] == ["/selections/0/item"]
    assert finding.message == "still missing: “/selections/0”: item."


def test_a_column_of_an_item_that_no_list_has_says_so() -> None:
    finding = _finding({"item": "Sumerian", "sitting": "june"}, "tier_stated")
    assert finding.status == "undetermined"
    assert finding.message.startswith("“Sumerian” is not on the list, and the list is not complete")


def test_a_file_is_named_in_the_words_of_the_policy_where_a_fact_in_its_name_is_not_stated() -> None:
    policy = named("jiaoshi-zige")
    files = [{"path": "甲/乙.pdf", "format": "JPEG", "size": 1024}]
    steps = {"现场确认": {"at": "2026-04-20T10:00", "files": files}}
    application = {"applicant": {"对象": "户籍"}, "selections": [{"item": "幼儿园"}], "steps": steps}
    decision = policy.check(application)
    assert decision.finding("现场确认").message.startswith("没有找到文件 {applicant.证件号}/证件照.jpg。")


def _finding(selection: dict[str, object], id: str) -> evalpolicy.Finding:
    return named("exam-entry").check({"selections": [selection]}).finding(id)
