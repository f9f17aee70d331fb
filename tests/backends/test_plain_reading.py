"""The quick reader gives what the full reader binds, or nothing; and it does read what is written plainly."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalpolicy
from evalpolicy.backends.compiled.engine import Compiled, PlainReader, plain_reader
from evalpolicy.backends.compiled.layout import Layout, Leaf, RowLayout
from evalpolicy.backends.compiled.memo import WrongError
from evalpolicy.backends.graph.decided import Variant
from evalpolicy.backends.graph.entries import Entries
from evalpolicy.backends.graph.lower import lower
from evalpolicy.backends.graph.sorts import value_sort
from evalpolicy.binding import Vocabulary, bind
from evalpolicy.binding import shaped as shaped_
from evalpolicy.binding.bind import Binder
from evalpolicy.binding.plain import instant_reader
from evalpolicy.binding.values import Reader
from evalpolicy.errors import ApplicationError
from evalpolicy.language.model import FactDef, PolicyModel
from evalpolicy.language.types import ListType
from evalpolicy.limits import Limits
from evalpolicy.policy import Policy
from evalpolicy.testing import applications, policies
from tests.binding.club import ID, club
from tests.binding.test_properties import MODELS, shaped
from tests.properties.support import FILES, ROOT, loaded_text, named

ELECTRICIAN = json.loads((ROOT / "examples" / "electrician.json").read_text(encoding="utf-8"))
FILE_PARTS = ("path", "folder", "stem", "extension", "format")


def everything(model: PolicyModel) -> Layout:
    """A layout that reads all there is."""
    leaves: list[Leaf] = []
    lists = [RowLayout("application", "selections", (*row_leaves(model.selection), *placement_leaves()))]
    owners = [("applicant", model.applicant), ("application", model.application), *((step.id, step.facts) for step in model.steps.values())]
    for owner, declared in owners:
        for name, fact in declared.items():
            if isinstance(fact.type, ListType):
                leaves += [Leaf("list_known", owner, name), Leaf("explicit", owner, name)]
                lists.append(RowLayout(owner, name, row_leaves(model.records[fact.type.record].fields)))
            else:
                leaves += [Leaf("known", owner, name), Leaf("explicit", owner, name), Leaf("value", owner, name, value_sort(fact.type))]
    for step in model.steps.values():
        if step.takes_files:
            leaves += [Leaf("list_known", step.id, "files"), Leaf("explicit", step.id, "files")]
            parts = [Leaf("value", "", part, "atom") for part in FILE_PARTS]
            known = [Leaf("known", "", part) for part in ("path", "format", "size")]
            lists.append(RowLayout(step.id, "files", (*parts, *known, Leaf("value", "", "size", "integer"))))
    return Layout(tuple(leaves), tuple(lists))


def row_leaves(declared: dict[str, FactDef] | object) -> tuple[Leaf, ...]:
    facts = declared.items()  # type: ignore[union-attr, attr-defined]
    return tuple(
        leaf
        for name, fact in facts
        for leaf in (Leaf("known", "", name), Leaf("explicit", "", name), Leaf("value", "", name, value_sort(fact.type)))
    )


def placement_leaves() -> tuple[Leaf, ...]:
    stated = [Leaf(op, "", name) for op in ("known", "explicit") for name in ("item", "catalog")]
    values = [Leaf("value", "", name, "atom") for name in ("item", "catalog")]
    return (Leaf("entry", "", ""), Leaf("candidates", "", ""), *stated, *values)


def reader_of(model: PolicyModel, limits: Limits | None = None, given: dict[str, object] | None = None) -> PlainReader:
    """A reader of all there is."""
    bounds = limits or Limits()
    decided = lower(Policy(model).program, Variant())
    vocabulary = Vocabulary(model)
    binder = Binder(model, Reader(model, bounds, vocabulary))
    binder.parameters(None if given is None else shaped_(given, bounds))
    return plain_reader(Compiled(decided, everything(model), "", None), bounds, vocabulary, binder, None, "<reading>")  # type: ignore[arg-type]


READERS = {name: reader_of(model()) for name, model in MODELS.items()}


def agrees(reader: PlainReader, model: PolicyModel, data: object, limits: Limits | None = None, given: dict[str, object] | None = None) -> bool:
    """Whether the quick reader read it; what it read is what the full reader binds. What it refuses, the full reader refuses."""
    try:
        read = reader.read(data)
    except WrongError:
        try:
            bind(model, data, limits=limits, given=given)  # type: ignore[arg-type]
        except ApplicationError:
            return False
        raise AssertionError(f"refused, and well-formed: {data}") from None
    if read is None:
        return False
    facts = bind(model, data, limits=limits, given=given)  # type: ignore[arg-type]
    expected = reader.compiled.layout.gather(facts, Entries(model).of)
    assert told_apart(read) == told_apart(expected)
    return True


def told_apart(read: tuple[object, ...]) -> list[object]:
    """What was read, where 1 and true are not equal; sequences of rows are, of whatever kind."""
    return [[told_apart(row) for row in each] if isinstance(each, list) or each == () else (type(each), each) for each in read]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", MODELS)
@given(data=st.data())
@settings(deadline=None)
def test_junk(name: str, data: st.DataObject) -> None:
    """Junk in all places."""
    model = MODELS[name]()
    agrees(READERS[name], model, data.draw(shaped(model)))


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_applications(name: str, data: st.DataObject) -> None:
    """Random applications under the shipped policies."""
    policy = named(name)
    agrees(reader_of_policy(name), policy.model, data.draw(applications(policy)))


_OF_POLICY: dict[str, PlainReader] = {}


def reader_of_policy(name: str) -> PlainReader:
    if name not in _OF_POLICY:
        _OF_POLICY[name] = reader_of(named(name).model)
    return _OF_POLICY[name]


@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_random_policies(data: st.DataObject) -> None:
    """Random policies."""
    policy = loaded_text(data.draw(policies()))
    reader = reader_of(policy.model)
    for _ in range(5):
        agrees(reader, policy.model, data.draw(applications(policy)))


@pytest.mark.parametrize("name", FILES)
def test_what_is_plain_is_read(name: str) -> None:
    """Of the examples' applications nearly all are read by the quick reader: it is of use."""
    policy = named(name)
    plain = [agrees(reader_of_policy(name), policy.model, each.application) for each in policy.model.examples if not each.given]
    assert sum(plain) >= 0.9 * len(plain), plain


