"""Classes made of fields: immutable (`frozen`) or not (`define`), with equality, hash, representation, pattern matching and pickling.

What attrs does, less what is not needed here, because of what it costs a process to start: attrs writes and compiles
eight methods for each of some 300 classes. Here a method is written and compiled when it is first asked for: most never are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from operator import attrgetter
from types import CodeType, FunctionType
from typing import Any, Final, TypeVar, dataclass_transform, overload

T = TypeVar("T")
C = TypeVar("C", bound=type[Any])


class FrozenError(AttributeError):
    """An attempt to change what is immutable."""


class _Nothing:
    """What stands for "no value" where None is one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = _Nothing()


class Field:
    """One field of a class. `default` and `factory` are `NOTHING` and None where it has to be given; `eq` may be what to compare instead of it.

    `argument` is what the argument of `__init__` is called: the name without the underscore that makes it private. `type` is
    the annotation as it is written.
    """

    __slots__ = ("argument", "default", "eq", "factory", "init", "kw_only", "name", "repr", "type")

    def __init__(self, default: object, factory: Callable[[], object] | None, init: bool, repr: bool, eq: Any, kw_only: bool) -> None:
        self.name = self.argument = self.type = ""
        self.default, self.factory, self.init, self.repr, self.eq, self.kw_only = default, factory, init, repr, eq, kw_only

    @property
    def optional(self) -> bool:
        """Whether it need not be given."""
        return self.default is not NOTHING or self.factory is not None


def field(
    *,
    default: Any = NOTHING,
    factory: Callable[[], Any] | None = None,
    init: bool = True,
    repr: bool = True,
    eq: bool | Callable[[Any], object] = True,
    kw_only: bool = False,
) -> Any:
    """A field that is more than its annotation says. `factory` makes its default; `eq`: whether, or by what, it takes part in equality and hash."""
    return Field(default, factory, init, repr, eq, kw_only)


def fields(cls: type[Any]) -> tuple[Field, ...]:
    """The fields of a class, those of its bases first."""
    found: tuple[Field, ...] = cls.__fields__
    return found


def is_made_of_fields(cls: type[Any]) -> bool:
    """Whether `fields` can tell the fields of a class."""
    return hasattr(cls, "__fields__")


def asdict(instance: Any) -> dict[str, Any]:
    """The fields of an instance by name, as they are."""
    return {each.name: getattr(instance, each.name) for each in fields(type(instance))}


def evolve(instance: T, **changes: Any) -> T:
    """A copy with some fields changed."""
    cls = type(instance)
    for each in fields(cls):
        if each.init and each.argument not in changes:
            changes[each.argument] = getattr(instance, each.name)
    return cls(**changes)


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: C, /) -> C: ...
@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, slots: bool = True, eq: bool = True, order: bool = False, repr: bool = True, kw_only: bool = False) -> Callable[[C], C]: ...
def frozen(cls: Any = None, /, *, slots: bool = True, eq: bool = True, order: bool = False, repr: bool = True, kw_only: bool = False) -> Any:
    """A class of immutable values: equal where their fields are, and hashable.

    `slots`: no other attributes, which `cached_property` would need. `eq` False: equal to itself alone. `order`: ordered by its fields.
    """

    def made(cls: C) -> C:
        found: C = _made(cls, immutable=True, slots=slots, eq=eq, order=order, repr=repr, kw_only=kw_only)
        return found

    return made if cls is None else made(cls)


@overload
@dataclass_transform(field_specifiers=(field,))
def define(cls: C, /) -> C: ...
@overload
@dataclass_transform(field_specifiers=(field,))
def define(*, slots: bool = True, eq: bool = True, repr: bool = True) -> Callable[[C], C]: ...
def define(cls: Any = None, /, *, slots: bool = True, eq: bool = True, repr: bool = True) -> Any:
    """A class of things that may change: equal where their fields are and then not hashable, or (`eq` False) equal to itself alone."""

    def made(cls: C) -> C:
        found: C = _made(cls, immutable=False, slots=slots, eq=eq, order=False, repr=repr, kw_only=False)
        return found

    return made if cls is None else made(cls)


