"""Lines about files as notices have them: sizes in letters, sizes from one to another, several formats at once."""

from __future__ import annotations

import re

from evalpolicy.syntax.notations.notation import Meant, Notation, helped, spelt
from evalpolicy.wording import Wording

_UNITS = {"k": "KB", "千": "KB", "m": "MB", "兆": "MB", "g": "GB", "吉": "GB", "字": "B", "b": "B"}
_UNIT = r"(?:[KkMmGg](?:i?[Bb])?(?:ytes?)?|[千兆吉]字?节?|字节|[Bb]ytes?|B)"
_SIZE = rf"[0-9]+(?:\.[0-9]+)?\s*{_UNIT}"
_TO = r"(?:\.\.|-|~|—+|–|至|到|to|and|和|且)"


def _size(written: str) -> str:
    number = re.match(r"[0-9.]+", written)
    assert number is not None
    return f"{number[0]} {_UNITS[written[number.end() :].strip()[0].lower()]}"


def _between(match: re.Match[str]) -> Meant:
    least, most = match["least"], match["most"]
    unit = re.sub(r"[0-9.\s]", "", most)
    return Meant(f"at least {_size(least if re.search(r'[^0-9.]', least) else least + unit)} at most {_size(most)}")


FILES = (
    Notation(
        re.compile(rf"^\s*{spelt('FILE')}\s+{spelt('EXACTLY_ONE', 'AT_LEAST_ONE')}\s+(?P<at>(?P<name>[^\s\"“”]+))"),
        Wording("文件名要放在引号里", "the name of a file stands in quotes"),
        lambda match: Meant(f'"{match["name"].strip("`")}"'),
    ),
    Notation(
        re.compile(
            rf"{spelt('SIZE')}\s+(?P<at>(?:(?:between|from|介于|在)\s+)?(?P<least>[0-9]+(?:\.[0-9]+)?\s*{_UNIT}?)\s*{_TO}\s*(?P<most>{_SIZE}))(?!\w)"
        ),
        Wording("大小从多少到多少，写成 `at least` 和 `at most`", "sizes from one to another are written with `at least` and `at most`"),
        _between,
    ),
    Notation(
        re.compile(r"(?<![\w.])(?P<at>[0-9]+(?:\.[0-9]+)?\s*(?:[KkMmGg]i?|[KkMmGg]i[Bb]|[千兆吉]))(?!\w)"),
        Wording("大小的单位要写全", "the unit of a size is written out"),
        lambda match: Meant(_size(match["at"])) if re.search(spelt("SIZE"), match.string[: match.start("at")]) else None,
        everywhere=True,
    ),
    Notation(
        re.compile(rf"{spelt('FORMAT')}\s+(?P<at>[\"“]\.?(?P<name>\w+)[\"”])"),
        Wording("格式不放在引号里", "a format has no quotes"),
        lambda match: Meant(match["name"]),
    ),
    Notation(
        re.compile(rf"{spelt('FORMAT')}\s+[\"“]?\w+[\"”]?(?P<at>\s*(?:,|/|或者?|or|and|和)\s*[\"“]?\w+)"),
        Wording("一行 `file` 只写一种格式", "a `file` line has one format"),
        helped(
            '几种都行的，写出各个文件名，不写 `format`，如 `"photo.jpg" or "photo.png"`',
            'where there may be several, name the files and leave `format` out, as in `"photo.jpg" or "photo.png"`',
        ),
    ),
)
