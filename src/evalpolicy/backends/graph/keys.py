"""What tells rows of a table apart: the item of a selection, or a fact that has one of several names. What hangs on it alone is a column by entry."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias

from evalpolicy.backends.graph.column import Column, all_true, applied
from evalpolicy.backends.graph.nodes import Graph, Node, RowVariable, Sort
from evalpolicy.classes import define, field

FactPlace: TypeAlias = "tuple[Any, ...]"
"""The arguments of the nodes that read a fact."""


class Key(Protocol):
    """Entries are what the key may be, what is not named and what is not known among them."""

    def column(self, node: Node) -> Column | None:
        """What a node comes to at each entry; None where it hangs on other things than the key."""

    def node(self, column: Column, sort: Sort) -> Node:
        """The node that comes to this at each entry."""


@define(eq=False)
class ItemKey:
    """The item of the selection that a row variable stands for; `length` entries there are (`evalpolicy.backends.graph.entries`)."""

    graph: Graph
    variable: RowVariable
    length: int

    def column(self, node: Node) -> Column | None:
        """What catalogs state."""
        if node.op in ("constant", "true", "false"):
            return Column(self.length, node.op == "true" if node.sort == "truth" else node.args[0], {})
        return node.args[1] if node.op == "column" and node.args[0] is self.variable else None

    def node(self, column: Column, sort: Sort) -> Node:
        """A column."""
        return self.graph.column(self.variable, column, sort)


@define(eq=False)
class FactKey:
    """The fact that is read at `place`. Entries are `names`, any other name, and that the fact is not known."""

    graph: Graph
    place: FactPlace
    names: tuple[str, ...]
    _entries: dict[str, int] = field(init=False)
    _known: dict[Node, Column | None] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._entries = {name: entry for entry, name in enumerate(self.names)}

    @property
    def other(self) -> int:
        """The entry of all names that are not listed."""
        return len(self.names)

    @property
    def unknown(self) -> int:
        """The entry of no name."""
        return len(self.names) + 1

    @property
    def length(self) -> int:
        """So many entries there are."""
        return len(self.names) + 2

    def column(self, node: Node) -> Column | None:
        """What comes of the fact's name, worked out once for each node."""
        if node not in self._known:
            self._known[node] = self._column(node)
        return self._known[node]

    def _column(self, node: Node) -> Column | None:
        match node.op:
            case "true" | "false":
                return Column(self.length, node.op == "true", {})
            case "constant":
                return Column(self.length, node.args[0], {})
            case "known" if node.args == self.place:
                return Column.sparse(self.length, True, {self.unknown: False})
            case "same" | "contains" if _place(node) == self.place:
                return Column.sparse(self.length, False, dict.fromkeys((self._entries[name] for name in _names(node)), True))
            case "rank" if _place(node) == self.place:
                return Column.sparse(self.length, 0, {self._entries[code]: rank for rank, code in enumerate(node.args[1])})
            case "not" | "and" | "at_most":
                operands = [self.column(each) for each in node.operands]
                columns = [each for each in operands if each is not None]
                if len(columns) < len(operands):
                    return None
                return all_true(columns) if node.op == "and" else applied(operator.not_ if node.op == "not" else operator.le, columns)
        return None

    def node(self, column: Column, sort: Sort) -> Node:
        """A lookup of the fact's name."""
        graph = self.graph
        atom, known = graph.made("value", self.place, "atom"), graph.made("known", self.place, "truth")
        assert atom is not None
        # What has a default is always known.
        known = graph.true if known is None else known
        if sort == "truth":
            usual = column[self.other]
            odd = graph.atoms(frozenset(name for entry, name in enumerate(self.names) if column[entry] != usual))
            inside = graph.contains(odd, atom)
            named = graph.negate(inside) if usual else inside
            return graph.any_of([graph.negate(known), named]) if column[self.unknown] else graph.all_of([known, named])
        values = {name: column[entry] for entry, name in enumerate(self.names)}
        return graph.choose(known, graph.lookup(atom, values, column[self.other]), graph.integer(column[self.unknown]))


def named_facts(nodes: Iterable[Node]) -> dict[FactPlace, tuple[str, ...]]:
    """The facts that some of the nodes hang on alone, each with all names that those ask for."""
    found: dict[FactPlace, dict[str, None]] = {}
    for node in dict.fromkeys(nodes):
        asked = _asked(node)
        if asked is not None and len(asked) == 1:
            ((place, names),) = asked.items()
            found.setdefault(place, {}).update(names)
    # Of a fact of which it is only asked whether it is known, no name tells rows apart.
    return {place: tuple(names) for place, names in found.items() if names}


def _asked(node: Node) -> dict[FactPlace, dict[str, None]] | None:
    """The facts that a truth hangs on, with the names that it asks for; None where it hangs on something else."""
    if (place := _place(node)) is not None:
        return {place: dict.fromkeys(_names(node))}
    match node.op:
        case "known":
            return {node.args: {}}
        case "true" | "false" | "constant":
            return {}
        case "not" | "and" | "at_most":
            found: dict[FactPlace, dict[str, None]] = {}
            for operand in node.operands:
                asked = _asked(operand)
                if asked is None:
                    return None
                for each, names in asked.items():
                    found.setdefault(each, {}).update(names)
            return found
    return None


def _place(node: Node) -> FactPlace | None:
    """The fact whose name a node compares with names that are written out. A fact that is not known reads as the empty text, which is no name."""
    if node.op == "rank" or (node.op == "same" and node.args[1].op == "constant"):
        atom = node.args[0]
    elif node.op == "contains" and node.args[0].op == "constant":
        atom = node.args[1]
    else:
        return None
    if atom.op != "value" or "" in _names(node):
        return None
    place: FactPlace = atom.args
    return place


def _names(node: Node) -> Iterable[str]:
    match node.op:
        case "rank":
            codes: tuple[str, ...] = node.args[1]
            return codes
        case "same":
            return (node.args[1].args[0],)
        case _:
            return sorted(node.args[0].args[0])
