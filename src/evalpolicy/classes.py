"""Classes made of fields, as attrs makes them: immutable (`frozen`) or not (`define`).

attrs writes and compiles the methods of each class anew; for some 300 classes, and with the import of attrs itself, that was a third of the time in
which a process loads a policy. Here equality, hash, representation and copying are functions that all classes share, and constructors come from one
piece of code for each shape. attrs describes such a class (`__attrs_attrs__`) when it is asked: `attrs.fields`, `attrs.evolve` and all that knows
attrs classes work with it. `tests/test_classes.py` holds each class to the one that attrs makes of the same fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from operator import attrgetter, ge, gt, le, lt
from types import CellType, CodeType, FunctionType
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform, overload

if TYPE_CHECKING:
    from attrs import Attribute
    from attrs.exceptions import FrozenInstanceError as FrozenError

__all__ = ["NOTHING", "Field", "FrozenError", "asdict", "define", "evolve", "field", "fields", "frozen", "is_made_of_fields"]

C = TypeVar("C", bound=type[Any])
T = TypeVar("T")


class _Nothing:
    """No default, or no value yet."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Any = _Nothing()


class Field:
    """One field of a class. `default` or `factory`: the value where none is given, or what makes one. `type`: its annotation, as written.

    `init`: the constructor takes it, by `alias`. `eq`: whether it is compared; or what of it is.
    """

    __slots__ = ("alias", "default", "eq", "factory", "init", "kw_only", "name", "repr", "type")

    def __init__(
        self, default: object, factory: Callable[[], object] | None, init: bool, repr: bool, eq: bool | Callable[[Any], object], kw_only: bool
    ) -> None:
        self.default, self.factory, self.init, self.repr, self.eq, self.kw_only = default, factory, init, repr, eq, kw_only
        self.name = self.alias = self.type = ""

    @property
    def optional(self) -> bool:
        """Whether a value need not be given."""
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
    """What there is to say of a field beside its name and type (see `Field`)."""
    return Field(default, factory, init, repr, eq, kw_only)


def fields(cls: type[Any]) -> tuple[Field, ...]:
    """The fields of a class, those of its bases first."""
    found: tuple[Field, ...] = cls.__fields__
    return found


def is_made_of_fields(cls: type[Any]) -> bool:
    """Whether `fields` can tell the fields of a class."""
    return hasattr(cls, "__fields__")


def evolve(instance: T, **changes: Any) -> T:
    """A copy with some fields changed."""
    for each in fields(instance.__class__):
        if each.init and each.alias not in changes:
            changes[each.alias] = getattr(instance, each.name)
    return instance.__class__(**changes)


def asdict(instance: Any) -> dict[str, Any]:
    """The fields of an instance by name, as they are."""
    return {each.name: getattr(instance, each.name) for each in fields(instance.__class__)}


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

    def made(cls: Any) -> Any:
        methods: dict[str, Any] = {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete, **(_ORDER if order else {})}
        if eq and "__eq__" not in vars(cls):
            methods |= {"__eq__": _equal, "__hash__": _hash}
        return _made(cls, methods, SLOTS if slots else HELD, slots=slots, repr=repr, kw_only=kw_only)

    return made if cls is None else made(cls)


@overload
@dataclass_transform(field_specifiers=(field,))
def define(cls: C, /) -> C: ...
@overload
@dataclass_transform(field_specifiers=(field,))
def define(*, slots: bool = True, eq: bool = True, repr: bool = True) -> Callable[[C], C]: ...
def define(cls: Any = None, /, *, slots: bool = True, eq: bool = True, repr: bool = True) -> Any:
    """A class of things that may change: equal where their fields are and then not hashable, or (`eq` False) equal to itself alone."""

    def made(cls: Any) -> Any:
        methods: dict[str, Any] = {"__eq__": _equal, "__hash__": None} if eq and "__eq__" not in vars(cls) else {}
        return _made(cls, methods, OPEN, slots=slots, repr=repr, kw_only=False)

    return made if cls is None else made(cls)


# --- making a class ------------------------------------------------------------------------------


