"""Sources and citations as meant."""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import cached_property
from itertools import pairwise

from evalpolicy.classes import field, frozen
from evalpolicy.source import Span

_CLAUSE_END = r"[，。；：！？]|(?<!\d)[,;:]|[.!?](?!\d)"


@frozen(slots=False)
class Source:
    """A text that the policy cites. `text` is the file's; `sha256` its hash in hex; `passages` are what it states no rule in.

    Quotes are compared with the text without its white space, so that neither broken lines nor spaces matter.
    """

    id: str
    title: str
    path: str
    text: str = field(repr=False)
    sha256: str
    passages: tuple[Passage, ...]
    span: Span

    @cached_property
    def condensed(self) -> str:
        """The text without its white space."""
        return "".join(self.text.split())

    def as_written(self, start: int, end: int) -> str:
        """A stretch of `condensed` as the text has it, in one line, with the whole of its first and last word."""
        first, last = self._offsets[start], self._offsets[min(end, len(self._offsets)) - 1] + 1
        while first > 0 and _within_word(self.text, first):
            first -= 1
        while last < len(self.text) and _within_word(self.text, last):
            last += 1
        return " ".join(self.text[first:last].split())

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """The stretches of `condensed` between marks and line ends, with the mark that ends each."""
        ends, at = [], 0
        for line in self.text.splitlines():
            line = "".join(line.split())
            ends += [at + match.end() for match in re.finditer(_CLAUSE_END, line)]
            at += len(line)
            ends.append(at)
        bounds = sorted({0, *ends})
        return tuple(pairwise(bounds))

    @cached_property
    def _offsets(self) -> array[int]:
        """Where each character of `condensed` stands in `text`."""
        return array("q", (place for place, character in enumerate(self.text) if not character.isspace()))

    def places(self, quote: str) -> tuple[tuple[int, int], ...]:
        """Where the quoted words stand in `text`, white space apart: offsets of the first character, and of the one after the last.

        Places that overlap the one before are left out. No place for a quote of nothing but white space.
        """
        wanted = "".join(quote.split())
        found: list[tuple[int, int]] = []
        at = self.condensed.find(wanted) if wanted else -1
        while at >= 0:
            end = at + len(wanted)
            found.append((self._offsets[at], self._offsets[end - 1] + 1))
            at = self.condensed.find(wanted, end)
        return tuple(found)


@frozen
class Passage:
    """Words of a source that state no rule, and why: `passes over "…" because "…"`."""

    quotes: tuple[str, ...]
    because: str
    span: Span


@frozen
class Citation:
    """Where a source says it: the quoted words are in the source's text, white space apart."""

    source: str
    place: str
    quotes: tuple[str, ...]
    span: Span


@frozen
class Citing:
    """A declaration and everything that it cites, in the order written. `kind` is its keyword terminal, such as RULE."""

    kind: str
    id: str
    title: str
    citations: tuple[Citation, ...]
    span: Span


def _within_word(text: str, place: int) -> bool:
    """Whether a word of letters that are written with spaces between words, or a number, goes on across a place."""
    return all(character.isalnum() and unicodedata.east_asian_width(character) != "W" for character in text[place - 1 : place + 1])
