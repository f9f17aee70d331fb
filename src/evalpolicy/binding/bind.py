"""The whole of an application: from a mapping to `Facts`, or every problem that it has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from evalpolicy.application import Application, data_of
from evalpolicy.binding.foreign import MisfitError, own, unfit
from evalpolicy.binding.paths import PathReader
from evalpolicy.binding.shape import AT_GIVEN, Shape, shaped
from evalpolicy.binding.values import Reader, escape, kind_of, shown
from evalpolicy.binding.vocabulary import Vocabulary
from evalpolicy.classes import define, field, frozen
from evalpolicy.core.facts import Facts, Placement, Row, Value, fact_pointer
from evalpolicy.core.names import normalised
from evalpolicy.errors import ApplicationError, Problem
from evalpolicy.language.model import Catalog, FactDef, PolicyModel
from evalpolicy.language.types import ListType, ResidentIdType
from evalpolicy.limits import Limits
from evalpolicy.wording import Wording

FIELD, STEP, PARAMETER = Wording("字段", "field"), Wording("步骤", "step"), Wording("参数", "parameter")
"""What a name may be the name of."""


def bind(
    model: PolicyModel,
    application: Mapping[str, object] | Application,
    *,
    given: Mapping[str, object] | None = None,
    at: str | dt.datetime | None = None,
    limits: Limits | None = None,
    vocabulary: Vocabulary | None = None,
) -> Facts:
    """Read an application by a policy. `vocabulary`: the policy's, where the caller keeps it.

    `at` may be a day: its first instant. Raises `ApplicationError` with every problem of the application, of `given` (pointers below `/given`)
    and of `at` (`/at`).
    """
    bounds = limits or Limits()
    return bind_shape(model, shaped(data_of(application), bounds), Call.of(at, given, bounds), bounds, vocabulary or Vocabulary(model))


@frozen
class Call:
    """What goes for an application besides itself: the time of the decision and the parameters, each of the own kinds of applications.

    `problems`: of the time.
    """

    at: str | dt.datetime | None = None
    given: Shape | None = None
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, at: object, given: object, limits: Limits, *, copied: bool = False) -> Call:
        """The call with this time and these parameters, whose classes may be anybody's. `copied`: whatever becomes of the parameters."""
        shape = None if given is None else shaped(given, limits, AT_GIVEN, copied=copied)
        if at is None:
            return cls(None, shape)
        try:
            plain = own(at)
            if isinstance(plain, str | dt.datetime):
                return cls(plain, shape)
            kind = kind_of(at)
            raise unfit("wrong-type", f"这里应是时间，给出的是{kind.zh}", f"expected an instant, got {kind.en}")
        except MisfitError as error:
            return cls(None, shape, (error.at("/at"),))


def bind_shape(model: PolicyModel, shape: Shape, call: Call, limits: Limits, vocabulary: Vocabulary) -> Facts:
    """Read what there is of an application. Raises as `bind` does."""
    if shape.data is None:
        raise ApplicationError(shape.problems)
    binder = Binder(model, Reader(model, limits, vocabulary))
    binder.reader.problems += call.problems
    binder.parameters(call.given)
    binder.application(shape.data)
    clock = None if call.at is None else binder.reader.instant(call.at, "/at", days=True)
    if clock is not None:
        binder.compare_with_clock(clock)
    if shape.problems or binder.reader.problems:
        # What could not be read has its problem already; what follows from leaving it out is none.
        unread = shape.unread
        raise ApplicationError([*shape.problems, *(problem for problem in binder.reader.problems if problem.pointer not in unread)])
    return binder.facts(clock)


def _within(pointer: str, parameter: str) -> bool:
    """Whether a pointer leads to a parameter, or into it."""
    return f"{pointer}/".startswith(f"/given/{escape(parameter)}/")


