"""Applications as tables, and whether the columnar engine decides them as the others do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from evalpolicy.backends.compiled.engine import Judged
from evalpolicy.backends.graph.decided import Variant
from evalpolicy.binding import bind
from evalpolicy.classes import frozen
from evalpolicy.decision import Outcome
from evalpolicy.errors import ApplicationError, Problem
from evalpolicy.policy import Policy
from evalpolicy.testing.conformance import reference

if TYPE_CHECKING:
    import polars as pl

    from evalpolicy.table.engine import TableEngine

Path = tuple[str, ...]
ELEMENT = "*"
"""Stands in a path for any element of a list."""
LARGEST = 2**63


@frozen
class TableDisagreement:
    """An application that the columnar engine decides otherwise than the reference and the compiled engine."""

    application: Mapping[str, object]
    expected: Judged
    got: Judged
    expected_problems: tuple[tuple[str, str, str], ...]
    got_problems: tuple[tuple[str, str, str], ...]


def tabulated(applications: Sequence[Mapping[str, object]]) -> Iterator[tuple[list[Mapping[str, object]], pl.DataFrame]]:
    """Tables that hold the applications, nested as they are: as few as there are kinds of value that do not go together in one column.

    Numbers and texts that stand in one list of one application are made texts; applications of which one list holds objects and other values are left
    out, as no column holds them. Gives each table with the applications that it holds, in its order.
    """
    groups: list[tuple[dict[Path, str], list[Mapping[str, object]]]] = []
    for application in applications:
        even = _even(application)
        if even is None:
            continue
        held, kinds = even
        for known, members in groups:
            if all(known.get(path, kind) == kind for path, kind in kinds.items()):
                known.update(kinds)
                members.append(held)
                break
        else:
            groups.append((kinds, [held]))
    for kinds, members in groups:
        yield members, _frame(kinds, members)


def _even(application: Mapping[str, object]) -> tuple[Mapping[str, object], dict[Path, str]] | None:
    """An application with one kind of value at each path, and the kinds; None where no column could hold it."""
    found: dict[Path, set[str]] = {}
    _survey(application, (), found)
    mixed = {path for path, kinds in found.items() if len(kinds) > 1}
    if not mixed:
        return application, {path: next(iter(kinds)) for path, kinds in found.items()}
    held = _texts(application, (), mixed)
    assert isinstance(held, dict)
    again: dict[Path, set[str]] = {}
    _survey(held, (), again)
    if any(len(kinds) > 1 for kinds in again.values()):
        return None
    return held, {path: next(iter(kinds)) for path, kinds in again.items()}


def _survey(value: object, path: Path, found: dict[Path, set[str]]) -> None:
    if value is None:
        return
    kind = _kind(value)
    found.setdefault(path, set()).add(kind)
    if isinstance(value, Mapping):
        for name, each in value.items():
            _survey(each, (*path, str(name)), found)
    elif isinstance(value, list | tuple):
        for each in value:
            _survey(each, (*path, ELEMENT), found)


def _kind(value: object) -> str:
    match value:
        case bool():
            return "bool"
        case int():
            return "int" if -LARGEST <= value < LARGEST else "big"
        case Mapping():
            return "object"
        case list() | tuple():
            return "list"
        case dt.datetime():
            return "datetime" if value.tzinfo is None else f"datetime {value.tzinfo}"
        case _:
            return type(value).__name__


def _texts(value: object, path: Path, mixed: set[Path]) -> object:
    if isinstance(value, Mapping):
        return {name: _texts(each, (*path, str(name)), mixed) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(each, (*path, ELEMENT), mixed) for each in value]
    if path in mixed and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return repr(value) if isinstance(value, float) else str(value)
    return value


def _frame(kinds: Mapping[Path, str], members: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    import polars as pl

    children: dict[Path, list[str]] = {}
    for path in kinds:
        if path:
            children.setdefault(path[:-1], []).append(path[-1])

    def dtype(path: Path) -> pl.DataType:
        kind = kinds.get(path)
        match kind:
            case "object":
                # A struct has some field.
                names = children.get(path) or ["nothing"]
                return pl.Struct({name: dtype((*path, name)) for name in names})
            case "list":
                return pl.List(dtype((*path, ELEMENT)))
            case "bool":
                return pl.Boolean()
            case "int":
                return pl.Int64()
            case "big":
                return pl.Int128()
            case "float":
                return pl.Float64()
            case "Decimal":
                return pl.Decimal(38, 6)
            case "date":
                return pl.Date()
            case "str":
                return pl.String()
            case None:
                return pl.Null()
            case _:
                return pl.Datetime("us", kind.partition(" ")[2] or None)

    columns = [pl.Series(name, [each.get(name) for each in members], dtype=dtype((name,))) for name in children.get((), [])]
    return pl.DataFrame(columns) if columns else pl.DataFrame({"nothing": [None] * len(members)})


def expected_of(
    policy: Policy,
    application: Mapping[str, object],
    *,
    at: str | dt.datetime | None,
    through: str | None,
    given: Mapping[str, object] | None,
) -> tuple[Judged, tuple[Problem, ...]]:
    """What the reference engine decides; the compiled one must agree. `AssertionError` where it does not."""
    try:
        facts = bind(policy.model, application, given=given, at=at, limits=policy.limits)
    except ApplicationError as error:
        return Judged(Outcome.INVALID, (), (), (), None), error.problems
    expected = reference(policy.program, facts, through)
    got = policy.engine.of(Variant(through, frozenset(facts.given), facts.clock is not None)).judge(facts)
    assert got == expected, (application, expected, got)
    return expected, ()


def table_disagreements(
    policy: Policy,
    applications: Sequence[Mapping[str, object]],
    *,
    at: str | dt.datetime | None = None,
    through: str | None = None,
    given: Mapping[str, object] | None = None,
    engine: TableEngine | None = None,
) -> Iterator[TableDisagreement]:
    """The applications that the columnar engine decides otherwise than the reference and the compiled engine do: in outcome, ids, fee or problems.

    `engine`: in place of the policy's own.
    """
    from evalpolicy.table.engine import table_engine
    from evalpolicy.table.report import TableReport

    used = engine or table_engine(policy, at=at, through=through, given=given, report=TableReport())
    for members, frame in tabulated(applications):
        for application, row in zip(members, used.decide(frame).to_dicts(), strict=True):
            expected, problems = expected_of(policy, application, at=at, through=through, given=given)
            got = judged(row, policy.model.minor_digits)
            stated = tuple((each.code, each.pointer, each.message.text(policy.language)) for each in problems)
            found = tuple((each["code"], each["pointer"], each["message"]) for each in row["problems"])
            if got != expected or stated != found:
                yield TableDisagreement(application, expected, got, stated, found)


def judged(row: Mapping[str, Any], minor_digits: int) -> Judged:
    """A row of a result as what the other engines give."""
    fee: Decimal | None = row["fee"]
    violated, undetermined, pending = (tuple(row[name]) for name in ("violated", "undetermined", "pending"))
    return Judged(Outcome(row["outcome"]), violated, undetermined, pending, None if fee is None else int(fee.scaleb(minor_digits)))
