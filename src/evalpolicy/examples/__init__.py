"""The examples of policies: run, compared with what their authors expect, and reported."""

from __future__ import annotations

from evalpolicy.examples.running import Difference, ExampleResult, run_examples
from evalpolicy.examples.suite import PolicyRun, run_policy

__all__ = ["Difference", "ExampleResult", "PolicyRun", "run_examples", "run_policy"]
