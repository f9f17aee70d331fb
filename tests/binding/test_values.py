"""Values by type: what each accepts, in which spellings, and how it refuses the rest."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, Inexact, localcontext
from enum import IntEnum

import pytest

from tests.binding.club import ID, bound, codes, problems, refused, selected, stating, value

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def micros(year: int, month: int, day: int, hour: int) -> int:
    """Microseconds since 1970 of a wall clock in Shanghai."""
    return (dt.datetime(year, month, day, hour, tzinfo=SHANGHAI) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def warned(owner: str, name: str, written: object) -> list[tuple[str, str]]:
    return codes(bound(stating(owner, name, written)).warnings)


# --- enumerations ---------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["campus", "CAMPUS", " campus ", "ｃａｍｐｕｓ", "校内考生", "校内 考生", "校内　考生", "在校生", "本校生"])
def test_a_value_goes_by_code_label_or_alias(written: str) -> None:
    """Full width, case and spaces do not matter."""
    assert value("applicant", "audience", written) == "campus"


@pytest.mark.parametrize("written", [4, "4", "４", " 4 ", "中级", "中 级"])
def test_codes_of_digits_may_be_numbers(written: object) -> None:
    assert selected({"item": "chess", "level": written}).values["level"] == "4"


@pytest.mark.parametrize("written", [True, False, 4.0, Decimal(4), ["campus"], {"a": 1}, {"campus"}])
def test_an_enumeration_refuses_other_types(written: object) -> None:
    """Above all a truth value, which Python counts among the integers."""
    assert refused("applicant", "audience", written).code == "wrong-type"


def test_an_unknown_value_is_answered_with_the_nearest_and_with_all() -> None:
    problem = refused("applicant", "audience", "campos")
    assert (problem.pointer, problem.code) == ("/applicant/audience", "unknown-value")
    assert "did you mean 'campus'?" in problem.message.en
    assert "“campus”" in problem.message.zh
    for message in (problem.message.en, problem.message.zh):
        assert "campus (校内考生)" in message
        assert "public (社会人员)" in message


def test_a_misspelt_label_is_answered_with_the_label() -> None:
    assert "“校内考生”" in refused("applicant", "audience", "校内考声").message.zh


def test_nothing_near_means_no_suggestion() -> None:
    assert "mean" not in refused("applicant", "audience", "zzzzzzzzzz").message.en


# --- truth values ---------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [True, False])
def test_yes_or_no_is_true_or_false(written: bool) -> None:
    assert selected({"item": "chess", "again": written}).values["again"] is written


@pytest.mark.parametrize("written", [0, 1, 1.0, "yes", "no", "true", "是", "否", "", [], {}])
def test_no_word_or_number_is_a_truth_value(written: object) -> None:
    """Which words would mean yes is a guess, and a guess is a silent pass."""
    assert codes(problems({"selections": [{"item": "chess", "again": written}]})) == [("/selections/0/again", "wrong-type")]


# --- numbers and amounts ----------------------------------------------------------------------------


class Places(IntEnum):
    FOUR = 4


class Shown(float):
    """A float with a form of its own, as those of array libraries have."""

    def __repr__(self) -> str:
        return f"shown({float(self)})"


@pytest.mark.parametrize(
    ("written", "tenths"),
    [
        (7, 70),
        (7.0, 70),
        (7.5, 75),
        ("7.5", 75),
        ("７.５", 75),
        (" 7.5 ", 75),
        ("7.50", 75),
        ("+7.5", 75),
        (Decimal("7.5"), 75),
        (Decimal("7.50"), 75),
        (Decimal("75E-1"), 75),
        (Decimal("1E+1"), 100),
        ("1e1", 100),
        (Shown(7.5), 75),
        (Places.FOUR, 40),
        (0, 0),
        (-0.0, 0),
        (Decimal("0E+50"), 0),
        (100, 1000),
    ],
)
def test_numbers_are_exact(written: object, tenths: int) -> None:
    assert value("applicant", "score", written) == tenths


@pytest.mark.parametrize("written", ["7,5", "1_0", "0x10", "seven", "七", "7.5分", "--7", "1e", ".", "nan", "inf"])
def test_a_text_that_is_no_number_is_refused(written: str) -> None:
    assert refused("applicant", "score", written).code == "not-a-number"


@pytest.mark.parametrize("written", [True, False, [], {}, dt.date(2024, 1, 1)])
def test_numbers_refuse_other_types(written: object) -> None:
    assert refused("applicant", "score", written).code == "wrong-type"


@pytest.mark.parametrize("written", [float("inf"), -float("inf"), Decimal("-Infinity")])
def test_what_is_not_finite_is_refused(written: object) -> None:
    assert refused("applicant", "score", written).code == "out-of-range"


@pytest.mark.parametrize("written", [float("nan"), Decimal("NaN"), Decimal("sNaN")])
@pytest.mark.parametrize("name", ["score", "id", "audience", "born"])
def test_what_is_not_a_number_is_no_value_of_any_kind(name: str, written: object) -> None:
    """Libraries of tables have it where a value is missing, of whatever type."""
    problem = refused("applicant", name, written)
    assert problem.code == "not-a-number"
    assert problem.message.en == "NaN is not a number; what is not known is left out, or null"
    assert problem.message.zh == "NaN 不是数字；不知道的值请留空"


@pytest.mark.parametrize("written", [-0.1, 100.1, 101, -1, "100.1", 1e300, Decimal("1E+999999"), 10**50])
def test_numbers_out_of_bounds_are_refused(written: object) -> None:
    assert refused("applicant", "score", written).code == "out-of-range"


def test_a_number_that_python_does_not_print_is_refused() -> None:
    assert refused("applicant", "score", 10**5000).code == "out-of-range"


@pytest.mark.parametrize("written", [7.55, "7.55", Decimal("7.55"), 0.1 + 0.2, "7.0000000000000000000000000000000000001"])
def test_numbers_with_too_many_decimals_are_refused(written: object) -> None:
    """Nothing is rounded, however small the rest."""
    assert refused("applicant", "score", written).code == "too-precise"


def test_the_callers_decimal_context_does_not_matter() -> None:
    with localcontext() as context:
        context.prec = 2
        context.traps[Inexact] = True
        assert value("payment", "amount", Decimal("12345.67")) == 1_234_567
        assert refused("payment", "amount", Decimal("12345.678")).code == "too-precise"


@pytest.mark.parametrize(("written", "cents"), [(320, 32000), ("320", 32000), ("320.00", 32000), (320.1, 32010), (0.07, 7), (0, 0)])
def test_amounts_are_in_minor_units(written: object, cents: int) -> None:
    assert value("payment", "amount", written) == cents


@pytest.mark.parametrize(
    ("written", "code"),
    [(-1, "out-of-range"), ("-0.01", "out-of-range"), (0.001, "too-precise"), (10**13, "out-of-range"), ("¥3", "not-a-number"), (True, "wrong-type")],
)
def test_amounts_are_bounded(written: object, code: str) -> None:
    assert refused("payment", "amount", written).code == code


# --- dates and instants -----------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["2005-01-01", " 2005-01-01 ", "２００５-01-01", dt.date(2005, 1, 1)])
def test_dates(written: object) -> None:
    assert value("applicant", "born", written) == dt.date(2005, 1, 1).toordinal()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (dt.datetime(2005, 1, 1), "wrong-type"),
        ("2005-01-01T00:00", "not-a-date"),
        ("2005-02-29", "not-a-date"),
        ("2005/01/01", "not-a-date"),
        ("yesterday", "not-a-date"),
        (20050101, "wrong-type"),
        (True, "wrong-type"),
        ("1899-12-31", "out-of-range"),
        ("2200-01-01", "out-of-range"),
        (dt.date(1, 1, 1), "out-of-range"),
    ],
)
def test_what_is_no_date_is_refused(written: object, code: str) -> None:
    assert refused("applicant", "born", written).code == code


@pytest.mark.parametrize(
    "written",
    [
        "2024-09-25T10:00:00+08:00",
        "2024-09-25T10:00+08:00",
        "2024-09-25T02:00Z",
        "2024-09-25T02:00:00.000000Z",
        "2024-09-24T22:00-04:00",
        "2024-09-25T10:00",
        "2024-09-25 10:00",
        " 2024-09-25T10:00 ",
        "2024-09-25T10",
        "20240925T100000",
        "２０２４-09-25T10:00",
        dt.datetime(2024, 9, 25, 10),
        dt.datetime(2024, 9, 25, 2, tzinfo=dt.UTC),
        dt.datetime(2024, 9, 25, 10, tzinfo=SHANGHAI),
    ],
)
def test_instants_without_an_offset_are_in_the_policys_time_zone(written: object) -> None:
    assert value("registration", "at", written) == micros(2024, 9, 25, 10)
    assert warned("registration", "at", written) == []


def test_instants_keep_their_microseconds() -> None:
    assert value("registration", "at", "2024-09-25T10:00:00.000001") == micros(2024, 9, 25, 10) + 1


@pytest.mark.parametrize("written", ["2024-09-25", "20240925", "2024-W39-3", "２０２４-09-25"])
def test_a_day_is_no_instant(written: str) -> None:
    """Whether it was in time can hang on the hour; no hour is made up."""
    problem = refused("registration", "at", written)
    assert (problem.pointer, problem.code) == ("/steps/registration/at", "no-time")
    assert "10:00" in problem.message.en
    assert "10:00" in problem.message.zh


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("25.9.2024 10:00", "not-an-instant"),
        ("2024-09-31T10:00", "not-an-instant"),
        ("2024-09-25T25:00", "not-an-instant"),
        ("2024-09-25T24:00", "not-an-instant"),
        ("2024-09-25x10:00", "not-an-instant"),
        ("2024-09-25T10:00+25:00", "not-an-instant"),
        ("soon", "not-an-instant"),
        (1727230000, "wrong-type"),
        (dt.date(2024, 9, 25), "wrong-type"),
        (True, "wrong-type"),
        ("1899-12-31T10:00", "out-of-range"),
        ("2200-01-01T00:00", "out-of-range"),
        ("0001-01-01T00:00+14:00", "out-of-range"),
        ("9999-12-31T23:59-14:00", "out-of-range"),
        ("2199-12-31T23:00Z", "out-of-range"),  # the next day in Shanghai
    ],
)
def test_what_is_no_instant_is_refused(written: object, code: str) -> None:
    assert refused("registration", "at", written).code == code


class Nowhere(dt.tzinfo):
    """A time zone that does not know its offset."""

    def utcoffset(self, moment: dt.datetime | None) -> None:
        return None

    def tzname(self, moment: dt.datetime | None) -> None:
        return None

    dst = utcoffset


def test_a_time_zone_without_an_offset_is_none() -> None:
    assert value("registration", "at", dt.datetime(2024, 9, 25, 10, tzinfo=Nowhere())) == micros(2024, 9, 25, 10)


# --- resident ids ------------------------------------------------------------------------------------


def test_a_resident_id_is_taken_as_it_is() -> None:
    assert value("applicant", "id", ID) == ID
    assert warned("applicant", "id", ID) == []


@pytest.mark.parametrize("written", [ID.lower(), f" {ID}", "430121 20040615 002x", "４３０１２１２００４０６１５００２ｘ"])
def test_a_resident_id_in_another_spelling_is_read_with_a_warning(written: str) -> None:
    assert value("applicant", "id", written) == ID
    assert warned("applicant", "id", written) == [("/applicant/id", "id-normalised")]


@pytest.mark.parametrize(
    ("written", "code"),
    [("430105200501010011", "id-check-failed"), ("430105200513010012", "id-check-failed"), ("110101190002300012", "id-check-failed")],
)
def test_a_wrong_check_digit_or_birth_date_is_a_warning(written: str, code: str) -> None:
    """A decision is still made: whether the number is anybody's is for others to check."""
    assert value("applicant", "id", written) == written
    assert [pointer for pointer, _ in warned("applicant", "id", written)] == ["/applicant/id"]
    assert warned("applicant", "id", written)[0][1] in (code, "id-birth-date")


