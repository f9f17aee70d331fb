"""Catalogs and fee tables of any size: decided as the reference does, and no slower for the rows and items that play no part."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.backends.graph import keys, tables
from evalpolicy.backends.graph.builder import Graph
from evalpolicy.backends.graph.column import Column, all_true, applied
from evalpolicy.backends.graph.decided import Variant
from evalpolicy.backends.graph.nodes import Node, Sort
from evalpolicy.policy import Policy
from evalpolicy.testing import applications, disagreement, table_disagreements
from tests.properties.support import loaded_text

HEAD = """policy big "synthetic"
  language 1
  messages en
  timezone Asia/Shanghai
  currency CNY
  in force 2024-01-01 .. 2024-12-31
  process enrol, pay

type level = 1 | 2 | 3
type attempt = initial | retake

fact selection.level : level
fact selection.attempt : attempt default initial
fact pay.amount : amount

step enrol "enrolment"

step pay "payment"
  asks amount
  require amount is fee
"""
OPEN = """
catalog open "unfinished"
  column hours "hours" : number 0 .. 100
  | item | name | hours |
  | o1 | Open 1 | 7 |
  | shared | Shared | 8 |
  open "the list is not finished"
"""


def fee_table(items: int) -> str:
    """Rows by item and level, by item alone, by several items, by all but some; amounts that are not stated, and amounts as in another row."""
    rows = [f"| i{place} | initial | {level} | {100 + place * 7 % 90 + level} |" for place in range(0, items - 4) for level in (1, 2)]
    rows += [f"| i{place} | initial | 3 | {'not stated' if place % 3 == 0 else 500 + place} |" for place in range(0, items - 4)]
    rows += [f"| i{place} | retake | any | as attempt initial |" for place in range(2)]
    rows += [f"| i{place} | retake | 1, 2 | {place + 1} |" for place in range(2, items - 4)]
    rows += [f"| i{items - 4}, i{items - 3} | any | any | 70 |", f"| i{items - 2} | initial | any | 80 |", "| shared | retake | 3 | 9 |"]
    return "\n".join(["", 'fee f "fee" per selection', "  | item | attempt | level | amount |", *(f"  {row}" for row in rows), ""])


@lru_cache(maxsize=8)
def policy(items: int) -> Policy:
    """A policy of so many items."""
    names = [f"  | i{place} | Item {place} | {place % 9} |" for place in range(items)]
    catalog = ["", 'catalog c "finished"', '  column hours "hours" : number 0 .. 100', "  | item | name | hours |", *names]
    rule = ["", 'rule short "short"', "  require no selections where item.hours = 7 and level is 3", ""]
    return loaded_text(HEAD + "\n".join(catalog) + OPEN + fee_table(items) + "\n".join(rule))


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_decided_as_by_the_reference(data: st.DataObject) -> None:
    """Items listed, unlisted, unnamed and of either catalog, with and without levels."""
    assert disagreement(policy(12), data.draw(applications(policy(12)))) is None


@pytest.mark.parametrize(
    "selection",
    [
        {"level": "1"},
        {},
        {"catalog": "c"},
        {"catalog": "open", "level": "3", "attempt": "retake"},
        {"item": "no such thing", "level": "2"},
        {"item": "no such thing", "catalog": "c"},
        {"item": "i3"},
        {"item": "i3", "level": "3"},
        {"item": "i1", "attempt": "retake"},
        {"item": "i8", "attempt": "retake"},
        {"item": "i10", "attempt": "retake"},
        {"item": "shared", "attempt": "retake"},
    ],
)
@pytest.mark.parametrize("amount", [None, 1, 9, 70, 104, 500])
def test_each_way_of_not_knowing(selection: dict[str, object], amount: int | None) -> None:
    """The bounds of the fee are the reference's, whichever way the item is not known."""
    paid = {"pay": {"at": "2024-05-01T10:00+08:00", "amount": amount}}
    assert disagreement(policy(12), {"selections": [selection], "steps": paid}) is None
    assert disagreement(policy(12), {"selections": [selection, {"item": "i5", "level": "2"}], "steps": paid}) is None


