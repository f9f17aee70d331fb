"""Lines that stand apart from the declaration that they belong to, as where the header between them was lost."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.diagnostics import Related
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax.apart import clauses_apart
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The clauses below a blank line."""
    for declaration, line in clauses_apart(subject.written, subject.model.file):
        name = declaration.name.text
        says = Wording(
            f"这一行隔着空行，却仍属于上面的“{name}”：中间是不是少了一行声明？",
            f"this line stands apart from `{name}` above and still belongs to it: is the line missing that declares something here?",
        )
        help = Wording("补上那一行，或删去空行", "put that line in, or remove the blank one")
        yield Finding(line, says, help, (Related(declaration.name.span, Wording("它属于这里", "it belongs to this")),))


CHECK = Check("lines-apart", "warning", find, by_declaration=True)
