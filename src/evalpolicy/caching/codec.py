"""A policy as meant, as plain data and back.

The data names classes, out of a closed list, and holds their fields; each field is read as its annotation says and refused where it is anything
else. Nothing that the data names is imported, and nothing in it runs.

What came from the file of the policy and from its sources is left out and put in again, as it is read from there.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from evalpolicy import wording
from evalpolicy.classes import fields, frozen, is_made_of_fields
from evalpolicy.core import terms
from evalpolicy.language import model as models
from evalpolicy.language import types
from evalpolicy.language.model import PolicyModel, Source
from evalpolicy.source import SourceFile, Span

if TYPE_CHECKING:
    from evalpolicy.diagnostics import Diagnostic

Json = Any
"""What `json.loads` gives."""


class NotStorable(Exception):
    """Something has no form as data."""


class Damaged(Exception):
    """Data that no policy has."""


_LEFT_OUT = frozenset({"SourceFile", "Span", "Diagnostics"})
"""Classes of these modules that data does not name: they are written in ways of their own, or no part of a policy."""


@cache
def classes() -> dict[str, type[Any]]:
    """The classes that data may name."""
    from evalpolicy import diagnostics

    modules = (terms, models, types, wording, diagnostics)
    found = {name: value for module in modules for name, value in vars(module).items() if isinstance(value, type) and is_made_of_fields(value)}
    return {name: value for name, value in found.items() if name not in _LEFT_OUT}


def encoded(model: PolicyModel, warnings: tuple[Diagnostic, ...]) -> Json | None:
    """The policy and its warnings as JSON holds them; None where something in it has no such form."""
    writer = _Writer(model.file)
    try:
        policy, told = writer.node(model), [writer.node(warning) for warning in warnings]
        return {"spans": writer.spans, "nodes": writer.nodes, "policy": policy, "warnings": told}
    except (NotStorable, RecursionError):
        return None


def decoded(data: Json, file: SourceFile, texts: Mapping[str, str]) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    """The policy and its warnings again. `texts` are those of the sources, by path.

    Raises `Damaged`, or another exception, where the data is not what `encoded` gives.
    """
    reader = _Reader(file, texts, _spans(data["spans"]))
    for node in data["nodes"]:
        reader.add(node)
    model = reader.node(data["policy"], PolicyModel)
    warnings = tuple(reader.node(number, classes()["Diagnostic"]) for number in data["warnings"])
    return model, warnings


def carried(model: PolicyModel, warnings: tuple[Diagnostic, ...]) -> str:
    """A policy and its warnings as one text, with all that it was read from: for another process. `ValueError` where it has no such form."""
    data = encoded(model, warnings)
    if data is None:
        raise ValueError(f"policy {model.id} holds something that has no form as data")
    texts = {each.path: each.text for each in model.sources.values()}
    return json.dumps({"policy": data, "file": [model.file.name, model.file.text, model.file.at], "texts": texts})


def arrived(text: str) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    """What `carried` has written."""
    data = json.loads(text)
    name, written, path = data["file"]
    return decoded(data["policy"], SourceFile(name, written, path), data["texts"])


@frozen(eq=False)
class _Shape:
    """A class: its fields by place, those by name, and how each is written and read, in this order."""

    made: type[Any]
    positional: tuple[str, ...]
    named: tuple[str, ...]
    kinds: tuple[_Kind, ...]


@cache
def _shape(name: str) -> _Shape:
    cls = classes()[name]
    taken = [each for each in fields(cls) if each.init]
    positional = [each for each in taken if not each.kw_only]
    named = [each for each in taken if each.kw_only]
    kinds = tuple(_kind(str(each.type)) for each in (*positional, *named))
    return _Shape(cls, tuple(each.name for each in positional), tuple(each.name for each in named), kinds)


class _Writer:
    """Numbers the objects of a policy, each after those that it holds."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.nodes: list[Json] = []
        self.spans: list[int] = []
        self._numbers: dict[int, int] = {}
        self._places: dict[Span, int] = {}

    def node(self, value: Any) -> int:
        known = self._numbers.get(id(value))
        if known is not None:
            return known
        name = type(value).__name__
        if classes().get(name) is not type(value):
            raise NotStorable(name)
        shape = _shape(name)
        held = [kind.write(getattr(value, each), self) for each, kind in zip((*shape.positional, *shape.named), shape.kinds, strict=True)]
        if isinstance(value, Source):
            held[shape.positional.index("text")] = ""
        self.nodes.append([name, *held])
        # The objects live as long as the policy, so that their ids are theirs alone.
        number = self._numbers[id(value)] = len(self.nodes) - 1
        return number

    def span(self, span: Span) -> int:
        """The number of a span: equal ones have one."""
        number = self._places.setdefault(span, len(self._places))
        if number == len(self.spans) // 4:
            self.spans += (span.line, span.column, span.end_line, span.end_column)
        return number


