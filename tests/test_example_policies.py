"""The example policies: each loads without a word, says what its own examples say, and together with the shipped ones they use the whole language."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from evalpolicy import classes
from evalpolicy.application import Application
from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.binding import bind
from evalpolicy.core.judging import worlds
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.judge import Judge, Program
from evalpolicy.language.model import Example
from evalpolicy.limits import Limits
from evalpolicy.policy import Policy
from evalpolicy.resources import shipped_policies
from evalpolicy.source import SourceFile
from evalpolicy.syntax import tree
from evalpolicy.syntax.parser import parse_policy
from tests.example_policies import EXAMPLES, IDS, example_policy

FILES = [*sorted(shipped_policies().glob("*.policy")), *(EXAMPLES / id / f"{id}.policy" for id in IDS)]


@pytest.mark.parametrize("id", IDS)
def test_loads_without_diagnostics(id: str) -> None:
    assert [warning.render() for warning in example_policy(id).warnings] == []


# --- the examples of each policy -------------------------------------------------------------


def differences(policy: Policy, example: Example) -> list[str]:
    """What the decision on an example has other than its author expects."""
    decision = policy.check(example.application, at=example.at, through=example.through, given=example.given)
    found: list[str] = []
    if example.outcome not in (None, str(decision.outcome)):
        found.append(f"{decision.outcome}, not {example.outcome}")
    for which, ids in example.ids.items():
        if getattr(decision, which) != ids:
            found.append(f"{which} {getattr(decision, which)}, not {ids}")
    if example.fee is not None:
        fee = Decimal(example.fee).scaleb(-policy.model.minor_digits) if isinstance(example.fee, int) else None
        if decision.fee.total != fee:
            found.append(f"fee {decision.fee.total}, not {fee}")
    return found


@pytest.mark.parametrize("id", IDS)
def test_examples_hold(id: str) -> None:
    policy = example_policy(id)
    found = {example.title: differences(policy, example) for example in policy.model.examples}
    assert {title: wrong for title, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("id", IDS)
def test_examples_cover_the_outcomes(id: str) -> None:
    """Fifteen to thirty examples, and each of the four outcomes among them."""
    found = example_policy(id).model.examples
    assert 15 <= len(found) <= 30
    assert {example.outcome for example in found} == {"accepted", "rejected", "undetermined", "pending"}


@pytest.mark.parametrize("id", IDS)
def test_invariants_hold_on_the_examples(id: str) -> None:
    """No example's decision breaks an invariant, in any world of the open readings."""
    model = example_policy(id).model
    program = Program(model)
    broken: list[tuple[str, str]] = []
    for example in model.examples:
        facts = bind(model, Application(example.application), given=example.given, at=example.at, limits=Limits())
        judgement = Judge(program, facts, example.through).judge()
        algebra = Scalar(model, facts, program.items, None, str(judgement.outcome), dict(judgement.statuses))
        open_readings = tuple(id for id, reading in model.readings.items() if reading.adopted is None)
        for world in worlds(model, open_readings):
            meaning = ScalarMeaning(model, algebra, world)
            for invariant in model.invariants.values():
                if any(meaning.truth(term).fails for term in invariant.terms):
                    broken.append((example.title, invariant.id))
    assert broken == []


@pytest.mark.parametrize("id", IDS)
def test_examples_are_explained_in_both_languages(id: str) -> None:
    """Every example's decision can be told, in Chinese and in English, without warnings about the application."""
    policy = example_policy(id)
    for example in policy.model.examples:
        decision = policy.check(example.application, at=example.at, through=example.through, given=example.given)
        assert decision.warnings == ()
        assert decision.explain("zh")
        assert decision.explain("en")


# --- the language ----------------------------------------------------------------------------


