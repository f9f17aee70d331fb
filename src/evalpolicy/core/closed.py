"""Closed terms: those that read no fact, so that their value is known when a policy is loaded."""

from __future__ import annotations

from typing import cast

from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.core.facts import Facts
from evalpolicy.core.terms import Term
from evalpolicy.language.model import PolicyModel

_NOTHING = Facts({}, {}, frozenset(), {}, None, frozenset(), ())
# A closed term looks nothing up in a policy.
_NO_MODEL = cast(PolicyModel, None)


def closed_truth(term: Term) -> bool:
    """Whether a closed truth term surely holds."""
    return ScalarMeaning(_NO_MODEL, Scalar(_NO_MODEL, _NOTHING, {}), {}).truth(term).holds
