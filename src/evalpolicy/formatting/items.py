"""What stands on each line of a policy file: a piece of a clause, a row of a table, a comment, nothing."""

from __future__ import annotations

from evalpolicy.classes import define
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.formatting.cells import TableCell, read_tables
from evalpolicy.formatting.pieces import Piece, pieces_of, stripped
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile
from evalpolicy.syntax.grammar import CLAUSES
from evalpolicy.syntax.lines import Group, Line, read_groups
from evalpolicy.syntax.rows import is_row, is_separator, row_comment_start, written_cells
from evalpolicy.syntax.tokens import read_tokens

_BELOW = {
    "ROUTE": frozenset({"REQUIRE", "FORBID", "FILE", "CITE"}),
    "OPTION": frozenset({"CITE"}),
}
"""Clauses that others belong to, and which ones."""


@define(eq=False)
class Statement:
    """A header or a clause. `declaration` is the terminal of the declaration that it is of, `indent` where its first line begins."""

    declaration: str
    is_header: bool
    indent: int
    pieces: list[Piece]

    @property
    def opening(self) -> str:
        """The terminal that it begins with."""
        return self.pieces[0].token.terminal


@define(eq=False)
class Code:
    """What a line holds of a statement, and the comment after it."""

    statement: Statement
    number: int
    comment: str

    @property
    def pieces(self) -> list[Piece]:
        """Its part of the statement."""
        return [piece for piece in self.statement.pieces if piece.line == self.number]

    @property
    def is_first(self) -> bool:
        """Whether the statement begins here."""
        return self.statement.pieces[0].line == self.number

    @property
    def is_whole(self) -> bool:
        """Whether the statement is on this line alone."""
        return all(piece.line == self.number for piece in self.statement.pieces)


@define(eq=False)
class Row:
    """A row of a table, or of dashes that separate the heading from the others, and the comment behind it.

    `declaration` is the line where the table's begins.
    """

    declaration: int
    cells: list[TableCell]
    is_separator: bool
    comment: str


@define(eq=False)
class Comment:
    """A line with nothing but a comment. `indented`: it did not begin at the margin."""

    text: str
    indented: bool


@define(eq=False)
class Blank:
    """A line with nothing on it."""


Item = Code | Row | Comment | Blank


def read_items(file: SourceFile, diagnostics: Diagnostics, limits: Limits) -> list[Item]:
    """The lines of a policy without syntax errors. What cells cannot be read is reported."""
    groups, _ = read_groups(file, diagnostics, limits)
    code: dict[int, Code] = {}
    rows: dict[int, list[TableCell]] = {}
    for group in groups:
        code |= _code(group, file)
        rows |= read_tables(group, file, diagnostics, limits)
    headers = {group.header.span.line for group in groups}
    items: list[Item] = []
    declaration = 0
    for number in range(1, file.line_count + 1):
        declaration = number if number in headers else declaration
        items.append(code.get(number) or _other(file.line(number), declaration, rows.get(number)))
    return items


def _code(group: Group, file: SourceFile) -> dict[int, Code]:
    """The lines that hold something of a declaration's statements."""
    assert group.terminal is not None
    found: dict[int, Code] = {}
    above = None
    for line in (group.header, *group.body):
        if not isinstance(line, Line):
            continue
        is_header = line is group.header
        tokens = read_tokens("declaration" if is_header else CLAUSES[group.terminal], line.lexemes)
        assert tokens is not None, "syntax errors are reported before"
        opening = tokens[0].terminal
        above = opening if opening in _BELOW else above
        is_below = above is not None and opening in _BELOW[above]
        ends = {lexeme.span.line: lexeme.span.end_column for lexeme in line.lexemes}
        pieces = pieces_of(tokens, line.lexemes, {number: file.line(number) for number in ends})
        statement = Statement(group.terminal, is_header, 0 if is_header else 4 if is_below else 2, pieces)
        for number, end in ends.items():
            found[number] = Code(statement, number, stripped(file.line(number)[end - 1 :]))
    return found


def _other(text: str, declaration: int, cells: list[TableCell] | None) -> Item:
    """A line without code."""
    if is_row(text):
        written = written_cells(text)
        start = row_comment_start(text)
        comment = "" if start is None else stripped(text[start:])
        return Row(declaration, [TableCell(cell) for cell in written] if cells is None else cells, is_separator(written), comment)
    comment = stripped(text)
    return Comment(comment, not text.startswith(comment[0])) if comment else Blank()
