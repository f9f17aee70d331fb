"""Terms that are what they say."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.core.terms.base import Term
from evalpolicy.language.types import Type


@frozen
class TruthConstant(Term):
    """True or false."""

    value: bool


@frozen
class Unsettled(Term):
    """A truth that the sources do not settle; `reason` says what for."""

    reason: str = ""


@frozen
class QuantityConstant(Term):
    """A number, amount (minor units), day or instant."""

    value: int


@frozen
class Unstated(Term):
    """A value of `type` that the sources do not state. Of type amount: some amount, nobody knows which."""

    type: Type


@frozen
class AtomConstant(Term):
    """A code, text or item."""

    value: str


@frozen
class SetConstant(Term):
    """A set; of `doubtful` members the source does not say whether they belong."""

    members: frozenset[str]
    doubtful: frozenset[str] = frozenset()
