"""The words that mutation changes, in both keyword languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from evalpolicy.resources import grammar_text

DECLARATIONS = (
    *("policy", "source", "type", "record", "fact", "catalog", "parameter", "reading", "define", "rule", "advice", "exception", "step", "event"),
    *("fee", "adjustment", "invariant", "example"),
)
LEFT_ALONE = ("policy", "source", "type", "record", "parameter", "advice", "event", "invariant", "example")
"""Declarations that are not mutated: what they say decides nothing, or is what the mutants are judged by."""

DROPPED = (
    *("when", "require", "forbid", "asks", "needs", "window", "due", "daily", "except", "file", "waive", "add", "subtract", "replace", "cap"),
    *("floor", "multiply", "after", "not with", "before", "open", "more from", "adopt", "tentative", "needs approval", "value", "amount"),
)
"""Clauses that are dropped, one at a time."""

_SWAPS: Mapping[str, tuple[str, ...]] = {
    "at most": ("at least", "less than"),
    "at least": ("at most", "more than"),
    "more than": ("at least", "at most"),
    "less than": ("at most", "at least"),
    "fewer than": ("at most", "at least"),
    "exactly": ("at most", "at least"),
    "exactly one": ("at least one",),
    "at least one": ("exactly one",),
    "on or before": ("before", "on or after"),
    "on or after": ("after", "on or before"),
    "before": ("on or before", "after"),
    "after": ("on or after", "before"),
    "<=": ("<", ">="),
    ">=": (">", "<="),
    "<": ("<=", ">"),
    ">": (">=", "<"),
    "=": ("!=",),
    "!=": ("=",),
    "and": ("or",),
    "or": ("and",),
    "implies": ("and", "or"),
    "not": ("",),
    "is": ("is not",),
    "is not": ("is",),
    "is given": ("is not given",),
    "is not given": ("is given",),
    "is listed": ("is not listed",),
    "is not listed": ("is listed",),
    "in": ("not in",),
    "not in": ("in",),
    "any": ("no",),
    "no": ("any",),
    "no two": ("every two",),
    "sum of": ("maximum of",),
    "maximum of": ("minimum of",),
    "minimum of": ("maximum of",),
    "latest of": ("earliest of",),
    "earliest of": ("latest of",),
    "best": ("different",),
    "min": ("max",),
    "max": ("min",),
    "rounded up to": ("rounded down to",),
    "rounded down to": ("rounded up to",),
    "rounded half up to": ("rounded down to", "rounded up to"),
    "working days": ("days",),
    "days": ("working days",),
    "months": ("weeks",),
    "weeks": ("months",),
    "years": ("months",),
    "hours": ("days",),
    "from": ("after",),
    "add": ("subtract",),
    "subtract": ("add",),
    "cap": ("floor",),
    "floor": ("cap",),
    "+": ("-",),
    "-": ("+",),
    "not stated": ("0",),
    "never empty": ("",),
    "yes": ("no",),
    "per selection": ("per application",),
}
_KEYWORDS: dict[str, dict[str, list[str]]] = tomllib.loads(grammar_text("keywords.toml"))


def _chinese(english: str) -> list[str]:
    """The Chinese spellings of an English keyword; itself where it is none."""
    terminals = [terminal for terminal, spellings in _KEYWORDS["en"].items() if english in spellings]
    return [spelling for terminal in terminals for spelling in _KEYWORDS["zh"].get(terminal, [])] or [english]


SWAPS: Mapping[str, tuple[str, ...]] = {
    **{spelling: tuple(_chinese(other)[0] if other else "" for other in others) for word, others in _SWAPS.items() for spelling in _chinese(word)},
    **_SWAPS,
}
"""What a word is changed to, in the language that it is written in."""

_ENGLISH = {
    spelling: word
    for word in (*DECLARATIONS, *DROPPED, "cite", "message", "option", "by", "interpretation", "consequence", "implied", "default", "never empty")
    for spelling in (*_chinese(word), word)
}


def leading(line: str) -> str:
    """The keyword that a line begins with, in English; its first word where that is none."""
    stripped = line.strip()
    found = [word for word in _ENGLISH if stripped == word or stripped.startswith(f"{word} ")]
    return _ENGLISH[max(found, key=len)] if found else (stripped.split() or [""])[0]


def spelt(*english: str) -> str:
    """A pattern of keywords, in both languages."""
    return "|".join(re.escape(spelling) for word in english for spelling in {*_chinese(word), word})


_QUOTED = re.compile(r'("[^"]*"|“[^”]*”)')
_HALF_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20}


def half_width(text: str) -> str:
    """A policy's text with half-width characters outside of quotes, as authors may write it too."""
    return "".join(part if part[:1] in ('"', "“") and len(part) > 1 else part.translate(_HALF_WIDTH) for part in _QUOTED.split(text))


_WORDS = sorted(SWAPS, key=len, reverse=True)
TOKEN = re.compile(    r'(?P<text>"[^"]*"|“[^”]*”)|(?P<comment>#.*)|(?P<date>\d{4}-\d\d-\d\d)|(?P<time>\d\d:\d\d(?::\d\d)?)|(?P<month>\d{4}-\d\d\b)'
    r"|(?P<number>(?<![\w.])\d+(?:\.\d+)?(?![\w]))|(?P<word>"
    + "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" if word[0].isalpha() else rf"(?<!\S){re.escape(word)}(?!\S)" for word in _WORDS)
    + r")|(?P<name>[^\W\d]\w*)|(?P<doubt>\?)"
)
