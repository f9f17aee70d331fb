"""What the decisions and the messages of a policy read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from evalpolicy.core import terms as t
from evalpolicy.core.references import References, term_references
from evalpolicy.language.model import PolicyModel


def _roots(model: PolicyModel) -> Iterator[t.Term]:
    for rule in model.rules.values():
        yield rule.verdict
        for message in rule.messages:
            yield from (part.term for part in message.parts if not isinstance(part, str) and part.term is not None)
            yield from () if message.condition is None else (message.condition,)
    for step in model.steps.values():
        for window in (*step.windows, *step.dues):
            yield from (term for term in (window.first, window.last, window.condition) if term is not None)
    for event in model.events.values():
        for date in event.dates:
            yield from (term for term in (date.first, date.last, date.condition) if term is not None)
    for invariant in model.invariants.values():
        yield from invariant.terms


@lru_cache(maxsize=16)
def used(model: PolicyModel, declared: frozenset[str]) -> References:
    """Everything that is read from rules, windows, messages, invariants and fees on. `declared`: the definitions that an author wrote as such."""
    parts = [definition.term for name, definition in model.definitions.items() if name not in declared]

    def applies(owner: str, name: str) -> t.Term | None:
        fact = model.fact(owner, name)
        return None if fact is None else fact.applies

    return term_references([*_roots(model), *parts], model.definitions, applies)
