"""Output that is right in every terminal and pipe: UTF-8 whatever the locale, wide characters aligned."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from evalpolicy.wording import Language

_CHINESE = 0x04
"""`LANG_CHINESE` of Windows: with every script and region."""


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says; what cannot be encoded is escaped rather than failing. A stream that is closed is an empty one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # as long as the process
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def system_language() -> Language:
    """Chinese where the environment asks for it, or where it says nothing and Windows does; else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if _windows_language() == _CHINESE else "en"


def _windows_language() -> int | None:
    """The primary language of the user interface of Windows; None elsewhere."""
    if sys.platform != "win32":
        return None
    import ctypes

    return int(ctypes.windll.kernel32.GetUserDefaultUILanguage()) & 0x3FF


def width(text: str) -> int:
    """How many columns a text takes."""
    from wcwidth import wcswidth  # its tables take a tenth of the time of a command that shows none

    return max(0, wcswidth(text))


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """Rows as aligned lines, the last column as it is."""
    if not rows:
        return []
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]) - 1)]
    lines = []
    for row in rows:
        cells = [cell + " " * (widths[place] - width(cell)) for place, cell in enumerate(row[:-1])]
        lines.append((indent + "  ".join([*cells, row[-1]])).rstrip())
    return lines
