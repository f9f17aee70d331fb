"""Comparisons: what goes together, what does not, and in which words that is said."""

import pytest

from evalpolicy.core import terms as t
from evalpolicy.language import expression
from evalpolicy.language.types import AmountType, ItemType, SetType, TextsType, TextType, YesNoType
from evalpolicy.syntax import tree
from tests.language.expressions import AUDIENCE, LEVEL, NO_ROWS, SCORE, SELECTION, SUBJECT, YEARS, mistakes, parse, symbols, truth

AUDIENCE_FACT = t.Fact("applicant", "audience", AUDIENCE)
LEVEL_FACT = t.RowFact("selection", "level", LEVEL, "selection")
SUBJECTS = t.RowFact("selection", "subjects", SetType(SUBJECT), "selection")
ITEM = t.RowFact("selection", "item", ItemType(), "selection")
STUDENT = t.Fact("applicant", "student", YesNoType())
SCORE_FACT = t.Fact("applicant", "score", SCORE)
YEARS_FACT = t.Fact("applicant", "years", YEARS)
PAID = t.Fact("payment", "amount", AmountType())
THEORY, PRACTICAL = (t.Member(t.AtomConstant(code), SUBJECTS, SUBJECT) for code in ("theory", "practical"))


def number(value: int) -> t.Term:
    return t.QuantityConstant(value)


@pytest.mark.parametrize("spelling", ["campus", "校内考生", "在校生", '"校内考生"'])
def test_a_value_has_its_code_its_label_and_its_aliases(spelling: str) -> None:
    assert truth(f"audience is {spelling}") == t.Same(AUDIENCE_FACT, t.AtomConstant("campus"))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("audience is not campus", t.Not(t.Same(AUDIENCE_FACT, t.AtomConstant("campus")))),
        ("audience = campus", t.Same(AUDIENCE_FACT, t.AtomConstant("campus"))),
        ("student", STUDENT),
        ("student is yes", STUDENT),
        ("student is no", t.Not(STUDENT)),
        ("not not student", STUDENT),
        ("student is not yes", t.Not(STUDENT)),
        ("score at least 60", t.Compare("ge", SCORE_FACT, number(60))),
        ("60 <= score", t.Compare("le", number(60), SCORE_FACT)),
        ("score is 60", t.Compare("eq", SCORE_FACT, number(60))),
        ("score != 60", t.Compare("ne", SCORE_FACT, number(60))),
        ("years more than 2.5", t.Compare("gt", YEARS_FACT, number(25))),
        ("years more than 2.55", t.Compare("gt", t.Multiply(YEARS_FACT, 10), number(255))),
        ("score less than years", t.Compare("lt", t.Multiply(SCORE_FACT, 10), YEARS_FACT)),
        ("payment.amount is fee", t.Compare("eq", PAID, t.Defined("fee.total", AmountType()))),
        ("payment.amount more than 320.5", t.Compare("gt", PAID, number(32_050))),
        ("score between 60 and 80", t.And((t.Compare("ge", SCORE_FACT, number(60)), t.Compare("le", SCORE_FACT, number(80))))),
        ("score in 60 .. 80", t.And((t.Compare("ge", SCORE_FACT, number(60)), t.Compare("le", SCORE_FACT, number(80))))),
        ("score in (60, 80)", t.Or((t.Compare("eq", SCORE_FACT, number(60)), t.Compare("eq", SCORE_FACT, number(80))))),
        ("audience not in (campus, public)", t.Not(t.Or(tuple(t.Same(AUDIENCE_FACT, t.AtomConstant(c)) for c in ("campus", "public"))))),
        ('centre is "长沙"', t.Same(t.Fact("application", "centre", TextType()), t.AtomConstant("长沙"))),
        ("applicant.notes is given", t.IsGiven(t.Fact("applicant", "notes", TextsType()))),
        ("score is not given", t.Not(t.IsGiven(SCORE_FACT))),
    ],
)
def test_comparisons(text: str, term: t.Term) -> None:
    assert truth(text) == term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("level at least 4", t.Compare("ge", t.Rank(LEVEL_FACT, LEVEL), number(1))),
        ("level less than 高级", t.Compare("lt", t.Rank(LEVEL_FACT, LEVEL), number(2))),
        ("level is 4", t.Same(LEVEL_FACT, t.AtomConstant("4"))),
        ("level in 5 .. 4", t.And((t.Compare("ge", t.Rank(LEVEL_FACT, LEVEL), number(0)), t.Compare("le", t.Rank(LEVEL_FACT, LEVEL), number(1))))),
        ("level in item.levels", t.Member(LEVEL_FACT, t.ItemColumn("selection", "levels", SetType(LEVEL)), LEVEL)),
        ("item.admits contains audience", t.Member(AUDIENCE_FACT, t.ItemColumn("selection", "admits", SetType(AUDIENCE)), AUDIENCE)),
        ("subjects contains theory", THEORY),
        ("subjects contains theory + practical", t.And((THEORY, PRACTICAL))),
        ("subjects is theory", t.And((THEORY, t.Not(PRACTICAL)))),
        ("subjects is theory + 实操", t.And((THEORY, PRACTICAL))),
        ("item is electrician", t.Same(ITEM, t.AtomConstant("grade.electrician"))),
        ('item is "办公软件应用(office)"', t.Same(ITEM, t.AtomConstant("special.office"))),
        ("item is grade.programmer", t.Same(ITEM, t.AtomConstant("grade.programmer"))),
        ("item in designated", t.Member(ITEM, t.Parameter("designated", SetType(ItemType())))),
        ("item not in designated", t.Not(t.Member(ITEM, t.Parameter("designated", SetType(ItemType()))))),
        ("item is listed", t.ItemListed("selection")),
        ("item is not listed", t.Not(t.ItemListed("selection"))),
        ("level is not given", t.Not(t.IsGiven(LEVEL_FACT))),
    ],
)
def test_comparisons_of_a_selection(text: str, term: t.Term) -> None:
    assert truth(text, SELECTION) == term


