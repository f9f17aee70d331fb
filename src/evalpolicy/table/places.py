"""Hashes looked up in a table, a few of them, each at a place of its own."""

from __future__ import annotations

import numpy as np

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.classes import frozen

MOST = 1024
"""More hashes are not given places of their own."""
ATTEMPTS = 20
"""So many factors are tried until no two hashes have the same place."""
FACTOR = 0x9E3779B97F4A7C15
"""An odd factor that spreads hashes."""


@frozen(eq=False)
class Places:
    """Where each of some hashes stands among them. Of a hash that is none of them, any place: whoever asks compares what was hashed."""

    table: Array
    factor: np.uint64
    shift: np.uint64

    @classmethod
    def made(cls, hashes: Array) -> Places | None:
        """Places for these different hashes; None where they are many."""
        # With so many places half of the factors will do, or more.
        bits = max(2 * len(hashes).bit_length() - 1, 1)
        shift = np.uint64(64 - bits)
        for attempt in range(ATTEMPTS if len(hashes) <= MOST else 0):
            factor = np.uint64(pow(FACTOR, attempt + 1, 1 << 64))
            places = (hashes * factor) >> shift
            if len(np.unique(places)) == len(places):
                table = np.zeros(1 << bits, np.int16)
                table[places] = np.arange(len(hashes))
                return cls(table, factor, shift)
        return None

    def of(self, hashes: Array) -> Array:
        """The place of each hash."""
        places = hashes * self.factor
        places >>= self.shift
        found: Array = self.table.take(places.view(np.int64))
        return found


def weights(number: int) -> Array:
    """Odd factors, a different one for each word of what is hashed."""
    return np.array([pow(FACTOR, place, 1 << 64) for place in range(1, number + 1)], np.uint64)
