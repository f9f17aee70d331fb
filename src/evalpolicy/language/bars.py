"""Rows of tables that lack a `|`: where it was is found by what the other rows hold in their columns, and where their bars stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.rows import cell_bounds, is_row
from evalpolicy.syntax.tree import Cell, Row
from evalpolicy.wording import Wording

MOST_LOST = 3
"""Bars of one row that are looked for."""

MOST_TRIED = 2_000
"""Ways to put them in that are tried."""

MOST_COMPARED = 100
"""Other rows that are looked at."""

EQUAL_CELL, KNOWN_WORDS, ALIKE, ALIGNED, ALL_ALIGNED, WIDE = 3, 2, 1, 2, 4, 1
"""How much speaks for a way to cut a row: a cell that another row has too, one of its words, one of its kind; a bar where the others
have theirs, all of them, and a wide gap."""


@frozen
class LostBar:
    """What is told of a row that lacks bars. `row` is the row with them, None where what a cell was to hold is not known."""

    told: Diagnostic
    row: Row | None


@frozen
class _Place:
    """Where a bar may have been: in a gap of the cell number `cell` (columns from 0 of the line), or, where `end` is None, around an empty cell."""

    cell: int
    start: int
    end: int | None = None


@frozen
class _Cut:
    places: tuple[_Place, ...]
    row: Row
    score: int
    unlike: tuple[int, ...]
    """The columns in which no other row has such a cell."""


def lost_bars(row: Row, width: int, heading: Row | None, others: Sequence[Row], file: SourceFile) -> LostBar | None:
    """Where a row that should have `width` cells lacks bars; None where the row does not show it.

    `others` are the rows that have them all; a row without a `heading` above it is the heading, in which no cell is empty.
    """
    lost, line = width - len(row.cells), file.line(row.span.line)
    if not 0 < lost <= MOST_LOST or not is_row(line):
        return None
    others = others[:MOST_COMPARED]
    columns = [[other.cells[place].text for other in others] for place in range(width)]
    lines = [file.line(other.span.line) for other in ([heading] if heading is not None else []) + list(others)]
    bars = [_bars(other) for other in lines if is_row(other)]
    cuts: list[_Cut] = []
    places = [place for place in _places(row, line) if heading is not None or place.end is not None]
    for chosen in combinations(places, lost):
        if len(cuts) >= MOST_TRIED:
            return None
        cut = _cut(row, line, chosen)
        score, unlike = _likeness(cut, columns) if others else (0, ())
        score += sum(_stands(place, line, bars) for place in chosen)
        cuts.append(_Cut(chosen, cut, score, unlike))
    best = sorted(cuts, key=lambda each: -each.score)[:2]
    if not best or (len(best) > 1 and best[0].score == best[1].score):
        return None
    return _told(row, best[0], heading, file)


def _places(row: Row, line: str) -> Iterator[_Place]:
    bounds = cell_bounds(line)
    for number, (start, end) in enumerate(bounds[: len(row.cells)]):
        yield _Place(number, start)
        for gap in re.finditer(r"\s+", line[start:end]):
            begin, stop = start + gap.start(), start + gap.end()
            if start < begin and stop < end and line[start:begin].strip():
                yield _Place(number, begin, stop)
    yield _Place(len(row.cells), bounds[len(row.cells) - 1][1])


def _cut(row: Row, line: str, places: Sequence[_Place]) -> Row:
    """The row with bars at the places."""
    cells: list[Cell] = []
    number = row.span.line
    for at in range(len(row.cells) + 1):
        here = [place for place in places if place.cell == at]
        cells += [Cell(Span(number, place.start + 1, number, place.start + 1), "") for place in here if place.end is None]
        if at == len(row.cells):
            break
        gaps = [(place.start, place.end) for place in here if place.end is not None]
        if not gaps:
            cells.append(row.cells[at])
            continue
        first, last = row.cells[at].span.column - 1, row.cells[at].span.end_column - 1
        starts, ends = [first, *(end for _, end in gaps)], [*(start for start, _ in gaps), last]
        cells += [Cell(Span(number, start + 1, number, end + 1), line[start:end]) for start, end in zip(starts, ends, strict=True)]
    return Row(row.span, tuple(cells))


def _likeness(row: Row, columns: Sequence[Sequence[str]]) -> tuple[int, tuple[int, ...]]:
    score, unlike = 0, []
    for place, (cell, known) in enumerate(zip(row.cells, columns, strict=True)):
        if cell.text in known:
            score += EQUAL_CELL
        elif cell.text and _words(cell.text) <= {word for other in known for word in _words(other)}:
            score += KNOWN_WORDS
        elif _shape(cell.text) in {_shape(other) for other in known}:
            score += ALIKE
        else:
            unlike.append(place)
    return score, tuple(unlike)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _shape(text: str) -> str:
    """What kind of a cell it is: a number, a code, several of these, other text, or nothing."""
    if not text:
        return ""
    parts = re.split(r"\s*[,，+]\s*", text)
    kinds = {"number" if re.fullmatch(r"[\d.]+", part) else "code" if re.fullmatch(r"[A-Za-z_]\w*\??", part) else "text" for part in parts}
    return kinds.pop() if len(kinds) == 1 else "text"


def _bars(line: str) -> list[int]:
    """Where the bars of a row are shown."""
    return [_shown_at(line, start - 1) for start, _ in cell_bounds(line)[1:]]


def _shown_at(line: str, column: int) -> int:
    from wcwidth import wcswidth

    return max(wcswidth(line[:column]), 0)


def _stands(place: _Place, line: str, bars: Sequence[Sequence[int]]) -> int:
    """How much speaks for a bar at a place: it has room there, below those of other rows; of the last cell, all others stand below theirs."""
    if place.end is None:
        own = _bars(line)
        last = own and place.cell == len(own) + 1
        return ALL_ALIGNED if last and any(own == other[: len(own)] for other in bars) else 0
    start, end = _shown_at(line, place.start), _shown_at(line, place.end)
    aligned = any(start <= bar < end for other in bars for bar in other)
    return (ALIGNED if aligned else 0) + (WIDE if place.end - place.start > 1 else 0)


def _told(row: Row, cut: _Cut, heading: Row | None, file: SourceFile) -> LostBar:
    here = row.span.line
    written = " ".join(["|", *(f"{cell.text} |".lstrip() for cell in cut.row.cells)])
    help = Wording(f"写成 `{written}`", f"write `{written}`")
    got, expected = len(row.cells), len(cut.row.cells)
    counted = Wording(f"这一行有 {got} 格，表头有 {expected} 格", f"this row has {got} cells, the heading has {expected}")
    fix, span = None, row.span
    first = cut.places[0]
    if len(cut.places) > 1:
        many = len(cut.places)
        message = Wording(f"{counted.zh}：少了 {many} 个 `|`", f"{counted.en}: {many} `|` are missing")
    elif first.end is not None:
        at = next(place for place, cell in enumerate(cut.row.cells) if cell.span.column == first.end + 1)
        left, right = cut.row.cells[at - 1], cut.row.cells[at]
        span = left.span.to(right.span)
        message = Wording(f"`{left.text}` 和 `{right.text}` 之间少了 `|`", f"a `|` is missing between `{left.text}` and `{right.text}`")
        help = Wording(f"写成 `{left.text} | {right.text}`", f"write `{left.text} | {right.text}`")
        room = " " * max(1, first.end - first.start - 2)
        fix = Fix(Span(here, first.start + 1, here, first.end + 1), f" |{room}") if not cut.unlike else None
    else:
        name = heading.cells[first.cell].text if heading is not None and len(heading.cells) == expected else f"{first.cell + 1}"
        span = Span(here, first.start, here, first.start + 1) if first.cell else row.span
        message = Wording(f"{counted.zh}：看来漏了 `{name}` 这一格", f"{counted.en}: the cell of `{name}` seems to be missing")
        if cut.unlike:
            help = Wording(f"补上 `{name}` 这一格", f"put in the cell of `{name}`")
    told = Diagnostic("row-shape", "error", file, span, message, help, fix=fix)
    return LostBar(told, None if cut.unlike else cut.row)
