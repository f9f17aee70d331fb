"""Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.lint.places import slashed, written_span
from evalpolicy.wording import Language

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def as_github_commands(diagnostics: Sequence[Diagnostic], language: Language) -> str:
    """One command a line."""
    return "\n".join(_command(diagnostic, language) for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic, language: Language) -> str:
    span = written_span(diagnostic.span)
    properties = {"file": slashed(diagnostic.file.name), "line": span.line, "endLine": span.end_line, "title": diagnostic.code}
    if span.line == span.end_line:
        # GitHub takes columns within one line only; its end column is the last one marked.
        properties |= {"col": span.column, "endColumn": max(span.column, span.end_column - 1)}
    listed = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
    parts = [diagnostic.message, *([] if diagnostic.help is None else [diagnostic.help])]
    message = "\n".join(part.text(language) for part in parts)
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    """Text that ends neither the command nor a property of it; the per cent sign first, for it is what escapes."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
