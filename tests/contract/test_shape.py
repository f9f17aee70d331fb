"""Anything at all either binds or is an ApplicationError, and never anything else."""

from __future__ import annotations

import datetime as dt
import types
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalpolicy
from tests.contract.support import application, change, policy, problems

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.binary(max_size=4)
    | st.datetimes()
    | st.datetimes(timezones=st.timezones())
    | st.dates()
    | st.sampled_from(["电工", "grade", "retake", "理论", 4, "2024-09-25T10:00+08:00", "430105200501010017", 320, object(), 1j, range(3)])
)
NAMES = st.sampled_from(
    ["applicant", "id", "audience", "selections", "item", "level", "catalog", "attempt", "subjects", "steps", "registration", "materials", "payment",
     "exam", "confirmation", "at", "files", "path", "format", "size", "amount", "signed", "prior_certificates", "~/", ""]
)  # fmt: skip
KEYS = NAMES | st.integers() | st.text(max_size=3)
JUNK = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=20)
PLACES = st.sampled_from(
    ["/applicant", "/applicant/id", "/applicant/x", "/selections", "/selections/0", "/selections/0/item", "/selections/0/level",
     "/selections/0/subjects", "/steps", "/steps/registration", "/steps/registration/at", "/steps/materials/files", "/steps/materials/files/0",
     "/steps/materials/files/0/path", "/steps/payment/amount"]
)  # fmt: skip


def resolves(data: object, pointer: str) -> bool:
    """Whether a pointer leads somewhere, its last name possibly absent."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    for place, part in enumerate(parts):
        if isinstance(data, dict):
            if part not in data:
                return place == len(parts) - 1
            data = data[part]
        elif isinstance(data, list):
            if not (part.isdigit() and int(part) < len(data)):
                return False
            data = data[int(part)]
        else:
            return False
    return True


def well_said(error: evalpolicy.ApplicationError, data: object) -> None:
    """An error names problems, each once, at places that there are, in words that can be printed."""
    assert error.problems
    assert len({(problem.pointer, problem.code, problem.message.en) for problem in error.problems}) == len(error.problems)
    assert all(resolves(data, problem.pointer) for problem in error.problems)
    str(error).encode()
    error.render("zh").encode()


def judge(data: object) -> None:
    """Check, and look at all that comes out."""
    try:
        decision = policy().check(data)  # type: ignore[arg-type]
    except evalpolicy.ApplicationError as error:
        well_said(error, data)
        return
    assert all(resolves(data, warning.pointer) for warning in decision.warnings)
    decision.to_json().encode()
    decision.explain(lang="en").encode()


@settings(max_examples=300, deadline=None)
@given(JUNK)
def test_junk(data: object) -> None:
    judge(data)


@settings(max_examples=300, deadline=None)
@given(PLACES, JUNK)
def test_junk_in_an_application(place: str, junk: object) -> None:
    data = application()
    change(data, place, junk)
    judge(data)


@settings(max_examples=100, deadline=None)
@given(JUNK, JUNK, JUNK)
def test_junk_for_arguments(at: object, through: object, given_: object) -> None:
    for arguments in ({"at": at}, {"through": through}, {"given": given_}, {"given": {"designated_items": given_, "computer_items": at}}):
        for check in (policy().check, evalpolicy.check):
            try:
                decision = check(application(), **arguments)
            except (evalpolicy.ApplicationError, evalpolicy.UsageError):
                continue
            assert evalpolicy.replay(decision.receipt(), application(), policy()) == decision


def test_bounds() -> None:
    cyclic: dict[str, object] = {"selections": []}
    cyclic["again"] = cyclic
    deep: dict[str, object] = {"selections": []}
    inner = deep
    for _ in range(100_000):
        inner["a"] = inner = {}
    assert {code for _, code in problems(cyclic)} == {code for _, code in problems(deep)} == {"too-deep"}
    assert problems({"selections": [], "x": list(range(300_000))}) == [("", "too-large")]
    assert problems({"selections": [{"item": "a" * 20_000}]}) == [("/selections/0/item", "too-long")]
    assert problems({"selections": [{"item": 10**5000}]}) == [("/selections/0/item", "out-of-range")]
    assert problems({"selections": [{"item": "电工"}] * 201}) == [("/selections", "too-many")]


def test_what_is_no_application() -> None:
    for data in (None, 5, "x", [], b"{}", object()):
        assert problems(data) == [("", "wrong-type")]
    assert problems({"selections": [], 5: 1}) == [("", "not-a-name")]
    assert problems({}) == problems({"selections": None}) == [("/selections", "no-selections")]
    assert problems({"selections": b""}) == [("/selections", "wrong-type")]


def test_half_a_surrogate_pair_is_no_text() -> None:
    assert problems(application(selections__0__item="\ud800")) == [("/selections/0/item", "not-text")]
    assert problems({"selections": [], "\ud800": 1}) == [("", "not-a-name")]


def test_any_mapping_will_do() -> None:
    expected = policy().check(application())
    assert policy().check(types.MappingProxyType(application())) == expected
    assert policy().check(evalpolicy.Application(application())) == expected


@pytest.mark.parametrize("value", [Decimal("sNaN"), Decimal("NaN"), Decimal("1E+9999999"), float("inf"), {1, 2}, dt.date(2024, 1, 1)])
def test_unknown_fields_may_hold_any_value(value: object) -> None:
    assert policy().check(application(applicant__note=value)).outcome == "accepted"
