"""Quantities over rows, and aggregates."""

import pytest

from evalpolicy.core import terms as t
from evalpolicy.language.symbols import Scope
from evalpolicy.language.types import AmountType, DateType, InstantType, ItemType, NumberType
from tests.language.expressions import (
    ATTEMPT,
    AUDIENCE,
    CATALOG,
    LEVEL,
    SCORE,
    mistakes,
    symbols,
    truth,
    value,
    value_mistakes,
)

SELECTIONS = t.Rows("application", "selections", "selection#1")
HELD = t.Rows("applicant", "held", "certificate#1")
FILES = t.Rows("materials", "files", "file#1")
ALL = t.TruthConstant(True)
CREDITS = t.RowFact("selection#1", "credits", SCORE, "selection")
ITEM = t.RowFact("selection#1", "item", ItemType(), "selection")
INITIAL = t.Same(t.RowFact("selection#1", "attempt", ATTEMPT, "selection"), t.AtomConstant("initial"))


def held(name: str, row: str = "certificate#1") -> t.RowFact:
    types = {"issued": DateType(), "expires": DateType(), "level": LEVEL, "score": SCORE, "weight": SCORE, "seen": InstantType()}
    return t.RowFact(row, name, types[name], "certificate")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("at most 2 selections", t.Compare("le", t.Count(SELECTIONS, ALL), t.QuantityConstant(2))),
        ("at least 1 selection where attempt is initial", t.Compare("ge", t.Count(SELECTIONS, INITIAL), t.QuantityConstant(1))),
        ("exactly 1 applicant.held", t.Compare("eq", t.Count(HELD, ALL), t.QuantityConstant(1))),
        ("more than pass_mark held", t.Compare("gt", t.Count(HELD, ALL), t.Parameter("pass_mark", SCORE))),
        ("fewer than 3 materials.files", t.Compare("lt", t.Count(FILES, ALL), t.QuantityConstant(3))),
        ("any selection where attempt is initial", t.AnyRow(SELECTIONS, INITIAL)),
        ("no selection where attempt is initial", t.Not(t.AnyRow(SELECTIONS, INITIAL))),
        ("not any selection", t.Not(t.AnyRow(SELECTIONS, ALL))),
        ("every selection has attempt is initial", t.EveryRow(SELECTIONS, ALL, INITIAL)),
        ("no two selections share item", t.NoTwoShare(SELECTIONS, ALL, ITEM)),
        ("no two held share issued", t.NoTwoShare(HELD, ALL, held("issued"), key_is_quantity=True)),
        ("no two held share level", t.NoTwoShare(HELD, ALL, held("level"))),
    ],
)
def test_quantities(text: str, term: t.Term) -> None:
    assert truth(text) == term


def test_a_row_inside_a_row_keeps_its_own_variable() -> None:
    term = truth("every applicant.held as a has at most 2 applicant.held as b where b.issued between a.issued and 1 year after a.issued")
    assert isinstance(term, t.EveryRow)
    assert term.rows.variable == "certificate#1"
    has = term.has
    assert isinstance(has, t.Compare)
    assert isinstance(has.left, t.Count)
    assert has.left.rows.variable == "certificate#2"
    first, inside = held("issued"), held("issued", "certificate#2")
    assert has.left.where == t.And((t.Compare("ge", inside, first), t.Compare("le", inside, t.AddMonths(first, 12, "down"))))


def test_the_conditions_of_a_selection_reach_the_applicant_and_readings() -> None:
    term = truth("any selection where catalog is grade and (retakes is counted or audience is campus)")
    grade = t.Same(t.RowFact("selection#1", "catalog", CATALOG, "selection"), t.AtomConstant("grade"))
    campus = t.Same(t.Fact("applicant", "audience", AUDIENCE), t.AtomConstant("campus"))
    assert term == t.AnyRow(SELECTIONS, t.And((grade, t.Or((t.ReadingIs("retakes", "counted"), campus)))))


