"""Compares the compiled and the columnar engine with the reference over random policies and applications, as many as one
likes: a nightly run, beside the test suite.

    python -m tests.backends.compare --decisions 1000000 --seed 1

Half of the applications are of the shipped policies, half of random ones.
"""

from __future__ import annotations

import argparse
import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from evalpolicy.testing import applications, policies, table_disagreements
from tests.properties.support import FILES, RANDOM, loaded_text, named

TOGETHER = 40
"""Applications that are drawn of one policy, and decided as one table."""
TIMES = (None, None, "2024-10-11T09:00+08:00", "2026-03-01T00:00+08:00")


def main() -> None:
    """Compare, and say how many decisions were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    stated = parser.parse_args()
    start = time.monotonic()
    shares = {**dict.fromkeys(FILES, stated.decisions // 2 // len(FILES)), RANDOM: stated.decisions // 2}
    for place, number in shares.items():
        print(f"{place}: {_compared(place, number, stated.seed)} decisions compared, {time.monotonic() - start:.0f} s", flush=True)


def _compared(place: str, number: int, start: int) -> int:
    compared = 0

    @seed(start)
    @settings(
        max_examples=max(1, number // TOGETHER),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        nonlocal compared
        policy = loaded_text(data.draw(policies())) if place == RANDOM else named(place)
        drawn = [data.draw(applications(policy)) for _ in range(TOGETHER)]
        through = data.draw(st.none() | st.sampled_from(policy.model.process)) if policy.model.process else None
        # Compares the compiled engine with the reference as well.
        assert list(table_disagreements(policy, drawn, at=data.draw(st.sampled_from(TIMES)), through=through)) == []
        compared += TOGETHER

    run()
    return compared


if __name__ == "__main__":
    main()
