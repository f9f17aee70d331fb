"""What an entry of the cache hangs on, beside the text of the policy.

Its key is of the text, the folder that it stands in, the limits, Python's version and this library: its version, and its files as they are, so that
neither a new version nor a change in a checkout finds what was kept before. An entry says which texts the policy was read with, and which rules of
its time zone and holidays; it holds only while they are the same.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from evalpolicy._version import __version__
from evalpolicy.caching.folder import contents
from evalpolicy.digests import digest
from evalpolicy.resources import PACKAGE, folder_of

if TYPE_CHECKING:
    from evalpolicy.language.model import PolicyModel
    from evalpolicy.limits import Limits

FORMAT = 3
"""Of what an entry holds."""
_READING = (
    *("", "backends", "backends/graph", "caching", "core", "core/terms"),
    *("language", "language/expression", "language/model", "syntax", "syntax/tree"),
)
"""Folders of the modules that have a part in reading a policy."""


def key(data: bytes, folder: str, limits: Limits | None) -> str:
    """The name of the entry of a policy's text, read within these limits (None: the usual ones)."""
    bounds = None if limits is None else _bounds(limits)
    parts = (FORMAT, __version__, sys.version_info[:3], _library(), os.path.abspath(folder), bounds, digest(data))
    return digest(repr(parts).encode("utf-8", "surrogatepass"))


def _bounds(limits: Limits) -> dict[str, Any] | None:
    from evalpolicy.classes import asdict

    return None if limits == type(limits)() else asdict(limits)


@cache
def _library() -> tuple[object, ...]:
    """The files of this library: their names, sizes and times."""
    try:
        found: list[object] = []
        for name in _READING:
            with os.scandir(os.path.join(PACKAGE, name)) as files:
                held = [(file.name, file.stat()) for file in files if file.name.endswith(".py")]
            found += [(name, file, status.st_size, status.st_mtime_ns) for file, status in sorted(held, key=lambda each: each[0])]
        tables = os.stat(os.path.join(folder_of("grammar"), "tables.json"))
        return (*found, tables.st_size, tables.st_mtime_ns)
    except OSError:
        # In an archive: there it does not change.
        return ()


def surroundings(model: PolicyModel, texts: dict[str, str]) -> dict[str, Any]:
    """What an entry says of the texts that the policy was read with, and of what it was computed with."""
    return {
        "texts": {path: digest(text.encode("utf-8")) for path, text in texts.items()},
        "computed": {path: digest(contents(path) or b"") for path in _computed_with(model)},
    }


def texts_as_they_were(body: dict[str, Any], folder: str) -> dict[str, str] | None:
    """The texts that an entry speaks of, by path; None where one of them, or what the policy was computed with, is another now."""
    for name, stated in body["computed"].items():
        if digest(contents(name) or b"") != stated:
            return None
    texts: dict[str, str] = {}
    for name, stated in body["texts"].items():
        parts = name.replace("\\", "/").split("/")
        if not parts[0] or ".." in parts or ":" in name:
            return None
        data = contents(os.path.join(folder, *parts))
        if data is None:
            return None
        # As `Path.read_text` reads it.
        texts[name] = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        if digest(texts[name].encode("utf-8")) != stated:
            return None
    return texts


def _computed_with(model: PolicyModel) -> list[str]:
    """The files of the policy's time zone, and of the package that knows holidays: its version says which it knows."""
    from importlib.util import find_spec
    from zoneinfo import TZPATH

    zone = model.timezone.split("/")
    found = [os.path.join(folder, *zone) for folder in TZPATH]
    packages = {"tzdata": os.path.join("zoneinfo", *zone)}
    if model.calendar is not None:
        packages["holidays"] = "version.py"
    for package, file in packages.items():
        spec = find_spec(package)
        found += [os.path.join(place, file) for place in (spec.submodule_search_locations or ())] if spec is not None else []
    return found
