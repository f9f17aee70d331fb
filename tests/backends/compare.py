"""Compares the compiled engine with the reference over random policies and applications, as many as one likes: a nightly run, beside the test suite.

    python -m tests.backends.compare --decisions 1000000 --seed 1

Half of the applications are of the shipped policies, half of random ones.
"""

from __future__ import annotations

import argparse
import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from evalpolicy.testing import applications, disagreement, policies
from tests.properties.support import FILES, RANDOM, loaded_text, named

A_POLICY = 40
"""Applications for each random policy."""


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
        max_examples=max(1, number if place != RANDOM else number // A_POLICY),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        nonlocal compared
        policy = loaded_text(data.draw(policies())) if place == RANDOM else named(place)
        for _ in range(A_POLICY if place == RANDOM else 1):
            assert disagreement(policy, data.draw(applications(policy))) is None
            compared += 1

    run()
    return compared


if __name__ == "__main__":
    main()
