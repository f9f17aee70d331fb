"""Diagnostics as SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence

from evalpolicy._version import __version__
from evalpolicy.diagnostics import Diagnostic, Fix, Related, Severity
from evalpolicy.lint.gitlab import fingerprints
from evalpolicy.lint.places import address, written_span
from evalpolicy.pages import page_of
from evalpolicy.source import Span
from evalpolicy.wording import Language

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_sarif(diagnostics: Sequence[Diagnostic], language: Language) -> str:
    """A log with one run."""
    severities = {diagnostic.code: diagnostic.severity for diagnostic in diagnostics}
    codes = sorted(severities)
    prints = fingerprints(diagnostics)
    run = {
        "tool": {"driver": {"name": "evalpolicy", "version": __version__, "rules": [_rule(code, severities[code], language) for code in codes]}},
        "language": {"zh": "zh-CN", "en": "en-US"}[language],
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes.index(each.code), mark, language) for each, mark in zip(diagnostics, prints, strict=True)],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str, severity: Severity, language: Language) -> dict[str, object]:
    rule: dict[str, object] = {"id": code, "name": code, "defaultConfiguration": {"level": _LEVELS[severity]}}
    page = page_of(code)
    if page is not None:
        rule["shortDescription"] = {"text": page.summary.text(language)}
        rule["fullDescription"] = {"text": page.text.text(language)}
        rule["help"] = {"text": page.render(language), "markdown": page.markdown(language)}
    return rule


def _result(diagnostic: Diagnostic, index: int, fingerprint: str, language: Language) -> dict[str, object]:
    help_ = "" if diagnostic.help is None else f"\n{diagnostic.help.text(language)}"
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": diagnostic.message.text(language) + help_},
        "locations": [{"physicalLocation": _location(diagnostic, diagnostic.span)}],
        "partialFingerprints": {"evalpolicy/v1": fingerprint},
    }
    if diagnostic.related:
        result["relatedLocations"] = [_related(diagnostic, place, each, language) for place, each in enumerate(diagnostic.related)]
    if diagnostic.fix is not None:
        result["fixes"] = [_fix(diagnostic, diagnostic.fix)]
    return result


def _related(diagnostic: Diagnostic, place: int, related: Related, language: Language) -> dict[str, object]:
    return {"id": place, "physicalLocation": _location(diagnostic, related.span), "message": {"text": related.message.text(language)}}


def _fix(diagnostic: Diagnostic, fix: Fix) -> dict[str, object]:
    change = {"deletedRegion": _region(fix.span), "insertedContent": {"text": fix.replacement}}
    return {"artifactChanges": [{"artifactLocation": {"uri": address(diagnostic.file.name)}, "replacements": [change]}]}


def _location(diagnostic: Diagnostic, span: Span) -> dict[str, object]:
    return {"artifactLocation": {"uri": address(diagnostic.file.name)}, "region": _region(span)}


def _region(span: Span) -> dict[str, int]:
    place = written_span(span)
    return {"startLine": place.line, "startColumn": place.column, "endLine": place.end_line, "endColumn": place.end_column}