class _Reader:
    """Makes the objects anew, in the order of their numbers."""

    def __init__(self, file: SourceFile, texts: Mapping[str, str], spans: list[Span]) -> None:
        self.file, self.texts, self.spans = file, texts, spans
        self.made: list[Any] = []

    def add(self, node: Json) -> None:
        shape = _shape(node[0])
        held = [kind.read(value, self) for value, kind in zip(node[1:], shape.kinds, strict=True)]
        if shape.made is Source:
            held[shape.positional.index("text")] = self.texts[held[shape.positional.index("path")]]
        if not shape.named:
            self.made.append(shape.made(*held))
            return
        count = len(shape.positional)
        self.made.append(shape.made(*held[:count], **dict(zip(shape.named, held[count:], strict=True))))

    def node(self, number: Json, kind: type[Any]) -> Any:
        if type(number) is not int or number < 0 or not isinstance(self.made[number], kind):
            raise Damaged(f"{number} is no {kind.__name__}")
        return self.made[number]


@frozen(eq=False)
class _Kind:
    """How the values of one annotation are written and read; `is_node`: as the number of a node."""

    write: Callable[[Any, _Writer], Json]
    read: Callable[[Json, _Reader], Any]
    is_node: bool = False


@cache
def _kind(annotation: str) -> _Kind:
    options = _split(annotation, " | ")
    if options[0] == "object":
        return _Kind(_write_any, _read_any)
    if len(options) > 1:
        return _union(tuple(options))
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    outer, _, rest = annotation.partition("[")
    inner = _split(rest.removesuffix("]"), ", ")
    match outer, inner:
        case "tuple", [each, "..."]:
            return _tuple(_kind(each))
        case "tuple", _ if rest:
            return _row(tuple(_kind(each) for each in inner))
        case "Mapping", ["str", each]:
            return _mapping(_kind(each))
    return _class(annotation)


def _split(text: str, separator: str) -> list[str]:
    """The parts of an annotation that brackets do not hold together."""
    parts: list[str] = []
    for part in text.split(separator):
        if parts and parts[-1].count("[") > parts[-1].count("]"):
            parts[-1] += separator + part
        else:
            parts.append(part)
    return parts


def _exactly(*allowed: type[Any]) -> _Kind:
    def same(value: Any, _: object) -> Any:
        if type(value) not in allowed:
            raise Damaged(f"{value!r} is none of {allowed}")
        return value

    return _Kind(same, same)


def _union(options: tuple[str, ...]) -> _Kind:
    kinds = [_kind(option) for option in options if option != "None"]
    nodes = [kind for kind in kinds if kind.is_node]
    plain = tuple({"str": str, "int": int, "bool": bool, "None": type(None)}[option] for option in options if not _kind_is_node(option))
    if not nodes and len(options) == 2 and len(kinds) == 1:
        return _optional(kinds[0])
    if len(nodes) > 1 or (nodes and int in plain):
        raise NotStorable(" | ".join(options))

    def write(value: Any, writer: _Writer) -> Json:
        return value if type(value) in plain else nodes[0].write(value, writer)

    def read(value: Json, reader: _Reader) -> Any:
        if type(value) in plain:
            return value
        if not nodes:
            raise Damaged(f"{value!r} is none of {options}")
        return nodes[0].read(value, reader)

    return _Kind(write, read)


def _kind_is_node(option: str) -> bool:
    return option != "None" and _kind(option).is_node


def _optional(kind: _Kind) -> _Kind:
    return _Kind(
        lambda value, writer: None if value is None else kind.write(value, writer),
        lambda value, reader: None if value is None else kind.read(value, reader),
    )


