"""Calls: which policy, what time, batches, receipts, threads."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
import types
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import evalpolicy
from evalpolicy import Application, ApplicationError, UsageError
from tests.contract.support import POLICY_FILE, application, policy


@pytest.mark.parametrize("at", ["2024-10-12T17:00:01", "2024-10-12T17:00:01+08:00", "2024-10-12T09:00:01Z", dt.datetime(2024, 10, 12, 17, 0, 1)])
def test_at(at: str | dt.datetime) -> None:
    assert policy().check(application(steps__payment=None), at=at).violated == ("payment",)
    assert policy().check(application(steps__payment=None), at="2024-10-12T17:00:00").pending == ("payment",)


@pytest.mark.parametrize("at", ["junk", "", " ", 5, True, [], dt.date(2024, 10, 13), "0001-01-01", "9999-12-31T23:59"])
def test_at_that_is_no_instant(at: object) -> None:
    with pytest.raises(ApplicationError) as caught:
        policy().check(application(), at=at)  # type: ignore[arg-type]
    assert [problem.pointer for problem in caught.value.problems] == ["/at"]
    with pytest.raises((ApplicationError, UsageError)):
        evalpolicy.check({"selections": []}, at=at)  # type: ignore[arg-type]


@pytest.mark.parametrize("through", ["nope", "", 5, [], b"x", "REGISTRATION"])
def test_through_that_is_no_step(through: object) -> None:
    with pytest.raises(UsageError, match="no step"):
        policy().check(application(), through=through)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ([], "/given"),
        ("x", "/given"),
        ({"designated_item": []}, "/given/designated_item"),
        ({5: 5}, "/given"),
        ({"designated_items": "电工"}, "/given/designated_items"),
        ({"designated_items": ["焊工"]}, "/given/designated_items/0"),
        ({"designated_items": ["电工", {}]}, "/given/designated_items/1"),
        ({"computer_items": ["A", None]}, "/given/computer_items/1"),
    ],
)
def test_given_of_the_wrong_kind(given: object, pointer: str) -> None:
    with pytest.raises(ApplicationError) as caught:
        policy().check(application(), given=given)  # type: ignore[arg-type]
    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    with pytest.raises(ApplicationError):
        policy().check_many([application()], given=given)  # type: ignore[arg-type]


def test_the_decision_outlives_the_mapping() -> None:
    data = application(steps__payment__amount=300)
    given: dict[str, object] = {"designated_items": ["电工"]}
    expected = policy().check(application(steps__payment__amount=300), given={"designated_items": ["电工"]})
    decision = policy().check(data, given=given)
    data.clear()
    given.clear()
    assert decision.to_json() == expected.to_json()
    assert decision.explain(lang="en") == expected.explain(lang="en")


def test_a_receipt_is_of_the_application_as_it_was() -> None:
    wrapped = Application(application())
    first = policy().check(wrapped).receipt()
    wrapped.data["selections"].append({"item": "office"})  # type: ignore[attr-defined]
    assert policy().check(wrapped).receipt().application_sha256 != first.application_sha256


def test_threads_agree() -> None:
    rows = [application(), application(steps__payment__amount=1), application(selections__0__level=None), application(selections__0__item="焊工")]
    rows *= 16
    fresh = evalpolicy.Policy(policy().model)
    expected = [(d.to_json(), d.explain(lang="en")) for d in policy().check_many(rows)]
    with ThreadPoolExecutor(32) as pool:
        found = list(pool.map(lambda row: (lambda d: (d.to_json(), d.explain(lang="en")))(fresh.check(row)), rows))
        shared = policy().check(rows[1])
        explained = set(pool.map(lambda _: shared.explain(lang="en"), range(32)))
    assert found == expected
    assert explained == {expected[1][1]}


def test_batches_lose_no_row() -> None:
    rows = [application(), 5, None, {}, application(selections__0__level=9), {"selections": []}, application()]
    expected = ["accepted", "invalid", "invalid", "invalid", "invalid", "pending", "accepted"]
    assert [str(d.outcome) for d in evalpolicy.check_many(rows, policy=policy())] == expected  # type: ignore[arg-type]
    rows[5] = {"selections": [], "steps": {"payment": {"at": "2031-01-01T00:00"}}}
    decisions = list(evalpolicy.check_many(rows))  # type: ignore[arg-type]
    assert [str(d.outcome) for d in decisions] == ["accepted", "invalid", "invalid", "invalid", "invalid", "invalid", "accepted"]
    assert decisions[5].problems[0].code == "no-policy"
    assert decisions[1].problems[0].pointer == ""
    assert decisions[4].problems[0].pointer == "/selections/0/level"
    assert all(json.loads(d.to_json())["outcome"] == d.outcome for d in decisions)


def test_decisions_have_no_truth_value_and_are_values() -> None:
    decision = policy().check(application())
    with pytest.raises(TypeError, match="outcome"):
        bool(decision)
    assert decision == policy().check(application())
    assert hash(decision) == hash(policy().check(application()))
    assert pickle.loads(pickle.dumps(decision)).to_json() == decision.to_json()
    with pytest.raises(AttributeError):
        decision.outcome = "accepted"  # type: ignore[misc, assignment]
    assert json.loads(decision.to_json()) == decision.to_dict()


def test_receipts_replay() -> None:
    given = types.MappingProxyType({"designated_items": ("电工",)})
    for arguments in ({}, {"at": dt.datetime(2024, 10, 13, 9)}, {"through": "materials"}, {"given": given}):
        decision = policy().check(application(), **arguments)
        receipt = decision.receipt()
        assert evalpolicy.Receipt.from_dict(json.loads(receipt.to_json())) == receipt
        assert evalpolicy.replay(json.loads(receipt.to_json()), application(), policy()) == decision
    with pytest.raises(UsageError, match="application_sha256"):
        evalpolicy.replay(receipt, application(applicant__audience="public"), policy())


def test_what_is_no_receipt() -> None:
    good = policy().check(application()).receipt().to_dict()
    malformed: tuple[object, ...] = (
        5, [], {}, {"sources": 5}, {**good, "violated": 5}, {**good, "violated": [5]}, {**good, "given": "x{"}, {**good, "given": "5"},
        {**good, "at": 5}, {**good, "format": 9}, {**good, "extra": 1}, {**good, "sources": {"a": 1}}, {**good, "policy": None},
    )  # fmt: skip
    for bad in malformed:
        with pytest.raises(UsageError, match="receipt") as told:
            evalpolicy.Receipt.from_dict(bad)  # type: ignore[arg-type]
        assert "凭据" in told.value.render("zh")
        with pytest.raises(UsageError, match="receipt"):
            evalpolicy.replay(bad, application(), policy())  # type: ignore[arg-type]  # what is no receipt
    with pytest.raises(UsageError, match=r"format 2;"):
        evalpolicy.Receipt.from_dict({**good, "format": 2, "added": True})
    (invalid,) = policy().check_many([{}])
    with pytest.raises(UsageError, match="nothing was decided"):
        invalid.receipt()


@pytest.mark.parametrize("language", ["fr", "zh-CN", "EN", "", 3, []])
def test_a_language_that_there_is_none_in_is_told(language: Any) -> None:
    decision = policy().check(application(selections__0__level="5"))
    (invalid,) = policy().check_many([{}])
    error = UsageError("甲", "a")
    calls: tuple[Callable[[Any], object], ...] = (
        decision.explain, decision.to_dict, decision.to_json, decision.explanation, invalid.explain, invalid.to_dict, error.render,
        invalid.problems[0].to_dict,
    )  # fmt: skip
    for call in calls:
        with pytest.raises(UsageError, match=r"'zh' .* 'en'"):
            call(language)


OTHER = POLICY_FILE.read_text(encoding="utf-8")


def other(folder: Path, name: str, period: str = "") -> Path:
    """A policy of another name, and of another period where one is said."""
    text = OTHER.replace("policy 2024H2", f"policy {name}", 1)
    if period:
        text = text.replace("2024-09-18 .. 2025-02-28", period, 1)
    sources = folder / "sources"
    if not sources.exists():
        sources.symlink_to(POLICY_FILE.parent / "sources")
    path = folder / f"{name}.policy"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_policy_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALPOLICY_PATH", str(tmp_path))
    (tmp_path / "broken.policy").write_text("policy ?", encoding="utf-8")
    (tmp_path / "folder.policy").mkdir()
    # A file that does not load is in the way of nothing but itself.
    assert evalpolicy.check(application()).policy == policy().stamp
    assert evalpolicy.load("2024H2").id == "2024H2"
    for _ in range(2):
        with pytest.raises(evalpolicy.PolicyError):
            evalpolicy.load("broken")
    with pytest.raises(UsageError, match=r"no policy is in force.*2024H2.*Not loaded.*broken\.policy"):
        evalpolicy.check({"selections": []}, at="2031-01-01T00:00")


def test_several_policies_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALPOLICY_PATH", str(tmp_path))
    other(tmp_path, "copy")
    with pytest.raises(UsageError, match=r"several policies are in force.*copy.*2024H2"):
        evalpolicy.check(application())
    with pytest.raises(UsageError, match="several"):
        evalpolicy.check({"selections": []})
    with pytest.raises(ApplicationError):
        evalpolicy.check(5)  # type: ignore[arg-type]
    assert evalpolicy.check(application(), policy="copy").policy is not None
    assert {str(d.outcome) for d in evalpolicy.check_many([application()])} == {"invalid"}


@pytest.mark.parametrize("instant", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_the_ends_of_the_calendar(instant: str) -> None:
    for data, at in (({"selections": []}, instant), ({"selections": [], "steps": {"payment": {"at": instant}}}, None)):
        with pytest.raises((UsageError, ApplicationError)):
            evalpolicy.check(data, at=at)


@pytest.mark.parametrize("name", ["", "x" * 5000, "a\0b", "2024H1", "/no/such/file"])
def test_no_such_policy(name: str) -> None:
    with pytest.raises(UsageError, match="no policy"):
        evalpolicy.check(application(), policy=name)


def test_applications_are_equal_where_their_json_is() -> None:
    one = Application.from_json(json.dumps(application()))
    assert one == Application(application())
    assert hash(one) == hash(Application(copy.deepcopy(application())))
    assert Application.from_json('{"selections": [], "a": 1.50}') == Application({"a": 1.5, "selections": ()})
    assert Application({"a": 5.5}) != Application({"a": "5.5"})
    for text in ("", "[]", "{", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000, b"\xff", '{"a": ' + "1" * 5000 + "}"):
        with pytest.raises(ApplicationError):
            Application.from_json(text)


def test_what_has_no_end_has_no_canonical_form() -> None:
    cyclic: dict[str, object] = {}
    cyclic["again"] = cyclic
    for data in (cyclic, {"a": 10**5000}):
        with pytest.raises(ApplicationError):
            hash(Application(data))
    assert Application({"a": {1, "1"}}).canonical == '{"a":["1",1]}'
