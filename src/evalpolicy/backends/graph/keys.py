"""What tells rows of a table apart: the item of a selection, a fact that has one of several names, or a number.

What hangs on it alone is a column by entry.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import Any, TypeAlias

from evalpolicy.backends.graph.builder import Graph
from evalpolicy.backends.graph.column import Column, all_true, applied
from evalpolicy.backends.graph.guarded import Number
from evalpolicy.backends.graph.nodes import Node, RowVariable, Sort, reached
from evalpolicy.classes import define, field, frozen

FactPlace: TypeAlias = "tuple[Any, ...]"
"""The arguments of the nodes that read a fact."""

MOST_STRETCHES = 2
"""A number that is in one of so few stretches is compared with their ends; in one of more, its stretch is looked up."""


class Key(ABC):
    """Entries are what the key may be, what is not named and what is not known among them."""

    @property
    @abstractmethod
    def length(self) -> int:
        """So many entries there are."""

    @abstractmethod
    def column(self, node: Node) -> Column | None:
        """What a node comes to at each entry; None where it hangs on other things than the key."""

    @abstractmethod
    def node(self, column: Column, sort: Sort) -> Node:
        """The node that comes to this at each entry."""

    def telling(self, nodes: Iterable[Node]) -> Key:
        """The key with no more entries than these nodes need."""
        return self

    def joined(self, keys: Iterable[Key]) -> Key:
        """The key with the entries of all these, which were made of it."""
        return self

    def where(self, key: Key, column: Column) -> Iterable[int] | None:
        """The entries at which a truth holds that is a column of `key`, which was made of this one; None where these are most."""
        return None if column.usual else column.others

    def entry_of(self, key: Key, entry: int) -> int:
        """The entry of `key` that one of this key is part of."""
        return entry


@define(eq=False)
class ItemKey(Key):
    """The item of the selection that a row variable stands for; `items` entries there are (`evalpolicy.backends.graph.entries`)."""

    graph: Graph
    variable: RowVariable
    items: int

    @property
    def length(self) -> int:
        """The entries of items."""
        return self.items

    def column(self, node: Node) -> Column | None:
        """What catalogs state."""
        if node.op in ("constant", "true", "false"):
            return Column(self.length, node.op == "true" if node.sort == "truth" else node.args[0], {})
        return node.args[1] if node.op == "column" and node.args[0] is self.variable else None

    def node(self, column: Column, sort: Sort) -> Node:
        """A column."""
        return self.graph.column(self.variable, column, sort)


@define(eq=False)
class FactKey(Key):
    """A fact that is read at `place`, None for one that is always known."""

    graph: Graph
    place: FactPlace | None
    _known: dict[Node, Column | None] = field(factory=dict, init=False)

    @property
    def unknown(self) -> int:
        """The entry of a fact that is not known: the last one."""
        return self.length - 1

    def column(self, node: Node) -> Column | None:
        """What comes of the fact, worked out once for each node."""
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
        compared = self._compared(node)
        if compared is None and node.op in ("not", "and", "at_most"):
            operands = [self.column(each) for each in node.operands]
            columns = [each for each in operands if each is not None]
            if len(columns) < len(operands):
                return None
            return all_true(columns) if node.op == "and" else applied(operator.not_ if node.op == "not" else operator.le, columns)
        return compared

    @abstractmethod
    def _compared(self, node: Node) -> Column | None:
        """What comes of a node that compares the fact; None where it does not."""

    def node(self, column: Column, sort: Sort) -> Node:
        """What is looked up where the fact is known, and what is so where it is not."""
        graph = self.graph
        made = None if self.place is None else graph.made("known", self.place, "truth")
        # What has a default is always known.
        known = graph.true if made is None else made
        if sort == "truth":
            inside = self._inside(column)
            return graph.any_of([graph.negate(known), inside]) if column[self.unknown] else graph.all_of([known, inside])
        return graph.choose(known, self._looked_up(column), graph.integer(column[self.unknown]))

    @abstractmethod
    def _inside(self, column: Column) -> Node:
        """A truth of a fact that is known."""

    @abstractmethod
    def _looked_up(self, column: Column) -> Node:
        """An integer of a fact that is known."""


@define(eq=False)
class NameKey(FactKey):
    """A fact that has one of several names. Entries are `names`, any other name, and that the fact is not known."""

    place: FactPlace
    names: tuple[str, ...]
    _entries: dict[str, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._entries = {name: entry for entry, name in enumerate(self.names)}

    @property
    def other(self) -> int:
        """The entry of all names that are not listed."""
        return len(self.names)

    @property
    def length(self) -> int:
        """The names and two more."""
        return len(self.names) + 2

    def _compared(self, node: Node) -> Column | None:
        if _place(node) != self.place:
            return None
        if node.op == "rank":
            return Column.sparse(self.length, 0, {self._entries[code]: rank for rank, code in enumerate(node.args[1])})
        return Column.sparse(self.length, False, dict.fromkeys((self._entries[name] for name in _names(node)), True))

    @property
    def _atom(self) -> Node:
        atom = self.graph.made("value", self.place, "atom")
        assert atom is not None
        return atom

    def _inside(self, column: Column) -> Node:
        usual = column[self.other]
        odd = self.graph.atoms(frozenset(name for entry, name in enumerate(self.names) if column[entry] != usual))
        inside = self.graph.contains(odd, self._atom)
        return self.graph.negate(inside) if usual else inside

    def _looked_up(self, column: Column) -> Node:
        values = {name: column[entry] for entry, name in enumerate(self.names)}
        return self.graph.lookup(self._atom, values, column[self.other])


@define(eq=False)
class NumberKey(FactKey):
    """A number: a fact, or what is worked out of one, as `node_of` is where it is known.

    Entries are the stretches between `bounds`, and that the fact is not known.
    Each bound is the first number of a stretch. A row has few bounds of its own: what it asks is worked out for these (`telling`), and only rows that
    become one share all their bounds.
    """

    number: Number
    node_of: Node
    bounds: tuple[int, ...] = ()

    @property
    def length(self) -> int:
        """The stretches and one more."""
        return len(self.bounds) + 2

    def telling(self, nodes: Iterable[Node]) -> NumberKey:
        """The key with the bounds that these nodes compare the number with."""
        return self._with(bound for node in reached(nodes) if (bound := _bound(self.graph, node, self.number)) is not None)

    def joined(self, keys: Iterable[Key]) -> NumberKey:
        """The key with the bounds of all these."""
        return self._with(bound for key in keys if isinstance(key, NumberKey) for bound in key.bounds)

    def _with(self, bounds: Iterable[int]) -> NumberKey:
        return NumberKey(self.graph, self.place, self.number, self.node_of, tuple(sorted({*bounds})))

    def where(self, key: Key, column: Column) -> Iterable[int] | None:
        """The entries at which a truth holds; None where these are most stretches."""
        assert isinstance(key, NumberKey)
        ends = [0, *(bisect_right(self.bounds, bound) for bound in key.bounds), len(self.bounds) + 1]
        stretches = [range(start, end) for entry, (start, end) in enumerate(pairwise(ends)) if column[entry]]
        if 2 * sum(map(len, stretches)) > self.length:
            return None
        return [*(entry for stretch in stretches for entry in stretch), *([self.unknown] if column[key.unknown] else [])]

    def entry_of(self, key: Key, entry: int) -> int:
        """The stretch of `key` that one of this key is part of."""
        assert isinstance(key, NumberKey)
        if entry == self.unknown:
            return key.unknown
        return bisect_right(key.bounds, self.bounds[entry - 1]) if entry else 0

    def _compared(self, node: Node) -> Column | None:
        bound = _bound(self.graph, node, self.number)
        if bound is None:
            return None
        left, right = node.args
        beyond = bisect_right(self.bounds, bound)
        guarded = self.graph.guarded.get(left if right.op == "constant" else right)
        is_beyond = [*(entry >= beyond for entry in range(self.unknown)), guarded is not None and guarded.otherwise >= bound]
        return Column.of(each is (left.op == "constant") for each in is_beyond)

    def _inside(self, column: Column) -> Node:
        graph, number, starts = self.graph, self.node_of, (None, *self.bounds, None)
        stretches: list[Node] = []
        for holds, entries in groupby(range(self.length - 1), column.__getitem__):
            if holds:
                *_, last = first, *_ = tuple(entries)
                start, end = starts[first], starts[last + 1]
                stretches.append(
                    graph.all_of(
                        [
                            graph.true if start is None else graph.at_most(graph.integer(start), number),
                            graph.true if end is None else graph.at_most(number, graph.integer(end - 1)),
                        ]
                    )
                )
        if len(stretches) <= MOST_STRETCHES:
            return graph.any_of(stretches)
        return graph.at_most(graph.integer(1), self._looked_up(applied(int, [column])))

    def _looked_up(self, column: Column) -> Node:
        return self.graph.step(self.node_of, column[0], [(bound, column[entry]) for entry, bound in enumerate(self.bounds, 1)])


def fact_keys(graph: Graph, nodes: Iterable[Node]) -> list[FactKey]:
    """The keys that some of the nodes hang on alone, that of most names or bounds first."""
    found: dict[_Subject, dict[str | int, None]] = {}
    for node in dict.fromkeys(nodes):
        asked = _asked(graph, node)
        subject = None if asked is None else _only(graph, asked)
        if asked is not None and subject is not None:
            found.setdefault(subject, {}).update(asked[subject])
    # Of a fact of which it is only asked whether it is known, nothing tells rows apart.
    several = [(subject, tuple(asked)) for subject, asked in found.items() if asked]
    return [_key(graph, subject, asked) for subject, asked in sorted(several, key=lambda each: -len(each[1]))]


@frozen
class _Compared:
    """A number that is compared, and one of the nodes that come to it."""

    number: Number
    node: Node = field(eq=False)


_Subject: TypeAlias = "FactPlace | _Compared"


def _key(graph: Graph, subject: _Subject, asked: tuple[Any, ...]) -> FactKey:
    if isinstance(subject, _Compared):
        return NumberKey(graph, _fact_of(graph, subject.node), subject.number, subject.node)
    return NameKey(graph, subject, asked)


def _only(graph: Graph, asked: Iterable[_Subject]) -> _Subject | None:
    """The one fact or number that all hangs on; of a number it may also be asked whether its fact is known."""
    numbers = [subject for subject in asked if isinstance(subject, _Compared)]
    if len(numbers) == 1 and all(each in (numbers[0], _fact_of(graph, numbers[0].node)) for each in asked):
        return numbers[0]
    subjects = list(asked)
    return subjects[0] if len(subjects) == 1 else None


def _fact_of(graph: Graph, number: Node) -> FactPlace | None:
    """The fact without which a number is not known; None where it always is some number, which then is taken as it comes."""
    guarded = graph.guarded.get(number)
    place: FactPlace | None = guarded.known.args if guarded is not None else number.args if number.op == "value" else None
    return place


def _number(graph: Graph, node: Node) -> Number:
    guarded = graph.guarded.get(node)
    return node if guarded is None else guarded.number


def _bound(graph: Graph, node: Node, number: Number | None = None) -> int | None:
    """Where the stretch begins in which a comparison with a constant comes out otherwise; None where it is none, or one of another number."""
    if node.op != "at_most" or (node.args[0].op == "constant") == (node.args[1].op == "constant"):
        return None
    left, right = node.args
    compared, bound = (left, right.args[0] + 1) if right.op == "constant" else (right, left.args[0])
    return int(bound) if number is None or _number(graph, compared) is number else None


def _asked(graph: Graph, node: Node) -> dict[_Subject, dict[str | int, None]] | None:
    """The facts and numbers that a truth hangs on, with what it compares them with; None where it hangs on something else."""
    if (place := _place(node)) is not None:
        return {place: dict.fromkeys(_names(node))}
    match node.op:
        case "known":
            return {node.args: {}}
        case "true" | "false" | "constant":
            return {}
        case "at_most" if (bound := _bound(graph, node)) is not None:
            (compared,) = (each for each in node.args if each.op != "constant")
            if _place(compared) is None:
                return {_Compared(_number(graph, compared), compared): {bound: None}}
    if node.op not in ("not", "and", "at_most"):
        return None
    found: dict[_Subject, dict[str | int, None]] = {}
    for operand in node.operands:
        asked = _asked(graph, operand)
        if asked is None:
            return None
        for each, names in asked.items():
            found.setdefault(each, {}).update(names)
    return found


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
