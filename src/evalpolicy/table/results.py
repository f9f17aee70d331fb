"""Decisions as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array
from evalpolicy.backends.columns.inputs import Vector
from evalpolicy.backends.graph.decided import Decided
from evalpolicy.backends.graph.nodes import Node
from evalpolicy.classes import define, frozen
from evalpolicy.core.outcomes import outcome_of
from evalpolicy.decision import Outcome
from evalpolicy.errors import Problem
from evalpolicy.wording import Language

CATEGORIES = ("violated", "undetermined", "pending")
IDS = pl.List(pl.String)
PROBLEMS = pl.List(pl.Struct({"code": pl.String, "pointer": pl.String, "message": pl.String}))
BITS = 63
"""Rules whose statuses stand in one integer."""


def result_schema(minor_digits: int) -> dict[str, pl.DataType]:
    """The columns of a result, and their types."""
    fee = pl.Decimal(38, minor_digits)
    return {"outcome": pl.String(), **dict.fromkeys(CATEGORIES, IDS), "fee": fee, "problems": PROBLEMS}


@frozen
class RowResult:
    """What one application comes to that was read by itself. `fee` is in minor units."""

    outcome: Outcome
    ids: tuple[tuple[str, ...], ...]
    fee: int | None
    problems: tuple[Problem, ...] = ()


@define(eq=False)
class Results:
    """The decisions of one chunk: that of application i is row `codes[i]` of `kinds`; `fees`: where kinds do not settle them, of each application."""

    kinds: pl.DataFrame
    codes: Array
    fees: pl.Series | None = None

    def frame(self, rows: Mapping[int, RowResult], language: Language) -> pl.DataFrame:
        """The frame of the applications; `rows` take the place of what stands there."""
        kinds, codes = self.kinds, self.codes.astype(np.uint32)
        if rows:
            codes[list(rows)] = np.arange(kinds.height, kinds.height + len(rows))
            kinds = pl.concat([kinds, _alone(rows.values(), kinds.schema)], rechunk=True)
        index = pl.Series(codes)
        columns = {each.name: each.gather(index) for each in kinds.get_columns()}
        if self.fees is not None:
            columns["fee"] = self.fees.zip_with(index < self.kinds.height, columns["fee"]) if rows else self.fees
        return pl.DataFrame(columns).with_columns(self._problems(rows, language))

    def _problems(self, rows: Mapping[int, RowResult], language: Language) -> pl.Expr | pl.Series:
        problems: list[list[dict[str, str]]] = [[]]
        places = np.zeros(len(self.codes), np.uint32)
        for place, row in rows.items():
            if row.problems:
                places[place] = len(problems)
                problems.append(
                    [{"code": each.code, "pointer": each.pointer, "message": each.message.text(language)} for each in row.problems]
                )
        if len(problems) == 1:
            return pl.lit([], dtype=PROBLEMS).alias("problems")
        return pl.Series("problems", problems, dtype=PROBLEMS).gather(pl.Series(places))


def _alone(rows: Iterable[RowResult], schema: pl.Schema) -> pl.DataFrame:
    """Results as rows of the columns of kinds."""
    of_rows = list(rows)
    ids = {category: _id_series([row.ids[place] for row in of_rows]) for place, category in enumerate(CATEGORIES)}
    fee = schema["fee"]
    assert isinstance(fee, pl.Decimal)
    known = np.array([row.fee is not None for row in of_rows])
    fees = fee_series(np.array([row.fee or 0 for row in of_rows], object), known, fee.scale)
    return pl.DataFrame({"outcome": pl.Series([str(row.outcome) for row in of_rows], dtype=pl.String), **ids, "fee": fees})


def _id_series(ids: Sequence[tuple[str, ...]]) -> pl.Series:
    return pl.Series(list(map(list, ids)), dtype=IDS)


def fee_series(fee: Array, known: Array, minor_digits: int) -> pl.Series:
    """Fees in minor units as amounts; null where they are not known."""
    units = pl.Series("fee", fee.tolist(), dtype=pl.Int128) if fee.dtype == object else pl.Series("fee", fee)
    if not known.all():
        units = units.zip_with(pl.Series(known), pl.Series([None], dtype=units.dtype))
    return (units.cast(pl.Decimal(38, 0)) * Decimal(1).scaleb(-minor_digits)).cast(pl.Decimal(38, minor_digits))


NAMES = [str(outcome) for outcome in Outcome]


def kinds_frame(decided: Decided, values: Mapping[Node, Vector], size: int, minor_digits: int) -> pl.DataFrame:
    """The columns of a result, without problems, from the values of the graph's outputs."""
    columns, some = {}, []
    for category in CATEGORIES:
        marks = [(status.rule.id, values[getattr(status, category)]) for status in decided.statuses]
        codes, listed = _combinations(marks, size)
        columns[category] = _id_series(listed).gather(pl.Series(codes))
        some.append(np.array([bool(each) for each in listed]).take(codes))
    outcome = np.array([[[NAMES.index(outcome_of(v, u, p)) for p in (False, True)] for u in (False, True)] for v in (False, True)])
    violated, undetermined, pending = (each.astype(np.int64) for each in some)
    names = pl.Series(NAMES).gather(pl.Series(outcome[violated, undetermined, pending]))
    return pl.DataFrame({"outcome": names, **columns, "fee": fees_of(decided, values, size, minor_digits)})


def fees_of(decided: Decided, values: Mapping[Node, Vector], size: int, minor_digits: int) -> pl.Series:
    """The total fees; null where they are not settled."""
    if decided.fee is None:
        return pl.Series("fee", [None], dtype=pl.Decimal(38, minor_digits)).new_from_index(0, size)
    low, high = (np.broadcast_to(np.asarray(values[node]), size) for node in decided.fee)
    known = (low == high).astype(np.bool_)
    fee = np.where(known, low, 0)
    return fee_series(fee.astype(object if fee.dtype == object else np.int64), known, minor_digits)


def _combinations(marks: Sequence[tuple[str, Vector]], size: int) -> tuple[Array, list[tuple[str, ...]]]:
    """The rules that are marked in each row, as numbers of combinations of them; number 0 is none."""
    codes: Array = np.zeros(size, np.int64)
    listed: list[tuple[str, ...]] = [()]
    for start in range(0, len(marks), BITS):
        word = np.zeros(size, np.int64)
        part = marks[start : start + BITS]
        for place, (_, mark) in enumerate(part):
            if isinstance(mark, np.ndarray):
                word |= mark.astype(np.int64) << place
            elif mark:
                word |= 1 << place
        some = np.flatnonzero(word)
        if not len(some):
            continue
        different, inverse = np.unique(word[some], return_inverse=True)
        chosen: list[tuple[str, ...]] = [tuple(id for place, (id, _) in enumerate(part) if bits >> place & 1) for bits in different.tolist()]
        if start == 0:
            listed += chosen
            codes[some] = inverse + 1
            continue
        # More rules than one integer holds: combinations of combinations.
        pairs, codes = np.unique(codes * (len(chosen) + 1) + _spread(some, inverse + 1, size), return_inverse=True)
        before = listed
        listed = [before[pair // (len(chosen) + 1)] + ((), *chosen)[pair % (len(chosen) + 1)] for pair in pairs.tolist()]
    return codes, listed


def _spread(index: Array, values: Array, size: int) -> Array:
    found = np.zeros(size, np.int64)
    found[index] = values
    return found
