"""Which integers fit 64 bits, proved: from the types of facts, the limits on lists and what the operations do.

What is not proved to fit is held as Python integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from evalpolicy.backends.graph.nodes import Node, Range, RowVariable
from evalpolicy.core.arithmetic import divide
from evalpolicy.limits import Limits

SMALLEST, LARGEST = -(2**63), 2**63 - 1


def most_rows(row: RowVariable, limits: Limits) -> int:
    """How many rows a list of an application may have."""
    if (row.owner, row.name) == ("application", "selections"):
        return limits.selections
    return limits.files if row.name == "files" else limits.records


def proven_ranges(nodes: Iterable[Node], limits: Limits) -> dict[Node, Range]:
    """Between which numbers each integer node lies; operands come before what is made of them."""
    found: dict[Node, Range] = {}
    for node in nodes:
        if node.sort == "integer":
            found[node] = _range(node, found, limits)
    return found


def _range(node: Node, known: Mapping[Node, Range], limits: Limits) -> Range:
    operands = [known[each] for each in node.operands if each.sort == "integer"]
    match node.op:
        case "add":
            return sum(low for low, _ in operands), sum(high for _, high in operands)
        case "scale":
            return _hull(end * node.args[1] for end in operands[0])
        case "multiply":
            return _hull(x * y for x in operands[0] for y in operands[1])
        case "divide":
            return _hull(divide(end, node.args[1], node.args[2]) for end in operands[0])
        case "least" | "greatest":
            pick: Any = min if node.op == "least" else max
            return pick(low for low, _ in operands), pick(high for _, high in operands)
        case "choose":
            return _hull(end for range in operands for end in range)
        case "sum" | "best":
            rows = most_rows(node.args[0], limits)
            number = rows if node.op == "sum" else min(rows, node.args[3])
            return _hull(end * times for end in operands[0] for times in (0, number))
        case "extreme":
            return _hull((0, *operands[0]))
        case _:
            return node.range


def _hull(ends: Iterable[int]) -> Range:
    listed = list(ends)
    return min(listed), max(listed)


def fits(range: Range, times: int = 1) -> bool:
    """Whether every number of the range, and so many times it, is an integer of 64 bits."""
    return range[0] * times >= SMALLEST and range[1] * times <= LARGEST


def dtype(range: Range) -> Any:
    """The dtype that holds every number of the range."""
    return np.int64 if fits(range) else np.dtype(object)
