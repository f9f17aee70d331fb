"""Numbers and amounts are exact: what an expression resolves to is worth what its text says."""

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evalpolicy import classes
from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Facts
from evalpolicy.language import expression
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.symbols import Scope
from evalpolicy.language.types import AmountType, NumberType
from tests.language.expressions import SCORE, YEARS, mistakes, parse, symbols, value, value_mistakes

PAID = t.Fact("payment", "amount", AmountType())
SCORE_FACT = t.Fact("applicant", "score", SCORE)
YEARS_FACT = t.Fact("applicant", "years", YEARS)


def number(value: int) -> t.Term:
    return t.QuantityConstant(value)


@pytest.mark.parametrize(
    ("text", "term", "type"),
    [
        ("320", number(320), NumberType(320, 320)),
        ("12.5", number(125), NumberType(125, 125, 1)),
        ("80 %", number(8), NumberType(8, 8, 1)),
        ("200 KB", number(204_800), NumberType(204_800, 204_800)),
        ("1.5 + 2.25 - 3", number(75), NumberType(75, 75, 2)),
        ("2 * 1.5", number(3), NumberType(3, 3)),
        ("100 / 8", number(125), NumberType(125, 125, 1)),
        ("score + 1", t.Add((SCORE_FACT, number(1))), NumberType(1, 101)),
        ("score + years", t.Add((t.Multiply(SCORE_FACT, 10), YEARS_FACT)), NumberType(0, 1600, 1)),
        ("score - years", t.Add((t.Multiply(SCORE_FACT, 10), t.Multiply(YEARS_FACT, -1))), NumberType(-600, 1000, 1)),
        ("- score", t.Multiply(SCORE_FACT, -1), NumberType(-100, 0)),
        ("score * 2.5", t.Multiply(SCORE_FACT, 25), NumberType(0, 2500, 1)),
        ("score * years", t.Product(SCORE_FACT, YEARS_FACT), NumberType(0, 60_000, 1)),
        ("score / 3 rounded down to 1", t.Divide(SCORE_FACT, 3, "down"), NumberType(0, 34)),
        ("score / 3 rounded up to 0.5", t.Multiply(t.Divide(t.Multiply(SCORE_FACT, 2), 3, "up"), 5), NumberType(0, 335, 1)),
        ("years rounded half up to 1", t.Divide(YEARS_FACT, 10, "half_up"), NumberType(0, 60)),
        ("score rounded down to 10", t.Multiply(t.Divide(SCORE_FACT, 10, "down"), 10), NumberType(0, 100)),
        ("min(score, years)", t.Least((t.Multiply(SCORE_FACT, 10), YEARS_FACT)), NumberType(0, 600, 1)),
        ("max(score, 60)", t.Greatest((SCORE_FACT, number(60))), NumberType(60, 100)),
        ("payment.amount * 2", t.Multiply(PAID, 2), AmountType()),
        ("payment.amount + 10", t.Add((PAID, number(1000))), AmountType()),
        ("payment.amount - fee", t.Add((PAID, t.Multiply(t.Defined("fee.total", AmountType()), -1))), AmountType()),
        ("payment.amount * 80 % rounded down to 1", t.Multiply(t.Divide(t.Multiply(PAID, 8), 1000, "down"), 100), AmountType()),
        ("payment.amount / 3 rounded half up to 0.01", t.Divide(PAID, 3, "half_up"), AmountType()),
        ("min(payment.amount, 50)", t.Least((PAID, number(5000))), AmountType()),
        ("40 * score", t.Multiply(SCORE_FACT, 40), NumberType(0, 4000)),
    ],
)
def test_calculation(text: str, term: t.Term, type: object) -> None:
    typed = value(text)
    assert (typed.term, typed.type) == (term, type)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("320", number(32_000)),
        ("0.5", number(50)),
        ("40 * score", t.Multiply(SCORE_FACT, 4000)),
        ("base_fee", t.Multiply(t.Defined("base_fee", NumberType(200, 200)), 100)),
        ("base_fee + payment.amount", t.Add((t.Multiply(t.Defined("base_fee", NumberType(200, 200)), 100), PAID))),
    ],
)
def test_figures_are_money_where_money_is_expected(text: str, term: t.Term) -> None:
    typed = value(text, AmountType())
    assert (typed.term, typed.type) == (term, AmountType())


def test_branches_come_to_one_scale() -> None:
    typed = value("if student then 2.5 else score")
    assert isinstance(typed.term, t.If)
    assert (typed.term.then, typed.term.otherwise) == (number(25), t.Multiply(SCORE_FACT, 10))
    assert typed.type == NumberType(0, 1000, 1)
    assert value("if student then 100 else payment.amount").type == AmountType()
    assert value("if student then 100 else 200", AmountType()).type == AmountType()


def test_a_number_comes_with_as_many_decimals_as_are_expected() -> None:
    assert value("score", NumberType(0, 1000, 1)).term == t.Multiply(SCORE_FACT, 10)
    assert value_mistakes("years", NumberType(0, 60)) == [("too-many-decimals", "years")]


