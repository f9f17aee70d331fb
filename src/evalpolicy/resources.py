"""Files that belong to the library but are no Python: the grammar, the policies that are shipped, the pages of codes.

A wheel holds them inside the package; a checkout, and an editable install of it, at its top.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = os.path.dirname(os.path.abspath(__file__))
_CHECKOUT = os.path.dirname(os.path.dirname(PACKAGE))


@cache
def folder_of(name: str) -> str:
    """The folder `name`, without `pathlib`, which takes a process longer to import than all else that a policy from the cache needs."""
    packaged = os.path.join(PACKAGE, *name.split("/"))
    return packaged if os.path.isdir(packaged) else os.path.join(_CHECKOUT, *name.split("/"))


def _path(*parts: str) -> Path:
    from pathlib import Path

    return Path(*parts)


def shipped_policies() -> Path:
    """The folder of the policies that come with the library."""
    return _path(folder_of("policies"))


def grammar_file(name: str) -> Path:
    """The file `name` of the grammar."""
    return _path(folder_of("grammar"), name)


def error_pages() -> Path:
    """The folder of the pages that explain each code."""
    return _path(folder_of("docs/errors"))


def grammar_text(name: str) -> str:
    """The text of the grammar file `name`."""
    with open(os.path.join(folder_of("grammar"), name), encoding="utf-8") as file:
        return file.read()
