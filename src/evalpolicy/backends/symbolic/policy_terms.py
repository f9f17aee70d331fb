"""The terms that a policy is made of, as the symbolic back end has to look through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from evalpolicy.core import terms as t
from evalpolicy.core.references import subterms
from evalpolicy.language.model import FactDef, PolicyModel


def facts_of(model: PolicyModel) -> Iterator[FactDef]:
    """Every declared fact; fields of records are not among them."""
    return chain(model.applicant.values(), model.application.values(), model.selection.values(), *(s.facts.values() for s in model.steps.values()))


def roots(model: PolicyModel) -> Iterator[t.Term]:
    """The terms that the decisions and the invariants of a policy rest on."""
    yield from (rule.verdict for rule in model.rules.values())
    yield from (rule.when for rule in model.rules.values() if rule.when is not None)
    yield from (definition.term for definition in model.definitions.values())
    yield from (term for invariant in model.invariants.values() for term in invariant.terms)
    yield from (fact.applies for fact in facts_of(model) if fact.applies is not None)


def model_terms(model: PolicyModel) -> Iterator[t.Term]:
    """These terms with everything below them."""
    return below(roots(model))


def below(terms: Iterable[t.Term]) -> Iterator[t.Term]:
    """Some terms with everything below them."""
    waiting = list(terms)
    while waiting:
        term = waiting.pop()
        yield term
        waiting.extend(subterms(term))
