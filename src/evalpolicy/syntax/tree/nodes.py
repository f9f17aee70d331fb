"""What every part of a tree is: a node with its span; names and texts."""

from __future__ import annotations

from evalpolicy.classes import frozen
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
