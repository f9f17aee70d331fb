"""Threads that share one policy: whether each gets what one thread gets, and how many decisions several make: `python -m benchmarks.threads`.

    python -m benchmarks.threads [--applications 400] [--threads 32] [--rounds 6]

Needs nothing but the library itself, so that it runs on builds of Python without the global lock (`PYTHON_GIL=0`), on which NumPy and others may not
be there. In every second round the threads load the policy themselves, all at once. How to read it: docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from sysconfig import get_config_var
from threading import Barrier, Thread

import evalpolicy
from benchmarks.applications import Application, mixed
from evalpolicy import ApplicationError, Policy

EXPLAINED = 40
"""One of so many decisions is compared with all that it explains."""

Told = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], str]


def told(policy: Policy, application: Application, explained: bool) -> Told:
    """What a decision says; of a malformed application, what is wrong."""
    try:
        decision = policy.check(application)
    except ApplicationError as error:
        return "invalid", (), (), (), error.render() if explained else ""
    return str(decision.outcome), decision.violated, decision.undetermined, decision.pending, decision.to_json() if explained else ""


def together(threads: int, work: Callable[[int], None]) -> float:
    """The seconds that so many threads take, which start at once."""
    start_line = Barrier(threads + 1)

    def run(number: int) -> None:
        start_line.wait()
        work(number)

    running = [Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    start_line.wait()
    start = time.perf_counter()
    for thread in running:
        thread.join()
    return time.perf_counter() - start


def differing(load: Callable[[], Policy], share: bool, applications: Sequence[Application], expected: Sequence[Told], threads: int) -> int:
    """How many decisions of so many threads are not those of one. They share one policy, or each loads it."""
    found = [0] * threads
    policy = load() if share else None

    def decide(number: int) -> None:
        found[number] = len(applications)
        shared = policy or load()
        for turn in range(len(applications)):
            place = (turn + 7 * number) % len(applications)
            explained = (turn + number) % EXPLAINED == 0
            got, wanted = told(shared, applications[place], explained), expected[place]
            found[number] -= got == (wanted if explained else (*wanted[:4], ""))

    together(threads, decide)
    return sum(found)


def rate(policy: Policy, applications: Sequence[Application], threads: int, times: int = 10) -> float:
    """Decisions a second of so many threads."""

    def decide(number: int) -> None:
        for _ in range(times):
            for application in applications:
                told(policy, application, False)

    return threads * times * len(applications) / together(threads, decide)


def main() -> None:
    """Compare, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=400)
    parser.add_argument("--threads", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=6)
    asked = parser.parse_args()
    # `nogil`: the reference implementation of PEP 703, which came before all others.
    locked = not getattr(sys.flags, "nogil", False) and getattr(sys, "_is_gil_enabled", lambda: not get_config_var("Py_GIL_DISABLED"))()
    print(f"Python {sys.version.split()[0]}, {'with' if locked else 'without'} the global lock")
    applications = mixed(asked.applications)
    policy = evalpolicy.load("2024H2")
    expected = [told(policy, application, True) for application in applications]
    path = policy.model.file.path
    assert path is not None
    anew = partial(Policy.of_file, path, None)
    wrong = sum(differing(anew, bool(number % 2), applications, expected, asked.threads) for number in range(asked.rounds))
    print(f"{asked.rounds * asked.threads * len(applications)} decisions by {asked.threads} threads at once, {wrong} otherwise than by one")
    best = {threads: max(rate(policy, applications, threads) for _ in range(3)) for threads in (1, 2, 4)}
    for threads, reached in best.items():
        print(f"{threads} threads: {reached:9.0f} decisions a second, {reached / best[1]:.2f} times as many as one")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
