"""`step`: something that an applicant does, within windows of time or by a due instant.

Both ends of every window and every due instant are included; a window of days takes them whole, a due day is due at its end. Of several
windows one has to hold whose condition holds; every due instant whose condition holds has to be kept. A step that is not reported waits,
or is violated once the caller's time is past its last instant.
"""

from __future__ import annotations

import datetime as dt

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.language.expression import resolve_fact, resolve_truth, resolve_value
from evalpolicy.language.files import FileClauses
from evalpolicy.language.model import FactDef, Requirement, Rule, Step, WindowDef
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.rule import Rules, written
from evalpolicy.language.symbols import Scope
from evalpolicy.language.types import DateType, InstantType, YesNoType
from evalpolicy.source import Span
from evalpolicy.syntax import tree


def at_of(step: str) -> t.Fact:
    """The instant at which a step was done."""
    return t.Fact(step, "at", InstantType())


def day_start(day: t.Term) -> t.Term:
    """The first instant of a day."""
    return t.InstantOf(day, 0)


def day_end(day: t.Term) -> t.Term:
    """The last instant of a day."""
    return t.Add((t.InstantOf(t.Add((day, t.QuantityConstant(1))), 0), t.QuantityConstant(-1)))


def microseconds(time: dt.time) -> int:
    """A time of day in microseconds after midnight."""
    return ((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000 + time.microsecond


@define
class Steps:
    """Makes the steps of a policy, and the rules of the same ids."""

    resolution: Resolution
    rules: Rules
    steps: dict[str, Step] = field(factory=dict)

    def step(self, declaration: tree.StepDecl) -> Rule:
        """One step and its rule."""
        resolution = self.resolution
        id = declaration.name.text
        scope = Scope(owner=id)
        windows = [w for clause in declaration.clauses if isinstance(clause, tree.Window) and (w := self._window(clause, scope)) is not None]
        dues = [d for clause in declaration.clauses if isinstance(clause, tree.Due) and (d := self.due(clause, scope)) is not None]
        requirements = [*self._timeliness(declaration, windows, dues)]
        for clause in declaration.clauses:
            if isinstance(clause, tree.Needs):
                requirements += [self._needs(id, other, clause.span) for other in clause.steps if self._is_step(other)]
            elif isinstance(clause, tree.Asks):
                requirements += [r for path in clause.facts if (r := self._asks(path, scope)) is not None]
        files = FileClauses(resolution, id, declaration.clauses)
        requirements += self.rules.requirements(declaration.clauses, scope, files)
        rule = self.rules.finish(declaration, "step", scope, tuple(requirements), (), declaration.clauses, id)
        actor = resolution.one(declaration, tree.By, "by")
        facts: dict[str, FactDef] = {name: fact for (owner, name), fact in resolution.symbols.facts.items() if owner == id}
        self.steps[id] = Step(
            id,
            resolution.label(declaration),
            rule.citations,
            tuple(windows),
            tuple(dues),
            None if actor is None else actor.actor.text,
            rule.tentative,
            resolution.symbols.steps[id],
            facts,
            declaration.span,
        )
        return rule

    # --- time ------------------------------------------------------------------------------------

    def _instant(self, expr: tree.Expr, scope: Scope, end: bool) -> tuple[t.Term, bool] | None:
        """An instant term, and whether it was stated as a day (then its start or end)."""
        value = resolve_value(expr, scope, self.resolution.symbols)
        if value is None:
            return None
        match value.type:
            case InstantType():
                return value.term, False
            case DateType():
                return (day_end(value.term) if end else day_start(value.term)), True
            case _:
                zh, en = "这里要写日期或时间", "a day or an instant is needed here"
                self.resolution.error("not-a-time", expr.span, zh, en, "例如 2024-10-10 17:00", "such as 2024-10-10 17:00")
                return None

    def _condition(self, expr: tree.Expr | None, scope: Scope) -> tuple[bool, t.Term | None]:
        if expr is None:
            return True, None
        term = resolve_truth(expr, scope, self.resolution.symbols)
        return term is not None, term

    def _window(self, clause: tree.Window, scope: Scope) -> WindowDef | None:
        first, last = self._instant(clause.first, scope, end=False), self._instant(clause.last, scope, end=True)
        sound, condition = self._condition(clause.condition, scope)
        if first is None or last is None or not sound:
            return None
        self.check_order(clause.first, clause.last, clause.span)
        return WindowDef(first[0], last[0], condition, first[1] and last[1], clause.span)

    def due(self, clause: tree.Due, scope: Scope) -> WindowDef | None:
        """A due instant; a due day is due at its end."""
        limit = self._instant(clause.instant, scope, end=True)
        sound, condition = self._condition(clause.condition, scope)
        return None if limit is None or not sound else WindowDef(None, limit[0], condition, limit[1], clause.span)

    def check_order(self, first: tree.Expr, last: tree.Expr, span: Span) -> None:
        """Report a stretch of time that ends before it begins, where both ends are written out."""
        ends = []
        for expr, latest in ((first, False), (last, True)):
            if isinstance(expr, tree.InstantLiteral):
                ends.append(expr.value)
            elif isinstance(expr, tree.DateLiteral):
                ends.append(dt.datetime.combine(expr.value, dt.time.max if latest else dt.time.min))
        if len(ends) == 2 and ends[1] < ends[0]:
            self.resolution.error(
                "window-reversed", span, "结束早于开始", "this ends before it begins", "把前后两个时间对调", "swap the two"
            )

    def _timeliness(self, declaration: tree.StepDecl, windows: list[WindowDef], dues: list[WindowDef]) -> list[Requirement]:
        at = at_of(declaration.name.text)
        found = []
        restrictions = self._restrictions(declaration, at)
        if windows or restrictions or not dues:
            within: t.Term = t.And((*restrictions,))
            past: list[t.Term] = []
            if windows:
                within = t.And((t.Or(tuple(_inside(window, at) for window in windows)), within))
                past = [t.And(tuple(_unless(window, t.ClockPast(window.last)) for window in windows))]
            spans = [*(window.span for window in windows), *(term.span for term in restrictions if term.span is not None)]
            found.append(Requirement("window", _timely(at, within, past), self._words(spans), [*spans, declaration.name.span][0]))
        for due in dues:
            kept = _unless(due, t.Compare("le", at, due.last))
            past = [t.ClockPast(due.last) if due.condition is None else t.And((due.condition, t.ClockPast(due.last)))]
            found.append(Requirement("due", _timely(at, kept, past), self._words([due.span]), due.span))
        return found

    def _words(self, spans: list[Span]) -> str:
        return "；".join(written(self.resolution, span) for span in spans)

    def _restrictions(self, declaration: tree.StepDecl, at: t.Fact) -> list[t.Term]:
        """Hours of the day, and days without service."""
        found: list[t.Term] = []
        for clause in declaration.clauses:
            if isinstance(clause, tree.Daily):
                if clause.last < clause.first:
                    zh, en = "结束早于开始", "this ends before it begins"
                    self.resolution.error("window-reversed", clause.span, zh, en, "把前后两个时间对调", "swap the two")
                opens = t.InstantOf(t.DayOf(at), microseconds(clause.first))
                closes = t.InstantOf(t.DayOf(at), microseconds(clause.last))
                found.append(t.And((t.Compare("ge", at, opens), t.Compare("le", at, closes)), span=clause.span))
            elif isinstance(clause, tree.Except):
                scope = Scope(owner=declaration.name.text)
                first, last = self._instant(clause.first, scope, end=False), self._instant(clause.last, scope, end=True)
                self.check_order(clause.first, clause.last, clause.span)
                if first is not None and last is not None:
                    inside = t.And((t.Compare("ge", at, first[0]), t.Compare("le", at, last[0])))
                    found.append(t.Not(inside, span=clause.span))
        return found

    # --- the rest --------------------------------------------------------------------------------

    def _is_step(self, name: tree.Word) -> bool:
        if name.text in self.resolution.symbols.steps:
            return True
        self.resolution.unknown(name.span, name.text, self.resolution.symbols.steps, "步骤", "step", "unknown-step")
        return False

    def check_needs(self) -> None:
        """Report steps that wait for each other, or for one that the process has later."""
        resolution = self.resolution
        needed = {
            declaration.name.text: [other for clause in declaration.clauses if isinstance(clause, tree.Needs) for other in clause.steps]
            for declaration in resolution.declared(tree.StepDecl)
            if not declaration.event
        }
        for id, others in needed.items():
            for other in others:
                if other.text == id or other.text not in needed or not {id, other.text} <= set(resolution.process):
                    continue
                if resolution.process.index(other.text) > resolution.process.index(id):
                    resolution.error(
                        "needs-later",
                        other.span,
                        f"步骤“{id}”以“{other.text}”为前提，而 `process` 里“{other.text}”在后面",
                        f"the step `{id}` needs `{other.text}`, which `process` has later",
                        "调换 `process` 里的先后，或删去这一行",
                        "change the order in `process`, or delete this line",
                    )

    def _needs(self, id: str, other: tree.Word, span: Span) -> Requirement:
        earlier = next(d for d in self.resolution.declared(tree.StepDecl) if d.name.text == other.text and not d.event)
        if other.text == id:
            zh, en = f"步骤“{id}”不能以自己为前提", f"the step `{id}` cannot need itself"
            self.resolution.error("circular", other.span, zh, en, "写另一个步骤", "name another step")
        # A broken condition is reported where the other step is resolved: here it is looked at silently.
        before = len(self.resolution.diagnostics.found)
        conditions = [
            resolve_truth(clause.condition, Scope(owner=other.text), self.resolution.symbols)
            for clause in earlier.clauses
            if isinstance(clause, tree.When)
        ]
        del self.resolution.diagnostics.found[before:]
        in_order: t.Term = t.Compare("le", at_of(other.text), at_of(id), span=span)
        applies = [condition for condition in conditions if condition is not None]
        if applies:
            in_order = t.Or((t.Not(t.And(tuple(applies))), in_order), span=span)
        return Requirement("needs", in_order, self.resolution.label(earlier), span)

    def _asks(self, path: tree.Path, scope: Scope) -> Requirement | None:
        fact = resolve_fact(path, scope, self.resolution.symbols)
        if fact is None:
            return None
        return Requirement("asks", t.Stated(fact, span=path.span), path.dotted, path.span)


def _inside(window: WindowDef, at: t.Fact) -> t.Term:
    bounds: list[t.Term] = [] if window.first is None else [t.Compare("ge", at, window.first)]
    bounds.append(t.Compare("le", at, window.last))
    bounds += [] if window.condition is None else [window.condition]
    return t.And(tuple(bounds), span=window.span)


def _unless(window: WindowDef, term: t.Term) -> t.Term:
    return term if window.condition is None else t.Or((t.Not(window.condition), term), span=window.span)


def _timely(at: t.Fact, within: t.Term, past: list[t.Term]) -> t.Term:
    waiting = t.And((t.Stated(at), *(t.Not(each) for each in past)))
    return t.If(t.IsGiven(at), within, waiting, YesNoType())

