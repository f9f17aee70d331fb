"""How long a fresh process takes until it has imported the library, has a policy and has decided: `python benchmarks/start.py`.

Every figure is of processes of their own, one after the other, each kind in turn; the interpreter alone is measured in the same way and taken off.
CPU time is told beside the time that passes: on a machine that does other things it is the steadier one. Two yardsticks, the start of the interpreter
and a loop of plain Python, tell how fast the machine was meanwhile: figures of two runs are compared in these.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LOAD = "import evalpolicy; policy = evalpolicy.load('2024H2')"
DECIDE = f"{LOAD}; policy.check({{'selections': []}})"
APPLICATION = Path(__file__).parent.parent / "examples" / "electrician.json"
LOOP = "total = 0\nfor number in range(1_000_000): total += number"
COMMAND = "import sys; from evalpolicy.cli import main; sys.argv[0] = 'evalpolicy'; main()"


def measured(command: list[str], cache: str) -> tuple[float, float]:
    """Milliseconds that pass, and of CPU, for one process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**ENVIRONMENT, "EVALPOLICY_CACHE": cache})
    passed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return passed * 1000, used * 1000


AIMS = {"import evalpolicy": 30, "load 2024H2 from its text": 150, "load 2024H2 from the cache": 20}
"""Milliseconds on a machine with nothing else to do; of loading, without the import."""

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=15)
    runs = arguments.parse_args().runs
    python = [sys.executable, "-c"]
    with tempfile.TemporaryDirectory() as folder:
        cache = str(Path(folder, "cache"))
        kinds = {
            "the interpreter alone": ([*python, "pass"], "off"),
            "a loop of a million additions": ([*python, LOOP], "off"),
            "import evalpolicy": ([*python, "import evalpolicy"], "off"),
            "load 2024H2 from its text": ([*python, LOAD], "off"),
            "load 2024H2 from the cache": ([*python, LOAD], cache),
            "first decision, from the text": ([*python, DECIDE], "off"),
            "first decision, from the cache": ([*python, DECIDE], cache),
            "evalpolicy --help": ([*python, COMMAND, "--help"], "off"),
            "evalpolicy check, from the cache": ([*python, COMMAND, "check", str(APPLICATION)], cache),
        }
        for command, kept in kinds.values():
            measured(command, kept)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
        for _ in range(runs):
            for name, (command, kept) in kinds.items():
                found[name].append(measured(command, kept))
    alone, loop, imported = (
        [statistics.median(each) for each in zip(*found[name], strict=True)]
        for name in ("the interpreter alone", "a loop of a million additions", "import evalpolicy")
    )
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, medians of {runs}")
    print(f"The interpreter's own {alone[0]:.0f} ms ({alone[1]:.0f} ms of CPU) are taken off.")
    print(f"{'':34}{'ms':>8}{'CPU ms':>9}{'interpreters':>15}{'loops':>8}{'aim, ms':>10}{'without the import, CPU ms':>29}")
    for name, times in found.items():
        if name == "the interpreter alone":
            continue
        passed, used = (statistics.median(each) - bare for each, bare in zip(zip(*times, strict=True), alone, strict=True))
        without = f"{used + alone[1] - imported[1]:29.0f}" if name.startswith("load") else ""
        print(f"{name:34}{passed:8.0f}{used:9.0f}{used / alone[1]:15.1f}{used / (loop[1] - alone[1]):8.1f}{AIMS.get(name, ''):>10}{without}")


if __name__ == "__main__":
    main()
