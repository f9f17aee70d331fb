"""Names that cannot be taken, lists that are stated to be empty, money that cannot be meant, circles of steps and fees."""

from __future__ import annotations

import pytest

from evalpolicy.errors import PolicyError

from .declarations import load_small, mistakes

CERTIFICATES = 'record cert "cert"\n  field issued : date "issued"\nfact applicant.held : list of cert "held"'
ASKED = "rule r\n  require no applicant.held\n"
FEE = 'fee f "fee" per application\n  amount 100\n'


@pytest.mark.parametrize("line", ["record held: none", "applicant held none"])
def test_an_example_says_that_a_list_is_empty(line: str) -> None:
    example = load_small(f'{CERTIFICATES}\n{ASKED}example "x"\n  {line}\n  expect pending\n').model.examples[0]
    assert example.application["applicant"] == {"held": []}


def test_a_list_is_empty_by_default_where_the_policy_says_so() -> None:
    stated = load_small(f"{CERTIFICATES} default none\n{ASKED}").check({"selections": []})
    silent = load_small(f"{CERTIFICATES}\n{ASKED}").check({"selections": []})
    assert "r" not in stated.pending
    assert "r" in silent.pending


def test_an_empty_list_and_a_row_exclude_each_other() -> None:
    body = f'{CERTIFICATES}\n{ASKED}example "x"\n  record held: issued 2024-01-01\n  record held: none\n  expect pending\n'
    assert mistakes(body) == [("field-twice", "record held: none")]


@pytest.mark.parametrize("name", ["any", "not", "yes", "年龄", "合计", "每个", "是"])
def test_a_word_that_begins_an_expression_is_no_name(name: str) -> None:
    assert mistakes(f"define {name} = 3\n") == [("reserved-name", name)]
    assert mistakes(f'type t "t" = {name} "A" | b "B"\n') == [("reserved-name", name)]
    assert mistakes(f"define 「{name}」 = 3\nrule r\n  require 「{name}」 at least 2\n") == []


@pytest.mark.parametrize("name", ["age", "count", "年龄", "any", "days"])
def test_a_fact_may_have_any_name_since_its_owner_stands_before_it(name: str) -> None:
    policy = load_small(f"fact applicant.{name} : number 0 .. 99\nrule r\n  require applicant.{name} at least 14\n")
    assert policy.check({"applicant": {name: 13}, "selections": []}).violated == ("r",)


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ("define enrol = 3\n", "enrol"),
        ('define a1 = 3\nreading a1 "which?"\n  option x "X"\n  option y "Y"\n', "a1"),
        ("parameter p : set of text\ndefine p = 3\n", "p"),
    ],
)
def test_what_is_named_without_an_owner_has_one_name_each(body: str, at: str) -> None:
    assert mistakes(body) == [("duplicate-name", at)]


@pytest.mark.parametrize(
    ("adjustment", "expected"),
    [
        ("add 20 %", ("type-mismatch", "20 %")),
        ("cap -50", ("negative-amount", "-50")),
        ("multiply 90 rounded down to 1", ("multiply-share", "90 rounded down to 1")),
        (f"multiply 1{'0' * 36} %", ("number-too-large", f"1{'0' * 36} %")),
    ],
)
def test_money_that_cannot_be_meant(adjustment: str, expected: tuple[str, str]) -> None:
    assert mistakes(f"{FEE}adjustment a to f\n  {adjustment}\n") == [expected]


def test_a_share_is_no_amount() -> None:
    assert [code for code, _ in mistakes('fee f "fee" per application\n  amount 80 %\n')] == ["type-mismatch"]


def test_a_row_does_not_say_what_it_costs_by_itself() -> None:
    table = 'catalog c "c"\n  | item | name |\n  | a | A |\nfee f "f" per selection\n  | item | amount |\n  | a | as item a |\n'
    assert mistakes(table) == [("as-nothing", "as item a")]


def test_a_step_cannot_need_one_that_comes_later() -> None:
    steps = "step enrol\n  needs pay\nstep pay\n  needs enrol\n"
    assert mistakes("", process="enrol, pay", steps=steps) == [("needs-later", "pay")]


def test_a_circle_of_events_is_reported_where_it_is() -> None:
    steps = "event results\n  on 2 months after award\nevent award\n  on 2 months after results\n"
    assert mistakes("", process="results, award", steps=steps) == [("circular", "results")]


def test_an_asterisk_stands_for_an_extension_only() -> None:
    assert mistakes('rule r\n  at enrol\n  file exactly one "photos/*.jpg"\n') == [("file-path", '"photos/*.jpg"')]


def test_what_a_broken_row_was_to_name_is_not_reported_again() -> None:
    items = 'catalog c "c"\n  | item | name |\n  | a | A | extra |\n  | b | B |\n  | d | B |\n'
    uses = "rule r\n  require no selections where item is a\n  require no selections where item is d\n"
    assert [code for code, _ in mistakes(items + uses)] == ["row-shape", "duplicate-name"]


@pytest.mark.parametrize(("written", "fix"), [("2025年9月9日", "2025-09-09"), ("80元", "80")])
def test_what_looks_like_a_date_or_a_sum_is_told_how_to_write_it(written: str, fix: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load_small(f"fact applicant.d : date\nrule r\n  require applicant.d before {written}\n")
    help_ = caught.value.diagnostics[0].help
    assert help_ is not None
    assert fix in help_.zh
