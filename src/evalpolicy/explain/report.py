"""A decision as plain text for a person."""

from __future__ import annotations

from evalpolicy.decision import Decision, FeeLine
from evalpolicy.explain.values import due_text, instant_text
from evalpolicy.explain.wordings import OUTCOME, STATUS
from evalpolicy.finding import CitedText, Finding
from evalpolicy.wording import Language, Wording

STATES = {
    "done": Wording("已完成", "done"),
    "late": Wording("逾期", "late"),
    "early": Wording("过早", "too early"),
    "outside": Wording("不在时段内", "outside the stated times"),
    "missed": Wording("已错过", "missed"),
    "open": Wording("待办", "to do"),
}


def report(decision: Decision, language: Language) -> str:
    """Outcome, findings with citations and cures, fee, steps and notes."""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    explained = decision.explanation(language)
    lines = [f"{say('结论', 'Outcome')}: {OUTCOME[str(decision.outcome)].text(language)}"]
    if decision.policy is not None:
        lines.append(f"{say('依据', 'Policy')}: {decision.policy.title} [{decision.policy.id}, {decision.policy.sha256[:12]}]")
    for problem in decision.problems:
        lines.append(f"  {problem.pointer or '/'}: {problem.message.text(language)}")
    for finding in explained.findings:
        lines += ["", *_finding(finding, language)]
    if explained.fee.lines or explained.fee.further or explained.fee.total is not None:
        total = say("未定", "not settled") if explained.fee.total is None else f"{explained.fee.total:f} {explained.fee.currency or ''}".rstrip()
        lines += ["", f"{say('费用', 'Fee')}: {total}"]
        lines += [_fee_line(line) for line in (*explained.fee.lines, *explained.fee.further)]
    if explained.steps:
        lines += ["", f"{say('步骤', 'Steps')}:"]
        for step in explained.steps:
            times = []
            if step.opens is not None:
                times.append(say("自 ", "from ") + instant_text(step.opens, language))
            if step.due is not None:
                times.append(say("至 ", "until ") + due_text(step.due, language))
            if step.done is not None:
                times.append(say("完成于 ", "done ") + instant_text(step.done, language))
            if step.tentative:
                times.append(step.tentative)
            detail = say("（{}）", " ({})").format(say("，", ", ").join(times)) if times else ""
            lines.append(f"  {step.title}: {STATES[step.state].text(language)}{detail}")
    for note in explained.notes:
        lines += ["", f"{say('说明', 'Note')}: {note.text}"]
    for warning in decision.warnings:
        lines += ["", f"{say('提醒', 'Warning')}: {warning.pointer or '/'}: {warning.message.text(language)}"]
    return "\n".join(lines)


def _finding(finding: Finding, language: Language) -> list[str]:
    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    lines = [f"[{STATUS[str(finding.status)].text(language)}] {finding.title} ({finding.id})", f"  {finding.message}"]
    for citation in finding.citations:
        lines.append(f"  {say('原文', 'Source')}: {_citation(citation)}")
    for route in finding.routes:
        lacks = f" — {say('缺', 'lacks')}: {'; '.join(route.lacks)}" if route.lacks else ""
        lines.append(f"  {say('途径', 'Route')} {route.label}: {STATUS[route.status].text(language)}{lacks}")
    for exception in finding.exceptions:
        lines.append(f"  {say('例外', 'Exception')} {exception.title}: {exception.text}")
    if finding.interpretation:
        lines.append(f"  {say('理解', 'Interpretation')}: {finding.interpretation}")
    if finding.consequence:
        lines.append(f"  {say('后果', 'Consequence')}: {finding.consequence}")
    if finding.cure is not None:
        lines.append(f"  {say('补救', 'Cure')}: {finding.cure.text}")
    if finding.curable_until is not None:
        lines.append(f"  {say('最迟', 'Until')}: {due_text(finding.curable_until, language)}")
    return lines


def _citation(citation: CitedText) -> str:
    quotes = " ".join(f"“{quote}”" for quote in citation.quotes)
    return f"{citation.title} {citation.clause} {quotes}".rstrip()


def _fee_line(line: FeeLine) -> str:
    amount = line.reason if line.amount is None else f"{line.amount:f}"
    return f"  {line.label}: {amount}"
