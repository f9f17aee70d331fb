"""What is left in a line by where it was copied from: list marks, Markdown, HTML, and tabs between the cells of a table.

The line is read without it, so that it is told once and hides nothing else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from evalpolicy.diagnostics import Diagnostics, Fix
from evalpolicy.source import Span
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.scanning import HALF_WIDTH, QUOTES, read_quoted
from evalpolicy.syntax.tree import Cell, Row
from evalpolicy.wording import Wording

_MARK = re.compile(
    r"(?P<indent>\s*+)(?P<mark>(?:[-*+>•·●○◦■□▪▫◆◇★☆►▶→⇒√✓–—]++|[0-9]{1,3}\s*[.、．)）]|[（(]\s*(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*[)）]"
    r"|[①-⑳]|[一二三四五六七八九十]{1,3}\s*、|[A-Za-z]\s*[.)）]|</?[A-Za-z][^<>]*>|`++|\[[ xX]\])(?:\s|&nbsp;)*+)+(?=(?P<word>[^\W\d_]\w*))"
)
"""What is matched is not given back: else a long rule of dashes would be read in all the ways in which it falls apart."""

_ENTITY = re.compile(r"&(?:nbsp|quot|lt|gt|amp|ldquo|rdquo|#[0-9]{1,5});")
_FENCE = re.compile(r"\s*(?:```|~~~)\s*\w*\s*$")
_BACKQUOTED = re.compile(r"`(?P<inside>[^`]+)`")
_EMPHASIS = re.compile(r"\*\*|`|</?(?:b|strong|i|em|span|p|br|div|code)(?:\s+[\w-]+=[^<>]*)?\s*/?>")


def without_left_overs(line: str, number: int, diagnostics: Diagnostics) -> tuple[str, Sequence[int]]:
    """The line without what copying left in it, which is reported, and the columns of its characters and its end in the file."""
    plain = range(1, len(line) + 2)
    if line[:1].isalnum() and line.isalnum():
        return line, plain
    if "```" in line and _FENCE.fullmatch(line):
        _report(diagnostics, Span(number, 1, number, len(line) + 1), line, "")
        return "", range(1, 2)
    text, kept = _without_entities(line)
    match = _MARK.match(text)
    bold = match is None and ("**" in text or "`" in text or "<" in text) and _begins_with_keyword(_without_emphasis(text, kept)[0])
    if match is not None and _is_line(match["word"], text[match.end() :]):
        start, end = match.end("indent"), match.end()
        marked = re.search(r"\*\*|`|<", match[0]) is not None
        text, kept = _chosen(text, kept, [*range(start), *range(end, len(text))])
        text, kept = _without_emphasis(text, kept) if marked else (text, kept)
    elif bold:
        text, kept = _without_emphasis(text, kept)
    if text == line:
        return line, plain
    _report(diagnostics, _differing(line, number, kept), line, text.rstrip())
    return text, [*(place + 1 for place in kept), len(line) + 1]


_HEADER = re.compile(r"\w+\s+(?:[\w.]+|「[^」]*」)(?:\s*$|\s*[:=：\"“]|\s+\w+\s)|\w+\s*[\"“]|\w+\*\*|\w+`")
"""How a declaration's header goes on."""


def _is_line(word: str, rest: str) -> bool:
    """Whether what stands behind a mark is a line of a policy: a clause, or a declaration that has the form of one."""
    return word in keywords().by_first_word and (keywords().declaration(word) is None or _HEADER.match(rest) is not None)


def _said(line: str) -> set[int]:
    """The places of a line that are in a text or in a comment: there the author may write anything."""
    found: set[int] = set()
    at = 0
    while at < len(line):
        if line[at] in QUOTES:
            end = read_quoted(line, at).end
            found.update(range(at, end))
            at = end
        elif line[at] in "#＃" and line[at - 1 : at] != "&":
            found.update(range(at, len(line)))
            break
        else:
            at += 1
    return found


def _begins_with_keyword(text: str) -> bool:
    words = text.split(maxsplit=1)
    return bool(words) and words[0] in keywords().by_first_word


def _without_entities(line: str) -> tuple[str, list[int]]:
    """`&nbsp;` and the like as the characters that they are."""
    kept = list(range(len(line)))
    found = [] if "&" not in line else [match for match in _ENTITY.finditer(line) if match.start() not in _said(line)]
    if not found:
        return line, kept
    characters, places, at = [], [], 0
    for match in found:
        characters += [*line[at : match.start()], html.unescape(match[0]).replace("\xa0", " ")]
        places += [*range(at, match.start()), match.start()]
        at = match.end()
    return "".join([*characters, *line[at:]]), [*places, *range(at, len(line))]


