"""Names, texts and sizes as policies write them."""

from __future__ import annotations

import re

from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.scanning import HALF_WIDTH

_PLAIN = re.compile(r"\w+")
_UNITS = (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024))


def written_name(name: str) -> str:
    """A name, in 「」 where it would be read as something else without."""
    plain = _PLAIN.fullmatch(name) is not None and name.translate(HALF_WIDTH) == name
    return name if plain and not is_word_of_keyword(name) else f"「{name}」"


def is_word_of_keyword(name: str) -> bool:
    """Whether a name is a word of some keyword, in either keyword language."""
    return any(name in phrase.words for phrases in keywords().by_first_word.values() for phrase in phrases)


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
