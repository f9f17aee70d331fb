"""Selections: which item of which catalog is meant, and what is known where none is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from evalpolicy.binding.names import nearest_items
from evalpolicy.core.facts import Placement, Row
from tests.binding.club import bound, club, codes, problems, selected

MORE: Mapping[str, object] = {"outdoor_games": ["飞盘 (Frisbee)"]}
ALL: Mapping[str, object] = {"outdoor_games": ["飞盘 (Frisbee)", "风筝"]}


def placed(row: Row) -> tuple[Placement | None, object, object, tuple[str, ...]]:
    return row.placement, row.values.get("item"), row.values.get("catalog"), row.candidates


@pytest.mark.parametrize(
    "name",
    ["chess", "CHESS", "ｃｈｅｓｓ", "国际象棋（快棋）", "国际象棋(快棋)", "国际 象棋【快棋】", "快棋", "象棋", "hall.chess", " chess "],
)
def test_an_item_goes_by_code_name_or_alias(name: str) -> None:
    """Full width, case, spaces and the kind of bracket do not matter."""
    assert placed(selected({"item": name})) == (Placement.LISTED, "hall.chess", "hall", ("hall",))


@pytest.mark.parametrize("name", ["长跑10KM", "长跑 １０ ｋｍ", "万米跑"])
def test_an_item_of_an_open_catalog(name: str) -> None:
    assert placed(selected({"item": name})) == (Placement.LISTED, "field.run", "field", ("field",))


@pytest.mark.parametrize("catalog", ["field", "室外", " FIELD "])
def test_a_stated_catalog_settles_which_of_two_items(catalog: str) -> None:
    assert placed(selected({"item": "relay", "catalog": catalog})) == (Placement.LISTED, "field.relay", "field", ("field",))


def test_a_name_in_two_catalogs_waits_for_the_catalog() -> None:
    row = selected({"item": "接力"})
    assert placed(row) == (Placement.AMBIGUOUS, None, None, ("hall", "field"))
    assert row.item_name == "接力"


def test_a_name_that_no_catalog_lists_may_be_in_an_open_one() -> None:
    row = selected({"item": " 飞 盘 "})
    assert placed(row) == (Placement.UNPLACED, "?飞盘", None, ("field", "water"))
    assert row.item_name == "飞 盘"


def test_a_name_that_a_stated_open_catalog_does_not_list() -> None:
    assert placed(selected({"item": "飞盘", "catalog": "field"})) == (Placement.UNLISTED, "?飞盘", "field", ("field",))


def test_a_name_that_a_stated_closed_catalog_does_not_list() -> None:
    """Even where another catalog lists it: the selection says where it is from."""
    assert placed(selected({"item": "游泳", "catalog": "hall"})) == (Placement.NOT_OFFERED, "?游泳", "hall", ("hall",))


@pytest.mark.parametrize("written", [{}, {"item": None}])
def test_no_item_waits_for_one(written: dict[str, object]) -> None:
    facts = bound({"selections": [written]})
    (row,) = facts.lists["application", "selections"]
    assert placed(row) == (Placement.UNNAMED, None, None, ("hall", "field", "water"))
    assert "/selections/0/item" not in facts.explicit
    assert facts.warnings == ()


def test_a_blank_item_waits_for_one() -> None:
    facts = bound({"selections": [{"item": " ", "catalog": "hall"}]})
    (row,) = facts.lists["application", "selections"]
    assert placed(row) == (Placement.UNNAMED, None, "hall", ("hall",))
    assert codes(facts.warnings) == [("/selections/0/item", "blank")]
    assert facts.explicit == {"/selections/0/catalog"}


# --- names that a parameter adds --------------------------------------------------------------------


def test_a_parameter_adds_names_to_its_catalog() -> None:
    expected = (Placement.LISTED, "field.?飞盘(frisbee)", "field", ("field",))
    assert placed(selected({"item": "飞盘（FRISBEE）"}, given=MORE)) == expected
    assert placed(selected({"item": "飞盘(Frisbee)", "catalog": "field"}, given=MORE)) == expected
    assert placed(selected({"item": "飞盘(Frisbee)", "catalog": "water"}, given=MORE))[0] is Placement.UNLISTED


def test_a_catalog_is_open_until_it_is_complete() -> None:
    assert placed(selected({"item": "蹦极", "catalog": "field"}, given=MORE))[0] is Placement.UNLISTED
    assert placed(selected({"item": "蹦极", "catalog": "field"}, given=ALL)) == (Placement.NOT_OFFERED, "?蹦极", "field", ("field",))
    assert placed(selected({"item": "蹦极"}, given=ALL)) == (Placement.UNPLACED, "?蹦极", None, ("water",))


@pytest.mark.parametrize("again", [["风筝", "风 筝"], ["风筝", "长跑 10 km"], ["风筝", "Run", "接力"]])
def test_only_different_names_count_towards_completeness(again: list[str]) -> None:
    assert placed(selected({"item": "蹦极", "catalog": "field"}, given={"outdoor_games": again}))[0] is Placement.UNLISTED


def test_names_that_a_parameter_adds_are_items_for_other_parameters_and_facts() -> None:
    given = {"favourites": ["飞盘(frisbee)", "chess"], **MORE}
    facts = bound({"applicant": {"trade": "飞盘（Frisbee）"}}, given=given)
    assert facts.given["favourites"] == frozenset({"field.?飞盘(frisbee)", "hall.chess"})
    assert facts.values["applicant", "trade"] == "field.?飞盘(frisbee)"


# --- the list -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, ("/selections", "no-selections")),
        ({}, ("/selections", "wrong-type")),
        ("chess", ("/selections", "wrong-type")),
        ({"chess"}, ("/selections", "wrong-type")),
        (["chess"], ("/selections/0", "wrong-type")),
        ([{"item": "chess"}, None], ("/selections/1", "wrong-type")),
        ([{"item": "chess"}, []], ("/selections/1", "wrong-type")),
        ([{"item": True}], ("/selections/0/item", "wrong-type")),
        ([{"item": ["chess"]}], ("/selections/0/item", "wrong-type")),
        ([{"item": "chess", "catalog": "indoors"}], ("/selections/0/catalog", "unknown-value")),
        ([{"item": "chess", "catalog": 1}], ("/selections/0/catalog", "unknown-value")),
    ],
)
def test_what_is_no_list_of_selections(written: object, expected: tuple[str, str]) -> None:
    assert codes(problems({"selections": written})) == [expected]


def test_an_application_without_selections() -> None:
    assert codes(problems({"applicant": {}, "selections": None})) == [("/selections", "no-selections")]


def test_no_selection_is_a_remark() -> None:
    facts = bound({"selections": []})
    assert facts.lists["application", "selections"] == ()
    assert codes(facts.warnings) == [("/selections", "nothing-selected")]


def test_rows_keep_their_order_and_have_defaults() -> None:
    rows = bound({"selections": ({"item": "chess"}, {"item": "run", "again": True, "level": 3})}).lists["application", "selections"]
    assert [row.pointer for row in rows] == ["/selections/0", "/selections/1"]
    assert dict(rows[0].values) == {"item": "hall.chess", "catalog": "hall", "again": False}
    assert dict(rows[1].values) == {"item": "field.run", "catalog": "field", "again": True, "level": "3"}


# --- the nearest items ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "nearest"), [("badmintn", "badminton"), ("羽毛", "badminton"), ("羽毛球比赛", "badminton"), ("长跑 10 公里", "run"), ("游永", "swim")]
)
def test_nearest_items(name: str, nearest: str) -> None:
    assert nearest_items(club(), name)[0].code == nearest


def test_nearest_items_are_few_and_may_be_none() -> None:
    assert len(nearest_items(club(), "接力")) == 2
    assert len(nearest_items(club(), "接力", 1)) == 1
    assert nearest_items(club(), "qqqqqqqq") == ()
    assert nearest_items(club(), "  ") == ()
    assert nearest_items(club(), "x" * 100_000) == ()