WHOLE = {
    "applicant": {
        "id": ID, "audience": "在校生", "score": 87.5, "years": 3, "born": "2004-06-15", "trade": "国际象棋(快棋)", "likes": ["chess", "run"],
        "held": [{"trade": "chess", "level": "中级", "issued": "2023-01-31", "valid": True}, {}, {"level": 5}],
    },
    "centre": " 长沙 ", "notes": ["a", "b"],
    "selections": [
        {"item": "象棋", "level": 4, "subjects": ["理论", "practical"], "again": True}, {"item": "relay"}, {"item": "relay", "catalog": "室外"},
        {"item": "飞盘"}, {"item": "飞盘", "catalog": "water"}, {}, {"catalog": "hall"}, {"item": "万米跑", "subjects": []}, {"level": None},
    ],
    "steps": {
        "registration": {"at": "2024-09-25T10:00", "told": "2024-09-25T10:00:00+08:00"},
        "materials": {"at": "2024-10-08T09:30Z", "files": [
            {"path": f"./{ID.lower()}\\a.b/照片.JPG", "format": "image/jpeg", "size": 5}, {"path": "x"}, {"path": ".x"}, {"path": "a/"}, {}]},
        "payment": {"at": "2024-10-11T16:00:30+00:00", "amount": 12, "by": None},
    },
}  # fmt: skip


def changed(*path: str | int, to: object) -> dict[str, object]:
    """`WHOLE` with another value somewhere."""
    data = copy.deepcopy(WHOLE)
    holder = data
    for part in path[:-1]:
        holder = holder[part]  # type: ignore[index, assignment]
    holder[path[-1]] = to  # type: ignore[index]
    return data  # type: ignore[return-value]


PLAIN = [
    WHOLE,
    {"selections": []},
    changed("applicant", to=None),
    changed("steps", to=None),
    changed("steps", "payment", to={}),
    changed("steps", "payment", "amount", to="12.50"),
    changed("steps", "payment", "amount", to=12.5),
    changed("steps", "payment", "at", to=dt.datetime(2024, 10, 11, 16)),
    changed("steps", "payment", "at", to=dt.datetime(2024, 10, 11, 16, tzinfo=dt.UTC)),
    changed("applicant", "born", to=dt.date(2004, 6, 15)),
    changed("applicant", "score", to="87.5"),
    changed("applicant", "audience", to="校内考生 "),
    changed("applicant", "id", to=ID.lower()),
    changed("applicant", "x", to=1),
    changed("x", to=None),
    changed("selections", 0, "leve", to="4"),
]


