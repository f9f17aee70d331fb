"""`and` and `or` in one condition without brackets: `and` binds closer, which not everybody who reads the policy knows."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.classes import fields
from evalpolicy.diagnostics import Fix
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.syntax.keywords import keyword_language, keywords
from evalpolicy.wording import Wording

LONGEST = 60
"""Characters of a condition that are shown."""


def find(subject: Subject) -> Iterator[Finding]:
    """Each `and` that stands in an `or` without brackets of its own, with the brackets that it has for the reader of policies."""
    file = subject.model.file
    for declaration in subject.written.declarations:
        spelt = keywords().spelling("AND").text(keyword_language(file.line(declaration.span.line).split()[0]))
        other = keywords().spelling("OR").text(keyword_language(file.line(declaration.span.line).split()[0]))
        for inner in _unbracketed(declaration, False):
            written = " ".join(file.words(inner.span).split())
            if is_bracketed(written):
                continue
            shown = written if len(written) <= LONGEST else f"{written[:LONGEST]}…"
            says = Wording(
                f"`{spelt}` 和 `{other}` 混用而没有括号：先算 `{spelt}`，读作 ({shown}) {other} …",
                f"`{spelt}` and `{other}` without brackets: `{spelt}` binds closer, so that this is read ({shown}) {other} …",
            )
            help = Wording(
                "把括号写出来；要是另一种意思，就把括号写在另一处", "write the brackets; where it is meant otherwise, write them otherwise"
            )
            fix = Fix(inner.span, f"({written})") if inner.span.line == inner.span.end_line else None
            yield Finding(inner.span, says, help, fix=fix)


def _unbracketed(node: object, in_or: bool) -> Iterator[tree.Binary]:
    """The conjunctions directly in disjunctions."""
    if isinstance(node, tuple):
        for part in node:
            yield from _unbracketed(part, in_or)
    elif isinstance(node, tree.Node):
        is_or = isinstance(node, tree.Binary) and node.op == "or"
        if in_or and isinstance(node, tree.Binary) and node.op == "and":
            yield node
        for field in fields(type(node)):
            yield from _unbracketed(getattr(node, field.name), is_or)


def is_bracketed(written: str) -> bool:
    """Whether one pair of brackets holds all of it."""
    if written[:1] not in ("(", "（"):
        return False
    depth = 0
    for place, character in enumerate(written):
        depth += (character in "(（") - (character in ")）")
        if depth == 0:
            return place == len(written) - 1
    return False


CHECK = Check("mixed-and-or", "info", find, by_declaration=True)