@pytest.mark.parametrize("written", ["43010520050101001", "4301052005010100111", "43010520050101001Y", "X30105200501010011", "123456789012345"])
def test_another_shape_is_no_resident_id(written: str) -> None:
    assert refused("applicant", "id", written).code == "not-a-resident-id"


@pytest.mark.parametrize("written", [430105200501010011, True, [ID]])
def test_a_resident_id_is_a_text(written: object) -> None:
    """A number of 18 digits does not survive every JSON reader."""
    assert refused("applicant", "id", written).code == "wrong-type"


# --- texts -------------------------------------------------------------------------------------------


def test_texts_are_stripped() -> None:
    assert value("application", "centre", "  长沙  考点 ") == "长沙  考点"


@pytest.mark.parametrize(
    ("owner", "name"), [("application", "centre"), ("application", "notes"), ("applicant", "audience"), ("applicant", "id"), ("applicant", "trade")]
)
@pytest.mark.parametrize("written", ["", "  ", "\u3000\n"])
def test_blank_is_not_given(owner: str, name: str, written: str) -> None:
    facts = bound(stating(owner, name, written))
    pointer = f"/{name}" if owner == "application" else f"/{owner}/{name}"
    assert (owner, name) not in facts.values
    assert pointer not in facts.explicit
    assert codes(facts.warnings) == [(pointer, "blank")]