@pytest.mark.parametrize(
    ("text", "term", "type"),
    [
        ("count of selections", t.Count(SELECTIONS, ALL), NumberType(0, 10_000)),
        ("count of selections where attempt is initial", t.Count(SELECTIONS, INITIAL), NumberType(0, 10_000)),
        ("sum of credits over selections", t.Sum(SELECTIONS, ALL, CREDITS), NumberType(0, 1_000_000)),
        ("sum of selection.fee over selections", t.Sum(SELECTIONS, ALL, t.Defined("selection.fee", AmountType(), "selection#1")), AmountType()),
        (
            "maximum of score over held else 0",
            t.Extreme("greatest", HELD, ALL, held("score"), t.QuantityConstant(0)),
            NumberType(0, 100),
        ),
        (
            "earliest of issued over held where level is 4 else exam",
            t.Extreme(
                "least", HELD, t.Same(held("level"), t.AtomConstant("4")), held("issued"), t.Defined("event.exam", DateType())
            ),
            DateType(),
        ),
        (
            "latest of seen over held else exam",
            t.Extreme("greatest", HELD, ALL, t.DayOf(held("seen")), t.Defined("event.exam", DateType())),
            DateType(),
        ),
        ("best 2 of score over held", t.BestSum(2, HELD, ALL, held("score")), NumberType(0, 200)),
        ("different item over selections", t.Distinct(SELECTIONS, ALL, ITEM), NumberType(0, 10_000)),
        (
            "full months covered by issued to expires over held",
            t.CoveredMonths(HELD, ALL, held("issued"), held("expires")),
            NumberType(0, 3913),
        ),
    ],
)
def test_aggregates(text: str, term: t.Term, type: object) -> None:
    typed = value(text)
    assert typed.term == term
    assert typed.type == type


def test_a_mean_is_compared_without_a_division() -> None:
    """`sum of X*W op limit * sum of W`, and some weight: over no rows nothing holds."""
    weights = t.Sum(HELD, ALL, held("weight"))
    product = t.Sum(HELD, ALL, t.Product(held("score"), held("weight")))
    some = t.Compare("gt", weights, t.QuantityConstant(0))
    assert truth("mean of score weighted by weight over held at least 60") == t.And(
        (t.Compare("ge", product, t.Multiply(weights, 60)), some)
    )
    assert truth("mean of score weighted by weight over held more than 60.5") == t.And(
        (t.Compare("gt", t.Multiply(product, 10), t.Multiply(weights, 605)), some)
    )
    assert truth("60 <= mean of score weighted by weight over held") == t.And((t.Compare("ge", product, t.Multiply(weights, 60)), some))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("any certificate where level is 4", ("not-rows", "certificate")),
        ("any student", ("not-rows", "student")),
        ("any helds", ("not-rows", "helds")),
        ("any payment.files", ("not-rows", "payment.files")),
        ("at most fee selections", ("type-mismatch", "at most fee selections")),
        ("exactly years selections", ("too-many-decimals", "years")),
        ("no two selections share subjects", ("type-mismatch", "subjects")),
        ("any selection where attempt is retaken", ("unknown-value", "retaken")),
        ("sum of attempt over selections at least 1", ("type-mismatch", "attempt")),
        ("(different issued over held) at least 2", ("type-mismatch", "issued")),
        ("(best 2 of applicant.balance over held) at least 2", ("best-negative", "applicant.balance")),
        ("(best 0 of score over held) at least 2", ("best-number", "(best 0 of score over held)")),
        (
            "at most 1 selection where attempt is initial and at least 1 applicant.held",
            ("where-too-far", "at least 1 applicant.held"),
        ),
        ("(latest of score over held else 3) before exam", ("type-mismatch", "score")),
        (
            "mean of score weighted by applicant.balance over held at least 60",
            ("negative-product", "mean of score weighted by applicant.balance over held"),
        ),
        ("mean of score weighted by weight over held before exam", ("mean-alone", "mean of score weighted by weight over held")),
    ],
)
def test_mistakes_in_quantities(text: str, found: tuple[str, str]) -> None:
    assert mistakes(text) == [found]


def test_a_list_is_suggested_by_what_its_rows_are() -> None:
    names = symbols("any certificate where level is 4")
    mistakes("any certificate where level is 4", names=names)
    assert names.diagnostics.found[0].help is not None
    assert names.diagnostics.found[0].help.en == "write `applicant.held`"


def test_a_steps_own_files() -> None:
    assert truth("any files", Scope(owner="materials")) == t.AnyRow(FILES, ALL)


def test_covered_months_need_a_reading_of_month_ends() -> None:
    text = "full months covered by issued to expires over held"
    names = symbols(text)
    names.month_ends = None
    assert value_mistakes(text, names=names) == [("month-end-unstated", text)]
