"""What has to be confirmed when a policy is written anew from last semester's: dates, texts that speak of dates, and the source texts.

A line with the comment `# confirm` (in Chinese `# 待确认`) is not confirmed yet; whoever has looked at it deletes the comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.scanning import QUOTES, comment_start, read_quoted
from evalpolicy.wording import Wording

MARK = Wording("# 待确认", "# confirm")
_MARKED = re.compile(r"[#＃]\s*(?:confirm|待确认)(?!\w)", re.IGNORECASE)
_DATE = re.compile(r"(?<![\w-])\d{4}-\d{1,2}(?:-\d{1,2})?(?![\w-])")
_SPOKEN = re.compile(r"\d{4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}-\d{1,2}-\d{1,2}")


def is_marked(line: str) -> bool:
    """Whether the comment of a line says that it is to be confirmed."""
    start = comment_start(line)
    return start is not None and _MARKED.search(line, start) is not None


def dates_in(line: str) -> Iterator[tuple[int, int]]:
    """Where a line states a date, as one or in a text of the policy's own. What it quotes from a source is the source's."""
    end = comment_start(line)
    code = line if end is None else line[:end]
    cites = opens_with(code, "CITE") or opens_with(code, "PASSES_OVER")
    plain, at = list(code), 0
    while at < len(code):
        if code[at] not in QUOTES:
            at += 1
            continue
        close = read_quoted(code, at).end
        plain[at:close] = " " * (close - at)
        if not cites:
            yield from (match.span() for match in _SPOKEN.finditer(code, at, close))
        at = close
    yield from (match.span() for match in _DATE.finditer("".join(plain)))


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


def opens_with(code: str, terminal: str) -> bool:
    """Whether a line begins with a keyword."""
    words = re.findall(r"\w+", code[:200])
    return any(tuple(words[: len(form.split())]) == tuple(form.split()) for form in keywords().all_spellings(terminal))


def unconfirmed(file: SourceFile) -> Iterator[Diagnostic]:
    """An error for each date and each source text on a marked line, and for a marked line that holds neither."""
    help = Wording("核对、改好以后，把这一行末尾的“# 待确认”删掉", "look at it, change it, and delete the comment `# confirm` at the end of the line")
    for number in range(1, file.line_count + 1):
        line = file.line(number)
        if not is_marked(line):
            continue
        text = source_text(line)
        dates = sorted(dates_in(line))
        for start, end in dates:
            says = Wording(f"日期“{line[start:end]}”还没有确认", f"the date `{line[start:end]}` is not confirmed")
            yield Diagnostic("date-not-confirmed", "error", file, Span(number, start + 1, number, end + 1), says, help)
        if text is not None or not dates:
            start, end = text or (len(line) - len(line.lstrip()), len(line.rstrip()))
            says = Wording(f"“{line[start:end].strip()}”还没有确认", f"`{line[start:end].strip()}` is not confirmed")
            yield Diagnostic("text-not-confirmed", "error", file, Span(number, start + 1, number, end + 1), says, help)
