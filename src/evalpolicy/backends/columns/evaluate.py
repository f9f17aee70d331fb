"""The nodes of a graph over a chunk of applications.

Each node is worked out once, in the smallest scope that it depends on: for the applications, for the rows of a list, for pairs of rows. What
depends on nothing but codes of one row is worked out for each combination of codes (see `signatures`), and looked up for the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from evalpolicy.backends.columns import atoms
from evalpolicy.backends.columns.aggregates import Groups
from evalpolicy.backends.columns.atoms import Array, Coded, Holed, Texts
from evalpolicy.backends.columns.bounds import dtype, fits, proven_ranges
from evalpolicy.backends.columns.calendars import Calendars
from evalpolicy.backends.columns.frames import Frames, Scope, scope_of
from evalpolicy.backends.columns.inputs import Chunk, Vector
from evalpolicy.backends.columns.leaves import Leaves
from evalpolicy.backends.columns.signatures import Homes, Signatures
from evalpolicy.backends.graph.decided import Decided
from evalpolicy.backends.graph.nodes import AGGREGATES, LEAVES, Node, Range, RowVariable
from evalpolicy.classes import define, field
from evalpolicy.limits import Limits

WORD = 63
"""Conditions that are told by the bits of one integer."""


@define(eq=False)
class Plan:
    """Nodes of one variant in an order in which operands come first, and what is known of them beforehand."""

    decided: Decided
    outputs: tuple[Node, ...]
    order: tuple[Node, ...]
    ranges: Mapping[Node, Range]
    last_use: Mapping[Node, int]
    homes: Homes = field(init=False)
    ending: Mapping[int, tuple[Node, ...]] = field(init=False)
    """The nodes that are used last at each place of the order."""

    def __attrs_post_init__(self) -> None:
        self.homes = Homes(self.order)
        ending: dict[int, list[Node]] = {}
        for node, place in self.last_use.items():
            ending.setdefault(place, []).append(node)
        self.ending = {place: tuple(nodes) for place, nodes in ending.items()}

    def part(self, outputs: tuple[Node, ...], given: Iterable[Node] = ()) -> Plan:
        """The plan of some nodes. `given` are those whose values will be there."""
        order, last_use = _ordered(outputs, set(given))
        return Plan(self.decided, outputs, order, self.ranges, last_use)


def planned(decided: Decided, limits: Limits) -> Plan:
    """The plan of a variant."""
    statuses = [node for status in decided.statuses for node in (status.violated, status.undetermined, status.pending)]
    outputs = (*statuses, *(decided.fee or ()))
    order, last_use = _ordered(outputs, set())
    return Plan(decided, outputs, order, proven_ranges(order, limits), last_use)


def _ordered(outputs: tuple[Node, ...], given: set[Node]) -> tuple[tuple[Node, ...], dict[Node, int]]:
    """What the outputs are made of, operands first; and where in that order each node is used last."""
    found: set[Node] = set()
    waiting = list(outputs)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(() if node in given else node.operands)
    # A node is made after its operands.
    order = tuple(sorted(found, key=lambda node: node.number))
    last_use = {operand: place for place, node in enumerate(order) if node not in given for operand in node.operands}
    return order, last_use | dict.fromkeys(outputs, len(order))


def evaluate(plan: Plan, chunk: Chunk, calendars: Calendars, given: Mapping[Node, Vector] | None = None) -> dict[Node, Vector]:
    """The value of every output, each in its own scope."""
    evaluation = Evaluation(plan, chunk, calendars, given or {})
    evaluation.run()
    return {node: evaluation.value(node, scope_of(node.rows)) for node in plan.outputs}


@define(eq=False)
class Evaluation:
    """One evaluation. `_values` are in each node's own scope; `_elsewhere` in others that asked."""

    plan: Plan
    chunk: Chunk
    calendars: Calendars
    given: Mapping[Node, Vector]
    frames: Frames = field(init=False)
    leaves: Leaves = field(init=False)
    signatures: Signatures = field(init=False)
    _values: dict[Node, Vector] = field(factory=dict, init=False)
    _elsewhere: dict[Node, dict[Scope, Vector]] = field(factory=dict, init=False)
    _some: dict[Node, Array] = field(factory=dict, init=False)
    _scope: Scope = field(default=(), init=False)
    _narrow: RowVariable | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self.frames = Frames(self.chunk)
        self.leaves = Leaves(self.chunk)
        self.signatures = Signatures(self.chunk, self.plan.homes, self.given)

    def run(self) -> None:
        """Work out every node that is not given."""
        self._values |= self.given
        # What is worked out for combinations of codes needs nothing else, and goes first: then aggregates of it can be made together.
        made_of = self.signatures.made_of
        narrow = self.plan.homes.last(made_of)
        if narrow is None:
            narrow = self._of_combinations()
            self.plan.homes.keep(made_of, narrow)
        self._values |= narrow
        for place, node in enumerate(self.plan.order):
            if node not in self._values:
                self._scope = scope_of(node.rows)
                self._values[node] = self._checked(node, self._worked_out(node))
            for done in self.plan.ending.get(place, ()):
                del self._values[done]
                self._elsewhere.pop(done, None)

    def _of_combinations(self) -> Mapping[Node, Vector]:
        """The values of constants, and of what hangs on combinations of codes."""
        found: dict[Node, Vector] = {}
        for node in self.plan.order:
            if node in self.given:
                continue
            self._narrow = self.signatures.home(node)
            if self._narrow is not None or node.op in ("true", "false", "constant"):
                self._values[node] = found[node] = self._checked(node, self._worked_out(node))
        self._narrow = None
        return found

    def _checked(self, node: Node, value: Vector) -> Vector:
        """An integer column with the dtype that is proved to hold it."""
        if node.sort == "integer" and isinstance(value, np.ndarray):
            wanted = dtype(self.plan.ranges[node])
            return value if value.dtype == wanted else value.astype(wanted)
        return value

    # --- values in a scope -----------------------------------------------------------------------

    def value(self, node: Node, scope: Scope) -> Vector:
        """The value of a node for the elements of a scope."""
        value = self._values[node]
        home = self.signatures.home(node)
        if not isinstance(value, np.ndarray | Coded | Texts | Holed) or (home is None and scope_of(node.rows) == scope):
            return value
        kept = self._elsewhere.setdefault(node, {})
        if scope not in kept:
            if home is not None:
                codes = self.signatures.of(home).codes
                kept[scope] = value.take(codes if scope == (home,) else codes.take(self.frames.row(scope, home)))
            else:
                index = self.frames.index(scope, scope_of(node.rows))
                assert index is not None
                kept[scope] = value.take(index)
        return kept[scope]

    def _operand(self, node: Node) -> Vector:
        """The value of an operand where the current node is worked out."""
        if self._narrow is not None:
            return self._values[node]
        return self.value(node, self._scope)

    def _size(self) -> int:
        return self.frames.size(self._scope) if self._narrow is None else self.signatures.of(self._narrow).size

    # --- nodes -----------------------------------------------------------------------------------

    def _worked_out(self, node: Node) -> Vector:
        if node.op in LEAVES:
            return self._leaf(node)
        if node.op in AGGREGATES:
            return self._aggregate(node)
        match node.op:
            case "true" | "false":
                return node.op == "true"
            case "constant":
                constant: Vector = node.args[0]
                return constant
            case "and":
                return self._all(node)
            case "not":
                operand = self._operand(node.args[0])
                return np.logical_not(operand) if isinstance(operand, np.ndarray) else not operand
            case "choose":
                return self._choose(node)
            case "same":
                return atoms.same(*map(self._operand, node.operands))  # type: ignore[arg-type]  # operands are atoms
            case "contains":
                return atoms.contains(*map(self._operand, node.operands))  # type: ignore[arg-type]  # a set and an atom
            case "concat":
                return atoms.concat([self._operand(each) for each in node.operands], self._size())  # type: ignore[misc]  # atoms
            case "rank":
                return atoms.rank(self._operand(node.args[0]), node.args[1])  # type: ignore[arg-type]  # an atom
            case "lookup":
                atom, values, otherwise = self._operand(node.args[0]), dict(node.args[1]), node.args[2]
                return atoms.lookup(atom, values, otherwise, dtype(self.plan.ranges[node]))  # type: ignore[arg-type]  # an atom
            case "has_birth_date" | "birth_date":
                known, dates = self.calendars.birth_dates(self._operand(node.args[0]))
                return known if node.op == "has_birth_date" else dates
            case _:
                return self._integer(node)

    def _leaf(self, node: Node) -> Vector:
        if node.args and isinstance(node.args[0], RowVariable):
            row = node.args[0]
            if self._narrow is not None:
                return self.leaves.of_row(node, self.signatures.of(row).part)
            return self.leaves.of_row(node, None)
        return self.leaves.of_application(node)

    def _all(self, node: Node) -> Vector:
        found: Array | None = None
        for operand in node.operands:
            value = self._operand(operand)
            if isinstance(value, bool):
                if not value:
                    return False
                continue
            assert isinstance(value, np.ndarray)
            found = value if found is None else np.logical_and(found, value)
        return True if found is None else found

    def _choose(self, node: Node) -> Vector:
        condition, then, otherwise = map(self._operand, node.args)
        if isinstance(condition, bool):
            return then if condition else otherwise
        assert isinstance(condition, np.ndarray)
        if node.sort == "atom":
            return atoms.choose(condition, then, otherwise)  # type: ignore[arg-type]  # both are atoms
        wanted = dtype(self.plan.ranges[node])
        return np.where(condition, *(np.asarray(each, wanted) for each in (then, otherwise)))

    def _integer(self, node: Node) -> Vector:
        """An operation on integers; constants among them are spread where the operation needs a column."""
        operands: list[Any] = [self._operand(each) for each in node.operands]
        constants = [each for each in node.args if not isinstance(each, Node)]
        # Twice any operand: rounding halves doubles.
        wide = not all(fits(self.plan.ranges[each], 2) for each in (*node.operands, node) if each.sort == "integer")
        if wide:
            operands = [each.astype(object) if isinstance(each, np.ndarray) else each for each in operands]
        if any(isinstance(each, np.ndarray) for each in operands):
            return self._computed(node.op, operands, constants)
        # Facts that no application has are plain values: one element stands for all.
        single = self._computed(node.op, [np.array([each], object if wide else np.int64) for each in operands], constants)[0]
        return bool(single) if node.sort == "truth" else int(single)

    def _computed(self, op: str, operands: list[Any], constants: list[Any]) -> Array:
        match op:
            case "at_most":
                found: Array = np.less_equal(*operands).astype(np.bool_, copy=False)
                return found
            case "add":
                total = operands[0]
                for each in operands[1:]:
                    total = total + each
                return np.asarray(total)
            case "scale":
                return np.asarray(operands[0] * constants[0])
            case "multiply":
                return np.asarray(operands[0] * operands[1])
            case "divide":
                return _divided(operands[0], *constants)
            case "step":
                bounds, values = zip(*constants[0], strict=True)
                kind = operands[0].dtype
                stretches: Any = np.searchsorted(np.array(bounds, kind), operands[0], side="right")
                return np.asarray(np.array([constants[1], *values], kind).take(stretches))
            case "least" | "greatest":
                pick: Any = np.minimum if op == "least" else np.maximum
                found = operands[0]
                for each in operands[1:]:
                    found = pick(found, each)
                return found
            case "day_of":
                return self.calendars.day_of(operands[0])
            case "instant_of":
                return self.calendars.instant_of(operands[0], constants[0])
            case "add_months":
                return self.calendars.add_months(operands[0], *constants)
            case "add_working_days":
                return self.calendars.add_working_days(operands[0], constants[0])
            case "full_months":
                return self.calendars.full_months(operands[0], operands[1], constants[0])
            case _:
                raise AssertionError(f"not an operation: {op}")

    # --- aggregates ------------------------------------------------------------------------------

    def _aggregate(self, node: Node) -> Vector:
        row: RowVariable = node.args[0]
        if node.op == "any" and self.signatures.home(node.args[1]) is row:
            return self._any_of_combinations(node, row)
        outer, inner = self._scope, scope_of(frozenset((*node.rows, row)))
        order, groups = self._groups(outer, inner)
        operands: list[Any] = []
        for place, each in enumerate(node.operands):
            value = self.value(each, inner)
            if place and isinstance(value, bool):
                value = int(value)
            if isinstance(value, str):
                value = Coded(np.zeros(groups.size, np.int64), (value,))
            elif not isinstance(value, np.ndarray | Coded | Texts | Holed):
                constant_dtype = np.bool_ if isinstance(value, bool) else dtype(self.plan.ranges[each])
                value = np.full(groups.size, value, constant_dtype)
            operands.append(value if order is None else value.take(order))
        match node.op:
            case "any":
                return groups.any(operands[0])
            case "sum":
                wide = not fits(self.plan.ranges[node])
                return groups.sum(operands[0].astype(object) if wide else operands[0])
            case "extreme":
                return groups.extreme(operands[0], operands[1], node.args[3])
            case "best":
                wide = not fits(self.plan.ranges[node])
                return groups.best(operands[0], operands[1].astype(object) if wide else operands[1], node.args[3])
            case "distinct":
                return groups.distinct(operands[0], operands[1])
            case "repeated":
                return groups.repeated(operands[0], operands[1])
            case "covered":
                return groups.covered(operands[0], operands[1], operands[2], node.args[4], self.calendars)
            case _:
                raise AssertionError(f"not an aggregate: {node.op}")

    def _any_of_combinations(self, node: Node, row: RowVariable) -> Vector:
        """Whether some row is of a combination for which the condition holds; worked out for many conditions at once."""
        if node not in self._some:
            wanted = [each for each in self.plan.order if each.op == "any" and each.args[0] is row and self.signatures.home(each.args[1]) is row]
            frame, signature = self.frames.frame((row,)), self.signatures.of(row)
            for start in range(0, len(wanted), WORD):
                part = wanted[start : start + WORD]
                table = np.zeros(signature.size, np.int64)
                for place, each in enumerate(part):
                    holds = self._values[each.args[1]]
                    table |= np.asarray(holds).astype(np.int64) << place
                some = np.flatnonzero(frame.starts[1:] > frame.starts[:-1])
                found = np.zeros(self.chunk.size, np.int64)
                if len(some):
                    found[some] = np.bitwise_or.reduceat(table.take(signature.codes), frame.starts[some])
                for place, each in enumerate(part):
                    self._some[each] = (found >> place & 1).astype(np.bool_)
        return self._some[node]

    def _groups(self, outer: Scope, inner: Scope) -> tuple[Array | None, Groups]:
        """How the elements of a scope belong to those of one with a variable less; and, if they do not stand side by side, in which order they do."""
        frame = self.frames.frame(inner)
        count = self.frames.size(outer)
        if inner[:-1] == outer:
            return None, Groups(lambda: frame.owner, frame.starts, count)
        owner = self.frames.index(inner, outer)
        assert owner is not None
        order = np.argsort(owner, kind="stable")
        sorted_owner = owner.take(order)
        return order, Groups(lambda: sorted_owner, np.searchsorted(sorted_owner, np.arange(count + 1)), count)


def _divided(operand: Any, divisor: int, direction: str) -> Array:
    """As `core.arithmetic.divide`."""
    match direction:
        case "down":
            return np.asarray(operand // divisor)
        case "up":
            return np.asarray(-(-operand // divisor))
        case _:
            half = (2 * np.abs(operand) + divisor) // (2 * divisor)
            return np.asarray(np.where(operand >= 0, half, -half))
