"""Cells and rows of tables as written."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.syntax.tree.expressions import Expr, Path
from evalpolicy.syntax.tree.nodes import Node


@frozen
class Cell(Node):
    """One cell of a table, as raw text without the white space around it. The span is of that text."""

    text: str


@frozen
class Row(Node):
    cells: tuple[Cell, ...]


@frozen
class CellTest(Node):
    """What a fee table's cell asks of its column. Alternatives; `negated` for `not a, b`; no alternatives: anything."""

    alternatives: tuple[CellAlternative, ...]
    negated: bool = False


@frozen
class CellAlternative(Node):
    """`kind` is value (`low`), range (`low` .. `high`), ge, gt, le, lt (`low`), given, not_given, one, none, or set (`members`)."""

    kind: str
    low: Expr | None = None
    high: Expr | None = None
    members: tuple[Expr, ...] = ()


@frozen
class CellAmount(Node):
    """`kind` is value (`value`), not_stated, or as (`column` so changed to `value`)."""

    kind: str
    value: Expr | None = None
    column: Path | None = None


@frozen
class CellValue(Node):
    """One value of a catalog's cell; `doubtful` for `b?`."""

    value: Expr
    doubtful: bool = False


@frozen
class CellValues(Node):
    """What a catalog's cell holds. `kind` is values, none, not_stated or empty."""

    kind: str
    values: tuple[CellValue, ...] = ()
