"""Facts of two policies side by side: types that hold what either allows, and what each by itself refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalpolicy.backends.symbolic.variables import pattern
from evalpolicy.classes import evolve, frozen
from evalpolicy.core.facts import fact_pointer
from evalpolicy.language.model import FactDef, PolicyModel
from evalpolicy.language.types import EnumType, ListType, NumberType, SetType, Type


@frozen
class Hulls:
    """`types`: by the pattern of a pointer. `apart`: patterns of facts whose types cannot be compared, with their lists' fields."""

    types: Mapping[str, Type]
    apart: frozenset[str]


def declared(model: PolicyModel) -> Iterator[tuple[str, FactDef]]:
    """Every declared fact by the pattern of its pointer, the fields of lists too."""
    owned = [*model.applicant.values(), *model.application.values(), *(fact for step in model.steps.values() for fact in step.facts.values())]
    for fact in owned:
        pointer = fact_pointer(fact.owner, fact.name)
        yield pointer, fact
        if isinstance(fact.type, ListType):
            for field in model.records[fact.type.record].fields.values():
                yield f"{pointer}/*/{field.name}", field
    for fact in model.selection.values():
        yield pattern(f"/selections/0/{fact.name}"), fact


def hulls(models: tuple[PolicyModel, ...]) -> Hulls:
    """The hull of the types of each fact over some policies."""
    types: dict[str, Type] = {}
    apart: set[str] = set()
    for model in models:
        for place, fact in declared(model):
            known = types.get(place)
            joined = fact.type if known is None else _hull(known, fact.type)
            if joined is None:
                apart.add(place)
            else:
                types[place] = joined
    return Hulls(types, frozenset(apart))


def _hull(left: Type, right: Type) -> Type | None:
    match left, right:
        case EnumType(), EnumType():
            known = left.codes
            return evolve(left, values=(*left.values, *(value for value in right.values if value.code not in known)))
        case NumberType(), NumberType() if left.decimals == right.decimals:
            return NumberType(min(left.low, right.low), max(left.high, right.high), left.decimals)
        case SetType(element=element), SetType(element=other):
            joined = _hull(element, other)
            return None if joined is None else SetType(joined)
        case ListType(), ListType():
            return left
        case _:
            return left if type(left) is type(right) else None


def narrower(type_: Type, hull: Type) -> bool:
    """Whether a type holds less than its hull; enumerations of one id are equal, whatever their values."""
    match type_, hull:
        case EnumType(codes=codes), EnumType(codes=every):
            return set(codes) != set(every)
        case SetType(element=element), SetType(element=other):
            return narrower(element, other)
        case _:
            return type_ != hull
