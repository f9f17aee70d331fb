"""What every part of a tree is: a node with its span; names and texts."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from evalpolicy.classes import fields, frozen
from evalpolicy.source import Span


@frozen
class Node:
    span: Span


@frozen
class Word(Node):
    """A name as written (without 「」)."""

    text: str


@frozen
class Text(Node):
    """A text in quotes, without them."""

    text: str


N = TypeVar("N", bound=Node)


def mover(node: N) -> Callable[[int], N]:
    """Makes the same node so many lines further down. What a node is made of is gone through once, however often it is moved."""
    found = _mover(node)
    assert found is not None
    return found


def _mover(value: Any) -> Callable[[int], Any] | None:
    """Makes a part of a node further down; None where nothing in it has a place."""
    if isinstance(value, Span):
        line, column, end_line, end_column = value.line, value.column, value.end_line, value.end_column
        return lambda lines: Span(line + lines, column, end_line + lines, end_column)
    if isinstance(value, Node):
        cls: Any = type(value)
        made, parts = cls, _parts(cls)(value)
    elif isinstance(value, tuple):
        made, parts = _tuple_of, value
    else:
        return None
    movers = [_mover(part) for part in parts]
    first = movers[0] if movers else None
    if any(movers[1:]):
        return lambda lines: made(*[part if move is None else move(lines) for part, move in zip(parts, movers, strict=True)])
    if first is None:
        return None
    rest = parts[1:]
    return lambda lines: made(first(lines), *rest)


def _tuple_of(*parts: object) -> tuple[object, ...]:
    return parts


def what_is_said(node: Node | None) -> Hashable:
    """The same for two nodes that differ in nothing but where they stand."""
    return _said(node)


def _said(value: Any) -> Hashable:
    if isinstance(value, Node):
        cls: Any = type(value)
        return (cls, *(_said(each) for each in _parts(cls)(value)[1:]))
    if isinstance(value, tuple):
        return tuple(_said(each) for each in value)
    said: Hashable = value
    return said


@cache
def _parts(cls: Any) -> Callable[[Node], tuple[Any, ...]]:
    """Everything that nodes of a class are made of, the span first."""
    span, *others = (each.name for each in fields(cls))
    return attrgetter(span, *others) if others else lambda node: (node.span,)
