"""Where the comment of a line begins."""

from __future__ import annotations

from evalpolicy.syntax.rows import is_row, row_comment_start
from evalpolicy.syntax.scanning import QUOTES, read_quoted


def comment_start(line: str) -> int | None:
    """Where the comment of a line begins; None where it has none."""
    if is_row(line):
        return row_comment_start(line)
    at = 0
    while at < len(line):
        if line[at] in QUOTES:
            at = read_quoted(line, at).end
        elif line[at] == "「" and "」" in line[at:]:
            at = line.index("」", at) + 1
        elif line[at] in "#＃":
            return at
        else:
            at += 1
    return None
