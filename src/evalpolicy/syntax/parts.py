"""Expressions that stand in something else: in the cells of tables, and in the placeholders of texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import NOWHERE, Span
from evalpolicy.syntax import problems, tree
from evalpolicy.syntax.lines import brackets_match
from evalpolicy.syntax.parser import DEFAULT_LIMITS, parse_lexemes
from evalpolicy.syntax.rows import unescaped
from evalpolicy.syntax.scanning import QUOTES, read_quoted, scan

_BRACE = re.compile("[{}]")

WORDS = frozenset({"个数"})
"""Keywords that say nothing by themselves: alone in braces, they are names."""


def parse_expression(text: str, diagnostics: Diagnostics, line: int = 1, column: int = 1, limits: Limits = DEFAULT_LIMITS) -> tree.Expr | None:
    """The expression in `text`, which stands in the file from that line and column."""
    found: tree.Expr | None = _parse("expression", text, line, range(column, column + len(text) + 1), diagnostics, limits)
    return found


def parse_cell_expression(cell: tree.Cell, diagnostics: Diagnostics, limits: Limits = DEFAULT_LIMITS) -> tree.Expr | None:
    """The cell as an expression: the head of a column, or a value."""
    found: tree.Expr | None = _parse_cell("expression", cell, diagnostics, limits)
    return found


def parse_cell_test(cell: tree.Cell, diagnostics: Diagnostics, limits: Limits = DEFAULT_LIMITS) -> tree.CellTest | None:
    """What the cell of a fee table asks of its column."""
    test: tree.CellTest | None = _parse_cell("cell_test", cell, diagnostics, limits)
    return test if test is None else evolve(test, span=cell.span)


def parse_cell_amount(cell: tree.Cell, diagnostics: Diagnostics, limits: Limits = DEFAULT_LIMITS) -> tree.CellAmount | None:
    """The amount in the last cell of a fee table's row."""
    amount: tree.CellAmount | None = _parse_cell("cell_amount", cell, diagnostics, limits)
    return amount


def parse_cell_values(cell: tree.Cell, diagnostics: Diagnostics, limits: Limits = DEFAULT_LIMITS) -> tree.CellValues | None:
    """What the cell of a catalog holds: values, each with or without a `?`, `none`, `not stated`, or nothing."""
    values: tree.CellValues | None = _parse_cell("cell_values", cell, diagnostics, limits)
    return values if values is None else evolve(values, span=cell.span)


def cell_text(cell: tree.Cell) -> tree.Text:
    """The cell as a text: quotes around the whole of it are left out."""
    if cell.text[:1] in QUOTES and cell.text:
        quoted = read_quoted(cell.text, 0)
        if quoted.closed and quoted.end == len(cell.text):
            return tree.Text(cell.span, quoted.text)
    return tree.Text(cell.span, cell.text)


def report_half_quoted(cell: tree.Cell, diagnostics: Diagnostics) -> None:
    """Report a cell that is a text with one of its quotes only. A quote behind a figure is an inch."""
    text, span = cell.text, cell.span
    if text[:1] in QUOTES and text and not read_quoted(text, 0).closed:
        problems.unclosed_quote(diagnostics, span, text[0])
    elif text[-1:] in tuple('"”＂') and not any(quote in text[:-1] for quote in '"“＂') and not text[-2:-1].isdigit():
        problems.unopened_quote(diagnostics, Span(span.line, span.end_column - 1, span.line, span.end_column), text[-1])


def parse_template(
    text: tree.Text | tree.TextLiteral, diagnostics: Diagnostics, limits: Limits = DEFAULT_LIMITS
) -> tuple[str | tuple[tree.Word, tree.Expr], ...]:
    """The parts of a text: plain text, and each `{expression}` as it is written (with its place, braces left out) and as it is parsed.

    `{{` and `}}` are braces. A placeholder that cannot be read is reported and left out.
    """
    return _Template(text.text, text.span, _columns_of(text, diagnostics), diagnostics, limits).parts()


