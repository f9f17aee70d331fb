"""What of each source a policy cites: its sentences, the words by which they state rules, and the quotes that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from evalpolicy.classes import frozen
from evalpolicy.language.model import Citation, Citing, Passage, PolicyModel, Source
from evalpolicy.percentage import percentage
from evalpolicy.source import SourceFile, Span
from evalpolicy.source_coverage.flow import Flow
from evalpolicy.source_coverage.headings import Heading, headings, part_named
from evalpolicy.source_coverage.marks import IGNORED, Mark, marks
from evalpolicy.source_coverage.sentences import split

Status = Literal["cited", "passed_over", "partly_cited", "not_cited"]
COVERED = ("cited", "passed_over")
CITING_NOTHING = frozenset({"EXAMPLE"})
"""Declarations whose citations do not count: they show what the policy says, and say nothing themselves."""


@frozen
class Quote:
    """Quoted words and where they stand, as offsets in the source's text. `citing` cites them, or else the source passes them over."""

    text: str
    places: tuple[tuple[int, int], ...]
    citing: Citing | None
    citation: Citation | None
    passage: Passage | None


@frozen
class Sentence:
    """A sentence. `text` has its lines joined; `span` is where it stands in the file of the source, `start` and `end` its offsets.

    `marks` are its normative words, `missing` those of them that are neither cited nor passed over.
    """

    text: str
    start: int
    end: int
    span: Span
    marks: tuple[Mark, ...]
    missing: tuple[Mark, ...]
    quotes: tuple[Quote, ...]
    status: Status

    @property
    def is_normative(self) -> bool:
        """Whether it has words that state rules."""
        return bool(self.marks)

    @property
    def is_covered(self) -> bool:
        """Whether nothing of it is left to be cited."""
        return self.status in COVERED


@frozen(eq=False)
class SourceCoverage:
    """A source with its sentences, and every quote of it. `file` is the text, named as the policy's file and its path lead to it."""

    source: Source
    file: SourceFile
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quote, ...]

    def of_status(self, *statuses: Status, normative: bool) -> list[Sentence]:
        """The sentences of these statuses."""
        return [each for each in self.sentences if each.status in statuses and each.is_normative is normative]

    @property
    def marks(self) -> list[Mark]:
        """The normative words of all sentences."""
        return [mark for sentence in self.sentences for mark in sentence.marks]

    def span(self, start: int, end: int) -> Span:
        """Where a stretch of the text stands in the file."""
        return _span(self.file.text, start, end)


def measure(model: PolicyModel) -> tuple[SourceCoverage, ...]:
    """The coverage of every source of a policy, in the order of the file."""
    return tuple(_measure(source, model) for source in model.sources.values())


def share(measured: Sequence[SourceCoverage]) -> float:
    """The share of the normative sentences that are covered, in per cent, rounded down to a tenth."""
    normative = [each for source in measured for each in source.sentences if each.is_normative]
    return percentage(sum(each.is_covered for each in normative), len(normative))


def _measure(source: Source, model: PolicyModel) -> SourceCoverage:
    text = source.text
    found = headings(text)
    quotes = quotes_of(source, model)
    every = tuple(marks(Flow.of(text), found))
    sentences = tuple(_sentences(text, found, every, quotes))
    name = Path(model.file.name).parent / source.path.replace("\\", "/")
    return SourceCoverage(source, SourceFile(name.as_posix(), text), sentences, quotes)


def quotes_of(source: Source, model: PolicyModel) -> tuple[Quote, ...]:
    """Every quote of the source. Words that stand several times are quoted where the place of the citation leads, else everywhere."""
    return tuple(_quotes(source, model, headings(source.text)))


def _quotes(source: Source, model: PolicyModel, found: Sequence[Heading]) -> Iterator[Quote]:
    for citing in model.citing:
        if citing.kind in CITING_NOTHING:
            continue
        for citation in citing.citations:
            if citation.source == source.id:
                for quote in citation.quotes:
                    yield Quote(quote, _in_part(source.places(quote), citation.place, source, found), citing, citation, None)
    for passage in source.passages:
        for quote in passage.quotes:
            yield Quote(quote, source.places(quote), None, None, passage)


def places_of(quote: str, place: str, source: Source) -> tuple[tuple[int, int], ...]:
    """Where the source holds words that are cited with a place; none where it does not hold them."""
    return _in_part(source.places(quote), place, source, headings(source.text))


def _in_part(places: tuple[tuple[int, int], ...], place: str, source: Source, found: Sequence[Heading]) -> tuple[tuple[int, int], ...]:
    part = part_named(place, found, len(source.text)) if len(places) > 1 else None
    if part is None:
        return places
    inside = tuple(each for each in places if part[0] <= each[0] and each[1] <= part[1])
    return inside or places


def _sentences(text: str, found: Sequence[Heading], every: Sequence[Mark], quotes: Sequence[Quote]) -> Iterator[Sentence]:
    cited, passed = (_painted(text, (each for each in quotes if (each.citing is None) is passing)) for passing in (False, True))
    stated = [mark for mark in every if mark.kind != IGNORED]
    at = 0
    for start, end in split(text, found, every):
        own = []
        while at < len(stated) and stated[at].start < end:
            own.append(stated[at])
            at += 1
        by_cite = [_all_painted(text, cited, mark) for mark in own]
        missing = tuple(mark for mark in own if not _all_painted(text, cited, mark) and not _all_painted(text, passed, mark))
        there = tuple(quote for quote in quotes if any(first < end and start < last for first, last in quote.places))
        touched = any(quote.citing is not None for quote in there)
        status: Status
        if missing:
            status = "partly_cited" if touched else "not_cited"
        elif any(by_cite) or (touched and not own):
            status = "cited"
        else:
            status = "passed_over" if there else "not_cited"
        yield Sentence(Flow.of(text[start:end]).text, start, end, _span(text, start, end), tuple(own), missing, there, status)


def _painted(text: str, quotes: Iterable[Quote]) -> bytearray:
    """One byte for each character of the text: 1 where a quote stands."""
    painted = bytearray(len(text))
    for quote in quotes:
        for start, end in quote.places:
            painted[start:end] = b"\1" * (end - start)
    return painted


def _all_painted(text: str, painted: bytearray, mark: Mark) -> bool:
    return all(painted[place] or text[place].isspace() for place in range(mark.start, mark.end))


def _span(text: str, start: int, end: int) -> Span:
    lines = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return Span(lines, column, lines + text.count("\n", start, end), end - text.rfind("\n", 0, end))
