"""The cells of tables: which of them hold expressions and values, and which hold words as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evalpolicy.classes import define
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.formatting.pieces import Piece, joined, pieces_of, stripped
from evalpolicy.language.catalog import BUILT_IN
from evalpolicy.language.fee import AMOUNT_HEADS
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile
from evalpolicy.syntax import parts, tree
from evalpolicy.syntax.lines import Group, Line
from evalpolicy.syntax.rows import written_cells
from evalpolicy.syntax.scanning import scan
from evalpolicy.syntax.tokens import read_tokens

_READERS: dict[str, Callable[[tree.Cell, Diagnostics, Limits], object]] = {
    "expression": parts.parse_cell_expression,
    "cell_test": parts.parse_cell_test,
    "cell_amount": parts.parse_cell_amount,
    "cell_values": parts.parse_cell_values,
}
"""What reads a cell, by the grammar's start symbol; for the mistakes that it reports."""


@define(eq=False)
class TableCell:
    """A cell. `written` is what stands there, `pieces` are what the grammar's `start` makes of it: None where it holds words as they are."""

    written: str
    is_heading: bool = False
    start: str | None = None
    pieces: list[Piece] | None = None

    @property
    def text(self) -> str:
        """The cell as it is written anew, with the comment at its end, if there is one."""
        if self.pieces is None:
            return self.written
        rest = self.written[self.pieces[-1].token.span.end_column - 1 :] if self.pieces else self.written
        return " ".join(part for part in (joined(self.pieces), stripped(rest)) if part)


def read_cell(written: str, start: str) -> list[Piece] | None:
    """The pieces of a cell; None where the grammar's `start` makes nothing of it."""
    diagnostics = Diagnostics(SourceFile("", written))
    lexemes = scan(written, 1, range(1, len(written) + 2), diagnostics, Limits())
    tokens = None if diagnostics.found else read_tokens(start, lexemes)
    return None if tokens is None else pieces_of(tokens, lexemes, {1: written})


def read_tables(group: Group, file: SourceFile, diagnostics: Diagnostics, limits: Limits) -> dict[int, list[TableCell]]:
    """The rows of a declaration by line, without those that separate. What cannot be read is reported."""
    rows = [item for item in group.body if isinstance(item, tree.Row)]
    found: dict[int, list[TableCell]] = {}
    for row in rows:
        is_heading = row is rows[0]
        starts = _starts(group, rows[0], row)
        found[row.span.line] = []
        for cell, written, start in zip(row.cells, written_cells(file.line(row.span.line)), starts, strict=True):
            # Where a bar is written with a backslash, columns are not what they seem.
            read = None if start is None or cell.text != written else start
            if read is not None:
                _READERS[read](cell, diagnostics, limits)
            found[row.span.line].append(TableCell(written, is_heading, read, None if read is None else read_cell(written, read)))
    return found


def _starts(group: Group, heading: tree.Row, row: tree.Row) -> Sequence[str | None]:
    """The start symbol that reads each cell of a row."""
    if group.terminal == "FEE":
        if row is heading:
            return [None if cell.text in AMOUNT_HEADS else "expression" for cell in row.cells]
        return [*(["cell_test"] * (len(row.cells) - 1)), "cell_amount"] if len(row.cells) == len(heading.cells) else [None] * len(row.cells)
    if row is heading or len(row.cells) != len(heading.cells):
        return [None] * len(row.cells)
    values = _columns_of_values(group)
    return ["cell_values" if head.text in values else None for head in heading.cells]


def _columns_of_values(group: Group) -> frozenset[str]:
    """The columns of a catalog whose cells are no words."""
    found = []
    for line in group.body:
        tokens = read_tokens("catalog_clause", line.lexemes) if isinstance(line, Line) else None
        if tokens is not None and tokens[0].terminal == "COLUMN":
            colon = next(place for place, token in enumerate(tokens) if token.terminal == "COLON")
            found += [tokens[1].text] if tokens[colon + 1].terminal != "TEXT_TYPE" else []
    return frozenset(found) - frozenset(BUILT_IN)
