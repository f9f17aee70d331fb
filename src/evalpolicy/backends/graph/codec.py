"""The graph of a policy's decisions as plain data and back.

Data is read strictly: operations out of a closed list, each with operands of the sorts that it takes, and with constants that are numbers and texts.
Functions are generated from graphs, so no graph is made of data that could not have come from `encoded`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evalpolicy.backends.graph.builder import Graph
from evalpolicy.backends.graph.column import Column
from evalpolicy.backends.graph.decided import Decided, Status
from evalpolicy.backends.graph.entries import Entries
from evalpolicy.backends.graph.nodes import Node, RowVariable, Sort, reached
from evalpolicy.classes import define, field
from evalpolicy.language.model import PolicyModel

Json = Any
"""What `json.loads` gives."""

_SORTS: dict[str, Sort] = {"t": "truth", "i": "integer", "a": "atom", "s": "set"}
_TAKES = {
    "true": "t:",
    "false": "t:",
    "constant": "*:V",
    "not": "t:t",
    "and": "t:t+",
    "at_most": "t:ii",
    "same": "t:aa",
    "contains": "t:sa",
    "add": "i:i+",
    "scale": "i:iN",
    "multiply": "i:ii",
    "divide": "i:iNT",
    "least": "i:i+",
    "greatest": "i:i+",
    "choose": "*:t**",
    "rank": "i:aL",
    "lookup": "i:aMN",
    "step": "i:iSN",
    "concat": "a:a+",
    "day_of": "i:iT",
    "instant_of": "i:iNT",
    "add_months": "i:iNT",
    "add_working_days": "i:iNT",
    "full_months": "i:iiT",
    "has_birth_date": "t:a",
    "birth_date": "i:a",
    "known": "t:PT",
    "explicit": "t:PT",
    "value": "*:PT",
    "parameter": "*:T",
    "clock": "i:",
    "list_known": "t:TT",
    "column": "*:RC",
    "candidate": "t:RT",
    "any": "t:Rt",
    "sum": "i:Ri",
    "extreme": "i:RtiT",
    "best": "i:RtiN",
    "distinct": "i:Rt?",
    "repeated": "t:Rt?",
    "covered": "i:RtiiT",
}
"""What each operation gives and takes. Nodes of a sort: t, i, a, s; `*` the sort of the node itself, `?` any; the last one with + several times.
R: a row variable, P: one or an owner, T: a text, L: texts, M: pairs of a text and a number, S: pairs of numbers, N: a number, C: a column,
V: a value of the sort."""
_OF_NO_ROW = frozenset({"parameter", "clock", "list_known"})


class NotSound(Exception):
    """Data that no graph has."""


def encoded(decided: Decided) -> Json:
    """The graph as JSON holds it."""
    writer = _Writer()
    # In the order of their making, so that the functions that are generated are the same.
    for node in reached(decided.outputs):
        writer.write(node)
    numbers = writer.numbers
    statuses = [[each.rule.id, *map(numbers.__getitem__, (each.quiet, each.violated, each.undetermined, each.pending))] for each in decided.statuses]
    fee = None if decided.fee is None else [numbers[node] for node in decided.fee]
    return {"rows": writer.rows, "nodes": writer.nodes, "statuses": statuses, "left_out": list(decided.left_out), "fee": fee}


def decoded(data: Json, model: PolicyModel) -> Decided:
    """The graph again. Raises `NotSound`, or another exception, where the data is not what `encoded` gives."""
    entries = Entries(model)
    reader = _Reader(len(entries.all), [RowVariable(_text(owner), _text(name), _number(depth)) for owner, name, depth in data["rows"]])
    for node in data["nodes"]:
        reader.add(*node)
    statuses = tuple(Status(model.rules[id], *(reader.output(each, "truth") for each in four)) for id, *four in data["statuses"])
    fee = None
    if data["fee"] is not None:
        low, high = (reader.output(each, "integer") for each in data["fee"])
        fee = low, high
    return Decided(reader.graph, entries, statuses, tuple(map(_text, data["left_out"])), fee)


class _Writer:
    """Numbers nodes that are given each after those that it is made of."""

    def __init__(self) -> None:
        self.rows: list[Json] = []
        self.nodes: list[Json] = []
        self._rows: dict[RowVariable, int] = {}
        self.numbers: dict[Node, int] = {}

    def write(self, node: Node) -> None:
        self.numbers[node] = len(self.nodes)
        self.nodes.append([node.op, node.sort, list(node.range), [self._argument(each) for each in node.args]])

    def _argument(self, value: Any) -> Json:
        match value:
            case Node():
                return self.numbers[value]
            case RowVariable():
                if value not in self._rows:
                    self._rows[value] = len(self.rows)
                    self.rows.append([value.owner, value.name, value.depth])
                return [self._rows[value]]
            case Column():
                return [_plain(value.usual), [[place, _plain(each)] for place, each in value.others.items()]]
        return _plain(value)


def _plain(value: Any) -> Json:
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


@define(eq=False)
class _Reader:
    """Makes the nodes anew, in the order of their numbers. `length`: so many entries there are."""

    length: int
    rows: list[RowVariable]
    graph: Graph = field(factory=Graph, init=False)
    made: list[Node] = field(factory=list, init=False)

    def add(self, op: str, sort: str, range: Json, arguments: Json) -> None:
        gives, takes = _TAKES[op].split(":")
        if sort not in _SORTS.values() or (gives != "*" and _SORTS[gives] != sort):
            raise NotSound(f"{op} gives no {sort}")
        if takes.endswith("+"):
            takes = takes[0] * max(2, len(arguments))
        low, high = range
        args = tuple(self._argument(kind, value, sort) for kind, value in zip(takes, arguments, strict=True))
        outside = op in _OF_NO_ROW or (op in ("known", "explicit", "value") and type(args[0]) is str)
        self.made.append(self.graph.make(op, args, sort, (_number(low), _number(high)), outside=outside))  # type: ignore[arg-type]  # a sort

    def _argument(self, kind: str, value: Json, sort: str) -> Any:
        match kind:
            case "?":
                return self.node(value, None)
            case "*" | "t" | "i" | "a" | "s":
                return self.node(value, sort if kind == "*" else _SORTS[kind])
            case "N":
                return _number(value)
            case "T":
                return _text(value)
            case "L":
                return tuple(map(_text, _list(value)))
            case "M":
                return tuple((_text(name), _number(number)) for name, number in _list(value))
            case "S":
                return tuple((_number(bound), _number(number)) for bound, number in _list(value))
            case "P" if type(value) is str:
                return value
            case "P" | "R":
                (number,) = _list(value)
                return self.rows[_place(number)]
            case "C":
                usual, others = value
                found = {_place(place): _value(each, sort) for place, each in others}
                if any(place >= self.length for place in found):
                    raise NotSound("a column of more entries than there are")
                return Column(self.length, _value(usual, sort), found)
        return _value(value, sort)

    def output(self, number: Json, sort: Sort) -> Node:
        """A node that is asked for: what it says is of the whole application."""
        node = self.node(number, sort)
        if node.rows:
            raise NotSound(f"{node} is of one row")
        return node

    def node(self, number: Json, sort: str | None) -> Node:
        node = self.made[_place(number)]
        if sort is not None and node.sort != sort:
            raise NotSound(f"{node} is no {sort}")
        return node


def _value(value: Json, sort: str) -> object:
    if sort == "set":
        return frozenset(map(_text, _list(value)))
    if type(value) is not {"truth": bool, "integer": int, "atom": str}[sort]:
        raise NotSound(f"{value!r} is no {sort}")
    result: object = value
    return result


def _text(value: Json) -> str:
    if type(value) is not str:
        raise NotSound(f"{value!r} is no text")
    return value


def _number(value: Json) -> int:
    if type(value) is not int:
        raise NotSound(f"{value!r} is no number")
    return value


def _place(value: Json) -> int:
    if _number(value) < 0:
        raise NotSound(f"{value!r} is no place")
    return int(value)


def _list(value: Json) -> Iterable[Json]:
    if type(value) is not list:
        raise NotSound(f"{value!r} is no list")
    return value
