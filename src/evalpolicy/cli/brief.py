"""A policy in brief, for `evalpolicy show`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalpolicy.binding import bind
from evalpolicy.cli.terminal import table
from evalpolicy.core import terms as t
from evalpolicy.explain.labels import field_label
from evalpolicy.explain.timing import step_times
from evalpolicy.explain.values import atom_text, carried_text, due_text, instant, instant_text
from evalpolicy.judge import Judge, Program
from evalpolicy.language.expression.describe import describe
from evalpolicy.language.model import Catalog, Citation, Exemption, FactDef, Item, PolicyModel
from evalpolicy.language.types import ItemType, SetType, Type
from evalpolicy.policy import Policy
from evalpolicy.source import Span
from evalpolicy.syntax.keywords import keywords
from evalpolicy.wording import Language

TIMES = ("WINDOW", "DUE", "DAILY", "EXCEPT")


class Brief:
    """Says in one language what a policy holds."""

    def __init__(self, policy: Policy, language: Language) -> None:
        self.model: PolicyModel = policy.model
        self.language = language
        nothing = bind(policy.model, {"selections": []}, limits=policy.limits)
        self.judge = Judge(Program(policy.model), nothing)

    def say(self, zh: str, en: str) -> str:
        """One of two wordings."""
        return zh if self.language == "zh" else en

    def lines(self) -> list[str]:
        """The policy in brief, as lines."""
        model = self.model
        first, last = model.in_force
        lines = [f"{model.title} [{model.id}]", f"  {self.say('施行', 'in force')} {first} .. {last}, {model.timezone}, {model.currency or '-'}"]
        lines += [f"  SHA-256 {model.sha256}"]
        lines += self._section(self.say("步骤与日程", "Steps and events"), self._calendar())
        for catalog in model.catalogs.values():
            lines += self._section(f"{catalog.label} ({catalog.id})", self._catalog(catalog))
        for fee in model.fees.values():
            base = model.definitions[fee.base].term
            rows = base.rows if isinstance(base, t.Case) else ()
            lines += self._section(f"{fee.label} ({fee.id})", [self._source(row.span.line) for row in rows] or self._clauses(fee.span, "AMOUNT"))
        changes = [line for adjustment in model.adjustments.values() for line in self._declaration(adjustment.id, adjustment.title, adjustment.span)]
        lines += self._section(self.say("费用调整", "Adjustments of the fee"), changes)
        rules = [[rule.id, rule.title, self._places(rule.citations)] for rule in model.rules.values()]
        lines += self._section(self.say("规则", "Rules"), table(rules))
        exceptions = [[e.id, e.title, f"→ {id}", self._places(e.citations)] for id, e in self._exceptions()]
        lines += self._section(self.say("例外", "Exceptions"), table(exceptions))
        lines += self._section(self.say("理解", "Readings"), self._readings())
        parameters = [[parameter.name, parameter.label] for parameter in model.parameters.values()]
        lines += self._section(self.say("参数", "Parameters"), table(parameters))
        return lines + self._section(self.say("申请中可填的内容", "What an application may state"), table(self._facts()))

    def _exceptions(self) -> Iterator[tuple[str, Exemption]]:
        """The exceptions of rules and those to them, each with what it is to."""
        waiting = [(rule.id, exemption) for rule in self.model.rules.values() for exemption in rule.exceptions]
        while waiting:
            target, exemption = waiting.pop(0)
            yield target, exemption
            waiting = [*((exemption.id, inner) for inner in exemption.exceptions), *waiting]

    def _facts(self) -> list[list[str]]:
        model = self.model
        rows = [row for facts in (model.applicant, model.application) for row in self._stated(facts)]
        rows += [["selection.item", field_label({}, "item", self.language), describe(ItemType()).text(self.language)], *self._stated(model.selection)]
        for step in model.steps.values():
            rows += self._stated(step.facts)
            if step.takes_files:
                kind = self.say("一份清单：path、format、size", "a list: path, format, size")
                rows.append([f"{step.id}.files", field_label({}, "files", self.language), kind])
        return rows + [row for record in model.records.values() for row in self._stated(record.fields)]

    def _stated(self, facts: Mapping[str, FactDef]) -> list[list[str]]:
        """Facts of one owner: name, label, kind of value."""
        return [
            [f"{fact.owner}.{name}", field_label(facts, name, self.language), describe(fact.type).text(self.language)] for name, fact in facts.items()
        ]

    def _clauses(self, span: Span, *terminals: str) -> list[str]:
        """The lines of a declaration that begin with one of some keywords, in the author's words."""
        words = tuple(spelling for terminal in terminals for spelling in keywords().all_spellings(terminal))
        lines = [self.model.file.line(number).strip() for number in range(span.line + 1, span.end_line + 1)]
        return [f"  {line}" for line in lines if line.startswith(words)]

    def _declaration(self, id: str, title: str, span: Span) -> list[str]:
        """A declaration's name and its lines, citations left out."""
        lines = [self.model.file.line(number).strip() for number in range(span.line + 1, span.end_line + 1)]
        kept = [line for line in lines if line and not line.startswith(("#", *keywords().all_spellings("CITE")))]
        return [f"  {id}  {title}", *(f"    {line}" for line in kept)]

    @staticmethod
    def _section(title: str, lines: list[str]) -> list[str]:
        return ["", title, *lines] if lines else []

    def _source(self, line: int) -> str:
        return "  " + self.model.file.line(line).strip()

    @staticmethod
    def _places(citations: tuple[Citation, ...]) -> str:
        return ", ".join(dict.fromkeys(f"{citation.source} {citation.place}" for citation in citations))

    def _calendar(self) -> list[str]:
        rows = []
        for id in self.model.process:
            if id in self.model.steps:
                step = self.model.steps[id]
                times = step_times(self.judge, step)
                opens = "" if times.opens is None else instant_text(instant(self.model, times.opens), self.language)
                due = "" if times.due is None else due_text(instant(self.model, times.due), self.language)
                rows.append([id, step.title, " .. ".join(each for each in (opens, due) if each), step.tentative or ""])
            else:
                event = self.model.events[id]
                rows.append([id, event.title, self._event_days(id), event.tentative or ""])
        lines = table(rows)
        for step in self.model.steps.values():
            stated = self._clauses(step.span, *TIMES)
            # One window or one due instant is in the table already, unless it hangs on something.
            if len(stated) > 1 or any(not step_times(self.judge, step).due for _ in stated):
                lines += [f"  {step.id}:", *(f"  {line}" for line in stated)]
        return lines

    def _event_days(self, id: str) -> str:
        meaning = self.judge.meaning(self.judge.some_world())
        days = []
        for date in self.model.events[id].dates:
            if date.condition is not None and not meaning.truth(date.condition).holds:
                continue
            ends = [carried_text(self.model, meaning.quantity(term), date.type, self.language) for term in (date.first, date.last)]
            days.append(" .. ".join(dict.fromkeys(ends)))
        return ", ".join(days)

    def _catalog(self, catalog: Catalog) -> list[str]:
        rows = [[item.code, item.name, *(self._cell(item, name) for name in catalog.columns), ""] for item in catalog.items]
        lines = table(rows)
        if catalog.open_because is not None:
            lines.append(f"  {self.say('名单没有列全', 'the list is not complete')}: {catalog.open_because}")
        return lines

    def _cell(self, item: Item, column: str) -> str:
        type_: Type = self.model.catalogs[item.catalog].columns[column].type
        match item.columns.get(column):
            case t.SetConstant(members=members, doubtful=doubtful):
                element = type_.element if isinstance(type_, SetType) else type_
                sure = [atom_text(self.model, code, element) for code in sorted(members)]
                return ", ".join([*sure, *(f"{atom_text(self.model, code, element)}?" for code in sorted(doubtful))])
            case t.AtomConstant(value=value):
                return atom_text(self.model, value, type_)
            case t.QuantityConstant() as constant:
                meaning = self.judge.meaning(self.judge.some_world())
                return carried_text(self.model, meaning.quantity(constant), type_, self.language)
            case t.TruthConstant(value=value):
                return self.say("是", "yes") if value else self.say("否", "no")
            case _:
                return "-"

    def _readings(self) -> list[str]:
        rows = []
        for reading in self.model.readings.values():
            adopted = next((option.label for option in reading.options if option.id == reading.adopted), None)
            answer = self.say("未定", "open") if adopted is None else f"→ {adopted}"
            rows.append([reading.id, reading.question, answer])
        return table(rows)
