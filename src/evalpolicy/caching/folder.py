"""The files of the cache: a folder that belongs to the user alone, files that are whole or not there, and not too many of them.

`EVALPOLICY_CACHE` names the folder; `off` or nothing: no cache. Where it is not set, it is `evalpolicy` in the user's folder for caches.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING, Any

from evalpolicy.digests import digest

if TYPE_CHECKING:
    from evalpolicy.source import AnyPath

VARIABLE = "EVALPOLICY_CACHE"
SUFFIX = ".evalpolicy-cache"
MOST_ENTRIES = 64
MOST_BYTES = 64_000_000
"""Of one entry, and of all of them; of one file that is read for them."""
FORGOTTEN = 3600
"""Seconds after which a file that was not finished is removed."""
_BINARY = getattr(os, "O_BINARY", 0)


def usable() -> str | None:
    """The folder, made where it is not there; None where there is none, or where somebody else could have written in it."""
    named = os.environ.get(VARIABLE)
    place = _usual() if named is None else named if named.strip().lower() not in ("", "off") else None
    if place is None:
        return None
    try:
        if not os.path.isdir(place):
            os.makedirs(place, mode=0o700, exist_ok=True)
        return place if _is_ours(os.stat(place)) else None
    except (OSError, ValueError):
        return None


def _usual() -> str | None:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return os.path.join(local, "evalpolicy", "cache") if local else None
    home = os.path.expanduser("~")
    if home.startswith("~"):
        return None
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "evalpolicy")
    base = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(base if os.path.isabs(base) else os.path.join(home, ".cache"), "evalpolicy")


def _is_ours(status: os.stat_result) -> bool:
    """Whether nobody but the user may write here. On Windows a user's folders are his own."""
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def contents(path: AnyPath) -> bytes | None:
    """The bytes of a plain file that is not absurdly large; None where it is none.

    Of texts, the limits are not asked: an entry is of a text that was within them.
    """
    try:
        with open(path, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return None
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        return None
    return data if len(data) <= MOST_BYTES else None


def read(place: str, key: str) -> bytes | None:
    """The entry of that key; None where there is none, or it is not as it was written."""
    path = os.path.join(place, key + SUFFIX)
    try:
        status = os.stat(path)
    except OSError:
        return None
    data = contents(path) if _is_ours(status) and stat.S_ISREG(status.st_mode) else None
    if data is None:
        return None
    stated, _, body = data.partition(b"\n")
    return body if stated.decode("ascii", "replace") == _digest(key, body) else None


def as_json(value: Any) -> bytes:
    """A value as one line of an entry."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def write(place: str, key: str, data: bytes) -> None:
    """Put an entry there, whole or not at all; what cannot be written is left."""
    if len(data) >= MOST_BYTES:
        return
    unfinished = os.path.join(place, f"{key}.{os.getpid()}.{os.urandom(8).hex()}.unfinished")
    try:
        # Nobody reads it before it is whole, and of two processes that write the same one the last stays.
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "wb") as stream:
            stream.write(_digest(key, data).encode("ascii") + b"\n" + data)
        os.replace(unfinished, os.path.join(place, key + SUFFIX))
        _clean(place)
    except OSError:
        pass
    finally:
        _remove(unfinished)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return  # another process was quicker, or it was put in place


def _digest(key: str, body: bytes) -> str:
    """Of an entry and of the place where it belongs."""
    return digest(key.encode("ascii") + body)


def _clean(place: str) -> None:
    """Remove the oldest entries beyond what the cache may hold, and what another process has left unfinished."""
    entries: list[tuple[float, int, str]] = []
    for name in os.listdir(place):
        path = os.path.join(place, name)
        try:
            status = os.stat(path)
        except OSError:
            continue  # another process was quicker
        if name.endswith(SUFFIX):
            entries.append((status.st_mtime, status.st_size, path))
        elif name.endswith(".unfinished") and os.stat(place).st_mtime - status.st_mtime > FORGOTTEN:
            _remove(path)
    held = 0
    for number, (_, size, path) in enumerate(sorted(entries, reverse=True)):
        held += size
        if number >= MOST_ENTRIES or held > MOST_BYTES:
            _remove(path)
