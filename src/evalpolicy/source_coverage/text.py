"""Source coverage for a terminal: what is left to be cited first, then, where asked for, all the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from evalpolicy.source_coverage.document import Measured
from evalpolicy.source_coverage.measure import Sentence, SourceCoverage, Status, share
from evalpolicy.source_coverage.wordings import KINDS, STATUSES, keyword
from evalpolicy.wording import Language, Wording

_COLOURS: dict[Status, str] = {"not_cited": "red", "partly_cited": "yellow", "passed_over": "bright_black", "cited": "green"}


def text_lines(measured: Sequence[Measured], language: Language, everything: bool) -> Iterator[str]:
    """The report. With `everything`, every sentence of every source, else the normative ones that are not covered."""
    for model, sources in measured:
        yield click.style(f"{model.id}  {model.title}  ({model.file.name})", bold=True)
        for coverage in sources:
            yield from _source(coverage, language, everything)
        if not sources:
            yield "  " + Wording("没有原文", "no sources").text(language)
    every = [source for _, sources in measured for source in sources]
    normative = sum(each.is_normative for source in every for each in source.sentences)
    yield Wording(
        f"{normative} 句规定性的话，引用或略过了 {share(every)} %",
        f"{normative} normative {'sentence' if normative == 1 else 'sentences'}, {share(every)} % cited or passed over",
    ).text(language)


def _source(coverage: SourceCoverage, language: Language, everything: bool) -> Iterator[str]:
    yield f"  {coverage.source.id}  {coverage.source.title}  ({coverage.file.name})"
    yield "    " + _counts(coverage, True).text(language)
    yield "    " + _counts(coverage, False).text(language)
    for normative in (True, False):
        for status in ("not_cited", "partly_cited", "cited", "passed_over") if everything else ("not_cited", "partly_cited") if normative else ():
            found = [each for each in coverage.sentences if (each.is_normative, each.status) == (normative, status)]
            if found:
                yield "    " + _heading(STATUSES[status], normative, status, language)
                for sentence in found:
                    yield from _sentence(sentence, coverage, language)


def _heading(status: Wording, normative: bool, key: Status, language: Language) -> str:
    kind = Wording("规定性的话", "normative") if normative else Wording("其他的话", "other")
    return click.style(f"{kind.text(language)}{'，' if language == 'zh' else ', '}{status.text(language)}", fg=_COLOURS[key])


def _counts(coverage: SourceCoverage, normative: bool) -> Wording:
    found = [each.status for each in coverage.sentences if each.is_normative is normative]
    parts = [(STATUSES[status], found.count(status)) for status in STATUSES if status in found]
    zh = "、".join(f"{number} 句{wording.zh}" for wording, number in parts) or "没有"
    en = ", ".join(f"{number} {wording.en}" for wording, number in parts) or "none"
    kind = Wording("规定性的话", "normative sentences") if normative else Wording("其他的话", "other sentences")
    percent = f" ({share([coverage])} %)" if normative else ""
    return Wording(f"{kind.zh}{percent}：{zh}", f"{kind.en}{percent}: {en}")


def _sentence(sentence: Sentence, coverage: SourceCoverage, language: Language) -> Iterator[str]:
    yield f"      {coverage.file.name}:{sentence.span.line}:{sentence.span.column}: {sentence.text}"
    if sentence.missing:
        words = ", ".join(f"{mark.text} ({KINDS[mark.kind].text(language)})" for mark in sentence.missing)
        yield "        " + Wording(f"没有引用的：{words}", f"not cited: {words}").text(language)
    citing = dict.fromkeys(f"{keyword(quote.citing).text(language)} {quote.citing.id}" for quote in sentence.quotes if quote.citing is not None)
    if citing:
        yield "        " + Wording("引用者：", "cited by ").text(language) + ", ".join(citing)
    for reason in dict.fromkeys(quote.passage.because for quote in sentence.quotes if quote.passage is not None):
        yield "        " + Wording(f"略过，因为：{reason}", f"passed over because: {reason}").text(language)
