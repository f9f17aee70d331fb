"""What a revision changes for real applications: how many fall into each class of change, and which.

Both policies decide every application as `check` does; one after the other, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalpolicy.application import Application, read_json
from evalpolicy.classes import define, field, frozen
from evalpolicy.diff.alike import advise_alike
from evalpolicy.diff.classes import Seen, class_of_change, quickly_seen
from evalpolicy.diff.moving import later_application
from evalpolicy.errors import ApplicationError, UsageError
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


@frozen
class Call:
    """With what both policies are asked: the time of the decision, the parameters; steps are taken to be reported so many `days` later."""

    at: str | None = None
    given: Mapping[str, object] | None = None
    days: int = 0


@define
class Roster:
    """`counts`: applications by class; `places`: the first of each, by line of the file or by place in its list, from 1.

    `unreadable`: places of what is no JSON object, and why; it is not counted.
    """

    counts: dict[str, int] = field(factory=dict)
    places: dict[str, list[int]] = field(factory=dict)
    unreadable: dict[int, Wording] = field(factory=dict)

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
        if name is None and advice and sides[0].advice(moved) != sides[1].advice(moved):
            name = "findings-changed"
        found.add(place, name or UNCHANGED)
    return found


def applications(path: Path, unreadable: dict[int, Wording]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The applications of a file with their places, from 1; what cannot be read is noted."""
    if path.suffix.lower() in (".parquet", ".csv"):
        yield from enumerate(_of_table(path), 1)
        return
    try:
        with path.open(encoding="utf-8-sig") as stream:
            # A pipe is read once.
            begun: list[str] = []
            while not begun or (not begun[-1].strip() and begun[-1]):
                begun.append(stream.readline())
            if begun[-1].lstrip().startswith("["):
                yield from _of_list(path, "".join([*begun, stream.read()]), unreadable)
            else:
                yield from _of_lines(chain(begun, stream), unreadable)
    except UnicodeDecodeError as error:
        why = of_encoding(error)
        raise UsageError(f"{path}：{why.zh}", f"{path}: {why.en}") from error


def _of_lines(lines: Iterable[str], unreadable: dict[int, Wording]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, Application.from_json(line.removeprefix("\ufeff").rstrip("\r\n")).data
            except ApplicationError as error:
                unreadable[number] = error.problems[0].message


def _of_list(path: Path, text: str, unreadable: dict[int, Wording]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        listed = read_json(text)
    except ApplicationError as error:
        raise UsageError(f"{path}：{error.problems[0].message.zh}", f"{path}: {error.problems[0].message.en}") from error
    assert isinstance(listed, list)
    for place, each in enumerate(listed, 1):
        if isinstance(each, dict):
            yield place, each
        else:
            unreadable[place] = Wording("申请应是对象", "an application is an object")


def _of_table(path: Path) -> Iterator[Mapping[str, Any]]:
    from evalpolicy.table.installed import need_polars

    need_polars()
    import polars as pl

    from evalpolicy.table.tree import application_tree

    try:
        parquet = path.suffix.lower() == ".parquet"
        frame = pl.read_parquet(path, glob=False) if parquet else _yes_or_no(pl.read_csv(path, infer_schema=False, glob=False))
    except (pl.exceptions.PolarsError, OSError) as error:
        why = of_polars(error)
        raise UsageError(f"{path}：{why.zh}", f"{path}: {why.en}") from error
    for chunk in frame.iter_slices(CHUNK):
        tree = application_tree(chunk)
        for row in range(len(tree)):
            value = tree.value(row)
            assert isinstance(value, dict)
            yield value


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
