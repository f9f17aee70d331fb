"""Everything that a policy is held to, in the order of the file: mistakes, odd things, layout, coverage, proofs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Diagnostic
from evalpolicy.errors import PolicyError
from evalpolicy.limits import Limits
from evalpolicy.lint.linter import lint_file
from evalpolicy.loading import load_examples, read_policy
from evalpolicy.policy import Policy
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.reading import read_source
from evalpolicy.syntax.respelling import respelt
from evalpolicy.validation.citations import uncited
from evalpolicy.validation.heading import heading
from evalpolicy.wording import Wording


@frozen(kw_only=True)
class Demands:
    """What is asked beyond a policy without mistakes whose examples hold.

    `fail_under`: per cent that the examples have to cover; None: any. `sources_under`: per cent of the sources' normative sentences that have to
    be cited or passed over. `proofs`: the proofs have to succeed, each within `seconds`.
    """

    fail_under: float | None = None
    sources_under: float | None = None
    proofs: bool = True
    seconds: float = 20.0


def validate_file(path: Path, demands: Demands) -> list[Diagnostic]:
    """What is wrong with a policy file, in the order of the file.

    Codes beside those of lint: `not-formatted` (warning), `too-little-covered`, `too-little-cited`, `invariant-refuted`, `proof-refuted` (errors),
    `not-decided` (warning: a proof that did not end in time is no proof), and `uncited-sentence` (info), which stands in the file of the source.
    """
    found = lint_file(path)
    reading = read_policy(path, limits=Limits())
    if reading.model is not None:
        policy = Policy(reading.model, reading.diagnostics)
        more = [*_layout(reading.file), *_coverage(policy, demands), *uncited(policy.model, demands.sources_under)]
        more += _proofs(policy, demands) if demands.proofs else ()
        found += respelt([*further_examples(policy), *more], reading.file)
    return in_order(found, reading.file)


def in_order(found: Iterable[Diagnostic], file: SourceFile) -> list[Diagnostic]:
    """In the order of the policy's file; what stands in other files comes after it, in the order of each."""
    return sorted(found, key=lambda each: ("" if each.file.name == file.name else each.file.name, each.span, each.code))


def _layout(file: SourceFile) -> Iterator[Diagnostic]:
    from evalpolicy.formatting import format_policy

    formatted = format_policy(file.text).split("\n")
    for number in range(1, max(file.line_count, len(formatted)) + 1):
        if number > len(formatted) or file.line(number) != formatted[number - 1]:
            says = Wording("从这一行起，排版和统一的排版不同", "from this line on, the layout is not the usual one")
            help = Wording(f"运行 evalpolicy fmt {file.name}", f"run evalpolicy fmt {file.name}")
            yield Diagnostic("not-formatted", "warning", file, Span(number, 1, number, len(file.line(number)) + 1), says, help)
            return


def further_examples(policy: Policy) -> Iterator[Diagnostic]:
    """Mistakes in the file of examples beside a policy, its layout, and examples there that do not hold; places are in that file."""
    from evalpolicy.examples.files import example_files
    from evalpolicy.examples.running import run_examples
    from evalpolicy.lint.checks.example_contradicts import CHECK, contradiction

    for path in example_files(policy):
        try:
            examples = load_examples(policy.model, path, limits=policy.limits)
        except PolicyError as error:
            yield from error.diagnostics
            continue
        file, _ = read_source(path, policy.limits)
        yield from _layout(file)
        for result in run_examples(policy, examples, file=str(path)):
            if not result.passed:
                finding = contradiction(result)
                yield Diagnostic(CHECK.code, CHECK.severity, file, finding.span, finding.message, finding.help)


def _coverage(policy: Policy, demands: Demands) -> Iterator[Diagnostic]:
    from evalpolicy.coverage.report import percent
    from evalpolicy.examples import run_policy

    if demands.fail_under is None:
        return
    file = policy.model.file
    run = run_policy(str(file.path), [], coverage=True)
    reached = percent([] if run.coverage is None else [run.coverage])
    if reached < demands.fail_under:
        says = Wording(f"例子覆盖 {reached} %，低于 {demands.fail_under:g} %", f"the examples cover {reached} %, less than {demands.fail_under:g} %")
        help = Wording("evalpolicy suggest-example 会写出缺的例子", "evalpolicy suggest-example writes the examples that are missing")
        yield Diagnostic("too-little-covered", "error", file, heading(file), says, help)


def _proofs(policy: Policy, demands: Demands) -> Iterator[Diagnostic]:
    from evalpolicy.backends.symbolic.universe import bounds_of
    from evalpolicy.proof.verify import Verification

    file = policy.model.file
    for result in Verification(policy, bounds_of([policy.model]), demands.seconds).results():
        if result.verdict == "proved":
            continue
        span = _span(policy, result.name)
        if result.verdict == "undecided":
            says = Wording(f"{result.says.zh}：{demands.seconds:g} 秒内没有结果", f"{result.says.en}: not decided in {demands.seconds:g} s")
            yield Diagnostic("not-decided", "warning", file, span, says, Wording("用 --seconds 给更多时间", "give it more time with --seconds"))
            continue
        says = Wording(f"{result.says.zh}：不成立", f"{result.says.en}: not so")
        help = Wording(f"运行 evalpolicy verify {file.name}，看反例", f"run evalpolicy verify {file.name} to see the case that refutes it")
        yield Diagnostic("invariant-refuted" if result.kind == "invariant" else "proof-refuted", "error", file, span, says, help)


def _span(policy: Policy, name: str) -> Span:
    """Where the policy states what a proof is about: its name is that of an invariant, or `kind:id`."""
    model = policy.model
    id = name.partition(":")[2] or name
    items = {item.key: item.span for catalog in model.catalogs.values() for item in catalog.items}
    stated = [named[id].span for named in (model.invariants, model.rules, model.steps, model.fees, model.readings) if id in named]
    return next((span for span in stated if span is not None), items.get(id) or heading(model.file))
