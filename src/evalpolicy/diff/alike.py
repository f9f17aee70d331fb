"""What two policies decide by, as it is meant: where nothing of it differs, neither does any decision.

Where it is written, who says so and what people are told plays no part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalpolicy.classes import fields, is_made_of_fields
from evalpolicy.core import terms as t
from evalpolicy.core.references import term_references
from evalpolicy.language.model import Citation, PolicyModel, Rule
from evalpolicy.source import Span

VOCABULARY = (
    *("types", "records", "applicant", "selection", "application", "catalogs", "catalog_type", "parameters", "readings", "process"),
    *("timezone", "calendar", "month_ends", "currency", "minor_digits"),
)
"""What every rule may hang on."""


def same_vocabulary(old: PolicyModel, new: PolicyModel) -> bool:
    """Whether two policies speak of the same things."""
    if any(_meant(getattr(old, name)) != _meant(getattr(new, name)) for name in VOCABULARY):
        return False
    return _steps(old) == _steps(new)


def decide_alike(old: PolicyModel, new: PolicyModel) -> bool:
    """Whether two policies state the same rules, amounts and facts, and so decide every application alike."""
    if not same_vocabulary(old, new) or old.fee_total != new.fee_total or old.rules.keys() != new.rules.keys():
        return False
    return not changed_definitions(old, new) and all(judged(rule) == judged(new.rules[id]) for id, rule in old.rules.items())


def changed_definitions(old: PolicyModel, new: PolicyModel) -> frozenset[str]:
    """The definitions that only one of them has, or that say another thing."""
    names = {*old.definitions, *new.definitions}
    return frozenset(name for name in names if _term(old, name) != _term(new, name))


def judged(rule: Rule | None) -> object:
    """What the status of a rule follows from."""
    return None if rule is None else (rule.verdict, rule.when, rule.readings, rule.parameters, rule.kind, rule.tentative is None, rule.place)


def advise_alike(old: PolicyModel, new: PolicyModel) -> bool:
    """Whether two policies plainly give the same advice: what a decision without explanations does not tell."""
    advising = [{id for id, rule in model.rules.items() if rule.kind == "advice" or rule.tentative is not None} for model in (old, new)]
    return advising[0] == advising[1] and not advising[0] & {*differing_rules(old, new)}


def differing_rules(old: PolicyModel, new: PolicyModel) -> frozenset[str]:
    """The rules that are not plainly the same in both policies."""
    whole, changed = not same_vocabulary(old, new), changed_definitions(old, new)
    found = set()
    for model in (old, new):
        for id, rule in model.rules.items():
            reads = term_references(rule.verdict, model.definitions).definitions
            if whole or reads & changed or judged(old.rules.get(id)) != judged(new.rules.get(id)):
                found.add(id)
    return frozenset(found)


def differing(old: PolicyModel, new: PolicyModel, model: PolicyModel) -> Iterator[t.Term]:
    """The verdicts and amounts of one of the policies that are not plainly those of the other."""
    for id in sorted(differing_rules(old, new)):
        if id in model.rules:
            yield model.rules[id].verdict
            when = model.rules[id].when
            if when is not None:
                yield when
    total, changed = model.fee_total, changed_definitions(old, new)
    if total is not None:
        reads = {total, *term_references(model.definitions[total].term, model.definitions).definitions}
        if reads & changed or not same_vocabulary(old, new):
            yield model.definitions[total].term


def differing_items(old: PolicyModel, new: PolicyModel) -> tuple[str, ...]:
    """The codes of items that are not plainly the same in both policies."""
    listed = [{item.key: item for catalog in model.catalogs.values() for item in catalog.items} for model in (old, new)]
    keys = [key for key in {**listed[0], **listed[1]} if _meant(listed[0].get(key)) != _meant(listed[1].get(key))]
    return tuple((listed[1].get(key) or listed[0][key]).code for key in keys)


def _term(model: PolicyModel, name: str) -> object:
    return (model.definitions[name].term, model.definitions[name].row) if name in model.definitions else None


def _steps(model: PolicyModel) -> object:
    return {id: (_meant(step.facts), step.takes_files) for id, step in model.steps.items()}


def _meant(value: Any) -> Any:
    """A part of a model without what nothing is decided by."""
    match value:
        case Span() | Citation():
            return None
        case t.Term():
            # Terms are compared without the places where they stand.
            return value
        case Mapping():
            return {key: _meant(part) for key, part in value.items()}
        case tuple():
            # Citations leave nothing behind, however many there are.
            return tuple(_meant(part) for part in value if not isinstance(part, Citation))
        case _ if is_made_of_fields(type(value)):
            return type(value), *(_meant(getattr(value, each.name)) for each in fields(type(value)))
        case _:
            return value
