"""The columnar engine decides as the reference and the compiled engine do, and would be caught if it did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalpolicy.backends.columns import atoms, calendars, evaluate, frames, holed, inputs, interning, leaves, signatures
from evalpolicy.backends.columns.aggregates import Groups
from evalpolicy.backends.columns.calendars import Calendars
from evalpolicy.backends.columns.evaluate import Evaluation, Plan
from evalpolicy.backends.columns.inputs import Reading
from evalpolicy.backends.graph.decided import Variant
from evalpolicy.backends.graph.lower import lower
from evalpolicy.backends.graph.nodes import AGGREGATES, LEAVES
from evalpolicy.binding import bind
from evalpolicy.classes import define
from evalpolicy.policy import Policy
from evalpolicy.table import binding, distinct, forms, kinds, results
from evalpolicy.table.engine import TableEngine, table_engine
from evalpolicy.table.quantities import WideReader
from evalpolicy.table.report import TableReport
from evalpolicy.testing import applications, malformed_applications, table_disagreements, tabulated
from tests.properties.support import FILES, RANDOM, a_policy, loaded_text, named

AT_ONCE = 4
EIGHT_HOURS = 8 * 3600 * 10**6
TIMES = [None, None, "2024-10-11T09:00+08:00", "2026-03-01T00:00+08:00"]


def _kinds(policy: Policy) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """The examples of a policy, by how they are judged."""
    kinds: dict[str, list[Any]] = {}
    for each in policy.model.examples:
        kinds.setdefault(repr((each.at, each.through, sorted((each.given or {}).items(), key=repr))), []).append(each)
    for listed in kinds.values():
        first = listed[0]
        yield {"at": first.at, "through": first.through, "given": first.given or None}, [each.application for each in listed]


@pytest.mark.parametrize("narrow", [True, False])
@pytest.mark.parametrize("name", FILES)
def test_examples(name: str, narrow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of the shipped policies, with its time, its parameters and its last step; by combinations of codes and without."""
    monkeypatch.setattr(signatures, "ROWS_EACH", 0 if narrow else 10**9)
    for how, listed in _kinds(named(name)):
        assert list(table_disagreements(named(name), listed, **how)) == []


@pytest.mark.parametrize("name", [*FILES, RANDOM])
@given(data=st.data())
@settings(deadline=None, max_examples=5, suppress_health_check=list(HealthCheck))
def test_applications(name: str, data: st.DataObject) -> None:
    """Random applications, several in a table, under the shipped policies and random ones, up to any step, at any time."""
    policy = a_policy(name, data)
    through = data.draw(st.none() | st.sampled_from(policy.model.process)) if policy.model.process else None
    drawn = [data.draw(applications(policy)) for _ in range(AT_ONCE)]
    before = signatures.ROWS_EACH
    signatures.ROWS_EACH = data.draw(st.sampled_from((0, before)))
    try:
        assert list(table_disagreements(policy, drawn, at=data.draw(st.sampled_from(TIMES)), through=through)) == []
    finally:
        signatures.ROWS_EACH = before


@pytest.mark.parametrize("name", ["2024H2", RANDOM])
@given(data=st.data())
@settings(deadline=None, max_examples=5, suppress_health_check=list(HealthCheck))
def test_malformed_applications(name: str, data: st.DataObject) -> None:
    """Malformed applications have the same problems, beside others that are decided."""
    policy = a_policy(name, data)
    drawn = [data.draw(malformed_applications(policy)).application for _ in range(AT_ONCE)] + [data.draw(applications(policy))]
    assert list(table_disagreements(policy, [each for each in drawn if isinstance(each, dict)])) == []


# --- wrong on purpose ------------------------------------------------------------------------------


def _op(op: str, of: Callable[[Any], Any]) -> Callable[[pytest.MonkeyPatch], None]:
    """The value of each node of that operation, made wrong."""

    def damage(patch: pytest.MonkeyPatch) -> None:
        right = Evaluation._worked_out
        patch.setattr(Evaluation, "_worked_out", lambda self, node: of(right(self, node)) if node.op == op else right(self, node))

    return damage


