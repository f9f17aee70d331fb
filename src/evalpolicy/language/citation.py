"""`cite`: where a source says it, with words that are really there."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from evalpolicy.language.model import Citation
from evalpolicy.syntax import tree

if TYPE_CHECKING:
    from evalpolicy.language.resolution import Resolution


def resolve_citation(cite: tree.Cite, resolution: Resolution) -> Citation | None:
    """The citation as meant; quotes that are not in the source's text (white space apart) are reported."""
    name = cite.source.text
    source = resolution.sources.get(name)
    if source is None:
        if name not in resolution.symbols.broken:
            resolution.unknown(cite.source.span, name, resolution.sources, "原文", "source", "unknown-source")
        return None
    condensed = "".join(source.text.split())
    for quote in cite.quotes:
        wanted = "".join(quote.text.split())
        if not wanted:
            resolution.error("quote-empty", quote.span, "引文是空的", "the quote is empty", "写上原文的词句", "write words of the source")
        elif wanted not in condensed:
            near = _nearest(wanted, condensed)
            resolution.error(
                "quote-not-found",
                quote.span,
                f"“{source.title}”里没有这些词句",
                f"these words are not in “{source.title}”",
                f"原文最接近的是：“{near}”；逐字照抄（空格和换行不计）" if near else "逐字照抄原文（空格和换行不计）",
                f"the nearest words are “{near}”; copy the source to the letter (white space apart)" if near else "copy the source to the letter",
            )
            return None
    return Citation(name, cite.place.text, tuple(quote.text for quote in cite.quotes), cite.span)


def _nearest(wanted: str, text: str) -> str | None:
    """The passage of `text` that comes nearest to `wanted`."""
    block = SequenceMatcher(None, text[:200_000], wanted[:500], autojunk=False).find_longest_match()
    if block.size < max(2, len(wanted) // 4):
        return None
    start = max(0, block.a - block.b)
    return text[start : start + len(wanted)]
