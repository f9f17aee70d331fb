"""Patterns for what is spelt in several ways: names whatever their width, case and white space, and figures in wide characters.

Names are compared after normalisation (`core.names.normalised`). For most characters it acts on each by itself, so that the spellings of a name are a
pattern: a class of characters for each of its own, with white space anywhere. The few characters that it splits or joins are *unusual*: a text
with one of them is not judged by the schema.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from evalpolicy.classes import frozen
from evalpolicy.core.names import normalised

_LAST = 0x323B0
"""Beyond this no character has another form (planes 3 and up hold ideographs and selectors that normalisation leaves alone)."""
ALPHABETS = {"number": "0123456789+-.eE", "date": "0123456789W-", "instant": "0123456789Ww-Tt:.,Zz+", "resident id": "0123456789Xx"}


@frozen
class Characters:
    """`forms`: the characters that are each read as one; `blank`: those that are read as none; `unusual`: those that are split or joined.

    `wide`: for each alphabet the characters that stand for some of it, white space among them.
    """

    forms: Mapping[str, str]
    blank: str
    unusual: str
    wide: Mapping[str, str]


@cache
def characters() -> Characters:
    """What every character is read as; worked out once."""
    joining = {
        parts[1]
        for code in range(_LAST)
        if len(parts := unicodedata.decomposition(chr(code)).split()) == 2 and not parts[0].startswith("<")
    }
    joins = {chr(int(part, 16)) for part in joining} | {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A7, 0x11C3))}
    forms: dict[str, list[str]] = {}
    blank, unusual = [], []
    wide: dict[str, list[str]] = {name: [] for name in ALPHABETS}
    allowed = {name: frozenset(alphabet) for name, alphabet in ALPHABETS.items()}
    for code in range(_LAST):
        if 0xD800 <= code <= 0xDFFF:
            continue
        character = chr(code)
        composed = unicodedata.normalize("NFKC", character)
        read = normalised(character)
        if len(read) > 1 or any(unicodedata.combining(each) or each in joins for each in unicodedata.normalize("NFKD", character)):
            unusual.append(character)
        elif not read:
            blank.append(character)
        else:
            forms.setdefault(read, []).append(character)
        for name, alphabet in allowed.items():
            if all(each in alphabet or each.isspace() for each in composed):
                wide[name].append(character)
    return Characters(
        {read: character_class(found) for read, found in forms.items()},
        character_class(blank),
        character_class(unusual),
        {name: character_class(found) for name, found in wide.items()},
    )


def character_class(found: Iterable[str]) -> str:
    """A class of a regular expression, with ranges where characters follow each other."""
    codes = sorted(map(ord, set(found)))
    parts: list[str] = []
    place = 0
    while place < len(codes):
        end = place
        while end + 1 < len(codes) and codes[end + 1] == codes[end] + 1:
            end += 1
        parts.append(_escaped(codes[place]) if end == place else f"{_escaped(codes[place])}-{_escaped(codes[end])}")
        place = end + 1
    return f"[{''.join(parts)}]"


def _escaped(code: int) -> str:
    character = chr(code)
    if code < 0x20 or 0x7F <= code <= 0xA0 or character.isspace():
        return f"\\u{code:04x}"
    return f"\\{character}" if character in "\\]^-[" else character


def names_pattern(names: Iterable[str]) -> str:
    """What is read as one of some names, or as nothing (blank)."""
    table = characters()
    gap = f"{table.blank}*"
    ways = sorted({gap.join(["", *(table.forms[each] for each in normalised(name)), ""]) for name in names if _is_plain(normalised(name))})
    return f"^(?:{'|'.join([gap, *ways])})$"


def _is_plain(name: str) -> bool:
    """Whether every spelling of a name is one of plain characters, or holds an unusual one."""
    return bool(name) and all(each in characters().forms for each in name)


_DAY_OF_MONTH = r"(?:(?:0[13578]|1[02])-?(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-?(?:0[1-9]|[12][0-9]|30)|02-?(?:0[1-9]|1[0-9]|2[0-8]))"
_LEAP = r"(?:(?:19|20|21)(?:0[48]|[2468][048]|[13579][26])|2000)-?02-?29"
_WEEK = r"-?W(?:0[1-9]|[1-4][0-9]|5[0-3])(?:-?[1-7])?"
_TIME = r"(?:(?:[01][0-9]|2[0-3])(?::?[0-5][0-9](?::?[0-5][0-9](?:[.,][0-9]+)?)?)?|24(?::?00(?::?00(?:[.,]0+)?)?)?)"
_OFFSET = r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9](?::?[0-5][0-9])?)?)"
_SPACE = r"[\u0009-\u000d\u001c-\u0020]*"
_ASCII = {
    "number": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?",
    "date": rf"(?:(?:19|20|21)[0-9]{{2}}-?{_DAY_OF_MONTH}|{_LEAP}|(?:1899|(?:19|20|21)[0-9]{{2}}|2200){_WEEK})",
    "instant": rf"(?:(?:1899|(?:19|20|21)[0-9]{{2}}|2200)(?:-?{_DAY_OF_MONTH}|{_WEEK.replace('W', '[Ww]')})|{_LEAP})[Tt ]+{_TIME}(?:\s*{_OFFSET})?",
    "resident id": rf"(?:(?:[0-9]{_SPACE}){{17}}[0-9Xx])?",
}
"""Each form in ASCII, as exact as a pattern can be: days that exist, hours, offsets."""


def form_pattern(form: str) -> str:
    """What is written in a form of `ALPHABETS`: exactly where it is ASCII; of wide characters only that they stand for its letters."""
    wide = characters().wide[form]
    beyond = r"(?=[\u0000-\u007f]*[^\u0000-\u007f])"
    return rf"^(?:{_SPACE}{_ASCII[form]}{_SPACE}|{beyond}{wide}*)$"
