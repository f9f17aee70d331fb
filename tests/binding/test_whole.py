"""The whole: every problem at once, names that are not known, limits, parameters and the time of the decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from evalpolicy.application import Application
from evalpolicy.binding import bind, earliest_instant, read_instant, shaped
from evalpolicy.errors import UsageError
from evalpolicy.limits import Limits
from tests.binding.club import bound, club, codes, problems, stating
from tests.properties.support import loaded_text


def test_a_full_application() -> None:
    facts = bound(
        {
            "applicant": {
                "audience": "校内考生",
                "score": 7.5,
                "held": [{"trade": "chess", "level": "中级", "issued": "2022-01-01", "valid": True}, {"trade": None}],
            },
            "centre": "长沙",
            "notes": ["a", "b"],
        }
    )
    assert dict(facts.values) == {
        ("applicant", "audience"): "campus",
        ("applicant", "score"): 75,
        ("application", "centre"): "长沙",
        ("application", "notes"): ("a", "b"),
    }
    held = facts.lists["applicant", "held"]
    assert [(row.pointer, dict(row.values)) for row in held] == [
        ("/applicant/held/0", {"trade": "hall.chess", "level": "4", "issued": dt.date(2022, 1, 1).toordinal(), "valid": True}),
        ("/applicant/held/1", {}),
    ]
    assert {"/applicant/held", "/applicant/held/0/level", "/centre", "/notes"} <= facts.explicit
    assert not {"/applicant/held/1/trade", "/applicant/id"} & facts.explicit
    assert facts.warnings == ()


def test_every_problem_is_listed() -> None:
    application = {
        "applicant": {"audience": "campos", "score": "many", "held": [{"level": 9}, 5], "id": 5},
        "selections": [{"item": 5.5, "level": True}, "chess"],
        "steps": {"payment": {"at": "soon", "amount": -1}, "registration": 5},
        "centre": {},
        "notes": [b"x"],
    }
    assert sorted(codes(problems(application, given={"least_level": 7, "lest_level": 5}, at="soon"))) == [
        ("/applicant/audience", "unknown-value"),
        ("/applicant/held/0/level", "unknown-value"),
        ("/applicant/held/1", "wrong-type"),
        ("/applicant/id", "wrong-type"),
        ("/applicant/score", "not-a-number"),
        ("/at", "not-an-instant"),
        ("/centre", "wrong-type"),
        ("/given/least_level", "unknown-value"),
        ("/given/lest_level", "unknown-parameter"),
        ("/notes/0", "wrong-type"),
        ("/selections/0/item", "wrong-type"),
        ("/selections/0/level", "wrong-type"),
        ("/selections/1", "wrong-type"),
        ("/steps/payment/amount", "out-of-range"),
        ("/steps/payment/at", "not-an-instant"),
        ("/steps/registration", "wrong-type"),
    ]


@pytest.mark.parametrize("null", [None])
@pytest.mark.parametrize("name", ["applicant", "steps", "centre", "notes"])
def test_null_is_absent(name: str, null: None) -> None:
    assert bound({name: null}) == bound()


@pytest.mark.parametrize("fact", ["id", "audience", "score", "born", "trade", "held", "likes"])
def test_null_facts_are_absent(fact: str) -> None:
    assert bound(stating("applicant", fact, None)) == bound()


def test_nothing_is_changed_or_kept() -> None:
    application: dict[str, Any] = {"applicant": {"held": [{"trade": "chess"}]}, "selections": [{"item": "chess"}]}
    facts = bind(club(), application)
    application["applicant"]["held"][0]["trade"] = "run"
    application["selections"].clear()
    assert facts == bind(club(), {"applicant": {"held": [{"trade": "chess"}]}, "selections": [{"item": "chess"}]})


# --- names that are not known ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "pointer", "near"),
    [
        ({"step": {}}, "/step", "steps"),
        ({"center": 1}, "/center", "centre"),
        ({"applicant": {"audiance": 1}}, "/applicant/audiance", "audience"),
        ({"applicant": {"held": [{"isued": 1}]}}, "/applicant/held/0/isued", "issued"),
        ({"selections": [{"itme": 1}]}, "/selections/0/itme", "item"),
        ({"selections": [{"catalogue": 1}]}, "/selections/0/catalogue", "catalog"),
    ],
)
def test_unknown_fields_are_remarks_with_the_nearest(written: dict[str, object], pointer: str, near: str) -> None:
    (warning,) = bound(written).warnings
    assert (warning.pointer, warning.code) == (pointer, "unknown-field")
    assert f"did you mean {near!r}?" in warning.message.en
    assert f"“{near}”" in warning.message.zh


def test_pointers_are_escaped() -> None:
    assert codes(bound({"applicant": {"a/b~c": 1}}).warnings) == [("/applicant/a~1b~0c", "unknown-field")]


def test_long_words_of_the_applicant_are_not_repeated_at_length() -> None:
    (problem,) = problems({"applicant": {"audience": "x" * 9_000}})
    assert len(problem.message.en) < 400
    assert len(problem.message.zh) < 400


# --- shape and limits -------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [None, 5, "x", b"{}", [], [{"selections": []}], object()])
def test_what_is_no_mapping(data: object) -> None:
    assert codes(problems(data)) == [("", "wrong-type")]


class Odd(Mapping[str, object]):
    """A mapping that is no dict."""

    def __getitem__(self, name: str) -> object:
        return {"selections": [{"item": "chess"}]}[name]

    def __iter__(self) -> Iterator[str]:
        return iter(["selections"])

    def __len__(self) -> int:
        return 1


@pytest.mark.parametrize("data", [MappingProxyType({"selections": [{"item": "chess"}]}), Odd(), Application({"selections": [{"item": "chess"}]})])
def test_any_mapping_will_do(data: Mapping[str, object] | Application) -> None:
    assert bind(club(), data) == bound()


@pytest.mark.parametrize("alien", [object(), b"x", 1j, range(3), dt.time(10), dt.timedelta(1), iter([])])
def test_alien_objects_are_named_by_their_type(alien: object) -> None:
    for application, pointer in (({"centre": alien}, "/centre"), ({"unknown": [alien]}, "/unknown/0")):
        (problem,) = problems(application)
        assert (problem.pointer, problem.code) == (pointer, "wrong-type")
        assert type(alien).__name__ in problem.message.en


@pytest.mark.parametrize("key", [5, None, ("a",), b"a", "\ud800"])
def test_keys_are_texts(key: object) -> None:
    (problem,) = problems({"applicant": {key: 1}})
    assert (problem.pointer, problem.code) == ("/applicant", "not-a-name")
    problem.message.en.encode()


def test_long_keys_are_refused() -> None:
    (problem,) = problems({"applicant": {"x" * 20_000: 1}})
    assert (problem.pointer, problem.code) == ("/applicant", "not-a-name")
    assert len(problem.message.en) < 400


def test_what_is_cyclic_or_too_deep() -> None:
    cycle: dict[str, object] = {"selections": []}
    cycle["applicant"] = cycle
    loop: list[object] = []
    loop.append(loop)
    deep: dict[str, object] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    for application in (cycle, {"x": loop}, {"x": deep}):
        assert {problem.code for problem in problems(application)} == {"too-deep"}


def test_what_multiplies() -> None:
    """Thirty lists that hold the one before twice are a thousand million values."""
    lists: list[object] = []
    for _ in range(30):
        lists = [lists, lists]
    assert ("", "too-large") in codes(problems({"x": lists}))


@pytest.mark.parametrize(
    ("limits", "application", "expected"),
    [
        (Limits(selections=2), {"selections": [{}] * 3}, ("/selections", "too-many")),
        (Limits(records=2), {"applicant": {"held": [{}] * 3}}, ("/applicant/held", "too-many")),
        (Limits(files=2), {"steps": {"materials": {"files": [{}] * 3}}}, ("/steps/materials/files", "too-many")),
        (Limits(application_text_length=12), {"centre": "x" * 13}, ("/centre", "too-long")),
        (Limits(application_nodes=10), {"x": [1] * 10}, ("", "too-large")),
        (Limits(application_nesting=4), {"x": [[[[]]]]}, ("/x/0/0/0", "too-deep")),
    ],
)
def test_limits(limits: Limits, application: dict[str, object], expected: tuple[str, str]) -> None:
    assert codes(problems(application, limits=limits)) == [expected]


@pytest.mark.parametrize("application", [{"selections": [{}] * 2}, {"centre": "x" * 12}])
def test_limits_are_included(application: dict[str, object]) -> None:
    bound(application, limits=Limits(selections=2, application_text_length=12))


# --- parameters -------------------------------------------------------------------------------------------


def test_parameters_by_their_types() -> None:
    facts = bound(given={"favourites": ["快棋", "run"], "least_level": "高级", "last_day": "2024-12-01", "outdoor_games": {" 飞盘 "}})
    assert dict(facts.given) == {
        "favourites": {"hall.chess", "field.run"},
        "least_level": "3",
        "last_day": dt.date(2024, 12, 1).toordinal(),
        "outdoor_games": {"飞盘"},
    }


@pytest.mark.parametrize("given", [None, {}, {"least_level": None}])
def test_a_parameter_that_is_not_given_has_its_default(given: Mapping[str, object] | None) -> None:
    assert dict(bound(given=given).given) == {"least_level": "5"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ("/given", "wrong-type")),
        ({"favourites": "chess"}, ("/given/favourites", "wrong-type")),
        ({"favourites": ["chess", "badmintn"]}, ("/given/favourites/1", "unknown-item")),
        ({"favourites": ["relay"]}, ("/given/favourites/0", "ambiguous-item")),
        ({"favourites": ["飞盘"]}, ("/given/favourites/0", "unknown-item")),
        ({"favourits": ["chess"]}, ("/given/favourits", "unknown-parameter")),
        ({"favourits": None}, ("/given/favourits", "unknown-parameter")),
        ({"least_level": 6}, ("/given/least_level", "unknown-value")),
        ({"outdoor_games": [object()]}, ("/given/outdoor_games/0", "wrong-type")),
        ({"outdoor_games": ["x" * 20_000]}, ("/given/outdoor_games/0", "too-long")),
        ({"last_day": 10**5000}, ("/given/last_day", "out-of-range")),
        ({"outdoor_games": ["\ud800"]}, ("/given/outdoor_games/0", "not-text")),
    ],
)
def test_parameters_of_the_wrong_kind(given: object, expected: tuple[str, str]) -> None:
    assert codes(problems({}, given=given)) == [expected]


def test_misspelt_parameters_and_items_are_answered_with_the_nearest() -> None:
    (parameter,) = problems({}, given={"favourits": []})
    assert "did you mean 'favourites'?" in parameter.message.en
    (item,) = problems({}, given={"favourites": ["badmintn"]})
    assert "羽毛球" in item.message.en


# --- items in facts -----------------------------------------------------------------------------------------


def test_an_item_that_only_an_open_catalog_may_hold_is_taken_with_a_remark() -> None:
    facts = bound({"applicant": {"trade": "飞 盘"}})
    assert facts.values["applicant", "trade"] == "?飞盘"
    assert codes(facts.warnings) == [("/applicant/trade", "unlisted-item")]


@pytest.mark.parametrize(("require", "warned"), [("at most 2 selections", True), ("every selection has item is listed", False)])
def test_a_selected_item_that_is_on_no_list_is_warned_of_unless_a_rule_asks(require: str, warned: bool) -> None:
    """Nothing passes silently: where a rule asks, its finding names the item."""
    policy = loaded_text(SWIMMING.format(require=require))
    decision = policy.check({"selections": [{"item": "crwal"}]})
    assert codes(decision.warnings) == ([("/selections/0/item", "unlisted-item")] if warned else [])
    said = [problem.message.en for problem in decision.warnings] + [finding.message for finding in decision.findings]
    assert "Crawl" in said[0]
    assert policy.check({"selections": [{"item": "Crawl"}]}).warnings == ()


SWIMMING = """policy swimming "Swimming grades"
  language 1
  messages en
  timezone Europe/London
  in force 2025-03-01 .. 2025-07-31
