"""How the nodes of a graph are used: how often, and in which loops."""

from __future__ import annotations

from evalpolicy.backends.graph.nodes import AGGREGATES, Node, RowVariable
from evalpolicy.classes import define, field


@define
class Survey:
    """`uses`: how often each node is used; `layers`: how many loops lie below it; `loops`: the aggregates that one loop can work out together."""

    uses: dict[Node, int] = field(factory=dict)
    layers: dict[Node, int] = field(factory=dict)
    loops: dict[tuple[RowVariable, frozenset[RowVariable], int], list[Node]] = field(factory=dict)

    def add(self, root: Node) -> None:
        """Look at a node and all below it, without recursion: graphs can be deep."""
        waiting = [(root, False)]
        while waiting:
            node, done = waiting.pop()
            if done:
                layer = max((self.layers[each] for each in node.operands), default=0)
                if node.op in AGGREGATES:
                    layer += 1
                    self.loops.setdefault((node.args[0], node.rows, layer), []).append(node)
                self.layers[node] = layer
                continue
            if node.op == "not":
                if node not in self.layers:
                    waiting += [(node, True), (node.args[0], False)]
                else:
                    self.uses[node.args[0]] = self.uses.get(node.args[0], 0) + 1
                continue
            self.uses[node] = self.uses.get(node, 0) + 1
            if self.uses[node] == 1:
                waiting.append((node, True))
                waiting += [(each, False) for each in node.operands]
