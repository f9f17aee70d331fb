"""A rule with one route: routes are ways to choose from, so that another one seems to have been lost, or only its line."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.diagnostics import Related
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The rules that have just one route, at the line above which another one may have stood."""
    for declaration in subject.declared(tree.RuleDecl):
        routes = [clause for clause in declaration.clauses if isinstance(clause, tree.Route)]
        if len(routes) == 1:
            yield _finding(routes[0], _lost_above(declaration, routes[0]))


def _finding(route: tree.Route, lost: Span | None) -> Finding:
    name = route.name.text
    only = Wording(f"这条规则只有 `{name}` 一条途径", f"this rule has no other route than `{name}`")
    if lost is None:
        help = Wording(
            "补上另一条 `route`；如果只有这一种办法，删去 `route` 这一行",
            "add the other `route`; where there is just this way, remove the line `route`",
        )
        return Finding(route.span, only, help)
    says = Wording(
        f"{only.zh}：这一行上面是不是少了一行 `route`？", f"{only.en}: is a line `route` missing above this one?"
    )
    help = Wording(
        f'补上一行 `route 代号 "…"`；如果只有这一种办法，删去 `route {name}` 这一行',
        f'put a line `route NAME "…"` above it; where there is just one way, remove the line `route {name}`',
    )
    return Finding(lost, says, help, (Related(route.span, Wording("仅有的一条在这里", "the only one is here")),))


def _lost_above(declaration: tree.Declaration, route: tree.Route) -> Span | None:
    """The requirement above which a line `route` may have stood: one above the only route, or a second one below it."""
    required = [clause.span for clause in declaration.clauses if isinstance(clause, tree.Require)]
    before = [span for span in required if span < route.span]
    behind = [span for span in required if span > route.span]
    if before:
        return before[0]
    return behind[1] if len(behind) > 1 else None


CHECK = Check("route-alone", "warning", find, by_declaration=True)