def _made(cls: Any, methods: dict[str, Any], assignment: str, *, slots: bool, repr: bool, kw_only: bool) -> Any:
    """The class anew, with slots where it is to have them, and with all that its fields give it."""
    own = tuple(_own_fields(cls, kw_only))
    names = [each.name for each in own]
    above = {each.name: each for base in reversed(cls.__mro__[1:-1]) for each in vars(base).get("__own_fields__", ())}
    all_ = (*(each for name, each in above.items() if name not in names), *own)
    body = {name: value for name, value in vars(cls).items() if name not in (*names, "__dict__", "__weakref__")}
    methods |= {"__repr__": _repr} if repr else {}
    methods |= {"__getstate__": _state, "__setstate__": _set_state} if slots else {}
    body |= {name: method for name, method in methods.items() if body.get(name) is None}
    body |= {"__qualname__": cls.__qualname__, "__own_fields__": own, "__fields__": all_, "__attrs_attrs__": _DESCRIPTION}
    body["__match_args__"] = tuple(each.name for each in all_ if each.init and not each.kw_only)
    if slots:
        held = {name for base in cls.__mro__[1:-1] for name in (*vars(base).get("__slots__", ()), *(vars(base).keys() & {"__weakref__"}))}
        body["__slots__"] = tuple(name for name in (*names, "__weakref__") if name not in held)
    made: Any = type(cls)(cls.__name__, cls.__bases__, body)
    _tell_methods(body.values(), cls, made)
    made.__init__ = _constructor(made, all_, assignment)
    return made


def _own_fields(cls: Any, kw_only: bool) -> Iterator[Field]:
    """The fields that a class declares itself. Annotations are texts: every module says `from __future__ import annotations`."""
    for name, annotation in cls.__annotations__.items():
        if annotation.startswith("ClassVar"):
            continue
        stated = vars(cls).get(name, NOTHING)
        found = stated if isinstance(stated, Field) else field(default=stated)
        found.name, found.alias, found.type = name, name.lstrip("_"), annotation
        found.kw_only = found.kw_only or kw_only
        yield found


def _tell_methods(methods: Iterable[Any], old: Any, new: Any) -> None:
    """`super()` and `__class__` in a method mean the class that the method was written in: this is another one now."""
    for method in methods:
        function = getattr(method, "__func__", getattr(method, "fget", getattr(method, "func", method)))
        if isinstance(function, FunctionType) and "__class__" in function.__code__.co_freevars:
            cell: CellType
            for cell in function.__closure__ or ():
                if cell.cell_contents is old:
                    cell.cell_contents = new


SLOTS, HELD, OPEN = 's{0}(self, {1})', 'held["n{0}"] = {1}', 'self.n{0} = {1}'
"""How a constructor sets a field: in a slot, in the dictionary of an immutable instance, or as anybody may."""


def _constructor(cls: Any, all_: tuple[Field, ...], assignment: str) -> FunctionType:
    """`__init__`: the code of its shape with the names of these fields. Compiling that of each class is what took the time."""
    names: dict[object, str] = {}
    scope: dict[str, Any] = {"__name__": cls.__module__, "NOTHING": NOTHING}
    positional: list[str] = ["self"]
    keyword: list[str] = []
    lines = ["held = self.__dict__"] if assignment is HELD else []
    defaults: list[object] = []
    keyword_defaults: dict[str, object] = {}
    for number, each in enumerate(all_):
        names[f"n{number}"], names[f"v{number}"] = each.name, each.alias
        value = f"v{number}"
        if each.init:
            (keyword if each.kw_only else positional).append(value)
            if each.optional and each.kw_only:
                keyword_defaults[each.alias] = each.default
            elif each.optional:
                defaults.append(each.default)
            elif defaults and not each.kw_only:
                raise TypeError(f"{cls.__qualname__}.{each.name} has no default, and one before it has")
        elif each.factory is None:
            if each.default is NOTHING:
                continue
            value = f"d{number}"
            scope[value] = each.default
        if each.factory is not None:
            scope[f"f{number}"] = each.factory
            value = f"f{number}() if {value} is NOTHING else {value}" if each.init else f"f{number}()"
        if assignment is SLOTS:
            scope[f"s{number}"] = getattr(cls, each.name).__set__
        lines.append(assignment.format(number, value))
    if hasattr(cls, "__attrs_post_init__"):
        lines.append("self.__attrs_post_init__()")
    shape = _compiled(", ".join((*positional, "*", *keyword) if keyword else positional), "; ".join(lines) or "pass")
    code = shape.replace(
        co_qualname=f"{cls.__qualname__}.__init__",
        co_varnames=tuple(names.get(name, name) for name in shape.co_varnames),
        co_names=tuple(names.get(name, name) for name in shape.co_names),
        co_consts=tuple(names.get(value, value) for value in shape.co_consts),
    )
    made = FunctionType(code, scope, "__init__", tuple(defaults))
    made.__kwdefaults__ = keyword_defaults
    made.__annotations__ = {**{each.alias: each.type for each in all_ if each.init}, "return": "None"}
    return made