def by_name(trades: int) -> str:
    """A policy whose fee hangs on one of so many trades, an ordered grade and a text; some combinations have no row, some amounts are not stated."""
    rows = [f"| t{place} | at least 2 | any | any | {100 + place * 7 % 90} |" for place in range(trades - 3)]
    rows += [f"| t{place} | 1 | any | initial | {'not stated' if place % 3 == 0 else place} |" for place in range(trades - 3)]
    rows += [f"| t{place} | 1 | any | retake | as attempt initial |" for place in range(2)]
    rows += [f"| t{trades - 3}, t{trades - 2} | any | any | any | 70 |"]
    sites = ('"north"', '"south", "east"', 'not "north", "south", "east"')
    rows += [f"| t{trades - 1} | any | {site} | any | {80 + place} |" for place, site in enumerate(sites)]
    names = " | ".join(f"t{place}" for place in range(trades))
    facts = ["fact applicant.trade : trade", "fact applicant.grade : grade", "fact applicant.site : text"]
    head = "  | applicant.trade | applicant.grade | applicant.site | attempt | amount |"
    return "\n".join(
        [HEAD, f"type trade = {names}", "type grade = 1 < 2 < 3", *facts, OPEN, 'fee f "fee" per selection', head, *(f"  {row}" for row in rows), ""]
    )


@lru_cache(maxsize=8)
def policy_by_name(trades: int) -> Policy:
    """A policy of so many trades."""
    return loaded_text(by_name(trades))


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_names_are_decided_as_by_the_reference(data: st.DataObject) -> None:
    """Rows that differ in a fact that has one of many names, or in a text."""
    assert disagreement(policy_by_name(7), data.draw(applications(policy_by_name(7)))) is None


APPLICANTS = st.fixed_dictionaries(
    {
        "trade": st.sampled_from([None, *(f"t{place}" for place in range(7))]),
        "grade": st.sampled_from([None, "1", "2", "3"]),
        "site": st.sampled_from([None, "north", "south", "east", "west", ""]),
    }
)
SELECTIONS = st.lists(st.fixed_dictionaries({"item": st.just("o1"), "attempt": st.sampled_from(["initial", "retake"])}), max_size=2)
PAID = st.sampled_from([None, "0", "1", "70", "80", "81", "82", "100", "107", "200"])


APPLICATIONS = st.builds(
    lambda applicant, selections, amount: {
        "applicant": applicant,
        "selections": selections,
        "steps": {"pay": {"at": "2024-05-01T10:00+08:00", "amount": amount}},
    },
    APPLICANTS,
    SELECTIONS,
    PAID,
)


@given(st.lists(APPLICATIONS, min_size=1, max_size=20))
@settings(deadline=None, max_examples=60)
def test_each_name_and_none(applied: list[dict[str, object]]) -> None:
    """Every name and what is not known, one by one and as a table."""
    assert [disagreement(policy_by_name(7), each) for each in applied] == [None] * len(applied)
    assert list(table_disagreements(policy_by_name(7), applied)) == []


def test_the_function_does_not_grow_with_the_names() -> None:
    """Four times the trades and rows: the same function but for constants, and a graph that grows no faster than the table."""
    small, large = (policy_by_name(trades).engine.of(Variant()) for trades in (20, 80))
    assert len(large.text) < 1.1 * len(small.text)
    assert len(large.decided.graph._made) < 5 * len(small.decided.graph._made)


