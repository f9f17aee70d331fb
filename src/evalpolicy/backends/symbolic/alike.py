"""Items that no policy in question tells apart: a few of them stand for all, whatever the length of the catalogs.

Two items are alike where changing their names for each other everywhere leaves the policies as they are. It is enough for that that every policy
lists them in one catalog with equal columns and that they stand in the same places: as members of the same sets, as alternatives of the same `or`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count

from evalpolicy.backends.symbolic.policy_terms import facts_of, roots
from evalpolicy.core import terms as t
from evalpolicy.core.names import normalised
from evalpolicy.core.references import subterms
from evalpolicy.language.model import FactDef, Item, PolicyModel
from evalpolicy.language.types import ItemType, ListType, SetType

Kind = tuple[Hashable, ...]


def places(models: Iterable[PolicyModel], further: Iterable[t.Term] = ()) -> dict[str, list[Hashable]]:
    """For each text, code or item that the policies name, every place where they do; two that can be changed for each other have equal places."""
    found: dict[str, list[Hashable]] = {}
    number = count()
    models = tuple(models)
    waiting: list[t.Term] = [*chain(*map(roots, models)), *further]
    for model in models:
        for catalog in model.catalogs.values():
            waiting += [value for columns in (catalog.unlisted, *(item.columns for item in catalog.items)) for value in columns.values()]
        for value in _defaults(model):
            here = next(number)
            for atom in value if isinstance(value, frozenset) else (value,):
                found.setdefault(str(atom), []).append(here)
    while waiting:
        term = waiting.pop()
        match term:
            case t.AtomConstant(value=value):
                found.setdefault(value, []).append(next(number))
            case t.SetConstant(members=members, doubtful=doubtful):
                here = next(number)
                for atom in members | doubtful:
                    found.setdefault(atom, []).append((here, atom in members, atom in doubtful))
            case t.Or(operands=operands):
                here = next(number)
                for operand in operands:
                    match operand:
                        case t.Same(left=left, right=t.AtomConstant(value=value)) | t.Same(left=t.AtomConstant(value=value), right=left):
                            found.setdefault(value, []).append((here, left))
                            waiting.append(left)
                        case _:
                            waiting.append(operand)
            case _:
                waiting.extend(subterms(term))
    return found


def _defaults(model: PolicyModel) -> Iterator[object]:
    """What stands in for facts and parameters that are left out."""
    fields: Iterator[FactDef] = chain(facts_of(model), *(record.fields.values() for record in model.records.values()))
    yield from (fact.default for fact in fields if fact.has_default and fact.default is not None)
    yield from (parameter.default for parameter in model.parameters.values() if parameter.has_default and parameter.default is not None)


def kinds(models: Sequence[PolicyModel], further: Iterable[t.Term] = ()) -> dict[Kind, list[Item]]:
    """The items of all the policies (each once, as the first that lists it has it), those that are alike together."""
    mentioned = places(models, further)
    shared = _shared(models)
    of: dict[str, list[Hashable]] = {}
    items: dict[str, Item] = {}
    for which, model in enumerate(models):
        for catalog in model.catalogs.values():
            for item in catalog.items:
                items.setdefault(item.key, item)
                columns = tuple(sorted(item.columns.items(), key=lambda pair: pair[0]))
                of.setdefault(item.key, []).append((which, catalog.id, columns))
    found: dict[Kind, list[Item]] = {}
    for key, item in items.items():
        # What shares a spelling with another item is read otherwise than what does not.
        kind = (*of[key], key if key in shared else None, tuple(mentioned.get(key, ())))
        found.setdefault(kind, []).append(item)
    return found


def _shared(models: Iterable[PolicyModel]) -> set[str]:
    """The keys of items of which some spelling is one of another item, in any of the policies."""
    spelt: dict[str, set[str]] = {}
    for model in models:
        for catalog in model.catalogs.values():
            for item in catalog.items:
                for name in (item.code, item.name, *item.aliases):
                    spelt.setdefault(normalised(name), set()).add(item.key)
    return set().union(*(keys for keys in spelt.values() if len(keys) > 1))


def representatives(models: Sequence[PolicyModel], number: int, further: Iterable[t.Term] = ()) -> list[Item]:
    """The items that stand for all: of each kind so many."""
    return [item for items in kinds(models, further).values() for item in items[:number]]


def item_places(models: Iterable[PolicyModel], lengths: Mapping[str, int]) -> int:
    """In how many places at most an application names one item; and one more where a set of items is never empty. `lengths`: of `selections`,
    and of `records`.
    """
    of: dict[Hashable, int] = {"selections": lengths["selections"]}
    for model in models:
        for fact in facts_of(model):
            if isinstance(fact.type, ListType):
                fields = model.records[fact.type.record].fields.values()
                of |= {(fact.owner, fact.name, field.name): lengths["records"] for field in fields if _names_an_item(field)}
            elif _names_an_item(fact):
                of[fact.owner, fact.name] = lengths["selections"] if fact.owner == "selection" else 1
        of |= {("given", parameter.name): 1 for parameter in model.parameters.values() if isinstance(parameter.type, ItemType)}
    return sum(of.values())


def _names_an_item(fact: FactDef) -> bool:
    if isinstance(fact.type, SetType):
        return fact.never_empty and isinstance(fact.type.element, ItemType)
    return isinstance(fact.type, ItemType)