class _Template:
    """Splits one text. `columns` are those of each character of the text, and of its end."""

    def __init__(self, text: str, span: Span, columns: Sequence[int], diagnostics: Diagnostics, limits: Limits) -> None:
        self.text, self.line, self.columns = text, span.line, columns
        self.diagnostics, self.limits = diagnostics, limits

    def parts(self) -> tuple[str | tuple[tree.Word, tree.Expr], ...]:
        found: list[str | tuple[tree.Word, tree.Expr]] = []
        plain = ""
        at = 0
        while at < len(self.text):
            brace = _BRACE.search(self.text, at)
            plain += self.text[at : len(self.text) if brace is None else brace.start()]
            if brace is None:
                break
            at = brace.start()
            two, character = self.text[at : at + 2], self.text[at]
            if two in ("{{", "}}"):
                plain += character
                at += 2
            elif character == "{":
                end = self._closing(at)
                if end is None:
                    problems.unclosed_brace(self.diagnostics, self._span(at, at + 1))
                    break
                found += [plain] if plain else []
                found += self._placeholder(at, end)
                plain, at = "", end + 1
            else:
                problems.unopened_brace(self.diagnostics, self._span(at, at + 1))
                at += 1
        return (*found, plain) if plain else tuple(found)

    def _closing(self, opening: int) -> int | None:
        """Where the placeholder's brace closes: braces in a quoted text in it are that text's."""
        at = opening + 1
        while at < len(self.text):
            if self.text[at] in QUOTES:
                quoted = read_quoted(self.text, at)
                if quoted.closed:
                    at = quoted.end
                    continue
            if self.text[at] == "}":
                return at
            if self.text[at] == "{":
                return None
            at += 1
        return None

    def _placeholder(self, opening: int, closing: int) -> list[tuple[tree.Word, tree.Expr]]:
        written = self.text[opening + 1 : closing]
        if not written.strip():
            problems.empty_placeholder(self.diagnostics, self._span(opening, closing + 1))
            return []
        columns = self.columns[opening + 1 : closing + 1]
        word = tree.Word(self._span(opening + 1, closing), written.strip())
        if word.text in WORDS:
            return [(word, tree.Path(word.span, (word,)))]
        value: tree.Expr | None = _parse("expression", written, self.line, columns, self.diagnostics, self.limits)
        return [] if value is None else [(word, value)]

    def _span(self, start: int, end: int) -> Span:
        # Where the columns are not known to the character, the whole text is pointed at.
        first, last = self.columns[start], self.columns[end]
        return Span(self.line, first, self.line, last if last > first else self.columns[-1])


def _columns_of(text: tree.Text | tree.TextLiteral, diagnostics: Diagnostics) -> Sequence[int]:
    """The column of each character of a text, and of its end, as its file has them."""
    span = text.span
    raw = diagnostics.file.line(span.line)[span.column - 1 : span.end_column - 1] if span.line == span.end_line else ""
    plain, bars = unescaped(raw)
    for written, places in ((raw, range(len(raw) + 1)), (plain, bars)):
        if written[:1] in QUOTES and written:
            quoted = read_quoted(written, 0)
            if quoted.text == text.text:
                return [span.column + places[position] for position in quoted.positions]
        if written == text.text:
            return [span.column + place for place in places]
    return [span.column] * len(text.text) + [span.end_column]


def _parse_cell(start: str, cell: tree.Cell, diagnostics: Diagnostics, limits: Limits) -> Any:
    span = cell.span
    plain, places = unescaped(diagnostics.file.line(span.line)[span.column - 1 : span.end_column - 1])
    if plain != cell.text:
        plain, places = cell.text, tuple(range(len(cell.text) + 1))
    return _parse(start, plain, span.line, [span.column + place for place in places], diagnostics, limits, span)


def _parse(
    start: str,
    text: str,
    line: int,
    columns: Sequence[int],
    diagnostics: Diagnostics,
    limits: Limits,
    place: Span = NOWHERE,
) -> Any:
    before = len(diagnostics.found)
    lexemes = scan(text, line, columns, diagnostics, limits)
    if any(each.code not in problems.TOLD_ONCE for each in diagnostics.found[before:]) or not brackets_match(lexemes, diagnostics, limits):
        return None
    if lexemes:
        place = lexemes[0].span.to(lexemes[-1].span)
    elif place == NOWHERE:
        place = Span(line, columns[0], line, columns[-1])
    return parse_lexemes(start, lexemes, place, diagnostics, limits)
