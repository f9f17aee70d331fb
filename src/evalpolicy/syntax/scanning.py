"""Characters to lexemes: words, numbers, texts and marks, whatever they mean where they stand.

Full-width characters outside quoted text are read as their half-width forms, one for one, so that columns stay the author's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import Span
from evalpolicy.syntax import problems
from evalpolicy.syntax.keywords import keywords

HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("\u3000"): " ",
    ord("、"): ",",
    ord("。"): ".",
    ord("−"): "-",
    ord("–"): "-",
}
"""Full-width forms, and the marks that Chinese input methods and word processors put in their place."""

MARKS = {
    "..": "DOTDOT",
    "<=": "LESS_EQUAL",
    "≤": "LESS_EQUAL",
    ">=": "GREATER_EQUAL",
    "≥": "GREATER_EQUAL",
    "!=": "NOT_EQUAL",
    "≠": "NOT_EQUAL",
    "<": "LESS",
    ">": "GREATER",
    "=": "EQUAL",
    "+": "PLUS",
    "-": "MINUS",
    "*": "STAR",
    "×": "STAR",
    "/": "SLASH",
    "÷": "SLASH",
    "%": "PERCENT",
    "?": "QUESTION",
    "(": "LPAR",
    ")": "RPAR",
    ",": "COMMA",
    ".": "DOT",
    ":": "COLON",
    "|": "BAR",
}
QUOTES = {'"': '"', "＂": '"＂', "“": "”"}
"""What opens a text, and what closes it."""

_PLAIN = {'"': re.compile(r'[^\\"]*"'), "＂": re.compile(r'[^\\"＂]*["＂]'), "“": re.compile(r"[^\\“”]*”")}
"""The rest of a text that holds no backslash and no further quote, by what opens it."""

_UNSEEN = re.compile("[\ufeff\u200b-\u200f\u2060\u00ad\u202a-\u202e]")
_HIDDEN = re.compile(rf"(?<=\w){_UNSEEN.pattern}+(?=\w)")
"""Characters that nobody sees, within a word or a number."""

_PATTERN = re.compile(
    r"""[\s\ufeff\u200b-\u200f\u2060\u00ad\u202a-\u202e]*
    (?: (?P<WORD>[^\W0-9]\w*)
    |   (?P<TEXT>"[^\\"]*"|“[^\\“”]*”)
    |   (?P<MARK>\.\.|<=|>=|!=|[<>=+\-*/%?(),.:|≤≥≠×÷])
    |   (?P<DATE>[0-9]{4}-[0-9]+-[0-9]+(?!\w))
    |   (?P<YEAR_MONTH>[0-9]{4}-[0-9]{1,2}(?!\w))
    |   (?P<TIME>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?!\w))
    |   (?P<GROUPED>[0-9]{1,3}(?:,[0-9]{3})+(?!\w))
    |   (?P<NUMBER>[0-9]+(?:\.[0-9]+)?(?!\w))
    |   (?P<FIGURED>[0-9]\w*)
    |   (?P<QUOTED_NAME>「[^「」]*」)
    |   (?P<COMMENT>\#.*)
    )?
    """,
    re.VERBOSE | re.DOTALL,
)
"""White space, and what stands behind it. FIGURED is a word that begins with a figure; a text that is not as plain as TEXT is for `read_quoted`."""

_UNQUOTED = HALF_WIDTH.keys() - {ord("＂")}
_HALF_WIDTH_UNQUOTED = {code: HALF_WIDTH[code] for code in _UNQUOTED}
"""Outside of quotes: a full-width quote opens and closes other texts than a half-width one does."""

_ELSEWHERE = f"[^\"“＂{re.escape(''.join(map(chr, sorted(_UNQUOTED))))}]*+"
_HALF_WIDTH_ALREADY = re.compile(rf"""{_ELSEWHERE}(?:(?:"[^\\"]*+"|“[^\\“”]*+”){_ELSEWHERE})*+""")
"""A line that has full-width forms in plain texts only."""


