"""How names are compared, by authors' policies and in applications alike."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_BRACKETS = str.maketrans({"[": "(", "]": ")", "【": "(", "】": ")", "〔": "(", "〕": ")", "「": "(", "」": ")"})


@lru_cache(maxsize=65536)
def normalised(name: str) -> str:
    """A name as names are compared: full width, case, white space and the kind of bracket do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split()).translate(_BRACKETS)
