"""A rule's own messages, with the applicant's facts filled in."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.core import terms as t
from evalpolicy.explain.grounds import Grounds, GroundsFinder
from evalpolicy.explain.labels import row_label
from evalpolicy.explain.values import carried_text
from evalpolicy.judge import Judge
from evalpolicy.language.model import MessageTemplate, Placeholder, Requirement, Rule
from evalpolicy.wording import Language


@frozen
class Speaker:
    """Says what a rule wants said when it is violated."""

    judge: Judge
    rule: Rule
    language: Language

    def say(self, broken: list[Requirement]) -> list[str]:
        """The messages whose condition holds; without one, those without a condition. In the other language where the wanted one is missing."""
        templates = [m for m in self.rule.messages if m.language == self.language] or list(self.rule.messages)
        holding = [m for m in templates if m.condition is not None and self.judge.joined(m.condition, self.rule.readings).holds]
        chosen = holding or [m for m in templates if m.condition is None]
        return [self._fill(template, broken) for template in chosen]

    def _fill(self, template: MessageTemplate, broken: list[Requirement]) -> str:
        return "".join(part if isinstance(part, str) else self._placeholder(part, broken) for part in template.parts)

    def _placeholder(self, placeholder: Placeholder, broken: list[Requirement]) -> str:
        meaning = self.judge.meaning(self.judge.some_world())
        if placeholder.term is not None and placeholder.type is not None:
            return carried_text(self.judge.model, meaning.value(placeholder.term, placeholder.type), placeholder.type, self.language)
        requirements = broken or list(self.rule.requirements)
        grounds = Grounds()
        for requirement in requirements:
            GroundsFinder(meaning, grounds).truth(requirement.term)
        match placeholder.word:
            case "count":
                return str(len(grounds.rows))
            case "items":
                joint = "、" if self.language == "zh" else ", "
                return joint.join(row_label(self.judge, row) for row in grounds.rows.values())
            case _:
                limits = [_limit(requirement.term) for requirement in requirements]
                return next((limit for limit in limits if limit is not None), "")


def _limit(term: t.Term) -> str | None:
    """The constant that a counting compares with."""
    match term:
        case t.Compare(left=left, right=right):
            for side in (right, left):
                if isinstance(side, t.QuantityConstant):
                    return str(side.value)
            return None
        case t.And(operands=operands) | t.Or(operands=operands):
            return next((limit for operand in operands if (limit := _limit(operand)) is not None), None)
        case t.Not(operand=operand):
            return _limit(operand)
        case _:
            return None
