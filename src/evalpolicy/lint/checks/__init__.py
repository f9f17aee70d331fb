"""The checks of policies that load, one module a check."""

from __future__ import annotations

from evalpolicy.lint.checks import (
    example_contradicts,
    fee_gap,
    item_in_catalogs,
    lines_apart,
    nothing_to_fill_in,
    out_of_order,
    outside_in_force,
    passed_over_and_cited,
    repeated_clause,
    settled_condition,
    unchecked_item,
    uncited,
    unread_reading,
    untranslated_message,
    unused_definition,
    unused_fact,
)

CHECKS = (
    example_contradicts.CHECK,
    fee_gap.CHECK,
    lines_apart.CHECK,
    item_in_catalogs.CHECK,
    nothing_to_fill_in.CHECK,
    out_of_order.CHECK,
    outside_in_force.CHECK,
    passed_over_and_cited.CHECK,
    repeated_clause.CHECK,
    settled_condition.CHECK,
    unchecked_item.CHECK,
    uncited.CHECK,
    unread_reading.CHECK,
    untranslated_message.CHECK,
    unused_definition.CHECK,
    unused_fact.CHECK,
)
