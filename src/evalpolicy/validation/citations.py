"""What of the sources is not cited, and what is no longer cited since a revision."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.language.model import Citing, PolicyModel
from evalpolicy.lint.silences import OF_REVISIONS, apply_silences, read_silences
from evalpolicy.source_coverage.measure import CITING_NOTHING, Quote, SourceCoverage, measure, places_of, share
from evalpolicy.source_coverage.wordings import STATUSES, keyword
from evalpolicy.validation.heading import heading
from evalpolicy.validation.since import Since, whole_line
from evalpolicy.wording import Wording


def uncited(model: PolicyModel, under: float | None) -> Iterator[Diagnostic]:
    """A remark at each normative sentence that is not covered, in its own file; an error where less than `under` per cent are."""
    measured = measure(model)
    for source in measured:
        for sentence in source.sentences:
            if sentence.is_normative and not sentence.is_covered:
                status = STATUSES[sentence.status]
                words = ", ".join(dict.fromkeys(mark.text for mark in sentence.missing))
                yield Diagnostic(
                    "uncited-sentence",
                    "info",
                    source.file,
                    sentence.span,
                    Wording(f"“{model.title}”{status.zh}这句话：{words}", f"“{model.title}”: this sentence is {status.en}: {words}"),
                    Wording("用 `cite` 引用，或在 `source` 下面用 `passes over` 略过", "`cite` it in a rule, or pass it over in the source"),
                )
    covered = share(measured)
    if under is not None and covered < under:
        says = Wording(
            f"规定性的话引用或略过了 {covered} %，低于 {under:g} %",
            f"{covered} % of the normative sentences are cited or passed over, less than {under:g} %",
        )
        help = Wording(f"运行 evalpolicy sources {model.file.name}", f"run evalpolicy sources {model.file.name}")
        yield Diagnostic("too-little-cited", "error", model.file, heading(model.file), says, help)


def dropped(since: Since) -> Iterator[Diagnostic]:
    """An error at each place where a declaration cited words, which still stand in the source, and no longer does.

    Of a declaration that is gone: where nothing cites the words any more. An author lets it pass as a finding of lint.
    """
    new = since.new.model
    measured = {source.source.id: source for source in measure(new)}
    now = {(each.kind, each.id): each for each in new.citing}
    found = []
    for citing in since.old.model.citing:
        if citing.kind in CITING_NOTHING:
            continue
        still = now.get((citing.kind, citing.id))
        for citation in citing.citations:
            source = measured.get(citation.source)
            for quote in citation.quotes if source is not None else ():
                assert source is not None
                places = places_of(quote, citation.place, source.source)
                if places and not any(_kept(place, source, still) for place in places):
                    line = since.line_now(citation.span.line)
                    found.append(_dropped(since, citing, still is None, f"{source.source.title} {citation.place}", quote, line))
    silences, _ = read_silences(new.file, OF_REVISIONS)
    once = {(diagnostic.span, diagnostic.message): diagnostic for diagnostic in found}
    yield from (each for each in apply_silences(new.file, silences, once.values()) if each.code in OF_REVISIONS)


def _kept(place: tuple[int, int], source: SourceCoverage, still: Citing | None) -> bool:
    """Whether words are still cited: their normative words are, or where there are none, some of them."""
    quotes = [quote for quote in source.quotes if _counts(quote, still)]
    start, end = place
    marks = [mark for mark in source.marks if start <= mark.start and mark.end <= end]
    stretches = [(mark.start, mark.end) for mark in marks]
    if not stretches:
        return any(first < end and start < last for quote in quotes for first, last in quote.places)
    return all(any(first <= begin and finish <= last for quote in quotes for first, last in quote.places) for begin, finish in stretches)


def _counts(quote: Quote, still: Citing | None) -> bool:
    return still is None or (quote.citing is not None and (quote.citing.kind, quote.citing.id) == (still.kind, still.id))


def _dropped(since: Since, citing: Citing, gone: bool, where: str, quote: str, line: int) -> Diagnostic:
    file = since.new.model.file
    short = " ".join(quote.split())
    name = keyword(citing)
    if gone:
        says = Wording(
            f"{name.zh}“{citing.title}”没有了，再没有别处引用：{where}“{short}”",
            f"the {name.en} “{citing.title}” is gone, and nothing else cites {where} “{short}”",
        )
    else:
        says = Wording(f"{name.zh}“{citing.title}”不再引用：{where}“{short}”", f"the {name.en} “{citing.title}” no longer cites {where} “{short}”")
    help = Wording(
        "恢复这一处依据；确实不要的，在这一行末尾写：# 检查：允许 citation-dropped 因为……",
        "restore the citation, or where that is meant, write at the end of this line: # lint: allow citation-dropped because …",
    )
    return Diagnostic("citation-dropped", "error", file, whole_line(file, line), says, help)
