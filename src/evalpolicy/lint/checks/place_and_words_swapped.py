"""A citation whose place is words of the source, and whose words are a place: the two stand the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.diagnostics import Fix
from evalpolicy.language.model import Source
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.source_coverage.headings import headings, is_words, part_named
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

FEWEST = 6
"""Characters of a place that is words of the source rather than the number of a section."""


def find(subject: Subject) -> Iterator[Finding]:
    """Citations of one quote that is shorter than the place, which is found in the source; or that names a part in which the place is found."""
    model = subject.model
    for declaration in subject.declared(tree.Declaration):
        for cite in declaration.clauses:
            if not isinstance(cite, tree.Cite) or len(cite.quotes) != 1 or cite.source.text not in model.sources:
                continue
            if _swapped(cite.place.text, cite.quotes[0].text, model.sources[cite.source.text]):
                span = cite.place.span.to(cite.quotes[0].span)
                swapped = f'"{cite.quotes[0].text}" "{cite.place.text}"'
                says = Wording("“在哪一节”和“原文”看来写反了", "the place and the words seem to be the wrong way round")
                yield Finding(span, says, Wording(f"写成 `{swapped}`", f"write `{swapped}`"), fix=Fix(span, swapped))


def _swapped(place: str, words: str, source: Source) -> bool:
    short, long = "".join(words.split()), "".join(place.split())
    if FEWEST <= len(long) > len(short) and long in source.condensed:
        return True
    part = part_named(words, headings(source.text), len(source.text)) if is_words(place) else None
    return part is not None and any(part[0] <= first and last <= part[1] for first, last in source.places(place))


CHECK = Check("place-and-words-swapped", "warning", find, by_declaration=True)