def _list_of(value: Json) -> Json:
    if type(value) is not list:
        raise Damaged(f"{value!r} is no list")
    return value


def _tuple(kind: _Kind) -> _Kind:
    return _Kind(
        lambda value, writer: [kind.write(each, writer) for each in value],
        lambda value, reader: tuple([kind.read(each, reader) for each in _list_of(value)]),
    )


def _row(kinds: tuple[_Kind, ...]) -> _Kind:
    return _Kind(
        lambda value, writer: [kind.write(each, writer) for each, kind in zip(value, kinds, strict=True)],
        lambda value, reader: tuple([kind.read(each, reader) for each, kind in zip(_list_of(value), kinds, strict=True)]),
    )


def _mapping(kind: _Kind) -> _Kind:
    return _Kind(
        lambda value, writer: {key: kind.write(each, writer) for key, each in value.items()},
        lambda value, reader: {key: kind.read(each, reader) for key, each in value.items()},
    )


def _literal(allowed: frozenset[str]) -> _Kind:
    def same(value: Any, _: object) -> Any:
        if value not in allowed:
            raise Damaged(f"{value!r} is none of {allowed}")
        return value

    return _Kind(same, same)


def _class(name: str) -> _Kind:
    if name == "SourceFile":
        return _Kind(_write_file, lambda value, reader: reader.file)
    if name == "Span":
        return _Kind(lambda value, writer: writer.span(value), _read_span, is_node=True)
    cls = classes()[name]
    return _Kind(lambda value, writer: writer.node(value), lambda value, reader: reader.node(value, cls), is_node=True)


def _spans(numbers: Json) -> list[Span]:
    if set(map(type, _list_of(numbers))) - {int}:
        raise Damaged("a span of more than numbers")
    return list(map(Span, numbers[0::4], numbers[1::4], numbers[2::4], numbers[3::4]))


def _read_span(number: Json, reader: _Reader) -> Span:
    if type(number) is not int or number < 0:
        raise Damaged(f"{number!r} is the number of no span")
    return reader.spans[number]


def _write_file(value: Any, writer: _Writer) -> None:
    if value != writer.file:
        raise NotStorable("another file")


def _read_date(value: Json, reader: _Reader) -> dt.date:
    return dt.date.fromisoformat(value)


def _read_codes(value: Json, reader: _Reader) -> frozenset[str]:
    if not all(type(each) is str for each in _list_of(value)):
        raise Damaged(f"{value!r} holds more than texts")
    return frozenset(value)


_PLAIN = {
    "str": _exactly(str),
    "int": _exactly(int),
    "bool": _exactly(bool),
    "Severity": _literal(frozenset({"error", "warning", "info"})),
    "dt.date": _Kind(lambda value, writer: value.isoformat(), _read_date),
    "frozenset[str]": _Kind(lambda value, writer: sorted(value), _read_codes),
}


def _write_any(value: Any, writer: _Writer) -> Json:
    """A value of any kind: what JSON has is itself, the rest is a list that begins with what it is."""
    match value:
        case None | bool() | str() | int() if type(value) in (type(None), bool, str, int):
            return value
        case list():
            return ["list", *(_write_any(each, writer) for each in value)]
        case tuple():
            return ["tuple", *(_write_any(each, writer) for each in value)]
        case frozenset():
            return ["set", *(_write_any(each, writer) for each in sorted(value))]
        case dict() if all(type(key) is str for key in value):
            return {key: _write_any(each, writer) for key, each in value.items()}
        case Decimal():
            return ["decimal", str(value)]
    if not is_made_of_fields(type(value)):
        raise NotStorable(type(value).__name__)
    return ["node", writer.node(value)]


def _read_any(value: Json, reader: _Reader) -> Any:
    match value:
        case None | bool() | str() | int():
            return value
        case dict():
            return {key: _read_any(each, reader) for key, each in value.items()}
        case ["list", *rest]:
            return [_read_any(each, reader) for each in rest]
        case ["tuple", *rest]:
            return tuple([_read_any(each, reader) for each in rest])
        case ["set", *rest]:
            return frozenset([_read_any(each, reader) for each in rest])
        case ["decimal", str(text)]:
            return Decimal(text)
        case ["node", number]:
            return reader.node(number, object)
    raise Damaged(f"{value!r} is of no kind")
