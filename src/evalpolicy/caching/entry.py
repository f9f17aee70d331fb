"""What an entry of the cache hangs on, beside the text of the policy.

Its key is of the text, the folder that it stands in, the limits, Python's version and this library: its version, and its files as they are, so that
neither a new version nor a change in a checkout finds what was kept before. An entry says which texts the policy was read with, and which rules of
its time zone and holidays; it holds only while they are the same.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from evalpolicy._version import __version__
from evalpolicy.caching.folder import contents
from evalpolicy.resources import grammar_file

if TYPE_CHECKING:
    from evalpolicy.language.model import PolicyModel
    from evalpolicy.limits import Limits

FORMAT = 2
"""Of what an entry holds."""
_READING = (
    *("", "backends", "backends/graph", "caching", "core", "core/terms"),
    *("language", "language/expression", "language/model", "syntax", "syntax/tree"),
)
"""Folders of the modules that have a part in reading a policy."""


def key(data: bytes, folder: Path, limits: Limits | None) -> str:
    """The name of the entry of a policy's text, read within these limits (None: the usual ones)."""
    bounds = None if limits is None else _bounds(limits)
    parts = (FORMAT, __version__, sys.version_info[:3], _library(), os.path.abspath(folder), bounds, hashlib.sha256(data).hexdigest())
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _bounds(limits: Limits) -> dict[str, Any] | None:
    from evalpolicy.classes import asdict

    return None if limits == type(limits)() else asdict(limits)


@cache
def _library() -> tuple[object, ...]:
    """The files of this library: their names, sizes and times."""
    package = Path(__file__).parent.parent
    try:
        found: list[object] = []
        for name in _READING:
            with os.scandir(package / name) as files:
                held = [(file.name, file.stat()) for file in files if file.name.endswith(".py")]
            found += [(name, file, status.st_size, status.st_mtime_ns) for file, status in sorted(held, key=lambda each: each[0])]
        tables = grammar_file("tables.json").stat()
        return (*found, tables.st_size, tables.st_mtime_ns)
    except OSError:
        # In an archive: there it does not change.
        return ()


def surroundings(model: PolicyModel, texts: dict[str, str]) -> dict[str, Any]:
    """What an entry says of the texts that the policy was read with, and of what it was computed with."""
    return {
        "texts": {path: _digest(text.encode("utf-8")) for path, text in texts.items()},
        "computed": {str(path): _digest(contents(path) or b"") for path in _computed_with(model)},
    }


def texts_as_they_were(body: dict[str, Any], folder: Path) -> dict[str, str] | None:
    """The texts that an entry speaks of, by path; None where one of them, or what the policy was computed with, is another now."""
    for name, digest in body["computed"].items():
        if _digest(contents(Path(name)) or b"") != digest:
            return None
    texts: dict[str, str] = {}
    for name, digest in body["texts"].items():
        relative = PurePosixPath(name.replace("\\", "/"))
        if relative.is_absolute() or ".." in relative.parts or ":" in name:
            return None
        data = contents(Path(folder, *relative.parts))
        if data is None:
            return None
        # As `Path.read_text` reads it.
        texts[name] = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        if _digest(texts[name].encode("utf-8")) != digest:
            return None
    return texts


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _computed_with(model: PolicyModel) -> list[Path]:
    """The files of the policy's time zone, and of the package that knows holidays: its version says which it knows."""
    from importlib.util import find_spec
    from zoneinfo import TZPATH

    found = [Path(folder, model.timezone) for folder in TZPATH]
    packages = {"tzdata": Path("zoneinfo", model.timezone)}
    if model.calendar is not None:
        packages["holidays"] = Path("version.py")
    for package, file in packages.items():
        spec = find_spec(package)
        found += [Path(place, file) for place in (spec.submodule_search_locations or ())] if spec is not None else []
    return found