@cache
def _compiled(parameters: str, lines: str) -> CodeType:
    """The code of a function. Of no text but what is made here: names and values of fields do not stand in it."""
    whole = compile(f"def __init__({parameters}): {lines}", "<constructor>", "exec")
    return next(each for each in whole.co_consts if isinstance(each, CodeType))


class _Description:
    """`__attrs_attrs__` of a class, as attrs gives it: made when it is asked for, since nothing here needs it."""

    def __get__(self, instance: object, cls: Any) -> tuple[Attribute[Any], ...]:
        import attrs

        stated: dict[str, Any] = {}
        for each in fields(cls):
            default: Any = attrs.NOTHING if each.default is NOTHING else each.default
            given: dict[str, Any] = {"default": default} if each.factory is None else {"factory": each.factory}
            given |= {"init": each.init, "repr": each.repr, "eq": each.eq, "kw_only": each.kw_only, "type": each.type}
            stated[each.name] = attrs.field(**given)
        described: tuple[Attribute[Any], ...] = attrs.fields(attrs.make_class(cls.__name__, stated, init=False, repr=False, eq=False))
        cls.__attrs_attrs__ = described
        return described


_DESCRIPTION = _Description()


# --- what all classes share ----------------------------------------------------------------------


def _refuse_to_set(self: object, name: str, value: object) -> None:
    from attrs.exceptions import FrozenInstanceError

    raise FrozenInstanceError


def _refuse_to_delete(self: object, name: str) -> None:
    from attrs.exceptions import FrozenInstanceError

    raise FrozenInstanceError


def _state(self: Any) -> dict[str, Any]:
    return {each.name: getattr(self, each.name) for each in fields(self.__class__) if hasattr(self, each.name)}


def _set_state(self: Any, state: dict[str, Any]) -> None:
    for name, value in state.items():
        object.__setattr__(self, name, value)


def _itself(value: object) -> object:
    return value


@cache
def _identity(cls: Any) -> Callable[[Any], Any]:
    """What of an instance is compared: its fields, or what they say is to be compared instead."""
    compared = [each for each in fields(cls) if each.eq]
    keys = [(each.name, each.eq if callable(each.eq) else _itself) for each in compared]
    if any(key is not _itself for _, key in keys):
        return lambda instance: tuple(key(getattr(instance, name)) for name, key in keys)
    return attrgetter(*(each.name for each in compared)) if compared else lambda instance: ()


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    identity = _identity(self.__class__)
    return self is other or identity(self) == identity(other)


def _hash(self: Any) -> int:
    cls = self.__class__
    return hash((cls, _identity(cls)(self)))


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        identity = _identity(self.__class__)
        return compare(identity(self), identity(other))

    return method


_ORDER = {f"__{compare.__name__}__": _ordered(compare) for compare in (lt, le, gt, ge)}


def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name, NOTHING)!r}" for each in fields(self.__class__) if each.repr)
    return f"{self.__class__.__qualname__.rsplit('>.', 1)[-1]}({shown})"


def __getattr__(name: str) -> object:
    if name != "FrozenError":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from attrs.exceptions import FrozenInstanceError

    return FrozenInstanceError
