"""Items that stand for others: what a policy tells apart in any way is never left out of a proof."""

from __future__ import annotations

import pytest

from evalpolicy.backends.symbolic.alike import kinds, representatives
from evalpolicy.diff.meaning import meaning_diff
from evalpolicy.policy import Policy
from evalpolicy.proof.verify import verify
from tests.language.declarations import load_small

STEP = 'step enrol "enrolment"\n'


def with_items(body: str, number: int = 12, columns: str = "", cells: dict[int, str] | None = None) -> Policy:
    """A policy with items i0, i1, … of one catalog."""
    head = "  | item | name |" + (" size |\n" if columns else "\n")
    rows = "".join(f"  | i{place} | I{place} |" + (f" {(cells or {}).get(place, '1')} |\n" if columns else "\n") for place in range(number))
    return load_small(f'catalog c "c"\n{columns}{head}{rows}{body}', steps=STEP)


def groups(policy: Policy) -> set[frozenset[str]]:
    return {frozenset(item.code for item in items) for items in kinds((policy.model,)).values()}


@pytest.mark.parametrize(
    ("body", "apart"),
    [
        ("", []),
        ("rule r\n  require no selections where item is i3\n", ["i3"]),
        ("rule r\n  require no selections where item in (i3, i4)\n", ["i3 i4"]),
        ("rule r\n  require no selections where item is i3 or item is i4\n", ["i3 i4"]),
        ("rule r\n  require no selections where item in (i3, i4)\nrule s\n  require no selections where item in (i4, i5)\n", ["i3", "i4", "i5"]),
        ("fact applicant.d : set of item default i3, i4\n", ["i3 i4"]),
        ("fact selection.other : item default i3\n", ["i3"]),
        ('parameter p : set of item "p"\n  default i3, i4\n', ["i3 i4"]),
        ('fee f "f" per selection\n  | item | amount |\n  | i3, i4 | 5 |\n  | not i3, i4 | 6 |\n', ["i3 i4"]),
        ('fee f "f" per selection\n  | item | amount |\n  | i3 | 5 |\n  | i4 | 5 |\n  | not i3, i4 | 6 |\n', ["i3", "i4"]),
    ],
)
def test_items_are_alike_unless_something_tells_them_apart(body: str, apart: list[str]) -> None:
    named = {frozenset(each.split()) for each in apart}
    rest = frozenset(f"i{place}" for place in range(12)) - frozenset().union(*named)
    assert groups(with_items(body)) == {*named, rest}


def test_items_with_other_columns_are_apart() -> None:
    policy = with_items("", 6, '  column size "size" : number 0 .. 9\n', {1: "2", 4: "2"})
    assert groups(policy) == {frozenset({"i1", "i4"}), frozenset({"i0", "i2", "i3", "i5"})}


def test_an_item_in_the_column_of_another_is_apart() -> None:
    policy = with_items("", 4, '  column size "s" : set of item of c\n', {0: "i2", 1: "none", 2: "none", 3: "none"})
    assert groups(policy) == {frozenset({"i0"}), frozenset({"i2"}), frozenset({"i1", "i3"})}


@pytest.mark.parametrize(
    ("body", "given"),
    [
        ("fact applicant.d : set of item default i8, i9\nrule r\n  require no selections where item in applicant.d\n", "applicant.d is given"),
        ("fact selection.other : item default i8\nrule r\n  require no selections where item is other\n", "any selection where other is given"),
    ],
)
def test_what_only_a_default_names_is_not_left_out(body: str, given: str) -> None:
    invariant = f"invariant i\n  require outcome is rejected implies {given}\n"
    (result,) = verify(with_items(body + invariant), builtins=False)
    assert result.verdict == "refuted"


def test_there_are_as_many_items_as_an_application_can_name_at_once() -> None:
    body = "fact selection.a : item\nfact selection.b : item\n"
    different = ["exactly 3 selections", *(f"no two selections share {name}" for name in ("item", "a", "b"))]
    different += [f"no selections as s where any selection as o where o.{one} is s.{other}" for one, other in ("ab", ("item", "a"), ("item", "b"))]
    body += f"invariant i\n  require not ({' and '.join(f'({each})' for each in different)})\n"
    (result,) = verify(with_items(body), builtins=False)
    assert result.verdict == "refuted"


def test_a_kind_is_what_an_item_is_in_both_policies() -> None:
    column = '  column size "size" : number 0 .. 9\n'
    rule = "rule r\n  require every selection has item.size is 1\n"
    # Only i9 is of size 1 in the one and of size 2 in the other; each policy by itself has earlier items that are like it.
    old = with_items(rule, 10, column, dict.fromkeys(range(3, 6), "2"))
    new = with_items(rule, 10, column, dict.fromkeys((3, 4, 5, 9), "2"))
    assert len(representatives((old.model, new.model), 1)) == 3
    found = meaning_diff(old, new)
    assert found.equal is False
    assert {change.name for change in found.changes} == {"now-rejected"}
    assert [row["item"] for change in found.changes for row in change.case.application["selections"]] == ["i9"]
