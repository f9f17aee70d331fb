"""A policy as meant: names are objects, money is minor units, dates are days, conditions are core terms.

Made by `evalpolicy.language.resolve`; read by every engine, the decision, the handbook, the schema and the diff.
"""

from __future__ import annotations

from evalpolicy.language.model.fees import (
    Adjustment,
    Fee,
)
from evalpolicy.language.model.policy import (
    PolicyModel,
)
from evalpolicy.language.model.process import (
    Event,
    EventDate,
    Step,
    WindowDef,
)
from evalpolicy.language.model.rules import (
    Example,
    Exemption,
    FileDemand,
    Invariant,
    MessageTemplate,
    Placeholder,
    Requirement,
    Route,
    Rule,
)
from evalpolicy.language.model.sources import (
    Citation,
    Citing,
    Passage,
    Source,
)
from evalpolicy.language.model.vocabulary import (
    Catalog,
    ColumnDef,
    Definition,
    FactDef,
    Item,
    ParameterDef,
    Reading,
    ReadingOption,
    RecordDef,
)

__all__ = [
    "Adjustment",
    "Catalog",
    "Citation",
    "Citing",
    "ColumnDef",
    "Definition",
    "Event",
    "EventDate",
    "Example",
    "Exemption",
    "FactDef",
    "Fee",
    "FileDemand",
    "Invariant",
    "Item",
    "MessageTemplate",
    "ParameterDef",
    "Passage",
    "Placeholder",
    "PolicyModel",
    "Reading",
    "ReadingOption",
    "RecordDef",
    "Requirement",
    "Route",
    "Rule",
    "Source",
    "Step",
    "WindowDef",
]
