"""The core: a small closed set of total, typed terms. Everything a policy says is built from these.

Truth terms have one of four values: true, false, *pending* (facts are missing) and *undetermined* (the sources do not settle it).
Quantity terms are integers known within bounds. Atom terms are codes, texts and items. Set terms are sets of atoms.
What each term means is defined in `evalpolicy.core.meaning`, once, for every engine.

INVARIANT: a term is total: it has a value for every well-formed application, whatever is missing in it.
"""

from __future__ import annotations

from evalpolicy.core.terms.base import (
    Term,
)
from evalpolicy.core.terms.choices import (
    Case,
    CaseRow,
    If,
)
from evalpolicy.core.terms.constants import (
    AtomConstant,
    QuantityConstant,
    SetConstant,
    TruthConstant,
    Unsettled,
    Unstated,
)
from evalpolicy.core.terms.quantities import (
    Add,
    AddMonths,
    AddWorkingDays,
    BestSum,
    BirthDate,
    Concat,
    Count,
    CoveredMonths,
    DayOf,
    Distinct,
    Divide,
    Extreme,
    FullUnits,
    Greatest,
    InstantOf,
    Least,
    Multiply,
    Product,
    Rank,
    SetSize,
    Sum,
)
from evalpolicy.core.terms.references import (
    Defined,
    Fact,
    ItemColumn,
    Parameter,
    RowFact,
    Rows,
)
from evalpolicy.core.terms.truths import (
    And,
    AnyRow,
    ClockPast,
    Compare,
    EveryRow,
    IsGiven,
    ItemListed,
    Member,
    Not,
    NoTwoShare,
    Or,
    OutcomeIs,
    ReadingIs,
    Same,
    Stated,
    StatusIs,
)

__all__ = [
    "Add",
    "AddMonths",
    "AddWorkingDays",
    "And",
    "AnyRow",
    "AtomConstant",
    "BestSum",
    "BirthDate",
    "Case",
    "CaseRow",
    "ClockPast",
    "Compare",
    "Concat",
    "Count",
    "CoveredMonths",
    "DayOf",
    "Defined",
    "Distinct",
    "Divide",
    "EveryRow",
    "Extreme",
    "Fact",
    "FullUnits",
    "Greatest",
    "If",
    "InstantOf",
    "IsGiven",
    "ItemColumn",
    "ItemListed",
    "Least",
    "Member",
    "Multiply",
    "NoTwoShare",
    "Not",
    "Or",
    "OutcomeIs",
    "Parameter",
    "Product",
    "QuantityConstant",
    "Rank",
    "ReadingIs",
    "RowFact",
    "Rows",
    "Same",
    "SetConstant",
    "SetSize",
    "Stated",
    "StatusIs",
    "Sum",
    "Term",
    "TruthConstant",
    "Unsettled",
    "Unstated",
]
