"""Writing files so that nobody ever sees half of one."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def in_the_place_of(target: Path) -> Iterator[Path]:
    """Where to write what shall stand in the place of a file, or be a new one: it is put there whole, or not at all, and then what was there stays.

    A link stays a link. Raises `OSError`, which names the file as it is called here, where it is read-only or nothing can be written beside it.
    """
    try:
        with _beside(target.resolve()) as unfinished:
            yield unfinished
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(target)) from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    if target.is_dir():
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not target.parent.is_dir():
        raise OSError(errno.ENOENT, "there is no such folder")
    there = target.stat().st_mode if target.is_file() else None
    if there is None and target.exists():
        # A device takes what it is given.
        yield target
        return
    if there is not None and not os.access(target, os.W_OK):
        # The folder would let it be replaced; whoever made the file read-only means it.
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    unfinished = target.with_name(f".{os.urandom(8).hex()}.unfinished")
    try:
        yield unfinished
        if there is not None:
            unfinished.chmod(there & 0o7777)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def write_file(path: Path, data: bytes) -> None:
    """Put `data` in the place of a file, or make it, in one go."""
    with in_the_place_of(path) as unfinished, unfinished.open("wb") as stream:
        stream.write(data)
        stream.flush()
        if stream.seekable():
            os.fsync(stream.fileno())
