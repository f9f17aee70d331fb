"""`event`: something of the calendar that nobody reports. Other dates may be relative to its last day."""

from __future__ import annotations

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.references import term_references
from evalpolicy.language.definition import Definitions
from evalpolicy.language.expression import calendar_range, resolve_truth, resolve_value
from evalpolicy.language.model import Definition, Event, EventDate
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.symbols import Scope
from evalpolicy.language.types import DateType, InstantType, Type
from evalpolicy.syntax import tree


@define
class Events:
    """The events of a policy; their dates are resolved on first use."""

    resolution: Resolution
    declared: dict[str, tree.StepDecl] = field(factory=dict)
    _dates: dict[str, tuple[EventDate, ...]] = field(factory=dict)

    def dates(self, id: str) -> tuple[EventDate, ...]:
        """The dates of an event, in the order written; conditions may ask for readings only."""
        if id not in self._dates:
            found = [self._date(clause) for clause in self.declared[id].clauses if isinstance(clause, tree.On | tree.Due)]
            self._dates[id] = tuple(date for date in found if date is not None)
        return self._dates[id]

    def _date(self, clause: tree.On | tree.Due) -> EventDate | None:
        resolution = self.resolution
        condition = None
        if clause.condition is not None:
            condition = resolve_truth(clause.condition, Scope(), resolution.symbols)
            if condition is None:
                return None
        if isinstance(clause, tree.Due):
            due = self._value(clause.instant)
            return None if due is None else EventDate(due[0], due[0], due[1], condition, due=True)
        if isinstance(clause.first, tree.CalendarWords) and clause.last is None:
            days = calendar_range(clause.first, resolution.symbols)
            if days is None:
                return None
            return EventDate(t.QuantityConstant(days[0]), t.QuantityConstant(days[1]), DateType(), condition, due=False)
        first = self._value(clause.first)
        last = first if clause.last is None else self._value(clause.last)
        if first is None or last is None:
            return None
        if first[1] != last[1]:
            zh, en = "开始和结束要么都写日期，要么都写时间", "state both ends as days, or both as instants"
            resolution.error("mixed-times", clause.span, zh, en)
            return None
        return EventDate(first[0], last[0], first[1], condition, due=False)

    def _value(self, expr: tree.Expr) -> tuple[t.Term, Type] | None:
        value = resolve_value(expr, Scope(), self.resolution.symbols)
        if value is None:
            return None
        if not isinstance(value.type, DateType | InstantType):
            zh, en = "这里要写日期或时间", "a day or an instant is needed here"
            self.resolution.error("not-a-time", expr.span, zh, en, "例如 2024-10-24", "such as 2024-10-24")
            return None
        references = term_references(value.term, {})
        if references.facts or references.lists:
            zh, en = "事件的日期不能取决于申请里的事实", "the date of an event cannot depend on an application"
            self.resolution.error("event-fact", expr.span, zh, en, "写日期，或写成步骤（`step`）", "state a date, or make it a step")
            return None
        return value.term, value.type

    def definition(self, id: str) -> Definition | None:
        """`event.ID`: the last day or instant."""
        dates = self.dates(id)
        declaration = self.declared[id]
        if not dates:
            if not any(isinstance(clause, tree.On | tree.Due) for clause in declaration.clauses) and not self.resolution.is_told_of(declaration):
                zh, en = f"“{id}”没有日期，不能据此推算", f"`{id}` has no date to count from"
                sample = f"on {self.resolution.sample_day()}"
                help_zh, help_en = f"加上一行，例如：`{sample}`", f"add a line such as: `{sample}`"
                self.resolution.error("event-without-date", declaration.name.span, zh, en, help_zh, help_en)
            return None
        type_ = dates[0].type
        if any(date.type != type_ for date in dates):
            zh, en = "各行要么都写日期，要么都写时间", "state all dates as days, or all as instants"
            self.resolution.error("mixed-times", declaration.name.span, zh, en)
            return None
        term = dates[0].last
        if len(dates) > 1 or dates[0].condition is not None:
            term = t.Case(tuple(t.CaseRow(date.condition or t.TruthConstant(True), date.last) for date in dates), type_)
        return Definition(f"event.{id}", self.resolution.label(declaration), type_, term, None, declaration.span)

    def event(self, id: str) -> Event:
        """The event as meant."""
        declaration = self.declared[id]
        actor = self.resolution.one(declaration, tree.By, "by")
        return Event(
            id,
            self.resolution.label(declaration),
            self.resolution.citations(declaration.clauses),
            self.dates(id),
            None if actor is None else actor.actor.text,
            self.resolution.text(declaration, tree.Tentative, "tentative"),
            declaration.span,
        )


def register(events: Events, definitions: Definitions) -> None:
    """Let expressions use the events' dates."""
    for id, declaration in events.declared.items():
        if not any(isinstance(clause, tree.On | tree.Due) for clause in declaration.clauses):
            # An event without a date is fine as long as nothing counts from it.
            definitions.on_demand.add(f"event.{id}")
        definitions.places[f"event.{id}"] = declaration.name.span
        definitions.builders[f"event.{id}"] = lambda id=id: events.definition(id)  # type: ignore[misc]  # a default binds the loop's variable
