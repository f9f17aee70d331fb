"""The comparison of the formulas with the reference notices when an operation of the formulas is damaged."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
import z3

from evalpolicy.backends.symbolic import levels
from evalpolicy.backends.symbolic.algebra import Symbolic
from evalpolicy.backends.symbolic.application import SymbolicApplication
from evalpolicy.backends.symbolic.calendar import CalendarFormulas
from evalpolicy.backends.symbolic.formulas import Formulas
from evalpolicy.backends.symbolic.levels import Levels
from evalpolicy.policy import Policy
from tests.proof.differential import Differential, Json, recombined
from tests.properties.support import loaded_text

POLICY = """policy damaged "damaged"
  language 1
  messages en
  timezone Europe/Amsterdam
  currency CNY
  calendar CN
  month ends round up
  in force 2024-01-01 .. 2024-12-31
  process enrol, pay

type mode = once | again
type grade = low < middle < top
fact applicant.points : number 0 .. 9
fact applicant.grade : grade
fact applicant.born : date
fact applicant.member : yes or no
fact applicant.hues : set of mode
fact enrol.amount : amount
fact selection.mode : mode default once
catalog c "c"
  column weight "weight" : number 0 .. 9
  | item | name | weight |
  |---|---|---|
  | maths | Maths | 3 |
  | music | Music | 5 |
fee f "fee" per selection
  | item | mode | amount |
  |---|---|---|
  | maths | once | 30 |
  | maths | again | 25.50 |
  | music | any | 45 |
adjustment part "part" to total
  when applicant.member
  multiply 85 % rounded down to 1
step enrol "enrolment"
  due 2024-03-31 17:00
  asks amount
  require amount is fee
step pay "payment"
  due 1 month after enrol at 12:00
rule points
  require applicant.points at least 4
rule grade
  require applicant.grade at least middle
rule age
  require applicant.born on or before 192 months before 2024-05-31
rule two
  require at most 2 selections
rule weight
  require (sum of item.weight over selections where mode is once) at most 8
rule heaviest
  require (maximum of item.weight over selections else 0) at most 4 or applicant.member
rule hues
  require applicant.hues contains again
rule doubled
  require 2 * (sum of item.weight over selections where mode is once) at most 9
rule different
  require no two selections share item
"""
SELECTIONS: list[Json] = [{"item": "maths"}, {"item": "music", "mode": "again"}, {"item": "maths", "mode": "again"}, {"item": "music"}, {}]
FULL: Json = {"points": 4, "grade": "middle", "born": "2008-05-31", "member": True, "hues": ["again"]}
POOL: list[Json] = [
    {
        "applicant": applicant,
        "selections": [SELECTIONS[(place + shift) % len(SELECTIONS)] for shift in range(place % 3)],
        "steps": {"enrol": {"at": at, "amount": amount}, "pay": {"at": paid}},
    }
    for place, (applicant, at, amount, paid) in enumerate(
        [
            (
                FULL,
                "2024-03-31T17:00:00",
                "25",
                "2024-04-30T12:00:00",
            ),
            ({"points": 3, "grade": "low", "born": "2008-06-01", "member": False, "hues": []}, "2024-03-31T16:00:00", "30", "2024-05-01T12:00:00"),
            ({"points": 9, "grade": "top", "born": "2008-02-29", "hues": ["once"]}, "2024-03-31T17:00:01", "75", "2024-05-01T12:00:01"),
            ({"grade": "middle", "member": True}, "2024-03-30T17:30:00", "38", "2024-04-30T11:30:00Z"),
            ({"points": 5, "born": "2007-12-31", "member": True, "hues": ["once", "again"]}, "2024-04-01T00:00:00", "63", "2024-05-01T13:30:00"),
            ({"points": 4, "member": False}, "2024-03-31T15:30:00Z", "45", "2024-05-01T00:00:00"),
        ]
    )
]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loaded_text(POLICY)


def noticed(policy: Policy) -> bool:
    """Whether formulas and reference disagree on one of some applications."""
    of, choice = Differential(policy), random.Random(1)
    return any(of.disagreement(application) is not None for application in [*POOL, *(recombined(POOL, choice) for _ in range(60))])


def test_undamaged_formulas_agree(policy: Policy) -> None:
    assert not noticed(policy)


_at_most, _negate = Formulas.at_most, Formulas.negate
_least = levels.least
_divide, _months = Formulas.divide, CalendarFormulas.add_months


def _less(f: Any, left: Any, right: Any) -> Any:
    return _at_most(f, f.add([left, 1]), right)


def _forgotten(f: Any, operand: Any) -> Any:
    return operand if z3.is_expr(operand) and z3.is_app_of(operand, z3.Z3_OP_LE) else _negate(f, operand)


DAMAGES: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "comparison": (Formulas, "at_most", _less),
    "comparison, the other way round": (Formulas, "at_most", lambda f, left, right: _at_most(f, right, left)),
    "negation": (
        Formulas,
        "negate",
        _forgotten,
    ),
    "conjunction": (Symbolic, "all_of", lambda s, operands: s.formulas.all_of(list(operands)[:1])),
    "known": (Symbolic, "known", lambda s, at, row: True),
    "default": (Symbolic, "_defaulted", lambda s, at, row: None),
    "rounding": (Formulas, "divide", lambda f, operand, divisor, direction: _divide(f, operand, divisor, "up")),
    "months": (CalendarFormulas, "add_months", lambda c, day, months, direction: _months(c, day, months + 1, direction)),
    "sum": (Symbolic, "sum_rows", lambda s, rows, body: s.formulas.greatest([0, *(body(row) for row in s.rows(rows))])),
    "rows that are not there": (Symbolic, "_taking_part", lambda s, rows, body: [body(row) for row in s.rows(rows)]),
    "extremes": (Symbolic, "extreme_rows", lambda s, which, rows, body: (False, 0)),
    "order of an enumeration": (Symbolic, "rank", lambda s, atom, type: s.formulas.choose(s.formulas.same(atom, type.codes[0]), 1, 0)),
    "membership": (Symbolic, "contains", lambda s, members, atom: True),
    "same texts": (Symbolic, "repeated_atoms", lambda s, rows, body: False),
    "the bound of a few constants": (Levels, "at_most", lambda few, number: few.reached[0]),
    "which constant it is": (levels, "picked", lambda cases: levels.constant(next(iter(cases))[1])),
    "one of two few constants": (levels, "either_of", lambda condition, then, otherwise: then),
    "the greatest of few constants": (levels, "greatest", lambda operands: _least(operands)),
    "the least of few constants": (levels, "least", lambda operands: operands[0]),
    "the sum of few constants": (levels, "added", lambda left, right: right),
    "a function of few constants": (levels, "mapped", lambda few, function: few),
    "an integer's interval": (Formulas, "interval", lambda f, value: (value, value) if isinstance(value, int) else (0, 1)),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_operation_is_noticed(name: str, policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, operation, damaged = DAMAGES[name]
    monkeypatch.setattr(owner, operation, damaged)
    assert noticed(policy)


def test_a_damaged_time_zone_is_noticed(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    made = SymbolicApplication.__attrs_post_init__

    def elsewhere(self: SymbolicApplication) -> None:
        made(self)
        for algebra in self.algebras:
            algebra.calendar.timezone = "UTC"

    monkeypatch.setattr(SymbolicApplication, "__attrs_post_init__", elsewhere)
    assert noticed(policy)