def _without_emphasis(text: str, kept: list[int]) -> tuple[str, list[int]]:
    said = _said(text)
    said |= {place for match in _BACKQUOTED.finditer(text) if _is_wording(match["inside"]) for place in range(*match.span())}
    gone = {place for match in _EMPHASIS.finditer(text) if match.start() not in said for place in range(*match.span())}
    return _chosen(text, kept, [place for place in range(len(text)) if place not in gone])


def _is_wording(inside: str) -> bool:
    """Whether what stands between backquotes is a text rather than a word of the policy in the type of a program."""
    return any(re.fullmatch(r"[\w.]+", word) is None or not (word.isascii() or word in keywords().by_first_word) for word in inside.split())


def _chosen(text: str, kept: list[int], keep: list[int]) -> tuple[str, list[int]]:
    return "".join(text[place] for place in keep), [kept[place] for place in keep]


def _differing(line: str, number: int, kept: list[int]) -> Span:
    """From the first character that is left out to the end of that stretch."""
    there = set(kept)
    first = next((place for place in range(len(line)) if place not in there), len(line) - 1)
    first -= line[first - 1 : first] == "&"
    last = first + (line[first] == "&")
    while last + 1 < len(line) and last + 1 not in there:
        last += 1
    while last > first and line[last].isspace():
        last -= 1
    return Span(number, first + 1, number, last + 2)


def _report(diagnostics: Diagnostics, span: Span, line: str, left: str) -> None:
    shown = line[span.column - 1 : span.end_column - 1].strip()
    help = Wording(f"写成 `{left.strip()}`", f"write `{left.strip()}`") if left else Wording("删去这一行", "remove this line")
    diagnostics.error(
        "left-over",
        span,
        Wording(f"“{shown}”是从别处复制时带来的，规则里没有这样的记号", f"“{shown}” came along from where this was copied; it means nothing here"),
        help,
        fix=Fix(Span(span.line, 1, span.line, len(line) + 1), left),
    )


# --- tables without bars ---------------------------------------------------------------------


def tabbed_row(line: str, number: int, openers: frozenset[str]) -> Row | None:
    """The row of a table that a line is whose cells are separated by tabs, or that lacks its first bar; None where it is none.

    `openers`: the first words of the clauses that may stand there.
    """
    text = line.rstrip()
    begin = len(text) - len(text.lstrip(" "))
    tabs, bars = text.strip().count("\t"), len(re.findall(r"[|｜]", text))
    if tabs < 1 and bars < 2:
        return None
    separator = "\t" if tabs >= 1 else "|｜"
    cells: list[Cell] = []
    start = begin
    for place in range(begin, len(text) + 1):
        if place == len(text) or text[place] in separator:
            if place < len(text) or separator == "\t" or text[start:place].strip():
                cells.append(_cell(text, start, place, number))
            start = place + 1
    plain = cells[0].text.translate(HALF_WIDTH)
    words = re.findall(r"[^\s\ufeff\u200b-\u200f\u2060\u00ad\u202a-\u202e]+", plain)
    if not words or '"' in plain or "“" in plain or (words[0] in openers and (len(words) > 1 or _is_clause(cells))):
        return None
    return Row(Span(number, begin + 1, number, len(text) + 1), tuple(cells))


def _is_clause(cells: Sequence[Cell]) -> bool:
    """Whether cells that begin with a keyword are the words of a line with tabs between them, rather than the heading of a fee table."""
    return len(cells) < 3 or cells[-1].text.translate(HALF_WIDTH) not in keywords().all_spellings("AMOUNT")


def _cell(text: str, start: int, end: int, number: int) -> Cell:
    raw = text[start:end]
    stripped = raw.strip()
    if not stripped:
        return Cell(Span(number, start + 1, number, max(end, start + 1) + 1), "")
    begin = start + len(raw) - len(raw.lstrip())
    return Cell(Span(number, begin + 1, number, begin + len(stripped) + 1), stripped)


def report_tabbed(rows: Sequence[Row], diagnostics: Diagnostics) -> None:
    """Report rows of a table that are written without bars, one below the other."""
    first, last = rows[0].span, rows[-1].span
    written = "\n".join(f"  | {' | '.join(cell.text for cell in row.cells)} |" for row in rows)
    several = len(rows) > 1
    diagnostics.error(
        "row-without-bars",
        first,
        Wording(
            f"表格的每一行以 `|` 开头，各格之间用 `|` 隔开，{f'这 {len(rows)} 行' if several else '这一行'}没有",
            f"a row of a table begins with `|` and has `|` between its cells; {f'these {len(rows)} rows have' if several else 'this row has'} not",
        ),
        Wording(
            f"写成 `{written.split(chr(10))[0].strip()}`" + ("，下面各行也一样" if several else ""),
            f"write `{written.split(chr(10))[0].strip()}`" + (", and the rows below likewise" if several else ""),
        ),
        fix=Fix(Span(first.line, 1, last.line, last.end_column), written),
    )
