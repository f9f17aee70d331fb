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


def moved(node: N, lines: int) -> N:
    """The same node so many lines further down."""
    found: N = _moved(node, lines)
    return found


def _moved(value: Any, lines: int) -> Any:
    if isinstance(value, Span):
        return Span(value.line + lines, value.column, value.end_line + lines, value.end_column)
    if isinstance(value, Node):
        cls: Any = type(value)
        return cls(*[_moved(each, lines) for each in _parts(cls)(value)])
    if isinstance(value, tuple):
        return tuple(_moved(each, lines) for each in value)
    return value


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
