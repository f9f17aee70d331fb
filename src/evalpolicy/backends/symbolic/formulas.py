"""Formulas with what is already known worked out: Python values where a value is fixed, expressions of the solver elsewhere.

A boolean is a `bool` or a solver's boolean, an integer an `int` or a solver's integer, an atom a `str` or the solver's integer that stands for a
text. Every operation folds what it can, so that a table of a thousand rows of which three matter becomes a formula of three.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import z3

from evalpolicy.backends.symbolic import levels as lv
from evalpolicy.backends.symbolic import logic
from evalpolicy.backends.symbolic.known import AtomValue, Choice, Int, Known
from evalpolicy.backends.symbolic.levels import MOST_COMPARED, MOST_LEVELS, Levels
from evalpolicy.backends.symbolic.logic import Bool, alike, identity
from evalpolicy.classes import define, field


@define(repr=False)
class Formulas(Known):
    """Builds formulas, of what is known of the expressions it made."""

    told: set[int] = field(factory=set)
    """The ids of auxiliary variables that stand for one of several constants: what defines them is easy to solve."""
    _levels: dict[int, Levels] = field(factory=dict)
    _numbers: dict[int, Int] = field(factory=dict)
    _picked: dict[tuple[int, int], Bool] = field(factory=dict)
    _cases: dict[int, dict[str, Bool]] = field(factory=dict)

    # --- logic -----------------------------------------------------------------------------------

    def all_of(self, operands: Sequence[Bool]) -> Bool:
        """The conjunction."""
        return logic.all_of(operands)

    def any_of(self, operands: Sequence[Bool]) -> Bool:
        """The disjunction."""
        return logic.any_of(operands)

    def negate(self, operand: Bool) -> Bool:
        """The negation."""
        return logic.negate(operand)

    # --- integers --------------------------------------------------------------------------------

    def levels(self, value: Int) -> Levels | None:
        """The few constants that an integer is one of; None where there are many."""
        return lv.constant(value) if isinstance(value, int) else self._levels.get(identity(value))

    def _of_levels(self, levels: Levels) -> Int:
        """The integer, written as choices between its constants."""
        values, reached = levels.values, levels.reached
        if len(values) == 1:
            return values[0]
        middle = len(values) // 2
        low = self._of_levels(Levels(values[:middle], (*reached[: middle - 1], True)))
        high = self._of_levels(Levels(values[middle:], reached[middle:]))
        whole = self.within(z3.If(reached[middle - 1], low, high), values[0], values[-1])
        self._levels[identity(whole)] = levels
        return whole

    def _with_levels(self, operands: Sequence[Int]) -> list[Levels] | None:
        found = [levels for each in operands if (levels := self.levels(each)) is not None]
        values = {value for levels in found for value in levels.values}
        return found if len(found) == len(operands) and len(values) <= MOST_LEVELS else None

    def _number(self, value: Int) -> Int:
        """The integer for the solver's arithmetic: where it is one of several constants, a variable of which the solver is told each bound."""
        levels = self.levels(value)
        if levels is None or len(levels.values) <= 2:
            return value
        id = identity(value)
        if id not in self._numbers:
            number = self.fresh("one of", levels.values[0], levels.values[-1], lambda values: values.number(value))
            for place, condition in enumerate(levels.reached[:-1]):
                above = levels.values[place + 1]
                self.define(number, logic.either(condition, number <= levels.values[place], number >= above))
            self.told.add(identity(number))
            self._numbers[id] = number
        return self._numbers[id]

    def at_most(self, left: Int, right: Int) -> Bool:
        """left <= right."""
        (low, high), (low_, high_) = self.interval(left), self.interval(right)
        if high <= low_:
            return True
        if low > high_:
            return False
        if logic.alike(left, right):
            return True
        of_left, of_right = self.levels(left), self.levels(right)
        if of_left is not None and isinstance(right, int):
            return of_left.at_most(right)
        if of_right is not None and isinstance(left, int):
            return logic.negate(of_right.at_most(left - 1))
        if of_left is not None and of_right is not None and len(of_right.values) <= MOST_COMPARED:
            return lv.ordered(of_left, of_right)
        return self._number(left) <= self._number(right)

    def equal(self, left: Int, right: Int) -> Bool:
        """left = right."""
        if isinstance(left, int):
            left, right = right, left
        (low, high), (low_, high_) = self.interval(left), self.interval(right)
        if isinstance(left, int) or high < low_ or high_ < low:
            return alike(left, right)
        of_left, of_right = self.levels(left), self.levels(right)
        if of_left is not None and isinstance(right, int):
            return of_left.equal(right)
        if of_left is not None and of_right is not None and min(len(of_left.values), len(of_right.values)) <= MOST_COMPARED:
            return lv.same(of_left, of_right)
        return self._number(left) == self._number(right)

    def picked(self, choice: Choice, place: int) -> Bool:
        """Whether a choice is the alternative at a place."""
        if isinstance(choice, int):
            return choice == place
        key = identity(choice), place
        if key not in self._picked:
            self._picked[key] = choice == place
        return self._picked[key]

    def add(self, operands: Sequence[Int]) -> Int:
        """The sum."""
        few, listed = lv.constant(0), []
        for each in operands:
            levels = self.levels(each)
            if levels is not None and len(few.values) * len(levels.values) <= MOST_COMPARED:
                few = lv.added(few, levels)
            else:
                listed.append(each)
        total = self._of_levels(few)
        if not listed:
            return total
        if total != 0 if isinstance(total, int) else True:
            listed.append(total)
        if len(listed) == 1:
            return listed[0]
        ends = [self.interval(each) for each in listed]
        found = z3.Sum(*(self._number(each) for each in listed))
        return self.within(found, sum(low for low, _ in ends), sum(high for _, high in ends))

    def scale(self, operand: Int, factor: int) -> Int:
        """Times a constant."""
        if isinstance(operand, int) or factor == 0:
            return 0 if factor == 0 else operand * factor
        levels = self.levels(operand)
        if levels is not None:
            scaled = lv.mapped(levels, lambda value: value * abs(factor))
            return self._of_levels(scaled if factor > 0 else lv.negated(scaled))
        if factor == 1:
            return operand
        low, high = sorted(end * factor for end in self.interval(operand))
        return self.within(operand * factor, low, high)

    def multiply(self, left: Int, right: Int) -> Int:
        """The product of two integers that are never negative."""
        for one, other in ((left, right), (right, left)):
            levels = self.levels(one)
            if levels is not None and len(levels.values) <= MOST_COMPARED:
                # A sum of products by constants is easier to solve than a product.
                found = self.scale(other, levels.values[-1])
                for value, condition in reversed(list(zip(levels.values[:-1], levels.reached, strict=False))):
                    found = self.choose(condition, self.scale(other, value), found)
                return found
        (low, high), (low_, high_) = self.interval(left), self.interval(right)
        return self.within(self._number(left) * self._number(right), min(0, low * low_), max(0, high * high_))

    def divide(self, operand: Int, divisor: int, direction: str) -> Int:
        """By a positive constant, rounded as `Algebra.divide` says."""
        levels = self.levels(operand)
        if levels is not None:
            return self._of_levels(lv.mapped(levels, lambda value: _divided(value, divisor, direction)))
        if divisor == 1:
            return operand
        low, high = self.interval(operand)
        around = low // divisor - 1, high // divisor + 1
        if direction == "down":
            return self.within(operand / divisor, *around)
        if direction == "up":
            return self.within(-((-operand) / divisor), *around)
        away = (2 * operand + divisor) / (2 * divisor) if low >= 0 else z3.If(
            operand >= 0, (2 * operand + divisor) / (2 * divisor), -((-2 * operand + divisor) / (2 * divisor))
        )
        return self.within(away, *around)

    def choose(self, condition: Bool, then: Int, otherwise: Int) -> Int:
        """One of two integers."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        if alike(then, otherwise):
            return then
        levels = self._with_levels([then, otherwise])
        if levels is not None:
            return self._of_levels(lv.either_of(condition, *levels))
        (low, high), (low_, high_) = self.interval(then), self.interval(otherwise)
        return self.within(z3.If(condition, then, otherwise), min(low, low_), max(high, high_))

    def case(self, cases: Sequence[tuple[Bool, int]]) -> Int:
        """The number of the one case that holds."""
        return self._of_levels(lv.picked(cases))

    def branches(self, value: Int) -> tuple[Bool, Int, Int] | None:
        """The parts of an integer that `choose` made: functions of it are easier to solve for each branch; None for any other."""
        if isinstance(value, int) or not z3.is_app_of(value, z3.Z3_OP_ITE):
            return None
        condition, *values = value.children()
        then, otherwise = (each.as_long() if z3.is_int_value(each) else each for each in values)
        return condition, then, otherwise

    def least(self, operands: Sequence[Int]) -> Int:
        """The least of some integers."""
        levels = self._with_levels(operands)
        if levels is not None:
            return self._of_levels(lv.least(levels))
        return self._fold(operands, lambda left, right: self.choose(self.at_most(left, right), left, right), min)

    def greatest(self, operands: Sequence[Int]) -> Int:
        """The greatest of some integers."""
        levels = self._with_levels(operands)
        if levels is not None:
            return self._of_levels(lv.greatest(levels))
        return self._fold(operands, lambda left, right: self.choose(self.at_most(left, right), right, left), max)

    def _fold(self, operands: Sequence[Int], pick: Callable[[Int, Int], Int], of_ends: Callable[..., int]) -> Int:
        ends = [self.interval(each) for each in operands]
        found = operands[0]
        for each in operands[1:]:
            found = pick(found, each)
        return self.within(found, of_ends(low for low, _ in ends), of_ends(high for _, high in ends))

    # --- atoms -----------------------------------------------------------------------------------

    def expression(self, atom: AtomValue) -> Any:
        """An atom as an integer of the solver."""
        return z3.IntVal(self.code(atom)) if isinstance(atom, str) else atom

    def same(self, left: AtomValue, right: AtomValue) -> Bool:
        """Whether two atoms are one text."""
        if isinstance(left, str) and isinstance(right, str):
            return left == right
        of_left, of_right = self.possible(left), self.possible(right)
        if of_left is not None and of_right is not None and not of_left & of_right:
            return False
        if alike(left, right):
            return True
        for one, other in ((left, right), (right, left)):
            if isinstance(other, str) and not isinstance(one, str) and identity(one) in self._cases:
                return self._cases[identity(one)].get(other, False)
        return self.expression(left) == self.expression(right)

    def one_of(self, cases: dict[str, Bool]) -> AtomValue:
        """The text whose condition holds, the empty one where none does; the conditions exclude each other."""
        found: AtomValue = ""
        for text, condition in cases.items():
            found = self.choose_atom(condition, text, found)
        if not isinstance(found, str):
            self._cases[identity(found)] = {"": self.negate(self.any_of(list(cases.values()))), **cases}
            self._kept.append(found)
        return found

    def choose_atom(self, condition: Bool, then: AtomValue, otherwise: AtomValue) -> AtomValue:
        """One of two atoms."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        if alike(then, otherwise):
            return then
        chosen = z3.If(condition, self.expression(then), self.expression(otherwise))
        of_then, of_otherwise = self.possible(then), self.possible(otherwise)
        return chosen if of_then is None or of_otherwise is None else self.among(chosen, of_then | of_otherwise)


def _divided(value: int, divisor: int, direction: str) -> int:
    if direction == "half_up":
        half = (2 * abs(value) + divisor) // (2 * divisor)
        return half if value >= 0 else -half
    return value // divisor if direction == "down" else -(-value // divisor)