@pytest.mark.parametrize("applicant", [{"trade": "t1"}, {}])
def test_a_wrong_lookup_is_seen(applicant: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another amount of a name, and bounds too narrow where it is not known, give other decisions than the reference's."""
    node = keys.NameKey.node

    def wrong(key: keys.NameKey, column: Column, sort: Sort) -> Node:
        moved = {key.unknown: column[key.unknown] + 1, 1: column[1] + 1} if sort == "integer" else {}
        return node(key, Column.sparse(len(column), column.usual, {**dict(enumerate(column)), **moved}), sort)

    monkeypatch.setattr(keys.NameKey, "node", wrong)
    table = 'fee f "fee" per selection\n  | applicant.trade | amount |\n  | t0 | 100 |\n  | t1 | 101 |\n  | t2 | 102 |\n'
    damaged = Policy(loaded_text(f"{HEAD}\ntype trade = t0 | t1 | t2\nfact applicant.trade : trade\n{OPEN}\n{table}").model)
    paid = {"pay": {"at": "2024-05-01T10:00+08:00", "amount": "101" if applicant else "100"}}
    assert disagreement(damaged, {"applicant": applicant, "selections": [{"item": "o1"}], "steps": paid}) is not None


def test_what_is_only_known_or_not_is_no_name() -> None:
    """A row may ask whether a fact is known at all, of numbers, too: there is nothing to look up."""
    graph = Graph()
    row = graph.make("known", ("applicant", "years"), "truth", outside=True)
    named = graph.same(graph.make("value", ("applicant", "trade"), "atom", outside=True), graph.atom("t1"))
    (key,) = keys.fact_keys(graph, [row, graph.negate(row), named])
    assert isinstance(key, keys.NameKey)
    assert (key.place, key.names) == (("applicant", "trade"), ("t1",))


def by_number(ranges: int) -> str:
    """A policy with fees by ranges of a number, of full years and of an amount; with gaps, amounts not stated or as in another row, and open ends."""
    rows = [f"| at least 2 | {place * 10} .. {place * 10 + 9} | any | any | {100 + place * 7 % 90} |" for place in range(1, ranges)]
    rows += [f"| 1 | {place * 10} .. {place * 10 + 6} | any | initial | {'not stated' if place % 3 == 0 else place} |" for place in range(ranges)]
    rows += ["| 1 | 0 .. 6 | any | retake | as attempt initial |", f"| 1 | at least {ranges * 10} | any | any | 70 |"]
    rows += ["| 1 | 7 | any | retake | 71 |", "| at least 2 | 3 | any | any | 72 |", "| at least 2 | at most 2 | any | any | 73 |"]
    days = ("at most 2023-12-31", "2024-01-01 .. 2024-02-29", "2024-03-01", "more than 2024-03-01")
    rows += [f"| at least 2 | at least {ranges * 10} | {day} | any | {80 + place} |" for place, day in enumerate(days)]
    facts = ["fact applicant.grade : grade", "fact selection.score : number", "fact applicant.day : date", "fact applicant.born : date"]
    head = "  | applicant.grade | score | applicant.day | attempt | amount |"
    ages = [f"  | {age} | {age} |" for age in range(ranges)]
    bands = [f"  | {place * 3.5} .. {place * 3.5 + 3} | {place} |" for place in range(ranges)]
    years = ['fee years "years" per application', "  | full years from applicant.born to 2024-05-01 | amount |", *ages]
    paid = ['fee band "band" per application', "  | pay.amount | amount |", *bands]
    table = ['fee f "fee" per selection', head, *(f"  {row}" for row in rows)]
    head_of = HEAD.replace("  currency CNY", "  currency CNY\n  month ends round down")
    return "\n".join([head_of, "type grade = 1 < 2 < 3", *facts, OPEN, *table, "", *years, "", *paid, ""])


@lru_cache(maxsize=8)
def policy_by_number(ranges: int) -> Policy:
    """A policy of so many ranges."""
    return loaded_text(by_number(ranges))


def test_a_wrong_merger_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of several rows in place of all of them gives other decisions than the reference's."""
    monkeypatch.setattr(tables, "_merged", lambda graph, key, rests, rows: [rows[0].original])
    damaged = Policy(policy(12).model)
    assert disagreement(damaged, {"selections": [{"item": "i5", "level": "2"}]}) is not None


def test_the_function_does_not_grow_with_the_table() -> None:
    """Four times the items and rows: the same function but for constants, and a graph that grows no faster than the table."""
    small, large = (policy(items).engine.of(Variant()) for items in (20, 80))
    assert len(large.text) < 1.1 * len(small.text)
    assert len(large.decided.graph._made) < 5 * len(small.decided.graph._made)


COLUMNS = st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=4)


@given(COLUMNS)
def test_columns_are_what_they_hold(listed: list[list[bool]]) -> None:
    """Operations on columns are those on their values, and equal columns are kept alike."""
    columns = [Column.of(values) for values in listed]
    assert list(all_true(columns)) == [all(values) for values in zip(*listed, strict=True)]
    assert list(applied(lambda *values: sum(values), columns)) == [sum(values) for values in zip(*listed, strict=True)]
    for column, values in zip(columns, listed, strict=True):
        assert (list(column), len(column), column.constant) == (values, len(values), len(set(values)) == 1)
        other = Column.sparse(5, True, dict(enumerate(values)))
        assert (other, hash(other)) == (column, hash(column))


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_numbers_are_decided_as_by_the_reference(data: st.DataObject) -> None:
    """Rows that differ in a number, in full years or in an amount."""
    assert disagreement(policy_by_number(7), data.draw(applications(policy_by_number(7)))) is None


