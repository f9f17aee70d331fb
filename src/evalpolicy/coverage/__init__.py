"""What the examples of a policy reach of it: rules, exceptions, fee rows, both sides of windows, answers to readings, fees, conditions."""

from __future__ import annotations

from evalpolicy.coverage.measure import Measurement, Plan
from evalpolicy.coverage.report import Coverage

__all__ = ["Coverage", "Measurement", "Plan"]
