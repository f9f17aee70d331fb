"""Which sort of node holds the values of a type."""

from __future__ import annotations

from evalpolicy.backends.graph.nodes import Sort
from evalpolicy.language.types import AmountType, DateType, InstantType, NumberType, SetType, TextsType, Type, YesNoType


def value_sort(type: Type) -> Sort:
    """Which sort of node holds a value of `type`."""
    match type:
        case YesNoType():
            return "truth"
        case NumberType() | AmountType() | DateType() | InstantType():
            return "integer"
        case SetType() | TextsType():
            return "set"
        case _:
            return "atom"
