"""What a term reads, and between which numbers it lies."""

from evalpolicy.core import terms as t
from evalpolicy.core.ranges import Ranges
from evalpolicy.core.references import term_references
from evalpolicy.language.model import Definition
from evalpolicy.language.types import DateType, EnumType, EnumValue, ItemType, NumberType, YesNoType
from evalpolicy.source import NOWHERE

KIND = EnumType("kind", "", (EnumValue("a", ""), EnumValue("b", ""), EnumValue("c", "")))
YEARS = NumberType(0, 60)
SELECTIONS = t.Rows("application", "selections", "selection#1")


def definition(name: str, term: t.Term, row: str | None = None) -> Definition:
    return Definition(name, "", YEARS, term, row, NOWHERE)


def test_references_go_through_definitions_rows_and_tables() -> None:
    years = t.Fact("applicant", "years", YEARS)
    definitions = {
        "needed": definition("needed", t.If(t.ReadingIs("strict", "yes"), years, t.Defined("base", YEARS), YEARS)),
        "base": definition("base", t.Parameter("base_years", YEARS)),
    }
    row = t.CaseRow(t.ItemListed("selection#1"), t.ItemColumn("selection#1", "credits", YEARS))
    where = t.Compare("ge", t.Case((row,), YEARS), t.Defined("needed", YEARS))
    found = term_references(
        t.And((t.AnyRow(SELECTIONS, where), t.Fact("payment", "signed", YesNoType()), t.StatusIs("some_rule", "satisfied"))), definitions
    )
    assert found.readings == {"strict"}
    assert found.parameters == {"base_years"}
    assert found.facts == {("applicant", "years"), ("selection", "item"), ("payment", "signed")}
    assert found.lists == {("application", "selections")}
    assert found.columns == {"credits"}
    assert found.steps == {"payment"}
    assert found.rules == {"some_rule"}
    assert found.definitions == {"needed", "base"}


def test_the_condition_of_a_conditional_fact_counts() -> None:
    subjects = t.RowFact("selection", "item", ItemType(), "selection")
    condition = t.ReadingIs("retakes", "counted")
    found = term_references([t.Stated(subjects)], {}, lambda owner, name: condition if (owner, name) == ("selection", "item") else None)
    assert found.readings == {"retakes"}


def test_wide_and_deep_terms_do_not_recurse() -> None:
    term: t.Term = t.And(tuple(t.ReadingIs(f"r{n}", "yes") for n in range(5000)))
    for _ in range(5000):
        term = t.Not(term)
    assert len(term_references(term, {}).readings) == 5000


def test_definitions_in_a_circle_end() -> None:
    circle = {"a": definition("a", t.Defined("b", YEARS)), "b": definition("b", t.Defined("a", YEARS))}
    assert term_references(t.Defined("a", YEARS), circle).definitions == {"a", "b"}


def test_ranges() -> None:
    years, two = t.Fact("applicant", "years", YEARS), t.QuantityConstant(2)
    definitions = {"minus": definition("minus", t.Multiply(years, -1))}
    of = Ranges(definitions.get).of
    assert of(t.Add((years, t.Multiply(years, -2)))) == (-120, 60)
    assert of(t.Product(years, t.Count(SELECTIONS, t.TruthConstant(True)))) == (0, 60 * 10_000)
    assert of(t.Divide(t.Add((years, two)), 3, "up")) == (0, 21)
    assert of(t.Least((years, two))) == (0, 2)
    assert of(t.Greatest((years, two))) == (2, 60)
    assert of(t.If(t.TruthConstant(True), two, years, YEARS)) == (0, 60)
    assert of(t.Case((t.CaseRow(t.TruthConstant(True), two),), YEARS, complete=True)) == (2, 2)
    assert of(t.Case((t.CaseRow(t.TruthConstant(True), two),), YEARS)) == (0, 60)
    assert of(t.SetSize(t.SetConstant(frozenset()), KIND)) == (0, 3)
    assert of(t.Defined("minus", YEARS)) == (-60, 0)
    assert of(t.Sum(SELECTIONS, t.TruthConstant(True), t.Multiply(years, -1))) == (-600_000, 0)
    assert of(t.BestSum(2, SELECTIONS, t.TruthConstant(True), years)) == (0, 120)
    day = t.QuantityConstant(738_000)
    assert of(t.AddMonths(day, 1, "down")) == (738_031, 738_031)
    assert of(t.BirthDate(t.AtomConstant(""))) == of(t.Fact("applicant", "born", DateType()))
