"""The exceptions that evalpolicy raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from evalpolicy.classes import frozen
from evalpolicy.wording import Language, Wording

if TYPE_CHECKING:
    from evalpolicy.diagnostics import Diagnostic


class EvalpolicyError(Exception):
    """Base of all errors of this library."""


class UsageError(EvalpolicyError, ValueError):
    """A call that cannot be carried out: no such policy, no such step, several policies in force. `message` says why, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.message = Wording(zh, en)
        super().__init__(en)

    def render(self, language: Language = "en") -> str:
        """Why, in one of the languages."""
        return self.message.text(language)

    def __reduce__(self) -> tuple[object, ...]:
        return (UsageError, (self.message.zh, self.message.en))


class PolicyError(EvalpolicyError):
    """A policy does not load. `diagnostics` holds every mistake that was found, in the order of the file."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.render("en"))

    def render(self, language: Language = "en") -> str:
        """All diagnostics as a person reads them."""
        return "\n".join(diagnostic.render(language) for diagnostic in self.diagnostics)

    def __reduce__(self) -> tuple[object, ...]:
        return (PolicyError, (self.diagnostics,))


@frozen
class Problem:
    """One fault, or one remark, about an application. `pointer` is a JSON pointer (RFC 6901) into it; `code` is stable."""

    pointer: str
    code: str
    message: Wording

    def to_dict(self, language: Language = "zh") -> dict[str, str]:
        """JSON-ready."""
        return {"pointer": self.pointer, "code": self.code, "message": self.message.text(language)}


class ApplicationError(EvalpolicyError, ValueError):
    """An application is malformed. `problems` lists every fault with its JSON pointer.

    They may be given by a function, which is called when somebody asks for them.
    """

    def __init__(self, problems: Iterable[Problem] | Callable[[], Iterable[Problem]]) -> None:
        self._problems = problems if callable(problems) else tuple(problems)
        super().__init__()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every fault."""
        if callable(self._problems):
            self._problems = tuple(self._problems())
        return self._problems

    def __str__(self) -> str:
        return self.render("en")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.render('en')!r})"

    def render(self, language: Language = "en") -> str:
        """One line a problem."""
        return "\n".join(f"{p.pointer or '/'}: {p.message.text(language)}" for p in self.problems)

    def __reduce__(self) -> tuple[object, ...]:
        return (ApplicationError, (self.problems,))
