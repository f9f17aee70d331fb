"""What a check is: a code, a severity, and what it finds in a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Fix, Related, Severity
from evalpolicy.language.model import PolicyModel
from evalpolicy.policy import Policy
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

D = TypeVar("D", bound=tree.Declaration)


@frozen(eq=False)
class Subject:
    """A policy: as written and as meant; of one that does not load, the declarations without mistakes."""

    written: tree.PolicyTree
    policy: Policy

    @property
    def model(self) -> PolicyModel:
        """The policy as meant."""
        return self.policy.model

    def declared(self, kind: type[D]) -> Iterator[D]:
        """The declarations of one kind, in the order of the file."""
        return (declaration for declaration in self.written.declarations if isinstance(declaration, kind))


@frozen
class Finding:
    """One place that a check remarks on."""

    span: Span
    message: Wording
    help: Wording
    related: tuple[Related, ...] = ()
    fix: Fix | None = None


@frozen
class Check:
    """One check. `code` names it in diagnostics, in silences and in docs/errors.

    `by_declaration`: what it finds depends on one declaration at a time, so that mistakes elsewhere in the policy are no hindrance.
    """

    code: str
    severity: Severity
    find: Callable[[Subject], Iterable[Finding]]
    by_declaration: bool = False
