"""From the graph of a policy's decisions to the text of a Python function.

The function takes what a `Layout` says, the parameters and the time of the decision, and gives the ids of the violated, undetermined and pending
rules and the fee. Names in it are made up; texts of authors stand in it as escaped literals only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from evalpolicy.backends.compiled.layout import Layout, leaf_of
from evalpolicy.backends.compiled.survey import Survey
from evalpolicy.backends.graph.column import Column
from evalpolicy.backends.graph.decided import Decided
from evalpolicy.backends.graph.nodes import AGGREGATES, Node, RowVariable
from evalpolicy.classes import define, field
from evalpolicy.language.model import FactDef
from evalpolicy.language.types import EnumType, ItemType, ListType, SetType, YesNoType

MOST_NESTED = 12
"""Operations in one expression, one in another; Python's parser has a limit too."""
LONG = 16
"""Lines that say what comes of a row, which are worth keeping what came of it."""
MOST_KEPT = 8192
"""Rows that are kept."""
CODES = (YesNoType, EnumType, SetType, ItemType)
"""Types of few values."""
FEW = 100
"""Of so many entries one may differ from the others for a column to be kept as a dictionary."""


@define
class Block:
    """Lines at one depth of loops, and what they have named. `row`: the row variable that the loop binds."""

    row: RowVariable | None
    lines: list[str] = field(factory=list)
    named: dict[Node, str] = field(factory=dict)
    outer: dict[Node, str] = field(factory=dict)
    """What the lines read of what is named outside the block."""
    loops: bool = False
    """Whether there is a loop among the lines."""


