"""What the parts of expression resolution share: the scope, how to go on into a sub-expression, and how mistakes are worded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from evalpolicy.classes import evolve, frozen
from evalpolicy.core.terms import Term
from evalpolicy.diagnostics import Fix
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.symbols import RowScope, Scope, Symbols
from evalpolicy.language.types import Type
from evalpolicy.nearness import likeness, nearest
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

DEEPEST = 40
"""Deeper nesting is refused, so that no engine runs out of stack. Chains of `and`, `or`, `+` count as one level."""
LONGEST_LIST = 12


class Walk(Protocol):
    """How a sub-expression is resolved."""

    def truth(self, expr: tree.Expr, context: Context) -> Term | None:
        """A condition, as a truth term."""

    def value(self, expr: tree.Expr, context: Context, expected: Type | None) -> Typed | None:
        """A value, which `conversion.finish` may have yet to bring to its final form."""


@frozen
class Context:
    """Where an expression is resolved."""

    symbols: Symbols
    scope: Scope
    walk: Walk
    depth: int = 0

    def truth(self, expr: tree.Expr) -> Term | None:
        """A condition below this one."""
        return self.walk.truth(expr, self._deeper()) if self._not_too_deep(expr) else None

    def value(self, expr: tree.Expr, expected: Type | None = None) -> Typed | None:
        """A value below this one; a name that is a value of the type `expected` is read as that."""
        return self.walk.value(expr, self._deeper(), expected) if self._not_too_deep(expr) else None

    def inside(self, row: RowScope) -> Context:
        """The same with one more row in scope."""
        return evolve(self, scope=self.scope.inside(row))

    def _deeper(self) -> Context:
        return Context(self.symbols, self.scope, self.walk, self.depth + 1)

    def _not_too_deep(self, expr: tree.Expr) -> bool:
        if self.depth < DEEPEST:
            return True
        self.error(
            "too-deep",
            expr.span,
            "这个式子一层套一层，套得太深",
            "this expression is nested too deeply",
            "用 `define` 给其中一部分起个名字",
            "name a part of it with `define`",
        )
        return False

    # --- mistakes --------------------------------------------------------------------------------

    def error(self, code: str, span: Span, zh: str, en: str, help_zh: str = "", help_en: str = "", meant: str | None = None) -> None:
        """Report a mistake in both languages; `meant` is what surely should stand there."""
        help_ = Wording(help_zh, help_en) if help_en else None
        self.symbols.diagnostics.error(code, span, Wording(zh, en), help_, fix=None if meant is None else Fix(span, meant))

    def words(self, span: Span) -> str:
        """The author's own words in a span, on one line."""
        file = self.symbols.diagnostics.file
        if span.line == span.end_line:
            text = file.line(span.line)[span.column - 1 : span.end_column - 1]
        else:
            between = [file.line(number) for number in range(span.line + 1, span.end_line)]
            text = " ".join([file.line(span.line)[span.column - 1 :], *between, file.line(span.end_line)[: span.end_column - 1]])
        text = " ".join(text.split())
        return text if len(text) <= 60 else f"{text[:57]}…"


def close_matches(name: str, candidates: Iterable[str]) -> list[str]:
    """The candidates that `name` may be a misspelling of, nearest first; where one differs in nothing but width and case, that one."""
    near = nearest(name, sorted(set(candidates)), n=3, cutoff=0.5 if len(name) <= 3 else 0.6)
    return near[:1] if near and likeness(name, near[0]) == 1 else near


def suggestion(name: str, candidates: Iterable[str], what_zh: str, what_en: str) -> tuple[str, str]:
    """A help that asks "did you mean", or lists what there is."""
    known = list(dict.fromkeys(candidates))
    near = close_matches(name, known)
    if near:
        quoted = [f"`{match}`" for match in near]
        return f"是不是 {'、'.join(quoted)}？", f"did you mean {' or '.join(quoted)}?"
    if not known:
        return f"没有可用的{what_zh}", f"there are no {what_en}"
    shown, more = known[:LONGEST_LIST], len(known) > LONGEST_LIST
    listed_zh, listed_en = "、".join(shown) + ("……" if more else ""), ", ".join(shown) + (" …" if more else "")
    return f"可用的{what_zh}：{listed_zh}", f"{what_en}: {listed_en}"
