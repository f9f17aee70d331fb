"""Deciding tables: a chunk of applications in, their decisions out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from evalpolicy.backends.columns.calendars import Calendars
from evalpolicy.backends.columns.evaluate import Plan, planned
from evalpolicy.backends.graph.decided import Variant
from evalpolicy.binding import Call, Shape, bind, bind_shape
from evalpolicy.binding.bind import Binder
from evalpolicy.binding.values import Reader
from evalpolicy.caching.lowered import lowered
from evalpolicy.classes import define, field
from evalpolicy.core.facts import Facts
from evalpolicy.decision import Outcome
from evalpolicy.errors import ApplicationError, Problem
from evalpolicy.table.binding import ChunkBinder
from evalpolicy.table.distinct import Values
from evalpolicy.table.kinds import Decider
from evalpolicy.table.report import TableReport
from evalpolicy.table.results import RowResult, result_schema
from evalpolicy.table.tree import Group, Rows, Tree, application_tree

if TYPE_CHECKING:
    from evalpolicy.policy import Policy

NO_IDS: tuple[tuple[str, ...], ...] = ((), (), ())


@define(eq=False)
class TableEngine:
    """Decides chunks of applications by one policy, with the parameters and the time of one call. Safe to use by several threads at once."""

    policy: Policy
    call: Facts
    given: Mapping[str, object] | None
    at: str | dt.datetime | None
    through: str | None
    plan: Plan
    report: TableReport
    _calendars: Calendars = field(init=False)
    _idle: list[tuple[ChunkBinder, Decider]] = field(factory=list, init=False)
    _lock: Lock = field(factory=Lock, init=False)
    _warned: set[str] = field(factory=set, init=False)

    def __attrs_post_init__(self) -> None:
        model = self.policy.model
        self._calendars = Calendars(model.timezone, model.calendar or "")

    def reporting(self, report: TableReport) -> TableEngine:
        """An engine that fills another report, and shares with this one what was made for deciding."""
        made = TableEngine(self.policy, self.call, self.given, self.at, self.through, self.plan, report)
        made._calendars, made._idle = self._calendars, self._idle
        return made

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns of a result."""
        return result_schema(self.policy.model.minor_digits)

    def decide(self, chunk: pl.DataFrame, refused: Mapping[int, RowResult] | None = None) -> pl.DataFrame:
        """The decisions on the applications of a chunk, in their order. `refused`: what is known of some of them already."""
        if not chunk.height:
            return pl.DataFrame(schema=self.schema)
        tree = application_tree(chunk)
        try:
            binder, decider = self._idle.pop()
        except IndexError:
            binder, decider = self._binder(), Decider(self.plan, self._calendars, self.policy.model.minor_digits)
        facts, strange = binder.bind(tree)
        results = decider.decide(facts)
        self._idle.append((binder, decider))
        alone = {**{row: self._alone(tree, row) for row in np.flatnonzero(strange).tolist()}, **(refused or {})}
        self._tell(tree, len(alone))
        return results.frame(alone, self.policy.language)

    def _binder(self) -> ChunkBinder:
        policy = self.policy
        reader = Reader(policy.model, policy.limits, policy.vocabulary)
        Binder(policy.model, reader).parameters(None if self.given is None else Shape(self.given))
        values = Values(policy.model, policy.limits, policy.vocabulary, reader.extra, reader.open)
        return ChunkBinder(values, self.plan.decided.entries, self.call, self.given)

    def _alone(self, tree: Group, row: int) -> RowResult:
        """One application by the path of single applications."""
        application = tree.value(row)
        assert isinstance(application, dict)
        policy = self.policy
        try:
            facts = bind(policy.model, application, given=self.given, at=self.at, limits=policy.limits, vocabulary=policy.vocabulary)
        except ApplicationError as error:
            return RowResult(Outcome.INVALID, NO_IDS, None, error.problems)
        judged = policy.engine.decide(facts, self.through)
        return RowResult(judged.outcome, (judged.violated, judged.undetermined, judged.pending), judged.fee)

    # --- the report ------------------------------------------------------------------------------

    def _tell(self, tree: Group, alone: int) -> None:
        unknown = {pointer: path for pointer, path in self._unknown(tree).items() if pointer not in self._warned}
        with self._lock:
            self.report.applications += len(tree)
            self.report.row_by_row += alone
            for pointer, path in unknown.items():
                if pointer not in self._warned:
                    self._warned.add(pointer)
                    self.report.warnings.extend(self._warning(pointer, path))

    def _unknown(self, tree: Group) -> dict[str, Sequence[str]]:
        """Columns that the policy does not know, and that hold anything."""
        model = self.policy.model
        found: dict[str, Sequence[str]] = {}

        def look(at: Tree | None, path: tuple[str, ...], known: set[str]) -> None:
            group = at.child if isinstance(at, Rows) else at
            if not isinstance(group, Group):
                return
            for name, each in group.fields.items():
                if name not in known and each.present.any():
                    found["/".join((*path, name))] = (*path, name)

        look(tree, (), {*model.application, "applicant", "selections", "steps"})
        look(tree.fields.get("applicant"), ("applicant",), set(model.applicant))
        look(tree.fields.get("selections"), ("selections", "0"), {*model.selection, "item", "catalog"})
        steps = tree.fields.get("steps")
        look(steps, ("steps",), set(model.steps))
        for step in model.steps.values():
            group = steps.fields.get(step.id) if isinstance(steps, Group) else None
            look(group, ("steps", step.id), {*step.facts, "at", *(["files"] if step.takes_files else [])})
            if isinstance(group, Group) and step.takes_files:
                look(group.fields.get("files"), ("steps", step.id, "files", "0"), {"path", "format", "size"})
        return found

    def _warning(self, pointer: str, path: Sequence[str]) -> list[Problem]:
        """What the reader of single applications says of such a field."""
        value: object = True
        for part in reversed(path):
            value = [value] if part == "0" else {part: value}
        assert isinstance(value, dict)
        try:
            facts = bind(self.policy.model, {"selections": [], **value}, given=self.given, limits=self.policy.limits)
        except ApplicationError:
            return []
        wanted = ("unknown-field", "not-reported")
        said = [each for each in facts.warnings if each.code in wanted]
        return [Problem(re.sub(r"/0(?=/)", "/*", each.pointer), each.code, each.message) for each in said]


