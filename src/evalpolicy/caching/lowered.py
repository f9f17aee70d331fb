"""The graph of a policy's decisions, from the cache where it is kept there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evalpolicy.backends.graph.codec import decoded, encoded
from evalpolicy.backends.graph.decided import Decided, Variant
from evalpolicy.caching.folder import as_json
from evalpolicy.caching.pausing import without_collecting

if TYPE_CHECKING:
    from evalpolicy.caching.room import Room
    from evalpolicy.policy import Policy


def lowered(policy: Policy, variant: Variant) -> Decided:
    """The graph of one variant. Those that judge up to a certain step are not kept: there can be many."""
    room = policy.room if variant.through is None else None
    what = f"graph, given {sorted(variant.given)}, clocked {variant.clocked}"
    with without_collecting():
        found = None if room is None else _read(room, what, policy)
        if found is not None:
            return found
        from evalpolicy.backends.graph.lower import lower

        made = lower(policy.program, variant)
        if room is not None:
            room.write(what, as_json(encoded(made)))
    return made


def _read(room: Room, what: str, policy: Policy) -> Decided | None:
    try:
        data = room.read(what)
        return None if data is None else decoded(json.loads(data), policy.model)
    except Exception:
        # Whatever is wrong with it: it is not needed.
        return None
