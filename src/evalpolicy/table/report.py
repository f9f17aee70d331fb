"""What is worth knowing of a table that was decided, beside its decisions."""

from __future__ import annotations

from evalpolicy.classes import define, field
from evalpolicy.errors import Problem


@define
class TableReport:
    """Filled while a table is decided; of a lazy table or a stream, as its rows come.

    `applications`: how many were decided. `row_by_row`: how many of them were read one by one, as no column could hold them: malformed ones, and
    values that only the reader of single applications knows. `warnings`: columns that the policy does not know, each with the nearest known name.
    """

    applications: int = 0
    row_by_row: int = 0
    warnings: list[Problem] = field(factory=list)
