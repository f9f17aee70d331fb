"""Large tables of applications of 2024H2, drawn from the mixed set of `benchmarks.applications`.

Hardly two of their ids or instants are the same; selections, catalogs and levels repeat, as they do in a college.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from benchmarks.applications import Application, Drawing
from benchmarks.handwritten import ZONE

DIFFERENT = 5_000
"""Applications that are drawn; tables repeat them with other ids, instants and sizes."""
MOST_SHIFTED = 3_600_000_000
"""An instant is moved by less than this, in microseconds."""
MOST_BYTES_MORE = 2_000
HOLE = "\0"
"""Stands for the applicant's id in a path."""
INSTANT = pl.Datetime("us", "Asia/Shanghai")
FILE = pl.Struct({"path": pl.String, "format": pl.String, "size": pl.Int64})
SELECTION = pl.Struct({"item": pl.String, "catalog": pl.String, "level": pl.String, "attempt": pl.String, "subjects": pl.List(pl.String)})
APPLICANT = pl.Struct({"id": pl.String, "audience": pl.String})
AT = pl.Struct({"at": INSTANT})
CONFIRMATION = pl.Struct({"at": INSTANT, "prior_certificates": pl.String, "signed": pl.Boolean})
PAYMENT = pl.Struct({"at": INSTANT, "amount": pl.Decimal(12, 2)})
MATERIALS = pl.Struct({"at": INSTANT, "files": pl.List(FILE)})
STEPS = pl.Struct({"registration": AT, "materials": MATERIALS, "confirmation": CONFIRMATION, "payment": PAYMENT})
SCHEMA = {"applicant": APPLICANT, "selections": pl.List(SELECTION), "steps": STEPS}


class _Codes(Drawing):
    """Draws applications that a table of one layout holds: codes for names, everything well-formed."""

    def spell(self, application: Application) -> None:
        """Names stay codes."""


@cache
def drawn(seed: int = 2024) -> pl.DataFrame:
    """The applications that are repeated."""
    import random

    found: list[Application] = []
    drawing = _Codes(random.Random(seed))
    while len(found) < DIFFERENT:
        found += [held for each in drawing.applications(1000) if (held := _held(each)) is not None]
    return pl.DataFrame({name: [each.get(name) for each in found[:DIFFERENT]] for name in SCHEMA}, schema=SCHEMA)


def _held(application: Application) -> Application | None:
    """An application with every value of the type that its column has; None where it is malformed."""
    from benchmarks.handwritten import Malformed, decide

    try:
        decide(application)
    except Malformed:
        return None
    steps = application.get("steps") or {}
    held: Application = {"applicant": application.get("applicant"), "selections": [], "steps": steps}
    for selection in application["selections"]:
        level = selection.get("level")
        held["selections"].append({**selection, "level": None if level is None else str(level)})
    for step in steps.values():
        if step.get("at") is not None:
            at = dt.datetime.fromisoformat(step["at"])
            step["at"] = at if at.tzinfo is not None else at.replace(tzinfo=ZONE)
        if step.get("amount") is not None:
            step["amount"] = Decimal(str(step["amount"]))
        if isinstance(step.get("prior_certificates"), list):
            step["prior_certificates"] = step["prior_certificates"][0]
    id = (application.get("applicant") or {}).get("id")
    for file in steps.get("materials", {}).get("files") or ():
        if id is not None and file.get("path") is not None:
            file["path"] = file["path"].replace(id, HOLE)
    return held


def table(rows: int, start: int = 0) -> pl.DataFrame:
    """Applications `start` .. `start + rows` of the endless table; the same ones each time."""
    base = drawn()
    random = np.random.default_rng(start)
    frame = base[pl.Series(random.integers(0, base.height, rows))]
    return _varied(frame, start, random)


def chunks(rows: int, size: int) -> Iterator[pl.DataFrame]:
    """A table of so many applications, in chunks."""
    for start in range(0, rows, size):
        yield table(min(size, rows - start), start)


