"""One decision: the compiled engine, next to the reference engine and to reading the application, in one run.

    python benchmarks/check.py [--applications 2000] [--policy 2024H2]

Decides the applications of the policy's examples over and over. Prints microseconds a decision at the median and the 99th percentile, and ratios to
the whole of `policy.check`. How to read it: docs/performance.md.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Callable
from itertools import cycle, islice

import evalpolicy
from evalpolicy.backends.compiled.engine import Engine
from evalpolicy.binding import Vocabulary, bind
from evalpolicy.judge import Judge, Program


def timed(work: Callable[[int], object], number: int) -> list[float]:
    """Microseconds of each of `number` calls, sorted; every fourth of them is made beforehand and not counted."""
    for place in range(number // 4):
        work(place)
    found = []
    for place in range(number):
        start = time.perf_counter_ns()
        work(place)
        found.append((time.perf_counter_ns() - start) / 1000)
    return sorted(found)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=2000)
    parser.add_argument("--policy", default="2024H2")
    stated = parser.parse_args()
    policy = evalpolicy.load(stated.policy)
    examples = [each.application for each in policy.model.examples if each.at is None and each.through is None and not each.given]
    applications = list(islice(cycle(examples), stated.applications))
    program, vocabulary = Program(policy.model), Vocabulary(policy.model)
    facts = [bind(policy.model, each, vocabulary=vocabulary) for each in applications]
    engine = Engine(program)
    rows = {
        "policy.check": timed(lambda place: policy.check(applications[place]), stated.applications),
        "  reading the application": timed(lambda place: bind(policy.model, applications[place], vocabulary=vocabulary), stated.applications),
        "  judging, compiled": timed(lambda place: engine.variant(facts[place], None).judge(facts[place]), stated.applications),
        "judging, reference": timed(lambda place: Judge(program, facts[place]).judge(), stated.applications),
        "policy.check with to_dict": timed(lambda place: policy.check(applications[place]).to_dict(), min(200, stated.applications)),
    }
    whole = statistics.median(rows["policy.check"])
    print(f"{policy.id}, {len(examples)} different applications, Python {platform.python_version()}")
    print(f"{'':28}{'median µs':>12}{'99 % µs':>12}{'ratio':>9}")
    for name, found in rows.items():
        median = statistics.median(found)
        print(f"{name:28}{median:12.1f}{found[len(found) * 99 // 100]:12.1f}{median / whole:9.2f}")


if __name__ == "__main__":
    main()
