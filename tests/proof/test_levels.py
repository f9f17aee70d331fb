"""Integers of a few constants, held as conditions: every operation is what it is on numbers."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.backends.symbolic.formulas import Formulas

FLAGS = [z3.Bool(f"flag {place}") for place in range(4)]
Pair = tuple[Any, Callable[[tuple[bool, ...]], int]]
"""An integer of the formulas, and what it is for some values of the flags."""
NUMBERS = st.integers(-7, 7)


@st.composite
def pairs(draw: st.DrawFn, f: Formulas, depth: int) -> Pair:
    """An integer built by the operations of the formulas, with the same on numbers."""
    kind = draw(st.sampled_from(("constant", "choose", "add", "scale", "least", "greatest", "divide", "case") if depth else ("constant",)))
    if kind == "constant":
        number = draw(NUMBERS)
        return number, lambda flags: number
    if kind == "case":
        cases = draw(st.lists(NUMBERS, min_size=1, max_size=4))
        # The first flag that is set says which; the last one where none is.
        conditions = [f.all_of([flag, *(f.negate(each) for each in FLAGS[:place])]) for place, flag in enumerate(FLAGS[: len(cases) - 1])]
        rest = f.negate(f.any_of(FLAGS[: len(cases) - 1]))
        whole = f.case(list(zip([*conditions, rest], cases, strict=True)))
        return whole, lambda flags: next((case for case, flag in zip(cases[:-1], flags, strict=False) if flag), cases[-1])
    left, of_left = draw(pairs(f, depth - 1))
    match kind:
        case "scale":
            factor = draw(st.integers(-3, 3))
            return f.scale(left, factor), lambda flags: of_left(flags) * factor
        case "divide":
            divisor, direction = draw(st.integers(1, 4)), draw(st.sampled_from(("down", "up", "half_up")))
            return f.divide(left, divisor, direction), lambda flags: Formulas().divide(of_left(flags), divisor, direction)
    right, of_right = draw(pairs(f, depth - 1))
    match kind:
        case "choose":
            place = draw(st.integers(0, len(FLAGS) - 1))
            return f.choose(FLAGS[place], left, right), lambda flags: of_left(flags) if flags[place] else of_right(flags)
        case "add":
            return f.add([left, right]), lambda flags: of_left(flags) + of_right(flags)
        case "least":
            return f.least([left, right]), lambda flags: min(of_left(flags), of_right(flags))
        case _:
            return f.greatest([left, right]), lambda flags: max(of_left(flags), of_right(flags))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_operation_is_what_it_is_on_numbers(data: st.DataObject) -> None:
    f = Formulas()
    (left, of_left), (right, of_right) = data.draw(pairs(f, 3)), data.draw(pairs(f, 2))
    truths = f.at_most(left, right), f.equal(left, right)
    product = f.multiply(f.greatest([left, 0]), f.greatest([right, 0]))
    assert all(f.levels(each) is not None for each in (left, right))
    for flags in itertools.product((False, True), repeat=len(FLAGS)):
        values = [(flag, z3.BoolVal(value)) for flag, value in zip(FLAGS, flags, strict=True)]

        def of(expression: Any, values: Any = values) -> Any:
            return expression if isinstance(expression, bool | int) else z3.simplify(z3.substitute(expression, *values))

        one, other = of_left(flags), of_right(flags)
        assert [str(of(each)) for each in truths] == [str(one <= other), str(one == other)]
        assert [str(of(each)) for each in (left, right, product)] == [str(one), str(other), str(max(one, 0) * max(other, 0))]


def test_a_number_for_arithmetic_is_the_integer() -> None:
    """Many constants are added by the solver: the variable that stands for one of them is it, and nothing else."""
    f = Formulas()
    levels = f.choose(FLAGS[0], f.choose(FLAGS[1], 3, 10), f.choose(FLAGS[2], 11, 40))
    free = z3.Int("free")
    condition = f.equal(levels, free)
    solver = z3.Solver()
    solver.add(condition, *f.definitions(f.needed([condition])), free != levels)
    assert solver.check() == z3.unsat
