"""Arithmetic that every engine shares."""

from __future__ import annotations


def divide(operand: int, divisor: int, direction: str) -> int:
    """By a positive divisor, rounded: `direction` is up, down or half_up (away from zero on a tie)."""
    match direction:
        case "down":
            return operand // divisor
        case "up":
            return -(-operand // divisor)
        case _:
            half = (2 * abs(operand) + divisor) // (2 * divisor)
            return half if operand >= 0 else -half
