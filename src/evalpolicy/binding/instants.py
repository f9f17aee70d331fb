"""Instants as callers and applications write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

# From Python 3.14 on the standard library takes 24:00 for the next day's midnight; what an application means is the same with each.
_WRITTEN = re.compile(r"[0-9W-]+(?:[Tt ]+(?!24)[0-9:.,]+(?:\s*(?:[Zz]|[+-][0-9:]+))?)?", re.ASCII)


def is_day(text: str) -> bool:
    """Whether the text of an instant says only a day."""
    return not any(mark in unicodedata.normalize("NFKC", text).strip().upper() for mark in ("T", ":", " "))


@lru_cache(maxsize=4096)
def parse_instant(text: str) -> dt.datetime | None:
    """ISO 8601 text as an instant, without an offset where it has none; None where it is no instant. Full width does not matter."""
    trimmed = unicodedata.normalize("NFKC", text).strip()
    if not _WRITTEN.fullmatch(trimmed):
        return None
    try:
        return dt.datetime.fromisoformat(re.sub(r"\s+(?=[Zz+-])", "", trimmed).upper())
    except ValueError:
        return None
