"""`{count}`, `{items}` or `{limit}` in the message of a rule that counts nothing: the place would say nothing, or 0."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.core import terms as t
from evalpolicy.core.references import subterms
from evalpolicy.language.model import Placeholder, PolicyModel, Rule
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """Those words where no requirement of the rule goes over rows, or, for `limit`, compares with a number that is written out."""
    for rule in subject.model.rules.values():
        terms = list(_terms(rule, subject.model))
        counted = any(isinstance(getattr(term, "rows", None), t.Rows) for term in terms)
        limited = any(isinstance(term, t.Compare) and any(isinstance(side, t.QuantityConstant) for side in (term.left, term.right)) for term in terms)
        for message in rule.messages:
            for part in message.parts:
                if isinstance(part, Placeholder) and part.term is None and not (limited if part.word == "limit" else counted):
                    word = f"{{{part.word}}}"
                    says = Wording(f"这条规则没有可以填进 `{word}` 的内容", f"this rule has nothing to fill into `{word}`")
                    help = Wording("只用于计数的要求，如 `at most 2 selections`", "it is for requirements that count, such as `at most 2 selections`")
                    yield Finding(part.span, says, help)


def _terms(rule: Rule, model: PolicyModel) -> Iterator[t.Term]:
    """All that the requirements say, by way of definitions too."""
    every = [*rule.requirements, *(each for route in rule.routes for each in route.requirements)]
    waiting, known = [requirement.term for requirement in every], set()
    while waiting:
        term = waiting.pop()
        yield term
        waiting.extend(subterms(term))
        if isinstance(term, t.Defined) and term.name in model.definitions and term.name not in known:
            known.add(term.name)
            waiting.append(model.definitions[term.name].term)


CHECK = Check("nothing-to-fill-in", "warning", find)
