"""A resident id in an example whose last character does not fit the others: mostly a digit was copied wrong."""

from __future__ import annotations

from collections.abc import Iterator

from stdnum.cn import ric

from evalpolicy.language.types import ResidentIdType, Type, is_plain_resident_id
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The ids that examples state, each with the last character that would fit."""
    file = subject.model.file
    for declaration in subject.declared(tree.ExampleDecl):
        for value, type_ in _stated(declaration, subject):
            number = file.words(value.span).strip('"“”').upper()
            if not isinstance(type_, ResidentIdType) or not is_plain_resident_id(number) or ric.calc_check_digit(number) == number[-1]:
                continue
            fitting = number[:-1] + ric.calc_check_digit(number)
            says = Wording(f"身份证号 {number} 的校验码不对", f"the last character of the resident id {number} does not fit the others")
            help = Wording(f"核对各位；如果前 17 位都对，应是 {fitting}", f"check the digits; if the first 17 are right, it is {fitting}")
            yield Finding(value.span, says, help)


def _stated(declaration: tree.ExampleDecl, subject: Subject) -> Iterator[tuple[tree.Expr, Type | None]]:
    """Every value in an example, with the type of its fact."""
    for clause in declaration.clauses:
        match clause:
            case tree.ExampleApplicant(fields=fields):
                owner = "applicant"
            case tree.ExampleApplication(fields=fields):
                owner = "application"
            case tree.ExampleSelect(fields=fields):
                owner = "selection"
            case tree.ExampleDone(step=step, fields=fields):
                owner = step.text
            case _:
                continue
        for each in fields:
            fact = subject.model.fact(owner, each.name.text)
            for value in each.values:
                yield value, None if fact is None else fact.type


CHECK = Check("id-check-failed", "warning", find, by_declaration=True)
