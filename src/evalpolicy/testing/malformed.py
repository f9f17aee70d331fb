"""Applications that are surely malformed, each with the pointers at which a problem must be reported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from evalpolicy.classes import frozen
from evalpolicy.language.types import (
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ItemType,
    ListType,
    NumberType,
    ResidentIdType,
    SetType,
    TextsType,
    TextType,
    Type,
    YesNoType,
)
from evalpolicy.testing.applications import applications
from evalpolicy.testing.places import Json, Place, copied, places

if TYPE_CHECKING:
    from evalpolicy.policy import Policy

NO_VALUE = "not a value of anything ✗"
NOT_MAPPINGS: tuple[object, ...] = (None, [], "an application", 7, True)


@frozen
class Malformed:
    """`application` is malformed at each of `pointers`, and nowhere else."""

    application: object
    pointers: tuple[str, ...]


def malformed_applications(policy: Policy) -> st.SearchStrategy[Malformed]:
    """Applications with one to three faults: values of a wrong type, unknown enumeration values, numbers out of bounds, days that do not exist,
    resident ids that are too short, selections that are no list, rows that are no objects.
    """
    shapes = [st.sampled_from(NOT_MAPPINGS).map(lambda value: Malformed(value, ("",))), st.composite(lambda draw: _misshapen(draw, policy))()]
    return st.one_of(*[st.composite(lambda draw: _wrong_values(draw, policy))()] * 5, *shapes)


def _wrong_values(draw: st.DrawFn, policy: Policy) -> Malformed:
    application = copied(draw(applications(policy)))
    found = [(place, wrong) for place in places(policy.model, application) if (wrong := wrong_values(place.type, policy.model.minor_digits))]
    chosen = draw(st.lists(st.sampled_from(found), min_size=1, max_size=3, unique_by=lambda pair: pair[0].pointer))
    kept = [(place, wrong) for place, wrong in chosen if not _hidden(place, [other for other, _ in chosen])]
    for place, wrong in kept:
        place.container[place.key] = draw(st.sampled_from(wrong))
    return Malformed(application, tuple(place.pointer for place, _ in kept))


def _hidden(place: Place, chosen: list[Place]) -> bool:
    """Whether another fault replaces the list that the place is in."""
    return any(place.pointer.startswith(f"{other.pointer}/") for other in chosen)


def _misshapen(draw: st.DrawFn, policy: Policy) -> Malformed:
    """A part of the application is not what its place asks for."""
    application: Json = copied(draw(applications(policy)))
    part = draw(st.sampled_from(("applicant", "selections", "no selections", "a selection", "steps", "a step")))
    match part:
        case "no selections":
            del application["selections"]
            return Malformed(application, ("/selections",))
        case "a selection":
            application["selections"] = [draw(st.sampled_from((7, "office", [], True)))]
            return Malformed(application, ("/selections/0",))
        case "a step":
            step = draw(st.sampled_from(list(policy.model.steps) or ["none"]))
            if step == "none":
                return Malformed({"selections": 7}, ("/selections",))
            steps = application["steps"]
            assert isinstance(steps, dict)
            steps[step] = draw(st.sampled_from((7, "done", [], True)))
            return Malformed(application, (f"/steps/{step}",))
        case _:
            application[part] = draw(st.sampled_from((7, "text", True)))
            return Malformed(application, (f"/{part}",))


def wrong_values(type_: Type, minor_digits: int = 2) -> list[object]:
    """Values that no application may state for a type."""
    match type_:
        case EnumType():
            return [NO_VALUE, 987_654, {}, []]
        case YesNoType():
            return [NO_VALUE, 7, [], {}]
        case NumberType(low=low, high=high, decimals=decimals):
            beyond: list[object] = [(high // 10**decimals) + 1, (low // 10**decimals) - 1]
            return [NO_VALUE, True, [], *beyond, float("nan"), 1 / 3 if decimals < 10 else NO_VALUE]
        case AmountType():
            return [NO_VALUE, True, -1, "-0.01", f"1.{'0' * minor_digits}1", float("inf"), []]
        case DateType():
            return ["2023-02-29", NO_VALUE, "2024-13-01", 7, []]
        case InstantType():
            return ["2024-10-10T25:00:00+08:00", NO_VALUE, True, []]
        case ResidentIdType():
            return ["43010520050101001", "4301052005010100X7", NO_VALUE, []]
        case SetType():
            return [{}, 3.5, True]
        case ListType():
            return [NO_VALUE, {}, 7, [7]][:3]
        case TextType() | ItemType():
            return [{}, [], True]
        case TextsType():
            return [{}, True]
        case _:
            return []


def reported(problems: Mapping[str, object] | tuple[str, ...], pointer: str) -> bool:
    """Whether a problem is reported at a pointer or within it."""
    return any(found == pointer or found.startswith(f"{pointer}/") for found in problems)