def _computed(op: str, wrong: Callable[..., Any]) -> Callable[[pytest.MonkeyPatch], None]:
    """An operation on integers, carried out wrongly."""

    def damage(patch: pytest.MonkeyPatch) -> None:
        right = Evaluation._computed

        def computed(self: Evaluation, each: str, operands: list[Any], constants: list[Any]) -> Any:
            return np.asarray(wrong(*operands, *constants)) if each == op else right(self, each, operands, constants)

        patch.setattr(Evaluation, "_computed", computed)

    return damage


def _attribute(owner: object, name: str, wrong: Callable[[Any], Any]) -> Callable[[pytest.MonkeyPatch], None]:
    """A function or constant of the engine, replaced by what is made of the right one."""
    return lambda patch: patch.setattr(owner, name, wrong(getattr(owner, name)))


def _flipped(value: Any) -> Any:
    return np.logical_not(value) if isinstance(value, np.ndarray) else not value


def _stretch_too_late(number: Any, steps: tuple[tuple[int, int], ...], first: int) -> Any:
    bounds, values = zip(*steps, strict=True)
    return np.array([first, *values]).take(np.searchsorted(np.array(bounds), number, side="left"))


def _all_alike(left: tuple[holed.Form, ...], right: tuple[holed.Form, ...]) -> holed.Verdicts:
    return holed.Verdicts(np.full(len(left) * len(right), holed.ALIKE, np.int32), np.zeros((0, 2, holed.ID_WORDS), np.uint64))


