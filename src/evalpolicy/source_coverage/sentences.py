"""The sentences of a text, of which lines may be broken anywhere, as in what is taken from a PDF."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from wcwidth import wcswidth

from evalpolicy.source_coverage.headings import Heading
from evalpolicy.source_coverage.marks import Mark

SHORTER = 0.6
"""A line that is narrower than this share of the next one is no line of running text that is broken: a heading, a title, a cell of a table."""

_CLOSING = "”’」』）)】》〉\"'"
_ENDING = re.compile(
    rf"""[。！？；…][。！？；…]*[{_CLOSING}]*
    | [!?;][{_CLOSING}]*(?=\s|$)
    | \.[{_CLOSING}]*(?=\s+["'“‘(（\[]*[A-Z0-9§\u3400-\u9fff])
    | \.[{_CLOSING}]*(?=\s*$)""",
    re.VERBOSE,
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|[Nn]os?|[Mm]rs?|[Mm]s|[Dd]rs?|[Pp]rof|[Ss]t|[Ss]ec|[Aa]rt|[Ff]ig|[Vv]ol|[Pp]p?|[Cc]f|[Vv]s|[Aa]pprox|[Ii]ncl|[Ee]\.g|[Ii]\.e|[Ee]tc)|\b[ap]\.m)$"
)
_NUMBERED = re.compile(r"[：:；;。！？，（(]\s*\d{1,2}$")
"""What stands before the point of a number that counts parts within a line: `之一：1. …；2. …`."""

_GOES_ON = re.compile(r"(?:[，、,:：（(“‘「『【《\[\-—/]|\b(?:and|or|of|the|to|a|an|in|by|for|with))$")
_CONTINUES = re.compile(rf"[a-z{_CLOSING}，、。；：,;:.!?！？]")
_CELLS = re.compile(r"\S(?:\t|[ \u3000]{2,})\S.*?\S?(?:\t|[ \u3000]{2,})\S")
_OPENING = {"（": "）", "(": ")", "“": "”", "「": "」", "《": "》", "【": "】"}


def split(text: str, headings: Sequence[Heading], marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Where the sentences stand: offsets of the first character, and of the one after the last. No sentence begins or ends within a mark.

    A sentence ends at a full stop, a semicolon, a question or exclamation mark; before a numbered part or the row of a table; and after a line
    that is much narrower than the next one. What holds no letter or digit belongs to the sentence before it.
    """
    starts = [mark.start for mark in marks]
    cuts = {cut for cut in (*_endings(text, headings), *_line_ends(text, headings)) if not _within(cut, marks, starts)}
    ordered = sorted({0, len(text), *cuts, *(heading.start for heading in headings)})
    begin, end = None, 0
    for first, last in pairwise(ordered):
        piece = text[first:last]
        if not any(character.isalnum() for character in piece):
            if begin is not None and piece.strip():
                end = first + len(piece.rstrip())
            continue
        if begin is not None:
            yield begin, end
        begin, end = first + len(piece) - len(piece.lstrip()), first + len(piece.rstrip())
    if begin is not None:
        yield begin, end


def _within(cut: int, marks: Sequence[Mark], starts: Sequence[int]) -> bool:
    place = bisect_right(starts, cut) - 1
    return place >= 0 and marks[place].start < cut < marks[place].end


def _endings(text: str, headings: Iterable[Heading]) -> Iterator[int]:
    """Where sentences end by their punctuation."""
    numbers = {place for heading in headings for place in range(heading.start, heading.end)}
    for match in _ENDING.finditer(text):
        is_point = match[0].startswith(".")
        before = text[max(0, match.start() - 8) : match.start()]
        if match.start() in numbers or (is_point and (_ABBREVIATED.search(before) or _NUMBERED.search(before))):
            continue
        yield match.end()


def _line_ends(text: str, headings: Iterable[Heading]) -> Iterator[int]:
    """Where sentences end at the end of a line without punctuation, and around rows of tables."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"^.*\S.*$", text, re.MULTILINE)]
    numbered = {heading.start: heading.end for heading in headings}
    open_: list[str] = []
    for (first, last), (next_first, next_last) in pairwise(lines):
        line, following = text[first:last].strip(), text[next_first:next_last].strip()
        begin = last - len(text[first:last].lstrip())
        if begin in numbered:
            open_.clear()
            if numbered[begin] >= first + len(text[first:last].rstrip()):
                continue
        _track(line, open_)
        if _CELLS.search(line) or _CELLS.search(following):
            yield next_first
        elif open_ or _GOES_ON.search(line.removesuffix("：").removesuffix(":")) or _CONTINUES.match(following):
            continue
        elif max(0, wcswidth(line)) < SHORTER * wcswidth(following):
            yield next_first


def _track(line: str, open_: list[str]) -> None:
    """Which brackets are open at the end of a line; none at the end of a sentence."""
    for character in line:
        if character in _OPENING:
            open_.append(_OPENING[character])
        elif open_ and character == open_[-1]:
            open_.pop()
        elif character in "。；":
            open_.clear()
