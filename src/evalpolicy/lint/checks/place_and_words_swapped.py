"""A citation whose place is words of the source, and whose words are a place: the two stand the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.diagnostics import Fix
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

FEWEST = 6
"""Characters of a place that is words of the source rather than the number of a section."""


def find(subject: Subject) -> Iterator[Finding]:
    """Citations of one quote that is shorter than the place, which is found in the source."""
    model = subject.model
    for declaration in subject.declared(tree.Declaration):
        for cite in declaration.clauses:
            if not isinstance(cite, tree.Cite) or len(cite.quotes) != 1 or cite.source.text not in model.sources:
                continue
            place, words = "".join(cite.place.text.split()), "".join(cite.quotes[0].text.split())
            if len(place) >= FEWEST and len(place) > len(words) and place in model.sources[cite.source.text].condensed:
                span = cite.place.span.to(cite.quotes[0].span)
                swapped = f'"{cite.quotes[0].text}" "{cite.place.text}"'
                says = Wording("“在哪一节”和“原文”看来写反了", "the place and the words seem to be the wrong way round")
                yield Finding(span, says, Wording(f"写成 `{swapped}`", f"write `{swapped}`"), fix=Fix(span, swapped))


CHECK = Check("place-and-words-swapped", "warning", find, by_declaration=True)
