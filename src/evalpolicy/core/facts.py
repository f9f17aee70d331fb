"""An application as the engines read it: core values by name, and where each stands in the application."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

from evalpolicy.classes import frozen
from evalpolicy.errors import Problem

Value: TypeAlias = "bool | int | str | frozenset[str] | tuple[str, ...]"
"""A core value, as `evalpolicy.language.types` says for each type (a `texts` value is a tuple)."""


class Placement(Enum):
    """What is known of the item that a selection names."""

    LISTED = "listed"
    """A catalog lists it: `item` and `catalog` are known."""
    AMBIGUOUS = "ambiguous"
    """Several catalogs list that name and the selection does not say which: `item` and `catalog` wait for a fact."""
    UNLISTED = "unlisted"
    """The selection says an open catalog, which does not list it but may hold it: `catalog` is known, `item` is `?name`."""
    UNPLACED = "unplaced"
    """No catalog lists it and the selection says none; some open catalog may hold it: `item` is `?name`, the catalog is not settled."""
    NOT_OFFERED = "not_offered"
    """No catalog that it may be from is open: `item` is `?name`; `catalog` is known only where the selection says it."""
    UNNAMED = "unnamed"
    """The selection names no item: it waits for that fact."""


@frozen
class Row:
    """A selection, a record or a file. `values` holds the known facts only (defaults filled in); `pointer` is the row's own.

    `placement`, `item_name` (as the application wrote it) and `candidates` are of selections; `candidates` are the ids of the catalogs that its item
    may be from: the one where that is known, those that list the name where it is ambiguous, the open ones where none lists it.
    """

    pointer: str
    values: Mapping[str, Value]
    placement: Placement | None = None
    item_name: str = ""
    candidates: tuple[str, ...] = ()


@frozen
class Facts:
    """A well-formed application.

    `values`: known facts by (owner, name), with `("STEP", "at")` for instants; owners are applicant, application and steps.
    `lists`: known lists by (owner, name): ("application", "selections") always; (step, "files") and fact lists where the application has them.
    `reported`: the steps that the application reports. `given`: supplied or default parameters. `clock`: the caller's `at` in microseconds.
    `explicit`: the pointers of what the application itself states, for `is given`; defaults are not in it.
    """

    values: Mapping[tuple[str, str], Value]
    lists: Mapping[tuple[str, str], tuple[Row, ...]]
    reported: frozenset[str]
    given: Mapping[str, Value]
    clock: int | None
    explicit: frozenset[str]
    warnings: tuple[Problem, ...]


def fact_pointer(owner: str, name: str) -> str:
    """The JSON pointer of a fact: applicant facts below `/applicant`, a step's below `/steps/STEP`, the application's at the top."""
    escaped = name.replace("~", "~0").replace("/", "~1")
    if owner == "application":
        return f"/{escaped}"
    if owner == "applicant":
        return f"/applicant/{escaped}"
    return f"/steps/{owner.replace('~', '~0').replace('/', '~1')}/{escaped}"
