"""Decisions as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

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


@define(eq=False, slots=False)
class Combinations:
    """Combinations of ids, by number."""

    ids: tuple[tuple[str, ...], ...]

    @cached_property
    def series(self) -> pl.Series:
        """The combinations as a column."""
        return _id_series(self.ids)

    def with_more(self, others: Combinations) -> tuple[Combinations, Array]:
        """These, and after them those of the others that are not among them; and the numbers of the others."""
        numbers = {each: place for place, each in enumerate(self.ids)}
        places = np.array([numbers.setdefault(each, len(numbers)) for each in others.ids], np.int64)
        return self if len(numbers) == len(self.ids) else Combinations(tuple(numbers)), places


def _id_series(ids: Sequence[tuple[str, ...]]) -> pl.Series:
    return pl.Series(list(map(list, ids)), dtype=IDS)


@define(eq=False)
class Results:
    """The columns of one chunk, before they are a frame: ids by number in lists of their combinations."""

    size: int
    outcomes: Array
    ids: Mapping[str, tuple[Array, Combinations]]
    fee: Array
    fee_known: Array

    def take(self, index: Array) -> Results:
        """The results of that index."""
        ids = {category: (codes.take(index), listed) for category, (codes, listed) in self.ids.items()}
        return Results(len(index), self.outcomes.take(index), ids, self.fee.take(index), self.fee_known.take(index))

    def followed_by(self, other: Results) -> Results:
        """These results, and then the others."""
        ids = {}
        for category, (codes, listed) in self.ids.items():
            more, others = other.ids[category]
            every, places = listed.with_more(others)
            ids[category] = np.concatenate([codes, places.take(more)]), every
        both = [np.concatenate(pair) for pair in ((self.outcomes, other.outcomes), (self.fee, other.fee), (self.fee_known, other.fee_known))]
        return Results(self.size + other.size, both[0], ids, both[1], both[2])

    def with_fee(self, decided: Decided, values: Mapping[Node, Vector]) -> Results:
        """The same with the fee that these values give."""
        fee, known = _fee(decided, values, self.size)
        return Results(self.size, self.outcomes, self.ids, fee, known)

    def frame(self, rows: Mapping[int, RowResult], minor_digits: int, language: Language) -> pl.DataFrame:
        """The frame; `rows` take the place of what stands there."""
        problems: list[list[dict[str, str]]] = [[]]
        alone: dict[str, list[tuple[str, ...]]] = {category: [] for category in CATEGORIES}
        problem_of = np.zeros(self.size, np.int64)
        for place, row in rows.items():
            self.outcomes[place] = NAMES.index(str(row.outcome))
            for category, ids in zip(CATEGORIES, row.ids, strict=True):
                codes, listed = self.ids[category]
                codes[place] = len(listed.ids) + len(alone[category])
                alone[category].append(ids)
            self.fee[place], self.fee_known[place] = row.fee or 0, row.fee is not None
            if row.problems:
                problem_of[place] = len(problems)
                problems.append(
                    [{"code": each.code, "pointer": each.pointer, "message": each.message.text(language)} for each in row.problems]
                )
        columns = [pl.Series("outcome", NAMES).gather(pl.Series(self.outcomes.astype(np.uint32)))]
        for category in CATEGORIES:
            codes, listed = self.ids[category]
            series = pl.concat([listed.series, _id_series(alone[category])]) if rows else listed.series
            columns.append(series.gather(pl.Series(codes.astype(np.uint32))).alias(category))
        columns.append(self._fees(minor_digits))
        if len(problems) == 1:
            return pl.DataFrame(columns).with_columns(pl.lit([], dtype=PROBLEMS).alias("problems"))
        return pl.DataFrame([*columns, pl.Series("problems", problems, dtype=PROBLEMS).gather(pl.Series(problem_of))])

    def _fees(self, minor_digits: int) -> pl.Series:
        units = pl.Series("fee", self.fee)
        if not self.fee_known.all():
            units = units.zip_with(pl.Series(self.fee_known), pl.Series([None], dtype=units.dtype))
        fee = pl.Decimal(38, minor_digits)
        return (units.cast(pl.Decimal(38, 0)) * Decimal(1).scaleb(-minor_digits)).cast(fee)


NAMES = [str(outcome) for outcome in Outcome]


def results_of(decided: Decided, values: Mapping[Node, Vector], size: int) -> Results:
    """The results of a chunk from the values of the graph's outputs."""
    ids, some = {}, []
    for category in CATEGORIES:
        marks = [(status.rule.id, values[getattr(status, category)]) for status in decided.statuses]
        codes, listed = _combinations(marks, size)
        ids[category] = codes, Combinations(tuple(listed))
        some.append(np.array([bool(each) for each in listed]).take(codes))
    outcome = np.array([[[NAMES.index(outcome_of(v, u, p)) for p in (False, True)] for u in (False, True)] for v in (False, True)])
    violated, undetermined, pending = (each.astype(np.int64) for each in some)
    return Results(size, outcome[violated, undetermined, pending], ids, *_fee(decided, values, size))


def _fee(decided: Decided, values: Mapping[Node, Vector], size: int) -> tuple[Array, Array]:
    """The total in minor units, and where it is settled."""
    if decided.fee is None:
        return np.zeros(size, np.int64), np.zeros(size, np.bool_)
    low, high = (np.broadcast_to(np.asarray(values[node]), size) for node in decided.fee)
    known = (low == high).astype(np.bool_)
    fee = np.where(known, low, 0)
    return fee.astype(object if fee.dtype == object else np.int64), known


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
