"""A loaded policy, and checking applications by it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from evalpolicy import caching
from evalpolicy.outline import Outline

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from evalpolicy.application import Application
    from evalpolicy.backends.compiled.engine import Engine, Judged
    from evalpolicy.basis import Asked
    from evalpolicy.binding import Shape, Vocabulary
    from evalpolicy.caching.kept import Kept
    from evalpolicy.caching.room import Room
    from evalpolicy.core.facts import Facts
    from evalpolicy.deciding import Deciding
    from evalpolicy.decision import Decision, PolicyStamp
    from evalpolicy.diagnostics import Diagnostic
    from evalpolicy.errors import ApplicationError
    from evalpolicy.judge import Program
    from evalpolicy.language.model import PolicyModel
    from evalpolicy.limits import Limits
    from evalpolicy.source import AnyPath
    from evalpolicy.table.engine import Tables
    from evalpolicy.table.report import TableReport
    from evalpolicy.wording import Language


class Policy:
    """A policy, parsed, resolved and ready to check applications. Immutable; one may be shared by any number of threads.

    `model`: all that it says; `warnings`: what is odd in it. What is made of it to decide is made, and imported, when it first decides.
    Of a policy from the cache, `model` and `warnings` are read when something asks for them.
    """

    model: PolicyModel
    warnings: tuple[Diagnostic, ...]
    limits: Limits
    room: Room | None
    """Where the cache has room for what is made of the policy."""

    def __init__(self, model: PolicyModel, warnings: tuple[Diagnostic, ...] = (), limits: Limits | None = None) -> None:
        vars(self).update({"model": model, "warnings": warnings, "room": None} | ({} if limits is None else {"limits": limits}))

    @classmethod
    def of_file(cls, path: AnyPath, limits: Limits | None) -> Policy:
        """The policy in a file. Raises `PolicyError` with every mistake."""
        kept = caching.kept(path, limits)
        if kept is not None:
            return cls._of_kept(kept)
        model, warnings, room = caching.read_and_keep(path, limits)
        policy = cls(model, warnings, limits)
        vars(policy)["room"] = room
        return policy

    @classmethod
    def _of_kept(cls, kept: Kept) -> Policy:
        policy = cls.__new__(cls)
        vars(policy).update({"_kept": kept, "outline": kept.outline, "room": kept.room} | ({} if kept.limits is None else {"limits": kept.limits}))
        return policy

    def __repr__(self) -> str:
        return f"Policy({self.id!r}, sha256={self.outline.sha256[:12]!r})"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            # What is not there yet.
            if name == "limits":
                from evalpolicy.limits import Limits

                return vars(self).setdefault(name, Limits())
            kept = vars(self).get("_kept")
            if kept is None or name not in ("model", "warnings"):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            model, warnings = kept.read()
            vars(self).update(model=model, warnings=warnings)
            return vars(self)[name]

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(f"a policy cannot be changed: {name}")

        def __delattr__(self, name: str) -> None:
            raise AttributeError(f"a policy cannot be changed: {name}")

    @cached_property
    def outline(self) -> Outline:
        """What the policy's first lines say."""
        return Outline.of(self.model)

    @cached_property
    def program(self) -> Program:
        """The policy as the reference engine runs it."""
        from evalpolicy.judge import Program

        return Program(self.model)

    @cached_property
    def engine(self) -> Engine:
        """The policy as it is compiled, functions for each variant."""
        from evalpolicy.backends.compiled.engine import Engine

        return Engine(self)

    @cached_property
    def tables(self) -> Tables:
        """The policy as it decides tables."""
        from evalpolicy.table.engine import Tables

        return Tables(self)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the policy's names and values may be spelt like."""
        from evalpolicy.binding import Vocabulary

        return Vocabulary(self.model)

    @cached_property
    def _deciding(self) -> Deciding:
        from evalpolicy.deciding import Deciding

        return Deciding(self)

    @property
    def id(self) -> str:
        """The policy's id, as its first line states it."""
        return self.outline.id

    @property
    def title(self) -> str:
        """The policy's title."""
        return self.outline.title

    @cached_property
    def in_force(self) -> tuple[dt.date, dt.date]:
        """First and last day on which the policy is in force, both included."""
        import datetime as dt

        return dt.date.fromisoformat(self.outline.first), dt.date.fromisoformat(self.outline.last)

    @cached_property
    def stamp(self) -> PolicyStamp:
        """What a decision says of the policy that made it."""
        from evalpolicy.decision import PolicyStamp

        return PolicyStamp(self.outline.id, self.outline.title, self.outline.language, self.outline.sha256)

    @cached_property
    def language(self) -> Language:
        """The language of the policy's messages."""
        return "zh" if self.outline.messages == "zh" else "en"

    def check(
        self,
        application: Mapping[str, object] | Application,
        *,
        at: str | dt.datetime | None = None,
        through: str | None = None,
        given: Mapping[str, object] | None = None,
    ) -> Decision:
        """Decide one application: a mapping as `json.loads` gives it, or an `Application`. It is not changed.

        `at`: the time of the decision, a `datetime` or ISO 8601 text, in the policy's time zone where it has no offset; a day, as text, is its first
        instant. Without it time does not run: what is not done may still be done. `through`: judge only rules and steps up to the step of that id.
        `given`: values of the policy's parameters, by id; a rule that reads one that nobody supplied is left out, and `notes` says so.

        Raises `ApplicationError` with every problem for a malformed application or parameter, `UsageError` for a step that the policy does not have.
        """
        return self._deciding.check(application, at, None if through is None else self._known_step(through), given)

    def check_shape(
        self,
        shape: Shape,
        *,
        at: str | dt.datetime | None = None,
        through: str | None = None,
        given: Mapping[str, object] | None = None,
    ) -> Decision:
        """Decide an application of which the shape is known, within the limits of this policy. The rest as for `check`."""
        return self._deciding.check_shape(shape, at, None if through is None else self._known_step(through), given)

    def decision(self, asked: Asked) -> Decision:
        """The decision on an application that was judged."""
        return self._deciding.decision(asked)

    def judged(
        self, application: Application, *, at: str | dt.datetime | None, through: str | None, given: Mapping[str, object] | None
    ) -> Judged:
        """What an application comes to, and nothing that would explain it. Raises as `check` does."""
        return self._deciding.judged(application, at, through, given)

    def facts(
        self, application: Application, *, at: str | dt.datetime | None = None, given: Mapping[str, object] | None = None
    ) -> Facts:
        """An application as engines read it. Raises `ApplicationError` with every problem."""
        from evalpolicy.binding import bind

        return bind(self.model, application, given=given, at=at, limits=self.limits, vocabulary=self.vocabulary)

    def check_many(
        self,
        applications: Iterable[Mapping[str, object] | Application],
        *,
        at: str | dt.datetime | None = None,
        through: str | None = None,
        given: Mapping[str, object] | None = None,
        workers: int = 1,
    ) -> Iterator[Decision]:
        """Decide applications in order, as they are asked for. A malformed one gives a decision with the outcome `invalid`, in its place.

        `workers`: so many processes decide, some lots ahead (see `docs/performance.md` for when that pays); 1: this one.

        Raises at once what is wrong with the call itself: `ApplicationError` for `at` or `given`, `UsageError` for `through` or `workers`.
        """
        from evalpolicy.binding import Call, Shape, bind_shape

        step = None if through is None else self._known_step(through)
        # What becomes of the arguments later plays no part.
        call = Call.of(at, given, self.limits, copied=True)
        bind_shape(self.model, Shape({"selections": []}), call, self.limits, self.vocabulary)
        kept = None if call.given is None else call.given.data
        if workers == 1:
            return self._decisions(applications, call.at, step, kept)
        from evalpolicy import batch

        return batch.decisions(self, applications, batch.number_of(workers), batch.Call(call.at, step, kept))

    def check_table(
        self,
        table: Any,
        *,
        at: str | dt.datetime | None = None,
        through: str | None = None,
        given: Mapping[str, object] | None = None,
        selections: Any = None,
        key: str | None = None,
        keep: Sequence[str] = (),
        report: TableReport | None = None,
    ) -> Any:
        """Decide a table of applications, one a row; needs the extra `table`. See `docs/tables.md` for how applications stand in columns.

        `table`: a Polars frame or lazy frame, an Arrow table or stream of record batches; the result is of the same kind, in the same order, with
        the columns of `keep`, then outcome, violated, undetermined, pending, fee, problems. `key`: the column that says to which application a
        row belongs, where selections stand in rows of their own: in the table `selections`, or in `table` itself. `report`: filled with what else
        is worth knowing.

        Raises `ApplicationError` for `at` and `given`, `UsageError` for a step that the policy does not have and for a table that holds no
        applications. Malformed applications have the outcome `invalid`, and their problems.
        """
        from evalpolicy.table.installed import need_polars

        need_polars()
        from evalpolicy.table.check import check_table

        step = None if through is None else self._known_step(through)
        return check_table(self, table, at=at, through=step, given=given, selections=selections, key=key, keep=keep, report=report)

    def check_parquet(
        self,
        source: str | Path,
        target: str | Path,
        *,
        at: str | dt.datetime | None = None,
        through: str | None = None,
        given: Mapping[str, object] | None = None,
        keep: Sequence[str] = (),
        report: TableReport | None = None,
    ) -> None:
        """Decide the applications of a Parquet file, and write the decisions to another; in bounded memory, however large the file is.

        The columns are those of `check_table`. Raises what that raises, `UsageError` for a file that is not there or no Parquet.
        """
        from evalpolicy.table.installed import need_polars

        need_polars()
        from evalpolicy.table.parquet import check_parquet

        check_parquet(self, source, target, at=at, through=through, given=given, keep=keep, report=report)

    def _decisions(
        self,
        applications: Iterable[Mapping[str, object] | Application],
        at: str | dt.datetime | None,
        through: str | None,
        given: Mapping[str, object] | None,
    ) -> Iterator[Decision]:
        from evalpolicy.errors import ApplicationError

        for application in applications:
            try:
                yield self.check(application, at=at, through=through, given=given)
            except ApplicationError as error:
                yield self.invalid(error)

    def invalid(self, error: ApplicationError) -> Decision:
        """The decision on a malformed application of a batch."""
        from evalpolicy.decision import Decision

        return Decision.invalid(error.problems, self.stamp, self.language)

    def __reduce__(self) -> tuple[object, ...]:
        """A policy goes to another process as data; what it is compiled to is made there anew."""
        from evalpolicy.caching.codec import carried

        return _arrived, (carried(self.model, self.warnings), self.limits)

    def _known_step(self, through: object) -> str:
        """The step of that name, which has to be there."""
        steps = self.outline.process
        name = str.__str__(through) if issubclass(type(through), str) else None
        if name in steps:
            return name
        from evalpolicy.binding.values import shown
        from evalpolicy.errors import UsageError
        from evalpolicy.nearness import nearest

        near = [] if name is None else nearest(name, steps, cutoff=0.6)
        zh, en = (f"；是不是 {near[0]!r}？", f"; did you mean {near[0]!r}?") if near else ("。", ".")
        raise UsageError(
            f"规则文件 {self.id} 没有步骤 {shown(through)}{zh}它的步骤：{'、'.join(steps)}",
            f"policy {self.id} has no step {shown(through)}{en} Its steps: {', '.join(steps)}",
        )


def _arrived(data: str, limits: Limits) -> Policy:
    from evalpolicy.caching.codec import arrived

    return Policy(*arrived(data), limits)


def load_policy(path: AnyPath, *, limits: Limits | None = None) -> Policy:
    """Parse, resolve and check a policy file.

    Raises `PolicyError` with every mistake of the file.
    """
    return Policy.of_file(path, limits)
