"""The engine broken on purpose: the brute-force tests must notice each fault, or they prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from typing import Any

import pytest
from hypothesis import Phase, settings

from evalpolicy.backends.scalar import Scalar
from evalpolicy.core import terms as t
from evalpolicy.core.aggregates import Aggregates
from evalpolicy.core.algebra import Quantity, Truth
from evalpolicy.core.facts import Facts
from evalpolicy.core.meaning import Meaning
from evalpolicy.core.truth import TruthTables
from tests.core import test_aggregates as aggregates
from tests.core import test_meaning as meaning
from tests.core import test_tables as tables
from tests.core import test_truth_tables as truth_tables


def _conjunction(self: Any, truths: Sequence[Truth[bool]]) -> Truth[bool]:
    """Pending where one operand is, even beside a false one."""
    return Truth(
        all(x.holds for x in truths),
        any(x.fails for x in truths) and not any(x.may_hold and x.may_fail for x in truths),
        all(x.may_hold for x in truths),
        any(x.may_fail for x in truths),
    )


def _missing_is_false(self: Any, known: bool, value: bool) -> Truth[bool]:
    return self.decided(known and value)


def _negation_of_holds_only(self: Any, x: Truth[bool]) -> Truth[bool]:
    return Truth(x.fails, x.holds, x.may_hold, x.may_fail)


def _first_branch(self: Any, condition: Truth[bool], then: Truth[bool], otherwise: Truth[bool]) -> Truth[bool]:
    return otherwise if condition.fails else then


def _narrow_choice(self: Any, condition: Truth[bool], then: Quantity[bool, int], otherwise: Quantity[bool, int]) -> Quantity[bool, int]:
    return otherwise if condition.fails else then


def _strict_at_most(self: Any, left: Quantity[bool, int], right: Quantity[bool, int]) -> Truth[bool]:
    return self.decided_if(left.high < right.low, left.low > right.high, left.settles and right.settles)


def _hopeful_at_most(self: Any, left: Quantity[bool, int], right: Quantity[bool, int]) -> Truth[bool]:
    return self.decided_if(left.low <= right.low, left.low > right.high, left.settles and right.settles)


def _any_world(self: Any, worlds: Sequence[Truth[bool]]) -> Truth[bool]:
    return worlds[0]


def _first_row_of_a_table(self: Any, rows: Any, nothing: Quantity[bool, int], complete: bool) -> Quantity[bool, int]:
    return next((value for condition, value in rows if not condition.fails), nothing)


def _count_sure_rows(self: Any, where: Any) -> bool:
    holds: bool = self.meaning.truth(where).holds
    return holds


def _missing_list_is_empty(self: Any, rows: Any) -> bool:
    return True


def _least_of_zero(self: Any, rows: Any, where: Any, value: Callable[[], Quantity[bool, int]], least: int) -> Quantity[bool, int]:
    """A sum that leaves out the rows that only possibly take part."""
    total = self.meaning.algebra.sum_rows(rows, self._body(rows, lambda: value().low if self._sure(where) else 0))
    return Quantity(total, total, True)


def _best_in_order_given(self: Any, number: int, rows: Any, body: Any) -> int:
    return sum(self._taking_part(rows, body)[:number])


def _distinct_counts_rows(self: Any, rows: Any, body: Any) -> int:
    return sum(1 for takes_part, _ in map(body, self.rows(rows)) if takes_part)


def _wrong_extreme(self: Any, which: str, rows: Any, body: Any) -> tuple[bool, int]:
    values = self._taking_part(rows, body)
    return (True, values[0]) if values else (False, 0)


def _half_down(self: Any, operand: int, divisor: int, direction: str) -> int:
    return -(-operand // divisor) if direction == "up" else operand // divisor


def _two_rows_never_share(self: Any, rows: Any, body: Any) -> bool:
    return False


def _unknown_is_lowest(self: Any, known: bool, value: int, type_: Any, settles: bool) -> Quantity[bool, int]:
    return Quantity(value, value, settles)


FAULTS: dict[str, tuple[type, str, Callable[..., Any], str]] = {
    # What is broken: the operation and the wrong one, and the tests that must notice.
    "a conjunction waits although one part fails": (TruthTables, "conjunction", _conjunction, "connectives"),
    "a missing fact is false": (TruthTables, "fact", _missing_is_false, "any"),
    "not forgets to swap what may be": (TruthTables, "negation", _negation_of_holds_only, "connectives"),
    "an open condition takes the first branch": (TruthTables, "choose", _first_branch, "connectives"),
    "an open condition takes the first quantity": (TruthTables, "choose_quantity", _narrow_choice, "tables"),
    "at most excludes equality": (TruthTables, "_at_most", _strict_at_most, "connectives"),
    "at most looks at the lower bounds only": (TruthTables, "_at_most", _hopeful_at_most, "connectives"),
    "one answer of a reading speaks for all": (TruthTables, "join", _any_world, "connectives"),
    "a table takes its first possible row": (TruthTables, "table", _first_row_of_a_table, "tables"),
    "rows that possibly take part are left out": (Aggregates, "_possible", _count_sure_rows, "best"),
    "a sum leaves out possible rows": (Aggregates, "_sum", _least_of_zero, "sum"),
    "a list that is left out is empty": (Scalar, "list_known", _missing_list_is_empty, "lists"),
    "the best are the first": (Scalar, "best_rows", _best_in_order_given, "best"),
    "equal keys are counted twice": (Scalar, "distinct_rows", _distinct_counts_rows, "distinct"),
    "the first value is the extreme": (Scalar, "extreme_rows", _wrong_extreme, "least"),
    "half is rounded down": (Scalar, "divide", _half_down, "tables"),
    "no two rows share anything": (Scalar, "repeated_atoms", _two_rows_never_share, "no two share a code"),
    "a missing number is zero": (Meaning, "_fact_quantity", _unknown_is_lowest, "tables"),
}


QUICK = settings(max_examples=300, phases=(Phase.generate,), derandomize=True)
SIX, BOOLEANS = tuple(truth_tables.SIX), (False, True)


def checks_of(group: str) -> list[Callable[[], object]]:
    """The tests of a part of the engine."""
    match group:
        case "connectives":
            return [
                *(partial(truth_tables.test_negation, x) for x in SIX),
                *(partial(truth_tables.test_conjunction_and_disjunction, x, y) for x, y in product(SIX, repeat=2)),
                *(partial(truth_tables.test_join_keeps_what_all_worlds_agree_on, x, y) for x, y in product(SIX, repeat=2)),
                *(partial(truth_tables.test_comparison, op, x, y) for op, x, y in product(truth_tables.OPERATIONS, BOOLEANS, BOOLEANS)),
                *(partial(truth_tables.test_choice, *three) for three in product(SIX, repeat=3)),
            ]
        case "tables":
            return [QUICK(tables.CHOICES(inner(test))) for test in (tables.test_a_table, tables.test_a_choice, tables.test_rounding)]
        case "lists":
            return [QUICK(meaning.LISTS(inner(meaning.test_a_list_that_is_left_out_may_hold_anything)))]
        case _ if group in aggregates.MAKERS:
            return [QUICK(aggregates.ENTRIES(partial_of(aggregates.check_quantity, group)))]
        case _:
            return [QUICK(aggregates.ENTRIES(partial_of(aggregates.check_truth, group)))]


def inner(test: Any) -> Callable[..., None]:
    """The body of a property, to be given its examples anew."""
    body: Callable[..., None] = test.hypothesis.inner_test
    return body


def partial_of(check: Callable[[str, Facts, t.Term], None], kind: str) -> Callable[[Facts, t.Term], None]:
    """A check of one kind of quantity."""

    def body(facts: Facts, where: t.Term) -> None:
        check(kind, facts, where)

    return body


def fails(test: Callable[[], object]) -> bool:
    """Whether a test fails, by an assertion or by any error."""
    try:
        test()
    except Exception:
        return True
    return False


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_the_engine_is_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, broken, group = FAULTS[fault]
    monkeypatch.setattr(owner, name, broken)
    assert any(fails(test) for test in checks_of(group))
