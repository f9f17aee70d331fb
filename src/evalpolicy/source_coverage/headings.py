"""Where the numbered parts of a text begin: `一、`, `（二）`, `3.`, `1.4`, `(a)`, `①`; and the part that the place of a citation names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from evalpolicy.classes import frozen

_HAN = "一二三四五六七八九十百"
_UNITS = "年月日号时点分秒元角个项人级天周次门科份张岁号级届名种类万千百倍%％"
_NUMBER_AT_START = re.compile(
    rf"""[ \t\u3000]*(?:
      (?P<chapter>第[{_HAN}\d]{{1,4}}[章节条款部])
    | §\s*(?P<section>\d{{1,3}})\b[.:]?
    | [（(](?P<bracketed>[{_HAN}]{{1,3}}|\d{{1,2}}|[A-Za-z]|[ivx]{{1,4}})[)）][、.．]?
    | (?P<han>[{_HAN}]{{1,3}})[、.．]
    | (?P<dotted>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})[.．]?(?=\s+\D|[^\W\d])
    | (?P<digits>\d{{1,2}})(?:[、．]|\.(?=\s*[^\W\d])|[)）]|[ ]{{2,}}(?=\S)|[ \t]*(?=\n\s*\D|[ \t\u3000][\u4e00-\u9fff](?<![{_UNITS}])))
    | (?P<letter>[A-Za-z])[)）.．](?=\s)
    | (?P<circled>[①-⑳])
    | (?P<bullet>[•●◆■▪▶★☆※◇○·–—*-])(?=\s)
    )[ \t\u3000]*""",
    re.VERBOSE,
)
_COMPONENT = re.compile(
    rf"[（(](?P<bracketed>[{_HAN}]+|\d+|[A-Za-z]|[ivx]+)[)）]|(?P<han>[{_HAN}]+)|(?P<digits>\d+(?:\.\d+)*)|(?P<letter>[A-Za-z])(?![A-Za-z])|(?P<circled>[①-⑳])"
)
_BETWEEN = re.compile(r"[\s、.．，,第章节条款项§]*")


@frozen
class Heading:
    """A number at the beginning of a line, or a bullet. `style` tells those from one another that are counted apart, `number` is as it is counted.

    `start` is the offset of its first character, `end` that of what it numbers.
    """

    style: str
    number: str
    start: int
    end: int


def headings(text: str) -> tuple[Heading, ...]:
    """Those of a text, in its order."""
    found = []
    for line in re.finditer(r"^.*\S.*$", text, re.MULTILINE):
        match = _NUMBER_AT_START.match(text, line.start())
        if match is not None and match.lastgroup is not None:
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            found.append(Heading(*_counted(match), start, match.end()))
    return tuple(found)


def part_named(place: str, found: Sequence[Heading], length: int) -> tuple[int, int] | None:
    """The stretch of the text, of so many characters, that a place such as `二4（3）` or `1.4` names; None where the text has no such part.

    A part reaches to the next number of its own style, and no further than the part that it is in.
    """
    components = _components(place)
    if not components:
        return None
    first, last = 0, length
    for style, number in components:
        inside = [heading for heading in found if first <= heading.start < last and heading.style == style]
        begin = next((place for place, heading in enumerate(inside) if heading.number == number), None)
        if begin is None:
            return None
        first = inside[begin].start
        last = next((heading.start for heading in inside[begin + 1 :] if heading.number != number), last)
    return first, last


def depth_of(place: str) -> int:
    """How many numbers a place is made of; 0 where it is made of anything else."""
    return len(_components(place))


def is_words(place: str) -> bool:
    """Whether a place is words, such as `附件 3` or `Annex`, and not numbers with a slip in them."""
    return len(_BETWEEN.sub("", _COMPONENT.sub("", place))) > 1


def part_label(offset: int, found: Sequence[Heading], length: int, depth: int) -> str | None:
    """The place, of up to so many numbers, of the part that a character of the text stands in; None where it stands in none."""
    path: list[Heading] = []
    for heading in found:
        if heading.start > offset:
            break
        path = _below(path, heading)
    for numbers in range(min(depth, len(path)), 0, -1):
        label = "".join(map(_written, path[:numbers]))
        part = part_named(label, found, length)
        if part is not None and part[0] <= offset < part[1]:
            return label
    return None


def part_labels(found: Sequence[Heading], depth: int) -> Iterator[str]:
    """The places of the parts of a text that have so many numbers, in its order."""
    path: list[Heading] = []
    for heading in found:
        path = _below(path, heading)
        if len(path) == depth and path[-1] is heading:
            yield "".join(map(_written, path))


def _below(path: list[Heading], heading: Heading) -> list[Heading]:
    """The headings that a heading stands below, and itself; bullets number nothing."""
    if heading.style == "bullet":
        return path
    above = next((place for place, each in enumerate(path) if each.style == heading.style), len(path))
    return [*path[:above], heading]


def _written(heading: Heading) -> str:
    if not heading.style.startswith("bracketed"):
        return heading.number
    return f"({heading.number})" if heading.style.endswith("letters") else f"（{heading.number}）"


def _components(place: str) -> list[tuple[str, str]]:
    """The numbers that a place is made of; none where it holds anything else."""
    components, at = [], 0
    while at < len(place):
        at = _end(_BETWEEN.match(place, at))
        match = _COMPONENT.match(place, at)
        if match is None:
            break
        components.append(_counted(match))
        at = match.end()
    return components if at == len(place) else []


def _end(match: re.Match[str] | None) -> int:
    assert match is not None
    return match.end()


def _counted(match: re.Match[str]) -> tuple[str, str]:
    """The style of a number, and the number."""
    assert match.lastgroup is not None
    number = unicodedata.normalize("NFKC", match[match.lastgroup].strip("第章节条款部")).lower()
    style = {"dotted": "digits", "section": "digits", "chapter": "han"}.get(match.lastgroup, match.lastgroup)
    if style == "bracketed":
        style += " digits" if number.isdecimal() else " letters" if number.isascii() else " han"
    return style, number
