"""Names, texts and sizes as policies write them."""

from __future__ import annotations

import re

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile
from evalpolicy.syntax.keywords import OPERATORS, keywords
from evalpolicy.syntax.scanning import HALF_WIDTH, Lexeme, scan
from evalpolicy.syntax.tokens import read_tokens

_PLAIN = re.compile(r"\w+")
_UNITS = (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024))


def written_name(name: str) -> str:
    """A name, in 「」 where it would be read as something else without."""
    plain = _PLAIN.fullmatch(name) is not None and name.translate(HALF_WIDTH) == name
    return name if plain and not is_word_of_keyword(name) else f"「{name}」"


def is_word_of_keyword(name: str) -> bool:
    """Whether a name is a word of some keyword, in either keyword language."""
    return any(name in phrase.words for phrases in keywords().by_first_word.values() for phrase in phrases)


def with_plain_names(clause: str, start: str) -> str:
    """A clause without those 「」 that it reads the same without; `start` is the start symbol of the grammar for it."""
    for place in reversed(range(len(_lexemes(clause)))):
        lexemes = _lexemes(clause)
        lexeme = lexemes[place]
        is_operator = bool(keywords().of_word(lexeme.text) & OPERATORS)
        if lexeme.kind != "QUOTED_NAME" or not _PLAIN.fullmatch(lexeme.text) or is_operator:
            continue
        span = lexeme.span
        shorter = clause[: span.column - 1] + lexeme.text + clause[span.end_column - 1 :]
        said, now = (read_tokens(start, found) for found in (lexemes, _lexemes(shorter)))
        if said is not None and now is not None and [(t.rule, t.terminal, t.text) for t in said] == [(t.rule, t.terminal, t.text) for t in now]:
            clause = shorter
    return clause


def _lexemes(clause: str) -> list[Lexeme]:
    return scan(clause, 1, range(1, len(clause) + 2), Diagnostics(SourceFile("", clause)), Limits())


def written_text(text: str) -> str:
    """A text in quotes. A line cannot hold the end of a line: `ValueError` for a text that has one, or a NUL."""
    if any(character in text for character in "\n\r\0"):
        raise ValueError("a text in a policy stands on one line")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def written_size(size: int) -> str:
    """So many bytes, in the largest unit of which they are a whole number."""
    for unit, bytes_ in _UNITS:
        if size and size % bytes_ == 0:
            return f"{size // bytes_} {unit}"
    return f"{size} B"
