"""Files that belong to the library but are no Python: the grammar, the policies that are shipped, the pages of codes.

A wheel holds them inside the package; a checkout, and an editable install of it, at its top.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


@cache
def _folder(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _CHECKOUT / name


def shipped_policies() -> Path:
    """The folder of the policies that come with the library."""
    return _folder("policies")


def grammar_file(name: str) -> Path:
    """The file `name` of the grammar."""
    return _folder("grammar") / name


def error_pages() -> Path:
    """The folder of the pages that explain each code."""
    return _folder("docs/errors")


def grammar_text(name: str) -> str:
    """The text of the grammar file `name`."""
    return grammar_file(name).read_text(encoding="utf-8")
