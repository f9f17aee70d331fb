"""Lines that were broken in two where a line does not go on by itself: `to total` below an adjustment."""

from __future__ import annotations

from evalpolicy.diagnostics import Diagnostic, Diagnostics, Fix
from evalpolicy.source import Span
from evalpolicy.syntax.beginnings import begins_with
from evalpolicy.syntax.grammar import CLAUSES
from evalpolicy.syntax.lines import Group, Line
from evalpolicy.syntax.tree import Row
from evalpolicy.wording import Wording


def rejoin(group: Group, terminal: str, diagnostics: Diagnostics) -> None:
    """Put lines of a declaration together that make sense with the line above them only. Each is told."""
    start, above = "declaration", group.header
    kept: list[Line | Row] = []
    for item in group.body:
        if isinstance(item, Line):
            if _goes_above(start, above, item, terminal):
                diagnostics.read_on_after(_told(above, item, diagnostics))
                above.join(item.lexemes, True)
                continue
            start, above = CLAUSES[terminal], item
        kept.append(item)
    group.body[:] = kept


def _goes_above(start: str, above: Line, line: Line, terminal: str) -> bool:
    if begins_with(CLAUSES[terminal], line.said) or not (above.sound and line.sound) or line.span.line != above.span.end_line + 1:
        return False
    from evalpolicy.syntax.slip import understood

    return understood(start, above.lexemes + line.lexemes) is not None


def _told(above: Line, line: Line, diagnostics: Diagnostics) -> Diagnostic:
    gap = Span(above.span.end_line, above.span.end_column, line.span.line, line.span.column)
    return Diagnostic(
        "line-without-keyword",
        "error",
        diagnostics.file,
        line.span,
        Wording("这一行是上一行的后一半", "this is the second half of the line above"),
        Wording(
            "接到上一行末尾；一行写到逗号或运算符为止才接到下一行",
            "put it at the end of the line above; a line goes on in the next one only after a comma or an operator",
        ),
        fix=Fix(gap, " "),
    )
