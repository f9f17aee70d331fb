"""Where something is said of a policy as a whole."""

from __future__ import annotations

from evalpolicy.source import SourceFile, Span


def heading(file: SourceFile) -> Span:
    """The line that begins the policy: for what is said of the whole of it."""
    lines = ((number, file.line(number)) for number in range(1, file.line_count + 1))
    number, line = next(((number, line) for number, line in lines if line.strip() and not line.lstrip().startswith("#")), (1, " "))
    return Span(number, 1, number, len(line) + 1)
