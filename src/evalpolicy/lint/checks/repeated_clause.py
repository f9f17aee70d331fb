"""Lines that say again what the line above them says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evalpolicy.diagnostics import Related, without_line_again
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

COUNTED = (tree.ExampleSelect, tree.ExampleRecord, tree.ExampleFile)
"""Lines of examples of which two say something else than one: whoever applies twice for one thing does just that."""


def find(subject: Subject) -> Iterator[Finding]:
    """Clauses that stand twice, one below the other."""
    file = subject.model.file
    for declaration in subject.declared(tree.Declaration):
        for first, again in pairwise(declaration.clauses):
            if file.words(first.span) == file.words(again.span):
                says = Wording("这一行和上一行一样", "this line repeats the one above it")
                there = Related(first.span, Wording("上一行", "the line above"))
                help = Wording("删去一行，或改成要写的话", "remove one of them, or write what was meant")
                fix = None if isinstance(again, COUNTED) else without_line_again(file, again.span, first.span)
                yield Finding(again.span, says, help, (there,), fix)


CHECK = Check("repeated-clause", "warning", find, by_declaration=True)
