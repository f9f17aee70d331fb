"""Classes made of fields behave as values."""

from __future__ import annotations

import copy
import inspect
import pickle
import pkgutil
import subprocess
import sys
import weakref
from functools import cached_property
from importlib import import_module
from typing import Any, ClassVar, Generic, TypeVar

import attrs
import pytest

import evalpolicy
from evalpolicy.classes import NOTHING, FrozenError, asdict, define, evolve, field, fields, frozen, is_made_of_fields

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


# --- as attrs makes them -------------------------------------------------------------------------


def every_class() -> list[type[Any]]:
    """The classes made of fields in all modules, and those above."""
    found = dict.fromkeys((Place, Name, Alias, Whole, Counter, Thing, Version, Loud))
    for module in pkgutil.walk_packages(evalpolicy.__path__, "evalpolicy."):
        if module.name.endswith(("__main__", "pytest_plugin")):
            continue
        held = vars(import_module(module.name)).values()
        found |= {cls: None for cls in held if isinstance(cls, type) and "__own_fields__" in vars(cls) and cls.__module__ == module.name}
    return list(found)


def arguments(cls: type[Any]) -> list[tuple[str, object, bool]]:
    """What a constructor takes: names and kinds, and whether there is a default."""
    parameters = inspect.signature(cls).parameters.values()
    return [(each.name, each.kind, each.default is not inspect.Parameter.empty) for each in parameters]


def by_attrs(cls: type[Any]) -> type[Any]:
    """The class that attrs makes of the same bases and fields."""
    body: dict[str, Any] = {"__annotations__": dict(cls.__annotations__), "__module__": cls.__module__}
    for each in vars(cls)["__own_fields__"]:
        default: dict[str, Any] = {"factory": each.factory} if each.factory else {} if each.default is NOTHING else {"default": each.default}
        body[each.name] = attrs.field(**default, init=each.init, repr=each.repr, eq=each.eq, kw_only=each.kw_only)
    bases = tuple(by_attrs(base) if is_made_of_fields(base) else base for base in cls.__bases__)
    made = type(cls)(cls.__name__, tuple(base for base in bases if base is not Generic), body)
    slots = not hasattr(cls, "__dict__") or "__dict__" not in vars(cls)
    frozen_ = cls.__setattr__ is not object.__setattr__
    return attrs.define(made, slots=slots, frozen=frozen_, eq=False, repr=False)


def test_a_class_is_what_attrs_makes_of_its_fields() -> None:
    classes = every_class()
    assert len(classes) > 250
    for cls in classes:
        made = by_attrs(cls)
        assert arguments(cls) == arguments(made), cls
        assert vars(cls)["__match_args__"] == made.__match_args__, cls
        assert attrs.has(cls)
        for ours, theirs in zip(attrs.fields(cls), attrs.fields(made), strict=True):
            described = ("name", "alias", "default", "init", "repr", "eq", "eq_key", "kw_only", "type")
            assert [getattr(ours, each) for each in described] == [getattr(theirs, each) for each in described], cls


def test_attrs_works_with_them() -> None:
    value = Alias("a", ("b",), of="c", where=7)
    assert attrs.evolve(value, of="d") == Alias("a", ("b",), of="d", where=7)
    assert attrs.asdict(value) == {"where": 7, "text": "a", "also": ("b",), "_of": "c"}
    assert attrs.astuple(Version(1, 2)) == (1, 2)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.text = "b"  # type: ignore[misc]


def test_an_immutable_slotted_instance_has_no_other_attributes_and_can_be_referred_to_weakly() -> None:
    for value in (Name("a"), Thing(1), Alias("a")):
        assert not hasattr(value, "__dict__")
        assert weakref.ref(value)() is value
    with pytest.raises(AttributeError):
        Thing(1).other = 2  # type: ignore[attr-defined]


def test_a_mistake_in_a_call_names_the_class_and_the_argument() -> None:
    with pytest.raises(TypeError, match=r"Version\.__init__\(\) missing 1 required positional argument: 'minor'"):
        Version(1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'size'"):
        Whole((), size=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="no default"):

        @frozen
        class Wrong:
            one: int = 1
            two: int  # type: ignore[misc]


def test_making_them_imports_nothing_of_attrs() -> None:
    code = "import sys, evalpolicy.language.model, evalpolicy.syntax.tree; print('attr' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
