"""How long a fresh process takes until it has imported the library, has a policy and has decided: `python benchmarks/start.py`.

Every figure is of processes of their own, one after the other, each kind in turn; the interpreter alone is measured in the same way and taken off.
`ready` is the time until what was asked for is there; the next column has the end of the process too, where Python takes all apart that was made. CPU
time, of the whole process, is told beside the time that passes: on a machine that does other things it is the steadier one. Two yardsticks, the start
of the interpreter and a loop of plain Python, tell how fast the machine was meanwhile: figures of two runs are compared in these.
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
READY = "\nimport time; print(time.monotonic())"
COMMAND = "from evalpolicy.cli import program; program()"


def measured(command: list[str], cache: str) -> tuple[float, float, float]:
    """Milliseconds until one process is ready, until it has ended, and of CPU. A command is ready when it has ended."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8", env={**ENVIRONMENT, "EVALPOLICY_CACHE": cache})
    passed, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    ready = float(ran.stdout) - start if command[-1].endswith(READY) else passed
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return ready * 1000, passed * 1000, used * 1000


AIMS = {"import evalpolicy": 30, "load 2024H2 from its text": 150, "load 2024H2 from the cache": 20}
"""Milliseconds until it is ready, on a machine with nothing else to do."""

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=15)
    runs = arguments.parse_args().runs
    python = [sys.executable, "-c"]
    with tempfile.TemporaryDirectory() as folder:
        cache = str(Path(folder, "cache"))
        kinds = {
            "the interpreter alone": ([*python, "pass" + READY], "off"),
            "a loop of a million additions": ([*python, LOOP + READY], "off"),
            "import evalpolicy": ([*python, "import evalpolicy" + READY], "off"),
            "load 2024H2 from its text": ([*python, LOAD + READY], "off"),
            "load 2024H2 from the cache": ([*python, LOAD + READY], cache),
            "first decision, from the text": ([*python, DECIDE + READY], "off"),
            "first decision, from the cache": ([*python, DECIDE + READY], cache),
            "evalpolicy --help": ([*python, COMMAND, "--help"], "off"),
            "evalpolicy check, from the cache": ([*python, COMMAND, "check", str(APPLICATION)], cache),
        }
        for command, kept in kinds.values():
            measured(command, kept)
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in kinds}
        for _ in range(runs):
            for name, (command, kept) in kinds.items():
                found[name].append(measured(command, kept))
    medians = {name: [statistics.median(each) for each in zip(*times, strict=True)] for name, times in found.items()}
    alone = medians.pop("the interpreter alone")
    loop = medians["a loop of a million additions"][2] - alone[2]
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, medians of {runs}")
    print(f"The interpreter's own {alone[1]:.0f} ms ({alone[2]:.0f} ms of CPU) are taken off.")
    print(f"{'':34}{'ready, ms':>11}{'ended, ms':>11}{'CPU ms':>9}{'interpreters':>15}{'loops':>8}{'aim, ms':>10}")
    for name, times in medians.items():
        ready, passed, used = (time - bare for time, bare in zip(times, alone, strict=True))
        print(f"{name:34}{ready:11.0f}{passed:11.0f}{used:9.0f}{used / alone[2]:15.1f}{used / loop:8.1f}{AIMS.get(name, ''):>10}")


if __name__ == "__main__":
    main()