catalog strokes "Strokes"
  | item  | name  |
  | crawl | Crawl |
rule entry "entry"
  require {require}
"""


def test_an_item_that_no_catalog_may_hold_is_refused() -> None:
    (problem,) = problems({"applicant": {"hall": "羽毛毽"}})
    assert (problem.pointer, problem.code) == ("/applicant/hall", "unknown-item")
    assert "羽毛球" in problem.message.zh


# --- time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["2024-10-11T09:00+08:00", "2024-10-11 09:00", dt.datetime(2024, 10, 11, 1, tzinfo=dt.UTC)])
def test_the_time_of_the_decision(at: str | dt.datetime) -> None:
    clock = bound(at=at).clock
    assert clock is not None
    assert dt.datetime.fromtimestamp(clock / 10**6, dt.UTC) == dt.datetime(2024, 10, 11, 1, tzinfo=dt.UTC)


def test_no_time() -> None:
    assert bound().clock is None


def test_steps_reported_for_later_are_remarked_on() -> None:
    facts = bound({"steps": {"registration": {"at": "2024-10-12T10:00"}}}, at="2024-10-11T10:00")
    assert codes(facts.warnings) == [("/steps/registration/at", "later-than-at")]


def reporting(*instants: object) -> dict[str, object]:
    return {"steps": {str(index): {"at": instant} for index, instant in enumerate(instants)}}


@pytest.mark.parametrize(
    ("application", "expected"),
    [
        (reporting("2024-09-25T10:00", "2024-09-24T10:00"), dt.datetime(2024, 9, 24, 10)),
        (reporting("2024-09-25T10:00+08:00", "2024-09-25T01:00Z"), dt.datetime(2024, 9, 25, 1, tzinfo=dt.UTC)),
        (reporting("2024-09-25T10:00+08:00", "2024-09-24T10:00"), dt.datetime(2024, 9, 24, 10)),
        (reporting(dt.datetime(2024, 9, 25), "nonsense", None, 5, dt.date(2020, 1, 1)), dt.datetime(2024, 9, 25)),
        (reporting(), None),
        ({}, None),
        ({"steps": 5}, None),
        ({"steps": {"a": 5, "b": {}, "c": {"at": []}}}, None),
        (5, None),
        (None, None),
        (Application(reporting("2024-09-25T10:00")), dt.datetime(2024, 9, 25, 10)),
    ],
)
def test_the_earliest_instant(application: Any, expected: dt.datetime | None) -> None:
    data = application.data if isinstance(application, Application) else application
    assert earliest_instant(shaped(data, Limits())) == expected


@pytest.mark.parametrize("at", ["soon", 5, None, dt.date(2024, 1, 1), Decimal(5)])
def test_what_is_no_instant(at: object) -> None:
    with pytest.raises(UsageError):
        read_instant(at)
