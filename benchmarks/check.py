"""One decision: `policy.check(application).outcome` next to the notice written by hand as a Python function, in one run.

    python -m benchmarks.check [--applications 10000] [--seed 2024] [--unverified] [--limit 3]

Decides each application of a mixed set of 2024H2 (`benchmarks/applications.py`) once with both, one right after the other. First the function
written by hand is held to the reference engine on every application of the set. Prints microseconds at the median and the 99th percentile, ratios,
and where the time of `policy.check` goes. With `--limit`, the exit code says whether the bar is met. How to read it: docs/performance.md.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

import evalpolicy
from benchmarks.applications import Application, mixed
from benchmarks.handwritten import Decided, Malformed, decide
from evalpolicy.backends.compiled.engine import Engine
from evalpolicy.binding import Vocabulary, bind
from evalpolicy.errors import ApplicationError
from evalpolicy.judge import Judge, Program

WARM = 2000
"""Applications, of another seed, that are decided before anything is measured."""


def timed(work: Callable[[Any], object], values: Iterable[Any], expected: type[Exception] = ApplicationError) -> list[float]:
    """Microseconds of the processor for each call, in order: other programs take none of it. What is malformed raises `expected`; that takes its
    time as well."""
    found = []
    for value in values:
        start = time.thread_time_ns()
        with suppress(expected):
            work(value)
        found.append((time.thread_time_ns() - start) / 1000)
    return found


def percentile(found: Sequence[float], share: float) -> float:
    """So many of a hundred are no greater."""
    return sorted(found)[min(len(found) - 1, int(len(found) * share / 100))]


def reference(program: Program, application: Application) -> Decided | None:
    """What the reference engine says; None: malformed."""
    try:
        judgement = Judge(program, bind(program.model, application)).judge()
    except ApplicationError:
        return None
    ids = [judgement.ids(status) for status in ("violated", "undetermined", "pending")]
    return str(judgement.outcome), ids[0], ids[1], ids[2], judgement.fee


def by_hand(application: Application) -> Decided | None:
    """What the function written by hand says; None: malformed."""
    try:
        return decide(application)
    except Malformed:
        return None


def verify(program: Program, applications: list[Application]) -> None:
    """Hold the function written by hand to the reference engine. Leaves the program where they differ."""
    outcomes: Counter[str] = Counter()
    for application in applications:
        expected, found = reference(program, application), by_hand(application)
        if expected != found:
            raise SystemExit(f"the function written by hand differs:\n{application}\nreference: {expected}\nby hand:   {found}")
        outcomes[expected[0] if expected else "malformed"] += 1
    shares = ", ".join(f"{outcome} {number / len(applications):.1%}" for outcome, number in outcomes.most_common())
    print(f"{len(applications)} applications, all decided alike by hand and by the reference engine: {shares}")


def side_by_side(policy: evalpolicy.Policy, applications: list[Application]) -> tuple[list[float], list[float]]:
    """Microseconds of each decision, by hand and by `policy.check`; every other time the one, every other time the other goes first."""
    hand: list[float] = []
    check: list[float] = []
    for place, application in enumerate(applications):
        works: list[tuple[list[float], Callable[[Any], object], type[Exception]]]
        works = [(hand, decide, Malformed), (check, lambda each: policy.check(each).outcome, ApplicationError)]
        for found, work, expected in works if place % 2 else reversed(works):
            found += timed(work, [application], expected)
    return hand, check


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--unverified", action="store_true", help="skip the comparison with the reference engine (about 30 seconds)")
    parser.add_argument(
        "--limit", type=float, help="fail where the median is above so many times that by hand, or the 99th percentile so many medians"
    )
    stated = parser.parse_args()
    policy = evalpolicy.load("2024H2")
    program, vocabulary = Program(policy.model), Vocabulary(policy.model)
    applications = mixed(stated.applications, stated.seed)
    if not stated.unverified:
        verify(program, applications)
    side_by_side(policy, mixed(WARM, stated.seed + 1))
    hand, check = side_by_side(policy, applications)
    fit = [place for place, application in enumerate(applications) if by_hand(application) is not None]

    print(f"\n{policy.id}, Python {platform.python_version()}, {platform.machine()}, microseconds a decision")
    print(f"{'':32}{'median':>10}{'99 %':>10}{'99 % / median':>16}{'median / by hand':>19}")
    base = statistics.median(hand)
    for name, found in (
        ("written by hand", hand),
        ("policy.check(a).outcome", check),
        ("  of those that are well-formed", [check[place] for place in fit]),
    ):
        median, high = statistics.median(found), percentile(found, 99)
        print(f"{name:32}{median:10.1f}{high:10.1f}{high / median:16.2f}{median / base:19.2f}")

    engine = Engine(policy)
    readable = [applications[place] for place in fit]
    facts = [bind(policy.model, each, vocabulary=vocabulary) for each in readable]
    engine.judge(readable[0], None, None, None)
    plain = engine.plain(None, None, False)
    assert plain is not None
    shapes = [read for each in readable if (read := plain.read(each)) is not None]
    print(f"\n{len(shapes) / len(readable):.1%} of the well-formed applications are written plainly")
    quick = timed(plain.read, readable)
    judging = timed(lambda read: plain.compiled.decide(read, {}, None), shapes)
    reading = timed(lambda each: bind(policy.model, each, vocabulary=vocabulary), readable)
    slow = timed(lambda each: Judge(program, each).judge(), facts[:500])
    explained = timed(lambda each: policy.check(each).to_dict(), readable[:200])
    whole = statistics.median(check)
    print(f"\n{'well-formed applications alone':32}{'median':>10}{'99 %':>10}{'median / policy.check':>24}")
    for name, found in (
        ("reading, plainly written", quick),
        ("judging, compiled", judging),
        ("reading, whatever is written", reading),
        ("judging, reference", slow),
        ("policy.check with to_dict", explained),
    ):
        print(f"{name:32}{statistics.median(found):10.1f}{percentile(found, 99):10.1f}{statistics.median(found) / whole:24.2f}")
    if stated.limit is not None and (whole > stated.limit * base or percentile(check, 99) > stated.limit * whole):
        sys.exit(f"slower than {stated.limit} times")


if __name__ == "__main__":
    main()
