"""Clauses that stand apart from their declaration, below a blank line, as where the header between them was lost."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import tree


def clauses_apart(written: tree.PolicyTree, file: SourceFile) -> Iterator[tuple[tree.Declaration, Span]]:
    """Each such clause's first line, with the declaration above. White space means nothing to the parser, so they belong to that one."""
    for declaration in written.declarations:
        for clause in declaration.clauses:
            if _apart(file, clause.span.line):
                yield declaration, _line(file, clause.span.line)


def _apart(file: SourceFile, line: int) -> bool:
    above = line - 1
    while above > 0 and file.line(above).lstrip()[:1] in ("#", "＃"):
        above -= 1
    return above > 0 and not file.line(above).strip()


def _line(file: SourceFile, number: int) -> Span:
    line = file.line(number)
    return Span(number, len(line) - len(line.lstrip()) + 1, number, len(line.rstrip()) + 1)
