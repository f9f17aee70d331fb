"""What decides without saying where it is written."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

_DECIDING = (tree.RuleDecl, tree.StepDecl, tree.FeeDecl, tree.AdjustmentDecl, tree.ReadingDecl)


def find(subject: Subject) -> Iterator[Finding]:
    """Rules, steps, advice, fees, adjustments and readings without a citation of their own, of a policy that has sources."""
    if not any(subject.declared(tree.SourceDecl)):
        return
    for declaration in subject.declared(tree.Declaration):
        if not isinstance(declaration, _DECIDING) or (isinstance(declaration, tree.StepDecl) and declaration.event):
            continue
        if not any(isinstance(clause, tree.Cite) for clause in declaration.clauses):
            title = declaration.name.text if declaration.label is None else declaration.label.text
            says = Wording(f"“{title}”没有注明出处", f"“{title}” cites nothing")
            yield Finding(declaration.span, says, Wording("加一行 `cite`：来源、章节、原文", "add a `cite` line: source, section, the words"))


CHECK = Check("uncited", "warning", find, by_declaration=True)
