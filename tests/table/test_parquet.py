"""Parquet to Parquet, by the library and on the command line."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
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


def test_the_file_of_that_name(tmp_path: Path) -> None:
    """Whatever marks are in the name."""
    notice_frame().write_parquet(tmp_path / "in[1].parquet")
    notice_frame().head(1).write_parquet(tmp_path / "in1.parquet")
    named("2024H2").check_parquet(tmp_path / "in[1].parquet", tmp_path / "out.parquet", keep=["n"])
    assert pl.read_parquet(tmp_path / "out.parquet").height == notice_frame().height


def test_decisions_are_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """What was there stays where something goes wrong, and nothing else is left behind."""
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    notice_frame().write_parquet(source)
    policy = named("2024H2")
    policy.check_parquet(source, target)
    before = target.read_bytes()
    target.chmod(0o640)
    bad = notice_frame().with_columns(pl.lit("x").alias("applicant.id"))
    bad.write_parquet(tmp_path / "bad.parquet")
    for name in ("bad.parquet", "none.parquet"):
        with pytest.raises(evalpolicy.UsageError):
            policy.check_parquet(tmp_path / name, target)
        with pytest.raises(evalpolicy.UsageError):
            policy.check_parquet(tmp_path / name, tmp_path / "new.parquet")
    assert target.read_bytes() == before
    policy.check_parquet(source, target, keep=["n"])
    assert target.read_bytes() != before
    assert os.name == "nt" or target.stat().st_mode & 0o777 == 0o640
    assert {each.name for each in tmp_path.iterdir()} == {"in.parquet", "out.parquet", "bad.parquet"}


def test_a_link_stays_one(tmp_path: Path) -> None:
    notice_frame().write_parquet(tmp_path / "in.parquet")
    (tmp_path / "out.parquet").symlink_to(tmp_path / "there.parquet")
    named("2024H2").check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert (tmp_path / "out.parquet").is_symlink()
    assert pl.read_parquet(tmp_path / "there.parquet").height == notice_frame().height


def test_files_that_are_none(tmp_path: Path) -> None:
    """Said of the file that is meant; the applications are never written over."""
    source = tmp_path / "in.parquet"
    notice_frame().write_parquet(source)
    data = source.read_bytes()
    os.link(source, tmp_path / "again.parquet")
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    (tmp_path / "half").write_bytes(data[: len(data) // 2])
    for given, target, said in (
        (source, tmp_path / "again.parquet", "again.parquet: the decisions would take the place of the applications"),
        (tmp_path / "folder", tmp_path / "out", "folder: a folder"),
        (tmp_path / "empty", tmp_path / "out", "empty: parquet"),
        (tmp_path / "half", tmp_path / "out", "half: parquet"),
        (source, tmp_path / "folder", "folder: Is a directory"),
        (source, tmp_path / "nowhere" / "out", "out: there is no such folder"),
    ):
        with pytest.raises(evalpolicy.UsageError, match=said):
            named("2024H2").check_parquet(given, target)
    assert source.read_bytes() == data
    assert not (tmp_path / "out").exists()


def test_a_file_that_polars_chokes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some broken files it does not refuse: it gives up."""

    def choke(*_: object, **__: object) -> None:
        raise pl.exceptions.PanicException("called `Option::unwrap()` on a `None` value")

    notice_frame().write_parquet(tmp_path / "in.parquet")
    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", choke)
    with pytest.raises(evalpolicy.UsageError, match=r"in\.parquet, decided into"):
        named("2024H2").check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet")


@pytest.mark.parametrize(
    ("frame", "keep", "said"),
    [
        (pl.DataFrame({"n": [1]}), [], "the table has no selections"),
        (pl.DataFrame({"selections.0.item": ["office"], "outcome": ["x"]}), ["outcome"], "'outcome' is a column of the result"),
        (pl.DataFrame({"selections.0.item": ["office"]}), ["m"], "the table has no column 'm'"),
        (pl.DataFrame({"selections.0": ["office"]}), [], "column 'selections.0' holds no objects"),
    ],
)
def test_what_is_wrong_with_the_columns_of_a_file(frame: pl.DataFrame, keep: list[str], said: str, tmp_path: Path) -> None:
    """The file is named, whether it is seen before or while it is decided."""
    frame.write_parquet(tmp_path / "in.parquet")
    with pytest.raises(evalpolicy.UsageError) as caught:
        named("2024H2").check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", keep=keep)
    assert str(caught.value).startswith(f"{tmp_path / 'in.parquet'}: {said}")
    assert {each.name for each in tmp_path.iterdir()} == {"in.parquet"}


def test_a_time_zone_that_nobody_knows(tmp_path: Path) -> None:
    """As Java and Windows name them; Polars panics of it."""
    moments = pa.array([0], pa.timestamp("us", "Mars/Olympus"))
    pq.write_table(pa.table({"selections.0.item": ["office"], "steps.registration.at": moments}), tmp_path / "in.parquet")
    with pytest.raises(evalpolicy.UsageError, match=r"in\.parquet: unable to parse time zone: 'Mars/Olympus'") as caught:
        named("2024H2").check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert "有不认识的时区" in caught.value.render("zh")


@pytest.mark.parametrize("line", [("-", "out.parquet"), ("in.parquet", "-")])
def test_streams_are_no_files(line: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who writes `-` wants a file of that name."""
    monkeypatch.chdir(tmp_path)
    notice_frame().write_parquet("in.parquet")
    done = CliRunner().invoke(main, ["check-table", *line, "--policy", "2024H2", "--lang", "en"])
    assert done.exit_code == 2
    assert "./-" in done.stderr
    assert {each.name for each in tmp_path.iterdir()} == {"in.parquet"}
