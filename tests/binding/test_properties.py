"""Whatever comes in binds or is refused with pointers into it; what binds is well typed; how it is spelt does not matter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evalpolicy
from evalpolicy.application import Application
from evalpolicy.binding import bind, earliest_instant
from evalpolicy.binding import shaped as shape_of
from evalpolicy.core.facts import Facts, Placement, Row
from evalpolicy.core.sorts import bounds
from evalpolicy.errors import ApplicationError
from evalpolicy.language.model import FactDef, PolicyModel
from evalpolicy.language.types import EnumType, ItemType, ListType, ResidentIdType, SetType, TextsType, TextType, Type, YesNoType
from evalpolicy.limits import Limits
from evalpolicy.testing.spelling import FULL_WIDTH
from tests.binding.club import ID, club
from tests.properties.support import NOTICE


@lru_cache(maxsize=1)
def notice() -> PolicyModel:
    return evalpolicy.load(NOTICE).model


MODELS = {"club": club, "2024H2": notice}

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(st.characters(exclude_categories=()), max_size=8)
    | st.binary(max_size=4)
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.timezones())
    | st.sampled_from([object(), 1j, range(3), ID, ID.lower(), "chess", "电工", "接力", "飞盘", "campus", "校内考生"])
    | st.sampled_from([4, "4", "theory", "2024-09-25T10:00", "2024-09-25", ""])
)
NAMES = st.text(max_size=3) | st.integers() | st.sampled_from(["~", "/", "\ud800", ""])


def junk(names: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    def held(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        return st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5) | st.lists(inner, max_size=2).map(tuple)

    return st.recursive(LEAVES, held, max_leaves=20)


def names_of(model: PolicyModel) -> list[str]:
    """Every name that an application by the policy can hold."""
    owners: list[Mapping[str, FactDef]] = [model.applicant, model.application, model.selection, *(step.facts for step in model.steps.values())]
    fields = [record.fields for record in model.records.values()]
    built_in = ["applicant", "selections", "steps", "item", "catalog", "at", "files", "path", "format", "size"]
    return sorted({*built_in, *model.steps, *model.events, *(name for declared in [*owners, *fields] for name in declared)})


def shaped(model: PolicyModel) -> st.SearchStrategy[object]:
    """Junk in the places of an application."""
    known = st.sampled_from(names_of(model))
    thing = junk(known | NAMES)
    rows = st.lists(st.dictionaries(known, thing, max_size=5), max_size=3) | thing
    steps = st.dictionaries(st.sampled_from([*model.steps, *model.events]), st.dictionaries(known, thing, max_size=4) | thing, max_size=4)
    facts = st.dictionaries(known, thing, max_size=6) | thing
    others = dict.fromkeys(model.application, thing)
    return st.fixed_dictionaries({"selections": rows}, optional={"applicant": facts, "steps": steps | thing, **others})


def resolves(data: object, pointer: str) -> bool:
    """Whether a JSON pointer leads to something, or to a name that its object lacks."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    for place, part in enumerate(parts):
        if isinstance(data, Mapping):
            if part not in data:
                return place == len(parts) - 1
            data = data[part]
        elif isinstance(data, list | tuple) and part.isdigit() and int(part) < len(data):
            data = data[int(part)]
        else:
            return False
    return True


def fits(value: object, type_: Type) -> bool:
    """Whether a value is held as `evalpolicy.language.types` says, and within its bounds."""
    match type_:
        case YesNoType():
            return isinstance(value, bool)
        case EnumType():
            return value in type_.codes
        case TextType() | ItemType():
            return isinstance(value, str) and bool(value.strip())
        case ResidentIdType():
            return isinstance(value, str) and len(value) == 18 and value == value.upper()
        case TextsType():
            return isinstance(value, tuple) and bool(value) and all(isinstance(each, str) and each for each in value)
        case SetType(element=element):
            return isinstance(value, frozenset) and all(fits(each, element) for each in value)
        case _:
            low, high = bounds(type_)
            return type(value) is int and low <= value <= high


def check_row(row: Row, declared: Mapping[str, FactDef]) -> None:
    for name, value in row.values.items():
        if name in declared:
            assert fits(value, declared[name].type), (row, name)


def check_facts(model: PolicyModel, facts: Facts, data: object) -> None:
    """Every value is of its type, every pointer leads into the application."""
    for (owner, name), value in facts.values.items():
        fact = model.fact(owner, name)
        assert (fits(value, fact.type) and not isinstance(fact.type, ListType)) if fact else (name == "at" and type(value) is int), (owner, name)
    assert all(resolves(data, pointer) for pointer in facts.explicit)
    assert all(resolves(data, warning.pointer) for warning in facts.warnings)
    for (owner, name), rows in facts.lists.items():
        assert all(resolves(data, row.pointer) for row in rows)
        fact = model.fact(owner, name)
        for row in rows:
            if name == "selections":
                check_row(row, model.selection)
                assert (row.placement in (Placement.LISTED, Placement.UNLISTED)) <= ("catalog" in row.values)
                assert ("item" in row.values) == (row.placement not in (Placement.AMBIGUOUS, Placement.UNNAMED))
                assert set(row.candidates) <= set(model.catalogs)
            elif fact is not None and isinstance(fact.type, ListType):
                check_row(row, model.records[fact.type.record].fields)


