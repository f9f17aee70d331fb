"""What a term reads, by way of the definitions that it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from operator import attrgetter
from typing import Any

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.language.model import Definition, PolicyModel

NOT_STEPS = ("applicant", "application")


@define
class References:
    """Everything that some terms read.

    `facts` are (owner, name); those of rows have the owner `selection`, `file` or the id of their record. `lists` are the collections that
    quantities go over, `columns` those of catalogs, `steps` the steps whose facts or files are read, `rules` what invariants ask the status of.
    `definitions` are used directly or by other definitions.
    """

    readings: set[str] = field(factory=set)
    parameters: set[str] = field(factory=set)
    facts: set[tuple[str, str]] = field(factory=set)
    lists: set[tuple[str, str]] = field(factory=set)
    columns: set[str] = field(factory=set)
    steps: set[str] = field(factory=set)
    rules: set[str] = field(factory=set)
    definitions: set[str] = field(factory=set)


def term_references(
    terms: t.Term | Iterable[t.Term],
    definitions: Mapping[str, Definition],
    applies: Callable[[str, str], t.Term | None] = lambda owner, name: None,
) -> References:
    """What the terms read, transitively. `applies` gives the condition of a conditional fact, whose references count too."""
    found = References()
    waiting = [terms] if isinstance(terms, t.Term) else list(terms)
    while waiting:
        term = waiting.pop()
        waiting.extend(subterms(term))
        match term:
            case t.ReadingIs(reading=reading):
                found.readings.add(reading)
            case t.Parameter(name=name):
                found.parameters.add(name)
            case t.Fact(owner=owner, name=name) | t.RowFact(of=owner, name=name):
                if isinstance(term, t.Fact) and owner not in NOT_STEPS:
                    found.steps.add(owner)
                if (owner, name) not in found.facts:
                    found.facts.add((owner, name))
                    condition = applies(owner, name)
                    waiting.extend([] if condition is None else [condition])
            case t.ItemColumn(column=column):
                found.columns.add(column)
                found.facts.add(("selection", "item"))
            case t.ItemListed():
                found.facts.add(("selection", "item"))
            case t.StatusIs(rule=rule):
                found.rules.add(rule)
            case t.Rows(owner=owner, name=name):
                found.lists.add((owner, name))
                if owner not in NOT_STEPS:
                    found.steps.add(owner)
            case t.Defined(name=name) if name not in found.definitions:
                found.definitions.add(name)
                waiting.extend([definitions[name].term] if name in definitions else [])
            case _:
                pass
    return found


def subterms(term: t.Term) -> list[t.Term]:
    """The terms directly below a term: conditions and values of a table's rows and the collection of an aggregate are among them."""
    found: list[t.Term] = []
    cls: Any = type(term)
    for value in _parts(cls)(term):
        if isinstance(value, t.Term):
            found.append(value)
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, t.Term):
                    found.append(part)
                elif isinstance(part, t.CaseRow):
                    found += (part.condition, part.value)
    return found


@cache
def _parts(cls: Any) -> Callable[[t.Term], tuple[object, ...]]:
    """Everything that terms of a class are made of, but for their span."""
    names: tuple[str, ...] = cls.__match_args__
    if len(names) > 1:
        return attrgetter(*names)
    return (lambda term: (getattr(term, names[0]),)) if names else lambda term: ()


def policy_terms(model: PolicyModel) -> Iterator[t.Term]:
    """Every term of a policy, and every term in it."""
    waiting: list[t.Term] = [definition.term for definition in model.definitions.values()]
    waiting += [rule.verdict for rule in model.rules.values()]
    for owner in (model.applicant, model.selection, model.application, *(step.facts for step in model.steps.values())):
        waiting += [fact.applies for fact in owner.values() if fact.applies is not None]
    for step in model.steps.values():
        for window in (*step.windows, *step.dues):
            waiting += [term for term in (window.first, window.last, window.condition) if term is not None]
    waiting += [term for invariant in model.invariants.values() for term in invariant.terms]
    while waiting:
        term = waiting.pop()
        yield term
        waiting.extend(subterms(term))


def asks_items(model: PolicyModel) -> bool:
    """Whether a rule asks if the selected item is in a catalog, or for a column of its catalog, which nothing else has."""
    waiting = [rule.verdict for rule in model.rules.values()]
    defined: set[str] = set()
    while waiting:
        term = waiting.pop()
        if isinstance(term, t.ItemListed | t.ItemColumn):
            return True
        waiting.extend(subterms(term))
        if isinstance(term, t.Defined) and term.name not in defined:
            defined.add(term.name)
            waiting.append(model.definitions[term.name].term)
    return False
