"""What a revision changes for real applications: how many fall into each class of change, and which.

Both policies decide every application as `check` does; one after the other, however many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from evalpolicy.application import Application, read_json
from evalpolicy.classes import define, field, frozen
from evalpolicy.diff.alike import advise_alike
from evalpolicy.diff.classes import INVALID, Seen, class_of_change, quickly_seen
from evalpolicy.diff.moving import later_application
from evalpolicy.errors import ApplicationError, Problem, UsageError
from evalpolicy.judge import Judge, selected_rules
from evalpolicy.policy import Policy
from evalpolicy.proof.reduce import Case
from evalpolicy.reasons import of_encoding, of_polars
from evalpolicy.wording import Wording

if TYPE_CHECKING:
    import polars as pl

MOST_NAMED = 5
"""Applications of a class that are named."""
CHUNK = 1 << 14
"""Rows of a table that are read together."""
UNCHANGED = "unchanged"
TABLES = (".parquet", ".csv", ".xlsx", ".xlsm", ".xls", ".et", ".ods")
"""What is read as a table, or refused as a workbook."""
LOOKED_AT = 100
"""Applications in which unknown fields are looked for: those of a table are the same in all."""


@frozen
class Call:
    """With what both policies are asked: the time of the decision, the parameters; steps are taken to be reported so many `days` later."""

    at: str | None = None
    given: Mapping[str, object] | None = None
    days: int = 0


@define
class Roster:
    """`counts`: applications by class; `places`: the first of each, by line of the file or by place in its list, from 1.

    `unreadable`: places of what is no JSON object, and why; it is not counted. `malformed`: how many are no application for either policy, which
    changes nothing for them; `problems`: of the first of these. `unknown`: fields that neither policy knows, in the first applications.
    """

    counts: dict[str, int] = field(factory=dict)
    places: dict[str, list[int]] = field(factory=dict)
    unreadable: dict[int, Wording] = field(factory=dict)
    malformed: int = 0
    problems: dict[int, tuple[Problem, ...]] = field(factory=dict)
    unknown: dict[str, Problem] = field(factory=dict)

    def add(self, place: int, name: str) -> None:
        """Count one application."""
        self.counts[name] = self.counts.get(name, 0) + 1
        known = self.places.setdefault(name, [])
        if len(known) < MOST_NAMED:
            known.append(place)


def roster(old: Policy, new: Policy, path: Path, call: Call) -> Roster:
    """The applications of a file by what a revision changes for them.

    A JSON list, one JSON object a line, or a Parquet or CSV file with applications as `check_table` takes them. Raises `UsageError` for a file that
    cannot be read, `ApplicationError` for `at` and `given`.
    """
    sides, advice = (_Side(old, call), _Side(new, call)), not advise_alike(old.model, new.model)
    found = Roster()
    for place, application in applications(path, found.unreadable):
        moved = later_application(application, call.days)
        before, after = (side.decide(moved) for side in sides)
        name = class_of_change(before, after)
        if sum(found.counts.values()) < LOOKED_AT:
            known = [side.unknown(moved) for side in sides]
            found.unknown |= {pointer: problem for pointer, problem in known[1].items() if pointer in known[0]}
        if before.outcome == after.outcome == INVALID:
            found.malformed += 1
            if len(found.problems) < MOST_NAMED:
                found.problems[place] = sides[1].problems(moved)
        if name is None and advice and sides[0].advice(moved) != sides[1].advice(moved):
            name = "findings-changed"
        found.add(place, name or UNCHANGED)
    return found


def applications(path: Path, unreadable: dict[int, Wording]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The applications of a file with their places, from 1; what cannot be read is noted."""
    try:
        if path.suffix.lower() in TABLES:
            yield from _of_table(path)
            return
        with path.open("rb") as stream:
            yield from _of_json(_decoded(stream), unreadable)
    except UsageError as error:
        raise UsageError(f"{path}：{error.message.zh}", f"{path}: {error.message.en}") from None


def _decoded(stream: BinaryIO) -> Iterator[str]:
    """The lines of a stream; `UsageError` where they are not UTF-8."""
    before = 0
    for line in stream:
        try:
            yield line.decode("utf-8" if before else "utf-8-sig")
        except UnicodeDecodeError as error:
            why = of_encoding(error, before)
            raise UsageError(why.zh, why.en) from None
        before += len(line)


