"""What a policy's decisions are as a graph, and of which of its variants."""

from __future__ import annotations

from evalpolicy.backends.graph.builder import Graph
from evalpolicy.backends.graph.entries import Entries
from evalpolicy.backends.graph.nodes import Node
from evalpolicy.classes import frozen
from evalpolicy.language.model import Rule


@frozen
class Variant:
    """What a graph is made for: the last step that is judged, the parameters that are known, whether the time of the decision is."""

    through: str | None = None
    given: frozenset[str] = frozenset()
    clocked: bool = False


@frozen
class Status:
    """A judged rule. `quiet`: it is none of the others, which say that the rule has that status; just one of the four is true."""

    rule: Rule
    quiet: Node
    violated: Node
    undetermined: Node
    pending: Node


@frozen
class Decided:
    """The graph of a policy's decisions: the status of every judged rule, and the fee's bounds (None: the policy has none)."""

    graph: Graph
    entries: Entries
    statuses: tuple[Status, ...]
    left_out: tuple[str, ...]
    fee: tuple[Node, Node] | None

    @property
    def outputs(self) -> tuple[Node, ...]:
        """Every node that is asked for."""
        found = [node for status in self.statuses for node in (status.quiet, status.violated, status.undetermined, status.pending)]
        return (*found, *(self.fee or ()))
