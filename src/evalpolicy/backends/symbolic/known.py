"""What is known of the expressions of formulas, and the auxiliary variables in them, with what defines those."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias

import z3

from evalpolicy.backends.symbolic.logic import Bool, identity, parts_of
from evalpolicy.classes import define, field

Int: TypeAlias = Any
AtomValue: TypeAlias = Any
Choice: TypeAlias = Any
Interval = tuple[int, int]

UNBOUNDED = 10**30
_NOTHING: frozenset[int] = frozenset()


class Values(Protocol):
    """What formulas are for one application."""

    def number(self, value: Int) -> int: ...
    def text(self, atom: AtomValue) -> str: ...
    def code(self, text: str) -> int: ...


@define(repr=False)
class Known:
    """The interval of an integer, the texts that an atom can be, the numbers that stand for texts.

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
    # An expression whose id is a key is kept, so that its id is not used again.
    _kept: list[Any] = field(factory=list)
    _fresh: int = 0

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
        return self._intervals.get(identity(value), (-UNBOUNDED, UNBOUNDED))

    def within(self, value: Int, low: int, high: int) -> Int:
        """The same integer, of which it is known that it lies in an interval."""
        if not isinstance(value, int):
            known = self.interval(value)
            self._intervals[identity(value)] = max(low, known[0]), min(high, known[1])
            self._kept.append(value)
        return value

    def possible(self, atom: AtomValue) -> frozenset[str] | None:
        """The texts that an atom can be; None where that can be any."""
        return frozenset({atom}) if isinstance(atom, str) else self._possible.get(identity(atom))

    def among(self, atom: AtomValue, texts: Iterable[str]) -> AtomValue:
        """The same atom, of which it is known that it is one of some texts."""
        if not isinstance(atom, str):
            self._possible[identity(atom)] = frozenset(texts)
            self._kept.append(atom)
        return atom

    def fresh(self, name: str, low: int, high: int, value: Callable[[Values], int]) -> Int:
        """An auxiliary integer that nothing else uses. `value`: what it is, where everything made before it has a value."""
        self._fresh += 1
        variable = z3.Int(f"{name}#{self._fresh}")
        self._defining[identity(variable)] = [variable >= low, variable <= high]
        self.worked_out.append((variable, value))
        return self.within(variable, low, high)

    def define(self, variable: Int, *conditions: Bool) -> None:
        """What holds of an auxiliary variable, whatever the application; variables that are defined together name each other here."""
        self._defining[identity(variable)] += conditions

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
        return list({identity(condition): condition for condition in found}.values())

    def limits(self, variables: Iterable[int]) -> list[Bool]:
        """Between which numbers auxiliary variables lie, by their ids."""
        return [condition for variable in sorted(variables) for condition in self._defining[variable][:2]]

    def mentioned(self, condition: Bool) -> frozenset[int]:
        """The ids of the auxiliary variables in a condition."""
        if isinstance(condition, bool) or not self._defining:
            return frozenset()
        known = self._mentioned
        self._kept.append(condition)
        waiting = [condition.ast]
        while waiting:
            expression = waiting[-1]
            parts = parts_of(expression)
            missing = [part for part in parts if part.value not in known]
            if missing:
                waiting += missing
                continue
            id = expression.value
            own = _NOTHING if id not in self._defining else frozenset({id})
            known[id] = own.union(*(known[part.value] for part in parts)) if parts else own
            waiting.pop()
        return known[identity(condition)]
