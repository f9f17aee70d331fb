"""What has become of the lines of a policy since a revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property

from evalpolicy.classes import evolve, frozen
from evalpolicy.diagnostics import Diagnostic, Related
from evalpolicy.language.model import Citing
from evalpolicy.lint.dates import opens_with
from evalpolicy.policy import Policy
from evalpolicy.source import SourceFile, Span
from evalpolicy.wording import Wording

_UNDECIDING = ("CITE", "PASSES_OVER", "MESSAGE")
"""Clauses that no decision depends on."""


@frozen(slots=False, eq=False)
class Since:
    """A policy as it was at a git revision, and as it is."""

    revision: str
    old: Policy
    new: Policy

    @cached_property
    def _steps(self) -> Sequence[tuple[str, int, int, int, int]]:
        """How the old lines become the new ones; numbers from 0, as `SequenceMatcher` gives them."""
        return SequenceMatcher(None, _lines(self.old.model.file), _lines(self.new.model.file), autojunk=False).get_opcodes()

    def line_now(self, line: int) -> int:
        """Where an old line stands; for one that was taken out, the line above."""
        for tag, first, end, now, end_now in self._steps:
            if first < line <= end:
                return max(now, 1) if tag == "delete" else min(now + line - first, end_now)
        return max(1, self.new.model.file.line_count)

    def changed_in(self, span: Span) -> int | None:
        """The first line of a stretch that is new or changed, or below which something was taken out; None where all is as it was."""
        return next((line for line, _ in self._changes() if span.line <= line <= span.end_line), None)

    def deciding_changes(self) -> list[int]:
        """The same of the whole policy, without comments, citations, messages, and what is only checked: examples and invariants."""
        model = self.new.model
        checked = [*(each.span for each in model.examples), *(each.span for each in model.invariants.values())]
        return [
            line
            for line, text in self._changes()
            if text.strip() and text.lstrip()[0] not in "#＃" and not any(opens_with(text, terminal) for terminal in _UNDECIDING)
            if not any(span.line <= line <= span.end_line for span in checked)
        ]

    def _changes(self) -> Iterator[tuple[int, str]]:
        """Each line where something changed, with what stands there now, or what was taken out."""
        old, new = _lines(self.old.model.file), _lines(self.new.model.file)
        for tag, first, end, now, end_now in self._steps:
            if tag == "delete":
                yield from ((max(now, 1), old[place]) for place in range(first, end))
            elif tag != "equal":
                yield from ((place + 1, new[place]) for place in range(now, end_now))

    def at_the_change(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """What is wrong with a declaration as a whole, shown at the first line of it that changed."""
        return [self._narrowed(diagnostic) for diagnostic in found]

    def _narrowed(self, diagnostic: Diagnostic) -> Diagnostic:
        here = diagnostic.file.name == self.new.model.file.name
        whole = next((each.span for each in self.new.model.citing if here and _is_about(diagnostic, each)), None)
        line = None if whole is None else self.changed_in(whole)
        if line is None or diagnostic.severity == "info":
            return diagnostic
        about = Related(whole_line(diagnostic.file, diagnostic.span.line), Wording("说的是这里", "said of this"))
        return evolve(diagnostic, span=whole_line(diagnostic.file, line), related=(*diagnostic.related, about))


def _is_about(diagnostic: Diagnostic, declared: Citing) -> bool:
    """Whether it is said of a declaration as a whole: of all its lines, or at its name."""
    span = diagnostic.span
    return span == declared.span or (span.line == declared.span.line and diagnostic.file.words(span) == declared.id)


def whole_line(file: SourceFile, line: int) -> Span:
    """All that a line says, without the space before it."""
    text = file.line(line)
    return Span(line, len(text) - len(text.lstrip()) + 1, line, max(len(text.rstrip()), 1) + 1)


def _lines(file: SourceFile) -> list[str]:
    return [file.line(number) for number in range(1, file.line_count + 1)]
