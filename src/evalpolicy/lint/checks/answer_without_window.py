"""A step whose windows are each for one answer to a reading, and that has none for another answer: given that one, nobody could be in time."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.core import terms as t
from evalpolicy.diagnostics import Related
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """The answers of one reading that no window is for, where every window of the step is for an answer to it."""
    for step in subject.model.steps.values():
        asked = [window.condition for window in step.windows]
        answers = [condition for condition in asked if isinstance(condition, t.ReadingIs)]
        if not answers or len(answers) < len(asked) or len({each.reading for each in answers}) > 1:
            continue
        reading = subject.model.readings[answers[0].reading]
        for option in reading.options:
            if option.id not in {each.option for each in answers}:
                answer = f"{reading.id} is {option.id}"
                says = Wording(
                    f"这里的时段都只在读法 `{reading.id}` 的某种答案下才算，答案是“{option.label}”时一个也没有：谁也赶不上",
                    f"each window here is for one answer to `{reading.id}`, and there is none for “{option.label}”: nobody could be in time",
                )
                help = Wording(f"补上这个答案的时段：`window … when {answer}`", f"add the window of that answer: `window … when {answer}`")
                there = Related(reading.span, Wording("读法在这里", "the reading is here"))
                yield Finding(step.windows[-1].span, says, help, (there,))


CHECK = Check("answer-without-window", "warning", find)
