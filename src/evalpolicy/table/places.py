"""Hashes looked up in a table, a few of them, each at a place of its own."""

from __future__ import annotations

import numpy as np

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.classes import frozen

MOST = 256
"""More hashes are not given places of their own."""
BITS, ATTEMPTS = 14, 20
"""So many bits say a place; so many factors are tried until no two hashes have the same one."""
SHIFT = np.uint64(64 - BITS)
FACTOR = 0x9E3779B97F4A7C15
"""An odd factor that spreads hashes."""


@frozen(eq=False)
class Places:
    """Where each of some hashes stands among them. Of a hash that is none of them, any place: whoever asks compares what was hashed."""

    table: Array
    factor: np.uint64

    @classmethod
    def made(cls, hashes: Array) -> Places | None:
        """Places for these different hashes; None where they are many."""
        for attempt in range(ATTEMPTS if len(hashes) <= MOST else 0):
            factor = np.uint64(FACTOR + 2 * attempt)
            places = (hashes * factor) >> SHIFT
            if len(np.unique(places)) == len(places):
                table = np.zeros(1 << BITS, np.int64)
                table[places] = np.arange(len(hashes))
                return cls(table, factor)
        return None

    def of(self, hashes: Array) -> Array:
        """The place of each hash."""
        places = hashes * self.factor
        places >>= SHIFT
        found: Array = self.table.take(places.view(np.int64))
        return found


def weights(number: int) -> Array:
    """Odd factors, a different one for each word of what is hashed."""
    return np.array([pow(FACTOR, place, 1 << 64) for place in range(1, number + 1)], np.uint64)
