"""Everything of a decision that is made for a person, from one judgement; each part when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from evalpolicy.classes import evolve, frozen
from evalpolicy.core.facts import Facts
from evalpolicy.decision import Fee, Note, StepState
from evalpolicy.explain.cures import Decide
from evalpolicy.explain.fees import fee_of
from evalpolicy.explain.findings import FindingMaker
from evalpolicy.explain.patches import cure_of
from evalpolicy.explain.timing import step_state
from evalpolicy.finding import Finding
from evalpolicy.judge import Judge, Judgement, Program
from evalpolicy.wording import Language, Wording


@frozen(slots=False)
class LazyExplanation:
    """Findings, fee, steps and notes in one language (an `evalpolicy.decision.Explanation`)."""

    program: Program
    facts: Facts
    through: str | None
    judgement: Judgement
    language: Language
    decide: Decide
    handed_in: Callable[[], dict[str, Any]]
    """The application as it was, of plain dicts and lists."""

    def _judge(self) -> Judge:
        # A judge of its own for each part: parts may be asked for from several threads.
        return Judge(self.program, self.facts, self.through)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """One for each rule or step that is not plainly satisfied, in policy order."""
        found = FindingMaker(self._judge(), self.judgement, self.language, self.decide).findings()
        return tuple(each if each.cure is None else evolve(each, cure=cure_of(each.cure, self.handed_in)) for each in found)

    @cached_property
    def fee(self) -> Fee:
        """What is to be paid."""
        return fee_of(self._judge(), self.language)

    @cached_property
    def steps(self) -> tuple[StepState, ...]:
        """The steps that apply, in process order."""
        judge, statuses = self._judge(), self.judgement.statuses
        applying = [id for id in judge.model.process if id in judge.model.steps and statuses.get(id, "not_applicable") != "not_applicable"]
        return tuple(step_state(judge, judge.model.steps[id], statuses[id]) for id in applying)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Adopted readings that judged rules rest on; rules left out for want of a parameter."""
        return (*self._adopted(), *self._left_out())

    def _adopted(self) -> list[Note]:
        rules = self.program.model.rules
        rest_on = {id for rule_id in self.judgement.statuses for id in rules[rule_id].adopted}
        found = []
        for reading in self.program.model.readings.values():
            if reading.id in rest_on:
                option = next(option for option in reading.options if option.id == reading.adopted)
                text = Wording(
                    f"采用的理解：{reading.question} → {option.label}（{reading.because}）",
                    f"reading adopted: {reading.question} → {option.label} ({reading.because})",
                )
                found.append(Note("adopted-reading", text.text(self.language)))
        return found

    def _left_out(self) -> list[Note]:
        model = self.program.model
        joint = "、" if self.language == "zh" else ", "
        found = []
        for id in self.judgement.left_out:
            rule = model.rules[id]
            wanted = joint.join(model.parameters[name].label for name in rule.parameters if name not in self.facts.given)
            text = Wording(f"“{rule.title}”没有判定：未提供“{wanted}”。", f"“{rule.title}” was left out: “{wanted}” was not supplied.")
            found.append(Note("parameter-not-supplied", text.text(self.language)))
        return found
