"""What an expression resolves to: a core term and its type."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.core.terms import And, AtomConstant, If, Or, Term
from evalpolicy.language.types import EnumType, Type


@frozen
class Typed:
    """A core term and its type.

    While an expression is being put together, numbers and amounts are `term / denominator`; `bare` says that a number is a plain
    figure of the author's (which may stand for money), `divided` that it holds a division that is not rounded yet. What leaves
    `resolve_value` is in the form that its type says.
    """

    term: Term
    type: Type
    denominator: int = 1
    bare: bool = False
    divided: bool = False


@frozen
class Choice(Term):
    """A value of an enumeration that the core knows only by asking: the answer of a reading, an outcome, a status.

    `tests` are the values with the truth that asks for each. It never leaves this package: `as_atom` makes an atom of it.
    """

    tests: tuple[tuple[str, Term], ...]

    def asks(self, code: str) -> Term:
        """The truth that it is that value."""
        return next(test for value, test in self.tests if value == code)

    def same(self, other: Choice) -> Term:
        """The truth that two of them are the same value."""
        theirs = dict(other.tests)
        return Or(tuple(And((test, theirs[code])) for code, test in self.tests if code in theirs))

    def as_atom(self, type: EnumType) -> Term:
        """The value as an atom term."""
        *others, (last, _) = self.tests
        atom: Term = AtomConstant(last, span=self.span)
        for code, test in reversed(others):
            atom = If(test, AtomConstant(code, span=self.span), atom, type, span=self.span)
        return atom
