"""What tells one text from another: a digest of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b
else:
    # `hashlib` loads OpenSSL, which takes a process longer than reading an entry of the cache.
    try:
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b

SIZE = 32
"""Bytes of a digest."""


def digest(data: bytes) -> str:
    """The digest of some bytes (BLAKE2b), in hexadecimal digits."""
    return blake2b(data, digest_size=SIZE).hexdigest()
