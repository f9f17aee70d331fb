"""`policy.check` next to the engines that a Python user would pick instead, on the same applications, rules and fees.

    python -m benchmarks.peers [--applications 10000] [--seconds 10] [--only PACKAGE ...]

Sets up an environment of its own in `benchmarks/peers/.venv` with the versions of `requirements.txt`. Each engine runs in a process of its own, for
so many applications or so many seconds; each of its decisions is compared with what the notice comes to, which `benchmarks/check.py` holds to the
reference engine. An engine that cannot be installed or fails is told as such. How to read it: docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import venv
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
ENVIRONMENT = HERE / ".venv"
SOLO, HAND, CHECK = "EVALPOLICY_PEERS_ENVIRONMENT", "written by hand", "evalpolicy"


def measured(name: str, number: int, seconds: float) -> dict[str, Any]:
    """Decide applications with one engine: microseconds at the median and the 99th percentile, how many were decided, and how many rightly."""
    import evalpolicy
    from benchmarks.applications import mixed
    from benchmarks.check import by_hand, percentile
    from benchmarks.handwritten import decide
    from benchmarks.peers.engines import ENGINES
    from benchmarks.peers.facts import facts_of
    from benchmarks.peers.languages import counted

    applications = [(each, expected) for each in mixed(number) if (expected := by_hand(each)) is not None]
    policy = evalpolicy.load("2024H2")
    prepare: Any = lambda application: application  # noqa: E731  # one of three
    if name == HAND:
        work: Any = lambda application: decide(application)[1:]  # noqa: E731
    elif name == CHECK:
        work = lambda application: policy.check(application).outcome  # noqa: E731
    else:
        engine = next(each for each in ENGINES if each.package == name)
        prepare, work = (facts_of if engine.rows else lambda application: counted(facts_of(application))), engine.load()
    times, reading, found, started = [], [], [], time.perf_counter()
    for place, (application, _) in enumerate(applications):
        begun = time.perf_counter_ns()
        facts = prepare(application)
        before = time.perf_counter_ns()
        found.append(work(facts))
        after = time.perf_counter_ns()
        reading.append((before - begun) / 1000)
        times.append((after - before) / 1000)
        if place >= 10 and time.perf_counter() - started > seconds:
            break
    if name == CHECK:
        # After all is timed: a fee comes from the reference engine, which leaves nothing of the compiled one in the processor's caches.
        for place, (application, _) in enumerate(applications[: len(found)]):
            made = policy.check(application)
            fee = made.receipt().fee
            found[place] = (made.violated, made.undetermined, made.pending, None if fee is None else int(Decimal(fee) * 100))
    right = sum(each == expected[1:] for each, (_, expected) in zip(found, applications, strict=False))
    reads = statistics.median(reading)
    return {"median": statistics.median(times), "high": percentile(times, 99), "reading": reads, "n": len(times), "right": right}


def alone(name: str, stated: argparse.Namespace) -> dict[str, Any] | str:
    """What was measured in a process of its own; why not, where it failed."""
    command = [sys.executable, "-m", "benchmarks.peers", "--engine", name]
    command += ["--applications", str(stated.applications), "--seconds", str(stated.seconds)]
    try:
        ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60 + 6 * stated.seconds, check=False)
    except subprocess.TimeoutExpired:
        return "does not end"
    lines = ran.stdout.strip().splitlines()
    if ran.returncode or not lines:
        return (ran.stderr.strip().splitlines() or [f"ended with {ran.returncode}"])[-1][:100]
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def set_up() -> Path:
    """The Python of an environment with the engines, made where it is missing. Packages are installed one by one: one that fails hinders no other."""
    python = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = HERE / "requirements.txt"
    done = ENVIRONMENT / "installed.txt"
    if done.exists() and done.read_text(encoding="utf-8") == wanted.read_text(encoding="utf-8"):
        return python
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    lines = [line for line in wanted.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for what in (["-e", str(CHECKOUT)], *([line] for line in lines)):
        print("installing", what[-1], flush=True)
        if subprocess.run([python, "-m", "pip", "install", "-q", *what], check=False).returncode:
            print(f"{what[-1]} cannot be installed here", flush=True)
    done.write_text(wanted.read_text(encoding="utf-8"), encoding="utf-8")
    return python


def report(stated: argparse.Namespace) -> None:
    """Measure all, and print a table in Markdown."""
    from benchmarks.peers.engines import ENGINES

    hand, check = alone(HAND, stated), alone(CHECK, stated)
    assert isinstance(hand, dict), hand
    assert isinstance(check, dict), check
    base = hand["median"]
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; microseconds a decision\n")
    print("| | version | median | 99 % | by hand = 1 | decided as the notice | done for it beforehand, uncounted |")
    print("|---|---|---|---|---|---|---|")
    rows = [(HAND, "", hand, "nothing"), (CHECK, version("evalpolicy"), check, "nothing")]
    rows.sort(key=lambda row: row[2]["median"])
    peers: list[tuple[str, str, dict[str, Any], str]] = []
    for engine in ENGINES:
        if stated.only and engine.package not in stated.only:
            continue
        try:
            number = version(engine.package)
        except PackageNotFoundError:
            print(f"| {engine.package}: {engine.language} | not installed | | | | | |", flush=True)
            continue
        found = alone(engine.package, stated)
        if isinstance(found, str):
            print(f"| {engine.package}: {engine.language} | {number} | failed: {found} | | | | |", flush=True)
        else:
            lacks = f"reading ({found['reading']:.0f} µs); {engine.lacks}"
            peers.append((f"{engine.package}: {engine.language}", number, found, lacks))
    for name, number, found, lacks in [*rows, *sorted(peers, key=lambda row: row[2]["median"])]:
        share = f"{found['right']} of {found['n']}"
        print(f"| {name} | {number} | {found['median']:,.1f} | {found['high']:,.1f} | {found['median'] / base:,.1f} | {share} | {lacks} |")


def main() -> None:
    """Set up and report, or measure one engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--only", nargs="*", default=[], metavar="PACKAGE")
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    stated = parser.parse_args()
    if stated.engine:
        print(json.dumps(measured(stated.engine, stated.applications, stated.seconds)))
    elif os.environ.get(SOLO):
        report(stated)
    else:
        command = [set_up(), "-m", "benchmarks.peers", *sys.argv[1:]]
        sys.exit(subprocess.run(command, cwd=CHECKOUT, env={**os.environ, SOLO: "1"}, check=False).returncode)


if __name__ == "__main__":
    main()