@pytest.mark.parametrize("place", range(len(PLAIN)))
def test_plain(place: int) -> None:
    """What is plain in every kind of fact is read, and read right."""
    assert agrees(READERS["club"], club(), PLAIN[place])


@pytest.mark.parametrize(
    "data",
    [
        changed("applicant", "x", to=[1]),
        changed("applicant", "x", to=2**200),
        changed("applicant", "x", to="\ud800"),
        changed("applicant", "\ud800", to=1),
        changed("applicant", 5, to=1),
        changed("steps", "contest", to={}),
        changed("steps", "payment", "amount", to=True),
        changed("steps", "payment", "amount", to=-1),
        changed("steps", "payment", "amount", to=10**13),
        changed("steps", "payment", "amount", to=12.505),
        changed("steps", "payment", "amount", to=float("nan")),
        changed("steps", "payment", "amount", to=Decimal("12.5")),
        changed("steps", "payment", "at", to="2024-10-11"),
        changed("steps", "payment", "at", to="2024-10-11T16:00:00.5+08:00"),
        changed("steps", "payment", "at", to="2024-10-11T16:00+08:00:00.5"),
        changed("steps", "payment", "at", to="1899-12-31T16:00"),
        changed("applicant", "id", to="1"),
        changed("applicant", "held", to={}),
        changed("applicant", "held", to=[None]),
        changed("selections", 0, "level", to=True),
        changed("selections", 0, "level", to=4.0),
        changed("selections", 0, "subjects", to="theory"),
        changed("selections", 0, "item", to="a" * 10_001),
        changed("selections", 0, "item", to="\ud800"),
        changed("selections", 0, "catalog", to="nowhere"),
        changed("selections", to=None),
        changed("selections", to=[{}] * 201),
        changed("centre", to=" "),
        changed("notes", to=["a", ""]),
        [],
        None,
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left(data: object) -> None:
    """Malformed, or written in a way that the full reader has to look at."""
    assert not agrees(READERS["club"], club(), data)


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        changed("applicant", to=3),
        changed("applicant", "id", to="1"),
        changed("applicant", "audience", to="nobody"),
        changed("applicant", "held", to={}),
        changed("applicant", "held", to=["chess"]),
        changed("selections", to=None),
        changed("selections", 0, "level", to=True),
        changed("selections", 0, "subjects", to="theory"),
        changed("selections", 0, "subjects", to=["theory", 4]),
        changed("selections", 0, "item", to=4),
        changed("selections", 0, "catalog", to="nowhere"),
        changed("steps", to=[]),
        changed("steps", "payment", to=True),
        changed("steps", "payment", "amount", to=-1),
        changed("steps", "payment", "amount", to=12.505),
        changed("steps", "payment", "at", to="2024-13-11T16:00"),
        changed("steps", "materials", "files", to=[{"size": -1}]),
        changed("steps", "materials", "files", to=[{"path": 7}]),
        changed("steps", "materials", "files", to=[{"format": []}]),
    ],
)
def test_what_is_wrong_is_refused_at_once(data: object) -> None:
    """The full reader need not be asked whether; only what is wrong."""
    with pytest.raises(WrongError):
        READERS["club"].read(data)
    assert not agrees(READERS["club"], club(), data)
    with pytest.raises(WrongError):
        READERS["club"].read(data)


def test_a_malformed_application_says_what_is_wrong_when_asked() -> None:
    """As it was when it was checked, though the mapping and the parameters have changed since."""
    policy = named("2024H2")
    wrong, given = copy.deepcopy(ELECTRICIAN), {"designated_items": ["electrician"]}
    wrong["selections"][0]["level"] = "4级职业"
    wrong["applicant"]["audience"] = "campos"
    with pytest.raises(ApplicationError) as expected:
        bind(policy.model, wrong, given=given)
    with pytest.raises(ApplicationError) as raised:
        policy.check(wrong, given=given)
    wrong.clear()
    given.clear()
    assert raised.value.problems == expected.value.problems
    assert str(raised.value) == str(expected.value)
    assert pickle.loads(pickle.dumps(raised.value)).problems == expected.value.problems


def test_equal_keys_of_other_classes_are_not_looked_up() -> None:
    """`True`, `1` and `1.0` are one key of a dict, and three values."""
    reader = reader_of(club())
    assert agrees(reader, club(), changed("selections", 0, "level", to=4))
    assert not agrees(reader, club(), changed("selections", 0, "level", to=4.0))
    assert agrees(reader, club(), changed("steps", "payment", "amount", to=1))
    assert not agrees(reader, club(), changed("steps", "payment", "amount", to=True))


