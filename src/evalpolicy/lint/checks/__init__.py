"""The checks of policies that load, one module a check."""

from __future__ import annotations

from evalpolicy.lint.checks import (
    example_contradicts,
    lines_apart,
    passed_over_and_cited,
    repeated_clause,
    uncited,
    unread_reading,
    unused_definition,
    unused_fact,
)

CHECKS = (
    example_contradicts.CHECK,
    lines_apart.CHECK,
    passed_over_and_cited.CHECK,
    repeated_clause.CHECK,
    uncited.CHECK,
    unread_reading.CHECK,
    unused_definition.CHECK,
    unused_fact.CHECK,
)
