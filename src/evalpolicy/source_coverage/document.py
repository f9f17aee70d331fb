"""Source coverage as data for machines: what `evalpolicy sources --format json` prints (docs/sources.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalpolicy.language.model import PolicyModel
from evalpolicy.source import Span
from evalpolicy.source_coverage.measure import Quote, Sentence, SourceCoverage, share
from evalpolicy.source_coverage.wordings import STATUSES

Measured = tuple[PolicyModel, Sequence[SourceCoverage]]
"""A policy and the coverage of its sources."""


def as_dict(measured: Sequence[Measured]) -> dict[str, object]:
    """`{percent, policies}`; `percent` is None where there is no policy."""
    every = [source for _, sources in measured for source in sources]
    return {"percent": share(every) if measured else None, "policies": [_policy(model, sources) for model, sources in measured]}


def _policy(model: PolicyModel, sources: Sequence[SourceCoverage]) -> dict[str, object]:
    return {
        "policy": model.id,
        "title": model.title,
        "file": model.file.name,
        "percent": share(sources),
        "sources": [_source(source) for source in sources],
    }


def _source(coverage: SourceCoverage) -> dict[str, object]:
    return {
        "source": coverage.source.id,
        "title": coverage.source.title,
        "file": coverage.file.name,
        "sha256": coverage.source.sha256,
        "percent": share([coverage]),
        "normative": _counts(each for each in coverage.sentences if each.is_normative),
        "other": _counts(each for each in coverage.sentences if not each.is_normative),
        "sentences": [_sentence(sentence, coverage) for sentence in coverage.sentences],
    }


def _counts(sentences: Iterable[Sentence]) -> dict[str, int]:
    found = [each.status for each in sentences]
    return {"sentences": len(found), **{status: found.count(status) for status in STATUSES}}


def _sentence(sentence: Sentence, coverage: SourceCoverage) -> dict[str, object]:
    return {
        "text": sentence.text,
        **_place(sentence.span),
        "normative": sentence.is_normative,
        "status": sentence.status,
        "words": [
            {"kind": mark.kind, "text": mark.text, **_place(coverage.span(mark.start, mark.end)), "covered": mark not in sentence.missing}
            for mark in sentence.marks
        ],
        "cited_by": [_cited_by(quote) for quote in sentence.quotes if quote.citing is not None],
        "passed_over": [
            {"because": quote.passage.because, "quote": quote.text, "line": quote.passage.span.line}
            for quote in sentence.quotes
            if quote.passage is not None
        ],
    }


def _cited_by(quote: Quote) -> dict[str, object]:
    assert quote.citing is not None
    assert quote.citation is not None
    return {
        "kind": quote.citing.kind.lower(),
        "id": quote.citing.id,
        "title": quote.citing.title,
        "line": quote.citation.span.line,
        "place": quote.citation.place,
        "quote": quote.text,
    }


def _place(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}
