"""Making very many objects that stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Not looking for what could go, as nearly all that is made stays: that takes a tenth of the time of loading.

    What was made meanwhile is old at once: else all of it would be gone through as soon as collecting goes on. Not where somebody has frozen objects,
    who would lose that. Of two threads that are here at once the one that came first sets it going again, perhaps before the other is done; it is
    never left off.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
