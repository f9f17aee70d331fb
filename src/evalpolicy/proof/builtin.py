"""What every policy is held to without asking: tables without gaps, rules that can matter, items, steps and readings that make a difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from evalpolicy.backends.symbolic.algebra import SymbolicRow
from evalpolicy.backends.symbolic.formulas import Bool
from evalpolicy.backends.symbolic.universe import named_atoms, representatives
from evalpolicy.classes import frozen
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Placement
from evalpolicy.core.judging import worlds
from evalpolicy.core.references import term_references
from evalpolicy.language.model import Rule
from evalpolicy.proof.question import Questions
from evalpolicy.wording import Wording


@frozen
class Check:
    """One question: is there an application of which the conditions hold? `possible`: there has to be one; else there must not be."""

    name: str
    says: Wording
    conditions: list[Bool]
    possible: bool


def checks(questions: Questions) -> Iterator[Check]:
    """Every built-in question, for `questions.ask`."""
    yield from _tables(questions)
    yield from _rules(questions)
    yield from _items(questions)
    yield from _steps(questions)
    yield from _readings(questions)


def _tables(questions: Questions) -> Iterator[Check]:
    model, symbolic = questions.policies[0].model, questions.symbolic
    f = symbolic.formulas
    for fee in model.fees.values():
        definition = model.definitions[fee.base]
        if not isinstance(definition.term, t.Case):
            continue
        rows: list[tuple[dict[str, SymbolicRow], list[Bool]]] = [({}, [])]
        if definition.row is not None:
            row = symbolic.selections()[0]
            rows = [({definition.row: row}, [row.present, symbolic.algebras[0].item_listed(row).holds])]
        gaps, doubles = [], []
        asked = term_references([each.condition for each in definition.term.rows], model.definitions).readings
        open_ = tuple(id for id, reading in model.readings.items() if id in asked and reading.adopted is None)
        for world in worlds(model, open_):
            meaning = symbolic.meaning(0, world)
            for scope, there in rows:
                before, meaning.rows = meaning.rows, scope
                try:
                    truths = [meaning.truth(each.condition) for each in definition.term.rows]
                finally:
                    meaning.rows = before
                gaps.append(f.all_of([*there, *(truth.fails for truth in truths)]))
                doubles += [f.all_of([*there, one.holds, other.holds]) for one, other in combinations(truths, 2)]
        says = Wording(f"收费“{fee.label}”的表没有漏掉的情况", f"the table of the fee “{fee.label}” leaves no case out")
        yield Check(f"fee-complete:{fee.id}", says, [f.any_of(gaps)], possible=False)
        says = Wording(f"收费“{fee.label}”的表没有两行同时成立", f"no two rows of the fee “{fee.label}” hold at once")
        yield Check(f"fee-unambiguous:{fee.id}", says, [f.any_of(doubles)], possible=False)


def _kept_back(rule: Rule, status: Mapping[str, Bool], questions: Questions) -> Bool:
    """A rule has its effect: what is only shown is shown, what binds keeps an application from being accepted, whatever else is stated."""
    if rule.kind == "advice" or rule.tentative is not None:
        return status["advice"]
    return questions.symbolic.formulas.any_of([status["violated"], status["undetermined"]])


def _rules(questions: Questions) -> Iterator[Check]:
    model = questions.policies[0].model
    statuses = questions.symbolic.decided().statuses
    f = questions.symbolic.formulas
    broken = {rule.id: _kept_back(rule, statuses[rule.id], questions) for rule in model.rules.values()}
    for rule in model.rules.values():
        title = rule.title
        if statuses[rule.id]["violated"] is not False:
            others = [f.negate(statuses[other][status]) for other in statuses if other != rule.id for status in ("violated", "undetermined")]
            says = Wording(f"“{title}”不是别的规则已经说了的", f"“{title}” is not implied by the other rules")
            yield Check(f"rule-not-implied:{rule.id}", says, [broken[rule.id], *others], possible=True)
        # A step with neither times nor demands can only be waited for.
        if rule.kind != "step" or broken[rule.id] is not False:
            says = Wording(f"“{title}”有可能不满足", f"“{title}” can be broken")
            yield Check(f"rule-can-fail:{rule.id}", says, [broken[rule.id]], possible=True)
        says = Wording(f"“{title}”有可能满足", f"“{title}” can be satisfied")
        yield Check(f"rule-can-hold:{rule.id}", says, [statuses[rule.id]["satisfied"]], possible=True)


def _items(questions: Questions) -> Iterator[Check]:
    model, symbolic = questions.policies[0].model, questions.symbolic
    f = symbolic.formulas
    accepted = symbolic.decided().outcome["accepted"]
    row = symbolic.selections()[0]
    # Items whose columns are alike stand for each other: one of each kind is asked about.
    for item in representatives(model, 1, named_atoms(model)):
        chosen = f.any_of([way for way, read in row.ways if read.placement is Placement.LISTED and read.values.get("item") == item.key])
        says = Wording(f"报“{item.name}”有可能通过", f"an application for {item.name} can be accepted")
        yield Check(f"item-can-be-accepted:{item.key}", says, [accepted, row.present, chosen], possible=True)


def _steps(questions: Questions) -> Iterator[Check]:
    model, symbolic = questions.policies[0].model, questions.symbolic
    statuses = symbolic.decided().statuses
    met: list[Bool] = []
    f = symbolic.formulas
    for id in model.process:
        if id not in model.steps:
            continue
        step = statuses[id]
        says = Wording(f"做完前面的步骤以后，“{model.steps[id].title}”有可能做到", f"“{model.steps[id].title}” can be met after the steps before it")
        yield Check(f"step-can-be-met:{id}", says, [*met, step["satisfied"]], possible=True)
        met.append(f.any_of([step["satisfied"], step["not_applicable"]]))


def _readings(questions: Questions) -> Iterator[Check]:
    """Open readings that something reads; what an adopted one would change is for `diff` to show."""
    model, symbolic = questions.policies[0].model, questions.symbolic
    f = symbolic.formulas
    for reading in model.readings.values():
        if reading.adopted is not None:
            continue
        differing: list[Bool] = []
        for rule in model.rules.values():
            if reading.id not in rule.readings:
                continue
            for world in worlds(model, rule.readings):
                if world[reading.id] != reading.options[0].id:
                    continue
                first = symbolic.meaning(0, world).truth(rule.verdict)
                for option in reading.options[1:]:
                    other = symbolic.meaning(0, {**world, reading.id: option.id}).truth(rule.verdict)
                    differing += [f.all_of([first.holds, f.negate(other.holds)]), f.all_of([first.fails, f.negate(other.fails)])]
                    differing += [f.all_of([f.negate(first.holds), other.holds]), f.all_of([f.negate(first.fails), other.fails])]
        if differing:
            says = Wording(f"“{reading.question}”怎样回答，结论会不同", f"the answer to “{reading.question}” makes a difference")
            yield Check(f"reading-matters:{reading.id}", says, [f.any_of(differing)], possible=True)