def _of_json(lines: Iterator[str], unreadable: dict[int, Wording]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    # A pipe is read once.
    begun = [next(lines, "")]
    while begun[-1] and not begun[-1].strip():
        begun.append(next(lines, ""))
    first = begun[-1].strip()
    if first.startswith("["):
        yield from _of_list("".join([*begun, *lines]), unreadable)
        return
    lines = chain(begun, lines)
    if first.startswith("{") and not _is_json(first):
        # An application over several lines, or a line that cannot be read.
        every = [*lines]
        lines = iter(every)
        try:
            whole = read_json("".join(every))
        except ApplicationError as error:
            if first == "{":
                raise UsageError(error.problems[0].message.zh, error.problems[0].message.en) from None
        else:
            assert isinstance(whole, dict)
            yield 1, whole
            return
    yield from _of_lines(lines, unreadable)


def _is_json(text: str) -> bool:
    try:
        read_json(text)
    except ApplicationError:
        return False
    return True


def _of_lines(lines: Iterable[str], unreadable: dict[int, Wording]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, Application.from_json(line.removeprefix("\ufeff").rstrip("\r\n")).data
            except ApplicationError as error:
                unreadable[number] = error.problems[0].message


def _of_list(text: str, unreadable: dict[int, Wording]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        listed = read_json(text)
    except ApplicationError as error:
        raise UsageError(error.problems[0].message.zh, error.problems[0].message.en) from error
    assert isinstance(listed, list)
    for place, each in enumerate(listed, 1):
        if isinstance(each, dict):
            yield place, each
        else:
            unreadable[place] = Wording("申请应是对象", "an application is an object")


def _of_table(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    from evalpolicy.table.installed import need_polars

    need_polars()
    import polars as pl

    from evalpolicy.table.layout import need_selections
    from evalpolicy.table.parquet import BROKEN
    from evalpolicy.table.spreadsheet import no_workbook, read_csv
    from evalpolicy.table.tree import application_tree

    places: Sequence[int]
    try:
        if path.suffix.lower() == ".parquet":
            frame = pl.read_parquet(path, glob=False)
            places = range(1, frame.height + 1)
        elif path.suffix.lower() == ".csv":
            places, frame = read_csv(path.read_bytes())
            frame = _yes_or_no(frame)
        else:
            raise no_workbook()
    except (*BROKEN, OSError) as error:
        why = of_polars(error)
        raise UsageError(why.zh, why.en) from error
    need_selections(frame.columns)
    for start in range(0, frame.height, CHUNK):
        tree = application_tree(frame.slice(start, CHUNK))
        for row in range(len(tree)):
            value = tree.value(row)
            assert isinstance(value, dict)
            yield places[start + row], value


def _yes_or_no(frame: pl.DataFrame) -> pl.DataFrame:
    """The texts of a CSV file, those columns as truths that hold nothing else than `true` and `false`. Numbers may be given as texts."""
    import polars as pl

    truths = [each.name for each in frame if each.null_count() < len(each) and each.drop_nulls().str.to_lowercase().is_in(["true", "false"]).all()]
    return frame.with_columns(pl.col(truths).str.to_lowercase() == "true")


@define
class _Side:
    """One of the two policies, as it decides."""

    policy: Policy
    call: Call
    given: Mapping[str, object] | None = field(init=False)

    def __attrs_post_init__(self) -> None:
        given = self.call.given
        self.given = None if given is None else {name: value for name, value in given.items() if name in self.policy.model.parameters}
        self.policy.facts(Application({"selections": []}), at=self.call.at, given=self.given)

    def decide(self, application: Mapping[str, Any]) -> Seen:
        """What an application comes to."""
        return quickly_seen(self.policy, Case(application, self.call.at, self.given or {}))

    def problems(self, application: Mapping[str, Any]) -> tuple[Problem, ...]:
        """What is wrong with an application."""
        try:
            self.policy.facts(Application(application), at=self.call.at, given=self.given)
        except ApplicationError as error:
            return error.problems
        return ()

    def unknown(self, application: Mapping[str, Any]) -> dict[str, Problem]:
        """The fields that the policy does not know, whatever their places in lists; none of an application that cannot be read."""
        try:
            warnings = self.policy.facts(Application(application), at=self.call.at, given=self.given).warnings
        except ApplicationError:
            return {}
        places = [(re.sub(r"/\d+(?=/)", "/*", each.pointer), each) for each in warnings if each.code == "unknown-field"]
        return {pointer: Problem(pointer, each.code, each.message) for pointer, each in places}

    def advice(self, application: Mapping[str, Any]) -> frozenset[str]:
        """The advice that is not followed, and the rules that are broken on a tentative ground."""
        try:
            facts = self.policy.facts(Application(application), at=self.call.at, given=self.given)
        except ApplicationError:
            return frozenset()
        judge = Judge(self.policy.program, facts)
        rules, _ = selected_rules(self.policy.model, None, facts.given)
        advising = [rule for rule in rules if rule.kind == "advice" or rule.tentative is not None]
        return frozenset(rule.id for rule in advising if judge.judging.status(rule)["advice"])
