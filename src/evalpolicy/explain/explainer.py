"""Everything of a decision that is made for a person, from one judgement."""

from __future__ import annotations

from evalpolicy.decision import Explanation, Note
from evalpolicy.explain.fees import fee_of
from evalpolicy.explain.findings import FindingMaker
from evalpolicy.explain.timing import step_state
from evalpolicy.judge import Judge, Judgement
from evalpolicy.wording import Language, Wording


def explain(judge: Judge, judgement: Judgement, language: Language) -> Explanation:
    """Findings, fee, steps and notes in one language."""
    return Explanation(
        FindingMaker(judge, judgement, language).findings(),
        fee_of(judge, language),
        tuple(
            step_state(judge, judge.model.steps[id], judgement.statuses[id])
            for id in judge.model.process
            if id in judge.model.steps and judgement.statuses.get(id, "not_applicable") != "not_applicable"
        ),
        notes(judge, judgement, language),
    )


def notes(judge: Judge, judgement: Judgement, language: Language) -> tuple[Note, ...]:
    """Adopted readings that judged rules rest on; rules left out for want of a parameter."""
    model = judge.model
    found = []
    rest_on = {id for rule_id in judgement.statuses for id in model.rules[rule_id].adopted}
    for reading in model.readings.values():
        if reading.id in rest_on:
            option = next(option for option in reading.options if option.id == reading.adopted)
            text = Wording(
                f"采用的理解：{reading.question} → {option.label}（{reading.because}）",
                f"reading adopted: {reading.question} → {option.label} ({reading.because})",
            )
            found.append(Note("adopted-reading", text.text(language)))
    for id in judgement.left_out:
        rule = model.rules[id]
        wanted = [model.parameters[name].label for name in rule.parameters if name not in judge.facts.given]
        joint = "、" if language == "zh" else ", "
        text = Wording(
            f"“{rule.title}”没有判定：未提供“{joint.join(wanted)}”。", f"“{rule.title}” was left out: “{joint.join(wanted)}” was not supplied."
        )
        found.append(Note("parameter-not-supplied", text.text(language)))
    return tuple(found)
