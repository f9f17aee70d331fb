"""Diagnostics as a GitLab Code Quality report: an array of issues with fingerprints."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.digests import sha256
from evalpolicy.lint.places import slashed, written_span
from evalpolicy.wording import Language

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def as_gitlab_report(diagnostics: Sequence[Diagnostic], language: Language) -> str:
    """The report."""
    prints = fingerprints(diagnostics)
    return json.dumps([_issue(each, mark, language) for each, mark in zip(diagnostics, prints, strict=True)], ensure_ascii=False, indent=2)


def fingerprints(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """What tells each diagnostic from the others, whatever the language, and stays the same while lines are added above it."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for diagnostic in diagnostics:
        about = (diagnostic.code, slashed(diagnostic.file.name), diagnostic.file.line(diagnostic.span.line).strip(), diagnostic.message.en)
        seen[about] += 1
        found.append(sha256("\0".join([*about, str(seen[about])])))
    return found


def _issue(diagnostic: Diagnostic, fingerprint: str, language: Language) -> dict[str, object]:
    span = written_span(diagnostic.span)
    help_ = "" if diagnostic.help is None else f" ({diagnostic.help.text(language)})"
    return {
        "description": diagnostic.message.text(language) + help_,
        "check_name": diagnostic.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {"path": slashed(diagnostic.file.name), "lines": {"begin": span.line, "end": span.end_line}},
    }
