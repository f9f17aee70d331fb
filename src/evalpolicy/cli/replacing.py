"""Writing files anew, so that nobody ever sees half of one."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in the place of a file in one go: whoever reads it sees all of the old or all of the new. A link stays a link.

    Raises `OSError`, which names the file, where it is read-only or nothing can be written beside it; then it stays as it is.
    """
    shown, path = path, path.resolve()
    if not os.access(path, os.W_OK):
        # The folder would let it be replaced; whoever made the file read-only means it.
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(shown))
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(shown)) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, path.stat().st_mode & 0o7777)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
