"""Lines that stand apart from the declaration that they belong to, as where the header between them was lost."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.diagnostics import Related
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The clauses below a blank line. White space means nothing to the reader of the file, so they still belong to the declaration above."""
    file = subject.model.file
    for declaration in subject.declared(tree.Declaration):
        for clause in declaration.clauses:
            if not _apart(file, clause.span.line):
                continue
            name = declaration.name.text
            says = Wording(
                f"这一行隔着空行，却仍属于上面的“{name}”：中间是不是少了一行声明？",
                f"this line stands apart from `{name}` above and still belongs to it: is the line missing that declares something here?",
            )
            help = Wording("补上那一行，或删去空行", "put that line in, or remove the blank one")
            yield Finding(_line(file, clause.span.line), says, help, (Related(declaration.name.span, Wording("它属于这里", "it belongs to this")),))


def _apart(file: SourceFile, line: int) -> bool:
    above = line - 1
    while above > 0 and file.line(above).lstrip()[:1] in ("#", "＃"):
        above -= 1
    return above > 0 and not file.line(above).strip()


def _line(file: SourceFile, number: int) -> Span:
    line = file.line(number)
    return Span(number, len(line) - len(line.lstrip()) + 1, number, len(line.rstrip()) + 1)


CHECK = Check("lines-apart", "warning", find)
