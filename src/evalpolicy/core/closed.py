"""Closed terms: those that read no fact, so that their value is known when a policy is loaded."""

from __future__ import annotations

from typing import Protocol, cast

from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.core.facts import Facts
from evalpolicy.core.references import term_references
from evalpolicy.core.terms import Term
from evalpolicy.language.model import PolicyModel

_NOTHING = Facts({}, {}, frozenset(), {}, None, frozenset(), ())


class Dated(Protocol):
    """Where days begin and which of them are worked on: all that a closed term looks up in a policy."""

    @property
    def timezone(self) -> str:
        """Its time zone."""

    @property
    def calendar(self) -> str | None:
        """Whose working days are counted."""


def closed_meaning(dated: Dated) -> ScalarMeaning:
    """What closed terms mean, for those who ask of many."""
    model = cast(PolicyModel, dated)
    return ScalarMeaning(model, Scalar(model, _NOTHING, {}), {})


def closed_truth(term: Term, dated: Dated) -> bool:
    """Whether a closed truth term surely holds."""
    return closed_meaning(dated).truth(term).holds


def closed_quantity(term: Term, model: PolicyModel) -> int | None:
    """The value of a quantity term under a policy; None where it hangs on facts or on open readings."""
    readings = term_references(term, model.definitions).readings
    if any(model.readings[reading].adopted is None for reading in readings):
        return None
    value = closed_meaning(model).quantity(term)
    return value.low if value.low == value.high else None
