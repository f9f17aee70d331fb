"""Applications of classes that others wrote: read as what they are, and whatever reading them raises is a problem of that application alone."""

from __future__ import annotations

import collections
import datetime as dt
import itertools
import numbers
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import IntEnum, StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalpolicy
from evalpolicy import Application, ApplicationError, batch
from tests.contract.support import ID, application, policy, problems


class Lazy(Mapping[str, Any]):
    """A mapping that asks its owner for each value."""

    def __init__(self, data: Mapping[str, Any], ask: Callable[[str], Any] | None = None) -> None:
        self.data, self.ask = data, ask or data.__getitem__
        self.times = 0

    def __getitem__(self, name: str) -> Any:
        return self.ask(name)

    def __iter__(self) -> Iterator[str]:
        self.times += 1
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


class Many(Sequence[Any]):
    """A sequence that asks its owner for each member."""

    def __init__(self, size: int, ask: Callable[[int], Any]) -> None:
        self.size, self.ask = size, ask

    def __getitem__(self, index: Any) -> Any:
        if index >= self.size:
            raise IndexError
        return self.ask(index)

    def __len__(self) -> int:
        return self.size


def refusing(error: BaseException) -> Callable[[Any], Any]:
    """What raises an error, whatever it is asked."""

    def ask(name: Any) -> Any:
        raise error

    return ask


class Unspeakable(Exception):
    """An exception that cannot say what it is."""

    def __str__(self) -> str:
        raise ValueError


def lazily(value: Any) -> Any:
    """The same in mappings and sequences of callers."""
    if isinstance(value, dict):
        return Lazy({name: lazily(each) for name, each in value.items()})
    return Many(len(value), [lazily(each) for each in value].__getitem__) if isinstance(value, list) else value


class Endless(Mapping[str, Any]):
    """A mapping that has no end."""

    def __getitem__(self, name: str) -> Any:
        return name

    def __iter__(self) -> Iterator[str]:
        return map(str, itertools.count())

    def __len__(self) -> int:
        return 1


class Nested(Mapping[str, Any]):
    """A mapping that holds another one, each time anew."""

    def __getitem__(self, name: str) -> Any:
        return Nested()

    def __iter__(self) -> Iterator[str]:
        return iter(["steps", "selections"])

    def __len__(self) -> int:
        return 2


class Shouting(dict[str, Any]):
    """A dict whose own ways of looking things up are not what it holds."""

    def __getitem__(self, name: str) -> Any:
        return "WRONG"

    def __missing__(self, name: str) -> Any:
        raise AssertionError("nothing that is not there is asked for")

    def get(self, name: str, default: Any = None) -> Any:
        return "WRONG"


class Changing(dict[str, Any]):
    """A dict that grows while it is gone through."""

    def items(self) -> Any:
        for name, each in super().items():
            self[f"{name}'"] = each
            yield name, each


class Pretending:
    """What says that it is a dict, or raises when it is asked."""

    def __init__(self, kind: type | None) -> None:
        vars(self)["kind"] = kind

    @property
    def __class__(self) -> Any:
        if vars(self)["kind"] is None:
            raise LookupError("no class")
        return vars(self)["kind"]

    @__class__.setter
    def __class__(self, kind: Any) -> None: ...