@define
class Binder:
    """Collects the facts of one application."""

    model: PolicyModel
    reader: Reader
    values: dict[tuple[str, str], Value] = field(factory=dict)
    lists: dict[tuple[str, str], tuple[Row, ...]] = field(factory=dict)
    reported: set[str] = field(factory=set)
    given: dict[str, Value] = field(factory=dict)
    explicit: set[str] = field(factory=set)

    def facts(self, clock: int | None) -> Facts:
        """What was collected."""
        return Facts(
            self.values, self.lists, frozenset(self.reported), self.given, clock, frozenset(self.explicit), tuple(self.reader.warnings)
        )

    # --- parameters ------------------------------------------------------------------------------

    def parameters(self, given: Shape | None) -> None:
        """The parameters that the caller gives, else their defaults; the items that they add to catalogs."""
        shape = given or Shape({})
        supplied = shape.data or {}
        self.reader.problems += shape.problems
        for name in supplied:
            if name not in self.model.parameters:
                self._unknown_name(f"/given/{escape(name)}", name, self.model.parameters, PARAMETER)
        # Parameters that add items come first: others may name those items.
        adding = {catalog.more_from for catalog in self.model.catalogs.values()}
        for parameter in sorted(self.model.parameters.values(), key=lambda parameter: parameter.name not in adding):
            value = supplied.get(parameter.name)
            if value is not None and not any(_within(problem.pointer, parameter.name) for problem in shape.problems):
                read = self.reader.read(value, parameter.type, f"/given/{escape(parameter.name)}")
                if read is not None:
                    self.given[parameter.name] = read
            elif value is None and parameter.has_default and parameter.default is not None:
                self.given[parameter.name] = parameter.default  # type: ignore[assignment]  # a core value, as the model says
            for catalog in self.model.catalogs.values():
                names = self.given.get(parameter.name) if catalog.more_from == parameter.name else None
                if isinstance(names, frozenset):
                    listed = self.reader.vocabulary.items[catalog.id]
                    self.reader.extra[catalog.id] = {normalised(name): name for name in sorted(names) if normalised(name) not in listed}

        # Only now: a parameter names items that are known, a fact may name one that an open catalog does not list.
        self.reader.open = frozenset(catalog.id for catalog in self.model.catalogs.values() if self._open(catalog))

    def _open(self, catalog: Catalog) -> bool:
        if catalog.open_because is None:
            return False
        known = len(catalog.items) + len(self.reader.extra.get(catalog.id, {}))
        return catalog.complete_at is None or known < catalog.complete_at

    # --- the application -------------------------------------------------------------------------

    def application(self, data: Mapping[str, object]) -> None:
        """Everything that the application holds."""
        self._facts(data, "application", self.model.application, "", ("applicant", "selections", "steps"))
        applicant = data.get("applicant")
        if applicant is not None:
            if isinstance(applicant, Mapping):
                self._facts(applicant, "applicant", self.model.applicant, "/applicant", ())
            else:
                self.reader.wrong_type("/applicant", applicant, "对象", "an object")
        self._defaults("applicant", self.model.applicant)
        self._defaults("application", self.model.application)
        self._selections(data.get("selections"))
        steps = data.get("steps")
        if steps is not None and not isinstance(steps, Mapping):
            self.reader.wrong_type("/steps", steps, "对象", "an object")
        elif steps is not None:
            self._steps(steps)
        for step in self.model.steps.values():
            if step.id in self.reported:
                self._defaults(step.id, step.facts)

    def _facts(self, data: Mapping[str, object], owner: str, declared: Mapping[str, FactDef], pointer: str, others: Iterable[str]) -> None:
        for name, value in data.items():
            where = f"{pointer}/{escape(name)}"
            if name in others:
                continue
            if name not in declared:
                self._unknown_name(where, name, [*declared, *others])
                continue
            if value is None:
                continue
            fact = declared[name]
            if isinstance(fact.type, ListType):
                if not (fact.never_empty and value in ([], ())):
                    self._records(value, owner, fact.name, fact.type.record, where)
                continue
            read = self._value(value, fact, where)
            if read is not None:
                self.values[(owner, name)] = read
                self.explicit.add(where)

    def _value(self, value: object, fact: FactDef, pointer: str) -> Value | None:
        read = self.reader.read(value, fact.type, pointer)
        return None if fact.never_empty and read == frozenset() else read

    def _defaults(self, owner: str, declared: Mapping[str, FactDef]) -> None:
        for fact in declared.values():
            if fact.has_default and isinstance(fact.type, ListType):
                self.lists.setdefault((owner, fact.name), ())
            elif fact.has_default and (owner, fact.name) not in self.values and fact.default is not None:
                self.values[(owner, fact.name)] = fact.default  # type: ignore[assignment]  # a core value, as the model says

    def _unknown_name(self, pointer: str, name: str, known: Iterable[str], kind: Wording = FIELD) -> None:
        """A parameter that is not there is a fault of the call; what else is not known decides nothing."""
        names = sorted(known)
        near = self.reader.nearest(name, names)
        listed = ", ".join(names) or "—"
        zh = f"不认识的{kind.zh} {shown(name)}{f'，是不是“{near}”？' if near else ''}（可用：{listed}）"
        en = f"unknown {kind.en} {shown(name)}{f'; did you mean {near!r}?' if near else ''} (known: {listed})"
        if kind is PARAMETER:
            self.reader.problem(pointer, "unknown-parameter", zh, en)
        else:
            self.reader.warn(pointer, "unknown-field", zh, en)

    # --- rows ------------------------------------------------------------------------------------

    def _records(self, value: object, owner: str, name: str, record: str, pointer: str) -> None:
        rows = self._list(value, pointer, self.reader.limits.records)
        if rows is None:
            return
        fields = self.model.records[record].fields
        self.lists[(owner, name)] = tuple(
            row for index, each in enumerate(rows) if (row := self._row(each, fields, f"{pointer}/{index}")) is not None
        )
        self.explicit.add(pointer)

    def _list(self, value: object, pointer: str, most: int) -> list[object] | None:
        if not isinstance(value, list | tuple):
            self.reader.wrong_type(pointer, value, "列表", "a list")
            return None
        if len(value) > most:
            self.reader.problem(pointer, "too-many", f"有 {len(value)} 条，最多 {most} 条", f"{len(value)} entries; at most {most}")
            return None
        return list(value)

    def _row(self, value: object, declared: Mapping[str, FactDef], pointer: str, others: Iterable[str] = ()) -> Row | None:
        if not isinstance(value, Mapping):
            self.reader.wrong_type(pointer, value, "对象", "an object")
            return None
        values: dict[str, Value] = {}
        for name, each in value.items():
            where = f"{pointer}/{escape(name)}"
            if name in others:
                continue
            if name not in declared:
                self._unknown_name(where, name, [*declared, *others])
            elif each is not None:
                read = self._value(each, declared[name], where)
                if read is not None:
                    values[name] = read
                    self.explicit.add(where)
        for fact in declared.values():
            if fact.has_default and fact.name not in values and fact.default is not None:
                values[fact.name] = fact.default  # type: ignore[assignment]  # a core value, as the model says
        return Row(pointer, values)

    def _selections(self, value: object) -> None:
        if value is None:
            self.reader.problem("/selections", "no-selections", "没有 selections（报考项目列表）", "there is no list of selections")
            return
        rows = self._list(value, "/selections", self.reader.limits.selections)
        if rows is None:
            return
        if not rows:
            self.reader.warn("/selections", "nothing-selected", "没有报任何项目", "nothing is selected")
        selections = []
        for index, each in enumerate(rows):
            pointer = f"/selections/{index}"
            row = self._row(each, self.model.selection, pointer, ("item", "catalog"))
            if row is not None and isinstance(each, Mapping):
                selections.append(self.placed(row, each))
        self.lists[("application", "selections")] = tuple(selections)

    def placed(self, row: Row, data: Mapping[str, object]) -> Row:
        """A selection with its item and catalog found."""
        values = dict(row.values)
        stated = data.get("catalog")
        catalog = None if stated is None else self.reader.read(stated, self.model.catalog_type, f"{row.pointer}/catalog")
        if isinstance(catalog, str):
            self.explicit.add(f"{row.pointer}/catalog")
            values["catalog"] = catalog
        name = data.get("item")
        if name is not None and not isinstance(name, str):
            self.reader.wrong_type(f"{row.pointer}/item", name, "项目名称", "the name of an item")
            name = None
        everywhere = tuple(self.model.catalogs) if not isinstance(catalog, str) else (catalog,)
        if name is not None and not normalised(name):
            self.reader.blank(f"{row.pointer}/item")
            name = None
        if name is None:
            return Row(row.pointer, values, Placement.UNNAMED, "", everywhere)
        self.explicit.add(f"{row.pointer}/item")
        wanted = normalised(name)
        hits = {}
        for id in everywhere:
            key = self.reader.vocabulary.items[id].get(wanted)
            if key is None and wanted in self.reader.extra.get(id, {}):
                key = f"{id}.?{wanted}"
            if key is not None:
                hits[id] = key
        if len(hits) == 1:
            ((id, key),) = hits.items()
            return Row(row.pointer, {**values, "item": key, "catalog": id}, Placement.LISTED, name.strip(), (id,))
        if hits:
            return Row(row.pointer, values, Placement.AMBIGUOUS, name.strip(), tuple(hits))
        values["item"] = f"?{wanted}"
        if not self.reader.vocabulary.asks_items:
            # Where a rule asks, its finding says it.
            self.reader.unlisted_item(name, catalog if isinstance(catalog, str) else None, f"{row.pointer}/item")
        open_ = tuple(id for id in everywhere if id in self.reader.open)
        if not open_:
            return Row(row.pointer, values, Placement.NOT_OFFERED, name.strip(), everywhere if isinstance(catalog, str) else ())
        placement = Placement.UNLISTED if isinstance(catalog, str) else Placement.UNPLACED
        return Row(row.pointer, values, placement, name.strip(), open_)

    # --- steps -----------------------------------------------------------------------------------

    def _steps(self, steps: Mapping[str, object]) -> None:
        for id, value in steps.items():
            pointer = f"/steps/{escape(id)}"
            if id not in self.model.steps:
                if id in self.model.events:
                    self.reader.warn(pointer, "not-reported", f"{id} 由机构安排，不需要填报", f"{id} is not a step that an applicant reports")
                else:
                    self._unknown_name(pointer, id, self.model.steps, STEP)
                continue
            if value is None:
                continue
            if not isinstance(value, Mapping):
                self.reader.wrong_type(pointer, value, "对象", "an object")
                continue
            step = self.model.steps[id]
            self.reported.add(id)
            built_in = ("at", "files") if step.takes_files else ("at",)
            self._facts(value, id, {name: fact for name, fact in step.facts.items() if name not in built_in}, pointer, built_in)
            at = value.get("at")
            instant = None if at is None else self.reader.instant(at, f"{pointer}/at")
            if instant is not None:
                self.values[(id, "at")] = instant
                self.explicit.add(f"{pointer}/at")
            files = value.get("files") if step.takes_files else None
            if files is not None:
                self._files(files, id, f"{pointer}/files")

    def _files(self, value: object, step: str, pointer: str) -> None:
        rows = self._list(value, pointer, self.reader.limits.files)
        if rows is None:
            return
        declared = [fact.name for fact in self.model.applicant.values() if isinstance(fact.type, ResidentIdType)]
        ids = [self.values.get(("applicant", name)) for name in declared]
        paths = PathReader(self.reader, [id for id in ids if isinstance(id, str)])
        found = []
        for index, each in enumerate(rows):
            where = f"{pointer}/{index}"
            if not isinstance(each, Mapping):
                self.reader.wrong_type(where, each, "对象", "an object")
                continue
            values = paths.file(each, where)
            self.explicit.update(f"{where}/{name}" for name in ("path", "format", "size") if name in values)
            for name in each:
                if name not in ("path", "format", "size"):
                    self._unknown_name(f"{where}/{escape(name)}", name, ("path", "format", "size"))
            found.append(Row(where, values))
        self.lists[(step, "files")] = tuple(found)
        self.explicit.add(pointer)

    def compare_with_clock(self, clock: int) -> None:
        """Warn of steps that are reported for later than the time of the decision; they are judged as reported."""
        for (owner, name), value in self.values.items():
            if name == "at" and owner in self.model.steps and isinstance(value, int) and value > clock:
                self.reader.warn(
                    fact_pointer(owner, "at"),
                    "later-than-at",
                    "所报的完成时间晚于判定时间 at；仍按所报的判定",
                    "reported for later than `at`, the time of this decision; it is judged as reported",
                )
