"""From the graph of a policy's decisions to the text of a Python function.

The function takes what a `Layout` says, the parameters and the time of the decision, and gives the ids of the violated, undetermined and pending
rules and the fee. Names in it are made up; texts of authors stand in it as escaped literals only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from evalpolicy.backends.compiled.layout import Layout, leaf_of
from evalpolicy.backends.graph.column import Column
from evalpolicy.backends.graph.decided import Decided
from evalpolicy.backends.graph.nodes import AGGREGATES, Node, RowVariable
from evalpolicy.classes import define, field

MOST_NESTED = 12
"""Operations in one expression, one in another; Python's parser has a limit too."""
FEW = 100
"""Of so many entries one may differ from the others for a column to be kept as a dictionary."""


@define
class Block:
    """Lines at one depth of loops, and what they have named. `row`: the row variable that the loop binds."""

    row: RowVariable | None
    lines: list[str] = field(factory=list)
    named: dict[Node, str] = field(factory=dict)


@define
class SourceWriter:
    """Writes one function. `constants` are what the text names and does not spell out."""

    decided: Decided
    layout: Layout
    constants: dict[str, object] = field(factory=dict)
    _pool: dict[object, str] = field(factory=dict, init=False)
    _blocks: list[Block] = field(factory=lambda: [Block(None)], init=False)
    _uses: dict[Node, int] = field(factory=dict, init=False)
    _layers: dict[Node, int] = field(factory=dict, init=False)
    _loops: dict[tuple[RowVariable, frozenset[RowVariable], int], list[Node]] = field(factory=dict, init=False)
    _count: int = field(default=0, init=False)

    def write(self) -> str:
        """The text of the function `judge`."""
        for node in self.decided.outputs:
            self._survey(node)
        body = self._blocks[0].lines
        body.append("violated, undetermined, pending = [], [], []")
        for status in self.decided.statuses:
            quiet = self._expression(status.quiet)
            branches = [(name, self._expression(getattr(status, name))) for name in ("violated", "undetermined", "pending")]
            span = status.rule.span
            body.append(f"# {status.rule.id!a}: line {span.line}")
            body.append(f"if not ({quiet}):")
            for place, (name, condition) in enumerate(branches):
                body.append(f"    {'if' if place == 0 else 'elif'} {condition}:")
                body.append(f"        {name}.append({status.rule.id!a})")
        if self.decided.fee is None:
            body.append("fee = None")
        else:
            low, high = map(self._expression, self.decided.fee)
            body.append(f"low, high = {low}, {high}")
            body.append("fee = low if low == high else None")
        body.append("return tuple(violated), tuple(undetermined), tuple(pending), fee")
        names = self.layout.names
        head = ["def judge(read, given, clock):", *([f"    ({', '.join(names)},) = read"] if names else [])]
        return "\n".join([*head, *(f"    {line}" for line in body), ""])

    # --- what is used how ------------------------------------------------------------------------

    def _survey(self, root: Node) -> None:
        """Count how often each node is used, and how many loops lie below it, without recursion: graphs can be deep."""
        waiting = [(root, False)]
        while waiting:
            node, done = waiting.pop()
            if done:
                layer = max((self._layers[each] for each in node.operands), default=0)
                if node.op in AGGREGATES:
                    layer += 1
                    self._loops.setdefault((node.args[0], node.rows, layer), []).append(node)
                self._layers[node] = layer
                continue
            if node.op == "not":
                if node not in self._layers:
                    waiting += [(node, True), (node.args[0], False)]
                else:
                    self._uses[node.args[0]] = self._uses.get(node.args[0], 0) + 1
                continue
            self._uses[node] = self._uses.get(node, 0) + 1
            if self._uses[node] == 1:
                waiting.append((node, True))
                waiting += [(each, False) for each in node.operands]

    # --- blocks ----------------------------------------------------------------------------------

    def _home(self, node: Node) -> Block:
        """The outermost block in which a node can be worked out."""
        needed = set(node.rows)
        for block in self._blocks:
            if block.row is not None:
                needed.discard(block.row)
            if not needed:
                return block
        raise AssertionError(f"{node} depends on rows that are not in scope")

    @contextmanager
    def _inside(self, row: RowVariable) -> Iterator[Block]:
        block = Block(row)
        self._blocks.append(block)
        try:
            yield block
        finally:
            self._blocks.pop()

    def _name(self, block: Block, node: Node, expression: str) -> str:
        self._count += 1
        name = f"x{self._count}"
        block.lines.append(f"{name} = {expression}")
        block.named[node] = name
        return name

    def _constant(self, value: object, sort: str = "", held: object = None) -> str:
        """The name of a constant, which is `value` itself or holds it as `held`."""
        # The sort keeps 1 and true apart.
        key = (sort, value)
        if key not in self._pool:
            self._pool[key] = f"C{len(self._pool)}"
            self.constants[self._pool[key]] = value if held is None else held
        return self._pool[key]

    # --- expressions -----------------------------------------------------------------------------

    def _expression(self, node: Node, depth: int = 0) -> str:
        """The node as an expression: its name where it has one."""
        if node.op == "not":
            return self._negated(node.args[0], depth)
        if node.op == "constant":
            value = node.args[0]
            return self._constant(value) if isinstance(value, frozenset) else ascii(value)
        if node.op in ("true", "false"):
            return node.op.capitalize()
        for block in self._blocks:
            if node in block.named:
                return block.named[node]
        home = self._home(node)
        if node.op in AGGREGATES:
            return self._aggregate(node, home)
        if depth < MOST_NESTED and self._uses[node] == 1 and home is self._blocks[-1]:
            return self._spelt(node, depth + 1)
        outer = self._blocks[self._blocks.index(home) + 1 :]
        del self._blocks[self._blocks.index(home) + 1 :]
        try:
            return self._name(home, node, self._spelt(node, 1))
        finally:
            self._blocks += outer

    def _negated(self, node: Node, depth: int) -> str:
        if node.op == "and" and self._uses[node] == 1 and depth < MOST_NESTED and not any(node in block.named for block in self._blocks):
            parts = [self._expression(each.args[0], depth + 1) if each.op == "not" else self._negated(each, depth + 1) for each in node.args]
            return f"({' or '.join(parts)})"
        return f"(not {self._expression(node, depth + 1)})"

    def _spelt(self, node: Node, depth: int) -> str:
        operands = [self._expression(each, depth) for each in node.operands]
        match node.op:
            case "and":
                return f"({' and '.join(operands)})"
            case "known" | "explicit" | "value" | "column" | "candidate" | "list_known" | "parameter" | "clock":
                return self._leaf(node)
            case "at_most":
                return f"({operands[0]} <= {operands[1]})"
            case "same":
                return f"({operands[0]} == {operands[1]})"
            case "contains":
                return f"({operands[1]} in {operands[0]})"
            case "choose":
                return f"({operands[1]} if {operands[0]} else {operands[2]})"
            case "add":
                return f"({' + '.join(operands)})"
            case "scale":
                return f"({operands[0]} * {node.args[1]!a})"
            case "multiply":
                return f"({operands[0]} * {operands[1]})"
            case "least" | "greatest":
                return f"{'min' if node.op == 'least' else 'max'}({', '.join(operands)})"
            case "rank":
                return f"rank({operands[0]}, {self._constant(node.args[1])})"
            case "concat":
                return f"({' + '.join(operands)})"
            case _:
                constants = [ascii(arg) for arg in node.args if not isinstance(arg, Node)]
                return f"{node.op}({', '.join([*operands, *constants])})"

    def _leaf(self, node: Node) -> str:
        if node.op == "parameter":
            return f"given[{node.args[0]!a}]"
        if node.op == "clock":
            return "clock"
        leaf, where = leaf_of(node), node.args[0]
        if not isinstance(where, RowVariable):
            name = self.layout.name(leaf)
            assert name is not None
            return name
        read = f"{self._row(where)}_{self.layout.row(where.owner, where.name).leaves.index(leaf)}"
        match node.op:
            case "column":
                return self._looked_up(node.args[1], node.sort, read)
            case "candidate":
                return f"({node.args[1]!a} in {read})"
            case _:
                return read

    def _looked_up(self, column: Column, sort: str, entry: str) -> str:
        """What a column has for an entry: a tuple is quicker to look into, a dictionary of a few of many entries is smaller."""
        if len(column.others) * FEW < len(column):
            kept = self._constant(column, f"{sort} by entry", dict(column.others))
            return f"{kept}.get({entry}, {self._constant(column.usual, sort)})"
        return f"{self._constant(column, sort, tuple(column))}[{entry}]"

    # --- loops -----------------------------------------------------------------------------------

    def _row(self, row: RowVariable) -> str:
        return f"r{next(place for place, block in enumerate(self._blocks) if block.row is row)}"

    def _aggregate(self, wanted: Node, home: Block) -> str:
        """The loop that works out an aggregate, and with it all others over the same rows that hang on no later loop."""
        inner = self._blocks[self._blocks.index(home) + 1 :]
        del self._blocks[self._blocks.index(home) + 1 :]
        row: RowVariable = wanted.args[0]
        group = self._loops[row, wanted.rows, self._layers[wanted]]
        names = {}
        for node in group:
            self._count += 1
            names[node] = f"x{self._count}"
        with self._inside(row) as block:
            name = self._row(row)
            for node in group:
                block.lines += self._step(node, names[node])
        starts = [f"{names[node]} = {_START[node.op]}" for node in group]
        read = "".join(f"{name}_{place}, " for place in range(len(self.layout.row(row.owner, row.name).leaves)))
        head = [f"for ({read}) in {self.layout.list_name(row.owner, row.name)}:"]
        home.lines += [*starts, *head, *(f"    {line}" for line in block.lines)]
        for node in group:
            end = _finished(node, names[node])
            home.lines += [] if end is None else [f"{names[node]} = {end}"]
            home.named[node] = names[node]
        self._blocks += inner
        return names[wanted]

    def _step(self, node: Node, name: str) -> list[str]:
        """What a row does to an aggregate; lines that it needs are added to the current block before."""
        operands = [self._expression(each) for each in node.operands]
        match node.op:
            case "any":
                return [f"if {operands[0]}:", f"    {name} = True"]
            case "sum":
                return [f"{name} += {operands[0]}"]
            case "covered":
                return [f"if {operands[0]}:", f"    {name}.append(({operands[1]}, {operands[2]}))"]
            case _:
                return [f"if {operands[0]}:", f"    {name}.append({operands[1]})"]


_START = {"any": "False", "sum": "0", "extreme": "[]", "best": "[]", "distinct": "[]", "repeated": "[]", "covered": "[]"}


def _finished(node: Node, name: str) -> str | None:
    """What is made of what was gathered over the rows."""
    match node.op:
        case "extreme":
            return f"{'max' if node.args[3] == 'greatest' else 'min'}({name}, default=0)"
        case "best":
            return f"sum(sorted({name}, reverse=True)[:{node.args[3]!a}])"
        case "distinct":
            return f"len(set({name}))"
        case "repeated":
            return f"len(set({name})) < len({name})"
        case "covered":
            return f"covered_months([period for period in {name} if period[0] <= period[1]], {node.args[4]!a})"
        case _:
            return None


def written(decided: Decided, layout: Layout) -> tuple[str, dict[str, Any]]:
    """The text of the function, and the constants that it names."""
    writer = SourceWriter(decided, layout)
    return writer.write(), writer.constants
