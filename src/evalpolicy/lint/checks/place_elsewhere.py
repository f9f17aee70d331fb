"""A citation whose words do not stand in the part of the source that its place names, or whose place names no part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evalpolicy.diagnostics import Fix
from evalpolicy.language.model import Source
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.nearness import nearest, surely
from evalpolicy.source_coverage.headings import Heading, depth_of, headings, is_words, part_label, part_labels, part_named
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

MOST_LISTED = 12
"""Places of a source that are listed."""

USUAL_DEPTH = 2
"""Numbers of a place of which nobody can say how many it has."""

LIKE = 0.6
"""How like a word of a place must be to one of other places."""

_WORD = re.compile(r"[^\W\d_]+")


def find(subject: Subject) -> Iterator[Finding]:
    """Citations of sources with numbered parts. Of a place that is words, such as `附件 3`, words that are misspelt."""
    every = [clause for declaration in subject.declared(tree.Declaration) for clause in declaration.clauses if isinstance(clause, tree.Cite)]
    for source in subject.model.sources.values():
        cites = [cite for cite in every if cite.source.text == source.id]
        found = headings(source.text)
        named = [cite.place.text for cite in cites if is_words(cite.place.text)]
        for cite in cites:
            yield from _misspelt(cite, source, named) if is_words(cite.place.text) else _told(cite, source, found)


def _misspelt(cite: tree.Cite, source: Source, named: Sequence[str]) -> Iterator[Finding]:
    """The first word of a place that the source does not hold, where it is like one of the other places that the source does hold."""
    place = cite.place.text
    known = {word for other in named for word in _WORD.findall(other) if _holds(source, word)}
    for match in _WORD.finditer(place):
        near = [] if _holds(source, match[0]) else nearest(match[0], sorted(known), cutoff=LIKE)
        if near:
            right = f"{place[: match.start()]}{near[0]}{place[match.end() :]}"
            says = Wording(
                f"原文里没有“{match[0]}”，别处引用时写的是“{near[0]}”",
                f"the source does not hold “{match[0]}”; other citations say “{near[0]}”",
            )
            fix = None if surely(match[0], known) is None else Fix(cite.place.span, f'"{right}"')
            yield Finding(cite.place.span, says, Wording(f"是不是“{right}”？", f"did you mean “{right}”?"), fix=fix)
            return


def _holds(source: Source, word: str) -> bool:
    """Whether a source holds a word: of Latin letters at the beginning of one of its own, in Han characters anywhere."""
    if word.isascii():
        return re.search(rf"\b{word}", source.text, re.IGNORECASE) is not None
    return word.lower() in source.condensed.lower()


def _told(cite: tree.Cite, source: Source, found: tuple[Heading, ...]) -> Iterator[Finding]:
    place, length = cite.place.text, len(source.text)
    part = part_named(place, found, length)
    quoted = [source.places(quote.text) for quote in cite.quotes]
    if part is None:
        if not found or not place.strip():
            return
    elif all(any(part[0] <= first and last <= part[1] for first, last in places) for places in quoted):
        return
    depth = depth_of(place) or USUAL_DEPTH
    labels = {part_label(places[0][0], found, length, depth) if len(places) == 1 else None for places in quoted}
    right = labels.pop() if len(labels) == 1 else None
    if part is not None:
        says = Wording(f"这些词句不在原文的“{place}”里", f"these words do not stand in “{place}” of the source")
    elif right is None:
        return
    else:
        says = Wording(f"原文没有“{place}”这一部分", f"the source has no part “{place}”")
    if right is None:
        yield Finding(cite.place.span, says, Wording("写上这些词句所在的部分", "write the part that they stand in"))
        return
    listed = list(dict.fromkeys(part_labels(found, depth_of(right))))[:MOST_LISTED]
    more = "……" if len(listed) == MOST_LISTED else ""
    there = Wording(f"；原文的部分有：{'、'.join(listed)}{more}", f"; the source has: {', '.join(listed)}{' …' if more else ''}")
    help = Wording(
        f"这些词句在“{right}”里" + ("" if part is not None else there.zh), f"they stand in “{right}”" + ("" if part is not None else there.en)
    )
    yield Finding(cite.place.span, says, help, fix=Fix(cite.place.span, f'"{right}"'))


CHECK = Check("place-elsewhere", "warning", find, by_declaration=True)
