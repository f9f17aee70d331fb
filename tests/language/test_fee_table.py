"""Rows of fee tables: which overlap, and whether they are complete."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalpolicy.core import terms as t
from evalpolicy.errors import PolicyError
from evalpolicy.language.points import PointTests
from tests.properties.support import loaded_text

HEAD = 'policy p "p"\n  language 1\n  messages en\n  timezone Asia/Shanghai\n  currency CNY\n  in force 2024-01-01 .. 2024-12-31\n'


def test_overlaps_in_long_tables_are_told() -> None:
    """One pair among hundreds of rows."""
    rows = "\n".join(f"  | i{place} | {place} |" for place in range(300))
    names = "\n".join(f"  | i{place} | Item {place} |" for place in range(300))
    text = f'{HEAD}\ncatalog c "c"\n  | item | name |\n{names}\n\nfee f "fee" per selection\n  | item | amount |\n{rows}\n'
    assert loaded_text(text).id == "p"
    with pytest.raises(PolicyError) as caught:
        loaded_text(f"{text}  | i7, i9 | 5 |\n")
    assert [each.code for each in caught.value.diagnostics] == ["rows-overlap"] * 2


def test_a_number_that_is_not_given() -> None:
    """A cell may ask for a number's absence: whether rows overlap there is found, too."""
    catalog = 'fact selection.hours : number 0 .. 100\n\ncatalog c "c"\n  | item | name |\n  | a | A |\n'
    table = 'fee f "fee" per selection\n  | hours | amount |\n  | at most 5, not given | 3 |\n  | more than 5 | 4 |\n'
    policy = loaded_text(f"{HEAD}\n{catalog}\n{table}")
    for hours, fee in ((None, "3"), (5, "3"), (6, "4")):
        assert str(policy.check({"selections": [{"item": "a", "hours": hours}]}).fee.total) == fee
    with pytest.raises(PolicyError) as caught:
        loaded_text(f"{HEAD}\n{catalog}\n{table}  | not given | 9 |\n")
    assert [each.code for each in caught.value.diagnostics] == ["rows-overlap"]


@pytest.mark.parametrize(("ranges", "outcome"), [(("0 .. 59", "60 .. 100"), "rejected"), (("0 .. 59", "60 .. 99"), "pending")])
def test_a_table_over_all_of_a_number_always_has_an_amount(ranges: tuple[str, str], outcome: str) -> None:
    """Whatever the number is that is not stated, the fee is one of those in the table: what was paid is too little for each."""
    facts = "fact applicant.mark : number 0 .. 100\nfact pay.amount : amount\n\n"
    step = 'step pay "pay"\n  asks amount\n  require amount is fee\n\n'
    table = 'fee f "fee" per application\n  | applicant.mark | amount |\n' + "".join(f"  | {each} | 30{len(each)} |\n" for each in ranges)
    policy = loaded_text(f"{HEAD}  process pay\n\n{facts}{step}{table}")
    paid = {"applicant": {}, "selections": [], "steps": {"pay": {"at": "2024-03-10T10:00:00+08:00", "amount": 5}}}
    assert policy.check(paid).outcome == outcome


@pytest.mark.parametrize(
    ("head", "first", "second", "complete"),
    [
        ("applicant.years", "at most 20", "more than 20", True),
        ("applicant.years", "at most 20", "at least 22", False),
        ("applicant.years * 2", "at most 20", "at least 30", False),
        ("applicant.day", "at most 2024-03-05", "more than 2024-03-05", True),
        ("applicant.day", "at most 2024-03-05", "at least 2024-03-07", False),
        ("full days from applicant.day to 2024-06-01", "at most 20", "at least 30", False),
        ("applicant.moment", "at most 2024-03-05", "more than 2024-03-05", True),
        ("applicant.moment", "at most 2024-03-05", "at least 2024-03-07", False),
        ("applicant.moment", "at most 2024-03-05 17:00", "more than 2024-03-05 17:00", True),
        ("applicant.day", "at most 2024-03-05 17:00", "more than 2024-03-06 17:00", False),
    ],
)
def test_a_table_is_complete_only_where_every_value_has_a_row(head: str, first: str, second: str, complete: bool) -> None:
    """What is between the values that cells name counts too, and days are days where instants are stated."""
    facts = "fact applicant.years : number 0 .. 60\nfact applicant.day : date\nfact applicant.moment : instant\n"
    table = f'fee f "fee" per application\n  | {head} | amount |\n  | {first} | 10 |\n  | {second} | 20 |\n'
    policy = loaded_text(f"{HEAD}\n{facts}\n{table}")
    term = policy.model.definitions[policy.model.fees["f"].base].term
    assert isinstance(term, t.Case)
    assert term.complete is complete


