"""A condition that comes out the same for every application: its bounds decide it, its parts exclude one another, or one of them always holds.

Only what the words themselves show; what follows from several rules together is for `verify`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.closed import closed_quantity
from evalpolicy.core.ranges import Range
from evalpolicy.core.references import subterms
from evalpolicy.diagnostics import Related
from evalpolicy.language.model import PolicyModel, Rule
from evalpolicy.language.types import InstantType
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.exclusion import Exclusion, Literal
from evalpolicy.source import Span
from evalpolicy.wording import Wording

_HELP = Wording("核对界限和取值，或者删去这个条件", "check the bounds and values in it, or delete the condition")
_LEAVES = (t.Same, t.Member, t.Compare, t.ItemListed)


def find(subject: Subject) -> Iterator[Finding]:
    """Conditions, requirements and exceptions, and parts of them, that always or never hold, each place once."""
    return _Search(subject.model).findings()


@define
class _Search:
    """One policy, with what is told of it already."""

    model: PolicyModel
    exclusion: Exclusion = field(init=False)
    in_time: Exclusion = field(init=False)
    told: set[Span] = field(factory=set, init=False)

    def __attrs_post_init__(self) -> None:
        self.exclusion = Exclusion(self.model)
        self.in_time = Exclusion(self.model, within=_reported(self.model))

    def findings(self) -> Iterator[Finding]:
        """Everything, each place once."""
        for condition in _conditions(self.model):
            yield from self._within(condition)
        for rule in self.model.rules.values():
            if rule.when is not None and not self.exclusion.impossible([(rule.when, True)]):
                yield from self._where_it_applies(rule, rule.when)

    def _within(self, term: t.Term) -> Iterator[Finding]:
        """What is settled in a condition: its parts first, and the whole only where none of them is."""
        if isinstance(term, t.And | t.Or) and all(operand.span == term.span for operand in term.operands):
            # One phrase, such as `between`: that half of it says nothing does not make it say nothing.
            yield from self._alone(term)
            return
        below = [finding for part in subterms(term) for finding in self._within(part)]
        yield from below
        if below:
            return
        match term:
            case t.And(operands=operands):
                yield from self._of_parts([(operand, True) for operand in operands], term, False)
            case t.Or(operands=operands):
                yield from self._of_parts([(operand, False) for operand in operands], term, True)
            case _ if isinstance(term, _LEAVES):
                yield from self._alone(term)

    def _of_parts(self, literals: list[Literal], term: t.Term, settled: bool) -> Iterator[Finding]:
        parts = sorted(self.exclusion.conflict(literals), key=lambda literal: literal[0].span)
        spans = [part.span for part, _ in parts]
        if not parts or any(span.line < 1 for span in spans):
            return
        last = spans[-1]
        # What is said on several lines is told at the last of them; the others are shown.
        one_line = term.span.line == term.span.end_line and all(span.line == term.span.line for span in spans)
        others = () if one_line else tuple(dict.fromkeys(span for span in spans[:-1] if span.line != last.line))
        yield from self._finding(term.span if one_line else last, settled, self._why(literals, spans, settled), others)

    def _why(self, literals: list[Literal], spans: list[Span], settled: bool) -> Wording:
        """Which parts it is, where they are not all that is written there."""
        words = [self.model.file.words(span) for span in dict.fromkeys(spans)]
        if len(spans) == 1:
            return Wording("", "")
        if len(spans) == len(literals) or len(set(words)) < len(spans):
            return (
                Wording("：各种情况都包括在内了", ": its parts leave nothing out")
                if settled
                else Wording("：各部分互相排斥", ": its parts exclude one another")
            )
        if settled:
            return Wording(f"：{_quoted(words)}总有一个成立", f": one of {_listed(words)} always does")
        return Wording(f"：{_quoted(words)}不会同时成立", f": {_listed(words)} exclude one another")

    def _alone(self, term: t.Term) -> Iterator[Finding]:
        out_of_time = Wording("：对照这一步的 `window`、`due`", ", by the `window` and `due` of that step")
        for exclusion, why in ((self.exclusion, Wording("", "")), (self.in_time, out_of_time)):
            for settled in (True, False):
                if exclusion.impossible([(term, not settled)]):
                    yield from self._finding(term.span, settled, why)
                    return

    def _where_it_applies(self, rule: Rule, when: t.Term) -> Iterator[Finding]:
        """Requirements that ask for what `when` says already, and exceptions for whom the rule does not apply."""
        for requirement in rule.requirements if rule.kind != "step" else ():
            if requirement.kind == "require" and self.exclusion.impossible([(when, True), (requirement.term, False)]):
                why = Wording("：`when` 已经这样写了", ": its `when` says so already")
                yield from self._finding(requirement.term.span, True, why, (when.span,))
        for exemption in rule.exceptions:
            if self.exclusion.impossible([(when, True), (exemption.when, True)]):
                why = Wording("：规则的 `when` 排除了它，例外从不起作用", ": the rule's `when` excludes it, so the exception never acts")
                yield from self._finding(exemption.when.span, False, why, (when.span,))

    def _finding(self, span: Span, settled: bool, why: Wording, others: tuple[Span, ...] = ()) -> Iterator[Finding]:
        if span.line < 1 or span in self.told:
            return
        self.told.add(span)
        words = self.model.file.words(span)
        if settled:
            says = Wording(f"“{words}”总是成立，等于没有写{why.zh}", f"`{words}` always holds, so it asks for nothing{why.en}")
        else:
            says = Wording(f"“{words}”永远不会成立{why.zh}", f"`{words}` never holds{why.en}")
        shown = tuple(Related(other, Wording("另一处", "the other place")) for other in others if other.line > 0)
        yield Finding(span, says, _HELP, shown)


def _quoted(words: list[str]) -> str:
    return "和".join(f"“{each}”" for each in words)


def _listed(words: list[str]) -> str:
    return " and ".join(f"`{each}`" for each in words)


def _conditions(model: PolicyModel) -> Iterator[t.Term]:
    for rule in model.rules.values():
        yield from () if rule.when is None else (rule.when,)
        every = [*rule.requirements, *(each for route in rule.routes for each in route.requirements)]
        yield from (requirement.term for requirement in every if requirement.kind == "require")
        yield from (exemption.when for exemption in rule.exceptions)
        yield from (message.condition for message in rule.messages if message.condition is not None)
    conditions = (adjustment.condition for adjustment in model.adjustments.values())
    yield from (model.definitions[name].term for name in conditions if name in model.definitions)


def _reported(model: PolicyModel) -> Mapping[t.Term, Range]:
    """When each step is reported by everybody who is in time, where its windows and due times are fixed and nobody is excepted."""
    found: dict[t.Term, Range] = {}
    for step in model.steps.values():
        rule = model.rules.get(step.id)
        firsts = [None if window.first is None else closed_quantity(window.first, model) for window in step.windows]
        lasts = [closed_quantity(window.last, model) for window in step.windows]
        dues = [closed_quantity(due.last, model) for due in step.dues if due.condition is None]
        fixed = [first for first in firsts if first is not None]
        ends = [
            *([max(last for last in lasts if last is not None)] if lasts and None not in lasts else []),
            *(due for due in dues if due is not None),
        ]
        if step.tentative is None and (rule is None or not rule.exceptions) and fixed and len(fixed) == len(firsts) and ends:
            found[t.Fact(step.id, "at", InstantType())] = min(fixed), min(ends)
    return found


CHECK = Check("settled-condition", "warning", find)