MOST_TOLD = 20
"""Characters without a meaning that are told of one line: where there are more, nobody reads on."""


class Lexeme(NamedTuple):
    """A piece of a line. `kind` is WORD, QUOTED_NAME, TEXT or the terminal that it is; `text` what it says."""

    kind: str
    text: str
    span: Span


@frozen
class QuotedText:
    """A text in quotes: what it says, where each of its characters (and its end) stands in the line, where the literal ends."""

    text: str
    positions: Sequence[int]
    end: int
    closed: bool


def read_quoted(line: str, start: int) -> QuotedText:
    """The text whose opening quote is at `start`. `“` and `”` nest; other quotes do not; a backslash takes a quote or itself."""
    opening = line[start]
    closing = QUOTES[opening]
    plain = _PLAIN[opening].match(line, start + 1)
    if plain is not None:
        return QuotedText(line[start + 1 : plain.end() - 1], range(start + 1, plain.end()), plain.end(), True)
    characters: list[str] = []
    positions: list[int] = []
    depth = 1
    at = start + 1
    while at < len(line):
        here = at
        character = line[at]
        if character == "\\" and line[at + 1 : at + 2] in ("\\", '"', "“", "”", "＂"):
            at += 1
            character = line[at]
        elif character in closing:
            depth -= 1
            if depth == 0:
                return QuotedText("".join(characters), (*positions, here), at + 1, True)
        elif opening == "“" and character == "“":
            depth += 1
        characters.append(character)
        positions.append(here)
        at += 1
    return QuotedText("".join(characters), (*positions, len(line)), len(line), False)


def scan(text: str, line: int, columns: Sequence[int], diagnostics: Diagnostics, limits: Limits) -> list[Lexeme]:
    """The lexemes of a line or of a piece of one. `columns` are those of each character of `text`, and of its end."""
    if not text.isascii() and _UNSEEN.search(text) and _HIDDEN.search(text):
        text, columns = _without_hidden(text, line, columns, diagnostics)
    plain = text if text.isascii() or _HALF_WIDTH_ALREADY.fullmatch(text) else text.translate(_HALF_WIDTH_UNQUOTED)
    found: list[Lexeme] = []
    before, at, end = len(diagnostics.found), 0, len(text)
    while at < end:
        match = _PATTERN.match(plain, at)
        assert match is not None
        kind = match.lastgroup
        if kind is None:
            at = match.end()
            if at < end:
                at = _unplain(text, at, line, columns, found, before, diagnostics, limits)
            continue
        begin, at = match.span(kind)
        if kind == "COMMENT":
            break
        span = Span(line, columns[begin], line, columns[at])
        if kind == "WORD" and at - begin <= limits.name_length:
            found.append(Lexeme(kind, plain[begin:at], span))
        elif kind == "TEXT" and at - begin - 2 <= limits.text_length:
            found.append(Lexeme(kind, text[begin + 1 : at - 1], span))
        elif kind == "MARK":
            found.append(Lexeme(MARKS[match[kind]], match[kind], span))
        else:
            found.append(_lexeme(kind, text[begin:at], match[kind], span, diagnostics, limits))
    return found


def _unplain(
    text: str, at: int, line: int, columns: Sequence[int], found: list[Lexeme], before: int, diagnostics: Diagnostics, limits: Limits
) -> int:
    """Read what begins no plain lexeme: a text with further quotes in it, or nothing that can be read. Where to go on."""
    if text[at] not in QUOTES:
        return _unreadable(text, at, line, columns, before, diagnostics)
    quoted = read_quoted(text, at)
    lexeme = Lexeme("TEXT", quoted.text, Span(line, columns[at], line, columns[quoted.end]))
    if not quoted.closed and found and (not quoted.text.strip() or _ends_wording(text, at, found[-1])):
        # The marks of the text that the quote was to close mean nothing by themselves.
        diagnostics.found[before:] = [each for each in diagnostics.found[before:] if each.code != "unexpected-character"]
        problems.unopened_quote(diagnostics, lexeme.span, text[at])
    elif not quoted.closed:
        problems.unclosed_quote(diagnostics, lexeme.span, text[at])
    elif len(quoted.text) > limits.text_length:
        problems.too_long(diagnostics, lexeme.span, "text-too-long", limits.text_length)
    found.append(lexeme)
    return quoted.end