def test_two_truths_and_two_sets_are_compared_both_ways() -> None:
    signed = t.Fact("confirmation", "signed", YesNoType())
    assert truth("student is confirmation.signed") == t.Or((t.And((STUDENT, signed)), t.And((t.Not(STUDENT), t.Not(signed)))))
    same = truth("item.levels is item.levels", SELECTION)
    assert isinstance(same, t.And)
    assert len(same.operands) == 3


def test_connectives_are_flat() -> None:
    chain = " and ".join(["student"] * 500)
    assert truth(chain) == t.And((STUDENT,) * 500)
    assert truth("student implies score at least 60") == t.Or((t.Not(STUDENT), t.Compare("ge", SCORE_FACT, number(60))))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("audience is campsu", ("unknown-value", "campsu")),
        ("audience is 2024-10-10", ("type-mismatch", "audience is 2024-10-10")),
        ("score is campus", ("value-alone", "campus")),
        ("payment.amount more than score", ("type-mismatch", "payment.amount more than score")),
        ("payment.amount more than 0.005", ("amount-too-fine", "0.005")),
        ("years is 2.55", ("never-equal", "years is 2.55")),
        ("audience at least campus", ("unordered", "audience at least campus")),
        ('centre more than "a"', ("unordered", 'centre more than "a"')),
        ("centre is 长沙", ("unknown-name", "长沙")),
        ("score before 60", ("type-mismatch", "score")),
        ("score in 60", ("not-a-set", "60")),
        ("audience contains campus", ("type-mismatch", "audience")),
        ("applicant.notes is applicant.notes", ("incomparable", "applicant.notes is applicant.notes")),
        ("required_years is given", ("not-a-fact", "required_years")),
        ("audience is campus or public", ("comparison-not-repeated", "public")),
        ("score is 60 or 70", ("comparison-not-repeated", "70")),
        ("score", ("not-a-condition", "score")),
        ("320", ("not-a-condition", "320")),
        ("score more than 9999999999999999999999", ("number-too-large", "score more than 9999999999999999999999")),
    ],
)
def test_what_does_not_go_together(text: str, found: tuple[str, str]) -> None:
    assert mistakes(text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("level is 7", ("unknown-value", "7")),
        ("level is 2024-10-10", ("type-mismatch", "level is 2024-10-10")),
        ("subjects in (theory, practical)", ("type-mismatch", "subjects")),
        ("subjects is theory + practcal", ("unknown-value", "practcal")),
        ("item is electrican", ("unknown-item", "electrican")),
        ("item is programmer", ("ambiguous-item", "programmer")),
        ("item in grade", ("catalog-not-item", "grade")),
        ("item is grade.office", ("unknown-item", "grade.office")),
        ("level is listed", ("type-mismatch", "level")),
        ("item is electrician or office", ("comparison-not-repeated", "office")),
        ("catalog is grad", ("unknown-value", "grad")),
    ],
)
def test_what_does_not_go_together_in_a_selection(text: str, found: tuple[str, str]) -> None:
    assert mistakes(text, SELECTION) == [found]


def test_a_mismatch_says_what_each_side_is() -> None:
    names = symbols("level is 2024-10-10")
    mistakes("level is 2024-10-10", SELECTION, names)
    found = names.diagnostics.found[0].message
    assert found.en == "`level` is a value of level 级别 (5 初级, 4 中级, 3 高级); it can't be compared or combined with `2024-10-10`, a date"
    assert found.zh == "`level` 是级别的一个值（5 初级、4 中级、3 高级），不能与 `2024-10-10` （日期）放在一起比较或计算"


def test_a_comparison_that_must_be_repeated_shows_how() -> None:
    names = symbols("level at least 4 or 3")
    assert mistakes("level at least 4 or 3", SELECTION, names) == [("comparison-not-repeated", "3")]
    assert names.diagnostics.found[0].help is not None
    assert names.diagnostics.found[0].help.en == "write `… or level at least 3`, or `level in (…, 3)`"


def test_deep_nesting_is_refused_not_crashed_on() -> None:
    names = symbols("student")
    deep = parse("student", names)
    for _ in range(5000):
        deep = tree.Unary(deep.span, "not", deep)
    assert expression.resolve_truth(deep, NO_ROWS, names) is None
    assert [found.code for found in names.diagnostics.found] == ["too-deep"]
