"""The tokens of a line as they are written anew, and the spaces between them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evalpolicy.classes import frozen
from evalpolicy.syntax.scanning import Lexeme
from evalpolicy.syntax.tokens import Token

_SPACE = r"[\s\ufeff\u200b]+"
_OUTER_SPACE = re.compile(rf"^{_SPACE}|{_SPACE}$")

TIGHT_BEFORE = frozenset({"COMMA", "RPAR", "DOT", "QUESTION"})
TIGHT_AFTER = frozenset({"LPAR", "DOT"})
TAILS = frozenset(
    {
        *(("window", "WHEN"), ("due", "WHEN"), ("on", "WHEN"), ("when", "WHEN")),
        *(("fact_default", "DEFAULT"), ("fact_choice", "CHOICE"), ("fact_never_empty", "NEVER_EMPTY")),
        *(("file_format", "FORMAT"), ("file_clause", "SIZE")),
    }
)
"""Rule and terminal of what begins an option at the end of a line. Two spaces stand before it, so that the eye finds it."""


@frozen
class Piece:
    """A token, or one word of a keyword that is written over several lines. `line` is the physical line that it stands on."""

    text: str
    token: Token
    line: int

    @property
    def is_tail(self) -> bool:
        """Whether an option at the end of a line begins here."""
        return (self.token.rule, self.token.terminal) in TAILS


def pieces_of(tokens: Sequence[Token], lexemes: Sequence[Lexeme], texts: dict[int, str]) -> list[Piece]:
    """The tokens as they are written; `texts` are the lines that they stand on. Texts and quoted names stay as they are to the character."""
    found: list[Piece] = []
    for token in tokens:
        span = token.span
        if span.end_line > span.line:
            begin, end = (span.line, span.column), (span.end_line, span.end_column)
            words = [lexeme for lexeme in lexemes if begin <= (lexeme.span.line, lexeme.span.column) < end]
            found += [Piece(word.text, token, word.span.line) for word in words]
            continue
        written = texts[span.line][span.column - 1 : span.end_column - 1]
        as_written = token.terminal == "TEXT" or written.startswith("「")
        found.append(Piece(written if as_written else token.text, token, span.line))
    return found


def stripped(text: str) -> str:
    """A text without what the lexer takes for white space around it."""
    return _OUTER_SPACE.sub("", text)


def joined(pieces: Sequence[Piece]) -> str:
    """The pieces with the spaces that belong between them."""
    text = ""
    for place, piece in enumerate(pieces):
        text += (gap(pieces[place - 1], piece) if place else "") + piece.text
    return text


def gap(before: Piece, after: Piece) -> str:
    """What stands between two pieces."""
    left, right = before.token, after.token
    if left.terminal in TIGHT_AFTER or right.terminal in TIGHT_BEFORE:
        return ""
    if left.terminal == "MINUS" and left.first:
        return ""
    if right.terminal == "LPAR" and left.terminal in ("MIN", "MAX"):
        return ""
    if right.terminal == "COLON" and right.rule == "example_record":
        return ""
    return "  " if after.is_tail else " "
