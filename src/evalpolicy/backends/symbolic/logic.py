"""Conditions with what is already known worked out: a `bool` where one is fixed, an expression of the solver elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import z3
from z3 import z3core as core

Bool: TypeAlias = Any


def identity(expression: Any) -> int:
    """What tells an expression from every other one that is alive, as its id does; costs no call of the solver."""
    found: int = expression.ast.value
    return found


def parts_of(expression: Any) -> list[Any]:
    """The parts of an expression, bare as the solver has them: they live as long as it does."""
    context = z3.main_ctx().ref()
    return [core.Z3_get_app_arg(context, expression, place) for place in range(core.Z3_get_app_num_args(context, expression))]


def all_of(operands: Iterable[Bool]) -> Bool:
    """The conjunction."""
    kept: dict[int, Any] = {}
    for operand in operands:
        if operand is False:
            return False
        if operand is not True:
            kept[operand.ast.value] = operand
    if len(kept) < 2:
        return next(iter(kept.values()), True)
    return False if _contradicted(kept) else _made(core.Z3_mk_and, kept)


def any_of(operands: Iterable[Bool]) -> Bool:
    """The disjunction."""
    kept: dict[int, Any] = {}
    for operand in operands:
        if operand is True:
            return True
        if operand is not False:
            kept[operand.ast.value] = operand
    if len(kept) < 2:
        return next(iter(kept.values()), False)
    return True if _contradicted(kept) else _made(core.Z3_mk_or, kept)


def negate(operand: Bool) -> Bool:
    """The negation."""
    if isinstance(operand, bool):
        return not operand
    known = getattr(operand, NEGATED, None)
    if known is not None:
        return known
    found = z3.BoolRef(core.Z3_mk_not(operand.ctx_ref(), operand.ast), operand.ctx)
    setattr(found, NEGATED, operand)
    return found


NEGATED = "negated_by_evalpolicy"
"""An attribute of expressions that `negate` made: what they negate. To ask the solver for it takes longer than to make a negation."""


def _contradicted(operands: dict[int, Any]) -> bool:
    """Whether some operand is the negation of another one."""
    return any((known := getattr(each, NEGATED, None)) is not None and known.ast.value in operands for each in operands.values())


def _made(make: Callable[..., Any], operands: dict[int, Any]) -> Bool:
    """`z3.And` and `z3.Or` without their looking at the sort of each operand, which takes most of the time that formulas take."""
    first = next(iter(operands.values()))
    listed = (z3.Ast * len(operands))(*(each.ast for each in operands.values()))
    return z3.BoolRef(make(first.ctx_ref(), len(operands), listed), first.ctx)


def conjuncts(condition: Bool) -> list[Bool]:
    """The conditions that a condition says hold together, as far as that is plain from how it is written."""
    found: list[Bool] = []
    waiting = [condition]
    while waiting:
        each = waiting.pop()
        if each is True:
            continue
        if isinstance(each, bool):
            found.append(each)
        elif z3.is_and(each):
            waiting += reversed(each.children())
        elif z3.is_not(each) and z3.is_or(each.arg(0)):
            waiting += map(negate, reversed(each.arg(0).children()))
        elif z3.is_not(each) and z3.is_not(each.arg(0)):
            waiting.append(each.arg(0).arg(0))
        else:
            found.append(each)
    return found


def either(condition: Bool, then: Bool, otherwise: Bool) -> Bool:
    """One of two conditions, by a third one."""
    if alike(then, otherwise):
        return then
    if then is True or otherwise is False:
        return any_of([condition, otherwise]) if then is True else all_of([condition, then])
    if then is False or otherwise is True:
        other = negate(condition)
        return any_of([other, then]) if otherwise is True else all_of([other, otherwise])
    return any_of([all_of([condition, then]), all_of([negate(condition), otherwise])])


def alike(left: Any, right: Any) -> bool:
    """Whether two values are written alike."""
    if isinstance(left, int | str) or isinstance(right, int | str):
        return type(left) is type(right) and bool(left == right)
    return identity(left) == identity(right)
