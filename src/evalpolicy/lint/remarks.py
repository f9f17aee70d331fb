"""What the checks remark on in a policy, less what is silenced.

Of a policy with mistakes only the declarations without any are looked at, and only by checks for which the others do not matter. What looks at the
policy as a whole waits until it loads: something may be missing only because it could not be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostic
from evalpolicy.limits import Limits
from evalpolicy.lint.checks import CHECKS
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.silences import OF_REVISIONS, apply_silences, read_silences
from evalpolicy.loading import Reading
from evalpolicy.policy import Policy
from evalpolicy.source import Span
from evalpolicy.syntax import tree


def remarks(reading: Reading, limits: Limits) -> Iterator[Diagnostic]:
    """The remarks on a policy, in no order, and what is wrong with its silences."""
    model = reading.sound_part
    if model is None or reading.written is None:
        return
    loads = reading.model is not None
    subject = Subject(reading.written if loads else _sound(reading, reading.written), Policy(model, reading.diagnostics, limits))
    found = [
        Diagnostic(check.code, check.severity, reading.file, finding.span, finding.message, finding.help, finding.related, finding.fix)
        for check in CHECKS
        for finding in (check.find(subject) if loads else _of_declarations(check, subject))
    ]
    silences, wrong = read_silences(reading.file, [*(check.code for check in CHECKS), *OF_REVISIONS])
    yield from wrong
    yield from apply_silences(reading.file, (each for each in silences if each.code not in OF_REVISIONS), found, all_asked=loads)


def _sound(reading: Reading, written: tree.PolicyTree) -> tree.PolicyTree:
    """The declarations in which nothing is wrong, and of which no mistake speaks."""
    errors = [each for each in reading.diagnostics if each.severity == "error"]
    wrong = [span for each in errors for span in (each.span, *(other.span for other in each.related))]
    sound = (each for each in written.declarations if not any(_touch(each.span, span) for span in wrong))
    return evolve(written, declarations=tuple(sound))


def _of_declarations(check: Check, subject: Subject) -> Iterator[Finding]:
    """What a check finds in the declarations of the subject alone."""
    if not check.by_declaration:
        return
    lines = {line for each in subject.written.declarations for line in range(each.span.line, each.span.end_line + 1)}
    for finding in check.find(subject):
        if all(span.line in lines for span in (finding.span, *(each.span for each in finding.related))):
            yield finding


def _touch(one: Span, other: Span) -> bool:
    """Whether they have a line in common."""
    return one.line <= other.end_line and other.line <= one.end_line