def table_engine(
    policy: Policy,
    *,
    at: str | dt.datetime | None,
    through: str | None,
    given: Mapping[str, object] | None,
    report: TableReport,
) -> TableEngine:
    """The engine of one call. Raises `ApplicationError` for `at` and `given`."""
    call = Call.of(at, given, policy.limits, copied=True)
    facts = bind_shape(policy.model, Shape({"selections": []}), call, policy.limits, policy.vocabulary)
    decided = lowered(policy, Variant(through, frozenset(facts.given), facts.clock is not None))
    return TableEngine(policy, facts, None if call.given is None else call.given.data, call.at, through, planned(decided, policy.limits), report)


@define(eq=False)
class Tables:
    """The engines of one policy. The last one is kept: the next table is decided likewise more often than not. Safe to use by several threads."""

    policy: Policy
    _last: tuple[object, TableEngine] | None = field(default=None, init=False)

    def engine(
        self, *, at: str | dt.datetime | None, through: str | None, given: Mapping[str, object] | None, report: TableReport
    ) -> TableEngine:
        """The engine of one call. Raises as `table_engine` does."""
        # Parameters may be any mappings, which change unseen.
        call = Call.of(at, None, self.policy.limits)
        asked, last = (repr(call.at), call.problems, through), self._last
        if given is None and last is not None and last[0] == asked:
            return last[1].reporting(report)
        made = table_engine(self.policy, at=at, through=through, given=given, report=report)
        if given is None:
            self._last = asked, made
        return made
