"""From one keyword language to the other: keywords where they are keywords, and nothing else.

Every line that is written anew is read again. Where it would be read as something else, names that stand next to keywords are put in 「」; a
keyword that has to stay for the line to go on in the next one stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.formatting.cells import TableCell, read_cell
from evalpolicy.formatting.items import Code, Item, Row, Statement
from evalpolicy.formatting.literals import is_word_of_keyword
from evalpolicy.formatting.pieces import Piece, joined
from evalpolicy.language.catalog import BUILT_IN
from evalpolicy.language.fee import AMOUNT_HEADS
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.grammar import CLAUSES
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.lines import Line, read_groups
from evalpolicy.syntax.parts import parse_template
from evalpolicy.syntax.scanning import read_quoted
from evalpolicy.syntax.tokens import Token, read_tokens
from evalpolicy.wording import Language

_NEXT = 'cite a "b" "c"'
"""A clause to stand below the line that is read again, which has to end before it."""

_FILLED_IN = frozenset({"message", "file_paths", "text_literal"})
"""Grammar rules whose texts hold expressions in braces."""

_CONSTANT = frozenset({"FACT", "DEFAULT"})
"""Statements whose texts are values, braces and all; so are those of examples."""


def convert(items: Sequence[Item], language: Language) -> None:
    """Write the keywords of a language."""
    statements = {id(item.statement): item.statement for item in items if isinstance(item, Code)}
    for statement in statements.values():
        if statement.declaration != "EXAMPLE" and statement.opening not in _CONSTANT:
            statement.pieces = [_text(piece, language) for piece in statement.pieces]
        statement.pieces = next((pieces for pieces in _written(statement.pieces, language) if _reads_as(statement, pieces)), statement.pieces)
    for cell in (cell for item in items if isinstance(item, Row) for cell in item.cells):
        _convert_cell(cell, language)


def spelling(token: Token, before: Token | None, language: Language) -> str:
    """How a keyword is spelt in a language: as it is written, if that is of the language."""
    table = keywords()
    forms = table.spellings[language][token.terminal]
    if token.text in forms:
        return token.text
    fitting = table.in_rule.get((language, token.rule, token.terminal))
    if fitting is not None:
        return fitting
    one = before is not None and (before.terminal, before.text) == ("NUMBER", "1")
    return forms[0][:-1] if one and forms[0][:-1] in forms else forms[0]


def _written(pieces: Sequence[Piece], language: Language) -> Iterator[list[Piece]]:
    """The pieces with the keywords of a language, in the ways to write them, the plainest first."""
    yield _respelt(pieces, language, stay=False)
    yield _quoted(_respelt(pieces, language, stay=False))
    yield _respelt(pieces, language, stay=True)
    yield _quoted(_respelt(pieces, language, stay=True))


def _respelt(pieces: Sequence[Piece], language: Language, *, stay: bool) -> list[Piece]:
    """With `stay`, keywords at the ends of lines stay as they are."""
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        token = piece.token
        before = found[-1].token if found else None
        ends_line = place + 1 < len(pieces) and pieces[place + 1].line > piece.line
        if not token.is_keyword or token.text in keywords().spellings[language][token.terminal] or (stay and (ends_line or _is_split(token))):
            found.append(piece)
        elif before is not token:
            found.append(evolve(piece, text=spelling(token, before, language)))
    return found


def _is_split(token: Token) -> bool:
    return token.span.end_line > token.span.line


def _quoted(pieces: Sequence[Piece]) -> list[Piece]:
    """With the names that are words of keywords in 「」."""
    return [evolve(piece, text=f"「{piece.text}」") if _is_like_keyword(piece) else piece for piece in pieces]


def _is_like_keyword(piece: Piece) -> bool:
    is_word = piece.token.terminal == "NAME" and not piece.text.startswith("「")
    return is_word and is_word_of_keyword(piece.text)


# --- reading again -------------------------------------------------------------------------------


def _reads_as(statement: Statement, pieces: Sequence[Piece]) -> bool:
    """Whether the pieces, each on its line, are read as what the statement says."""
    lines: dict[int, list[Piece]] = {}
    for piece in pieces:
        lines.setdefault(piece.line, []).append(piece)
    header = [] if statement.is_header else [keywords().spelling(statement.declaration).en]
    file = SourceFile("", "\n".join([*header, *(joined(line) for line in lines.values()), _NEXT]))
    diagnostics = Diagnostics(file)
    groups, stray = read_groups(file, diagnostics, Limits())
    if diagnostics.found or stray or len(groups) != 1:
        return False
    found = [groups[0].header, *groups[0].body][0 if statement.is_header else 1 :]
    start = "declaration" if statement.is_header else CLAUSES[statement.declaration]
    return len(found) == 2 and isinstance(found[0], Line) and _same(read_tokens(start, found[0].lexemes), statement.pieces)


def _same(read: Sequence[Token] | None, pieces: Iterable[Piece]) -> bool:
    """Whether the tokens are those of the pieces, however keywords are spelt and whatever texts say."""
    wanted = {id(piece.token): piece.token for piece in pieces}
    return read is not None and [_said(token) for token in read] == [_said(token) for token in wanted.values()]


def _said(token: Token) -> tuple[str, str]:
    return token.terminal, "" if token.is_keyword or token.terminal == "TEXT" else token.text


# --- cells and placeholders ----------------------------------------------------------------------


def _convert_cell(cell: TableCell, language: Language) -> None:
    if cell.is_heading and cell.pieces is None:
        cell.written = _heading(cell.written, language)
    elif cell.pieces is not None and cell.start is not None:
        for pieces in _written(cell.pieces, language):
            if _same(_tokens(read_cell(joined(pieces), cell.start)), cell.pieces):
                cell.pieces = pieces
                return


def _tokens(pieces: Sequence[Piece] | None) -> list[Token] | None:
    return None if pieces is None else [piece.token for piece in pieces]


def _heading(written: str, language: Language) -> str:
    """The name of a built-in column in a language; other names as they are."""
    forms = {**BUILT_IN, **dict.fromkeys(AMOUNT_HEADS, AMOUNT_HEADS[0])}
    noun = forms.get(written)
    if noun is None or (written == noun) == (language == "en"):
        return written
    return noun if language == "en" else next(form for form, of in forms.items() if of == noun != form)


def _text(piece: Piece, language: Language) -> Piece:
    """A text with the keywords of its placeholders in a language; nothing else in it changes."""
    written = piece.text
    if piece.token.rule not in _FILLED_IN or piece.token.terminal != "TEXT" or "{" not in written:
        return piece
    diagnostics = Diagnostics(SourceFile("", written))
    text = tree.Text(Span(1, 1, 1, len(written) + 1), read_quoted(written, 0).text)
    parts = parse_template(text, diagnostics)
    if diagnostics.found:
        return piece
    for span in reversed([part[0].span for part in parts if not isinstance(part, str)]):
        begin, end = span.column - 1, span.end_column - 1
        written = written[:begin] + _placeholder(written[begin:end], language) + written[end:]
    return evolve(piece, text=written)


def _placeholder(written: str, language: Language) -> str:
    """An expression with its keywords in a language, and its spaces as they are; as it is where it would be read otherwise."""
    pieces = read_cell(written, "expression")
    if pieces is None:
        return written
    text = written
    befores = [None, *(piece.token for piece in pieces)]
    for piece, before in reversed(list(zip(pieces, befores, strict=False))):
        span = piece.token.span
        if piece.token.is_keyword:
            text = text[: span.column - 1] + spelling(piece.token, before, language) + text[span.end_column - 1 :]
    return text if _same(_tokens(read_cell(text, "expression")), pieces) else written