@pytest.mark.parametrize(
    "limits", [Limits(application_nodes=20), Limits(application_nesting=5), Limits(application_text_length=10), Limits(selections=2), Limits(files=3)]
)
def test_limits(limits: Limits) -> None:
    """What may be beyond a limit is left to the full reader."""
    reader = reader_of(club(), limits)
    assert reader.read(WHOLE) is None
    agrees(reader, club(), {"selections": [{"item": "chess"}]}, limits)


def test_items_that_a_parameter_adds() -> None:
    """They are listed; what the catalog lists stays what it was."""
    given_: dict[str, object] = {"outdoor_games": ["飞盘", "长跑 10 KM"]}
    reader = reader_of(club(), None, given_)
    assert agrees(reader, club(), WHOLE, given=given_)


DAYS = st.sampled_from(["2024-09-25", "2024-09-26", "2024-03-31", "2024-W39-3", "2024-02-30", "1899-12-31"])
TIMES = st.sampled_from(["T10:00:00", "T10:00", "T23:59:59", "T24:00:00", "T00:00:07", "t10:00:00", " 10:00:00", "T10:00:60"])
OFFSETS = st.sampled_from(["", "Z", "+08:00", "+09:00", "-03:30", "+08:00:00", "+09:00:00", "+00:00", "+24:00", "z"])


@given(texts=st.lists(st.builds(lambda *parts: "".join(parts), DAYS, TIMES, OFFSETS), min_size=1, max_size=12))
@settings(deadline=None)
def test_instants(texts: list[str]) -> None:
    """Whatever was read before, parts of which are kept."""
    model = club()
    vocabulary = Vocabulary(model)
    instant = instant_reader(vocabulary.timezone)
    for text in [*texts, *texts]:
        full = Reader(model, Limits(), vocabulary)
        assert instant(text) in (None, full.instant(text, "")), text


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("instant(v)", "(instant(v) or 0) + 28800000000"),
        ("w = v * 100", "w = v * 10"),
        (" = True", " = False"),
        ("= 'initial'", "= ''"),
        ("folder, stem, extension = path_parts(v)", "stem, folder, extension = path_parts(v)"),
        ("if v is not None:", "if v is None:"),
        ("each.get('level')", "each.get('levels')"),
    ],
)
def test_a_wrong_reading_is_seen(right: str, wrong: str) -> None:
    """A generated reader with one kind of step gone wrong differs from the full reader on an example of the notice."""
    policy = named("2024H2")
    reader = reader_of_policy("2024H2")
    assert right in reader.text
    scope = dict(reader.read.__globals__)  # type: ignore[attr-defined]
    exec(compile(reader.text.replace(right, wrong), "<damaged>", "exec"), scope)
    damaged = PlainReader(reader.compiled, "", scope["read"], {}, None)
    # Examples are well-formed: one that is not read any more is noticed too.
    tried = [ELECTRICIAN, *(each.application for each in policy.model.examples)]
    with pytest.raises((AssertionError, TypeError, AttributeError)):
        assert all(agrees(damaged, policy.model, each) for each in tried if agrees(reader, policy.model, each))


def test_no_author_text_in_the_reader() -> None:
    """What an author writes is an escaped literal in the generated reader too."""
    for name in FILES:
        assert reader_of_policy(name).text.isascii()


@pytest.mark.parametrize("at", [None, "2024-10-11T09:00+08:00", "2024-10-11"])
def test_the_same_decision_whichever_way(at: str | None) -> None:
    """An application in another spelling, which only the full reader reads, is decided alike; warnings are there in both."""
    policy = named("2024H2")
    # Another kind of mapping is no plain writing.
    other = evalpolicy.Application(dict(ELECTRICIAN, applicant=_Mapping(ELECTRICIAN["applicant"])))
    quick, full = policy.check(ELECTRICIAN, at=at), policy.check(other, at=at)
    assert quick.to_dict() == full.to_dict()
    wrong_digit = copy.deepcopy(ELECTRICIAN)
    wrong_digit["applicant"]["id"] = "430105200501010011"
    assert [warning.code for warning in policy.check(wrong_digit, at=at).warnings][:1] == ["id-check-failed"]


class _Mapping(dict):  # type: ignore[type-arg]
    """A mapping of another kind."""
