"""Hypothesis profiles. `ci` is the default: the same examples on every run, few enough for a suite of minutes. `nightly` goes deep,
`quick` shrinks nothing.

Choose with `HYPOTHESIS_PROFILE=nightly pytest`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

settings.register_profile("ci", derandomize=True, max_examples=25, deadline=None, database=None, suppress_health_check=SLOW_IS_FINE)
settings.register_profile("dev", max_examples=40, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=15, phases=(Phase.explicit, Phase.generate))
settings.register_profile("nightly", max_examples=3000, deadline=None, suppress_health_check=SLOW_IS_FINE, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# Policies are read from their text, whatever earlier runs have left in the user's cache; tests of the cache name a folder of their own.
os.environ["EVALPOLICY_CACHE"] = "off"
# Lines break where they do in a terminal of this width, wherever the suite runs: with workers, in a pipe, in a wide terminal.
os.environ["COLUMNS"] = "100"
