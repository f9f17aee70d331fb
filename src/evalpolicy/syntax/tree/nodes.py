"""What every part of a tree is: a node with its span; names and texts."""

from __future__ import annotations

from collections.abc import Callable
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


@cache
def _parts(cls: Any) -> Callable[[Node], tuple[Any, ...]]:
    """Everything that nodes of a class are made of, the span first."""
    span, *others = (each.name for each in fields(cls))
    return attrgetter(span, *others) if others else lambda node: (node.span,)
