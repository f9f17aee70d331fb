"""“any selection where A implies B”: the `implies` belongs to the condition of each row, and seldom to what was meant, a consequence of the whole."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.classes import fields
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.checks.mixed_and_or import is_bracketed
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.keywords import keyword_language, keywords
from evalpolicy.wording import Wording

LONGEST = 60
"""Characters of a condition that are shown."""


def find(subject: Subject) -> Iterator[Finding]:
    """The conditions of rows that are an `implies` without brackets."""
    file = subject.model.file
    for declaration in subject.written.declarations:
        language = keyword_language(file.line(declaration.span.line).split()[0])
        where, implies = (keywords().spelling(terminal).text(language) for terminal in ("WHERE", "IMPLIES"))
        for rows, condition in _within(declaration):
            if is_bracketed(" ".join(file.words(condition.span).split())):
                continue
            whole = _shown(Span(rows.span.line, rows.span.column, condition.left.span.end_line, condition.left.span.end_column), file)
            says = Wording(
                f"`{where}` 一直管到行尾，`{implies}` 也算在每一行的条件里",
                f"`{where}` goes on to the end of the line, so that `{implies}` belongs to the condition of each row",
            )
            help = Wording(
                f"要说的如果是前面成立时后面也要成立，加上括号：`({whole}) {implies} …`；就是现在的意思，给 `{where}` 后面的条件加括号",
                f"if the whole is to imply it, write brackets: `({whole}) {implies} …`; where it is meant as it is read, "
                f"put them around what follows `{where}`",
            )
            yield Finding(condition.span, says, help)


def _shown(span: Span, file: SourceFile) -> str:
    written = " ".join(file.words(span).split())
    return written if len(written) <= LONGEST else f"{written[:LONGEST]}…"


def _within(node: object) -> Iterator[tuple[tree.Expr, tree.Binary]]:
    """Quantities over rows without a `has`, with the `implies` that is their condition."""
    if isinstance(node, tuple):
        for part in node:
            yield from _within(part)
    elif isinstance(node, tree.Node):
        if isinstance(node, tree.Counting | tree.Quantified | tree.Aggregate) and not (isinstance(node, tree.Quantified) and node.has):
            condition = node.where
            if isinstance(condition, tree.Binary) and condition.op == "implies":
                yield node, condition
        for field in fields(type(node)):
            yield from _within(getattr(node, field.name))


CHECK = Check("implies-within-where", "warning", find, by_declaration=True)
