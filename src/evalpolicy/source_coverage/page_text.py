"""A text on the page, line by line, with its cited words marked and linked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Generic, TypeVar
from xml.etree.ElementTree import Element

from evalpolicy.classes import define, frozen
from evalpolicy.language.model import Citing
from evalpolicy.source_coverage.marks import Mark
from evalpolicy.source_coverage.markup import Content, append, element
from evalpolicy.source_coverage.measure import Sentence, SourceCoverage
from evalpolicy.source_coverage.wordings import KINDS, STATUSES, keyword
from evalpolicy.wording import Language, Wording

T = TypeVar("T")


@define
class _Sweep(Generic[T]):
    """Stretches of a text, asked for from its beginning to its end."""

    ahead: list[tuple[int, int, T]]
    open: list[tuple[int, int, T]]

    @classmethod
    def of(cls, stretches: Iterator[tuple[int, int, T]]) -> _Sweep[T]:
        """Those that will be asked for."""
        return cls(sorted(stretches, key=lambda each: (each[0], each[1]), reverse=True), [])

    def at(self, place: int) -> list[tuple[int, int, T]]:
        """Those that reach over the character at `place`, which is no earlier than the one before."""
        while self.ahead and self.ahead[-1][0] <= place:
            self.open.append(self.ahead.pop())
        self.open = [each for each in self.open if each[1] > place]
        return self.open


@frozen(eq=False)
class Notice:
    """A text on the page. `key` begins its identifiers, `policy` those of the policy's quotes, of which `first` is its first one's number.

    `citing` are the declarations that cite, in the order of their numbers on the page.
    """

    key: str
    policy: str
    coverage: SourceCoverage
    citing: Sequence[Citing]
    first: int
    language: Language

    def lines(self) -> Iterator[Element]:
        """The lines that hold anything, with their numbers; a wider space stands for those that hold nothing."""
        coverage = self.coverage
        cuts = self._cuts()
        pieces = _Pieces(
            self,
            _Sweep.of((start, end, number) for number, quote in enumerate(coverage.quotes) for start, end in quote.places),
            _Sweep.of((each.start, each.end, (number, each)) for number, each in enumerate(coverage.sentences)),
            _Sweep.of((mark.start, mark.end, mark) for each in coverage.sentences for mark in each.marks),
        )
        blank = False
        for number, match in enumerate(re.finditer(r"(?m)^.*$", coverage.file.text), 1):
            if not match[0].strip():
                blank = True
                continue
            words = element("span", class_="words")
            for start, end in pairwise(sorted({match.start(), match.end(), *cuts[number]})):
                for content in pieces.between(start, end):
                    append(words, content)
            counted = element("span", str(number), class_="number", aria_hidden="true")
            yield element("div", counted, words, class_="line gap" if blank else "line")
            blank = False

    def _cuts(self) -> defaultdict[int, list[int]]:
        """Where pieces begin and end, by line: at the bounds of sentences, quotes and marks."""
        coverage = self.coverage
        offsets = {offset for quote in coverage.quotes for place in quote.places for offset in place}
        offsets |= {offset for each in coverage.sentences for offset in (each.start, each.end)}
        offsets |= {offset for each in coverage.sentences for mark in each.marks for offset in (mark.start, mark.end)}
        by_line: defaultdict[int, list[int]] = defaultdict(list)
        line, at = 1, 0
        for offset in sorted(offsets):
            line += coverage.file.text.count("\n", at, offset)
            at = offset
            by_line[line].append(offset)
        return by_line


@define
class _Pieces:
    """The pieces of a text, in its order."""

    notice: Notice
    quotes: _Sweep[int]
    sentences: _Sweep[tuple[int, Sentence]]
    marks: _Sweep[Mark]

    def between(self, start: int, end: int) -> Iterator[Content]:
        """What stands between two cuts: the words as they are cited, the numbers of the declarations whose quotes end here, and a flag."""
        notice = self.notice
        covering = self.quotes.at(start)
        sentence = next((each for _, _, each in self.sentences.at(start)), None)
        left = sentence is not None and sentence[1].is_normative and not sentence[1].is_covered
        words = self._linked(start, covering, self._word(notice.coverage.file.text[start:end], start, sentence))
        if sentence is None or not left:
            yield words
            yield from self._numbers(end, covering)
            return
        number, stated = sentence
        yield element("span", words, class_=f"sentence {stated.status}", id=f"{notice.key}-s{number}" if stated.start == start else None)
        yield from self._numbers(end, covering)
        if stated.end == end:
            yield element("span", STATUSES[stated.status].text(notice.language), class_="flag")

    def _word(self, text: str, start: int, sentence: tuple[int, Sentence] | None) -> Content:
        mark = next((each for _, _, each in self.marks.at(start)), None)
        if mark is None or sentence is None:
            return text
        missing = " missing" if mark in sentence[1].missing else ""
        return element("b", text, class_=f"word{missing}", title=KINDS[mark.kind].text(self.notice.language))

    def _linked(self, start: int, covering: Sequence[tuple[int, int, int]], words: Content) -> Content:
        """The words, leading to the first quote that covers them. Of a quote that is broken into pieces, the first takes the keyboard's focus."""
        if not covering:
            return words
        notice = self.notice
        citing = [each for each in covering if notice.coverage.quotes[each[2]].citing is not None]
        begins = any(first == start for first, _, _ in covering)
        return element(
            "a",
            words,
            class_="cited" if citing else "passed",
            href=f"#{notice.policy}-q{notice.first + (citing or covering)[0][2]}",
            id=f"{notice.key}-{start}" if begins else None,
            tabindex=None if begins else "-1",
        )

    def _numbers(self, end: int, covering: Sequence[tuple[int, int, int]]) -> Iterator[Element]:
        """The numbers of the declarations whose quotes end here, each leading to its quote."""
        notice = self.notice
        told = set()
        for _, last, number in covering:
            citing = notice.coverage.quotes[number].citing
            if citing is None or last != end or id(citing) in told:
                continue
            told.add(id(citing))
            count = next(place for place, each in enumerate(notice.citing, 1) if each is citing)
            by = keyword(citing)
            says = Wording(f"引用者 {count}：{by.zh} {citing.title}", f"cited by {count}: {by.en} {citing.title}")
            name = says.text(notice.language)
            yield element("a", str(count), class_="ref", href=f"#{notice.policy}-q{notice.first + number}", title=name, aria_label=name)
