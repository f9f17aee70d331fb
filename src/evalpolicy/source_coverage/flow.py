"""A text as it is read, whatever its lines: broken lines joined, with the way back to the text itself."""

from __future__ import annotations

import re
from array import array
from unicodedata import east_asian_width

from evalpolicy.classes import frozen

_PIECE = re.compile(r"\s+|\S+")


@frozen(eq=False)
class Flow:
    """`text` is the original with white space dropped beside wide characters, and else one space; `offsets` says where each character stood."""

    text: str
    offsets: array[int]

    @classmethod
    def of(cls, original: str) -> Flow:
        """The flow of a text."""
        parts: list[str] = []
        offsets = array("q")
        before = ""
        for match in _PIECE.finditer(original):
            if not match[0].isspace():
                parts.append(match[0])
                offsets.extend(range(match.start(), match.end()))
                before = match[0][-1]
            elif before and match.end() < len(original) and not (is_wide(before) or is_wide(original[match.end()])):
                parts.append(" ")
                offsets.append(match.start())
        return cls("".join(parts), offsets)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the flow, which is not empty, stands in the original."""
        return self.offsets[start], self.offsets[end - 1] + 1


def is_wide(character: str) -> bool:
    """Whether a character is of the scripts that are written without spaces: wide or full-width."""
    return east_asian_width(character) in "WF"
