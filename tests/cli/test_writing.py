"""Nothing half-written stays, whatever becomes of the disk or of the user's patience; and the file that cannot be written is named."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalpolicy.cli import main
from evalpolicy.writing import write_file

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "2024H2.policy"


@pytest.fixture(name="full")
def full_fixture(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk has room for names and for nothing else."""

    def sync(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", sync)


def files(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize(("language", "why"), [("zh", "：磁盘满了"), ("en", ": No space left on device")])
@pytest.mark.parametrize("line", [["new", "x", "--from", str(POLICY), "--output"], ["sources", str(POLICY), "--format", "html", "--output"]])
def test_a_full_disk(line: list[str], language: str, why: str, tmp_path: Path) -> None:
    there = tmp_path / "there.html"
    there.write_bytes(b"old")
    for target in (tmp_path / "x.policy", *([there] if line[0] == "sources" else [])):
        done = CliRunner().invoke(main, [*line, str(target), "--lang", language])
        assert (done.exit_code, done.stderr) == (2, f"{target}{why}\n")
        assert files(tmp_path) == {"there.html": b"old"}


def test_a_policy_without_the_texts_that_it_cites_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full, or the user stops it, when all but the last file is written."""
    for raised, code in ((OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 2), (KeyboardInterrupt(), 130)):
        written: list[Path] = []

        def write(path: Path, data: bytes, raised: BaseException = raised, written: list[Path] = written) -> None:
            if written:
                raise raised
            written.append(path)
            write_file(path, data)

        monkeypatch.setattr("evalpolicy.cli.new.write_file", write)
        done = CliRunner().invoke(main, ["new", "x", "--from", str(POLICY), "--output", str(tmp_path / "x.policy")])
        assert done.exit_code == code
        assert written == [tmp_path / "x.policy"]
        assert files(tmp_path) == {}


def test_what_is_written_anew(tmp_path: Path) -> None:
    """As any file that a program makes: also by a name that leaves no room for another beside it, and through a link to what is not there."""
    usual = tmp_path / "usual"
    usual.touch()
    for path in (tmp_path / ("x" * 250), tmp_path / ("评" * 80)):
        write_file(path, b"new")
        write_file(path, b"newer")
        assert path.read_bytes() == b"newer"
        assert path.stat().st_mode == usual.stat().st_mode
    if hasattr(os, "symlink"):
        (tmp_path / "link").symlink_to(tmp_path / "there")
        write_file(tmp_path / "link", b"new")
        assert (tmp_path / "there").read_bytes() == b"new"
    assert not [each for each in tmp_path.iterdir() if each.name.endswith("unfinished")]
