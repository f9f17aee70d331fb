"""What tells one text from another: a digest of it.

`hashlib` loads OpenSSL, which takes a process longer than reading an entry of the cache. So the modules are used on which it falls back where there
is no OpenSSL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b
    from hashlib import sha256 as _sha256
else:
    try:
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    try:
        from _sha2 import sha256 as _sha256
    except ImportError:  # the module's name before Python 3.12
        try:
            from _sha256 import sha256 as _sha256
        except ImportError:
            from hashlib import sha256 as _sha256

SIZE = 32
"""Bytes of a digest."""


def digest(data: bytes) -> str:
    """The digest of some bytes that this library alone compares (BLAKE2b), in hexadecimal digits."""
    return blake2b(data, digest_size=SIZE).hexdigest()


def sha256(text: str) -> str:
    """The digest of a text's UTF-8 bytes that others may compare too (SHA-256), in hexadecimal digits."""
    return _sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