@define
class SourceWriter:
    """Writes one function. `constants` are what the text names and does not spell out."""

    decided: Decided
    layout: Layout
    constants: dict[str, object] = field(factory=dict)
    _pool: dict[object, str] = field(factory=dict, init=False)
    _blocks: list[Block] = field(factory=lambda: [Block(None)], init=False)
    _survey: Survey = field(factory=Survey, init=False)
    _count: int = field(default=0, init=False)
    _functions: list[str] = field(factory=list, init=False)
    """Lines of the functions of rows."""

    def write(self) -> str:
        """The text of the function `judge`."""
        for node in self.decided.outputs:
            self._survey.add(node)
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
        return "\n".join([*self._functions, *head, *(f"    {line}" for line in body), ""])

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
                return self._read(node, block)
        home = self._home(node)
        if node.op in AGGREGATES:
            return self._aggregate(node, home)
        if depth < MOST_NESTED and self._survey.uses[node] == 1 and home is self._blocks[-1]:
            return self._spelt(node, depth + 1)
        outer = self._blocks[self._blocks.index(home) + 1 :]
        del self._blocks[self._blocks.index(home) + 1 :]
        try:
            self._name(home, node, self._spelt(node, 1))
        finally:
            self._blocks += outer
        return self._read(node, home)

    def _read(self, node: Node, home: Block) -> str:
        """The name of a node, which the blocks within `home` read from outside."""
        for block in self._blocks[self._blocks.index(home) + 1 :]:
            block.outer[node] = home.named[node]
        return home.named[node]

    def _negated(self, node: Node, depth: int) -> str:
        if node.op == "and" and self._survey.uses[node] == 1 and depth < MOST_NESTED and not any(node in block.named for block in self._blocks):
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
            case "lookup":
                values, otherwise = node.args[1:]
                return f"{self._constant(values, 'by name', dict(values))}.get({operands[0]}, {otherwise!a})"
            case "step":
                steps, first = node.args[1:]
                bounds, values = zip(*steps, strict=True)
                reached = f"bisect({self._constant(bounds, 'bounds')}, {operands[0]})"
                return f"{self._constant((first, *values), 'by stretch')}[{reached}]"
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
        group = self._survey.loops[row, wanted.rows, self._survey.layers[wanted]]
        with self._inside(row) as block:
            name = self._row(row)
            steps = {node: [self._expression(each) for each in node.operands] for node in group}
        read = "".join(f"{name}_{place}, " for place in range(len(self.layout.row(row.owner, row.name).leaves)))
        for outer in self._blocks:
            outer.loops = True
        if self._kept(row, block, len(group)):
            self._kept_loop(row, home, block, steps, read)
        else:
            self._loop(row, home, block, steps, read)
        self._blocks += inner
        return self._read(wanted, home)

    def _loop(self, row: RowVariable, home: Block, block: Block, steps: dict[Node, list[str]], read: str) -> None:
        """Each row is worked out as it comes."""
        for node in steps:
            self._count += 1
            home.named[node] = f"x{self._count}"
            home.lines.append(f"{home.named[node]} = {_START[node.op]}")
        lines = [line for node, operands in steps.items() for line in _step(node, home.named[node], operands)]
        home.lines.append(f"for ({read}) in {self.layout.list_name(row.owner, row.name)}:")
        home.lines += [f"    {line}" for line in (*block.lines, *lines)]
        self._finish(home, steps)

    def _finish(self, home: Block, nodes: Iterable[Node]) -> None:
        for node in nodes:
            end = _finished(node, home.named[node])
            home.lines += [] if end is None else [f"{home.named[node]} = {end}"]

    # --- rows that occur again and again -----------------------------------------------------------

    def _kept(self, row: RowVariable, block: Block, aggregates: int) -> bool:
        """Whether what comes of a row is worth keeping for the next application that has such a row: it is long, and hangs on a few codes."""
        if block.loops or len(block.lines) + aggregates < LONG:
            return False
        model = self.decided.entries.model
        if (row.owner, row.name) == ("application", "selections"):
            declared: Mapping[str, FactDef] = model.selection
        else:
            fact = model.fact(row.owner, row.name)
            if fact is None or not isinstance(fact.type, ListType):
                return False
            declared = model.records[fact.type.record].fields
        values = [leaf.name for leaf in self.layout.row(row.owner, row.name).leaves if leaf.op == "value"]
        return all(name not in declared or isinstance(declared[name].type, CODES) for name in values) and all(map(self._few, block.outer))

    def _few(self, node: Node) -> bool:
        """Whether a node has few values."""
        if node.sort == "truth":
            return True
        fact = self.decided.entries.model.fact(*node.args) if node.op == "value" and not node.rows else None
        return fact is not None and isinstance(fact.type, CODES)

    def _kept_loop(self, row: RowVariable, home: Block, block: Block, steps: dict[Node, list[str]], read: str) -> None:
        """A function says what a row comes to, once for each row that is different: truths as bits, and values."""
        self._count += 1
        bits, function, kept = (f"{letter}{self._count}" for letter in ("b", "row", "R"))
        # A truth that another such loop found is a bit of its number.
        outer = list(dict.fromkeys(_NAME.findall(" ".join(block.outer.values()))))
        marks: list[str] = []
        values: list[str] = []
        lines: list[str] = []
        for node, operands in steps.items():
            if node.op == "any":
                home.named[node] = f"({bits} & {1 << len(marks)})"
                marks.append(operands[0])
                continue
            self._count += 1
            name = home.named[node] = f"x{self._count}"
            home.lines.append(f"{name} = {_START[node.op]}")
            asked = []
            for place, (part, operand) in enumerate(zip(node.operands, operands, strict=True)):
                if place == 0 and part.sort == "truth":
                    asked.append(f"bits & {1 << len(marks)}")
                    marks.append(operand)
                else:
                    asked.append(f"v{len(values)}")
                    values.append(operand)
            lines += _step(node, name, asked)
        packed = " | ".join(f"({1 << place} if {mark} else 0)" for place, mark in enumerate(marks)) or "0"
        self._functions += [
            f"def {function}(key):",
            f"    {'(' + ', '.join([f'({read})', *outer]) + ')' if outer else f'({read})'} = key",
            *(f"    {line}" for line in block.lines),
            f"    return ({', '.join([packed, *values])},)",
            f"{kept} = Memo({function}, {MOST_KEPT})",
            "",
        ]
        home.lines += [
            f"{bits} = 0",
            f"for row in {self.layout.list_name(row.owner, row.name)}:",
            f"    ({', '.join(['bits', *(f'v{place}' for place in range(len(values)))])},) = {kept}[{', '.join(['row', *outer])}]",
            f"    {bits} |= bits",
            *(f"    {line}" for line in lines),
        ]
        self._finish(home, [node for node in steps if node.op != "any"])


def _step(node: Node, name: str, operands: list[str]) -> list[str]:
    """What a row does to an aggregate."""
    match node.op:
        case "any":
            return [f"if {operands[0]}:", f"    {name} = True"]
        case "sum":
            return [f"{name} += {operands[0]}"]
        case "covered":
            return [f"if {operands[0]}:", f"    {name}.append(({operands[1]}, {operands[2]}))"]
        case _:
            return [f"if {operands[0]}:", f"    {name}.append({operands[1]})"]


_NAME = re.compile(r"\b[a-z][0-9]+\b")
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
