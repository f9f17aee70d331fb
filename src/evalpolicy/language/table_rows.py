"""The rows of catalogs and fee tables, each with what it cites, and those that have other cells than their heading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evalpolicy.language.model import Citation
from evalpolicy.language.resolution import Resolution
from evalpolicy.syntax import tree

MOST_MENDED = 100
"""Rows of one table in which lost bars are looked for."""


def table_rows(declaration: tree.Declaration, resolution: Resolution) -> Iterator[tuple[tree.Row, tuple[Citation, ...]]]:
    """The rows of a declaration's table, heading first, each with the citations of the `cite` lines just above it, between rows.

    Those that have not as many cells as the heading are reported.
    """
    rows = [row for clause in declaration.clauses if isinstance(clause, tree.Table) for row in clause.rows]
    mended = _mended(rows, resolution)
    citations: tuple[Citation, ...] = ()
    seen_rows = False
    block_open = False
    for clause in declaration.clauses:
        if isinstance(clause, tree.Cite) and seen_rows:
            citation = resolution.citation(clause)
            added = () if citation is None else (citation,)
            citations = (*citations, *added) if block_open else added
            block_open = True
        elif isinstance(clause, tree.Table):
            for row in clause.rows:
                yield mended.get(row.span.line, row), citations
            seen_rows, block_open = True, False


def leading_citations(declaration: tree.Declaration, resolution: Resolution) -> tuple[Citation, ...]:
    """The citations above a declaration's table."""
    clauses: list[tree.Clause] = []
    for clause in declaration.clauses:
        if isinstance(clause, tree.Table):
            break
        clauses.append(clause)
    return resolution.citations(clauses)


def _mended(rows: Sequence[tree.Row], resolution: Resolution) -> dict[int, tree.Row]:
    """The rows that lack bars as they were meant, by their lines. Each row that is not like the heading is reported."""
    if not rows:
        return {}
    heading, found, reported = rows[0], {}, 0
    width = len(heading.cells)
    widths = Counter(len(row.cells) for row in rows[1:])
    if widths.keys() <= {width}:
        return {}
    from evalpolicy.language.bars import lost_bars

    if len(widths) == 1 and width not in widths:  # the heading is wrong, not all of the rows
        lost = lost_bars(heading, next(iter(widths)), None, (), resolution.diagnostics.file)
        if lost is not None and lost.row is not None:
            resolution.diagnostics.found.append(lost.told)
            return {heading.span.line: lost.row}
    alike = [row for row in rows[1:] if len(row.cells) == width]
    for row in rows[1:]:
        if len(row.cells) == width:
            continue
        lost = lost_bars(row, width, heading, alike, resolution.diagnostics.file) if alike and reported < MOST_MENDED else None
        reported += 1
        if lost is None:
            _shape_error(row, width, resolution)
            continue
        resolution.diagnostics.found.append(lost.told)
        if lost.row is not None:
            found[row.span.line] = lost.row
    return found


def _shape_error(row: tree.Row, expected: int, resolution: Resolution) -> None:
    """Report a row with a cell too many or too few."""
    got = len(row.cells)
    resolution.error(
        "row-shape",
        row.span,
        f"这一行有 {got} 格，表头有 {expected} 格",
        f"this row has {got} cells, the heading has {expected}",
        "补上缺的格子（可以空着）" if got < expected else "删去多出的格子；格子里的 | 写成 \\|",
        "add the missing cells (they may be empty)" if got < expected else "delete the cells too many; write \\| for a | inside a cell",
    )
