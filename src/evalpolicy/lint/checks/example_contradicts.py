"""An example that expects something else than the policy decides."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Related
from evalpolicy.examples import run_examples
from evalpolicy.examples.running import ExampleResult
from evalpolicy.finding import Finding
from evalpolicy.language.model import PolicyModel, Rule
from evalpolicy.lint.checks.check import Check, Subject
from evalpolicy.lint.checks.check import Finding as Remark
from evalpolicy.source import Span
from evalpolicy.wording import LANGUAGES, Language, Wording

MOST_SHOWN = 3
"""Declarations, and files, that are shown for one example."""



def find(subject: Subject) -> Iterator[Remark]:
    """The examples that do not hold, with what is expected and what is decided."""
    for result in run_examples(subject.policy):
        if not result.passed:
            yield evolve(contradiction(result), related=_decided_by(subject.model, result))


def contradiction(result: ExampleResult) -> Remark:
    """What an example expects otherwise than the policy decides."""
    said = [each for difference in result.differences for each in (difference.message, difference.waits_for) if each is not None]
    zh, en = "；".join(each.zh for each in said), "; ".join(each.en for each in said)
    title = result.example.title
    says = Wording(f"例子“{title}”与规则不符：{zh}", f"the example “{title}” does not hold: {en}")
    help = Wording("改正例子，或者改正规则", "correct the example, or the policy")
    if any(difference.missing for difference in result.differences):
        help = Wording("在例子里补上缺的；或改正预期，或改正规则", "state what is missing in the example; or correct what it expects, or the policy")
        if any(each.endswith("(at)") for difference in result.differences for each in difference.missing):
            form = Wording("步骤后面写上完成的日期和时刻：`done 某步骤 日期 时刻`", "write when a step was done, `done STEP DAY TIME`")
            help = Wording(f"{form.zh}；{help.zh}", f"{form.en}; {help.en}")
    return Remark(result.example.span, says, help)


def _decided_by(model: PolicyModel, result: ExampleResult) -> tuple[Related, ...]:
    """The rules, steps and fees that the differences are about, and why they decide so; files that the example does not state."""
    shown: list[Related] = []
    statuses = {rule.id: rule.status for difference in result.differences for rule in difference.rules}
    for rule in (model.rules[id] for id in statuses if id in model.rules):
        why = _why(rule, result)
        zh, en = f"这里说的是“{rule.title}”", f"this is what says “{rule.title}”"
        said = Wording(zh, en) if why is None else Wording(f"{zh}：{why.zh}", f"{en}: {why.en}")
        shown.append(Related(_head(model, rule.span), said))
    if any(difference.what == "fee" for difference in result.differences):
        shown += _adjusted(model, result)
        shown += [
            Related(_head(model, fee.span), Wording(f"这里说的是“{fee.label}”", f"this is what says “{fee.label}”")) for fee in model.fees.values()
        ]
    files = [span for id in statuses if id in model.rules for span in _files_wanted(model.rules[id], result)]
    if not result.example.application.get("selections") and model.catalogs:
        said = Wording("这个例子没有 `select` 一行，等于一项也没有报", "this example has no line `select`: nothing is applied for in it")
        shown.insert(0, Related(_head(model, result.example.span), said))
    lacking = Wording("例子里没有写这个文件", "the example states no such file")
    return tuple(shown[:MOST_SHOWN] + [Related(_head(model, span), lacking) for span in files[:MOST_SHOWN]])


def _adjusted(model: PolicyModel, result: ExampleResult) -> Iterator[Related]:
    """What each adjustment does to the fee; that one alone by which it differs, where there is one."""
    fee = None if result.decision is None else result.decision.fee
    wanted = next((difference.expected for difference in result.differences if difference.what == "fee"), None)
    if fee is None:
        return
    changes = {line.label: line.amount for line in fee.further if line.amount is not None}
    applied = [(adjustment, changes[adjustment.title]) for adjustment in model.adjustments.values() if adjustment.title in changes]
    by_which = [each for each in applied if fee.total is not None and str(fee.total - each[1]) == wanted]
    for adjustment, change in by_which or applied:
        zh = f"这里的“{adjustment.title}”{'减' if change < 0 else '加'}了 {abs(change):f}"
        en = f"“{adjustment.title}” {'takes off' if change < 0 else 'adds'} {abs(change):f} here"
        if by_which:
            zh, en = f"{zh}，没有它就与例子一致", f"{en}; without that the fee is as the example expects"
        yield Related(_head(model, adjustment.span), Wording(zh, en))


def _head(model: PolicyModel, span: Span) -> Span:
    return Span(span.line, span.column, span.line, len(model.file.line(span.line).rstrip()) + 1)


def _why(rule: Rule, result: ExampleResult) -> Wording | None:
    """What is said of a rule that is violated."""
    zh, en = (_finding(rule, result, language) for language in LANGUAGES)
    if zh is None or en is None or zh.status != "violated":
        return None
    return Wording(zh.message.rstrip("。"), en.message.rstrip("."))


def _files_wanted(rule: Rule, result: ExampleResult) -> Iterator[Span]:
    """The lines that ask for files of a step, where the example states none of it."""
    finding = _finding(rule, result, "en")
    if finding is not None and any(each.pointer.endswith("/files") for each in finding.missing):
        for requirement in rule.requirements:
            if requirement.file is not None and requirement.file.quantity != "nothing_else":
                yield requirement.span


def _finding(rule: Rule, result: ExampleResult, language: Language) -> Finding | None:
    if result.decision is None:
        return None
    return next((each for each in result.decision.explanation(language).findings if each.id == rule.id), None)


CHECK = Check("example-contradicts", "error", find)
