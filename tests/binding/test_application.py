"""`Application`: reading JSON, and the canonical form that receipts hash."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evalpolicy
from evalpolicy.application import Application
from evalpolicy.errors import ApplicationError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=15,
)


def test_json_is_read_exactly() -> None:
    application = Application.from_json('{"selections": [], "amount": 0.10, "n": 1}')
    assert application.data["amount"] == Decimal("0.10")
    assert application.to_dict() == {"selections": [], "amount": Decimal("0.10"), "n": 1}


@pytest.mark.parametrize("text", ['\ufeff{"a": 1}', b'{"a": 1}', b'\xef\xbb\xbf{"a": 1}'])
def test_a_byte_order_mark_is_no_matter(text: str | bytes) -> None:
    assert Application.from_json(text).data == {"a": 1}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "5",
        "{'a': 1}",
        '{"a": 1, "a": 2}',
        '{"b": [{"a": 1, "a": 1}]}',
        '{"a": NaN}',
        '{"a": -Infinity}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"a": ' + "9" * 5_000 + "}",
        b'{"a": "\xff"}',
        "{} {}",
    ],
)
def test_what_is_no_json_object(text: str | bytes) -> None:
    with pytest.raises(ApplicationError) as caught:
        Application.from_json(text)
    (problem,) = caught.value.problems
    assert problem.pointer == ""
    assert problem.message.zh
    assert problem.message.en


@pytest.mark.parametrize("number", ["1e99999999999999999999", "-1E+99999999999999999999", "1.5e-99999999999999999999", "0.0e-99999999999999999999"])
def test_numbers_beyond_all_decimals_are_refused_where_they_stand(number: str) -> None:
    application = Application.from_json(f'{{"selections": [], "steps": {{"payment": {{"amount": {number}}}}}}}')
    if number.startswith("0"):
        assert application == Application({"selections": [], "steps": {"payment": {"amount": 0}}})
        return
    with pytest.raises(ApplicationError) as caught:
        evalpolicy.check(application, policy="2024H2")
    assert [(each.pointer, each.code) for each in caught.value.problems] == [("/steps/payment/amount", "out-of-range")]


def test_a_name_that_occurs_twice_is_named() -> None:
    with pytest.raises(ApplicationError, match="selections"):
        Application.from_json('{"selections": [], "selections": []}')


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": Decimal("1.50")}, {"a": 1.5}),
        ({"a": [1, 2]}, {"a": (1, 2)}),
        ({"a": {"x", "y", "z"}}, {"a": frozenset({"z", "y", "x"})}),
        ({"a": dt.datetime(2024, 9, 25, 10)}, {"a": "2024-09-25T10:00:00"}),
        ({"a": Decimal("0E+5")}, {"a": 0}),
    ],
)
def test_equal_content_is_equal(one: dict[str, object], other: dict[str, object]) -> None:
    assert Application(one) == Application(other)
    assert hash(Application(one)) == hash(Application(other))
    assert Application(one).sha256 == Application(other).sha256


@pytest.mark.parametrize(
    ("one", "other"), [({"a": 1}, {"a": True}), ({"a": 1}, {"a": "1"}), ({"a": None}, {}), ({"a": [1, 2]}, {"a": [2, 1]}), ({"a": 1.5}, {"a": 1.25})]
)
def test_different_content_is_different(one: dict[str, object], other: dict[str, object]) -> None:
    assert Application(one) != Application(other)
    assert Application(one).sha256 != Application(other).sha256


def test_the_hash_is_fixed() -> None:
    """Receipts of years ago hold it."""
    application = Application({"selections": [{"item": "电工", "level": 4}], "steps": {"payment": {"amount": Decimal("320.50")}}})
    assert application.canonical == '{"selections":[{"item":"电工","level":4}],"steps":{"payment":{"amount":"3205E-1"}}}'
    assert application.sha256 == "1d6f0d7f3e03aec2456333a90e5633f2d7374c441bd695f2e66b183e765887ed"


def test_the_callers_decimal_context_does_not_matter() -> None:
    application = Application({"a": Decimal("1.23456789")})
    expected = application.canonical
    with localcontext() as context:
        context.prec = 2
        assert application.canonical == expected


def test_members_that_look_alike_have_one_order() -> None:
    assert Application({"a": {1, "1", "2"}}).canonical == Application({"a": {"2", "1", 1}}).canonical == '{"a":["1","2",1]}'


@pytest.mark.parametrize("value", [Decimal("sNaN"), Decimal("NaN"), float("inf"), "\ud800"])
def test_even_what_no_policy_accepts_has_a_canonical_form(value: object) -> None:
    assert len(Application({"a": value}).sha256) == 64


def test_what_cannot_be_written_down_is_refused() -> None:
    cycle: dict[str, Any] = {}
    cycle["a"] = cycle
    deep: dict[str, object] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    for data in (cycle, deep, {"a": 10**5000}, {"a": object()}, {"a": [b"x"]}):
        for use in (lambda a: a.canonical, lambda a: a.sha256, hash):
            with pytest.raises(ApplicationError):
                use(Application(data))


    with pytest.raises(ApplicationError):
        Application(cycle).to_dict()


def test_to_dict_is_a_copy() -> None:
    data: dict[str, Any] = {"selections": ({"item": "chess"},)}
    copy: Any = Application(data).to_dict()
    assert copy == {"selections": [{"item": "chess"}]}
    copy["selections"][0]["item"] = "run"
    assert data["selections"][0]["item"] == "chess"


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=4))
def test_json_survives(data: dict[str, object]) -> None:
    """However it is written, JSON reads back as an equal application, whose canonical form is JSON."""
    application = Application(data)
    for indent, sort in ((None, False), (2, True)):
        assert Application.from_json(json.dumps(data, indent=indent, sort_keys=sort)) == application
    assert Application.from_json(application.canonical).canonical == application.canonical
