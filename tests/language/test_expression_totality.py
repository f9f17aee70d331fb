"""Whatever an author writes, an expression resolves or is reported, and what resolves has a value for every application."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy import classes
from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.core.algebra import Quantity
from evalpolicy.core.facts import Facts, Placement, Row
from evalpolicy.language import expression
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.symbols import Scope, Symbols
from evalpolicy.language.types import NumberType, SetType, TextsType, Type, YesNoType
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from tests.language.expressions import FACTS, LEVEL, SELECTION, symbols

HERE = Span(1, 1, 1, 2)
NAMES = [
    *FACTS,
    "level", "attempt", "subjects", "item", "item.levels", "catalog", "selection", "selection.fee", "fee", "fee.evaluation",
    "exam", "payment.at", "required_years", "counts", "base_fee", "designated", "pass_mark", "retakes", "counted", "campus",
    "initial", "theory", "electrician", "nowhere", "lost", "outcome", "a", "a.score", "score", "issued", "size", "folder", "none",
]  # fmt: skip
ROWS = ["selection", "applicant.held", "held", "materials.files", "certificate", "student"]

paths = st.sampled_from(NAMES).map(lambda name: tree.Path(HERE, tuple(tree.Word(HERE, part) for part in name.split("."))))
rows = st.builds(
    tree.Rows,
    st.just(HERE),
    st.sampled_from(ROWS).map(lambda name: tree.Path(HERE, tuple(tree.Word(HERE, part) for part in name.split(".")))),
    st.none() | st.just(tree.Word(HERE, "a")),
)
figures = st.sampled_from(["0", "1", "4", "2.5", "0.005", "99999999999999999999"]).map(lambda text: tree.Number(HERE, Fraction(text), text))
leaves = (
    paths
    | figures
    | st.builds(tree.Size, st.just(HERE), st.just(2048))
    | st.builds(tree.Truth, st.just(HERE), st.booleans())
    | st.builds(tree.TextLiteral, st.just(HERE), st.sampled_from(["校内考生", "长沙", "{applicant.id}/x", "{level}", "{"]))
    | st.builds(tree.DateLiteral, st.just(HERE), st.dates(dt.date(1890, 1, 1)), st.none() | st.integers(0, 6))
    | st.builds(tree.InstantLiteral, st.just(HERE), st.datetimes(dt.datetime(1899, 1, 1)), st.none())
    | st.builds(
        tree.CalendarWords,
        st.just(HERE),
        st.sampled_from([1, 5, -1]),
        st.sampled_from(["day", "weekend", "working_day", "monday"]),
        st.integers(1890, 2300),
        st.integers(1, 12),
    )
)


def _branches(part: st.SearchStrategy[tree.Expr]) -> st.SearchStrategy[tree.Expr]:
    here, maybe = st.just(HERE), st.none() | part
    durations = st.builds(
        tree.Duration,
        here,
        st.integers(0, 400),
        st.sampled_from(["hours", "days", "working_days", "weeks", "months", "years"]),
    )
    comparators = ["is", "is_not", "eq", "ne", "lt", "le", "gt", "ge", "before", "after", "on_or_before", "on_or_after", "contains"]
    kinds = ["count", "sum", "maximum", "minimum", "latest", "earliest", "best", "different", "mean", "covered_months"]
    return st.one_of(
        st.builds(tree.Unary, here, st.sampled_from(["not", "-"]), part),
        st.builds(tree.Binary, here, st.sampled_from(["and", "or", "implies", "+", "-", "*", "/"]), part, part),
        st.builds(tree.Compare, here, st.sampled_from(comparators), part, part),
        st.builds(tree.Between, here, part, part, part),
        st.builds(tree.Membership, here, part, st.lists(part, min_size=1, max_size=2).map(tuple), st.booleans(), st.booleans()),
        st.builds(tree.Given, here, part, st.booleans()),
        st.builds(tree.Listed, here, part, st.booleans()),
        st.builds(tree.Counting, here, st.sampled_from(["le", "ge", "eq", "gt", "lt"]), part, rows, maybe),
        st.builds(tree.Quantified, here, st.sampled_from(["any", "no"]), rows, maybe),
        st.builds(tree.Quantified, here, st.just("every"), rows, maybe, part),
        st.builds(tree.NoTwoShare, here, rows, maybe, part),
        st.builds(tree.Aggregate, here, st.sampled_from(kinds), part, rows, maybe, part, st.integers(0, 3), maybe),
        st.builds(tree.MinMax, here, st.sampled_from(["min", "max"]), st.lists(part, min_size=1, max_size=3).map(tuple)),
        st.builds(
            tree.Rounded, here, part, st.sampled_from(["up", "down", "half_up"]), st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(0)])
        ),
        st.builds(tree.Conditional, here, part, part, part),
        st.builds(tree.FullUnits, here, st.sampled_from(["years", "months", "days"]), part, part, st.booleans()),
        st.builds(tree.Relative, here, durations, st.sampled_from(["after", "before", "from"]), part),
        st.builds(tree.AtTime, here, part, st.times()),
    )


expressions = st.recursive(leaves, _branches, max_leaves=6)


def _model(names: Symbols) -> PolicyModel:
    model = object.__new__(PolicyModel)
    for part in classes.fields(PolicyModel):
        object.__setattr__(model, part.name, {})
    defined = {name: names.definition(name) for name in (*names.defines, "fee.total", "fee.evaluation.total", "selection.fee", "event.exam")}
    parts = {
        "timezone": names.timezone,
        "calendar": names.calendar,
        "month_ends": "down",
        "readings": names.readings,
        "records": names.records,
        "definitions": defined,
    }
    for name, value in parts.items():
        object.__setattr__(model, name, value)
    return model


EMPTY = Facts({}, {}, frozenset(), {}, None, frozenset(), ())
FULL = Facts(
    {("applicant", "score"): 60, ("applicant", "student"): True, ("payment", "amount"): 32_000, ("applicant", "born"): 730_000},
    {
        ("application", "selections"): (
            Row("/selections/0", {"level": "4", "item": "grade.electrician", "catalog": "grade"}, Placement.LISTED),
            Row("/selections/1", {}, Placement.UNNAMED),
        ),
        ("applicant", "held"): (Row("/applicant/held/0", {"score": 50, "weight": 2, "issued": 738_000}),),
        ("materials", "files"): (Row("/steps/materials/files/0", {"size": 10, "folder": "x", "path": "x/y.jpg"}),),
    },
    frozenset(),
    {},
    None,
    frozenset(),
    (),
)


def _meaning(names: Symbols, facts: Facts, scope: Scope) -> ScalarMeaning:
    model = _model(names)
    selection = {} if not scope.rows else {"selection": Row("/selections/0", {"level": "4"}, Placement.UNNAMED)}
    return ScalarMeaning(model, Scalar(model, facts, {}), {"retakes": "counted"}, rows=dict(selection))


@settings(max_examples=400)
@given(expressions, st.sampled_from([Scope(), SELECTION]))
def test_a_condition_resolves_or_is_reported(expr: tree.Expr, scope: Scope) -> None:
    """A resolved condition has one of four values; what is not resolved is reported, unless a name in it already was."""
    names = symbols("x")
    term = expression.resolve_truth(expr, scope, names)
    if term is None:
        assert names.diagnostics.found or "lost" in repr(expr)
        return
    assert not names.diagnostics.found
    for facts in (EMPTY, FULL):
        found = _meaning(names, facts, scope).truth(term)
        assert not (found.holds and found.fails)


@settings(max_examples=400)
@given(expressions, st.sampled_from([Scope(), SELECTION]), st.sampled_from([None, *FACTS.values(), SetType(LEVEL)]))
def test_a_value_resolves_to_its_type_or_is_reported(expr: tree.Expr, scope: Scope, expected: Type | None) -> None:
    """The value of a quantity lies within the bounds that its type says."""
    names = symbols("x")
    typed = expression.resolve_value(expr, scope, names, expected)
    if typed is None:
        assert names.diagnostics.found or "lost" in repr(expr)
        return
    assert not names.diagnostics.found
    for facts in (EMPTY, FULL):
        meaning = _meaning(names, facts, scope)
        if isinstance(typed.type, YesNoType):
            meaning.truth(typed.term)
        elif not isinstance(typed.type, TextsType) and typed.type != FACTS["applicant.held"]:
            found = meaning.value(typed.term, typed.type)
            if isinstance(typed.type, NumberType) and isinstance(found, Quantity) and found.low == found.high:
                assert typed.type.low <= found.low <= typed.type.high
