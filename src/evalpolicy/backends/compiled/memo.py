"""Values that many applications write alike: read once by the full reader, then looked up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LONGEST_KEY = 200
"""Longer texts are read anew each time."""


class WrongError(Exception):
    """The application is malformed for certain; what is wrong with it is the full reader's to say."""


class Memo(dict[Any, Any]):
    """What `learn` gives for a key, kept for `most` keys. None, for what only the full reader can deal with, is not kept.

    `learn` raises `WrongError` for what the full reader refuses; so does a look-up then.

    Keys are equal only if they are read alike: a memo holds keys of one class. It may be filled from several threads.
    """

    def __init__(self, learn: Callable[[Any], Any], most: int) -> None:
        super().__init__()
        self._learn, self._most = learn, most

    def __missing__(self, key: Any) -> Any:
        found = self._learn(key)
        if found is not None and len(self) < self._most and _length(key) <= LONGEST_KEY:
            self[key] = found
        return found


def _length(key: Any) -> int:
    """Characters of a text, or of the texts of a tuple."""
    if isinstance(key, tuple):
        return sum(map(_length, key))
    return len(key) if isinstance(key, str) else 1
