"""Compares the formulas with the reference over random policies and applications, as many as one likes: a nightly run, beside the test suite.

    python -m tests.proof.compare --decisions 200000 --seed 1

Every application is decided by the reference, and by the formulas folded over its values; statuses, outcome and fee have to agree.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from evalpolicy.backends.symbolic.universe import Universe
from evalpolicy.testing import applications, policies
from tests.proof.test_symbolic import WIDE, compare, universe
from tests.properties.support import NAMES, RANDOM, loaded_text, named

A_POLICY = 40
"""Applications for each random policy."""


def main() -> None:
    """Compare, and say how many decisions were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--policy", choices=NAMES, action="append")
    stated = parser.parse_args()
    compared = {True: 0, False: 0}
    start = time.monotonic()
    places = stated.policy or NAMES
    for place in places:
        number = stated.decisions // len(places)

        @seed(stated.seed)
        @settings(
            max_examples=number if place != RANDOM else max(1, number // A_POLICY),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(data=st.data())
        def run(data: st.DataObject) -> None:
            for inside in _some(place, data):  # noqa: B023  # called at once
                compared[inside] += 1

        run()
        said = f"{compared[True]} decisions compared, {compared[False]} beyond the bounds"
        print(f"{place}: {said}, {time.monotonic() - start:.0f} s", flush=True)


def _some(place: str, data: st.DataObject) -> Iterator[bool]:
    """Applications compared; of a random policy several, since it takes time to load."""
    if place != RANDOM:
        yield compare(named(place), data.draw(applications(named(place))), universe(place))
        return
    policy = loaded_text(data.draw(policies()))
    of = Universe((policy.model,), WIDE, every_item=True)
    for _ in range(A_POLICY):
        yield compare(policy, data.draw(applications(policy)), of)


if __name__ == "__main__":
    main()
