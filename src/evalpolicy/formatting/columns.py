"""Columns: cells of consecutive lines one below the other, by the width at which terminals show them."""

from __future__ import annotations

from collections.abc import Sequence

from wcwidth import wcswidth

from evalpolicy.formatting.pieces import Piece, joined

WIDEST = 32
"""A cell wider than this moves what follows it, and not the other lines."""

_GAPS = (0, 1, 1, 1, 2)
"""The spaces before a name, its label, its colon and type, a label after these, and what ends the line."""

_LABELLED = frozenset({"fact", "parameter", "field", "column"})


def width(text: str) -> int:
    """How many columns a text takes."""
    shown = wcswidth(text)
    return shown if shown >= 0 else len(text)


def padded(text: str, to: int) -> str:
    """The text, with spaces up to a width."""
    return text + " " * (to - width(text))


def cells_of(pieces: Sequence[Piece]) -> list[str]:
    """The line in the cells of `_GAPS`; most lines are one cell."""
    cells: list[list[Piece]] = [[] for _ in _GAPS]
    at = 0
    for piece in pieces:
        token = piece.token
        if piece is not pieces[0] and piece.is_tail:
            at = 4
        elif token.rule in _LABELLED and token.terminal == "COLON":
            at = 2
        elif token.rule in _LABELLED and token.terminal == "TEXT":
            at = 1 if at == 0 else 3
        cells[at].append(piece)
    return [joined(cell) for cell in cells]


def aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lines in cells, with the cells one below the other."""
    widths = [_width(place, lines) for place in range(len(_GAPS))]
    written = []
    for line in lines:
        text, end = "", 0
        for place, cell in enumerate(line):
            used = any(each[place] for each in lines)
            start = end + _GAPS[place] if used else end
            if cell:
                text = padded(text, max(start, width(text) + _GAPS[place])) + cell
            end = start + widths[place]
        written.append(text)
    return written


def _width(place: int, lines: Sequence[Sequence[str]]) -> int:
    """How wide a column is: as its widest cell that has something after it."""
    widths = [width(line[place]) for line in lines if any(line[place + 1 :])]
    return max((each for each in widths if place == 0 or each <= WIDEST), default=0)


def table(rows: Sequence[Sequence[str] | None]) -> list[str]:
    """A table's rows, with a row of dashes for None."""
    columns = max((len(row) for row in rows if row is not None), default=1)
    widths = [max((width(row[place]) for row in rows if row is not None and place < len(row)), default=0) for place in range(columns)]
    lines = []
    for row in rows:
        if row is None:
            lines.append(f"|{'|'.join('-' * (each + 2) for each in widths)}|")
        else:
            lines.append(f"| {' | '.join(padded(cell, widths[place]) for place, cell in enumerate(row))} |")
    return lines
