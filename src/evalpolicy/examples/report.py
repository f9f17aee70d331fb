"""What running examples found: for a person, as JSON, and as JUnit XML for machines that collect test reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from xml.etree import ElementTree

from evalpolicy.coverage.report import as_dict as coverage_dict
from evalpolicy.coverage.report import as_lines as coverage_lines
from evalpolicy.diagnostics import Diagnostic
from evalpolicy.examples.running import Difference, ExampleResult
from evalpolicy.examples.suite import PolicyRun
from evalpolicy.wording import Language

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_lines(runs: Sequence[PolicyRun], language: Language, coverage: bool) -> Iterator[str]:
    """Each example that does not hold with its differences, the coverage, and the counts."""
    for run in runs:
        for result in run.results:
            if not result.passed:
                yield f"{result.file}:{result.example.span.line}: {result.example.title}"
                yield from (f"  {line}" for line in _lines(result, language))
    if coverage:
        for run in runs:
            if run.coverage is not None:
                yield from coverage_lines(run.coverage, language)
    broken = sum(len(run.errors) for run in runs)
    if broken:
        yield {"zh": f"{broken} 个文件有错误，没有加载", "en": f"{broken} {'file does' if broken == 1 else 'files do'} not load"}[language]
    loaded = [run for run in runs if run.policy is not None]
    if loaded:
        passed, failed = sum(run.passed for run in loaded), sum(run.failed for run in loaded)
        yield {"zh": f"{passed} 个例子符合，{failed} 个不符合", "en": f"{passed} passed, {failed} failed"}[language]


def _lines(result: ExampleResult, language: Language) -> list[str]:
    return [line.text(language) for difference in result.differences for line in difference.lines()]


def as_json(runs: Sequence[PolicyRun], language: Language) -> str:
    """`{passed, failed, examples, coverage, problems}`; `problems` are those of files that do not load."""
    problems = [_problem(diagnostic, language) for run in runs for error in run.errors for diagnostic in error.diagnostics]
    problems += [_not_found(run.name, run.not_found.text(language)) for run in runs if run.not_found is not None]
    document = {
        "passed": sum(run.passed for run in runs),
        "failed": sum(run.failed for run in runs),
        "examples": [_example(run, result, language) for run in runs for result in run.results],
        "coverage": coverage_dict([run.coverage for run in runs if run.coverage is not None], language),
        "problems": problems,
    }
    if not any(run.coverage is not None for run in runs):
        # Nothing was covered where nothing could be read.
        document["coverage"] = {**coverage_dict([], language), "percent": None}
    return json.dumps(document, ensure_ascii=False, indent=2)


def _example(run: PolicyRun, result: ExampleResult, language: Language) -> dict[str, object]:
    decision = result.decision
    return {
        "file": result.file,
        "line": result.example.span.line,
        "title": result.example.title,
        "policy": None if run.policy is None else run.policy.id,
        "passed": result.passed,
        "outcome": "invalid" if decision is None else str(decision.outcome),
        "violated": [] if decision is None else list(decision.violated),
        "undetermined": [] if decision is None else list(decision.undetermined),
        "pending": [] if decision is None else list(decision.pending),
        "differences": [_difference(difference, language) for difference in result.differences],
    }


def _difference(difference: Difference, language: Language) -> dict[str, object]:
    return {
        "what": difference.what,
        "expected": difference.expected,
        "got": difference.got,
        "message": difference.message.text(language),
        "rules": [{"id": rule.id, "title": rule.title, "status": rule.status, "line": rule.line} for rule in difference.rules],
    }


def _problem(diagnostic: Diagnostic, language: Language) -> dict[str, object]:
    span = diagnostic.span
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


def _not_found(name: str, message: str) -> dict[str, object]:
    place = {"line": 1, "column": 1, "end_line": 1, "end_column": 1}
    return {"code": "not-found", "severity": "error", "file": name, **place, "message": message, "help": None}


def as_junit(runs: Sequence[PolicyRun], language: Language) -> str:
    """JUnit XML: a suite for each policy, a case for each example; a policy that does not load, or is not there, is one case with an error."""
    root = ElementTree.Element("testsuites", name="evalpolicy")
    totals, seconds = {"tests": 0, "failures": 0, "errors": 0}, 0.0
    for run in runs:
        name = run.name if run.policy is None else run.policy.model.file.name
        # Programs that show test results take what stands before the last full stop for a package.
        shown_as = ".".join(part for part in PurePath(name.removesuffix(".policy")).parts if part.strip("/\\."))
        errors = len(run.errors) + (run.not_found is not None)
        counts = {"tests": len(run.results) + errors, "failures": run.failed, "errors": errors}
        took = sum(result.seconds for result in run.results)
        seconds += took
        suite = ElementTree.SubElement(root, "testsuite", name=_xml(name), skipped="0", time=f"{took:.3f}")
        _count(suite, counts)
        for error in run.errors:
            at = error.diagnostics[0].file.name if error.diagnostics else name
            case = ElementTree.SubElement(suite, "testcase", classname=_xml(shown_as), name=_xml(at), file=_xml(at), time="0")
            first = error.diagnostics[0].message.text(language) if error.diagnostics else ""
            ElementTree.SubElement(case, "error", type="PolicyError", message=_xml(first)).text = _xml(error.render(language))
        if run.not_found is not None:
            missing = run.not_found.text(language)
            case = ElementTree.SubElement(suite, "testcase", classname=_xml(shown_as), name=_xml(name), time="0")
            ElementTree.SubElement(case, "error", type="NotFound", message=_xml(missing)).text = _xml(missing)
        for result in run.results:
            example = result.example
            case = ElementTree.SubElement(suite, "testcase", classname=_xml(shown_as), name=_xml(example.title), file=_xml(result.file))
            case.set("line", str(example.span.line))
            case.set("time", f"{result.seconds:.3f}")
            if not result.passed:
                lines = _lines(result, language)
                ElementTree.SubElement(case, "failure", type="Difference", message=_xml(lines[0])).text = _xml("\n".join(lines))
        totals = {key: totals[key] + counts[key] for key in totals}
    _count(root, totals)
    root.set("time", f"{seconds:.3f}")
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _count(element: ElementTree.Element, counts: Mapping[str, int]) -> None:
    for key, value in counts.items():
        element.set(key, str(value))


def _xml(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