@pytest.mark.parametrize(
    ("written", "texts"), [("无", ("无",)), (["a", "b"], ("a", "b")), ((" a ",), ("a",)), (["a", " "], ("a",))]
)
def test_texts_are_one_or_a_list(written: object, texts: tuple[str, ...]) -> None:
    assert value("application", "notes", written) == texts


@pytest.mark.parametrize("written", [[], [""]])
def test_no_texts_are_not_given(written: object) -> None:
    facts = bound({"notes": written})
    assert ("application", "notes") not in facts.values
    assert "/notes" not in facts.explicit


@pytest.mark.parametrize(
    ("written", "pointer"),
    [(5, "/notes"), ({}, "/notes"), (True, "/notes"), (["a", 5], "/notes/1"), ([["a"]], "/notes/0"), (["a", None], "/notes/1")],
)
def test_texts_refuse_other_types(written: object, pointer: str) -> None:
    assert codes(problems({"notes": written})) == [(pointer, "wrong-type")]


def test_half_a_surrogate_pair_is_no_text() -> None:
    """No encoding holds it: a message or a receipt that repeats it could not be written."""
    (problem,) = problems({"centre": "a\ud800"})
    assert (problem.pointer, problem.code) == ("/centre", "not-text")
    str(problem.message).encode()


