"""Diagnostics as one JSON array: `{code, severity, file, line, column, end_line, end_column, message, help}`, all places from 1."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.lint.places import written_span
from evalpolicy.wording import Language


def as_json_array(diagnostics: Sequence[Diagnostic], language: Language) -> str:
    """The array, of all files together."""
    return json.dumps(as_entries(diagnostics, language), ensure_ascii=False, indent=2)


def as_entries(diagnostics: Iterable[Diagnostic], language: Language) -> list[dict[str, object]]:
    """What the array holds."""
    return [_entry(diagnostic, language) for diagnostic in diagnostics]


def _entry(diagnostic: Diagnostic, language: Language) -> dict[str, object]:
    span = written_span(diagnostic.span)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "file": diagnostic.file.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "message": diagnostic.message.text(language),
        "help": None if diagnostic.help is None else diagnostic.help.text(language),
    }
