"""The words by which a text states rules: dates, amounts, numbers, `must`, `不得`. They are listed in `grammar/normative.toml`."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from evalpolicy.classes import frozen
from evalpolicy.resources import grammar_text
from evalpolicy.source_coverage.flow import Flow
from evalpolicy.source_coverage.headings import Heading

IGNORED = "ignored"
"""The kind of what looks like a mark and states nothing, such as an address; a sentence never ends within it."""


@frozen
class Mark:
    """Normative words. `kind` is date, time, amount, number, obligation, prohibition, exemption, limit, deadline, or `IGNORED`.

    `start` and `end` are offsets in the original text, `text` the words with their lines joined.
    """

    kind: str
    text: str
    start: int
    end: int


@cache
def _pattern() -> re.Pattern[str]:
    table = tomllib.loads(grammar_text("normative.toml"))
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(map(_scoped, rules['patterns']))})" for kind, rules in table.items()))


def _scoped(pattern: str) -> str:
    """The pattern as a part of a larger one: `(?i)` holds for it alone."""
    rest = pattern.removeprefix("(?i)")
    return f"(?{'i' if rest != pattern else ''}:{rest})"


def kinds() -> tuple[str, ...]:
    """The kinds of normative words, in the order of the table."""
    return tuple(kind for kind in _pattern().groupindex if kind != IGNORED)


def marks(flow: Flow, headings: Sequence[Heading]) -> Iterator[Mark]:
    """Every mark of a text, in its order, those that are ignored among them. The numbers of numbered parts are none."""
    starts = [heading.start for heading in headings]
    for match in _pattern().finditer(flow.text):
        kind = match.lastgroup
        if kind is not None and match.end() > match.start():
            start, end = flow.original(match.start(), match.end())
            before = bisect_left(starts, end) - 1
            if before < 0 or headings[before].end <= start:
                yield Mark(kind, match[0], start, end)
