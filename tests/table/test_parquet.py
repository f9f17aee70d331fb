"""Parquet to Parquet, by the library and on the command line."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import evalpolicy
from evalpolicy.cli import main
from tests.properties.support import named
from tests.table.support import notice_frame


def test_a_file(tmp_path: Path) -> None:
    """In the order of the file, whatever its row groups are."""
    frame = pl.concat([notice_frame()] * 3)
    frame.write_parquet(tmp_path / "in.parquet", row_group_size=50)
    report = evalpolicy.TableReport()
    named("2024H2").check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", keep=["n"], report=report)
    assert pl.read_parquet(tmp_path / "out.parquet").equals(named("2024H2").check_table(frame, keep=["n"]))
    assert report.applications == frame.height


def test_the_command(tmp_path: Path) -> None:
    """Says how many, and what it does not know."""
    notice_frame().with_columns(colour=pl.lit("red")).write_parquet(tmp_path / "in.parquet")
    call = ["check-table", str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet"), "--policy", "2024H2", "--keep", "n", "--lang", "en"]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0, done.output
    assert "69 applications decided, 0 of them read one by one" in done.output
    assert "/colour: unknown field 'colour'" in done.output
    assert pl.read_parquet(tmp_path / "out.parquet")["outcome"].value_counts().height == 4


@pytest.mark.parametrize("content", [None, b"", b"no parquet at all"])
def test_what_is_no_parquet(tmp_path: Path, content: bytes | None) -> None:
    """A plain sentence and exit code 2, never a traceback."""
    if content is not None:
        (tmp_path / "in.parquet").write_bytes(content)
    done = CliRunner().invoke(main, ["check-table", str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet"), "--policy", "2024H2"])
    assert done.exit_code == 2, done.output
    assert "in.parquet" in done.output
    assert "Traceback" not in done.output


def test_a_file_onto_itself(tmp_path: Path) -> None:
    with pytest.raises(evalpolicy.UsageError, match="take the place"):
        named("2024H2").check_parquet(tmp_path / "x.parquet", tmp_path / "x.parquet")
