"""Shares as people read them."""

from __future__ import annotations

from decimal import ROUND_DOWN, Context, Decimal


def percentage(part: int, whole: int) -> float:
    """`part` of `whole` in per cent, rounded down to a tenth, so that only all of it is 100; 100 where there is nothing."""
    if not whole:
        return 100.0
    share = Context(prec=30).divide(Decimal(100 * part), Decimal(whole))
    return float(share.quantize(Decimal("0.1"), rounding=ROUND_DOWN))