NUMBERED = st.builds(
    lambda applicant, scores, attempt, amount: {
        "applicant": {name: value for name, value in applicant.items() if value is not None},
        "selections": [{"item": "o1", "attempt": attempt} | ({} if score is None else {"score": score}) for score in scores],
        "steps": {"pay": {"at": "2024-05-01T10:00+08:00", "amount": amount}},
    },
    st.fixed_dictionaries(
        {
            "grade": st.sampled_from([None, "1", "2", "3"]),
            "day": st.sampled_from([None, "2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01", "2024-03-02"]),
            "born": st.sampled_from([None, "2024-05-01", "2023-05-02", "2023-05-01", "2018-01-01", "2017-05-01", "1990-01-01"]),
        }
    ),
    st.lists(st.sampled_from([None, 0, 2, 3, 6, 7, 9, 10, 16, 17, 19, 20, 69, 70, 1_000_000_000]), max_size=2),
    st.sampled_from(["initial", "retake"]),
    st.sampled_from([None, "0", "3", "3.01", "3.5", "24", "24.01", "170", "10000000"]),
)


@given(st.lists(NUMBERED, min_size=1, max_size=20))
@settings(deadline=None, max_examples=60)
def test_each_stretch_and_none(applied: list[dict[str, object]]) -> None:
    """Both ends of stretches, between them, and what is not known, one by one and as a table."""
    assert [disagreement(policy_by_number(7), each) for each in applied] == [None] * len(applied)
    assert list(table_disagreements(policy_by_number(7), applied)) == []


def test_the_function_does_not_grow_with_the_ranges() -> None:
    """Four times the ranges: the same function but for constants, and a graph that grows no faster than the table."""
    small, large = (policy_by_number(ranges).engine.of(Variant()) for ranges in (20, 80))
    assert len(large.text) < 1.1 * len(small.text)
    assert len(large.decided.graph._made) < 5 * len(small.decided.graph._made)


@pytest.mark.parametrize("score", [None, 9, 10])
def test_a_wrong_stretch_is_seen(score: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stretch that begins one too late, and bounds too narrow where the number is not known, give other decisions than the reference's."""
    node = keys.NumberKey.node

    def wrong(key: keys.NumberKey, column: Column, sort: Sort) -> Node:
        if sort == "integer":
            column = Column.sparse(len(column), column.usual, {**dict(enumerate(column)), key.unknown: column[key.unknown] + 1})
        moved = keys.NumberKey(key.graph, key.place, key.number, key.node_of, tuple(bound + (bound == 10) for bound in key.bounds))
        return node(moved, column, sort)

    table = 'fee f "fee" per selection\n  | score | amount |\n  | 0 .. 9 | 100 |\n  | 10 .. 19 | 101 |\n  | 20 .. 29 | 102 |\n'
    text = f"{HEAD}\nfact selection.score : number 0 .. 29\n{OPEN}\n{table}"
    selection = {"item": "o1"} | ({} if score is None else {"score": score})
    application = {"selections": [selection], "steps": {"pay": {"at": "2024-05-01T10:00+08:00", "amount": "101" if score == 10 else "100"}}}
    assert disagreement(Policy(loaded_text(text).model), application) is None
    monkeypatch.setattr(keys.NumberKey, "node", wrong)
    found = disagreement(Policy(loaded_text(text).model), application)
    assert (found is None) == (score == 9)


def test_a_number_is_no_more_than_its_type_allows() -> None:
    """Bounds beyond what the number can be fall away; the stretch below all others is one of them where it can be."""
    graph = Graph()
    number = graph.make("value", ("applicant", "age"), "integer", (0, 9), outside=True)
    assert graph.step(number, 7, [(-3, 1), (0, 2), (5, 2), (10, 3)]) is graph.integer(2)
    found = graph.step(number, 7, [(0, 2), (4, 3), (5, 3), (9, 7), (10, 8)])
    assert (found.op, found.args[1:], found.range) == ("step", (((4, 3), (9, 7)), 2), (2, 7))
