"""What every term is."""

from __future__ import annotations

from evalpolicy.classes import field, frozen
from evalpolicy.source import NOWHERE, Span


@frozen
class Term:
    """Any term. `span` says where the policy states it; it takes no part in comparison."""

    span: Span = field(default=NOWHERE, eq=False, kw_only=True, repr=False)
