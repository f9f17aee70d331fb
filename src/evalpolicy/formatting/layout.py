"""The one layout of a policy: where lines begin, what stands below what, how many lines are left blank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evalpolicy.formatting.columns import aligned, cells_of, padded, table, width
from evalpolicy.formatting.items import Blank, Code, Comment, Item, Row
from evalpolicy.formatting.pieces import joined
from evalpolicy.syntax.keywords import keywords
from evalpolicy.wording import Language

MOST_BLANK = 2
"""Blank lines that are kept in a row."""

WIDEST_BEFORE_COMMENT = 80
"""A line wider than this has its comment just after it, and does not move those of the other lines."""

_LED: dict[str, dict[Language, int]] = {"POLICY": {"en": 9, "zh": 9}, "EXAMPLE": {"en": 9, "zh": 6}}
"""Declarations whose clauses are a keyword and what it leads, in two columns: the width of the first, in each keyword language."""

_ALIGNED = frozenset({"FACT", "PARAMETER", "FIELD", "COLUMN", "WINDOW", "DUE", "ON"})
"""Statements that are aligned with those of their kind above and below."""


def lay_out(items: Sequence[Item]) -> str:
    """The text of a policy, in its one layout."""
    lines: dict[int, str] = {}
    for place, line in _rows(items):
        lines[place] = line
    for run in _runs(items):
        for place, line in _statements(items, run):
            lines[place] = line
    for block in _blocks(items):
        _add_comments(items, block, lines)
    for place, item in enumerate(items):
        if isinstance(item, Comment):
            lines[place] = " " * _comment_indent(items, place) + item.text
        elif isinstance(item, Blank):
            lines[place] = ""
    return "".join(f"{line}\n" for line in _few_blank(lines[place] for place in sorted(lines)))


def _few_blank(lines: Iterable[str]) -> Iterator[str]:
    """The lines without blank ones at the beginning and the end, and without too many in a row."""
    blank, begun = 0, False
    for line in lines:
        if not line:
            blank += 1
            continue
        if begun:
            yield from [""] * min(blank, MOST_BLANK)
        yield line
        blank, begun = 0, True


# --- tables and statements -----------------------------------------------------------------------


def _rows(items: Sequence[Item]) -> Iterator[tuple[int, str]]:
    """The rows of every table; those of one declaration are one table, whatever stands between them."""
    tables: dict[int, dict[int, Row]] = {}
    for place, item in enumerate(items):
        if isinstance(item, Row):
            tables.setdefault(item.declaration, {})[place] = item
    for rows in tables.values():
        lines = table([None if row.is_separator else [cell.text for cell in row.cells] for row in rows.values()])
        for (place, row), line in zip(rows.items(), lines, strict=True):
            yield place, f"  {line}  {row.comment}".rstrip()


def _runs(items: Sequence[Item]) -> Iterator[list[int]]:
    """The places of lines of code that are aligned with one another: mostly single ones."""
    run: list[int] = []
    for place, item in enumerate(items):
        if isinstance(item, Comment):
            continue
        if run and not (isinstance(item, Code) and _alike(items[run[-1]], item)):
            yield run
            run = []
        if isinstance(item, Code):
            run.append(place)
    if run:
        yield run


def _alike(above: Item, below: Code) -> bool:
    return (
        isinstance(above, Code)
        and above.is_whole
        and below.is_whole
        and above.statement.opening in _ALIGNED
        and (above.statement.opening, above.statement.indent) == (below.statement.opening, below.statement.indent)
    )


def _statements(items: Sequence[Item], run: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The lines of a run; a line of which nothing is left is left out."""
    code = [item for item in (items[place] for place in run) if isinstance(item, Code)]
    if len(code) > 1:
        texts = aligned([cells_of(each.pieces) for each in code])
        yield from ((place, " " * each.statement.indent + text) for place, each, text in zip(run, code, texts, strict=True))
        return
    (only,) = code
    pieces, statement = only.pieces, only.statement
    led = _led_width(only)
    if only.is_first:
        keyword, rest = joined(pieces[:1]), joined(pieces[1:])
        text = f"{padded(keyword, led + 1)} {rest}" if led and rest else joined(pieces)
        yield run[0], " " * statement.indent + text
    elif pieces or only.comment:
        indent = statement.indent + led + 2 if led else max(4, statement.indent + 2)
        yield run[0], " " * indent + joined(pieces)


def _led_width(code: Code) -> int:
    """How wide the column of keywords is that the statement's stands in; 0 where there is none."""
    widths: dict[Language, int] = {} if code.statement.is_header else _LED.get(code.statement.declaration, {})
    keyword = code.statement.pieces[0]
    return next((each for language, each in widths.items() if keyword.text in keywords().spellings[language][keyword.token.terminal]), 0)


# --- comments ------------------------------------------------------------------------------------


def _blocks(items: Sequence[Item]) -> Iterator[list[int]]:
    """The places of lines of code with no blank line between them."""
    block: list[int] = []
    for place, item in enumerate(items):
        if isinstance(item, Blank):
            yield block
            block = []
        elif isinstance(item, Code):
            block.append(place)
    yield block


def _add_comments(items: Sequence[Item], block: Sequence[int], lines: dict[int, str]) -> None:
    """Write the comments after lines of code, one below the other."""
    comments = {place: item.comment for place in block if isinstance(item := items[place], Code) and item.comment}
    widths = [width(lines[place]) for place in comments]
    column = max((each for each in widths if each <= WIDEST_BEFORE_COMMENT), default=0)
    for place, comment in comments.items():
        # A line of which nothing but the comment is left is no line before a comment.
        lines[place] = f"{padded(lines[place], column)}  {comment}" if lines[place].strip() else lines[place] + comment


def _comment_indent(items: Sequence[Item], place: int) -> int:
    """Where a line with nothing but a comment begins: as what it stands above, or as what it stands below if it is set off from the next."""
    comment = items[place]
    assert isinstance(comment, Comment)
    below = next((item for item in items[place:] if not isinstance(item, Comment)), None)
    indent = _indent_of(below)
    if indent is not None and (indent > 0 or not comment.indented):
        return indent
    if not comment.indented:
        return 0
    above = next((item for item in reversed(items[:place]) if not isinstance(item, Comment | Blank)), None)
    return max(2, _indent_of(above) or 0) if above is not None else 0


def _indent_of(item: Item | None) -> int | None:
    match item:
        case Row():
            return 2
        case Code(statement=statement):
            return statement.indent if item.is_first else max(4, statement.indent + 2)
        case _:
            return None