FOREIGN: dict[str, Callable[[dict[str, Any]], Any]] = {
    "proxy": MappingProxyType,
    "ordered": collections.OrderedDict,
    "user": collections.UserDict,
    "chain": lambda data: collections.ChainMap({}, data),
    "default": lambda data: collections.defaultdict(list, data),
    "lazy": Lazy,
    "all lazy": lazily,
    "shouting": Shouting,
    "changing steps": lambda data: {**data, "steps": Lazy(data["steps"])},
    "deque": lambda data: {**data, "selections": collections.deque(data["selections"])},
    "list of users": lambda data: {**data, "selections": collections.UserList(data["selections"])},
    "array": lambda data: {**data, "selections": np.array(data["selections"], object)},
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_it_is_read_as_what_it_holds(kind: str) -> None:
    handed, expected = FOREIGN[kind](application()), policy().check(application())
    for decision in (policy().check(handed), evalpolicy.check(handed), *policy().check_many([handed])):
        assert decision == expected
        assert decision.to_dict() == expected.to_dict()
    assert Application(handed).sha256 == Application(application()).sha256
    assert Application(handed).to_dict() == application()
    assert evalpolicy.replay(expected.receipt(), handed, policy()) == expected


def test_a_mapping_that_makes_what_is_asked_for_does_not_grow() -> None:
    handed: Any = collections.defaultdict(dict, {"selections": [], "steps": collections.defaultdict(dict)})
    policy().check(handed)
    assert (set(handed), set(handed["steps"])) == ({"selections", "steps"}, set())


def test_it_is_gone_through_once() -> None:
    """What it holds later, or would give a second time, plays no part; not for what the decision says later either."""
    for check in (policy().check, evalpolicy.check):
        data = application()
        handed = Lazy(data)
        decision = check(handed)
        data.clear()
        assert decision.to_dict() == policy().check(application()).to_dict()
        assert handed.times == 1


RAISED: list[tuple[Exception, str]] = [
    (KeyError("row 7"), "KeyError: 'row 7'"),
    (LookupError("no such column:\n  x"), "LookupError: no such column: x"),
    (ZeroDivisionError(), "ZeroDivisionError"),
    (Unspeakable(), "Unspeakable"),
    (StopIteration(), "StopIteration"),
    (RecursionError("deep"), "RecursionError: deep"),
    (ValueError("\x1b[31m\ud800" + "x" * 500), r"ValueError: \\x1b[31m\\ud800xxx"),
]


@pytest.mark.parametrize(("error", "words"), RAISED, ids=[type(error).__name__ for error, _ in RAISED])
def test_what_it_raises_is_a_problem_where_it_was_read(error: Exception, words: str) -> None:
    steps = application()["steps"]
    for handed, pointer in (
        (Lazy(application(), refusing(error)), ""),
        ({**application(), "steps": Lazy(steps, refusing(error))}, "/steps"),  # type: ignore[arg-type]
        ({**application(), "selections": [{}, Lazy({"item": 1}, refusing(error))]}, "/selections/1"),
        ({**application(), "selections": Many(3, refusing(error))}, "/selections"),
        ({**application(), "applicant": {"id": ID, "x": Lazy({"y": 1}, refusing(error))}}, "/applicant/x"),
    ):
        for check in (policy().check, evalpolicy.check):
            with pytest.raises(ApplicationError) as caught:
                check(handed)  # type: ignore[operator]
            (problem,) = caught.value.problems
            assert (problem.pointer, problem.code) == (pointer, "unreadable-value")
            assert problem.message.en.startswith("cannot be read: reading it raised ")
            assert words.replace(r"\\", "\\") in problem.message.en
            assert words.replace(r"\\", "\\") in problem.message.zh
            assert len(problem.message.en) < 300
            assert problem.message.en.isprintable()


def test_what_else_is_wrong_is_said_too() -> None:
    data: Any = application(applicant__audience="nobody", selections__0__level=9)
    data["steps"] = Lazy(data["steps"], refusing(KeyError("x")))
    assert sorted(problems(data)) == [
        ("/applicant/audience", "unknown-value"), ("/selections/0/level", "unknown-value"), ("/steps", "unreadable-value")
    ]  # fmt: skip


def test_what_ends_the_program_is_not_caught() -> None:
    for error in (KeyboardInterrupt(), SystemExit(3), GeneratorExit()):
        with pytest.raises(type(error)):
            policy().check(Lazy(application(), refusing(error)))


@pytest.mark.parametrize("workers", [1, 2])
def test_no_row_stops_the_others(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "ALONE", 3)
    monkeypatch.setattr(batch, "TOGETHER", 2)
    bad = Lazy(application(), refusing(KeyError("row")))
    rows: list[Any] = [application(), bad, lazily(application()), Endless(), application(), bad, application(), Nested(), application()]
    for decide in (policy().check_many, lambda rows, **how: evalpolicy.check_many(rows, policy=policy(), **how)):
        outcomes = [str(decision.outcome) for decision in decide(rows, workers=workers)]
        assert outcomes == ["accepted", "invalid", "accepted", "invalid", "accepted", "invalid", "accepted", "invalid", "accepted"]
    if workers == 1:
        assert [str(each.outcome) for each in evalpolicy.check_many(rows)] == outcomes


def test_what_has_no_end_is_too_large_or_too_deep() -> None:
    assert problems(Endless()) == [("", "too-large")]
    assert problems({**application(), "steps": Endless()}) == [("", "too-large")]
    assert problems({**application(), "selections": Many(10**12, lambda index: {})}) == [("", "too-large")]
    assert problems(Nested())
    with pytest.raises(ApplicationError):
        _ = Application(Endless()).sha256
    with pytest.raises(ApplicationError):
        Application(Nested()).to_dict()


def test_names() -> None:
    class Name(str):
        """A name that is like no other, whatever it is written like."""

        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            raise TypeError

        def __hash__(self) -> int:
            return 7

        def __str__(self) -> str:
            return "WRONG"

    class Field(StrEnum):
        SELECTIONS = "selections"

    class Pairs(dict[str, Any]):
        def items(self) -> Any:
            return [("selections", []), ("selections", [{}])]

    assert policy().check(Lazy({Field.SELECTIONS: []})).outcome == policy().check({"selections": []}).outcome
    assert policy().check(Lazy({Name("selections"): []}, lambda name: [])).outcome == policy().check({"selections": []}).outcome
    assert problems(Lazy({"selections": [], 5: 1})) == [("", "not-a-name")]  # type: ignore[dict-item]
    assert problems(Lazy({"selections": [], ("a",): 1})) == [("", "not-a-name")]  # type: ignore[dict-item]
    assert ("", "named-twice") in problems(Pairs())
    assert problems({"selections": [], "a": {"b": 1, np.float64(1): 2}}) == [("/a", "not-a-name")]


@pytest.mark.parametrize("kind", [None, dict, list, str, int, float, bool, dt.datetime, type(None), Decimal])
def test_what_a_value_says_of_its_class_is_not_believed(kind: type | None) -> None:
    assert problems(Pretending(kind)) == [("", "wrong-type")]
    assert problems({**application(), "applicant": Pretending(kind)}) == [("/applicant", "wrong-type")]
    assert problems({"selections": [Pretending(kind)]}) == [("/selections/0", "wrong-type")]
    assert problems(application(steps__payment__amount=None) | {"x": [Pretending(kind)]}) == [("/x/0", "wrong-type")]


@pytest.mark.parametrize("raising", ["items", "__iter__", "keys"])
def test_a_dict_with_ways_of_its_own(raising: str) -> None:
    kind = type("Odd", (dict,), {raising: lambda self: 1 / 0})
    found = problems({**application(), "steps": kind(application()["steps"])})  # type: ignore[call-overload]
    assert found == ([("/steps", "unreadable-value")] if raising == "items" else [])
    assert problems({"selections": [], "x": Changing(a=1)}) == [("/x", "unreadable-value")]


# --- values --------------------------------------------------------------------------------------


class Level(IntEnum):
    """A level with a name."""

    FOURTH = 4


class Word(StrEnum):
    """An audience with a name."""

    CAMPUS = "campus"


class OddInt(int):
    """An integer that says other things of itself."""

    def __index__(self) -> int:
        raise TypeError

    __repr__ = __str__ = __int__ = __index__  # type: ignore[assignment]


class OddFloat(float):
    """A float that says other things of itself."""

    def __float__(self) -> float:
        raise TypeError

    __repr__ = __str__ = __float__  # type: ignore[assignment]


class OddText(str):
    """A text that says other things of itself."""

    __slots__ = ()

    def __str__(self) -> str:
        raise TypeError

    __repr__ = strip = lower = __str__  # type: ignore[assignment]


class OddMoment(dt.datetime):
    """An instant that says other things of itself."""

    def utcoffset(self) -> Any:
        raise TypeError

    isoformat = astimezone = replace = date = utcoffset  # type: ignore[assignment]


class Whole:
    """A whole number of a class of its own."""

    def __index__(self) -> int:
        return 4


numbers.Integral.register(Whole)

AT = dt.datetime(2024, 9, 25, 10)
SAME: list[tuple[str, object, object]] = [
    *(("selections__0__level", kind(4), 4) for kind in (np.int64, np.int8, np.uint8, np.uint64, Level, OddInt)),
    ("selections__0__level", Whole(), 4),
    ("selections__0__level", np.array(4), 4),
    ("selections__0__level", np.str_("中级"), "中级"),
    ("selections__0__level", collections.UserString("中级"), "中级"),
    ("selections__0__item", OddText("电工"), "电工"),
    ("selections__0__subjects", np.array(["理论"]), ["理论"]),
    ("selections__0__subjects", np.array(["理论"], object), ["理论"]),
    ("selections__0__subjects", {np.str_("理论")}, {"理论"}),
    ("selections__0__subjects", ("理论",), ["理论"]),
    ("applicant__audience", Word.CAMPUS, "campus"),
    ("applicant__audience", np.str_("campus"), "campus"),
    *(("steps__payment__amount", kind(320), 320) for kind in (np.int64, np.uint16, np.float16, np.float32, np.float64, np.longdouble, OddFloat)),
    ("steps__payment__amount", np.float32("320.1"), Decimal("320.1")),
    ("steps__payment__amount", np.float64("320.1"), Decimal("320.1")),
    ("steps__payment__amount", np.longdouble("320.1"), Decimal("320.1")),
    ("steps__confirmation__signed", np.bool_(True), True),
    ("steps__confirmation__signed", np.True_, True),
    ("steps__materials__files__0__size", np.int64(204800), 204800),
    ("steps__materials__files__0__path", np.str_(f"{ID}/证件复印件/{ID}.jpg"), f"{ID}/证件复印件/{ID}.jpg"),
    ("steps__registration__at", np.datetime64("2024-09-25T10:00"), AT),
    ("steps__registration__at", np.datetime64("2024-09-25T10:00:00.000000000"), AT),
    ("steps__registration__at", OddMoment(2024, 9, 25, 10), AT),
    ("steps__registration__at", OddMoment(2024, 9, 25, 10, tzinfo=dt.UTC), AT.replace(tzinfo=dt.UTC)),
    ("steps__registration__at", np.datetime64("NaT"), None),
    ("steps__payment__amount", np.ma.masked, None),
    ("x", np.int64(1), 1),
]


@pytest.mark.parametrize(("where", "foreign", "plain"), SAME, ids=[f"{where.rpartition('__')[2]}-{type(value).__name__}" for where, value, _ in SAME])
def test_values_are_read_as_what_they_are(where: str, foreign: object, plain: object) -> None:
    handed, expected = application(**{where: foreign}), policy().check(application(**{where: plain}))
    for decision in (policy().check(handed), evalpolicy.check(handed), *policy().check_many([handed])):
        assert decision == expected
        assert decision.to_dict() == expected.to_dict()
    assert Application(handed) == Application(application(**{where: plain}))


@pytest.mark.parametrize(
    ("where", "value", "code", "words"),
    [
        ("selections__0__level", np.int64(9), "unknown-value", "9 is not a value of"),
        ("steps__payment__amount", np.float64("nan"), "not-a-number", "NaN is not a number"),
        ("steps__payment__amount", np.float32("nan"), "not-a-number", "NaN is not a number"),
        ("applicant__audience", float("nan"), "not-a-number", "NaN is not a number"),
        ("selections", float("nan"), "not-a-number", "NaN is not a number"),
        ("selections__0__item", float("nan"), "not-a-number", "NaN is not a number"),
        ("steps__materials__files__0__size", float("nan"), "not-a-number", "NaN is not a number"),
        ("steps__payment__amount", np.float32("inf"), "out-of-range", "inf is out of range"),
        ("steps__payment__amount", np.float32("320.001"), "too-precise", "320.001 has too many decimals"),
        ("steps__registration__at", np.datetime64(10**15, "h"), "out-of-range", "is out of range"),
        ("steps__registration__at", np.datetime64("2024-09"), "wrong-type", "datetime64[M]"),
        ("steps__registration__at", np.datetime64("2024-09-25"), "wrong-type", "expected an instant (ISO 8601), got a date"),
        ("steps__confirmation__signed", np.int64(1), "wrong-type", "expected true or false, got an integer"),
        ("selections__0__level", np.bool_(True), "wrong-type", "got a truth value"),
        ("selections__0__level", np.array([4]), "wrong-type", "got a list"),
    ],
)
def test_what_is_wrong_with_them_is_told_as_of_others(where: str, value: object, code: str, words: str) -> None:
    for check in (policy().check, evalpolicy.check):
        with pytest.raises(ApplicationError) as caught:
            check(application(**{where: value}))
        (problem,) = caught.value.problems
        assert (problem.pointer, problem.code) == (f"/{where.replace('__', '/')}", code)
        assert words in problem.message.en


def test_a_time_zone_of_somebodys_own_is_asked_once() -> None:
    class Zone(dt.tzinfo):
        asked = 0

        def utcoffset(self, when: dt.datetime | None) -> dt.timedelta:
            Zone.asked += 1
            if Zone.asked > 1:
                raise LookupError
            return dt.timedelta(hours=8)

    at = dt.datetime(2024, 9, 25, 10, tzinfo=Zone())
    data = application()
    data["steps"]["registration"]["at"] = at  # type: ignore[index]
    plain = AT.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert policy().check(data).to_dict() == policy().check(application(steps__registration__at=plain)).to_dict()
    assert problems(data) == [("/steps/registration/at", "not-an-instant")]


# --- the arguments -------------------------------------------------------------------------------


def test_time_and_parameters_too() -> None:
    plain: dict[str, Any] = {"at": "2024-10-11T09:00:00+08:00", "through": "materials", "given": {"designated_items": ["电工"]}}
    foreign: dict[str, Any] = {
        "at": OddMoment(2024, 10, 11, 9, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        "through": StrEnum("Step", {"M": "materials"}).M,
        "given": Lazy({np.str_("designated_items"): np.array(["电工"])}),
    }
    expected = policy().check(application(), **plain)
    for name in plain:
        how = {**plain, name: foreign[name]}
        decision = policy().check(application(), **how)
        assert (decision, decision.to_dict()) == (expected, expected.to_dict())
        assert next(policy().check_many([application(), {}], **how)) == expected
    assert policy().check(application(), at=np.datetime64("2024-10-11T09:00")).receipt().at == "2024-10-11T09:00:00"


def test_what_is_wrong_with_the_call_is_raised_at_once() -> None:
    raising = Lazy({"designated_items": 1}, refusing(KeyError("x")))
    for how, pointer in (
        ({"given": raising}, "/given"),
        ({"given": {"designated_items": [object()]}}, "/given/designated_items/0"),
        ({"given": {"designated_items": Many(2, refusing(KeyError("x")))}}, "/given/designated_items"),
        ({"given": Endless()}, "/given"),
        ({"at": np.datetime64("NaT")}, "/at"),
        ({"at": np.int64(5)}, "/at"),
        ({"at": object()}, "/at"),
    ):
        assert [where for where, _ in problems(application(), **how)] == [pointer]
        with pytest.raises(ApplicationError):
            policy().check_many([], **how)  # type: ignore[arg-type]
    for through in (np.array(["a", "b"]), object(), ["materials"], Pretending(str)):
        with pytest.raises(evalpolicy.UsageError):
            policy().check(application(), through=through)  # type: ignore[arg-type]


def test_what_becomes_of_the_parameters_later_plays_no_part() -> None:
    given_ = {"designated_items": ["电工"]}
    found = policy().check_many([application(), application()], given=given_)
    given_["designated_items"] = ["焊工", "x"]
    assert [decision.outcome for decision in found] == ["accepted", "accepted"]


# --- anything at all -----------------------------------------------------------------------------

LEAVES: st.SearchStrategy[Any] = st.sampled_from([*(value for _, value, _ in SAME), Lazy({"a": 1}, refusing(OSError("gone")))])


def foreign(value: Any) -> st.SearchStrategy[Any]:
    """The same application in other classes, with anything in some places."""
    if isinstance(value, dict):
        inner = st.fixed_dictionaries({name: foreign(each) for name, each in value.items()})
        return st.one_of(inner, inner.map(Lazy), inner.map(MappingProxyType), inner.map(collections.UserDict), LEAVES)
    if isinstance(value, list):
        inner_ = st.tuples(*map(foreign, value)).map(list)
        return st.one_of(inner_, inner_.map(tuple), inner_.map(collections.deque), LEAVES)
    return st.just(value) | LEAVES


@settings(max_examples=150, deadline=None)
@given(foreign(application()))
def test_each_is_decided_or_malformed(handed: Any) -> None:
    """One way or the other, in a batch as alone, and as the plain copy of it is."""
    (of_batch,) = policy().check_many([handed])
    try:
        decision = policy().check(handed)
    except ApplicationError as error:
        found = error.problems
    else:
        found = ()
    assert of_batch.problems == found
    assert (of_batch.outcome == "invalid") == bool(found)
    if found:
        return
    assert of_batch == decision
    assert policy().check(Application(handed).to_dict()).to_dict() == decision.to_dict()


# --- NumPy and pandas ----------------------------------------------------------------------------


def test_neither_is_imported() -> None:
    code = (
        "import sys, collections, evalpolicy; sys.modules.pop('numpy', None)\n"
        "evalpolicy.check(collections.UserDict(selections=[], x=1j if False else 1))\n"
        "assert not {'numpy', 'pandas'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(evalpolicy.__file__).parent)


def test_values_of_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    amount, at = "steps__payment__amount", "steps__registration__at"
    for where, value, plain in (
        (at, pandas.Timestamp("2024-09-25 10:00"), AT),
        (at, pandas.Timestamp("2024-09-25 10:00", tz="Asia/Shanghai"), AT.replace(tzinfo=ZoneInfo("Asia/Shanghai"))),
        (at, pandas.Timestamp("2024-09-25 02:00", tz="UTC"), AT.replace(hour=2, tzinfo=dt.UTC)),
        (at, pandas.NaT, None),
        (amount, pandas.NA, None),
        ("selections__0__level", pandas.NA, None),
    ):
        decision, expected = policy().check(application(**{where: value})), policy().check(application(**{where: plain}))
        assert decision == expected
        assert decision.findings == expected.findings
    frame = pandas.DataFrame({"item": ["电工", "office"], "level": pandas.array([4, None], "Int64"), "again": [True, False]})
    for row in frame.to_dict("records"):
        policy().check({"selections": [row]})
