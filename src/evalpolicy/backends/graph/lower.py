"""From a policy to the graph of its decisions."""

from __future__ import annotations

from collections.abc import Mapping

from evalpolicy.backends.graph.algebra import GraphAlgebra
from evalpolicy.backends.graph.builder import Graph
from evalpolicy.backends.graph.decided import Decided, Status, Variant
from evalpolicy.backends.graph.entries import Entries
from evalpolicy.backends.graph.nodes import Node, RowVariable
from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.judging import Judging, World
from evalpolicy.core.meaning import Meaning
from evalpolicy.judge import Program, selected_rules
from evalpolicy.language.model import Rule
from evalpolicy.language.types import AmountType

GraphMeaning = Meaning[Node, Node, Node, Node, RowVariable]


@define
class _Meanings:
    """The meaning of the policy's terms in each world, over one graph."""

    program: Program
    algebra: GraphAlgebra
    _made: dict[tuple[tuple[str, str], ...], GraphMeaning] = field(factory=dict, init=False)

    def of(self, world: World) -> GraphMeaning:
        key = tuple(sorted(world.items()))
        if key not in self._made:
            self._made[key] = GraphMeaning(self.program.model, self.algebra, world)
        return self._made[key]


def lower(program: Program, variant: Variant) -> Decided:
    """The graph of a policy's decisions."""
    model, graph, entries = program.model, Graph(), Entries(program.model)
    meanings = _Meanings(program, GraphAlgebra(model, graph, entries, variant.given, variant.clocked))
    judging = Judging(model, meanings.of)
    judged, left_out = selected_rules(model, variant.through, variant.given)
    statuses = tuple(_status(graph, rule, judging.status(rule)) for rule in judged)
    fee = None
    if model.fee_total is not None:
        total = judging.quantity(t.Defined(model.fee_total, AmountType()), program.open_readings(model.fee_total))
        fee = total.low, total.high
    return Decided(graph, entries, statuses, tuple(left_out), fee)


def _status(graph: Graph, rule: Rule, bits: Mapping[str, Node]) -> Status:
    quiet = graph.any_of([bits["satisfied"], bits["not_applicable"], bits["advice"]])
    return Status(rule, quiet, bits["violated"], bits["undetermined"], bits["pending"])
