"""What has to be confirmed when a policy is written anew from last semester's: dates, what speaks of them, the source texts, numbers without a quote.

A line with the comment `# confirm` (in Chinese `# 待确认`) is not confirmed yet; whoever has looked at it deletes the comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.lint.dates import dates_in, opens_with
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.comments import comment_start
from evalpolicy.syntax.scanning import QUOTES, read_quoted
from evalpolicy.wording import Wording

MARK = Wording("# 待确认", "# confirm")
_MARKED = re.compile(r"[#＃]\s*(?:confirm|待确认)(?!\w)", re.IGNORECASE)


def is_marked(line: str) -> bool:
    """Whether the comment of a line says that it is to be confirmed."""
    return _mark(line) is not None


def _mark(line: str) -> str | None:
    """The words of the comment that say so."""
    start = comment_start(line)
    found = None if start is None else _MARKED.search(line, start)
    return None if found is None else found.group()


def source_text(line: str) -> tuple[int, int] | None:
    """Where a line names the file of a source or a parameter, inside the quotes; None where it does not."""
    end = comment_start(line)
    code = (line if end is None else line[:end]).rstrip()
    if not opens_with(code, "FILE"):
        return None
    opening = next((place for place, character in enumerate(code) if character in QUOTES), None)
    if opening is None or len(code[:opening].split()) != 1:
        return None
    quoted = read_quoted(code, opening)
    return (opening + 1, quoted.end - 1) if quoted.closed and quoted.end == len(code) else None


def unconfirmed(file: SourceFile) -> Iterator[Diagnostic]:
    """An error for each date and each source text on a marked line, and for a marked line that holds neither."""
    for number in range(1, file.line_count + 1):
        line = file.line(number)
        mark = _mark(line)
        if mark is None:
            continue
        help = Wording(
            f"核对、改好以后，把这一行末尾的“{mark}”删掉", f"look at it, change it, and delete the comment `{mark}` at the end of the line"
        )
        text = source_text(line)
        dates = dates_in(line)
        for start, end in dates:
            kind = Wording("时刻", "time") if end - start < 9 and ":" in line[start:end] else Wording("日期", "date")
            says = Wording(f"{kind.zh}“{line[start:end]}”还没有确认", f"the {kind.en} `{line[start:end]}` is not confirmed")
            yield Diagnostic("date-not-confirmed", "error", file, Span(number, start + 1, number, end + 1), says, help)
        if text is not None or not dates:
            start, end = text or (len(line) - len(line.lstrip()), len(line.rstrip()))
            says = Wording(f"“{line[start:end].strip()}”还没有确认", f"`{line[start:end].strip()}` is not confirmed")
            yield Diagnostic("text-not-confirmed", "error", file, Span(number, start + 1, number, end + 1), says, help)
