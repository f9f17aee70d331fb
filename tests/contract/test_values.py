"""Values: every accepted spelling gives the same decision, everything else is a problem at its own pointer."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from stdnum.cn import ric

import evalpolicy
from evalpolicy import Application, ApplicationError
from tests.contract.support import ID, X_ID, application, change, decided, policy, problems, warned
from tests.properties.support import named


class Shouting(float):
    """A float that is written in a way of its own, as those of numpy are."""

    def __repr__(self) -> str:
        return f"Shouting({float(self)})"


class NoOffset(dt.tzinfo):
    """A time zone that does not know its offset."""

    def utcoffset(self, when: dt.datetime | None) -> None:
        return None

    dst = tzname = utcoffset


class NoTime(dt.tzinfo):
    """A time zone that cannot be asked."""


class Word(str, Enum):  # noqa: UP042  # not as texts of enumerations are written now
    """Texts with names, as forms and models of other libraries hold them."""

    CAMPUS = "campus"
    ELECTRICIAN = "electrician"
    NONE = "nobody"


class Level(int, Enum):
    """Integers with names."""

    FOURTH = 4


SAME: Mapping[str, list[object]] = {
    "selections__0__level": [4, "4", " 4 ", "４", "4级", "4 级", "４级", "中级", "中 级", "四级", Level.FOURTH],
    "selections__0__item": ["电工", "electrician", "ELECTRICIAN", "ｅlectrician", "电 工", " 电工", "grade.electrician", Word.ELECTRICIAN],
    "selections__0__attempt": ["initial", "初次评价", "首次", "Initial", None, ""],
    "selections__0__catalog": ["grade", "职业技能等级认定", " ＧＲＡＤＥ ", None],
    "applicant__audience": ["campus", "CAMPUS", "校内考生", "校内 考生", Word.CAMPUS],
    "applicant__id": [ID, f" {ID} ", "430105 20050101 0017", "４３０１０５２００５０１０１００１７"],
    "steps__payment__amount": [
        320, 320.0, Shouting(320.0), np.float64(320), np.str_("320"),
        Decimal(320), Decimal("320.00"), "320", "320.00", " 320 ", "３２０", "0" * 5000 + "320", "320." + "0" * 5000
    ],
    "steps__registration__at": [
        "2024-09-25T10:00:00+08:00",
        "2024-09-25T10:00",
        "2024-09-25 10:00",
        "2024-09-25T02:00:00Z",
        "20240925T100000+0800",
        "2024-09-25T10:00:00.000000",
        dt.datetime(2024, 9, 25, 10),
        dt.datetime(2024, 9, 25, 2, tzinfo=dt.UTC),
        dt.datetime(2024, 9, 25, 10, tzinfo=ZoneInfo("Asia/Shanghai")),
        dt.datetime(2024, 9, 25, 10, tzinfo=NoOffset()),
    ],
    "steps__confirmation__prior_certificates": ["无", ["无"], ("无",), "S000043010020224000001", ["S1", "S2"]],
    "steps__materials__files__0__format": ["JPEG", "jpg", ".JPG", "image/jpeg", "image/jpg", "ＪＰＥＧ", " jpeg "],
    "steps__materials__files__0__path": [f"{ID}/证件复印件/{ID}.jpg", f"{ID}/证件复印件/{ID}.JPG", f"{ID}/证件复印件/{ID}.jpeg"],
}  # fmt: skip


@pytest.mark.parametrize("where", SAME)
def test_spellings_give_the_same_decision(where: str) -> None:
    first = policy().check(application())
    for spelling in SAME[where]:
        decision = policy().check(application(**{where: spelling}))
        assert (decision.outcome, decision.fee, decision.steps) == (first.outcome, first.fee, first.steps), spelling
        assert decided(decision) == decided(first), spelling


WRONG: Mapping[str, list[object]] = {
    "selections__0__level": [6, "六", "4.0", True, [4], {}, 10**40, "中级（4级）", float("nan")],
    "selections__0__item": [5, ["电工"], {}, True],
    "selections__0__attempt": ["again", 1, False],
    "selections__0__subjects": ["理论", ["历史"], {"theory": 1}],
    "selections__0__catalog": ["专项", 4, []],
    "applicant__audience": ["student", 0, ["campus"]],
    "applicant__id": [430105200501010017, "123456789012345", "x" * 18, True, [], "43010520050101001Y", "４３"],
    "steps__payment__amount": [
        "¥320", "320元", "1,320", "1_000", "0x10", 320.001, "320.001", -1, True, float("nan"), float("inf"), 1e300, 10**20,
        Decimal("NaN"), Decimal("sNaN"), Decimal("1e400"), [320], {}, 0.1 + 0.2, "320.000000000000000000000000000000001",
    ],
    "steps__registration__at": [
        "2024/09/25 10:00", "2024-02-30T00:00", dt.datetime(2024, 9, 25, 10, tzinfo=NoTime()), "now", 1727230000, True, [], "2024-09-25x10:00",
        "9999-12-31T23:59:59-23:59", "0001-01-01T00:00+14:00", "2199-12-31T23:00Z",
    ],
    "steps__confirmation__signed": [1, 0, "yes", "是", "true"],
    "steps__confirmation__prior_certificates": [5, [5], {}],
    "steps__materials__files": [{}, "x", 5, [None], [[]], ["x"]],
    "steps__materials__files__0__path": [5, [], True],
    "steps__materials__files__0__format": [5, []],
    "steps__materials__files__0__size": ["204800", -1, 5.5, True, 10**16, float("nan")],
    "steps__materials": ["done", True, []],
    "applicant": [5, "x", []],
    "selections": [{}, "电工", 5, None],
    "steps": [[], "x", True],
}  # fmt: skip


@pytest.mark.parametrize("where", WRONG)
def test_wrong_values_are_problems_at_their_pointer(where: str) -> None:
    pointer = "/" + where.replace("__", "/")
    for value in WRONG[where]:
        found = problems(application(**{where: value}))
        assert len(found) == 1, (value, found)
        assert found[0][0] == pointer or found[0][0].startswith(pointer + "/"), (value, found)


def test_unknown_is_neither_false_nor_zero() -> None:
    for where in ("selections__0__level", "selections__0__item", "steps__payment__amount", "steps__confirmation__signed", "applicant__id"):
        assert policy().check(application(**{where: None})).outcome == "pending", where


def test_every_problem_is_listed() -> None:
    data = application(applicant=5, steps__payment__amount="x", steps__registration__at="y", steps__materials__files__0__size="z")
    selections = data["selections"]
    assert isinstance(selections, list)
    selections.append({"item": 5, "level": 9, "attempt": "reteke", "a/b~c": b""})
    assert set(problems(data)) == {
        ("/applicant", "wrong-type"),
        ("/selections/1/level", "unknown-value"),
        ("/selections/1/attempt", "unknown-value"),
        ("/selections/1/item", "wrong-type"),
        ("/selections/1/a~1b~0c", "wrong-type"),
        ("/steps/registration/at", "not-an-instant"),
        ("/steps/materials/files/0/size", "wrong-type"),
        ("/steps/payment/amount", "not-a-number"),
    }


@pytest.mark.parametrize(
    ("where", "value", "nearest"),
    [("selections__0__attempt", "reteke", "retake"), ("selections__0__level", "高及", "高级"), ("applicant__audience", "校内学生", "校内考生")],
)
def test_misspellings_name_the_nearest_value(where: str, value: str, nearest: str) -> None:
    with pytest.raises(ApplicationError) as caught:
        policy().check(application(**{where: value}))
    (problem,) = caught.value.problems
    assert nearest in problem.message.zh
    assert f"did you mean {nearest!r}?" in problem.message.en


def test_unknown_fields_are_warnings_everywhere() -> None:
    data = application(step={}, applicant__naem="x", selections__0__levle=4, steps__regist={}, steps__payment__amout=1)
    change(data, "/steps/materials/files/0/siez", 1)
    assert policy().check(data).outcome == "accepted"
    assert {pointer for pointer, code in warned(data) if code == "unknown-field"} == {
        "/step", "/applicant/naem", "/selections/0/levle", "/steps/regist", "/steps/payment/amout", "/steps/materials/files/0/siez"
    }  # fmt: skip
    assert "'amount'" in next(w.message.en for w in policy().check(data).warnings if w.pointer == "/steps/payment/amout")


# 110103 was dissolved in 2010 and ids keep it; 999999 never was: the county is not checked.
@pytest.mark.parametrize(
    ("start", "expected"),
    [("11010319900307001", []), ("99999920050101001", []), ("43010520050230001", ["id-birth-date"]), ("43010520051301001", ["id-birth-date"])],
)
def test_resident_ids_that_are_odd_are_read_with_a_warning(start: str, expected: list[str]) -> None:
    def warnings(id: str) -> list[str]:
        return [code for pointer, code in warned({"applicant": {"id": id}, "selections": []}) if pointer == "/applicant/id"]

    digit = ric.calc_check_digit(start + "0")
    assert warnings(start + digit) == expected
    assert warnings(start + ("1" if digit != "1" else "2")) == ["id-check-failed"]
    assert warnings(X_ID.lower()) == ["id-normalised"]


def test_an_item_is_looked_for_in_the_catalog_that_is_claimed() -> None:
    def verdicts(**changes: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
        selection = {"item": "office", **changes}
        decision = policy().check({"selections": [selection]}, through="registration")
        return decision.violated, decision.undetermined

    assert verdicts() == ((), ())
    assert verdicts(catalog="special") == ((), ())
    assert verdicts(catalog="grade") == (("item_offered",), ())
    assert verdicts(item="焊工", catalog="grade") == (("item_offered",), ())
    assert verdicts(item="焊工", catalog="special") == ((), ("item_offered",))
    assert "item_offered" in verdicts(item="焊工")[1]


def test_a_blank_item_is_unknown() -> None:
    data = application(selections__0__item="  ")
    assert "item_offered" in policy().check(data).pending
    assert warned(data) == [("/selections/0/item", "blank")]


@pytest.mark.parametrize("written", [np.float64(320), np.str_("320")])
def test_the_receipt_is_of_what_was_handed_in(written: object) -> None:
    """Also of numbers and texts that lie in memory as bytes do."""
    data = application(steps__payment__amount=written)
    assert policy().check(data).receipt().application_sha256 == Application(data).sha256


@pytest.mark.parametrize("value", [np.timedelta64(320, "s"), np.complex64(320), np.datetime64("2024-10"), bytearray(b"320"), memoryview(b"320")])
def test_what_is_no_value_is_called_by_its_name(value: object) -> None:
    data = application()
    data["steps"]["payment"]["amount"] = value  # type: ignore[index]
    with pytest.raises(ApplicationError) as caught:
        policy().check(data)
    (problem,) = caught.value.problems
    assert (problem.pointer, problem.code) == ("/steps/payment/amount", "wrong-type")
    assert problem.message.en.startswith(f"not a value that an application can hold: {type(value).__name__}")


def test_a_member_of_an_enumeration_is_shown_by_its_value() -> None:
    with pytest.raises(ApplicationError) as caught:
        policy().check(application(applicant__audience=Word.NONE))
    assert caught.value.problems[0].message.en.startswith("'nobody' is not a value of")


def test_names_may_be_texts_of_numpy() -> None:
    """As rows of its tables have them; the decision explains itself, and its receipt is of the same application."""

    def of_numpy(value: object) -> object:
        if isinstance(value, dict):
            return {np.str_(name): of_numpy(each) for name, each in value.items()}
        return list(map(of_numpy, value)) if isinstance(value, list) else value

    data = application(selections__0__级=1)
    named = of_numpy(data)
    assert isinstance(named, dict)
    decision, expected = policy().check(named), policy().check(data)
    assert decision == expected
    assert decision.to_dict() == expected.to_dict()
    assert list(policy().check_many([named])) == [expected]


def test_integers_of_thousands_of_digits() -> None:
    """No text can be made of them, and they are refused where they stand, as the first that is read or not."""
    for value in (10**5000, -(10**5000)):
        for stated in ({"selections": [{"item": "office", "attempt": value}]}, {"selections": [], "applicant": {"audience": value}}):
            fresh = pickle.loads(pickle.dumps(named("2024H2")))
            with pytest.raises(evalpolicy.ApplicationError) as caught:
                fresh.check(stated)
            assert [each.code for each in caught.value.problems] == ["out-of-range"]
            (decision,) = fresh.check_many([stated])
            assert decision.outcome == "invalid"
        with pytest.raises(evalpolicy.UsageError, match="has no step an integer"):
            named("2024H2").check({"selections": []}, through=value)  # type: ignore[arg-type]  # what is no step
