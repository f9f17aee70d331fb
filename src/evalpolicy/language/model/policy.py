"""A whole policy as meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from evalpolicy.classes import frozen
from evalpolicy.language.model.fees import Adjustment, Fee
from evalpolicy.language.model.process import Event, Step
from evalpolicy.language.model.rules import Example, Invariant, Rule
from evalpolicy.language.model.sources import Citing, Source
from evalpolicy.language.model.vocabulary import Catalog, Definition, FactDef, ParameterDef, Reading, RecordDef
from evalpolicy.language.types import EnumType
from evalpolicy.source import SourceFile


@frozen(eq=False, repr=False)
class PolicyModel:
    """All that a policy says. `order` is the ids of rules and steps in the order of the file; `process` the steps' and events'.

    `citing` is every declaration of the file with what it cites. `catalog_type` is the enumeration of the catalogs; `definitions` are in an order in
    which each uses only earlier ones.
    """

    id: str
    title: str
    language: int
    messages: str
    timezone: str
    currency: str | None
    minor_digits: int
    calendar: str | None
    month_ends: str | None
    in_force: tuple[dt.date, dt.date]
    process: tuple[str, ...]
    sources: Mapping[str, Source]
    citing: tuple[Citing, ...]
    types: Mapping[str, EnumType]
    records: Mapping[str, RecordDef]
    applicant: Mapping[str, FactDef]
    selection: Mapping[str, FactDef]
    application: Mapping[str, FactDef]
    catalogs: Mapping[str, Catalog]
    catalog_type: EnumType
    parameters: Mapping[str, ParameterDef]
    readings: Mapping[str, Reading]
    definitions: Mapping[str, Definition]
    rules: Mapping[str, Rule]
    steps: Mapping[str, Step]
    events: Mapping[str, Event]
    fees: Mapping[str, Fee]
    adjustments: Mapping[str, Adjustment]
    fee_total: str | None
    invariants: Mapping[str, Invariant]
    examples: tuple[Example, ...]
    file: SourceFile
    sha256: str

    def __repr__(self) -> str:
        return f"PolicyModel({self.id!r}, sha256={self.sha256[:12]!r})"

    def fact(self, owner: str, name: str) -> FactDef | None:
        """The declared fact of the applicant, the application, a selection or a step; None where there is none."""
        match owner:
            case "applicant":
                return self.applicant.get(name)
            case "application":
                return self.application.get(name)
            case "selection":
                return self.selection.get(name)
            case _:
                step = self.steps.get(owner)
                return None if step is None else step.facts.get(name)
