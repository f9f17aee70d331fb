"""A placeholder of another notation in a message or a file's name: it is read as plain text, which applicants would see, or give to no file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from evalpolicy.diagnostics import Fix
from evalpolicy.language.expression.templates import MEANT, SPECIAL
from evalpolicy.language.model import PolicyModel
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

_NAME = r"[^\W\d][\w.]*"
_SURELY = re.compile(
    rf"%[sdf](?!\w)|%\({_NAME}\)[sd]|\$\{{(?P<dollar>[^{{}}]+)\}}|\{{\{{\s*(?P<double>[^{{}}]+?)\s*\}}\}}|\{{(?P<number>[0-9]+)\}}"
    r"|｛(?P<wide>[^{}｛｝]+)｝"
)
_PERHAPS = re.compile(rf"【(?P<a>{_NAME})】|\[(?P<b>{_NAME})\]|<(?P<c>{_NAME})>|〈(?P<d>{_NAME})〉|\$(?P<e>{_NAME})|#(?P<f>{_NAME})#")
"""Placeholders only where they name something that could be filled in."""
_BRACKETED = re.compile(rf"[（(]\s*(?P<bracketed>{_NAME})\s*[）)]")
"""The same, where nobody would put the name of a fact in brackets and mean just that: in a file's name."""
_BRACKETED_WORD = re.compile(r"[（(]\s*(?P<bracketed>[A-Za-z]\w*[._][\w.]+|fee)\s*[）)]", re.ASCII)
"""In a message, only what is no word of a sentence."""


def find(subject: Subject) -> Iterator[Finding]:
    """Such places in the messages of rules, advice and steps, and in the names of files."""
    names = _names(subject.model)
    filled = {name: special for special in SPECIAL for name in (special, *MEANT[special].split())}
    told = {**_calculated(subject.model), **names, **filled}
    for declaration in subject.declared(tree.Declaration):
        for clause in declaration.clauses:
            match clause:
                case tree.Message(text=text):
                    own = {**told, **_of_step(declaration, subject.model)}
                    yield from _within(text.span, subject.model.file, (_SURELY, _PERHAPS, _BRACKETED_WORD), own, _MESSAGE)
                case tree.FileClause(paths=paths):
                    for path in paths:
                        yield from _within(path.span, subject.model.file, (_SURELY, _PERHAPS, _BRACKETED), names, _PATH)


def _within(
    span: Span, file: SourceFile, patterns: tuple[re.Pattern[str], ...], names: Mapping[str, str], where: tuple[Wording, Wording]
) -> Iterator[Finding]:
    if span.line != span.end_line:
        return
    for pattern in patterns:
        for match in pattern.finditer(file.line(span.line), span.column - 1, span.end_column - 1):
            name = next((each for each in match.groups() if each), "").strip()
            meant = names.get(name)
            if meant is not None or pattern is _SURELY:
                yield _finding(Span(span.line, match.start() + 1, span.line, match.end() + 1), match[0], meant, where)


def _names(model: PolicyModel) -> dict[str, str]:
    """The facts that can be filled in anywhere, by their paths and their labels."""
    facts = [*model.applicant.values(), *model.application.values(), *(fact for step in model.steps.values() for fact in step.facts.values())]
    paths = {f"{fact.owner}.{fact.name}": fact.label for fact in facts}
    return {**{label: path for path, label in paths.items() if label}, **{path: path for path in paths}}


def _calculated(model: PolicyModel) -> dict[str, str]:
    """What is calculated of the whole application, and may be told in a message: definitions, parameters and the fee, by names and labels."""
    known = {id: each.label for id, each in model.definitions.items() if each.row is None and "." not in id}
    known |= {id: each.label for id, each in model.parameters.items()}
    if model.fee_total is not None:
        known |= {"fee": ""}
    return {**{label: id for id, label in known.items() if label}, **{id: id for id in known}}


def _of_step(declaration: tree.Declaration, model: PolicyModel) -> dict[str, str]:
    """The facts of the step whose message it is, by themselves."""
    step = model.steps.get(declaration.name.text) if isinstance(declaration, tree.StepDecl) else None
    return {} if step is None else {name: name for name in step.facts}


_MESSAGE = (
    Wording(
        "消息里的“{written}”不会被填入，申请人看到的就是它本身",
        "nothing is filled in for “{written}” in a message: applicants would see it as it stands",
    ),
    Wording("要填入的值写在一层花括号里，如 `{{count}}`", "what is filled in stands in single braces, as in `{{count}}`"),
)
_PATH = (
    Wording(
        "文件名里的“{written}”不会被填入，文件要正好叫这个名称才算数",
        "nothing is filled in for “{written}” in a file's name: files would have to be called just that",
    ),
    Wording("要填入的值写在一层花括号里，如 `{{applicant.id}}`", "what is filled in stands in single braces, as in `{{applicant.id}}`"),
)
"""What is said of such a place, and the advice where it is not clear what was meant."""


def _finding(span: Span, written: str, meant: str | None, where: tuple[Wording, Wording]) -> Finding:
    says, advice = (Wording(each.zh.format(written=written), each.en.format(written=written)) for each in where)
    if meant is None:
        return Finding(span, says, advice)
    return Finding(span, says, Wording(f"写成 `{{{meant}}}`", f"write `{{{meant}}}`"), fix=Fix(span, f"{{{meant}}}"))


CHECK = Check("foreign-placeholder", "warning", find, by_declaration=True)
