"""Compares the compiled and the columnar engine with the reference over random policies and applications, as many as one
likes: a nightly run, beside the test suite.

    python -m tests.backends.compare --decisions 1000000 --seed 1

Half of the applications are of the shipped policies, half of random ones. Hypothesis draws some of them, with all that they may hold; drawing takes
longer than deciding, so the others are put together out of parts of those: the applicant of one, a selection of another, half of a step of a third.
Each is decided up to every step, and at the end.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from evalpolicy.backends.compiled.engine import Judged
from evalpolicy.backends.compiled.memo import WrongError
from evalpolicy.backends.graph.lower import Variant
from evalpolicy.binding import bind
from evalpolicy.decision import Outcome
from evalpolicy.errors import ApplicationError, Problem
from evalpolicy.policy import Policy
from evalpolicy.table.engine import table_engine
from evalpolicy.table.report import TableReport
from evalpolicy.testing import applications, malformed_applications, policies, tabulated
from evalpolicy.testing.conformance import references
from evalpolicy.testing.tables import judged
from tests.properties.support import FILES, RANDOM, loaded_text, named

TOGETHER = {True: 1000, False: 250}
"""Applications that are decided as one table: of a shipped policy, and of a random one."""
DRAWN, OF_RANDOM = 20, 8
TIMES = (None, None, "2024-10-11T09:00+08:00", "2026-03-01T00:00+08:00")
MALFORMED = 0.01
LEFT_OUT, MIXED = 0.1, 0.4


def main() -> None:
    """Compare, and say how many decisions were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    stated = parser.parse_args()
    start = time.monotonic()
    shares = {**dict.fromkeys(FILES, stated.decisions // 2 // len(FILES)), RANDOM: stated.decisions // 2}
    outcomes: Counter[str] = Counter()
    for place, number in shares.items():
        lots = compared = 0
        while compared < number:
            policy, pool = _drawn(place, stated.seed * 1_000_000 + lots)
            lots += 1
            if policy is not None:
                compared += _compared(policy, pool, random.Random(f"{stated.seed} {place} {lots}"), TOGETHER[place != RANDOM], outcomes)
        print(f"{place}: {compared} decisions compared, of {lots} sets, {time.monotonic() - start:.0f} s", flush=True)
    print(f"all: {outcomes.total()} decisions, {dict(outcomes)}; no disagreement")


def _drawn(place: str, number: int) -> tuple[Policy | None, list[Any]]:
    """A policy and applications, drawn by Hypothesis."""
    found: list[Policy] = []
    pool: list[Any] = []

    def drawing(of: st.SearchStrategy[Any], examples: int, keep: Any) -> None:
        @seed(number)
        @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(of)
        def draw(value: Any) -> None:
            keep(value)

        draw()

    if place == RANDOM:
        # The first example is the simplest one.
        drawing(policies(), 2, lambda text: found.append(loaded_text(text)))
    else:
        found.append(named(place))
    if not found:
        return None, []
    policy = found[-1]
    drawing(applications(policy), DRAWN if place != RANDOM else OF_RANDOM, pool.append)
    drawing(malformed_applications(policy), 2, lambda malformed: pool.append(malformed.application))
    return policy, pool


def _compared(policy: Policy, pool: list[Any], draw: random.Random, number: int, outcomes: Counter[str]) -> int:
    """How many decisions were compared: applications of one table, at one time, up to each step."""
    good = [each for each in pool if isinstance(each, dict) and isinstance(each.get("selections"), list)]
    mixed = [each for each in _mixtures(good, pool, draw, number) if isinstance(each, dict)]
    at, steps, compared = draw.choice(TIMES), (None, *policy.model.process), 0
    engines = {step: table_engine(policy, at=at, through=step, given=None, report=TableReport()) for step in steps}
    for members, frame in tabulated(mixed):
        found = {step: engine.decide(frame).to_dicts() for step, engine in engines.items()}
        for place, application in enumerate(members):
            expected, problems = _expected(policy, application, at, steps)
            stated = [(each.code, each.pointer, each.message.text(policy.language)) for each in problems]
            for step, rows in found.items():
                row = rows[place]
                got = judged(row, policy.model.minor_digits), [(each["code"], each["pointer"], each["message"]) for each in row["problems"]]
                assert got == (expected[step], stated), (at, step, application, got, expected[step], stated)
                outcomes[str(expected[step].outcome)] += 1
                compared += 1
    return compared


def _expected(
    policy: Policy, application: Any, at: str | None, steps: tuple[str | None, ...]
) -> tuple[dict[str | None, Judged], tuple[Problem, ...]]:
    """What the reference decides up to each step, and the compiled engine too."""
    try:
        facts = bind(policy.model, application, given=None, at=at, limits=policy.limits)
    except ApplicationError as error:
        with suppress(WrongError):
            assert policy.engine.judge(application, at, None, None) is None, application
        return dict.fromkeys(steps, Judged(Outcome.INVALID, (), (), (), None)), error.problems
    expected = references(policy.program, facts, steps)
    for step, each in expected.items():
        got = policy.engine.of(Variant(step, frozenset(facts.given), facts.clock is not None)).judge(facts)
        assert got == each, (at, step, application, got, each)
    quick = policy.engine.judge(application, at, None, None)
    assert quick is None or quick[0] == expected[None], (at, application, quick, expected[None])
    return expected, ()


def _mixtures(good: list[Any], pool: list[Any], draw: random.Random, number: int) -> Iterator[Any]:
    rows = [row for each in good for row in each["selections"]]
    for _ in range(number):
        if draw.random() < MALFORMED:
            yield draw.choice(pool)
            continue
        mixed = _mixed(good, draw)
        if isinstance(mixed, dict) and rows and draw.random() < MIXED:
            mixed["selections"] = draw.choices(rows, k=draw.choice((1, 1, 2, 2, 3, 4, 6)))
        yield mixed


def _mixed(values: list[Any], draw: random.Random) -> Any:
    """One of these values; of objects, often one whose fields are of several."""
    objects = [each for each in values if isinstance(each, dict)]
    chosen = draw.choice(values)
    if not isinstance(chosen, dict) or draw.random() >= MIXED:
        return chosen
    names = dict.fromkeys(name for each in objects for name in each)
    found = {}
    for name in names:
        holders = [each[name] for each in objects if name in each]
        if name == "selections" or draw.random() >= LEFT_OUT * 2 - LEFT_OUT * len(holders) / len(objects):
            found[name] = _mixed(holders, draw)
    return found


if __name__ == "__main__":
    main()
