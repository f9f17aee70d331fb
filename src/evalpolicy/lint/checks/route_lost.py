"""A rule with several routes of which one more seems to have been lost, or only its line: what was its requirement has become another route's.

That is seen where a citation stands behind a requirement of the same route although all citations of routes come first, where a requirement above
the routes is indented as one of them, and where the source lists more conditions, of which one is enough, than the rule has routes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from evalpolicy.diagnostics import Related
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

FEWEST = 2
"""Routes of a rule: of one with a single route another check tells."""

_ONE_OF = re.compile(r"之一|任[意何]?一[项条种个]|其中一[项条种个]|\b(?:any|one) of\b", re.IGNORECASE)
_NUMBERED = (
    re.compile(r"[（(]\s*([0-9]{1,2})\s*[)）]"),
    re.compile(r"[（(]([一二三四五六七八九十])[)）]"),
    re.compile(r"([①-⑳])"),
    re.compile(r"(?<![\w.])([0-9]{1,2})[、．]"),
    re.compile(r"([一二三四五六七八九])是"),
)
"""How the conditions of a list are numbered."""

_FIGURES = {figure: number for figures in ("一二三四五六七八九十", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳") for number, figure in enumerate(figures, start=1)}


def find(subject: Subject) -> Iterator[Finding]:
    """The rules with routes of which one seems to be lost, at the line above which it stood, or at the name of the rule."""
    for declaration in subject.declared(tree.RuleDecl):
        routes = [clause for clause in declaration.clauses if isinstance(clause, tree.Route)]
        if len(routes) >= FEWEST:
            lost = next(_lost_lines(declaration, routes), None)
            listed = _listed(declaration)
            if lost is not None:
                yield _line_lost(lost)
            elif listed is not None and listed[0] > len(routes):
                yield _fewer(declaration, len(routes), *listed)


def _lost_lines(declaration: tree.RuleDecl, routes: list[tree.Route]) -> Iterator[Span]:
    """The lines above which a line `route` seems to be missing."""
    first = routes[0].span
    said = [clause for clause in declaration.clauses if isinstance(clause, tree.Cite | tree.Require | tree.Route)]
    inner = {clause.span.column for clause in said if isinstance(clause, tree.Require) and clause.span > first}
    above = [clause for clause in said if clause.span < first and inner == {clause.span.column} and clause.span.column > first.column]
    if any(isinstance(clause, tree.Require) for clause in above):
        yield above[0].span
    pairs = [(before, clause) for before, clause in pairwise(said) if before.span >= first]
    if all(isinstance(clause, tree.Cite) for before, clause in pairs if isinstance(before, tree.Route)):
        yield from (clause.span for before, clause in pairs if isinstance(before, tree.Require) and isinstance(clause, tree.Cite))


def _line_lost(span: Span) -> Finding:
    says = Wording(
        "这一行上面是不是少了一行 `route`？现在它并到了别的途径里，或成了每条途径的要求",
        "is a line `route` missing above this one? As it stands it belongs to another route, or to all of them",
    )
    help = Wording(
        '补上一行 `route 代号 "…"`；如果不是另一条途径，出处写在要求的上面，每条途径都要求的写在第一条 `route` 上面、不缩进',
        'put a line `route NAME "…"` above it; if there is no other route, cite above what is required, and do not indent what every route asks',
    )
    return Finding(span, says, help)


def _listed(declaration: tree.RuleDecl) -> tuple[int, tree.Text] | None:
    """How many numbered conditions, one of which is enough, a quote of the rule lists; the most that one does."""
    quotes = [quote for clause in declaration.clauses if isinstance(clause, tree.Cite) for quote in clause.quotes]
    found = [(_conditions(quote.text[said.end() :]), quote) for quote in quotes if (said := _ONE_OF.search(quote.text)) is not None]
    return max(found, key=lambda each: each[0]) if found else None


def _conditions(behind: str) -> int:
    """The conditions that are numbered in a text, from the first one on."""
    return max(_counted([_FIGURES.get(match[1]) or int(match[1]) for match in numbered.finditer(behind)]) for numbered in _NUMBERED)


def _counted(numbers: list[int]) -> int:
    count = 0
    for number in numbers:
        count += number == count + 1
    return count


def _fewer(declaration: tree.RuleDecl, routes: int, listed: int, quote: tree.Text) -> Finding:
    says = Wording(
        f"出处列出 {listed} 项条件，满足一项即可，这条规则只有 {routes} 条途径",
        f"the source lists {listed} conditions of which one is enough, and this rule has {routes} routes",
    )
    help = Wording('每项条件写一条 `route 代号 "…"`，下面写它的要求', 'write a line `route NAME "…"` for each of them, and its requirements below it')
    return Finding(declaration.name.span, says, help, (Related(quote.span, Wording("列在这里", "they are listed here")),))


CHECK = Check("route-lost", "warning", find, by_declaration=True)
