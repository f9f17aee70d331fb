"""Tables of every kind in, tables of the same kind out."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from evalpolicy.errors import UsageError
from evalpolicy.table.layout import Layout, eager, gathered
from evalpolicy.table.report import TableReport

if TYPE_CHECKING:
    from evalpolicy.policy import Policy

CHUNK = 1 << 18
"""Applications that are decided together at most: many, as each chunk has its price; few, as memory is bounded by them."""

MOST_KEPT = (1 << 25) - (1 << 16)
"""Bytes of the largest array that is kept: the most that the library lets itself be taught."""


def check_table(
    policy: Policy,
    table: Any,
    *,
    at: str | dt.datetime | None,
    through: str | None,
    given: Mapping[str, object] | None,
    selections: Any,
    key: str | None,
    keep: Sequence[str],
    report: TableReport | None,
) -> Any:
    """See `Policy.check_table`."""
    if isinstance(keep, str):
        raise UsageError(f"`keep` 应是列名的列表：[{keep!r}]", f"`keep` is a list of columns: [{keep!r}]")
    _keep_memory()
    engine = policy.tables.engine(at=at, through=through, given=given, report=report if report is not None else TableReport())
    layout = Layout(engine, tuple(dict.fromkeys(keep if key is None else (key, *keep))))
    if key is not None:
        frame, refused = gathered(table, selections, key, policy.model)
        return _as(table, pl.concat(_in_order(lambda part: layout.decide(part[0], part[1]), _parts(frame, refused))))
    if selections is not None:
        raise UsageError(
            "有 `selections` 就要有 `key`：写明所报项目属于哪份申请的列",
            "`selections` needs `key`: the column that says to which application a selection belongs",
        )
    if isinstance(table, pl.LazyFrame):
        return table.map_batches(lambda frame: _decided(layout, frame), schema=layout.schema(table.collect_schema()), streamable=True)
    if isinstance(table, pl.DataFrame):
        return _decided(layout, table)
    if _of_arrow(table, "RecordBatchReader"):
        return _arrow_stream(layout, table)
    if _of_arrow(table, "RecordBatch"):
        return _batch(_decided(layout, eager(table)).to_arrow())
    if _of_arrow(table, "Table"):
        return _decided(layout, eager(table)).to_arrow()
    if hasattr(table, "__arrow_c_stream__"):
        return _decided(layout, eager(table))
    raise UsageError(
        f"表格应是 Polars 的 DataFrame 或 LazyFrame、Arrow 表或 record batch 流，不是 {type(table).__name__}",
        f"a table is a Polars frame, a lazy frame, an Arrow table or a stream of record batches, not {type(table).__name__}",
    )


@cache
def _keep_memory() -> None:
    """Have the memory of the arrays of one chunk kept for the next, where the C library is GNU's.

    It gives large arrays back to the system, and has each page of the next one cleared anew, until an array as large was given back (`mallopt`,
    M_MMAP_THRESHOLD). Nothing of this one is written to, so that it takes no memory itself.
    """
    np.empty(MOST_KEPT, np.uint8)


def _of_arrow(table: object, name: str) -> bool:
    kind = type(table)
    return kind.__name__ == name and kind.__module__.partition(".")[0] == "pyarrow"


def _batch(table: Any) -> Any:
    """An Arrow table as one record batch."""
    import pyarrow

    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pyarrow.RecordBatch.from_pylist([], schema=table.schema)


def _as(table: Any, result: pl.DataFrame) -> Any:
    """A result as a table of the given kind."""
    if isinstance(table, pl.LazyFrame):
        return result.lazy()
    if _of_arrow(table, "Table"):
        return result.to_arrow()
    return result.to_arrow().to_reader() if _of_arrow(table, "RecordBatchReader") else result


def _decided(layout: Layout, frame: pl.DataFrame) -> pl.DataFrame:
    if frame.height <= CHUNK:
        return layout.decide(frame)
    return pl.concat(_in_order(layout.decide, frame.iter_slices(_even(frame.height))))


def _even(rows: int) -> int:
    """How many of so many applications make one chunk: chunks of one size, as many for each worker, so that none waits for another at the end."""
    if rows <= CHUNK:
        return max(rows, 1)
    fewest, workers = -(-rows // CHUNK), pl.thread_pool_size()
    even = -(-fewest // workers) * workers
    # Of many workers not all are worth the price of small chunks.
    return -(-rows // max(fewest, min(even, 4 * rows // CHUNK)))


def _parts(frame: pl.DataFrame, refused: Mapping[int, Any]) -> Iterator[tuple[pl.DataFrame, Mapping[int, Any]]]:
    size = _even(frame.height)
    for start in range(0, max(frame.height, 1), size):
        within = {row - start: result for row, result in refused.items() if start <= row < start + size}
        yield frame.slice(start, size), within


def _in_order(decide: Callable[[Any], pl.DataFrame], parts: Iterable[Any]) -> Iterator[pl.DataFrame]:
    """The decisions on each part, in order; several are at work at once, and no more wait than that.

    What the iterable raises is raised after the decisions on what it gave before.
    """
    workers = pl.thread_pool_size()
    waiting: deque[Future[pl.DataFrame]] = deque()
    source, raised = iter(parts), None
    with ThreadPoolExecutor(workers) as pool:
        while True:
            try:
                part = next(source)
            except StopIteration:
                break
            except Exception as error:
                raised = error
                break
            waiting.append(pool.submit(decide, part))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    if raised is not None:
        raise raised


def _arrow_stream(layout: Layout, reader: Any) -> Any:
    import pyarrow

    first = layout.decide(eager(reader.schema.empty_table()))
    schema = first.to_arrow().schema

    def slices() -> Iterator[pl.DataFrame]:
        for batch in reader:
            yield from eager(batch).iter_slices(CHUNK)

    def batches() -> Iterator[Any]:
        for frame in _in_order(layout.decide, slices()):
            yield from frame.to_arrow().cast(schema).to_batches()

    return pyarrow.RecordBatchReader.from_batches(schema, batches())