def _made(cls: Any, *, immutable: bool, slots: bool, eq: bool, order: bool, repr: bool, kw_only: bool) -> Any:
    stated = dict(cls.__dict__)
    own = _own_fields(cls, stated, kw_only)
    every = tuple(each for each in _inherited(cls) if each.name not in own) + tuple(own.values())
    names = tuple(each.name for each in every)
    for name in own:
        stated.pop(name, None)
    methods: dict[str, Any] = {
        "__fields__": every,
        "__match_args__": tuple(each.name for each in every if each.init and not each.kw_only),
        "__init__": _Unwritten(lambda owner: _initialiser(owner, every, immutable, slots)),
    }
    if repr:
        methods["__repr__"] = _repr
    if eq and "__eq__" not in stated:
        methods["__eq__"] = _Unwritten(lambda owner: _equality(owner, every))
        methods["__hash__"] = _Unwritten(lambda owner: _hash(owner, every)) if immutable else None
    if order:
        methods |= _ordering(attrgetter(*names))
    if immutable:
        methods |= {"__setattr__": _refused, "__delattr__": _refused}
    if slots:
        # The default would set a frozen instance's slots one by one, which it refuses.
        methods |= {"__getstate__": _state_of(names), "__setstate__": _restored}
    for name, method in methods.items():
        if name not in stated or name in ("__match_args__", "__fields__"):
            stated[name] = method
    if slots:
        inherited = {name for base in cls.__mro__[1:] for name in getattr(base, "__slots__", ())}
        weakly = () if any("__weakref__" in base.__dict__ for base in cls.__mro__[1:]) else ("__weakref__",)
        stated["__slots__"] = (*(name for name in own if name not in inherited), *weakly)
    for name in ("__dict__", "__weakref__"):
        stated.pop(name, None)
    made = type(cls)(cls.__name__, cls.__bases__, {**stated, "__qualname__": cls.__qualname__})
    _point_to(made, cls, stated)
    return made


def _own_fields(cls: Any, stated: dict[str, Any], kw_only: bool) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for name, annotation in cls.__annotations__.items():
        if str(annotation).startswith("ClassVar"):
            continue
        given = stated.get(name, NOTHING)
        each = given if isinstance(given, Field) else Field(given, None, True, True, True, False)
        each.name, each.argument, each.type = name, name.lstrip("_"), str(annotation)
        each.kw_only = each.kw_only or kw_only
        found[name] = each
    return found


def _inherited(cls: type[Any]) -> Iterator[Field]:
    """The fields of all bases, each where it was first declared and as it was last declared."""
    found: dict[str, Field] = {}
    for base in reversed(cls.__mro__[1:]):
        found |= {each.name: each for each in base.__dict__.get("__fields__", ())}
    return iter(found.values())


def _point_to(made: type[Any], before: type[Any], stated: dict[str, Any]) -> None:
    """`super()` without arguments knows its class from a cell of the method; slots need a new class."""
    for value in stated.values():
        functions = (value.fget, value.fset) if isinstance(value, property) else (getattr(value, "__func__", value),)
        for function in functions:
            for cell in getattr(function, "__closure__", None) or ():
                try:
                    if cell.cell_contents is before:
                        cell.cell_contents = made
                except ValueError:
                    continue  # an empty cell


class _Unwritten:
    """A method until it is first asked for; then the function that `write` makes for its class takes its place."""

    __slots__ = ("name", "owner", "write")

    def __init__(self, write: Callable[[type[Any]], FunctionType]) -> None:
        self.write = write

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.owner, self.name = owner, name

    def __get__(self, instance: object, owner: type[Any]) -> Any:
        # Two threads may both write it: it is the same.
        function = self.write(self.owner)
        setattr(self.owner, self.name, function)
        return function if instance is None else function.__get__(instance, owner)


def _written(owner: type[Any], name: str, arguments: Iterable[str], lines: Iterable[str], scope: dict[str, Any]) -> FunctionType:
    """The method of these lines. In the text stand names of fields and nothing else; what it speaks of is in `scope`."""
    text = "\n ".join((f"def {name}({', '.join(arguments)}):", *lines))
    exec(text, scope)
    made: FunctionType = scope[name]
    made.__qualname__ = f"{owner.__qualname__}.{name}"
    made.__module__ = owner.__module__
    return made


def _initialiser(owner: type[Any], every: tuple[Field, ...], immutable: bool, slots: bool) -> FunctionType:
    if immutable and slots and all(each.init and each.factory is None for each in every):
        return _plain_initialiser(owner, every)
    scope: dict[str, Any] = {"NOTHING": NOTHING}
    positional: list[str] = ["self"]
    named: list[str] = []
    body: list[str] = []
    if immutable and not slots:
        body.append("its = self.__dict__")
    for number, each in enumerate(every):
        name, value = each.argument, each.argument
        if each.factory is not None:
            scope[f"factory{number}"] = each.factory
            value = f"{name} if {name} is not NOTHING else factory{number}()" if each.init else f"factory{number}()"
        elif not each.init:
            if each.default is NOTHING:
                continue  # `__post_init__` sets it
            value = f"default{number}"
        scope[f"default{number}"] = each.default
        if each.init:
            (named if each.kw_only else positional).append(f"{name}=default{number}" if each.optional else name)
        if immutable and slots:
            scope[f"set{number}"] = getattr(owner, each.name).__set__
            body.append(f"set{number}(self, {value})")
        else:
            body.append(f"its[{each.name!r}] = {value}" if immutable else f"self.{each.name} = {value}")
    if hasattr(owner, "__post_init__"):
        body.append("self.__post_init__()")
    return _written(owner, "__init__", [*positional, "*", *named] if named else positional, body or ["pass"], scope)


