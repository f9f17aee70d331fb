"""Ctrl-C, whenever it comes: the exit code of no answer, and nothing on the screen that is for programmers."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evalpolicy.mutation import noticing
from evalpolicy.mutation.mutants import mutants
from tests.properties.support import named

ROOT = Path(__file__).resolve().parents[2]
ELECTRICIAN = str(ROOT / "examples" / "electrician.json")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

START = """
import os, signal, sys

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)

"""
WHILE_IMPORTING = """
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "{}":
            interrupt()

sys.meta_path.insert(0, Finder())
"""
AS_ANOTHER_ERROR = """
from evalpolicy.cli import reading

def read(name):
    try:
        interrupt()
    except KeyboardInterrupt:
        raise OverflowError("argument 2") from None

reading.read_application = read
"""
SWALLOWED = """
from evalpolicy.cli import reading

class Gone:
    def __del__(self):
        interrupt()

real = reading.read_application

def read(name):
    Gone()
    return real(name)

reading.read_application = read
"""
RUN = """
from evalpolicy.cli import program
sys.argv = ["evalpolicy", "check", {!r}, "--policy", "2024H2"]
program()
"""


def ended(before: str) -> subprocess.CompletedProcess[bytes]:
    code = START + before + RUN.format(ELECTRICIAN)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "before",
    [*(WHILE_IMPORTING.format(name) for name in ("evalpolicy.cli.group", "click", "evalpolicy.registry")), AS_ANOTHER_ERROR, SWALLOWED],
    ids=["importing the commands", "importing click", "importing the rest", "as another error", "where it is swallowed"],
)
def test_it_is_no_answer(before: str) -> None:
    done = ended(before)
    assert done.returncode == 130
    assert done.stderr.strip() == b""


def test_what_runs_in_the_background_is_not_interrupted() -> None:
    """A shell has it ignore the signal."""
    done = ended("signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + SWALLOWED)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arithmetic", ["6", "None"])
def test_a_solver_that_is_interrupted_has_no_answer(arithmetic: str) -> None:
    """It takes the signal for itself, and would say that its time was over."""
    pytest.importorskip("z3")
    code = f"""
import threading, time, z3
from evalpolicy.proof.search import Search
x, y, z = z3.Ints("x y z")
hard = [x * x * x + y * y * y + z * z * z == 33, x > 1000]
threading.Timer(0.5, interrupt).start()
start = time.monotonic()
try:
    answer = Search([])._check(hard, {arithmetic}, 20.0, False)
except KeyboardInterrupt:
    answer = "interrupted"
print(answer, time.monotonic() - start < 10)
"""
    done = subprocess.run([sys.executable, "-c", START + code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("interrupted True", "")


def test_processes_that_look_for_mutants_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first process waits for them: they do no more of what they were given."""
    handlers: dict[int, Any] = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(noticing, "_stopped", False)
    monkeypatch.setattr(noticing, "_bench", None)
    policy = named("2024H2")
    noticing._start(noticing._Bench(policy.model.examples, "2024H2.policy", ROOT / "policies", policy.limits))
    first, second = mutants(policy.model)[:2]
    judged = noticing._judge(first)
    assert judged.mutant == first
    handlers[signal.SIGINT](signal.SIGINT, None)
    monkeypatch.setattr(noticing._Bench, "judge", None)
    assert noticing._judge(second).mutant == second
