"""Which encoding a file seems to be in that is no UTF-8: to name it to its author, never to read a policy with it."""

from __future__ import annotations

import codecs
import re

_NON_ASCII = re.compile(r"[^\x00-\x7f]")


def seeming_text(data: bytes) -> tuple[str, str] | None:
    """The name of the encoding that `data` seems to be in, UTF-16 or GB18030, and its text; None where neither fits."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # A line of it may end within a character.
        text = _decoded(data[: len(data) // 2 * 2], "utf-16")
        return None if text is None else ("UTF-16", text)
    if b"\0" in data:
        # The line ends, spaces and ASCII letters of UTF-16 have their NUL always on the same side.
        little = data[1::2].count(0) > data[::2].count(0)
        text = _decoded(data, "utf-16-le" if little else "utf-16-be")
        return None if text is None or "\0" in text or "\n" not in text else ("UTF-16", text)
    text = _decoded(data, "gb18030")
    if text is None:
        return None
    # Nearly any bytes are some GB18030; in Chinese prose most characters are the common ones of GB 2312.
    beyond = _NON_ASCII.findall(text)
    common = sum(1 for character in beyond if character.encode("gb2312", "ignore"))
    return ("GBK (GB18030)", text) if 2 * common > len(beyond) else None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
