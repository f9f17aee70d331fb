"""Source coverage as one page of HTML: the texts with the cited words marked and linked to the policy, and the policy linked to the words.

The page needs neither a network nor scripts. Its identifiers: `pP-qQ` is the Q-th quote of the P-th policy, `pP-dD` the D-th declaration that cites,
`pP-tT-O` what stands at offset O of the T-th text, `pP-tT-sS` its S-th sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from xml.etree.ElementTree import Element

from evalpolicy.classes import frozen
from evalpolicy.language.model import Citing, PolicyModel
from evalpolicy.source_coverage.document import Measured
from evalpolicy.source_coverage.markup import element, rendered
from evalpolicy.source_coverage.measure import SourceCoverage, share
from evalpolicy.source_coverage.page_text import Notice
from evalpolicy.source_coverage.wordings import STATUSES, keyword
from evalpolicy.wording import Language, Wording

DECIDING = frozenset({"RULE", "ADVICE", "EXCEPTION", "STEP", "EVENT", "CATALOG", "FEE", "ADJUSTMENT", "READING"})
"""Declarations that are expected to cite something."""

LONG = 12
"""A declaration of more lines is folded at first."""


def as_page(measured: Sequence[Measured], language: Language) -> str:
    """The document, with everything that it needs in it."""
    title = Wording("原文引用情况", "Source coverage").text(language)
    names = "、".join(model.id for model, _ in measured) if language == "zh" else ", ".join(model.id for model, _ in measured)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{title}: {names}" if names else title),
        element("style", files("evalpolicy.source_coverage").joinpath("page.css").read_text(encoding="utf-8")),
    )
    body = element("body", element("header", element("h1", title), _legend(language), class_="top"))
    for number, (model, sources) in enumerate(measured):
        body.append(_Policy(f"p{number}", model, sources, language).section())
    return rendered(element("html", head, body, lang="zh-Hans" if language == "zh" else "en"))


def _legend(language: Language) -> Element:
    shown = (
        (element("span", Wording("词句", "words").text(language), class_="cited"), Wording("有规则引用，点击可到规则", "cited: leads to the policy")),
        (element("span", Wording("词句", "words").text(language), class_="passed"), Wording("写明不是规定，略过", "passed over, with a reason")),
        (element("b", "17:00", class_="word"), Wording("规定性的词：日期、金额、数、必须、不得……", "words that state rules: dates, must, …")),
        (element("b", "17:00", class_="word missing"), Wording("还没有引用的规定性的词", "such words that nothing cites")),
    )
    return element("ul", *(element("li", sample, " ", wording.text(language)) for sample, wording in shown), class_="legend")


@frozen(eq=False)
class _Policy:
    """A policy on the page. `key` begins its identifiers."""

    key: str
    model: PolicyModel
    sources: Sequence[SourceCoverage]
    language: Language

    def section(self) -> Element:
        """All of it."""
        model = self.model
        citing = [each for each in model.citing if any(quote.citing is each for source in self.sources for quote in source.quotes)]
        notices = [
            Notice(f"{self.key}-t{place}", self.key, source, citing, self._first(place), self.language) for place, source in enumerate(self.sources)
        ]
        texts = element("section", *map(self._text, notices), class_="pane", tabindex="0", aria_label=self._say("原文", "the texts"))
        rules = [self._declaration(number, each, notices) for number, each in enumerate(citing)]
        if passed := list(self._passed(notices)):
            rules.append(element("article", element("h3", self._say("略过的词句", "Passed over")), element("ul", *passed), class_="declaration"))
        if silent := [each for each in model.citing if each.kind in DECIDING and each not in citing and model.sources]:
            listed = (element("li", *self._name(each), " ", element("small", f"{model.file.name}:{each.span.line}")) for each in silent)
            title = element("h3", self._say("没有引用原文的", "Citing nothing"))
            rules.append(element("article", title, element("ul", *listed), class_="declaration"))
        policy = element("section", *rules, id=f"{self.key}-rules", class_="pane", tabindex="0", aria_label=self._say("规则", "the policy"))
        to_rules = self._say(f"到规则（{len(citing)} 条引用了原文）", f"to the policy ({len(citing)} declarations cite)")
        return element(
            "section",
            element("h2", model.title, " ", element("small", f"{model.id} · {model.file.name}")),
            self._table(notices),
            element("p", element("a", to_rules, href=f"#{self.key}-rules")),
            element("div", texts, policy, class_="panes"),
            class_="policy",
        )

    def _say(self, zh: str, en: str) -> str:
        return Wording(zh, en).text(self.language)

    def _first(self, place: int) -> int:
        """The number of a text's first quote among those of the policy."""
        return sum(len(source.quotes) for source in self.sources[:place])

    def _table(self, notices: Sequence[Notice]) -> Element:
        heads = [self._say("原文", "text"), self._say("规定性的话", "normative sentences")]
        heads += [*(STATUSES[each].text(self.language) for each in STATUSES), self._say("已引用或略过", "covered")]
        rows = []
        for notice in notices:
            found = [each.status for each in notice.coverage.sentences if each.is_normative]
            cells = [str(len(found)), *(str(found.count(status)) for status in STATUSES), f"{share([notice.coverage])} %"]
            name = element("th", element("a", notice.coverage.source.title, href=f"#{notice.key}"), scope="row")
            rows.append(element("tr", name, *(element("td", cell) for cell in cells)))
        head = element("thead", element("tr", *(element("th", text, scope="col") for text in heads)))
        return element("div", element("table", head, element("tbody", *rows)), class_="counts")

    def _text(self, notice: Notice) -> Element:
        coverage = notice.coverage
        left = [(number, each) for number, each in enumerate(coverage.sentences) if each.is_normative and not each.is_covered]
        listed = [
            element(
                "li",
                element("a", each.text, href=f"#{notice.key}-s{number}"),
                " ",
                element("small", f"{STATUSES[each.status].text(self.language)} · {self._line(each.span.line)}"),
            )
            for number, each in left
        ]
        if listed:
            say = self._say(f"还有 {len(left)} 句规定性的话没有引用完", f"Normative sentences not cited in full: {len(left)}")
            still: Element = element("details", element("summary", say), element("ol", *listed), class_="left", open="open")
        else:
            still = element("p", self._say("规定性的话都引用或略过了。", "All normative sentences are cited or passed over."), class_="done")
        heading = element("h3", coverage.source.title, " ", element("small", f"{coverage.source.id} · {coverage.file.name}"))
        return element("article", heading, still, element("div", *notice.lines(), class_="lines"), id=notice.key, class_="notice")

    def _line(self, number: int) -> str:
        return self._say(f"第 {number} 行", f"line {number}")

    def _name(self, citing: Citing) -> list[Element | str]:
        """What a declaration is called."""
        title = [] if citing.title == citing.id else [" ", citing.title]
        return [element("span", keyword(citing).text(self.language), class_="kind"), " ", element("code", citing.id), *title]

    def _declaration(self, number: int, citing: Citing, notices: Sequence[Notice]) -> Element:
        file, span = self.model.file, citing.span
        name = element("h3", element("span", str(number + 1), class_="count"), " ", *self._name(citing), id=f"{self.key}-d{number}")
        quotes = [self._quote(notice, place) for notice in notices for place, quote in enumerate(notice.coverage.quotes) if quote.citing is citing]
        lines = range(span.line, span.end_line + 1)
        width = len(str(span.end_line))
        code = element("pre", element("code", "\n".join(f"{line:>{width}}  {file.line(line)}" for line in lines)))
        where = f"{file.name}:{span.line}" + (f"–{span.end_line}" if span.end_line > span.line else "")
        folded = element("details", element("summary", where), code, open=None if len(lines) > LONG else "open")
        return element("article", name, element("ul", *quotes, class_="quotes"), folded, class_="declaration")

    def _passed(self, notices: Sequence[Notice]) -> Iterator[Element]:
        for notice in notices:
            for place, quote in enumerate(notice.coverage.quotes):
                if quote.passage is not None:
                    item = self._quote(notice, place)
                    item.append(element("span", self._say("因为：", "because: ") + quote.passage.because, class_="because"))
                    yield item

    def _quote(self, notice: Notice, place: int) -> Element:
        """The words that are quoted, leading to each place where they stand."""
        quote = notice.coverage.quotes[place]
        stated = notice.coverage.source.title if quote.citation is None else f"{notice.coverage.source.title} {quote.citation.place}"
        targets = [f"#{notice.key}-{start}" for start, _ in quote.places]
        lines = [self._line(notice.coverage.span(start, end).line) for start, end in quote.places]
        item = element("li", element("small", stated, class_="where"), " ", id=f"{self.key}-q{notice.first + place}")
        words = element("a", " ".join(quote.text.split()), href=targets[0] if targets else None)
        item.append(element("q", words))
        for target, line in zip(targets, lines, strict=True):
            item.append(element("a", line, href=target, class_="line-of"))
        return item