def check_problems(error: ApplicationError, data: object) -> None:
    """There is a problem, each leads into the application, none is said twice, and both languages can be written down."""
    assert error.problems
    assert len(set(error.problems)) == len(error.problems)
    for problem in error.problems:
        assert resolves(data, problem.pointer), problem
        assert re.fullmatch("[a-z]+(-[a-z]+)*", problem.code)
    error.render("zh").encode()
    error.render("en").encode()


def check(model: PolicyModel, data: object) -> None:
    try:
        facts = bind(model, data)  # type: ignore[arg-type]
    except ApplicationError as error:
        check_problems(error, data)
    else:
        assert isinstance(data, Mapping)
        check_facts(model, facts, data)
        assert len(Application(data).sha256) == 64


@given(data=junk(NAMES))
def test_anything_binds_or_is_refused(data: object) -> None:
    check(club(), data)
    earliest_instant(shape_of(data, Limits()))


@pytest.mark.parametrize("name", MODELS)
@given(data=st.data())
def test_junk_in_the_places_of_an_application_binds_or_is_refused(name: str, data: st.DataObject) -> None:
    model = MODELS[name]()
    check(model, data.draw(shaped(model)))


@given(given_=st.dictionaries(st.sampled_from(["outdoor_games", "favourites", "least_level", "last_day", "other"]), junk(NAMES)), at=LEAVES)
def test_junk_for_parameters_and_time_binds_or_is_refused(given_: dict[str, object], at: object) -> None:
    try:
        facts = bind(club(), {"selections": [{"item": "飞盘"}]}, given=given_, at=at)  # type: ignore[arg-type]
    except ApplicationError as error:
        check_problems(error, {"given": given_, "at": at})
    else:
        assert all(fits(value, club().parameters[name].type) for name, value in facts.given.items())


# --- spellings ------------------------------------------------------------------------------------------------

FACTS: Mapping[str, tuple[object, ...]] = {
    "audience": ("campus", "校内考生", "在校生"),
    "score": (7.5, "7.5", "7.50"),
    "born": ("2005-01-01", dt.date(2005, 1, 1)),
    "trade": ("chess", "国际象棋（快棋）", "象棋", "hall.chess"),
    "likes": (["run", "swim"], ["游泳", "长跑 10 KM"], ("万米跑", "water.swim", "run")),
    "id": (ID, ID.lower()),
}
INSTANTS = ("2024-09-25T10:00:00+08:00", "2024-09-25T02:00Z", "2024-09-25 10:00", dt.datetime(2024, 9, 25, 2, tzinfo=dt.UTC))
AMOUNTS = (320, 320.0, "320", "320.00")


@st.composite
def spelt(draw: st.DrawFn, first: bool) -> dict[str, object]:
    """One application: in its first spelling, or in any."""

    def one(spellings: tuple[object, ...]) -> object:
        if first:
            return spellings[0]
        spelling = draw(st.sampled_from(spellings))
        wide = isinstance(spelling, str) and draw(st.booleans())
        return f" {spelling.translate(FULL_WIDTH)} " if wide and isinstance(spelling, str) else spelling

    return {
        "applicant": {name: one(spellings) for name, spellings in FACTS.items()},
        "selections": [{"item": one(("relay", "接力")), "catalog": one(("field", "室外")), "level": one(("4", 4, "中级"))}],
        "steps": {"payment": {"at": one(INSTANTS), "amount": one(AMOUNTS)}},
    }


@given(one=spelt(first=True), other=spelt(first=False))
def test_spellings_bind_equal(one: dict[str, object], other: dict[str, object]) -> None:
    """Code, label or alias, half or full width, with or without spaces: the same facts."""
    expected, found = bind(club(), one), bind(club(), other)
    assert found.values == expected.values
    assert found.explicit == expected.explicit
    key = ("application", "selections")
    assert [row.values for row in found.lists[key]] == [row.values for row in expected.lists[key]]


@given(data=st.data())
def test_leaving_a_fact_out_takes_that_fact_away(data: st.DataObject) -> None:
    """Nothing else depends on it, and null says the same as nothing."""
    application = data.draw(spelt(first=False))
    applicant = application["applicant"]
    assert isinstance(applicant, dict)
    name = data.draw(st.sampled_from(sorted(applicant)))
    without = {**application, "applicant": {each: value for each, value in applicant.items() if each != name}}
    null = {**application, "applicant": {**applicant, name: None}}
    expected = {key: value for key, value in bind(club(), application).values.items() if key != ("applicant", name)}
    assert bind(club(), without).values == bind(club(), null).values == expected
