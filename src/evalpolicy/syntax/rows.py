"""Table rows: a line that begins with `|`, split into cells. A comment may stand behind the last bar."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evalpolicy.source import Span
from evalpolicy.syntax.scanning import QUOTES, read_quoted
from evalpolicy.syntax.tree import Cell, Row

BARS = "|｜"
_SEPARATOR = re.compile(r"[:：]?[-－]{2,}[:：]?|[:：][-－][:：]?|[-－][:：]")


SAYS_NOTHING = (
    r"无|暂无|没有|待定|未定|待公布|待通知|另行通知|空|不详|未知|-+|—+|–+|/+|\\|\?+|？+"
    r"|[nN]\s*/?\s*[aA]|[nN][uU][lL][lL]|[tT][bB][dD]|[nN]il|tba|TBA"
)
"""What people write in a cell, or behind a name, for nothing: as a pattern."""

SAYS_THE_SAME = "〃|″|''|同上|同前|ditto|same as above"
"""What people write in a cell for what the one above it holds: as a pattern."""

_NO_NAME = re.compile(f"{SAYS_NOTHING}|{SAYS_THE_SAME}")


def names_nothing(text: str) -> bool:
    """Whether a cell holds only a word or a mark for nothing, or for what stands above it."""
    return _NO_NAME.fullmatch(text) is not None


def is_row(line: str) -> bool:
    """Whether the line is a table row."""
    return line.lstrip(" \t\u3000\ufeff").startswith(tuple(BARS))


def read_row(line: str, number: int) -> Row | None:
    """The row that line `number` is; None for a separator row."""
    bounds = cell_bounds(line)
    cells = [_cell(line, start, end, number) for start, end in bounds]
    if is_separator([cell.text for cell in cells]):
        return None
    last = max(cells[-1].span.end_column, len(line[: row_comment_start(line)].rstrip()) + 1)
    return Row(Span(number, bounds[0][0], number, last), tuple(cells))


def written_cells(line: str) -> list[str]:
    """The cells of a row, or of a separator row, as they are written: backslashes and quotes and all."""
    return [line[start:end].strip() for start, end in cell_bounds(line)]


def row_comment_start(line: str) -> int | None:
    """Where the comment of a row begins; None where it has none. A `#` that has a bar behind it is in a cell."""
    return _split(line)[1]


def is_separator(cells: Sequence[str]) -> bool:
    """Whether a row of these cells only separates: `|---|:--|`."""
    return all(_SEPARATOR.fullmatch(cell) for cell in cells)


def cell_bounds(line: str) -> list[tuple[int, int]]:
    """Where each cell of a row begins and ends, without its bars, counted from 0."""
    return _split(line)[0]


def _split(line: str) -> tuple[list[tuple[int, int]], int | None]:
    """Where each cell begins and ends, and where the comment behind them begins."""
    at = next(index for index, character in enumerate(line) if character in BARS)
    found: list[tuple[int, int]] = []
    while at < len(line):
        end = _end_of_cell(line, at + 1)
        rest = line[at + 1 :].lstrip()
        if end == len(line) and found and (not rest or rest[0] in "#＃"):
            return found, len(line) - len(rest) if rest else None
        found.append((at + 1, end))
        at = end
    return found, None


def _end_of_cell(line: str, start: int) -> int:
    """Where the bar after the cell stands (or the line ends). A cell that is one text in quotes may hold bars."""
    first = start + len(line[start:]) - len(line[start:].lstrip())
    if first < len(line) and line[first] in QUOTES:
        quoted = read_quoted(line, first)
        rest = line[quoted.end :].lstrip()
        if quoted.closed and (not rest or rest[0] in BARS):
            return len(line) - len(rest)
    at = start
    while at < len(line) and line[at] not in BARS:
        at += 2 if line[at] == "\\" and line[at + 1 : at + 2] in tuple(BARS) else 1
    return min(at, len(line))


def _cell(line: str, start: int, end: int, number: int) -> Cell:
    raw = line[start:end]
    text = raw.strip()
    if not text:
        return Cell(Span(number, start + 1, number, end + 1), "")
    begin = start + len(raw) - len(raw.lstrip())
    return Cell(Span(number, begin + 1, number, begin + len(text) + 1), unescaped(text)[0])


def unescaped(raw: str) -> tuple[str, Sequence[int]]:
    """The text of a cell as written, `\\|` read as a bar, and where each of its characters (and its end) stands in `raw`."""
    if "\\" not in raw:
        return raw, range(len(raw) + 1)
    characters: list[str] = []
    positions: list[int] = []
    at = 0
    while at < len(raw):
        if raw[at] == "\\" and raw[at + 1 : at + 2] in tuple(BARS):
            at += 1
        characters.append(raw[at])
        positions.append(at)
        at += 1
    return "".join(characters), (*positions, len(raw))
