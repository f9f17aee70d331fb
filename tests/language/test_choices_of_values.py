"""Choices between values of a type, and the two spellings of “less than”: what they mean, in every engine."""

from __future__ import annotations

from itertools import product

import pytest

from evalpolicy.diff.structure import structure_diff
from evalpolicy.errors import PolicyError
from evalpolicy.testing import disagreement, table_disagreements
from tests.coverage.small import small

SIZE = 'type size "size" = short < middle < long'
CHOICE = "define wanted = if applicant.a then short else if applicant.b then middle else long"
RULE = 'rule long_enough "long enough"\n  require wanted at least middle'
FEE = """fee price "price" per application
  | wanted | amount |
  | short  | 1      |
  | middle | 2      |
  | long   | 3      |"""
FILE = 'rule photo "photo"\n  at registration\n  file exactly one "a.jpg" size at least 10 KB {} 20 KB'
TABLE = """fact applicant.years : number 0 .. 99 "years"

fee price "price" per application
  | applicant.years | amount |
  | {} 18           | 1      |
  | at least 18     | 2      |"""


def test_a_definition_chooses_between_values_of_a_type() -> None:
    policy = small(SIZE, CHOICE, RULE, FEE)
    applications = [
        {"applicant": {key: value for key, value in (("a", a), ("b", b)) if value is not None}, "selections": [{"item": "one"}]}
        for a, b in product((True, False, None), repeat=2)
    ]
    assert [disagreement(policy, each) for each in applications] == [None] * 9
    assert list(table_disagreements(policy, applications)) == []
    decided = [policy.check(each) for each in applications]
    assert [("long_enough" in each.violated, "long_enough" in each.pending) for each in decided] == [
        *((True, False), (True, False), (True, False)),
        *((False, False), (False, False), (False, True)),
        *((False, True), (False, True), (False, True)),
    ]
    assert [None if each.fee.total is None else int(each.fee.total) for each in decided] == [1, 1, 1, 2, 3, None, None, None, None]


def test_a_value_of_several_types_is_not_guessed() -> None:
    with pytest.raises(PolicyError) as raised:
        small(SIZE, 'type other "other" = short | tall', "define wanted = if applicant.a then short else short", FEE.split("\n")[0] + "\n  amount 1")
    assert {each.code for each in raised.value.diagnostics} == {"value-alone"}


@pytest.mark.parametrize("declaration", [FILE, TABLE])
def test_fewer_than_is_less_than(declaration: str) -> None:
    """In sizes and in cells as in conditions: a clerk who writes the one is not told to write its contrary."""
    less, fewer, chinese = (small(declaration.format(word)) for word in ("less than", "fewer than", "少于"))
    assert list(structure_diff(less, fewer)) == []
    assert list(structure_diff(less, chinese)) == []