def _ends_wording(text: str, at: int, before: Lexeme) -> bool:
    """Whether a quote stands right behind a Chinese word that is no keyword: it is the end of a text whose beginning was left out."""
    return text[at - 1 : at].isalnum() and before.kind == "WORD" and not before.text.isascii() and not keywords().of_word(before.text)


def _without_hidden(text: str, line: int, columns: Sequence[int], diagnostics: Diagnostics) -> tuple[str, Sequence[int]]:
    """The text without the characters that nobody sees, each reported, but for those in quotes."""
    hidden = [match for match in _HIDDEN.finditer(text) if not _is_quoted(text, match.start())]
    for match in hidden:
        problems.invisible_character(diagnostics, Span(line, columns[match.start()], line, columns[match.end()]), match[0])
    gone = {place for match in hidden for place in range(*match.span())}
    kept = [place for place in range(len(text)) if place not in gone]
    return "".join(text[place] for place in kept), [*(columns[place] for place in kept), columns[len(text)]]


def _is_quoted(text: str, place: int) -> bool:
    at = 0
    while at < place:
        if text[at] in QUOTES:
            at = read_quoted(text, at).end
            if at > place:
                return True
        else:
            at += 1
    return False


def _unreadable(text: str, at: int, line: int, columns: Sequence[int], before: int, diagnostics: Diagnostics) -> int:
    """Report what no lexeme begins with, and where to go on. One character several times over is told once."""
    if text[at] == "「":
        problems.unclosed_name(diagnostics, Span(line, columns[at], line, columns[len(text)]))
        return len(text)
    if text[at] == "”":
        problems.unopened_quote(diagnostics, Span(line, columns[at], line, columns[at + 1]))
        return at + 1
    end = at + 1
    while text[end : end + 1] == text[at]:
        end += 1
    if len(diagnostics.found) - before < MOST_TOLD:
        problems.unexpected_character(diagnostics, Span(line, columns[at], line, columns[end]), text[at])
    return end


def _lexeme(kind: str, written: str, plain: str, span: Span, diagnostics: Diagnostics, limits: Limits) -> Lexeme:
    match kind:
        case "QUOTED_NAME":
            name = written[1:-1].strip()
            if not name:
                problems.empty_name(diagnostics, span)
            elif len(name) > limits.name_length:
                problems.too_long(diagnostics, span, "name-too-long", limits.name_length)
            return Lexeme(kind, name, span)
        case "TEXT":
            problems.too_long(diagnostics, span, "text-too-long", limits.text_length)
            return Lexeme(kind, written[1:-1], span)
        case "WORD" | "FIGURED":
            if len(plain) > limits.name_length:
                problems.too_long(diagnostics, span, "name-too-long", limits.name_length)
            return Lexeme("WORD", plain, span)
        case "NUMBER" if len(plain) > limits.number_length:
            problems.too_long(diagnostics, span, "number-too-long", limits.number_length)
        case "GROUPED":
            problems.grouped_number(diagnostics, span, plain)
        case "DATE" if read_date(plain) is None:
            problems.no_such_date(diagnostics, span, plain)
        case "TIME" if read_time(plain) is None:
            problems.no_such_time(diagnostics, span, plain)
    return Lexeme(kind, plain, span)


def read_date(text: str) -> dt.date | None:
    """The day that `2024-9-1` names, None where there is no such day."""
    year, month, day = text.split("-")
    if len(month) > 2 or len(day) > 2:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_time(text: str) -> dt.time | None:
    """The time of day that `17:00` or `17:00:30` names, None where there is no such time."""
    hour, minute, *second = map(int, text.split(":"))
    try:
        return dt.time(hour, minute, second[0] if second else 0)
    except ValueError:
        return None