DAMAGES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "a comparison that leaves out its bound": _computed("at_most", lambda x, y: x < y),
    "not": _op("not", _flipped),
    "and": _op("and", _flipped),
    "choose": _attribute(evaluate.np, "where", lambda right: lambda c, *xy: right(c, *reversed(xy)) if xy else right(c)),
    "the sum of two": _computed("add", lambda *each: each[0]),
    "scale": _computed("scale", lambda x, factor: x + factor),
    "multiply": _computed("multiply", lambda x, y: x + y),
    "least": _computed("least", lambda *each: np.max(np.broadcast_arrays(*each), axis=0)),
    "greatest": _computed("greatest", lambda *each: np.min(np.broadcast_arrays(*each), axis=0)),
    "rounding half up": _computed("divide", lambda x, divisor, direction: x // divisor),
    "rounding down": _computed("divide", lambda x, divisor, direction: -(-x // divisor)),
    "equality of atoms": _op("same", _flipped),
    "membership": _op("contains", _flipped),
    "rank": _attribute(atoms, "rank", lambda right: lambda *of: right(*of) * 0),
    "what is looked up by name": _attribute(atoms, "lookup", lambda right: lambda *of: right(*of) + 1),
    "the stretch of a number, at its first": _computed("step", _stretch_too_late),
    "texts put together": _attribute(atoms, "concat", lambda right: lambda parts, size: right(parts[::-1], size)),
    "any row": _op("any", _flipped),
    "the sum over rows": _attribute(Groups, "sum", lambda right: lambda *of: right(*of) + 1),
    "the extreme of rows": _op("extreme", lambda value: value + 1),
    "the best rows": _attribute(Groups, "best", lambda right: lambda self, takes, values, number: right(self, takes, values, number - 1)),
    "different keys": _attribute(Groups, "distinct", lambda right: lambda self, takes, keys: right(self, takes, keys) + 1),
    "repeated keys": _op("repeated", _flipped),
    "covered months": _attribute(Groups, "covered", lambda right: lambda *of: right(*of) + 1),
    "periods that touch": _attribute(calendars.Calendars, "full_months", lambda right: lambda self, a, b, d: right(self, a, b - 1, d)),
    "months added": _attribute(Calendars, "add_months", lambda right: lambda self, days, months, way: right(self, days, months + 1, way)),
    "working days added": _attribute(Calendars, "add_working_days", lambda right: lambda self, days, number: days + number),
    "the day of an instant in another time zone": _attribute(Calendars, "_local_day", lambda right: lambda self, at: right(self, at - EIGHT_HOURS)),
    "the instant of a day in another time zone": _attribute(Calendars, "instant_of", lambda right: lambda *of: right(*of) + EIGHT_HOURS),
    "an instant without offset in another time zone": _attribute(WideReader, "_offset", lambda right: lambda self, day: 0),
    "dates of birth": _attribute(Calendars, "birth_dates", lambda right: lambda self, ids: (True, right(self, ids)[1] + 10_000)),
    "null taken as known": _op("known", lambda value: True),
    "null with another value": _attribute(leaves, "EMPTY", lambda right: {**right, "truth": True, "integer": 1}),
    "default taken as stated": _attribute(binding, "Reading", lambda right: lambda value, explicit, bad=False: Reading(value, True, bad)),
    "what is there taken as absent": _attribute(distinct.Values, "read", lambda right: lambda *of, **how: Reading(None, False)),
    "a list that is not there taken as empty": _op("list_known", lambda value: True),
    "an open fee taken as settled": lambda patch: patch.setattr(results.np, "where", lambda c, low, otherwise: np.broadcast_to(low, len(c)).copy()),
    "the row of another application": _attribute(
        frames.Frame, "row", lambda right: property(lambda self: np.arange(self.size) if self.first is None else self.place)
    ),
    "marks left out of what tells kinds apart": _attribute(kinds, "_packed", lambda right: lambda marks: []),
    "kinds told apart by one fact": _attribute(interning.Tuples, "of", lambda right: lambda self, columns, size: right(self, columns[:1], size)),
    "lists told apart by their lengths": _attribute(
        interning.Sequences, "of", lambda right: lambda self, column, *of: right(self, (column[0] * 0, column[1]), *of)
    ),
    "facts told apart by being known": _attribute(inputs.Reading, "meant", lambda right: property(lambda self: self.value is None)),
    "items not told apart": _attribute(inputs.Placed, "meant", lambda right: property(lambda self: 0)),
    "the decision on another kind": _attribute(kinds, "_firsts", lambda right: lambda *of: right(*of)[::-1].copy()),
    "all forms of paths alike": _attribute(holed, "_verdicts", lambda right: _all_alike),
    "a form without its holes": _attribute(forms, "form_of", lambda right: lambda path, id: ("", "")),
    "the item of another row": _op("column", lambda value: value if not isinstance(value, np.ndarray) else np.roll(value, 1)),
}


SMALL = """policy small "small"
  language  1
  messages  en
  timezone  Asia/Shanghai
  currency  CNY
  in force  2024-09-01 .. 2024-12-31
  process   registration

type kind "kind" = plain "plain" | special "special"
fact applicant.id : resident id "id"
fact selection.kind : kind "kind" default plain
fact selection.hours : number 0 .. 100 "hours"

catalog things "things"
  | item | name |
  | one  | One  |

rule kind_stated "the kind is stated"
  require every selection has kind is given

rule of_age "of age"
  require applicant.id.birth_date on or before 2006-09-01

step registration "registration"
  window 2024-09-10 .. 2024-09-30

fee course "course" per selection
  | hours | amount |
  | at most 9 | 100 |
  | 10 .. 19 | 200 |
  | at least 20 | 300 |
"""

DEFAULTS = [
    {"applicant": {"id": id}, "selections": [{"item": "one", "kind": kind, "hours": hours}], "steps": {"registration": {"at": at}}}
    for id in ("430105200501010017", "430105200609010019", None)
    for kind, hours in (("special", 10), (None, 9), (None, None))
    for at in (dt.datetime(2024, 9, 30, 23), dt.datetime(2024, 9, 10, 1), None)
]


@define
class Case:
    """A table under a policy, planned, with what the engine makes of it while nothing is wrong."""

    policy: Policy
    how: dict[str, Any]
    plan: Plan
    frame: pl.DataFrame
    right: pl.DataFrame

    def decided(self) -> pl.DataFrame:
        """What the engine makes of it now."""
        policy, how = self.policy, self.how
        call = bind(policy.model, {"selections": []}, given=how["given"], at=how["at"])
        engine = TableEngine(policy, call, how["given"], how["at"], how["through"], self.plan, TableReport())
        return engine.decide(self.frame)

    def noticed(self) -> bool:
        """Whether the engine makes something else of it now."""
        try:
            return not self.decided().equals(self.right)
        except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError, AssertionError):
            # Gone wrong so far that it does not run.
            return True


@lru_cache(maxsize=1)
def cases() -> list[Case]:
    """The examples of the shipped policies and some applications of a small one, each a table."""
    small = loaded_text(SMALL)
    assert list(table_disagreements(small, DEFAULTS)) == []
    found = [_case(small, {"at": None, "through": None, "given": None}, next(tabulated(DEFAULTS))[1])]
    for name in FILES:
        for how, listed in _kinds(named(name)):
            found += [_case(named(name), how, frame) for _, frame in tabulated(listed)]
    return found


def _case(policy: Policy, how: dict[str, Any], frame: pl.DataFrame) -> Case:
    engine = table_engine(policy, **how, report=TableReport())
    return Case(policy, how, engine.plan, frame, engine.decide(frame))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_wrong_operation_is_seen(damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One thing of the columnar engine gone wrong changes some decision that, as `test_examples` shows, is the reference's."""
    listed = cases()
    DAMAGES[damage](monkeypatch)
    assert any(case.noticed() for case in listed)


def test_the_shipped_policies_use_every_operation() -> None:
    """So that the tests above say something of each."""
    seen: set[str] = set()
    for name in FILES:
        policy = named(name)
        waiting = list(lower(policy.program, Variant(None, frozenset(policy.model.parameters), True)).outputs)
        done = set()
        while waiting:
            node = waiting.pop()
            if node not in done:
                done.add(node)
                waiting.extend(node.operands)
        seen |= {node.op for node in done}
    assert (AGGREGATES | LEAVES) - {"extreme_some", "explicit"} <= seen


def test_a_fee_of_which_one_bound_is_the_same_for_all() -> None:
    """Capped, it is at most the cap, whatever the number of hours is; what it is at least hangs on that, which has any number of values."""
    fees = """fee course "course" per application
  | applicant.hours | amount |
  | at most 9 | 150 |
  | 10 .. 19 | 200 |

adjustment capped "capped" to total
  when (applicant.id is given or not applicant.id is given)
  cap 100
"""
    text = SMALL[: SMALL.index("fee course")].replace("fact selection.hours", "fact applicant.hours") + fees
    applied = [{"applicant": {"hours": hours}, "selections": [{"item": "one"}]} for hours in (None, 0, 9, 10, 19, 20, 100)]
    assert list(table_disagreements(loaded_text(text), applied)) == []


@pytest.mark.parametrize("amount", ["500000000", "applicant.price"])
def test_a_fee_that_64_bits_do_not_hold(amount: str) -> None:
    """Stated in the policy, or made of what the application states; of applications that are read one by one, too."""
    fees = f"""fee course "course" per application
  amount {amount}

adjustment dear "dear" to total
  when applicant.dear
  multiply 100000000000000 %
"""
    facts = "fact applicant.price : amount\nfact applicant.dear : yes or no\n"
    text = SMALL[: SMALL.index("fee course")].replace("fact selection.hours", f"{facts}fact selection.hours") + fees
    applied = [
        {"applicant": {"price": price, "dear": dear}, "selections": [{"item": "one"}]}
        for price, dear in (("3.50", True), ("999999999999.99", True), (1, False), (None, True), (7, None), ("x", True))
    ]
    policy = loaded_text(text)
    assert list(table_disagreements(policy, applied)) == []
    frame = policy.check_table(pl.DataFrame({"applicant.price": [12.5], "applicant.dear": [True], "selections": [[{"item": "one"}]]}))
    assert frame["fee"].to_list() == [Decimal(12_500_000_000_000 if amount == "applicant.price" else 5 * 10**20)]
