"""Room for more of one policy: what is made of it, kept beside it."""

from __future__ import annotations

from evalpolicy.caching import folder
from evalpolicy.digests import digest


class Room:
    """Entries of the cache that hold only with one other: `key` and `body` are those of the policy itself, which says all that it hangs on."""

    def __init__(self, place: str, key: str, body: bytes) -> None:
        self._place, self._of = place, digest(key.encode("ascii") + body)

    def read(self, what: str) -> bytes | None:
        """What is kept under that name; None where nothing is, or it is not as it was written."""
        return folder.read(self._place, self._key(what))

    def write(self, what: str, data: bytes) -> None:
        """Keep data under that name, if that can be."""
        folder.write(self._place, self._key(what), data)

    def _key(self, what: str) -> str:
        return digest(f"{self._of} {what}".encode())
