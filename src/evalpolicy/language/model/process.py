"""Steps and events as meant."""

from __future__ import annotations

from collections.abc import Mapping

from evalpolicy.classes import frozen
from evalpolicy.core.terms import Term
from evalpolicy.language.model.sources import Citation
from evalpolicy.language.model.vocabulary import FactDef
from evalpolicy.language.types import Type
from evalpolicy.source import Span


@frozen
class WindowDef:
    """Instants, both included. `condition` None: for all. `first` None for a due instant. `whole_days`: stated as days."""

    first: Term | None
    last: Term
    condition: Term | None
    whole_days: bool
    span: Span


@frozen
class Step:
    """A step that an applicant takes; its judged part is the rule of the same id."""

    id: str
    title: str
    citations: tuple[Citation, ...]
    windows: tuple[WindowDef, ...]
    dues: tuple[WindowDef, ...]
    actor: str | None
    tentative: str | None
    takes_files: bool
    facts: Mapping[str, FactDef]
    span: Span


@frozen
class EventDate:
    """First and last day (or instants) of an event, as terms over no application facts; one for each reading condition."""

    first: Term
    last: Term
    type: Type
    condition: Term | None
    due: bool


@frozen
class Event:
    """Something of the calendar that nobody reports."""

    id: str
    title: str
    citations: tuple[Citation, ...]
    dates: tuple[EventDate, ...]
    actor: str | None
    tentative: str | None
    span: Span
