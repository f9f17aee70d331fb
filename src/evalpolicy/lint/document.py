"""Diagnostics as one document, in any of the formats that people and machines read."""

from __future__ import annotations

from collections.abc import Sequence

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.lint.github import as_github_commands
from evalpolicy.lint.gitlab import as_gitlab_report
from evalpolicy.lint.json_array import as_json_array
from evalpolicy.lint.sarif import as_sarif
from evalpolicy.lint.text import as_text
from evalpolicy.wording import Language

FORMATS = ("text", "json", "sarif", "github", "gitlab")


def as_document(found: Sequence[Diagnostic], format: str, files: int, language: Language) -> str:
    """The diagnostics of so many files in one of `FORMATS`."""
    match format:
        case "json":
            return as_json_array(found, language)
        case "sarif":
            return as_sarif(found, language)
        case "github":
            return as_github_commands(found, language)
        case "gitlab":
            return as_gitlab_report(found, language)
        case _:
            return as_text(found, files, language)
