"""Trees of grammar rules to the classes of `evalpolicy.syntax.tree`. One method a rule; what a method finds in its children it tells by their type.

Methods never raise. What the grammar cannot say about figures is reported, and the caller drops what was built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeVar

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.syntax import problems, tree
from evalpolicy.syntax.lalr import Token, Tree

T = TypeVar("T")
Children = list[Any]
MEANINGFUL = frozenset({"NAME", "ZONE", "TEXT", "NUMBER", "DATE"})
"""Terminals of which a builder makes something; the others only say that they are there."""


class Builder:
    """What all rules share: terminals with a meaning of their own, and ways to find children."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics

    def build(self, node: Tree | Token) -> Any:
        """What a tree or a token stands for: children first, in their order."""
        if isinstance(node, Token):
            return getattr(self, node.type)(node) if node.type in MEANINGFUL else node
        children = [self.build(child) for child in node.children]
        return getattr(self, node.rule)(node.span, children)

    def NAME(self, token: Token) -> tree.Word:
        """A name."""
        return tree.Word(token.span, token.text)

    def ZONE(self, token: Token) -> tree.Word:
        """The name of a time zone."""
        return tree.Word(token.span, token.text)

    def TEXT(self, token: Token) -> tree.Text:
        """A text in quotes."""
        return tree.Text(token.span, token.text)

    def NUMBER(self, token: Token) -> tree.Number:
        """A figure."""
        text = token.text
        return tree.Number(token.span, Fraction(int(text) if text.isdigit() else text), text)

    def _whole(self, number: tree.Number, zh: str, en: str) -> int:
        """The number as a whole one; reported where it is none."""
        if number.value.denominator != 1:
            problems.not_whole(self._diagnostics, number.span, zh, en)
        return int(number.value)


def every(children: Iterable[Any], kind: type[T]) -> tuple[T, ...]:
    """The children of a type."""
    return tuple([child for child in children if isinstance(child, kind)])


def first(children: Iterable[Any], kind: type[T]) -> T | None:
    """The first child of a type, None where there is none."""
    for child in children:
        if isinstance(child, kind):
            return child
    return None


def one(children: Iterable[Any], kind: type[T]) -> T:
    """The child of a type that the rule always has."""
    for child in children:
        if isinstance(child, kind):
            return child
    raise IndexError(kind)


def terminals(children: Iterable[Any]) -> Iterator[str]:
    """The names of the children that are tokens."""
    return (child.type for child in children if isinstance(child, Token))


def terminal(children: Iterable[Any]) -> str:
    """The name of the first child that is a token."""
    return next(terminals(children))


def after(children: Children, name: str) -> Any:
    """The child that follows the token of that name, None where there is no such token."""
    for token, following in pairwise(children):
        if isinstance(token, Token) and token.type == name:
            return following
    return None


def values_of(children: Iterable[Any]) -> tuple[Any, ...]:
    """The children that are no tokens."""
    return tuple(child for child in children if not isinstance(child, Token))
