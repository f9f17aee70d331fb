"""`example`: an application, and what is to be decided on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from evalpolicy.classes import define, field
from evalpolicy.core.figures import figure_text
from evalpolicy.language.expression import resolve_constant
from evalpolicy.language.model import Example, FactDef
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.types import (
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ItemType,
    ListType,
    NumberType,
    SetType,
    TextsType,
    Type,
)
from evalpolicy.syntax import tree

OUTCOMES = ("accepted", "rejected", "undetermined", "pending")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def resolve_examples(resolution: Resolution, rules: Mapping[str, object]) -> tuple[Example, ...]:
    """Every example; two of one title are reported."""
    found = []
    facts: dict[str, dict[str, FactDef]] = {}
    for (owner, name), fact in resolution.symbols.facts.items():
        facts.setdefault(owner, {})[name] = fact
    titles: dict[str, tree.ExampleDecl] = {}
    for declaration in resolution.declared(tree.ExampleDecl):
        title = declaration.name.text
        if title in titles:
            resolution.duplicate(declaration.name.span, title, "例子", "example", titles[title].name.span)
        titles.setdefault(title, declaration)
        found.append(_Maker(resolution, rules, facts).example(declaration))
    return tuple(found)


@define
class _Maker:
    """Makes one example."""

    resolution: Resolution
    rules: Mapping[str, object]
    facts: Mapping[str, Mapping[str, FactDef]]
    application: dict[str, object] = field(factory=dict)
    given: dict[str, object] = field(factory=dict)
    ids: dict[str, tuple[str, ...]] = field(factory=dict)
    outcome: str | None = None
    fee: int | str | None = None
    at: str | None = None
    through: str | None = None

    def example(self, declaration: tree.ExampleDecl) -> Example:
        """The example as meant."""
        selections: list[object] = []
        self.application["selections"] = selections
        for clause in declaration.clauses:
            match clause:
                case tree.ExampleApplicant(fields=fields):
                    self._member("applicant").update(self._fields(fields, self._facts("applicant"), "applicant"))
                case tree.ExampleApplication(fields=fields):
                    self.application.update(self._fields(fields, self._facts("application"), "application"))
                case tree.ExampleRecord():
                    self._record(clause)
                case tree.ExampleSelect():
                    selections.append(self._selection(clause))
                case tree.ExampleDone():
                    self._done(clause)
                case tree.ExampleFile():
                    self._file(clause)
                case tree.ExampleAsOf(instant=instant):
                    self.at = instant.value.isoformat()
                case tree.ExampleGiven():
                    self._given(clause)
                case tree.ExampleThrough(step=step):
                    if step.text in self.resolution.process:
                        self.through = step.text
                    else:
                        self.resolution.unknown(step.span, step.text, self.resolution.process, "步骤", "step", "unknown-step")
                case _:
                    self._expectation(clause)
        if self.outcome is None and not self.ids and self.fee is None and self.resolution.complete:
            self.resolution.required(declaration, None, "expect", "expect accepted")
        return Example(
            declaration.name.text,
            self.application,
            self.at,
            self.through,
            self.given,
            self.outcome,
            self.ids,
            self.fee,
            declaration.span,
        )

    # --- what is applied for ---------------------------------------------------------------------

    def _facts(self, owner: str) -> Mapping[str, FactDef]:
        return self.facts.get(owner, {})

    def _member(self, name: str) -> dict[str, object]:
        member = self.application.setdefault(name, {})
        assert isinstance(member, dict)
        return member

    def _fields(self, fields: tuple[tree.FieldValue, ...], declared: Mapping[str, FactDef], owner: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for each in fields:
            name = each.name.text
            fact = declared.get(name)
            if fact is None:
                if f"{owner}.{name}" not in self.resolution.symbols.broken:
                    self.resolution.unknown(each.name.span, name, declared, f"{owner} 的事实", f"fact of {owner}", "unknown-fact")
                continue
            if name in found:
                self.resolution.error("field-twice", each.name.span, f"“{name}”写了两次", f"`{name}` is stated twice")
            value = self._value(each.values, fact.type, each)
            if value is not None:
                found[name] = value
        return found

    def _value(self, values: tuple[tree.Expr, ...], type_: Type, at: tree.Node) -> object | None:
        core = resolve_constant(values, type_, at.span, self.resolution.symbols)
        return None if core is None else self._plain(core, type_)

    def _plain(self, core: object, type_: Type) -> object:
        """A core value as an application states it."""
        match type_:
            case AmountType():
                return figure_text(int(str(core)), self.resolution.symbols.minor_digits)
            case NumberType(decimals=decimals):
                return int(str(core)) if decimals == 0 else figure_text(int(str(core)), decimals)
            case DateType():
                return dt.date.fromordinal(int(str(core))).isoformat()
            case InstantType():
                return (EPOCH + dt.timedelta(microseconds=int(str(core)))).isoformat()
            case SetType(element=element):
                assert isinstance(core, frozenset)
                order = element.codes if isinstance(element, EnumType) else sorted(core)
                return [self._plain(code, element) for code in order if code in core]
            case TextsType() | ListType():
                assert isinstance(core, tuple)
                return list(core)
            case ItemType():
                code = str(core).partition(".")[2]
                # By its code, as authors write it; where several catalogs have that name, by the one that says which.
                return code if len(self.resolution.symbols.items(code)) == 1 else core
            case _:
                return core

    def _selection(self, clause: tree.ExampleSelect) -> dict[str, object]:
        symbols = self.resolution.symbols
        selection: dict[str, object] = {"item": clause.item.text}
        catalog = None
        if clause.catalog is not None:
            catalog = clause.catalog.text
            if catalog in symbols.catalog_type.codes:
                selection["catalog"] = catalog
            else:
                self.resolution.unknown(clause.catalog.span, catalog, symbols.catalog_type.codes, "目录", "catalog", "unknown-catalog")
                catalog = None
        if isinstance(clause.item, tree.Word) and not symbols.items(clause.item.text, catalog):
            self.resolution.unknown(clause.item.span, clause.item.text, symbols.item_names(), "项目", "item", "unknown-item")
        return selection | self._fields(clause.fields, self._facts("selection"), "selection")

    def _record(self, clause: tree.ExampleRecord) -> None:
        name = clause.list_name.text
        for owner, holder in (("applicant", self._member), ("application", lambda _: self.application)):
            fact = self.resolution.symbols.facts.get((owner, name))
            if fact is not None and isinstance(fact.type, ListType):
                record = self.resolution.symbols.records[fact.type.record]
                rows = holder(owner).setdefault(name, [])
                assert isinstance(rows, list)
                if clause.empty and rows:
                    zh, en = f"“{name}”上面已经写了一条", f"a row of `{name}` is stated above"
                    self.resolution.error("field-twice", clause.span, zh, en, "删去其中一行", "delete one of the lines")
                elif not clause.empty:
                    rows.append(self._fields(clause.fields, record.fields, record.id))
                return
        if not {f"applicant.{name}", f"application.{name}"}.isdisjoint(self.resolution.symbols.broken):
            return
        lists = [fact for (_, fact), declared in self.resolution.symbols.facts.items() if isinstance(declared.type, ListType)]
        self.resolution.unknown(clause.list_name.span, name, lists, "列表", "list", "unknown-list")

    def _step(self, word: tree.Word) -> dict[str, object] | None:
        if word.text not in self.resolution.symbols.steps:
            if word.text not in self.resolution.symbols.broken:
                self.resolution.unknown(word.span, word.text, self.resolution.symbols.steps, "步骤", "step", "unknown-step")
            return None
        step = self._member("steps").setdefault(word.text, {})
        assert isinstance(step, dict)
        return step

    def _done(self, clause: tree.ExampleDone) -> None:
        step = self._step(clause.step)
        if step is None:
            return
        if clause.instant is not None:
            moment = clause.instant.value
            step["at"] = moment.isoformat() if isinstance(moment, dt.datetime) else f"{moment.isoformat()}T00:00:00"
        declared = {name: fact for name, fact in self._facts(clause.step.text).items() if name != "at"}
        step.update(self._fields(clause.fields, declared, clause.step.text))

    def _file(self, clause: tree.ExampleFile) -> None:
        step = self._step(clause.step)
        if step is None:
            return
        if not self.resolution.symbols.steps[clause.step.text]:
            if self.resolution.complete:
                zh, en = f"步骤“{clause.step.text}”不收文件", f"the step `{clause.step.text}` takes no files"
                help_zh, help_en = "在这个步骤（或有 `at` 这个步骤的规则）里写一行 `file`", "give the step, or a rule `at` it, a line `file`"
                self.resolution.error("step-without-files", clause.step.span, zh, en, help_zh, help_en)
            return
        file: dict[str, object] = {"path": clause.path.text}
        if clause.format is not None:
            file["format"] = clause.format.text
        if clause.size is not None:
            file["size"] = clause.size.value
        files = step.setdefault("files", [])
        assert isinstance(files, list)
        files.append(file)

    def _given(self, clause: tree.ExampleGiven) -> None:
        parameter = self.resolution.symbols.parameters.get(clause.parameter.text)
        if parameter is None:
            if clause.parameter.text not in self.resolution.symbols.broken:
                known = self.resolution.symbols.parameters
                self.resolution.unknown(clause.parameter.span, clause.parameter.text, known, "参数", "parameter", "unknown-parameter")
            return
        value = self._value(clause.values, parameter.type, clause)
        if value is not None:
            self.given[parameter.name] = value

    # --- what is expected ------------------------------------------------------------------------

    def _expectation(self, clause: tree.Clause) -> None:
        match clause:
            case tree.ExpectOutcome(outcome=outcome):
                if self.outcome is not None:
                    self.resolution.error("expect-twice", clause.span, "结论写了两次", "the outcome is stated twice")
                self.outcome = outcome
            case tree.ExpectIds(which=which, ids=ids):
                for word in ids:
                    if word.text not in self.rules and word.text not in self.resolution.symbols.broken:
                        self.resolution.unknown(word.span, word.text, self.rules, "规则或步骤", "rule or step", "unknown-rule")
                self.ids[which] = tuple(word.text for word in ids)
            case tree.ExpectFee(amount=None):
                self.fee = "not stated"
            case tree.ExpectFee(amount=amount) if amount is not None:
                core = resolve_constant((amount,), AmountType(), amount.span, self.resolution.symbols)
                self.fee = core if isinstance(core, int) else None
            case _:
                pass
