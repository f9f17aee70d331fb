"""Types as written."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.syntax.tree.expressions import Number
from evalpolicy.syntax.tree.nodes import Node, Word


@frozen
class TypeRef(Node):
    """`kind` is named, set, list, yes_no, number, amount, date, instant, text, texts, item or resident_id.

    `name` of named, of a list's record, of an item's catalog; `element` of a set; bounds and `decimals` of a number.
    """

    kind: str
    name: Word | None = None
    element: TypeRef | None = None
    low: Number | None = None
    high: Number | None = None
    decimals: int = 0
