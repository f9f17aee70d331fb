"""Compares the formulas with the reference over random policies and applications, as many as one likes: a nightly run, beside the test suite.

    python -m tests.proof.compare --decisions 200000 --seed 1

For each policy the formulas are built once, over every application; then each application is decided by the reference and by the solver's own
evaluation of those formulas. Statuses, outcome and fee have to agree, and the application has to be among those that proofs speak of. Three of four
decisions are of random policies. Applications are drawn near every bound, and put together from parts of those drawn; a third is judged at some
time, a third has parameters supplied. Only different applications within the bounds are counted. Exit code 1: the two disagree.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from evalpolicy.backends.symbolic.assignment import OutsideUniverse
from evalpolicy.binding import bind
from evalpolicy.errors import ApplicationError
from evalpolicy.policy import Policy
from evalpolicy.testing import applications, policies
from evalpolicy.testing.values import values
from tests.proof.differential import Differential, Json, recombined
from tests.properties.support import FILES, loaded_text, named

T = TypeVar("T")
A_POLICY, DRAWN = 250, 15
"""Decisions for each random policy, and how many of their applications are drawn anew."""
DRAWN_OF_A_FILE = 400
PROGRESS = 25
"""After so many policies it is said how many decisions were compared."""


def drawn(strategy: st.SearchStrategy[T], number: int, start: int) -> list[T]:
    """So many values of a strategy, always the same ones for the same start."""
    found: list[T] = []

    @seed(start)
    @settings(max_examples=number, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(value=strategy)
    def draw(value: T) -> None:
        found.append(value)

    draw()
    return found


def parameters(policy: Policy) -> st.SearchStrategy[Json]:
    """Values for the parameters that add no items to catalogs, each of which may be left out."""
    adding = {catalog.more_from for catalog in policy.model.catalogs.values()}
    of = {name: values(policy.model, parameter.type) for name, parameter in policy.model.parameters.items() if name not in adding}
    return st.fixed_dictionaries({}, optional=of)


def readable(policy: Policy, supplied: Json) -> bool:
    """Whether the policy accepts these parameters: items that it does not list are refused."""
    try:
        bind(policy.model, {"selections": []}, given=supplied)
    except ApplicationError:
        return False
    return True


def cases(policy: Policy, number: int, anew: int, start: int) -> Iterator[tuple[Json, str | None, Json]]:
    """Different applications with a time and parameters."""
    pool = drawn(applications(policy), anew, start)
    supplied = [each for each in drawn(parameters(policy), 20, start) if readable(policy, each)] if policy.model.parameters else [{}]
    choice = random.Random(start)
    times = sorted({str(step["at"]) for each in pool for step in (each.get("steps") or {}).values() if step and isinstance(step.get("at"), str)})
    seen: set[str] = set()
    fresh = iter(pool)
    for _ in range(4 * number):
        application = next(fresh, None) or recombined(pool, choice)
        at = choice.choice(times) if times and choice.random() < 0.33 else None
        given_ = choice.choice(supplied) if supplied and choice.random() < 0.33 else {}
        key = json.dumps((application, at, given_), sort_keys=True, default=str)
        if key not in seen:
            seen.add(key)
            yield application, at, given_


def compared(policy: Policy, number: int, anew: int, start: int, count: Counter[str]) -> Iterator[str]:
    """Compare so many decisions on different applications; yields what the two disagree on."""
    differential, done = Differential(policy), 0
    for application, at, given_ in cases(policy, number, anew, start):
        try:
            said = differential.disagreement(application, at, given_)
        except OutsideUniverse:
            count["beyond"] += 1
            continue
        except ApplicationError:
            # A time of another policy's calendar, or a record too many.
            count["malformed"] += 1
            continue
        done += 1
        count["compared"] += 1
        if said is not None:
            count["disagreeing"] += 1
            yield said
        if done == number:
            break


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, and say how many decisions were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--policy", choices=(*FILES, "random"), action="append")
    stated = parser.parse_args(arguments)
    total: Counter[str] = Counter()
    start = time.monotonic()
    of_random = stated.decisions * 3 // 4
    texts = drawn(policies(), -(-of_random // A_POLICY), stated.seed)
    each = (stated.decisions - of_random) // len(FILES)
    work = [(name, [named(name)], each, DRAWN_OF_A_FILE) for name in FILES] + [("random", [loaded_text(text) for text in texts], A_POLICY, DRAWN)]
    for name, listed, number, anew in work:
        if stated.policy and name not in stated.policy:
            continue
        count: Counter[str] = Counter()
        for place, policy in enumerate(listed):
            for said in compared(policy, number, anew, stated.seed + place, count):
                print(f"DIFFERENCE {name} {place}: {said}", flush=True)
            if (place + 1) % PROGRESS == 0:
                print(f"… {name}: {place + 1} policies, {dict(count)}, {time.monotonic() - start:.0f} s", flush=True)
        total += count
        print(f"{name}: {len(listed)} policies, {dict(count)}, {time.monotonic() - start:.0f} s", flush=True)
    print(f"all: {dict(total)}, seed {stated.seed}, {time.monotonic() - start:.0f} s", flush=True)
    return 1 if total["disagreeing"] else 0


if __name__ == "__main__":
    sys.exit(main())
