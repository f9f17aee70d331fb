"""A citation that quotes the same words twice, or quotes its own place: mostly a piece of the line was pasted twice."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.diagnostics import Related
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """Quotes that stand before in their citation. The only quote of one may be its place, which is then the words of a heading."""
    for declaration in subject.declared(tree.Declaration):
        for cite in declaration.clauses:
            if not isinstance(cite, tree.Cite) or len(cite.quotes) < 2:
                continue
            seen = {cite.place.text: cite.place}
            for quote in cite.quotes:
                first = seen.setdefault(quote.text, quote)
                if first is not quote:
                    says = Wording(f"“{quote.text}”在这条引用里写了两次", f"“{quote.text}” stands in this citation twice")
                    there = Related(first.span, Wording("先前在这里", "first here"))
                    yield Finding(quote.span, says, Wording("删去一个", "remove one of them"), (there,))


CHECK = Check("repeated-quote", "warning", find, by_declaration=True)
