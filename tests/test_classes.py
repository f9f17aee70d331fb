"""Classes made of fields behave as values."""

from __future__ import annotations

import copy
import inspect
import pickle
from functools import cached_property
from typing import ClassVar, Generic, TypeVar

import pytest

from evalpolicy.classes import FrozenError, asdict, define, evolve, field, fields, frozen

V = TypeVar("V")


@frozen
class Place:
    where: int = field(default=0, eq=False, kw_only=True, repr=False)


@frozen
class Name(Place):
    kind: ClassVar[str] = "name"
    text: str
    also: tuple[str, ...] = ()

    def longest(self) -> int:
        return max(map(len, (self.text, *self.also)))


@frozen
class Alias(Name):
    _of: str = "x"

    def longest(self) -> int:
        return super().longest() + 1


@frozen
class Nickname(Name):
    __slots__ = ()


@frozen(slots=False)
class Whole:
    parts: tuple[int, ...]
    _seen: dict[str, int] = field(factory=dict, init=False, repr=False, eq=False)

    @cached_property
    def total(self) -> int:
        return sum(self.parts)


@define
class Counter(Generic[V]):
    value: V
    seen: list[V] = field(factory=list)
    twice: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.twice = 2


@define(eq=False)
class Thing:
    value: int


@frozen(order=True)
class Version:
    major: int
    minor: int


@frozen
class Loud:
    text: str = field(eq=str.lower)


def test_a_value_is_equal_where_its_compared_fields_are() -> None:
    assert Name("a", where=1) == Name("a", where=2)
    assert hash(Name("a", where=1)) == hash(Name("a", where=2))
    assert Name("a") != Name("b")
    assert Name("a") != Alias("a")
    assert Loud("A") == Loud("a")
    assert hash(Loud("A")) == hash(Loud("a"))
    assert Thing(1) != Thing(1)
    assert Counter(1) == Counter(1)


def test_what_may_change_is_not_hashable_and_what_is_itself_alone_is() -> None:
    with pytest.raises(TypeError):
        hash(Counter(1))
    assert len({Thing(1), Thing(1)}) == 2


def test_an_immutable_value_refuses_change() -> None:
    for value, name in ((Name("a"), "text"), (Whole((1,)), "parts"), (Name("a"), "other")):
        with pytest.raises(FrozenError):
            setattr(value, name, 1)
        with pytest.raises(FrozenError):
            delattr(value, name)


def test_fields_arguments_and_patterns() -> None:
    assert [each.name for each in fields(Alias)] == ["where", "text", "also", "_of"]
    assert list(inspect.signature(Alias).parameters) == ["text", "also", "of", "where"]
    match Alias("a", ("b",), of="y", where=3):
        case Name(text, also):
            assert (text, also) == ("a", ("b",))
    assert Alias("a", of="y")._of == "y"
    with pytest.raises(TypeError, match="text"):
        Name()  # type: ignore[call-arg]
    assert asdict(Version(1, 2)) == {"major": 1, "minor": 2}


def test_factories_make_a_value_for_each_instance() -> None:
    assert Counter(1).seen is not Counter(1).seen
    assert Counter(1, [2]).seen == [2]
    assert Counter(1).twice == 2
    assert Whole((1, 2)).total == 3


def test_methods_of_bases_are_reached() -> None:
    assert Alias("ab").longest() == 3
    assert Name.kind == "name"


def test_copies_and_pickles_are_equal() -> None:
    for value in (Alias("a", ("b",), of="c", where=7), Whole((1, 2)), Counter(1, [3]), Version(1, 2)):
        for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
            assert again == value
            assert repr(again) == repr(value)
    assert evolve(Alias("a", of="c", where=7), text="b") == Alias("b", of="c")
    assert evolve(Name("a", where=7), text="b").where == 7


def test_order_and_representation() -> None:
    assert Version(1, 2) < Version(1, 3) <= Version(1, 3)
    assert sorted([Version(2, 0), Version(1, 9)])[0] == Version(1, 9)
    with pytest.raises(TypeError):
        assert Version(1, 2) < 3  # type: ignore[operator]
    assert repr(Alias("a")) == "Alias(text='a', also=(), _of='x')"


def test_equality_hash_and_representation_are_not_made_for_each_class() -> None:
    for method in ("__eq__", "__hash__", "__repr__"):
        assert vars(Name)[method] is vars(Alias)[method]


def test_a_class_that_adds_no_field_is_as_its_base() -> None:
    nickname, name = Nickname("Al", ("Alfred",)), Name("Al", ("Alfred",))
    assert [each.name for each in fields(Nickname)] == [each.name for each in fields(Name)]
    assert nickname == Nickname("Al", ("Alfred",)) != name
    assert hash(nickname) == hash(Nickname("Al", ("Alfred",)))
    assert repr(nickname) == "Nickname(text='Al', also=('Alfred',))"
    assert (nickname.longest(), evolve(nickname, text="Alfie").text) == (6, "Alfie")
    assert isinstance(evolve(nickname, text="Alfie"), Nickname)
    assert pickle.loads(pickle.dumps(nickname)) == copy.copy(nickname) == nickname
    assert not hasattr(nickname, "__dict__")
    with pytest.raises(FrozenError):
        nickname.text = "other"  # type: ignore[misc]  # what the test is about
    match nickname:
        case Name(text=text):
            assert text == "Al"
