"""Figures that are kept in whole units, as an application states them."""

from __future__ import annotations

from decimal import Decimal


def figure_text(units: int, decimals: int) -> str:
    """A number in units of 10**-decimals, with all of its decimals."""
    # From digits, not by arithmetic: the caller's decimal context has no say in it.
    return format(Decimal(f"{units}e-{decimals}"), "f")
