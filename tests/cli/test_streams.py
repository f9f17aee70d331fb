"""Streams that do not take what is written, and those of every encoding."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASE = str(ROOT / "docs" / "errors" / "base.policy")
LINES = [["--help"], ["--version"], ["check", "--help"], ["show", BASE], ["show", "2024H3"], ["chekc"]]


def run(line: list[str], redirected: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    call = ["sh", "-c", f'"$@" {redirected}', "sh", sys.executable, "-m", "evalpolicy", *line]
    return subprocess.run(call, capture_output=True, check=False, env={**os.environ, "LC_ALL": "", "LANG": "C", **environment})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_output_that_a_full_disk_takes(line: list[str]) -> None:
    """Of every output, help as well; where nothing can be told, the exit code tells it."""
    usual = run(line)
    full = run(line, ">/dev/full")
    if usual.stdout:
        assert (full.returncode, full.stderr) == (2, b"output: No space left on device\n")
    assert run(line, "2>/dev/full").returncode == (2 if usual.stderr else 0)
    assert run(line, ">/dev/full 2>&1").returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("line", LINES[:4], ids=" ".join)
def test_readers_who_stop_reading(line: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-m", "evalpolicy", *line], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_help_is_utf_8_as_all_output_is(encoding: str) -> None:
    done = run(["verify", "--help"], PYTHONIOENCODING=f"{encoding}:strict")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "…" in done.stdout.decode("utf-8")