def trades(number: int) -> str:
    """A policy whose fee hangs on one of so many trades and a level."""
    names = " | ".join(f"t{place}" for place in range(number))
    types = f"type trade = {names}\ntype level = 1 < 2 < 3\nfact applicant.trade : trade\nfact applicant.level : level\n"
    rows = [f"  | t{place} | {level} | {place + 1} |" for place in range(number) for level in (1, 2, 3)]
    return "\n".join([HEAD, types, 'fee f "fee" per application', "  | applicant.trade | applicant.level | amount |", *rows, ""])


def test_long_tables_over_values_are_read_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a table is complete, and whether rows overlap, is asked of each cell a few times: not of each row at each combination of values."""
    asked = 0
    holds = PointTests.holds

    def counted(self: PointTests, test: t.Term, place: int) -> bool:
        nonlocal asked
        asked += 1
        return holds(self, test, place)

    monkeypatch.setattr(PointTests, "holds", counted)
    policy = loaded_text(trades(100))
    term = policy.model.definitions[policy.model.fees["f"].base].term
    assert isinstance(term, t.Case)
    assert term.complete
    assert asked < 10 * 100
    assert not loaded_text(trades(5).replace("  | t3 | 2 | 4 |\n", "")).model.definitions[policy.model.fees["f"].base].term.complete


CELLS = st.lists(st.tuples(st.sets(st.sampled_from("abc"), min_size=1), st.sets(st.sampled_from("123"), min_size=1)), min_size=1, max_size=5)


@given(CELLS)
def test_complete_is_what_leaves_out_no_combination(cells: list[tuple[set[str], set[str]]]) -> None:
    """As counted one by one; rows are narrowed so that none overlaps."""
    left = {(kind, level) for kind in "abc" for level in "123"}
    rows = []
    for kinds, levels in cells:
        own = {(kind, level) for kind in kinds for level in levels}
        if own <= left:
            left -= own
            rows.append(f"  | {', '.join(sorted(kinds))} | {', '.join(sorted(levels))} | {len(rows)} |")
    types = "type kind = a | b | c\ntype level = 1 < 2 < 3\nfact applicant.kind : kind\nfact applicant.level : level\n"
    table = "\n".join([HEAD, types, 'fee f "fee" per application', "  | applicant.kind | applicant.level | amount |", *rows, ""])
    model = loaded_text(table).model
    term = model.definitions[model.fees["f"].base].term
    assert isinstance(term, t.Case)
    assert term.complete is (not left)


@pytest.mark.parametrize(("second", "complete"), [("no | any", True), ("no | a", False)])
def test_a_heading_that_compares_two_facts(second: str, complete: bool) -> None:
    """Such a row is held to every combination of the two."""
    types = "type kind = a | b\nfact applicant.kind : kind\nfact applicant.other : kind\n"
    heading = 'fee f "fee" per application\n  | applicant.kind is applicant.other | applicant.kind | amount |\n'
    table = f"{heading}  | yes | any | 1 |\n  | {second} | 2 |\n"
    model = loaded_text("\n".join([HEAD, types, table])).model
    term = model.definitions[model.fees["f"].base].term
    assert isinstance(term, t.Case)
    assert term.complete is complete


def test_sets_of_many_values() -> None:
    """A column of sets of more values than can be gone through: what a cell is for is found all the same."""
    nine = " | ".join(f"n{place}" for place in range(9))
    text = f'{HEAD}\ntype nine = {nine}\nfact applicant.nine : set of nine\n\nfee f "fee" per application\n  | applicant.nine | amount |\n'
    assert loaded_text(f"{text}  | one | 1 |\n  | n1 + n2 + n3 | 2 |\n").id == "p"
    with pytest.raises(PolicyError) as caught:
        loaded_text(f"{text}  | n1 + n2 + n3 | 1 |\n  | n1 + n2 + n3, n4 | 2 |\n")
    assert [each.code for each in caught.value.diagnostics] == ["rows-overlap"]
