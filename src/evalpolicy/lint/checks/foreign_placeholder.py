"""A placeholder of another notation in a message: it is read as plain text, and applicants would see it as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalpolicy.diagnostics import Fix
from evalpolicy.language.expression.templates import SPECIAL, SPECIAL_MEANT
from evalpolicy.language.model import PolicyModel
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

_NAME = r"[^\W\d][\w.]*"
_SURELY = re.compile(
    rf"%[sdf](?!\w)|%\({_NAME}\)[sd]|\$\{{(?P<dollar>[^{{}}]+)\}}|\{{\{{\s*(?P<double>[^{{}}]+?)\s*\}}\}}|\{{(?P<number>[0-9]+)\}}"
    r"|｛(?P<wide>[^{}｛｝]+)｝"
)
_PERHAPS = re.compile(rf"【(?P<a>{_NAME})】|\[(?P<b>{_NAME})\]|<(?P<c>{_NAME})>|〈(?P<d>{_NAME})〉|\$(?P<e>{_NAME})|#(?P<f>{_NAME})#")
"""Placeholders only where they name something that could be filled in."""


def find(subject: Subject) -> Iterator[Finding]:
    """Such places in the messages of rules, advice and steps."""
    names = _names(subject.model)
    file = subject.model.file
    for declaration in subject.declared(tree.Declaration):
        for clause in declaration.clauses:
            if not isinstance(clause, tree.Message) or clause.text.span.line != clause.text.span.end_line:
                continue
            span = clause.text.span
            line = file.line(span.line)
            for pattern in (_SURELY, _PERHAPS):
                for match in pattern.finditer(line, span.column - 1, span.end_column - 1):
                    name = next((each for each in match.groups() if each), "").strip()
                    meant = name if name in SPECIAL else SPECIAL_MEANT.get(name) or names.get(name)
                    if meant is not None or pattern is _SURELY:
                        yield _finding(Span(span.line, match.start() + 1, span.line, match.end() + 1), match[0], meant)


def _names(model: PolicyModel) -> dict[str, str]:
    """The facts that can be filled in anywhere, by their paths and their labels."""
    facts = [*model.applicant.values(), *model.application.values(), *(fact for step in model.steps.values() for fact in step.facts.values())]
    paths = {f"{fact.owner}.{fact.name}": fact.label for fact in facts}
    return {**{label: path for path, label in paths.items() if label}, **{path: path for path in paths}}


def _finding(span: Span, written: str, meant: str | None) -> Finding:
    says = Wording(
        f"消息里的“{written}”不会被填入，申请人看到的就是它本身",
        f"nothing is filled in for “{written}” in a message: applicants would see it as it stands",
    )
    if meant is None:
        return Finding(span, says, Wording("要填入的值写在一层花括号里，如 `{count}`", "what is filled in stands in single braces, as in `{count}`"))
    return Finding(span, says, Wording(f"写成 `{{{meant}}}`", f"write `{{{meant}}}`"), fix=Fix(span, f"{{{meant}}}"))


CHECK = Check("foreign-placeholder", "warning", find, by_declaration=True)