def _plain_initialiser(owner: type[Any], every: tuple[Field, ...]) -> FunctionType:
    """`__init__` of a class that takes each of its fields: that of any such class, with the names of its own arguments."""
    positional = [each for each in every if not each.kw_only]
    named = [each for each in every if each.kw_only]
    template = _template(len(positional), len(named), hasattr(owner, "__post_init__"))
    arguments = [each.argument for each in (*positional, *named)]
    scope = {f"set{number}": getattr(owner, each.name).__set__ for number, each in enumerate((*positional, *named))}
    defaults = tuple(each.default for each in positional if each.optional)
    if any(each.optional and not after.optional for each, after in pairwise(positional)):
        raise TypeError(f"{owner.__name__}: a field without a default follows one that has one")
    code = template.replace(co_varnames=("self", *arguments), co_qualname=f"{owner.__qualname__}.__init__")
    made = FunctionType(code, scope, "__init__", defaults)
    made.__kwdefaults__ = {each.argument: each.default for each in named if each.optional}
    made.__module__ = owner.__module__
    return made


@cache
def _template(positional: int, named: int, more: bool) -> CodeType:
    """The code of an `__init__` that takes so many arguments by place and by name, and calls `__post_init__` where there is `more` to do."""
    by_place, by_name = [f"a{number}" for number in range(positional)], [f"a{positional + number}" for number in range(named)]
    arguments = ", ".join(["self", *by_place, *(["*", *by_name] if named else [])])
    lines = [f"set{number}(self, a{number})" for number in range(positional + named)]
    scope: dict[str, Any] = {}
    exec("\n ".join([f"def __init__({arguments}):", *lines, "self.__post_init__()" if more else "pass"]), scope)
    code: CodeType = scope["__init__"].__code__
    return code


def _compared(every: tuple[Field, ...], instance: str, scope: dict[str, Any]) -> list[str]:
    """What of an instance is compared, as it stands in the text of a method."""
    parts = []
    for number, each in enumerate(every):
        if callable(each.eq):
            scope[f"what{number}"] = each.eq
            parts.append(f"what{number}({instance}.{each.name})")
        elif each.eq:
            parts.append(f"{instance}.{each.name}")
    return parts


def _equality(owner: type[Any], every: tuple[Field, ...]) -> FunctionType:
    scope: dict[str, Any] = {}
    pairs = zip(_compared(every, "self", scope), _compared(every, "other", scope), strict=True)
    same = " and ".join(f"{left} == {right}" for left, right in pairs) or "True"
    lines = ["if other.__class__ is not self.__class__:", " return NotImplemented", f"return {same}"]
    return _written(owner, "__eq__", ["self", "other"], lines, scope)


def _hash(owner: type[Any], every: tuple[Field, ...]) -> FunctionType:
    scope: dict[str, Any] = {"name": owner.__qualname__}
    return _written(owner, "__hash__", ["self"], [f"return hash((name, {', '.join(_compared(every, 'self', scope))}))"], scope)


def _ordering(key: Callable[[Any], Any]) -> dict[str, Any]:
    def __lt__(self: Any, other: object) -> Any:
        return key(self) < key(other) if other.__class__ is self.__class__ else NotImplemented

    def __le__(self: Any, other: object) -> Any:
        return key(self) <= key(other) if other.__class__ is self.__class__ else NotImplemented

    def __gt__(self: Any, other: object) -> Any:
        return key(self) > key(other) if other.__class__ is self.__class__ else NotImplemented

    def __ge__(self: Any, other: object) -> Any:
        return key(self) >= key(other) if other.__class__ is self.__class__ else NotImplemented

    return {"__lt__": __lt__, "__le__": __le__, "__gt__": __gt__, "__ge__": __ge__}


def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name, NOTHING)!r}" for each in fields(type(self)) if each.repr)
    return f"{type(self).__qualname__.rsplit('>.', 1)[-1]}({shown})"


def _refused(self: object, name: str, value: object = None) -> None:
    raise FrozenError(f"{type(self).__name__} is immutable: {name!r} cannot be changed")


def _state_of(names: tuple[str, ...]) -> Callable[[Any], dict[str, object]]:
    def __getstate__(self: Any) -> dict[str, object]:
        return {name: getattr(self, name) for name in names if hasattr(self, name)}

    return __getstate__


def _restored(self: object, state: dict[str, object]) -> None:
    for name, value in state.items():
        object.__setattr__(self, name, value)