# --- sets --------------------------------------------------------------------------------------------

BOTH = frozenset({"theory", "practical"})


@pytest.mark.parametrize("written", [["theory", "practical"], ("理论", "实操"), {"theory", "实操"}, BOTH, ["实操", "理论", "theory"]])
def test_sets_are_lists_of_values(written: object) -> None:
    assert selected({"item": "chess", "subjects": written}).values["subjects"] == BOTH


def test_a_set_that_is_never_empty_is_not_given_where_it_is() -> None:
    facts = bound({"selections": [{"item": "chess", "subjects": []}]})
    (row,) = facts.lists["application", "selections"]
    assert "subjects" not in row.values
    assert "/selections/0/subjects" not in facts.explicit


def test_another_set_may_be_empty() -> None:
    assert value("applicant", "likes", []) == frozenset()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("theory", ("", "wrong-type")),
        ({"theory": True}, ("", "wrong-type")),
        (["theory", "thoery"], ("/1", "unknown-value")),
        (["theory", True], ("/1", "wrong-type")),
        (["theory", None], ("/1", "wrong-type")),
    ],
)
def test_a_set_is_refused_where_a_member_is(written: object, expected: tuple[str, str]) -> None:
    """A member that cannot be read is not left out: the set would be another one."""
    pointer, code = expected
    assert codes(problems({"selections": [{"item": "chess", "subjects": written}]})) == [(f"/selections/0/subjects{pointer}", code)]


def test_items_in_facts_go_by_any_name() -> None:
    assert value("applicant", "likes", ["chess", "长跑10km", "water.swim"]) == {"hall.chess", "field.run", "water.swim"}
