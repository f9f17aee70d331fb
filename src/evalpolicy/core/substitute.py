"""Terms with some of their parts replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalpolicy.classes import evolve, fields
from evalpolicy.core.terms import CaseRow, Term


def substitute(term: Term, replacements: Mapping[Term, Term]) -> Term:
    """The term with each occurrence of a key replaced by its value, wherever it stands."""
    found = replacements.get(term)
    if found is not None:
        return found
    changes: dict[str, Any] = {}
    for attribute in fields(type(term)):
        value = getattr(term, attribute.name)
        if isinstance(value, Term):
            replaced: object = substitute(value, replacements)
        elif isinstance(value, tuple):
            replaced = tuple(_part(part, replacements) for part in value)
        else:
            continue
        if replaced != value:
            changes[attribute.name] = replaced
    return evolve(term, **changes) if changes else term


def _part(part: object, replacements: Mapping[Term, Term]) -> object:
    if isinstance(part, Term):
        return substitute(part, replacements)
    if isinstance(part, CaseRow):
        return evolve(part, condition=substitute(part.condition, replacements), value=substitute(part.value, replacements))
    return part


def in_row(term: Term, row: str, other: str) -> Term:
    """The term with the row variable `other` in the place of `row`."""
    changes: dict[str, Any] = {}
    for attribute in fields(type(term)):
        value = getattr(term, attribute.name)
        if attribute.name in ("row", "variable") and value == row:
            changes[attribute.name] = other
        elif isinstance(value, Term):
            changes[attribute.name] = in_row(value, row, other)
        elif isinstance(value, tuple):
            changes[attribute.name] = tuple(_part_in_row(part, row, other) for part in value)
    return evolve(term, **changes) if changes else term


def _part_in_row(part: object, row: str, other: str) -> object:
    if isinstance(part, Term):
        return in_row(part, row, other)
    if isinstance(part, CaseRow):
        return evolve(part, condition=in_row(part.condition, row, other), value=in_row(part.value, row, other))
    return part