def _varied(frame: pl.DataFrame, start: int, random: np.random.Generator) -> pl.DataFrame:
    """Other ids, instants and sizes."""
    rows = frame.height
    # Six digits of a county, a date of birth, three more: eleven digits that count, the other six drawn with the application.
    number = np.arange(start, start + rows, dtype=np.int64)
    id = frame["applicant"].struct.field("id")
    born = id.str.slice(6, 8).str.to_integer(strict=False).fill_null(0)
    digits = pl.Series((430000 + number // 1000 % 10_000).astype(str)).str.zfill(6) + pl.Series(born.cast(pl.String)).str.zfill(8)
    serial = pl.Series((number % 1000).astype(str)).str.zfill(3)
    fresh = digits + serial
    fresh = fresh + _check_digit(fresh)
    fresh = pl.DataFrame([fresh.alias("new"), id.alias("old")]).select(pl.when(pl.col("old").is_not_null()).then("new")).to_series()
    steps = frame["steps"].struct
    shift = lambda: pl.Series(random.integers(0, MOST_SHIFTED, rows)).cast(pl.Duration("us"))  # noqa: E731  # four times
    made = {name: steps.field(name).struct.unnest() for name in ("registration", "materials", "confirmation", "payment")}
    stated = {name: steps.field(name).is_not_null() for name in made}
    made = {name: each.with_columns(each["at"] + shift()) for name, each in made.items()}
    made["materials"] = made["materials"].with_columns(_files(made["materials"]["files"], fresh, random).alias("files"))
    columns = [_struct(each, stated[name], name) for name, each in made.items()]
    applicants = frame["applicant"].struct.unnest().with_columns(fresh.alias("id"))
    return pl.DataFrame([applicants.to_struct("applicant"), frame["selections"], pl.DataFrame(columns).to_struct("steps")])


def _struct(frame: pl.DataFrame, stated: pl.Series, name: str) -> pl.Series:
    return frame.with_columns(stated.alias(HOLE)).select(pl.when(HOLE).then(pl.struct(pl.exclude(HOLE))).alias(name)).to_series()


def _check_digit(digits: pl.Series) -> pl.Series:
    numbers = digits.cast(pl.Int64).to_numpy()
    total: Any = np.zeros(len(numbers), np.int64)
    for weight in (2, 4, 8, 5, 10, 9, 7, 3, 6, 1, 2, 4, 8, 5, 10, 9, 7):
        total += numbers % 10 * weight
        numbers = numbers // 10
    return pl.Series(list("10X98765432")).gather(pl.Series(total % 11))


def _files(files: pl.Series, id: pl.Series, random: np.random.Generator) -> pl.Series:
    """The files of each application with its own id in their paths, and other sizes."""
    owner = pl.Series(np.repeat(np.arange(len(files)), files.list.len().fill_null(0).to_numpy()))
    flat = files.explode(empty_as_null=False, keep_nulls=False).struct.unnest()
    frame = flat.with_columns(id.gather(owner).alias("id"), owner.alias("owner"))
    frame = frame.with_columns(
        path=pl.when(pl.col("id").is_null()).then("path").otherwise(pl.col("path").str.split(HOLE).list.join(pl.col("id"))),
        size=pl.col("size") + pl.Series(random.integers(0, MOST_BYTES_MORE, frame.height)),
    )
    lists = frame.group_by("owner", maintain_order=True).agg(pl.struct("path", "format", "size").alias("new"))
    whole = pl.DataFrame([files.alias("old")]).with_row_index("owner").with_columns(pl.col("owner").cast(pl.Int64))
    joined = whole.join(lists.with_columns(pl.col("owner").cast(pl.Int64)), on="owner", how="left", maintain_order="left")
    return joined.select(pl.coalesce("new", "old")).to_series()