def test_a_currency_without_decimals() -> None:
    names = symbols()
    names.minor_digits = 0
    assert value("320", AmountType(), names=names).term == number(320)
    assert value_mistakes("0.5", AmountType(), names=names)[0][0] == "amount-too-fine"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("score / 3", ("division-unrounded", "score / 3")),
        ("100 / 3", ("division-unrounded", "100 / 3")),
        ("score / years rounded down to 1", ("divisor", "score / years")),
        ("score / 0 rounded down to 1", ("divisor", "score / 0")),
        ("payment.amount * 80 %", ("amount-unrounded", "payment.amount * 80 %")),
        ("payment.amount rounded down to 0.001", ("amount-too-fine", "payment.amount rounded down to 0.001")),
        ("score rounded down to 0", ("rounding-unit", "score rounded down to 0")),
        ("payment.amount * fee", ("amount-times-amount", "payment.amount * fee")),
        ("payment.amount + score", ("type-mismatch", "payment.amount + score")),
        ("payment.amount + 0.005", ("amount-too-fine", "0.005")),
        ("applicant.balance * score", ("negative-product", "applicant.balance * score")),
        ("huge * huge", ("number-too-large", "huge * huge")),
        ("audience + 1", ("type-mismatch", "audience")),
        ("min(score, audience)", ("type-mismatch", "audience")),
        ("if student then 1 else exam", ("type-mismatch", "if student then 1 else exam")),
    ],
)
def test_mistakes_in_calculation(text: str, found: tuple[str, str]) -> None:
    assert value_mistakes(text) == [found]


def test_a_number_that_facts_make_up_is_no_money() -> None:
    assert value_mistakes("score", AmountType()) == [("type-mismatch", "score")]
    assert mistakes("fee is score") == [("type-mismatch", "fee is score")]
    assert mistakes("score / 3 at least 20") == [("division-unrounded", "score / 3")]


# --- worth -----------------------------------------------------------------------------------

Worth = Callable[[dict[str, Fraction]], Fraction]
LEAVES: list[tuple[str, Worth]] = [
    ("score", lambda env: env["score"]),
    ("years", lambda env: env["years"]),
    ("balance", lambda env: env["balance"]),
]


def _rounded(worth: Fraction, direction: str, unit: Fraction) -> Fraction:
    units = worth / unit
    match direction:
        case "down":
            return math.floor(units) * unit
        case "up":
            return math.ceil(units) * unit
        case _:
            half = math.floor(abs(units) + Fraction(1, 2)) * unit
            return half if units >= 0 else -half


@st.composite
def figures(draw: st.DrawFn) -> tuple[str, Worth]:
    digits, decimals = draw(st.integers(0, 999)), draw(st.integers(0, 2))
    worth = Fraction(digits, 10**decimals)
    text = f"{digits // 10**decimals}.{digits % 10**decimals:0{decimals}}" if decimals else str(digits)
    return text, lambda env: worth


def _combined(operands: st.SearchStrategy[tuple[str, Worth]]) -> st.SearchStrategy[tuple[str, Worth]]:
    @st.composite
    def combine(draw: st.DrawFn) -> tuple[str, Worth]:
        (one, x), (other, y) = draw(operands), draw(operands)
        match draw(st.sampled_from(["+", "-", "*", "min", "max", "if", "rounded", "negative"])):
            case "+":
                return f"({one} + {other})", lambda env: x(env) + y(env)
            case "-":
                return f"({one} - {other})", lambda env: x(env) - y(env)
            case "*":
                return f"({one} * {other})", lambda env: x(env) * y(env)
            case "min":
                return f"min({one}, {other})", lambda env: min(x(env), y(env))
            case "max":
                return f"max({one}, {other})", lambda env: max(x(env), y(env))
            case "if":
                return f"(if {one} less than {other} then {one} else {other} + 1)", lambda env: x(env) if x(env) < y(env) else y(env) + 1
            case "negative":
                return f"(- {one})", lambda env: -x(env)
            case _:
                direction = draw(st.sampled_from(["down", "up", "half up"]))
                unit, by = draw(st.sampled_from(["1", "10", "0.5", "0.01", "25"])), draw(st.sampled_from(["1", "3", "0.7", "12"]))
                return (
                    f"(({one} + {other}) / {by} rounded {direction} to {unit})",
                    lambda env: _rounded((x(env) + y(env)) / Fraction(by), direction, Fraction(unit)),
                )

    return combine()


def _model() -> PolicyModel:
    """A model with nothing in it: no fact has a condition."""
    model = object.__new__(PolicyModel)
    for part in classes.fields(PolicyModel):
        object.__setattr__(model, part.name, {})
    return model


@given(
    st.recursive(figures() | st.sampled_from(LEAVES), _combined, max_leaves=8),
    st.integers(0, 100),
    st.integers(0, 600),
    st.integers(-100, 100),
)
def test_an_expression_is_worth_what_its_text_says(made: tuple[str, Worth], score: int, years: int, balance: int) -> None:
    text, worth = made
    names = symbols(text)
    typed = expression.resolve_value(parse(text, names), Scope(), names)
    refused = {found.code for found in names.diagnostics.found}
    assert (typed is None) == bool(refused)
    assert refused <= {"negative-product", "number-too-large"}
    assume(typed is not None)
    assert typed is not None
    assert isinstance(typed.type, NumberType)
    facts = {("applicant", "score"): score, ("applicant", "years"): years, ("applicant", "balance"): balance}
    model = _model()
    application = Facts(dict(facts), {}, frozenset(), {}, None, frozenset(), ())
    found = ScalarMeaning(model, Scalar(model, application, {}), {}).quantity(typed.term)
    assert found.low == found.high
    expected = worth({"score": Fraction(score), "years": Fraction(years, 10), "balance": Fraction(balance)})
    assert Fraction(found.low, 10**typed.type.decimals) == expected
    assert typed.type.low <= found.low <= typed.type.high
