"""Formulas with what is already known worked out: Python values where a value is fixed, expressions of the solver elsewhere.

A boolean is a `bool` or a solver's boolean, an integer an `int` or a solver's integer, an atom a `str` or the solver's integer that stands for a
text. Every operation folds what it can, so that a table of a thousand rows of which three matter becomes a formula of three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeAlias

import z3

from evalpolicy.classes import define, field

Bool: TypeAlias = Any
Int: TypeAlias = Any
AtomValue: TypeAlias = Any
Choice: TypeAlias = Any
Interval = tuple[int, int]

UNBOUNDED = 10**30


class Values(Protocol):
    """What formulas are for one application."""

    def number(self, value: Int) -> int: ...
    def text(self, atom: AtomValue) -> str: ...
    def code(self, text: str) -> int: ...


@define(repr=False)
class Formulas:
    """Builds formulas, and keeps what is known of the expressions it made: the interval of an integer, the texts that an atom can be.

    Auxiliary variables (`fresh`) come with conditions that define them (`define`): a question needs those of the variables that it mentions.
    What they are for one application can be worked out, too (`worked_out`, in the order in which they were made).
    """

    worked_out: list[tuple[Any, Callable[[Values], bool | int]]] = field(factory=list)

    _defining: dict[int, list[Bool]] = field(factory=dict)
    _mentioned: dict[int, frozenset[int]] = field(factory=dict)
    _codes: dict[str, int] = field(factory=lambda: {"": 0})
    _texts: list[str] = field(factory=lambda: [""])
    _intervals: dict[int, Interval] = field(factory=dict)
    _possible: dict[int, frozenset[str]] = field(factory=dict)
    _cases: dict[int, dict[str, Bool]] = field(factory=dict)
    # An expression whose id is a key is kept, so that its id is not used again.
    _kept: list[Any] = field(factory=list)
    _fresh: int = 0

    # --- what is known ---------------------------------------------------------------------------

    def code(self, text: str) -> int:
        """The number that stands for a text."""
        found = self._codes.get(text)
        if found is None:
            found = self._codes[text] = len(self._texts)
            self._texts.append(text)
        return found

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that has a number, in the order of the numbers."""
        return tuple(self._texts)

    def interval(self, value: Int) -> Interval:
        """Between which numbers an integer always lies."""
        if isinstance(value, int):
            return value, value
        return self._intervals.get(value.get_id(), (-UNBOUNDED, UNBOUNDED))

    def within(self, value: Int, low: int, high: int) -> Int:
        """The same integer, of which it is known that it lies in an interval."""
        if not isinstance(value, int):
            known = self.interval(value)
            self._intervals[value.get_id()] = max(low, known[0]), min(high, known[1])
            self._kept.append(value)
        return value

    def possible(self, atom: AtomValue) -> frozenset[str] | None:
        """The texts that an atom can be; None where that can be any."""
        return frozenset({atom}) if isinstance(atom, str) else self._possible.get(atom.get_id())

    def among(self, atom: AtomValue, texts: Iterable[str]) -> AtomValue:
        """The same atom, of which it is known that it is one of some texts."""
        if not isinstance(atom, str):
            self._possible[atom.get_id()] = frozenset(texts)
            self._kept.append(atom)
        return atom

    def fresh(self, name: str, low: int, high: int, value: Callable[[Values], int]) -> Int:
        """An auxiliary integer that nothing else uses. `value`: what it is, where everything made before it has a value."""
        self._fresh += 1
        variable = z3.Int(f"{name}#{self._fresh}")
        self._defining[variable.get_id()] = [variable >= low, variable <= high]
        self.worked_out.append((variable, value))
        return self.within(variable, low, high)

    def define(self, variable: Int, *conditions: Bool) -> None:
        """What holds of an auxiliary variable, whatever the application; variables that are defined together name each other here."""
        self._defining[variable.get_id()] += conditions

    def needed(self, conditions: Iterable[Bool]) -> set[int]:
        """The ids of the auxiliary variables that some conditions rest on: those that they mention, and those that define these."""
        found: set[int] = set()
        waiting = list(conditions)
        while waiting:
            new = self.mentioned(waiting.pop()) - found
            found |= new
            waiting += [condition for variable in new for condition in self._defining[variable]]
        return found

    def definitions(self, variables: Iterable[int]) -> list[Bool]:
        """The conditions that define auxiliary variables, by their ids."""
        found = [condition for variable in sorted(variables) for condition in self._defining[variable] if condition is not True]
        return list({condition.get_id(): condition for condition in found}.values())

    def mentioned(self, condition: Bool) -> frozenset[int]:
        """The ids of the auxiliary variables in a condition."""
        if isinstance(condition, bool):
            return frozenset()
        waiting = [condition]
        while waiting:
            expression = waiting[-1]
            id = expression.get_id()
            if id in self._mentioned:
                waiting.pop()
                continue
            children = expression.children()
            missing = [child for child in children if child.get_id() not in self._mentioned]
            if missing:
                waiting += missing
                continue
            own = frozenset({id}) if id in self._defining else frozenset()
            self._mentioned[id] = own.union(*(self._mentioned[child.get_id()] for child in children))
            self._kept.append(expression)
            waiting.pop()
        return self._mentioned[condition.get_id()]

    # --- logic -----------------------------------------------------------------------------------

    def all_of(self, operands: Sequence[Bool]) -> Bool:
        """The conjunction."""
        kept: dict[int, Any] = {}
        for operand in operands:
            if operand is False:
                return False
            if operand is not True:
                kept[operand.get_id()] = operand
        if any(z3.is_not(each) and each.arg(0).get_id() in kept for each in kept.values()):
            return False
        listed = list(kept.values())
        return True if not listed else listed[0] if len(listed) == 1 else z3.And(*listed)

    def any_of(self, operands: Sequence[Bool]) -> Bool:
        """The disjunction."""
        kept: dict[int, Any] = {}
        for operand in operands:
            if operand is True:
                return True
            if operand is not False:
                kept[operand.get_id()] = operand
        if any(z3.is_not(each) and each.arg(0).get_id() in kept for each in kept.values()):
            return True
        listed = list(kept.values())
        return False if not listed else listed[0] if len(listed) == 1 else z3.Or(*listed)

    def negate(self, operand: Bool) -> Bool:
        """The negation."""
        if isinstance(operand, bool):
            return not operand
        return operand.arg(0) if z3.is_not(operand) else z3.Not(operand)

    # --- integers --------------------------------------------------------------------------------

    def at_most(self, left: Int, right: Int) -> Bool:
        """left <= right."""
        (low, high), (low_, high_) = self.interval(left), self.interval(right)
        if high <= low_:
            return True
        if low > high_:
            return False
        if not isinstance(left, int) and not isinstance(right, int) and left.get_id() == right.get_id():
            return True
        return left <= right

    def equal(self, left: Int, right: Int) -> Bool:
        """left = right."""
        if isinstance(left, int) and isinstance(right, int):
            return left == right
        (low, high), (low_, high_) = self.interval(left), self.interval(right)
        if high < low_ or high_ < low:
            return False
        return left == right if not isinstance(left, int) else right == left

    def picked(self, choice: Choice, place: int) -> Bool:
        """Whether a choice is the alternative at a place."""
        return choice == place

    def add(self, operands: Sequence[Int]) -> Int:
        """The sum."""
        constant = sum(each for each in operands if isinstance(each, int))
        listed = [each for each in operands if not isinstance(each, int)]
        if not listed:
            return constant
        if len(listed) == 1 and constant == 0:
            return listed[0]
        ends = [self.interval(each) for each in operands]
        total = z3.Sum(*listed) if len(listed) > 1 else listed[0]
        return self.within(total + constant if constant else total, sum(low for low, _ in ends), sum(high for _, high in ends))

    def scale(self, operand: Int, factor: int) -> Int:
        """Times a constant."""
        if isinstance(operand, int) or factor in (0, 1):
            return operand * factor if isinstance(operand, int) or (factor == 0 and not isinstance(operand, int)) else operand
        low, high = sorted(end * factor for end in self.interval(operand))
        return self.within(operand * factor, low, high)

    def multiply(self, left: Int, right: Int) -> Int:
        """The product of two integers that are never negative."""
        if isinstance(left, int):
            return self.scale(right, left)
        if isinstance(right, int):
            return self.scale(left, right)
        (low, high), (low_, high_) = self.interval(left), self.interval(right)
        return self.within(left * right, min(0, low * low_), max(0, high * high_))

    def divide(self, operand: Int, divisor: int, direction: str) -> Int:
        """By a positive constant, rounded as `Algebra.divide` says."""
        if isinstance(operand, int):
            if direction == "half_up":
                half = (2 * abs(operand) + divisor) // (2 * divisor)
                return half if operand >= 0 else -half
            return operand // divisor if direction == "down" else -(-operand // divisor)
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
        if same_expression(then, otherwise):
            return then
        (low, high), (low_, high_) = self.interval(then), self.interval(otherwise)
        return self.within(z3.If(condition, then, otherwise), min(low, low_), max(high, high_))

    def branches(self, value: Int) -> tuple[Bool, Int, Int] | None:
        """The parts of an integer that `choose` made: functions of it are easier to solve for each branch; None for any other."""
        if isinstance(value, int) or not z3.is_app_of(value, z3.Z3_OP_ITE):
            return None
        condition, *values = value.children()
        then, otherwise = (each.as_long() if z3.is_int_value(each) else each for each in values)
        return condition, then, otherwise

    def least(self, operands: Sequence[Int]) -> Int:
        """The least of some integers."""
        return self._fold(operands, lambda left, right: self.choose(self.at_most(left, right), left, right), min)

    def greatest(self, operands: Sequence[Int]) -> Int:
        """The greatest of some integers."""
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
        if same_expression(left, right):
            return True
        for one, other in ((left, right), (right, left)):
            if isinstance(other, str) and not isinstance(one, str) and one.get_id() in self._cases:
                return self._cases[one.get_id()].get(other, False)
        return self.expression(left) == self.expression(right)

    def one_of(self, cases: dict[str, Bool]) -> AtomValue:
        """The text whose condition holds, the empty one where none does; the conditions exclude each other."""
        found: AtomValue = ""
        for text, condition in cases.items():
            found = self.choose_atom(condition, text, found)
        if not isinstance(found, str):
            self._cases[found.get_id()] = {"": self.negate(self.any_of(list(cases.values()))), **cases}
            self._kept.append(found)
        return found

    def choose_atom(self, condition: Bool, then: AtomValue, otherwise: AtomValue) -> AtomValue:
        """One of two atoms."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        if same_expression(then, otherwise):
            return then
        chosen = z3.If(condition, self.expression(then), self.expression(otherwise))
        of_then, of_otherwise = self.possible(then), self.possible(otherwise)
        return chosen if of_then is None or of_otherwise is None else self.among(chosen, of_then | of_otherwise)


def same_expression(left: Any, right: Any) -> bool:
    """Whether two values are written alike."""
    if isinstance(left, int | str) or isinstance(right, int | str):
        return type(left) is type(right) and bool(left == right)
    return bool(left.get_id() == right.get_id())
