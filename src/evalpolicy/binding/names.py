"""Names of items, steps and fields in applications: how they are compared, and which come near."""

from __future__ import annotations

from collections.abc import Iterable

from evalpolicy.core.names import normalised
from evalpolicy.language.model import Item, PolicyModel

MOST_COMPARED = 200
"""Characters of a name that are looked at in search of one that comes near."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that comes nearest, if any comes near."""
    spelt = {normalised(candidate): candidate for candidate in known}
    # One wrong character in a word of two is a misspelling: Chinese words are short.
    from difflib import get_close_matches

    near = get_close_matches(normalised(name)[:MOST_COMPARED], spelt, n=1, cutoff=0.5)
    return spelt[near[0]] if near else None


def nearest_items(model: PolicyModel, name: str, n: int = 3, *, catalog: str | None = None) -> tuple[Item, ...]:
    """Up to `n` items whose code, name or alias comes nearest to `name`, nearest first. `catalog`: of that one only."""
    wanted = normalised(name)[:MOST_COMPARED]
    if not wanted:
        return ()
    scored = []
    for place, item in enumerate(item for each in model.catalogs.values() if catalog in (None, each.id) for item in each.items):
        spellings = [normalised(spelling) for spelling in (item.code, item.name, *item.aliases)]
        score = max(_likeness(wanted, spelling) for spelling in spellings if spelling)
        if score >= 0.5:
            scored.append((-score, place, item))
    return tuple(item for _, _, item in sorted(scored, key=lambda entry: entry[:2])[:n])


def _likeness(wanted: str, spelling: str) -> float:
    if len(wanted) >= 2 and (wanted in spelling or spelling in wanted):
        return 0.9
    from difflib import SequenceMatcher

    return SequenceMatcher(None, wanted, spelling).ratio()
