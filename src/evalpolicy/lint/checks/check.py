"""What a check is: a code, a severity, and what it finds in a policy that loads."""

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
    """A policy that loads: as written and as meant."""

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
    """One check. `code` names it in diagnostics, in silences and in docs/errors."""

    code: str
    severity: Severity
    find: Callable[[Subject], Iterable[Finding]]
