"""Integers that are worked out of one fact, and something else where that is not known.

The least and the greatest full years since a date of birth are two nodes. Where the date is known they are the same number: by that they are told to
be one, as tables of thousands of rows compare now the one, now the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from evalpolicy.classes import frozen

if TYPE_CHECKING:
    from evalpolicy.backends.graph.nodes import Node


@frozen(eq=False)
class Worked:
    """What an operation on numbers comes to: one for all nodes that come to the same where the fact is known."""

    op: str
    parts: tuple[Number, ...]
    constants: tuple[Any, ...]


Number: TypeAlias = "Node | Worked"
Made: TypeAlias = "dict[tuple[str, tuple[Number, ...], tuple[Any, ...]], Worked]"


@frozen(eq=False)
class Guarded:
    """`number` where `known` holds, else `otherwise`."""

    known: Node
    number: Number
    otherwise: int


def chosen(condition: Node, then: Node, otherwise: Node, guarded: Mapping[Node, Guarded]) -> Guarded | None:
    """What a choice is guarded by; None where it is by nothing, or falls back on more than a constant."""
    if condition.op != "known" or otherwise.op != "constant" or then.sort != "integer":
        return None
    inner = guarded.get(then)
    return Guarded(condition, then if inner is None or inner.known is not condition else inner.number, otherwise.args[0])


def worked_out(
    op: str, compute: Callable[..., int], nodes: Sequence[Node], constants: tuple[Any, ...], guarded: Mapping[Node, Guarded], made: Made
) -> Guarded | None:
    """What an operation is guarded by; None unless all of its operands are constants or guarded by one fact. `made`: all that were made."""
    found = [guarded.get(node) for node in nodes]
    facts = {each.known for each in found if each is not None}
    if len(facts) != 1 or any(each is None and node.op != "constant" for node, each in zip(nodes, found, strict=True)):
        return None
    parts = tuple(node if each is None else each.number for node, each in zip(nodes, found, strict=True))
    otherwise = compute(*(node.args[0] if each is None else each.otherwise for node, each in zip(nodes, found, strict=True)))
    (known,) = facts
    return Guarded(known, made.setdefault((op, parts, constants), Worked(op, parts, constants)), otherwise)
