"""Which known name was meant by one that nobody has: the only place that says "did you mean".

Names are compared after folding (full width, case), by edit distance over their characters, a swap of neighbours being one edit. Two Chinese
characters that sound alike, and any two characters that look alike, are nearly the same. How Chinese characters sound is asked of `pypinyin`
(`pip install evalpolicy[authors]`); without it, homophones count as any other wrong character.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

LOOK_ALIKES = "0oO〇 1lI|丨 5S 8B 已己巳 末未 土士 日曰 人入八 千干于 大太犬 天夫 历厉 戊戌戍 侯候 撤撒 拔拨 骤聚 -_"
"""Groups of characters that are taken for one another by eye."""

SAME_SOUND = 0.3
"""What it costs to write a character for one that sounds or looks like it; any other edit costs 1."""

MOST_COMPARED = 200
"""Characters of a name that are looked at."""

MOST_WEIGHED = 1000
"""Of more names than these, only the most like at a glance are weighed character by character."""

MOST_SHORTLISTED = 20

CERTAIN = 0.75
"""A name this near to just one other is taken to be that one misspelt, where a fix is asked for."""

HAN_NEAR = 0.5
"""How like a short word in Han characters must be: one wrong character in two is a misspelling."""


def nearest(name: str, known: Iterable[str], n: int = 1, cutoff: float = HAN_NEAR) -> list[str]:
    """Up to `n` of the known names that are at least `cutoff` like `name` (1: the same but for width and case), the most like first."""
    written = _folded(name)
    scored = []
    candidates = list(dict.fromkeys(known))
    if len(candidates) > MOST_WEIGHED:
        from difflib import get_close_matches

        candidates = get_close_matches(name, candidates, n=MOST_SHORTLISTED, cutoff=cutoff * 0.7)
    for place, candidate in enumerate(candidates):
        score = _likeness(written, _folded(candidate), cutoff)
        if score >= cutoff:
            scored.append((-score, place, candidate))
    return [candidate for _, _, candidate in sorted(scored)[:n]]


def surely(name: str, known: Iterable[str]) -> str | None:
    """The one name that `name` is surely a misspelling of; None where there is none, or where there are several.

    One that differs in nothing but width and case is meant, whatever else is near.
    """
    near = nearest(name, known, n=2, cutoff=CERTAIN)
    if len(near) == 2 and likeness(name, near[1]) < likeness(name, near[0]) == 1:
        del near[1]
    return near[0] if len(near) == 1 else None


def likeness(name: str, other: str) -> float:
    """How like two names are, from 0 to 1."""
    return _likeness(_folded(name), _folded(other), 0.0)


@cache
def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name)[:MOST_COMPARED].casefold()


def _likeness(written: str, known: str, cutoff: float) -> float:
    if written == known:
        return 1.0
    if not written or not known:
        return 0.0
    longer = max(len(written), len(known))
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, written, known)
    score = matcher.ratio() if matcher.real_quick_ratio() >= cutoff and matcher.quick_ratio() >= cutoff else 0.0
    if longer - abs(len(written) - len(known)) < cutoff * longer:
        return score
    return max(score, 1 - distance(written, known) / longer)


def distance(written: str, known: str) -> float:
    """The edits from one to the other: insertions, deletions, replacements, and swaps of neighbours; look-alikes and homophones count little."""
    before: list[float] = []
    above = [float(column) for column in range(len(known) + 1)]
    for row, character in enumerate(written, start=1):
        line = [float(row)]
        for column, other in enumerate(known, start=1):
            least = min(above[column] + 1, line[column - 1] + 1, above[column - 1] + _replacing(character, other))
            if row > 1 and column > 1 and character == known[column - 2] and written[row - 2] == other:
                least = min(least, before[column - 2] + 1)
            line.append(least)
        before, above = above, line
    return above[-1]


def _replacing(written: str, meant: str) -> float:
    if written == meant:
        return 0.0
    if any(written in group and meant in group for group in _look_alikes()) or not _sounds(written).isdisjoint(_sounds(meant)):
        return SAME_SOUND
    return 1.0


@cache
def _look_alikes() -> tuple[str, ...]:
    return tuple(_folded(group) for group in LOOK_ALIKES.split())


@cache
def _sounds(character: str) -> frozenset[str]:
    """Every reading of a Chinese character, without tones; none where nobody can say."""
    if not "\u4e00" <= character <= "\u9fff":
        return frozenset()
    package = _pypinyin()
    if package is None:
        return frozenset()
    return frozenset(package.pinyin(character, style=package.Style.NORMAL, heteronym=True, errors="ignore")[0])


@cache
def _pypinyin() -> Any:
    with warnings.catch_warnings():
        # Python 3.14 warns of how the package reads its own files: nobody here could mend that, and where warnings are errors it would be one.
        warnings.simplefilter("ignore")
        try:
            import pypinyin
        except ImportError:
            return None
    return pypinyin