def nodes(value: object) -> Iterator[tree.Node]:
    if isinstance(value, tree.Node):
        yield value
        for attribute in classes.fields(type(value)):
            yield from nodes(getattr(value, attribute.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from nodes(part)


@cache
def parsed(path: Path) -> tuple[tree.Node, ...]:
    """Every node of a policy file as written."""
    file = SourceFile(str(path), path.read_text(encoding="utf-8"), path)
    diagnostics = Diagnostics(file)
    written = parse_policy(file, diagnostics)
    assert [found.render() for found in diagnostics.found] == []
    return tuple(nodes(written.declarations))


def constructs() -> list[type[tree.Node]]:
    """Every class of the syntax tree that is an expression, a clause or a declaration."""
    kinds = (tree.Expr, tree.Clause, tree.Declaration)
    classes = [found for _, found in inspect.getmembers(tree, inspect.isclass)]
    return [found for found in classes if issubclass(found, kinds) and found not in kinds]


@pytest.mark.parametrize("construct", constructs(), ids=lambda construct: construct.__name__)
def test_every_construct_is_shown(construct: type[tree.Node]) -> None:
    assert any(isinstance(node, construct) for path in FILES for node in parsed(path))


FORMS: dict[str, set[str]] = {
    "Setting.name": {"language", "messages", "timezone", "currency", "calendar", "month_ends"},
    "TypeRef.kind": {"named", "set", "list", "yes_no", "number", "amount", "date", "instant", "text", "texts", "item", "resident_id"},
    "Compare.op": {
        *("is", "is_not", "eq", "ne", "lt", "le", "gt", "ge", "before", "after", "on_or_before", "on_or_after", "contains"),
    },
    "Binary.op": {"and", "or", "implies", "+", "-", "*", "/"},
    "Counting.op": {"le", "ge", "eq", "gt", "lt"},
    "Quantified.quantifier": {"any", "no", "every"},
    "Aggregate.kind": {
        *("count", "sum", "maximum", "minimum", "latest", "earliest", "best", "different", "mean", "covered_months"),
    },
    "MinMax.op": {"min", "max"},
    "Rounded.direction": {"up", "down", "half_up"},
    "FullUnits.unit": {"years", "months", "days"},
    "Duration.unit": {"hours", "days", "working_days", "weeks", "months", "years"},
    "Relative.direction": {"after", "before", "from"},
    "CalendarWords.unit": {"day", "weekend", "working_day", "monday"},
    "FileClause.quantity": {"exactly_one", "at_least_one", "nothing_else"},
    "Adjust.op": {"add", "subtract", "replace", "cap", "floor", "multiply"},
    "FeeDecl.per": {"selection", "application"},
    "ExpectOutcome.outcome": {"accepted", "rejected", "undetermined", "pending"},
    "ExpectIds.which": {"violated", "undetermined", "pending"},
    "Given.negated": {"False", "True"},
    "Listed.negated": {"False", "True"},
    "Membership.negated": {"False", "True"},
    "Require.forbidden": {"False", "True"},
    "RuleDecl.advice": {"False", "True"},
    "StepDecl.event": {"False", "True"},
    "TypeDecl.ordered": {"False", "True"},
    "FactDecl.choice": {"False", "True"},
    "FactDecl.never_empty": {"False", "True"},
    "FullUnits.age": {"False", "True"},
}
"""Variants of one construct, by class and attribute."""


@pytest.mark.parametrize("attribute", FORMS)
def test_every_form_of_a_construct_is_shown(attribute: str) -> None:
    name, field = attribute.split(".")
    construct = getattr(tree, name)
    shown = {str(getattr(node, field)) for path in FILES for node in parsed(path) if isinstance(node, construct)}
    assert FORMS[attribute] - shown == set()


FEE_CELLS = {
    "a value": r"^[\w]+$",
    "values": r"^\w+(\.\d+)?, ",
    "not": r"^(not|非) ",
    "a range": r" \.\. ",
    "at least": r"^at least ",
    "at most": r"^at most ",
    "more than": r"^more than ",
    "less than": r"^less than ",
    "given": r"^given$",
    "not given": r"\bnot given$",
    "one": r"^one\b",
    "none": r"^none\b",
    "a set": r"^\w+ \+ ",
    "any": r"^any$",
    "empty": r"^$",
    "not stated": r"^not stated$",
    "as": r"^as ",
}


@pytest.mark.parametrize("form", FEE_CELLS)
def test_every_form_of_a_fee_cell_is_shown(form: str) -> None:
    fees = [node for path in FILES for node in parsed(path) if isinstance(node, tree.FeeDecl)]
    cells = [cell.text for fee in fees for cell in nodes(fee) if isinstance(cell, tree.Cell)]
    assert any(re.search(FEE_CELLS[form], cell) for cell in cells)


# --- the table of docs/examples/README.md ----------------------------------------------------


def test_the_readme_names_the_policies_that_show_each_construct() -> None:
    """The table says of each construct in which policies it occurs."""
    shown: dict[str, set[str]] = defaultdict(set)
    for path in FILES:
        for node in parsed(path):
            shown[type(node).__name__].add(path.stem)
    rows = {}
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    heads: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| construct"):
            heads = cells[2:]
        elif heads and line.startswith("| `"):
            rows[cells[0].strip("`")] = {head for head, mark in zip(heads, cells[2:], strict=True) if mark}
    assert rows == {construct.__name__: shown[construct.__name__] for construct in constructs()}
