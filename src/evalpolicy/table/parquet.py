"""Parquet files of any size: read, decided and written piece by piece, in the order of the file."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from evalpolicy.errors import UsageError
from evalpolicy.reasons import of_polars, of_system
from evalpolicy.writing import in_the_place_of

if TYPE_CHECKING:
    from evalpolicy.policy import Policy


BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What Polars raises of a file that is no Parquet, or not any more."""


def check_parquet(policy: Policy, source: str | Path, target: str | Path, **how: Any) -> None:
    """See `Policy.check_parquet`."""
    if Path(source).resolve() == Path(target).resolve() or (os.path.exists(source) and os.path.exists(target) and os.path.samefile(source, target)):
        raise UsageError(f"{target}：判断结果会覆盖申请", f"{target}: the decisions would take the place of the applications")
    try:
        folder = stat.S_ISDIR(os.stat(source).st_mode)
    except OSError as error:
        why = of_system(error)
        raise UsageError(f"{source}：{why.zh}", f"{source}: {why.en}") from None
    if folder:
        raise UsageError(f"{source}：这是文件夹，要的是一个 Parquet 文件", f"{source}: a folder, and one Parquet file is asked for")
    try:
        decided = policy.check_table(pl.scan_parquet(source, glob=False), **how)
    except UsageError as error:
        raise _of(source, error) from None
    except (*BROKEN, OSError) as error:
        why = of_polars(error)
        raise UsageError(f"{source}：{why.zh}", f"{source}: {why.en}") from None
    try:
        with in_the_place_of(Path(target)) as unfinished:
            decided.sink_parquet(unfinished)
    except UsageError as error:
        raise _of(source, error) from None
    except BROKEN as error:
        why = of_polars(error)
        raise UsageError(f"{source}，结果写入 {target}：{why.zh}", f"{source}, decided into {target}: {why.en}") from None
    except OSError as error:
        why = of_polars(error)
        raise UsageError(f"{target}：{why.zh}", f"{target}: {why.en}") from None


def _of(source: str | Path, error: UsageError) -> UsageError:
    """What is wrong with the columns of a file, or with what is asked of them."""
    return UsageError(f"{source}：{error.message.zh}", f"{source}: {error.message.en}")
