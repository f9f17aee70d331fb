"""Tables: the columnar engine next to a query that a good engineer writes by hand in Polars, in one run.

    python -m benchmarks.table [--rows 1000000] [--checked 2000] [--parquet FILE]

Both decide the same table (`benchmarks.tables`) and must give the same; the first rows are held to the reference engine too. Prints applications a
second by the clock, and nanoseconds of the processors' time for each application, which says more on a machine that is busy with other work.
`--parquet`: writes the table to FILE, decides it from Parquet to Parquet, and prints the peak of memory. How to read it: docs/performance.md.
"""

from __future__ import annotations

import argparse
import platform
import resource
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

import evalpolicy
from benchmarks.handwritten_table import query
from benchmarks.tables import chunks, table
from evalpolicy.testing.tables import expected_of, judged

ROUNDS = 5
CHUNK = 250_000


def measured(name: str, rows: int, work: Callable[[], object]) -> float:
    """The least time of the processors for each application, in nanoseconds, of several rounds; both times are printed."""
    clock, busy = [], []
    for _ in range(ROUNDS):
        start, used = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - start)
        busy.append(time.process_time() - used)
    print(f"{name:28}{rows / min(clock) / 1e6:12.2f}{min(busy) / rows * 1e9:12.0f}")
    return min(busy)


def check(frame: pl.DataFrame, decided: pl.DataFrame, policy: evalpolicy.Policy, number: int) -> None:
    """The first decisions are the reference engine's."""
    for application, row in zip(frame.head(number).to_dicts(), decided.head(number).to_dicts(), strict=True):
        assert judged(row, policy.model.minor_digits) == expected_of(policy, application, at=None, through=None, given=None)[0], application


def parquet(policy: evalpolicy.Policy, rows: int, source: Path) -> None:
    """Parquet to Parquet."""
    import pyarrow.parquet as pq

    if not source.exists():
        writer = None
        for frame in chunks(rows, CHUNK):
            written = frame.to_arrow()
            writer = writer or pq.ParquetWriter(source, written.schema, compression="zstd", compression_level=1)
            writer.write_table(written, row_group_size=CHUNK)
        assert writer is not None
        writer.close()
    target, report = source.with_suffix(".decided.parquet"), evalpolicy.TableReport()
    start, used = time.perf_counter(), time.process_time()
    policy.check_parquet(source, target, report=report)
    took, busy = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Parquet to Parquet: {report.applications} applications in {took:.0f} s, {report.applications / took / 1e6:.2f} million a second,")
    print(f"  {busy / report.applications * 1e9:.0f} ns of the processors each, at most {peak:.0f} MB of memory,")
    print(f"  {report.row_by_row} read one by one,")
    print(f"  {source.stat().st_size / 1e6:.0f} MB in, {target.stat().st_size / 1e6:.0f} MB out")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--checked", type=int, default=2_000)
    parser.add_argument("--parquet", type=Path)
    stated = parser.parse_args()
    policy = evalpolicy.load("2024H2")
    if stated.parquet is not None:
        parquet(policy, stated.rows, stated.parquet)
        return
    frame = table(stated.rows)
    steps = frame["steps"].struct
    files = steps.field("materials").struct.field("files").list.len().max()
    most = frame["selections"].list.len().max()
    assert isinstance(files, int)
    assert isinstance(most, int)
    decided = policy.check_table(frame).drop("problems")
    by_hand = query(frame.lazy(), most, files).collect()
    assert decided.equals(by_hand)
    check(frame, policy.check_table(frame.head(stated.checked)), policy, stated.checked)
    ids, paid = frame["applicant"].struct.field("id").n_unique(), steps.field("payment").struct.field("at").n_unique()
    accepted = (decided["outcome"] == "accepted").mean()
    print(f"{stated.rows} applications, {accepted:.0%} accepted; {ids} different ids, {paid} different instants of payment")
    print(f"Polars {pl.__version__}, Python {platform.python_version()}, {pl.thread_pool_size()} threads")
    print(f"{'':28}{'million/s':>12}{'ns of CPU':>12}")
    own = measured("policy.check_table", stated.rows, lambda: policy.check_table(frame))
    hand = measured("by hand", stated.rows, lambda: query(frame.lazy(), most, files).collect())
    streamed = measured("by hand, streaming engine", stated.rows, lambda: query(frame.lazy(), most, files).collect(engine="streaming"))
    print(f"ratio of CPU to the quicker query: {own / min(hand, streamed):.2f}")


if __name__ == "__main__":
    main()
