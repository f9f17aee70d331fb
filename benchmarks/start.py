"""How long a fresh process takes until it has imported the library, has a policy and has decided: `python benchmarks/start.py`.

Every figure is of processes of their own, one after the other, each kind in turn; the interpreter alone is measured in the same way and taken off.
CPU time is told beside the time that passes: on a machine that does other things it is the steadier one.
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
COMMAND = "import sys; from evalpolicy.cli import main; sys.argv[0] = 'evalpolicy'; main()"


def measured(command: list[str], cache: str) -> tuple[float, float]:
    """Milliseconds that pass, and of CPU, for one process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**ENVIRONMENT, "EVALPOLICY_CACHE": cache})
    passed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return passed * 1000, used * 1000


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
            "import evalpolicy": ([*python, "import evalpolicy"], "off"),
            "load 2024H2 from its text": ([*python, LOAD], "off"),
            "load 2024H2 from the cache": ([*python, LOAD], cache),
            "first decision, from the text": ([*python, DECIDE], "off"),
            "first decision, from the cache": ([*python, DECIDE], cache),
            "evalpolicy --help": ([*python, COMMAND, "--help"], "off"),
        }
        for command, kept in kinds.values():
            measured(command, kept)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
        for _ in range(runs):
            for name, (command, kept) in kinds.items():
                found[name].append(measured(command, kept))
    alone = [statistics.median(each) for each in zip(*found["the interpreter alone"], strict=True)]
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, medians of {runs}")
    print(f"The interpreter's own {alone[0]:.0f} ms ({alone[1]:.0f} ms of CPU) are taken off.")
    print(f"{'':32}{'ms':>8}{'CPU ms':>10}{'interpreters':>15}")
    for name, times in found.items():
        passed, used = (statistics.median(each) - bare for each, bare in zip(zip(*times, strict=True), alone, strict=True))
        if name != "the interpreter alone":
            print(f"{name:32}{passed:8.0f}{used:10.0f}{used / alone[1]:15.1f}")


if __name__ == "__main__":
    main()
