"""The changes since a revision because of which examples no longer hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from evalpolicy.diagnostics import Diagnostic, Related
from evalpolicy.errors import PolicyError, UsageError
from evalpolicy.examples.files import example_files
from evalpolicy.examples.running import ExampleResult, run_examples
from evalpolicy.loading import load_examples
from evalpolicy.policy import Policy
from evalpolicy.source import Span
from evalpolicy.validation.since import Since, whole_line
from evalpolicy.wording import Wording

SHOWN = 3
"""Examples that are named before the rest is counted."""


def contradictions(since: Since) -> Iterator[Diagnostic]:
    """An error at each change that bears on examples which the policy of then decides as expected, and that of now does not.

    A change bears on an example where it is in a rule, fee or adjustment that tells the difference; where none is, every change does.
    """
    broken = [result for result in _results(since.new) if not result.passed and _held(since.old, result)]
    changes = since.deciding_changes()
    bearing: dict[int, list[ExampleResult]] = {}
    for result in broken:
        telling = _telling(since.new, result)
        places = [next((line for line in changes if span.line <= line <= span.end_line), None) for span in telling]
        for line in [line for line in places if line is not None] or _first_of_each(since.new, changes):
            bearing.setdefault(line, []).append(result)
    file = since.new.model.file
    for line, results in sorted(bearing.items()):
        titles = [result.example.title for result in results[:SHOWN]]
        more = len(results) - len(titles)
        zh = "、".join(f"“{title}”" for title in titles) + (f"等 {len(results)} 个" if more else "")
        en = ", ".join(f"“{title}”" for title in titles) + (f" and {more} more" if more else "")
        yield Diagnostic(
            "revision-contradicts",
            "error",
            file,
            whole_line(file, line),
            Wording(
                f"自 {since.revision} 以来改了这里，原来成立的例子不再成立：{zh}",
                f"changed since {since.revision}; examples that held no longer do: {en}",
            ),
            Wording("改回来；要是改得对，就改那些例子", "change it back, or correct the examples where the change is meant"),
            tuple(
                Related(whole_line(file, result.example.span.line), Wording("这个例子", "this example"))
                for result in results[:SHOWN]
                if result.file == file.name
            ),
        )


def _results(policy: Policy) -> Iterator[ExampleResult]:
    """Those of the policy's examples and of the file beside it. Mistakes in that file are told by `further_examples`."""
    yield from run_examples(policy)
    for path in example_files(policy):
        with suppress(PolicyError):
            yield from run_examples(policy, load_examples(policy.model, path, limits=policy.limits), file=str(path))


def _held(old: Policy, result: ExampleResult) -> bool:
    try:
        return all(each.passed for each in run_examples(old, [result.example]))
    except UsageError:
        # The example speaks of a step or a parameter that was not there.
        return False


def _telling(policy: Policy, result: ExampleResult) -> list[Span]:
    """The declarations that tell why an example came out otherwise."""
    model = policy.model
    named = {rule.id for difference in result.differences for rule in difference.rules}
    spans = [model.rules[id].span for id in model.rules if id in named]
    spans += [exemption.span for id in model.rules if id in named for exemption in model.rules[id].exceptions]
    if any(difference.what == "fee" for difference in result.differences):
        spans += [*(fee.span for fee in model.fees.values()), *(adjustment.span for adjustment in model.adjustments.values())]
    return spans


def _first_of_each(policy: Policy, changes: list[int]) -> list[int]:
    """The first change of each declaration, and those that are in none."""
    found: dict[object, int] = {}
    for line in changes:
        within = next((each.span for each in policy.model.citing if each.span.line <= line <= each.span.end_line), None)
        found.setdefault(within or line, line)
    return list(found.values())
