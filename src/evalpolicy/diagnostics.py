"""What is wrong with a policy: data, collected wherever it is found and rendered in one place."""

from __future__ import annotations

from collections.abc import Container
from typing import Literal

from evalpolicy.classes import define, field, frozen
from evalpolicy.source import SourceFile, Span
from evalpolicy.wording import Language, Wording

Severity = Literal["error", "warning", "info"]


@frozen
class Related:
    """Another place that a diagnostic speaks of, such as a first definition."""

    span: Span
    message: Wording


@frozen
class Fix:
    """A change of the text that surely does what the help says: what stands at `span` becomes `replacement`."""

    span: Span
    replacement: str


def without_line_again(file: SourceFile, again: Span, first: Span) -> Fix | None:
    """The change that takes out a line which says to the letter what the line above it says; None where it does not."""
    number, last = again.line, again.end_line
    if last != number or number != first.end_line + 1 or file.line(number).split() != file.line(number - 1).split():
        return None
    if number < file.line_count:
        return Fix(Span(number, 1, number + 1, 1), "")
    return Fix(Span(number - 1, len(file.line(number - 1)) + 1, number, len(file.line(number)) + 1), "")


@frozen
class Diagnostic:
    """One mistake. `code` is stable and in kebab case; `help` names the fix, `fix` is one that a machine can make."""

    code: str
    severity: Severity
    file: SourceFile = field(repr=False)
    span: Span
    message: Wording
    help: Wording | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    def render(self, language: Language = "en") -> str:
        """The diagnostic as a person reads it: place, message, the line with carets, the fix."""
        severity = {"error": ("错误", "error"), "warning": ("警告", "warning"), "info": ("提示", "info")}[self.severity]
        word = severity[0] if language == "zh" else severity[1]
        lines = [f"{self.file.name}:{self.span.line}:{self.span.column}: {word}[{self.code}]: {self.message.text(language)}"]
        lines += excerpt(self.file, self.span)
        for related in self.related:
            lines.append(f"  = {self.file.name}:{related.span.line}:{related.span.column}: {related.message.text(language)}")
            lines += excerpt(self.file, related.span)
        if self.help is not None:
            lines.append(f"  = {'改法' if language == 'zh' else 'help'}: {self.help.text(language)}")
        return "\n".join(lines)


def excerpt(file: SourceFile, span: Span) -> list[str]:
    """The line of `span` and carets under it, aligned for wide characters; nothing for a span of no line."""
    if span.line < 1:
        return []
    from wcwidth import wcswidth, wcwidth

    line = file.line(span.line)
    number = str(span.line)
    shown = line.replace("\t", " ").replace("\ufeff", "")
    last = span.end_column if span.end_line == span.line else len(line) + 1
    before, marked = line[: span.column - 1], line[span.column - 1 : max(last - 1, span.column)]
    pad = sum(max(wcwidth(character), 1 if character == "\t" else 0) for character in before)
    width = max(1, wcswidth(marked.replace("\t", " ").rstrip()) if marked.strip() else 1)
    return [f"  {number} | {shown}", f"  {' ' * len(number)} | {' ' * pad}{'^' * width}"]


@define
class Diagnostics:
    """Collects the diagnostics of one file."""

    file: SourceFile
    found: list[Diagnostic] = field(factory=list)
    _read_on: list[Diagnostic] = field(factory=list)

    def read_on_after(self, slip: Diagnostic) -> None:
        """Record a slip in a line that is read as it was meant, so that nothing of it is missing."""
        self.found.append(slip)
        self._read_on.append(slip)

    def unread(self, told_once: Container[str], since: int = 0) -> list[Diagnostic]:
        """What was found from the place `since` on, and kept something from being read; mistakes with the codes `told_once` do not."""
        return [each for each in self.found[since:] if each.code not in told_once and not any(each is slip for slip in self._read_on)]

    def error(
        self,
        code: str,
        span: Span,
        message: Wording,
        help: Wording | None = None,
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
    ) -> None:
        """Record an error."""
        self.found.append(Diagnostic(code, "error", self.file, span, message, help, related, fix))

    def warning(
        self, code: str, span: Span, message: Wording, help: Wording | None = None, related: tuple[Related, ...] = ()
    ) -> None:
        """Record a warning."""
        self.found.append(Diagnostic(code, "warning", self.file, span, message, help, related))

    @property
    def errors(self) -> list[Diagnostic]:
        """The errors, in the order of the file."""
        return sorted((d for d in self.found if d.severity == "error"), key=lambda d: d.span)
