"""Parquet files of any size: read, decided and written piece by piece, in the order of the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from evalpolicy.errors import UsageError

if TYPE_CHECKING:
    from evalpolicy.policy import Policy


def check_parquet(policy: Policy, source: str | Path, target: str | Path, **how: Any) -> None:
    """See `Policy.check_parquet`."""
    if Path(source).resolve() == Path(target).resolve():
        raise UsageError(f"{target}: the decisions would take the place of the applications")
    if not Path(source).exists():
        raise UsageError(f"{source}: no such file")
    try:
        policy.check_table(pl.scan_parquet(source), **how).sink_parquet(target)
    except pl.exceptions.PolarsError as error:
        raise UsageError(f"{source}: {str(error).partition(chr(10))[0]}") from None
