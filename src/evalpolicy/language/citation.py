"""`cite`: where a source says it, with words that are really there. `passes over`: words that state no rule, as really there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evalpolicy.language.model import Citation, Citing, Passage, Source
from evalpolicy.syntax import tree

if TYPE_CHECKING:
    from evalpolicy.language.resolution import Resolution

_MARKS = "，,；;：:。. "
LONGEST_SHOWN = 120
"""Characters of a source that are shown as the nearest words."""


def resolve_citations(resolution: Resolution) -> tuple[Citing, ...]:
    """Every declaration with what it cites. Each citation of the policy is looked at here, once, wherever it stands."""
    found = []
    for declaration in resolution.policy.declarations:
        cites = [clause for clause in declaration.clauses if isinstance(clause, tree.Cite)]
        for cite in cites:
            resolution.cited[cite.span] = _citation(cite, resolution)
        found.append(
            Citing(
                declaration.terminal,
                declaration.name.text,
                resolution.label(declaration),
                resolution.citations(cites),
                declaration.span,
            )
        )
    return tuple(found)


def resolve_passages(source: Source, declaration: tree.SourceDecl, resolution: Resolution) -> tuple[Passage, ...]:
    """What a source passes over; its quotes are held to the text as those of citations are."""
    clauses = [clause for clause in declaration.clauses if isinstance(clause, tree.PassesOver)]
    for clause in clauses:
        if not clause.reason.text.strip():
            zh, en = "没有写为什么略过", "no reason is given for passing over this"
            resolution.error("reason-missing", clause.reason.span, zh, en, '例如 `because "落款"`', 'such as `because "signature"`')
    return tuple(
        Passage(tuple(quote.text for quote in clause.quotes), clause.reason.text, clause.span)
        for clause in clauses
        if _are_in(clause.quotes, source, resolution)
    )


def _citation(cite: tree.Cite, resolution: Resolution) -> Citation | None:
    """The citation as meant; quotes that are not in the source's text (white space apart) are reported."""
    name = cite.source.text
    source = resolution.sources.get(name)
    if source is None:
        if name not in resolution.symbols.broken:
            resolution.unknown(cite.source.span, name, resolution.sources, "原文", "source", "unknown-source")
        return None
    if not _are_in(cite.quotes, source, resolution):
        return None
    return Citation(name, cite.place.text, tuple(quote.text for quote in cite.quotes), cite.span)


def _are_in(quotes: Sequence[tree.Text], source: Source, resolution: Resolution) -> bool:
    """Whether all the quotes are words of the source; reported where one is not."""
    sound = True
    for quote in quotes:
        wanted = "".join(quote.text.split())
        if not wanted:
            resolution.error("quote-empty", quote.span, "引文是空的", "the quote is empty", "写上原文的词句", "write words of the source")
        elif wanted not in source.condensed:
            near = _nearest(wanted, source)
            resolution.error(
                "quote-not-found",
                quote.span,
                f"“{source.title}”里没有这些词句",
                f"these words are not in “{source.title}”",
                f"原文最接近的是：“{near}”；逐字照抄（空格和换行不计）" if near else "逐字照抄原文（空格和换行不计）",
                f"the nearest words are “{near}”; copy the source to the letter (white space apart)" if near else "copy the source to the letter",
            )
            sound = False
    return sound


def _nearest(wanted: str, source: Source) -> str | None:
    """The passage of a source that comes nearest to `wanted`, which is without white space: whole clauses of it."""
    from difflib import SequenceMatcher

    block = SequenceMatcher(None, source.condensed[:200_000], wanted[:500], autojunk=False).find_longest_match()
    if block.size < max(2, len(wanted) // 4):
        return None
    start = max(0, block.a - block.b)
    end = min(start + len(wanted), len(source.condensed))
    clauses = [clause for clause in source.clauses if clause[0] < end and start < clause[1]]
    # A clause that only a few of the words reach into is none of those that were meant.
    touched = [clause for clause in clauses if _shared(clause, (start, end)) * 2 >= clause[1] - clause[0]] or clauses
    first, last = min(touched[0][0], block.a), max(touched[-1][1], block.a + block.size)
    shown = source.as_written(first, last) if last - first <= LONGEST_SHOWN else source.as_written(start, end)
    return shown.rstrip(_MARKS.replace(wanted[-1], "")).lstrip(_MARKS)


def _shared(one: tuple[int, int], other: tuple[int, int]) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])
