"""Where a line of a policy speaks of a day, a month, a year or a time of day: as the language writes them, and in the author's own words."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache

from evalpolicy.syntax.comments import comment_start
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.scanning import HALF_WIDTH, QUOTES, read_quoted

_MONTHS = ("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER")
_DATE = re.compile(r"(?<![\w-])\d{4}-\d{1,2}(?:-\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)?(?![\w:-])")
_TIME = re.compile(r"(?<![\w:])\d{1,2}:\d{2}(?::\d{2})?(?![\w:])")
_YEAR = re.compile(r"(?<![\w.-])(?:19|20)\d{2}(?![\w.-])")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_SPOKEN = re.compile(
    rf"""\d{{4}}\s*年(?:\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*[日号])?)?
    | (?<!\d)\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*[日号])?
    | [〇○零一二三四五六七八九]{{4}}年(?:[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}[日号])?)?
    | [一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}[日号])?
    | (?<![\d\w.])\d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?(?![\w])
    | (?<!\w)\d{{1,2}}(?:st|nd|rd|th)?(?:\ of)?\s+{_MONTH}(?:,?\s+\d{{4}})?
    | (?<!\w){_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\w)(?:,?\s+\d{{4}})?
    | (?<!\w){_MONTH}\s+\d{{4}}
    | [上下]半年 | [春秋]季 | [本上下]学期 | [本上下]周 | [今明去]年
    | (?i:\b(?:first|second)\s+half\b | \b(?:this|next|last)\s+(?:week|month|year|term|semester)\b)""",
    re.VERBOSE,
)


def dates_in(line: str, years: Container[int] | None = None) -> list[tuple[int, int]]:
    """Where a line states a date or a time of day: as one, in a text of the policy's own, in its comment. What it quotes is the source's.

    A time of day counts where the line has no date that it would be of.

    A number by itself counts as a year where it is among `years`; where none are given, if it can be one at all.
    """
    plain, own = _parted(line)
    found = [match.span() for pattern in (_DATE, _months()) for match in pattern.finditer(plain)]
    found = found or [match.span() for match in _TIME.finditer(plain)]
    for start, end in own:
        found += _spoken(line, start, end, years)
    if len(plain) < len(line):
        found += _spoken(line, len(plain), len(line), years)
    return sorted(found)


def without_texts(line: str) -> str:
    """What a line says besides its texts and its comment, with blanks in the place of the texts; full-width characters are half-width ones."""
    return _parted(line)[0]


def opens_with(code: str, terminal: str) -> bool:
    """Whether a line begins with a keyword."""
    words = re.findall(r"\w+", code[:200])
    return any(tuple(words[: len(form.split())]) == tuple(form.split()) for form in keywords().all_spellings(terminal))


def _parted(line: str) -> tuple[str, list[tuple[int, int]]]:
    """The line without its texts and its comment, and where those texts stand that are the policy's own."""
    end = comment_start(line)
    code = line if end is None else line[:end]
    cites, passes = opens_with(code, "CITE"), opens_with(code, "PASSES_OVER")
    plain, own, at = list(code.translate(HALF_WIDTH)), [], 0
    while at < len(code):
        if code[at] not in QUOTES:
            at += 1
            continue
        close = read_quoted(code, at).end
        reason = passes and any(word in "".join(plain[:at]) for word in keywords().all_spellings("BECAUSE"))
        if reason or not (cites or passes):
            own.append((at, close))
        plain[at:close] = " " * (close - at)
        at = close
    return "".join(plain), own


def _spoken(line: str, start: int, end: int, years: Container[int] | None) -> list[tuple[int, int]]:
    """The dates of a stretch of words, and the years that are in none of them."""
    found = [match.span() for match in _SPOKEN.finditer(line, start, end)]
    for match in _YEAR.finditer(line, start, end):
        if (years is None or int(match[0]) in years) and not any(first <= match.start() < last for first, last in found):
            found.append(match.span())
    return found


@cache
def _months() -> re.Pattern[str]:
    """A month by its name with a year, as calendar words have it."""
    names = "|".join(re.escape(form) for month in _MONTHS for form in keywords().all_spellings(month))
    return re.compile(rf"(?<!\w)(?:{names})\s+\d{{4}}(?!\w)")
