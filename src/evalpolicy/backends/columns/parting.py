"""Which nodes of a graph hang on codes and truths alone: applications that agree in those are decided alike, and one of each kind is enough.

Codes of facts are few. Everything else that an application states (instants, amounts, ids, paths) is *wide*: any number of values. Where wide values
are compared, a truth comes of it: a *mark*. What is made of codes and marks alone need not be worked out for every application.
"""

from __future__ import annotations

from collections.abc import Mapping

from evalpolicy.backends.columns.inputs import Chunk, CodedFact, RowTable
from evalpolicy.backends.columns.leaves import needs_placement
from evalpolicy.backends.graph.nodes import LEAVES, Node, RowVariable
from evalpolicy.classes import frozen

Key = tuple[str, str]


@frozen(eq=False)
class Parting:
    """`marks`: truths of wide values, in the order of the graph; `wide`: outputs of which one is wide itself, and that are worked out as they are.

    `facts`, `lists`: the coded facts of the applications, and those of the rows of each list, that the rest hangs on; the placement of a selection's
    item is called `""`.
    """

    marks: tuple[Node, ...]
    wide: tuple[Node, ...]
    facts: tuple[Key, ...]
    lists: Mapping[Key, tuple[str, ...]]


def parted(order: tuple[Node, ...], outputs: tuple[Node, ...], chunk: Chunk) -> Parting:
    """The parting of nodes, operands first, for a chunk whose columns are of such kinds."""
    wide: set[Node] = set()
    marks: set[Node] = set()
    for node in order:
        if _wide_leaf(node, chunk) if node.op in LEAVES else any(each in wide for each in node.operands):
            # A truth of pairs of rows becomes a mark where it is brought together for one of them.
            (marks if node.sort == "truth" and len(node.rows) <= 1 else wide).add(node)
    # The bounds of the fee are brought together: where one is wide, both are worked out as such.
    numbers = dict.fromkeys(node for node in outputs if node.sort == "integer")
    apart = tuple(numbers) if any(node in wide for node in numbers) else ()
    needed = {node for node in outputs if node not in apart}
    for node in reversed(order):
        if node in needed and node not in marks:
            needed.update(node.operands)
    facts: dict[Key, None] = {}
    lists: dict[Key, dict[str, None]] = {}
    for node in order:
        if node not in needed:
            continue
        for row in node.rows if node in marks else (*node.rows, *(each for each in node.args if isinstance(each, RowVariable))):
            lists.setdefault((row.owner, row.name), {})
        if node.op not in LEAVES or node in marks or not node.args:
            continue
        row = node.args[0]
        if isinstance(row, RowVariable):
            lists[row.owner, row.name][_name(node, chunk.lists.get((row.owner, row.name)))] = None
        elif node.op != "parameter":
            facts[node.args] = None
    return Parting(
        tuple(node for node in order if node in marks and node in needed),
        apart,
        tuple(facts),
        {key: tuple(names) for key, names in lists.items()},
    )


def _name(node: Node, table: RowTable | None) -> str:
    return "" if table is not None and table.placements is not None and needs_placement(node) else node.args[1]


def _wide_leaf(node: Node, chunk: Chunk) -> bool:
    """Whether a leaf reads anything but a coded fact, parameters and the clock."""
    if node.op in ("parameter", "clock"):
        return False
    if not isinstance(node.args[0], RowVariable):
        return not isinstance(chunk.facts.get(node.args), CodedFact)
    table = chunk.lists.get((node.args[0].owner, node.args[0].name))
    if table is None:
        return True
    if table.placements is not None and needs_placement(node):
        return False
    return not isinstance(table.facts.get(node.args[1]), CodedFact)
