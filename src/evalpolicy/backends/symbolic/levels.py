"""Integers that are one of a few constants, held as conditions: for each constant, whether the integer is at most that.

Comparisons, the least, the greatest and small sums of them are conditions again, and no arithmetic is left for the solver. Fees, counts and the
columns of catalogs are such integers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from evalpolicy.backends.symbolic.logic import Bool, alike, all_of, any_of, either, negate
from evalpolicy.classes import frozen

MOST_LEVELS = 400
"""An integer of more constants is left to the solver's arithmetic."""
MOST_COMPARED = 64
"""Two integers are compared as conditions if the one on the right has no more constants; sums are conditions if they have no more."""


@frozen(eq=False)
class Levels:
    """`values` ascend; `reached[place]`: whether the integer is at most `values[place]`. Each condition implies the next, the last one is true."""

    values: tuple[int, ...]
    reached: tuple[Bool, ...]

    def at_most(self, number: int) -> Bool:
        """Whether the integer is at most a number."""
        place = bisect_right(self.values, number)
        return self.reached[place - 1] if place else False

    def equal(self, number: int) -> Bool:
        """Whether the integer is a number."""
        return all_of([self.at_most(number), negate(self.at_most(number - 1))])


def levels_of(values: Iterable[int], reached: Iterable[Bool]) -> Levels:
    """Levels without constants that the integer is never; `values` ascend."""
    kept: dict[int, Bool] = {}
    before: Bool = False
    for value, condition in zip(values, reached, strict=True):
        if not alike(condition, before):
            kept[value] = before = condition
            if condition is True:
                break
    return Levels(tuple(kept), tuple(kept.values()))


def constant(value: int) -> Levels:
    """An integer that is known."""
    return Levels((value,), (True,))


def picked(cases: Iterable[tuple[Bool, int]]) -> Levels:
    """The integer of the one case that holds."""
    by_value: dict[int, list[Bool]] = {}
    for condition, value in cases:
        by_value.setdefault(value, []).append(condition)
    values = sorted(by_value)
    reached: list[Bool] = []
    before: Bool = False
    for value in values[:-1]:
        before = any_of([before, *by_value[value]])
        reached.append(before)
    return levels_of(values, [*reached, True])


def either_of(condition: Bool, then: Levels, otherwise: Levels) -> Levels:
    """One of two integers."""
    values = sorted({*then.values, *otherwise.values})
    return levels_of(values, [either(condition, then.at_most(value), otherwise.at_most(value)) for value in values])


def least(operands: Sequence[Levels]) -> Levels:
    """The least of some integers: at most a number where one of them is."""
    steps = _steps(operands)
    reached: list[Bool] = []
    before: Bool = False
    for value in sorted(steps):
        before = any_of([before, *(operand.reached[place] for operand, place in steps[value])])
        reached.append(before)
    return levels_of(sorted(steps), reached)


def greatest(operands: Sequence[Levels]) -> Levels:
    """The greatest of some integers: at most a number where all of them are."""
    steps = _steps(operands)
    values = sorted(steps, reverse=True)
    reached: list[Bool] = [True]
    before: Bool = True
    for value in values[:-1]:
        # Of those that can be this value, what they are below it; the others have not changed since.
        before = all_of([before, *(operand.reached[place - 1] if place else False for operand, place in steps[value])])
        reached.append(before)
    return levels_of(reversed(values), reversed(reached))


def _steps(operands: Sequence[Levels]) -> dict[int, list[tuple[Levels, int]]]:
    """For each value the operands that can be it, and at which place they have it."""
    found: dict[int, list[tuple[Levels, int]]] = {}
    for operand in operands:
        for place, value in enumerate(operand.values):
            found.setdefault(value, []).append((operand, place))
    return found


def added(left: Levels, right: Levels) -> Levels:
    """The sum: at most a number where, for some value that the left one is at most, the right one is at most the rest."""
    values = sorted({one + other for one in left.values for other in right.values})
    ways = list(zip(left.values, left.reached, strict=True))
    return levels_of(values, [any_of([all_of([condition, right.at_most(value - one)]) for one, condition in ways]) for value in values])


def mapped(levels: Levels, function: Callable[[int], int]) -> Levels:
    """A function that never descends, of the integer."""
    kept = {function(value): condition for value, condition in zip(levels.values, levels.reached, strict=True)}
    return levels_of(kept, kept.values())


def negated(levels: Levels) -> Levels:
    """The integer with the other sign."""
    reached = [negate(levels.reached[place - 1]) if place else True for place in reversed(range(len(levels.values)))]
    return levels_of([-value for value in reversed(levels.values)], reached)


def ordered(left: Levels, right: Levels) -> Bool:
    """Whether the left one is at most the right one: wherever the right one is at most some value, the left one is."""
    return all_of([any_of([negate(condition), left.at_most(value)]) for value, condition in zip(right.values, right.reached, strict=True)])


def same(left: Levels, right: Levels) -> Bool:
    """Whether two integers are equal."""
    common = sorted({*left.values} & {*right.values})
    return any_of([all_of([left.equal(value), right.equal(value)]) for value in common])
