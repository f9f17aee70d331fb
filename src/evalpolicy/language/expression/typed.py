"""What an expression resolves to: a core term and its type."""

from __future__ import annotations

from attrs import frozen

from evalpolicy.core.terms import Term
from evalpolicy.language.types import Type


@frozen
class Typed:
    """A core term and its type.

    While an expression is being put together, numbers and amounts are `term / denominator`; `bare` says that a number is a plain figure of the
    author's (which may stand for money), `divided` that it holds a division that is not rounded yet. What leaves `resolve_value` is in the
    form that its type says.
    """

    term: Term
    type: Type
    denominator: int = 1
    bare: bool = False
    divided: bool = False
