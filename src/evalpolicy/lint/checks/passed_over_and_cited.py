"""Words that a source passes over as no rule, and that are cited nevertheless."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.diagnostics import Related
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.source_coverage.measure import Quote, quotes_of
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """Each passage with the first declaration that cites words of it."""
    model = subject.model
    for source in model.sources.values():
        if not source.passages:
            continue
        quotes = quotes_of(source, model)
        cited = [quote for quote in quotes if quote.citing is not None]
        for passage in source.passages:
            own = [quote for quote in quotes if quote.passage is passage]
            clash = next((each for each in cited if any(_overlap(each, quote) for quote in own)), None)
            if clash is None or clash.citing is None or clash.citation is None:
                continue
            title = clash.citing.title
            yield Finding(
                passage.span,
                Wording(f"这里说不是规定，可是“{title}”引用了其中的词句", f"this is said to be no rule, but “{title}” cites words of it"),
                Wording("删去其中一处，或把略过的词句写短", "delete one of the two, or quote less here"),
                (Related(clash.citation.span, Wording("引用在这里", "cited here")),),
            )


def _overlap(one: Quote, other: Quote) -> bool:
    return any(first < end and start < last for first, last in one.places for start, end in other.places)


CHECK = Check("passed-over-and-cited", "warning", find, by_declaration=True)
