"""The graph: its nodes are made once each, and simplified as they are made.

Truths are made of `and` and `not` only, so that equal truths are likely to be the same node; an `or` is a `not` over an `and` of `not`s.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from evalpolicy.backends.graph.column import Column, all_true, applied
from evalpolicy.backends.graph.guarded import Guarded, Made, chosen, worked_out
from evalpolicy.backends.graph.nodes import AGGREGATES, Node, Range, RowVariable, Sort
from evalpolicy.classes import define, field

NO_RANGE: Range = (0, 0)
MOST_FLATTENED = 32
"""Operands of an `and` that is taken apart within another: a longer one stays a node of its own, else long tables grow as their square."""


@define
class Graph:
    """Makes nodes. `true` and `false` are the two truths that hang on nothing; `guarded`: integers that hang on whether a fact is known."""

    _made: dict[tuple[object, ...], Node] = field(factory=dict, init=False)
    _relations: dict[tuple[str, Node, Node], Node | None] = field(factory=dict, init=False)
    guarded: dict[Node, Guarded] = field(factory=dict, init=False)
    _worked: Made = field(factory=dict, init=False)
    true: Node = field(init=False)
    false: Node = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.true = self.make("true", (), "truth")
        self.false = self.make("false", (), "truth")

    # --- making ----------------------------------------------------------------------------------

    def make(self, op: str, args: tuple[Any, ...], sort: Sort, range: Range = NO_RANGE, *, outside: bool = False) -> Node:
        """The node of this operation, without simplifying it. `outside`: a leaf that reads no row."""
        key = (op, sort, args)
        node = self._made.get(key)
        if node is None:
            rows: set[RowVariable] = set()
            for arg in args:
                if isinstance(arg, Node):
                    rows |= arg.rows
                    outside = outside or arg.outside
                elif isinstance(arg, RowVariable):
                    rows.add(arg)
            if op in AGGREGATES:
                # What is found over a list is no fact of a row outside it.
                rows.discard(args[0])
                outside = True
            node = self._made[key] = Node(op, args, sort, frozenset(rows), outside, range, len(self._made))
        return node

    def made(self, op: str, args: tuple[Any, ...], sort: Sort) -> Node | None:
        """The node of this operation, if it was made."""
        return self._made.get((op, sort, args))

    def truth(self, value: bool) -> Node:
        """A constant truth."""
        return self.true if value else self.false

    def integer(self, value: int) -> Node:
        """A constant integer."""
        return self.make("constant", (value,), "integer", (value, value))

    def atom(self, value: str) -> Node:
        """A constant atom."""
        return self.make("constant", (value,), "atom")

    def atoms(self, members: frozenset[str]) -> Node:
        """A constant set."""
        return self.make("constant", (members,), "set")

    def column(self, row: RowVariable, column: Column, sort: Sort) -> Node:
        """What the catalogs state for each entry (see `evalpolicy.backends.graph.entries`); a constant where that is the same for all."""
        if column.constant:
            return self._constant(column.usual, sort)
        range = (min(column.values), max(column.values)) if sort == "integer" else NO_RANGE
        return self.make("column", (row, column), sort, range)

    def _constant(self, value: Any, sort: Sort) -> Node:
        match sort:
            case "truth":
                return self.truth(value)
            case "integer":
                return self.integer(value)
            case "atom":
                return self.atom(value)
            case "set":
                return self.atoms(value)

    def _by_entry(self, sort: Sort, apply: Callable[..., Any], *operands: Node) -> Node | None:
        """The operation on operands that all are constants or columns of one row: a constant or a column; else None."""
        row: RowVariable | None = None
        length = 0
        for node in operands:
            if node.op == "column":
                if row is not None and node.args[0] is not row:
                    return None
                row, length = node.args[0], len(node.args[1])
            elif node.op not in ("constant", "true", "false"):
                return None
        if row is None:
            return self._constant(apply(*map(_constant_value, operands)), sort)
        spread = [node.args[1] if node.op == "column" else Column(length, _constant_value(node), {}) for node in operands]
        return self.column(row, applied(apply, spread), sort)

    def _related(self, op: str, relation: Callable[[Any, Any], bool], left: Node, right: Node) -> Node | None:
        """A relation of two operands by entry, worked out once: tables ask for the same one in row after row."""
        key = (op, left, right)
        if key not in self._relations:
            self._relations[key] = self._by_entry("truth", relation, left, right)
        return self._relations[key]

    # --- truths ----------------------------------------------------------------------------------

    def negate(self, x: Node) -> Node:
        """Not `x`."""
        if x.op == "not":
            inner: Node = x.args[0]
            return inner
        if x is self.true or x is self.false:
            return self.truth(x is self.false)
        if x.op == "column":
            return self.column(x.args[0], applied(operator.not_, [x.args[1]]), "truth")
        return self.make("not", (x,), "truth")

    def any_of(self, operands: Iterable[Node]) -> Node:
        """At least one of them."""
        return self.negate(self.all_of([self.negate(x) for x in operands]))

    def all_of(self, operands: Iterable[Node]) -> Node:
        """All of them."""
        flat: dict[Node, None] = {}
        for x in operands:
            for each in x.args if x.op == "and" and len(x.args) <= MOST_FLATTENED else (x,):
                flat[each] = None
        flat.pop(self.true, None)
        if self.false in flat:
            return self.false
        flat = self._merged_columns(flat)
        changed = len(flat) > 1
        while changed:
            if self.false in flat:
                return self.false
            changed, flat = self._simplified(flat)
        if self.false in flat:
            return self.false
        if not flat:
            return self.true
        if len(flat) == 1:
            return next(iter(flat))
        return self.make("and", tuple(sorted(flat, key=lambda node: node.number)), "truth")

    def _merged_columns(self, flat: dict[Node, None]) -> dict[Node, None]:
        columns: dict[RowVariable, list[Node]] = {}
        for x in flat:
            if x.op == "column":
                columns.setdefault(x.args[0], []).append(x)
        if all(len(found) == 1 for found in columns.values()):
            return flat
        rest = {x: None for x in flat if x.op != "column"}
        for row, found in columns.items():
            rest[self.column(row, all_true([x.args[1] for x in found]), "truth")] = None
        rest.pop(self.true, None)
        return rest

    def _opposite(self, x: Node) -> Node | None:
        """`not x`, if there is such a node."""
        if x.op == "not":
            inner: Node = x.args[0]
            return inner
        return self.made("not", (x,), "truth")

    def _simplified(self, flat: dict[Node, None]) -> tuple[bool, dict[Node, None]]:
        """One round: contradictions, what the others imply, and parts of alternatives that the others decide."""
        needless: set[Node] = set()
        for x in flat:
            opposite = self._opposite(x)
            if opposite is not None and opposite in flat:
                return False, {self.false: None}
            known = _implied(x)
            if known is not None:
                fact = self.made("known", known, "truth")
                if fact is not None and fact in flat:
                    needless.add(fact)
                unknown = None if fact is None else self._opposite(fact)
                if unknown is not None and unknown in flat:
                    return False, {self.false: None}
            elif x.op == "not" and (known := _implied(x.args[0])) is not None:
                fact = self.made("known", known, "truth")
                unknown = None if fact is None else self._opposite(fact)
                if unknown is not None and unknown in flat:
                    needless.add(x)
        kept = {x: None for x in flat if x not in needless}
        for x in kept:
            if x.op != "not" or x.args[0].op != "and":
                continue
            parts: tuple[Node, ...] = x.args[0].args
            # None of the parts, and no opposite of one, is `x` itself.
            if any((opposite := self._opposite(part)) is not None and opposite in kept for part in parts):
                return True, {each: None for each in kept if each is not x}
            open_ = [part for part in parts if part not in kept]
            if len(open_) < len(parts):
                rest = {each: None for each in kept if each is not x}
                reduced = self.negate(self.all_of(open_))
                for each in reduced.args if reduced.op == "and" else (reduced,):
                    rest[each] = None
                rest.pop(self.true, None)
                return True, self._merged_columns(rest)
        return False, kept

    # --- integers --------------------------------------------------------------------------------

    def at_most(self, left: Node, right: Node) -> Node:
        """`left <= right`."""
        if left is right or left.range[1] <= right.range[0]:
            return self.true
        if left.range[0] > right.range[1]:
            return self.false
        folded = self._related("at_most", lambda x, y: x <= y, left, right)
        if folded is not None:
            return folded
        for node in (left, right):
            if node.op == "choose":
                condition, then, otherwise = node.args
                yes, no = (self.at_most(x, right) if node is left else self.at_most(left, x) for x in (then, otherwise))
                if {yes, no} & {self.true, self.false}:
                    return self.any_of([self.all_of([condition, yes]), self.all_of([self.negate(condition), no])])
        return self.make("at_most", (left, right), "truth")

    def add(self, operands: Sequence[Node]) -> Node:
        """Their sum."""
        fixed, rest = 0, []
        for x in operands:
            for each in x.args if x.op == "add" else (x,):
                if each.op == "constant":
                    fixed += each.args[0]
                else:
                    rest.append(each)
        if fixed:
            rest.append(self.integer(fixed))
        if len(rest) < 2:
            return rest[0] if rest else self.integer(0)
        folded = self._by_entry("integer", lambda *values: sum(values), *rest)
        range = sum(x.range[0] for x in rest), sum(x.range[1] for x in rest)
        return folded if folded is not None else self._operation("add", lambda *values: sum(values), rest, (), range)

    def apply(self, op: str, compute: Callable[..., int], nodes: Sequence[Node], constants: tuple[Any, ...], range: Range) -> Node:
        """An operation on integers that has no simplification of its own; `compute` is what it does, on the operands alone."""
        folded = self._by_entry("integer", compute, *nodes)
        return folded if folded is not None else self._operation(op, compute, nodes, constants, range)

    def _operation(self, op: str, compute: Callable[..., int], nodes: Sequence[Node], constants: tuple[Any, ...], range: Range) -> Node:
        by = worked_out(op, compute, nodes, constants, self.guarded, self._worked)
        return self._guarded(self.make(op, (*nodes, *constants), "integer", range), by)

    def _guarded(self, node: Node, by: Guarded | None) -> Node:
        if by is not None:
            self.guarded[node] = by
        return node

    def extreme(self, which: str, operands: Sequence[Node]) -> Node:
        """The `least` or `greatest` of them."""
        pick: Callable[..., int] = min if which == "least" else max
        low, high = (0, 1) if which == "least" else (1, 0)
        flat: dict[Node, None] = dict.fromkeys(each for x in operands for each in (x.args if x.op == which else (x,)))
        # One operand reaches the bound for sure: what cannot go beyond it plays no part.
        bound = pick(x.range[high] for x in flat)
        holder = next(x for x in flat if x.range[high] == bound)
        kept = [x for x in flat if x is holder or pick(x.range[low], bound) != bound]
        if len(kept) == 1:
            return kept[0]
        folded = self._by_entry("integer", lambda *values: pick(values), *kept)
        range = pick(x.range[0] for x in kept), pick(x.range[1] for x in kept)
        return folded if folded is not None else self.make(which, tuple(kept), "integer", range)

    def choose(self, condition: Node, then: Node, otherwise: Node) -> Node:
        """`then if condition else otherwise`, of integers or atoms."""
        if condition is self.true or then is otherwise:
            return then
        if condition is self.false:
            return otherwise
        if condition.op == "not":
            return self.choose(condition.args[0], otherwise, then)
        if then.op == "choose" and then.args[0] is condition:
            return self.choose(condition, then.args[1], otherwise)
        if otherwise.op == "choose" and otherwise.args[0] is condition:
            return self.choose(condition, then, otherwise.args[2])
        folded = self._by_entry(then.sort, lambda c, x, y: x if c else y, condition, then, otherwise)
        if folded is not None:
            return folded
        range = min(then.range[0], otherwise.range[0]), max(then.range[1], otherwise.range[1])
        return self._guarded(self.make("choose", (condition, then, otherwise), then.sort, range), chosen(condition, then, otherwise, self.guarded))

    # --- atoms and sets --------------------------------------------------------------------------

    def same(self, left: Node, right: Node) -> Node:
        """Whether two atoms are equal."""
        if left is right:
            return self.true
        folded = self._related("same", lambda x, y: x == y, left, right)
        if folded is not None:
            return folded
        if left.op == "constant" or (right.op != "constant" and left.number > right.number):
            left, right = right, left
        return self.make("same", (left, right), "truth")

    def contains(self, members: Node, atom: Node) -> Node:
        """Whether the atom is in the set."""
        if members.op == "constant" and not members.args[0]:
            return self.false
        if members.op == "constant" and len(members.args[0]) == 1:
            return self.same(atom, self.atom(next(iter(members.args[0]))))
        folded = self._related("contains", lambda inside, x: x in inside, members, atom)
        return folded if folded is not None else self.make("contains", (members, atom), "truth")

    def lookup(self, atom: Node, values: Mapping[str, int], otherwise: int) -> Node:
        """The integer of an atom's name; of a name that has none, `otherwise`."""
        numbers = (otherwise, *values.values())
        if len(set(numbers)) == 1:
            return self.integer(otherwise)
        return self.make("lookup", (atom, tuple(values.items()), otherwise), "integer", (min(numbers), max(numbers)))

    def step(self, number: Node, first: int, steps: Iterable[tuple[int, int]]) -> Node:
        """The integer of the stretch that a number is in: `first` below all bounds, then that of the last bound that the number reaches."""
        kept: list[tuple[int, int]] = []
        for bound, value in steps:
            if bound <= number.range[0]:
                first = value
            elif bound <= number.range[1] and value != (kept[-1][1] if kept else first):
                kept.append((bound, value))
        if not kept:
            return self.integer(first)
        values = (first, *(value for _, value in kept))
        return self.make("step", (number, tuple(kept), first), "integer", (min(values), max(values)))


def _constant_value(node: Node) -> Any:
    return node.op == "true" if node.sort == "truth" else node.args[0]


def _implied(x: Node) -> tuple[Any, ...] | None:
    """The arguments of the `known` that a truth implies: a fact that is not known is the empty text, no number and no."""
    if x.op == "value":
        return x.args
    if x.op == "same" and x.args[0].op == "value" and x.args[1].op == "constant" and x.args[1].args[0]:
        fact: tuple[Any, ...] = x.args[0].args
        return fact
    if x.op == "contains" and x.args[0].op == "constant" and x.args[1].op == "value" and "" not in x.args[0].args[0]:
        member: tuple[Any, ...] = x.args[1].args
        return member
    return None
