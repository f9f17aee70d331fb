"""What every policy is held to without asking: tables without gaps, rules that can matter, items, steps and readings that make a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from evalpolicy.backends.symbolic.alike import representatives
from evalpolicy.backends.symbolic.application import SymbolicMeaning
from evalpolicy.backends.symbolic.formulas import Formulas
from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.backends.symbolic.places import SymbolicRow
from evalpolicy.classes import evolve, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Placement
from evalpolicy.core.judging import World, worlds
from evalpolicy.core.references import term_references
from evalpolicy.language.model import Item, PolicyModel, Reading, Rule
from evalpolicy.language.types import AmountType
from evalpolicy.policy import Policy
from evalpolicy.proof.cases import judge_of
from evalpolicy.proof.question import Questions
from evalpolicy.proof.reduce import Case
from evalpolicy.proof.witnesses import OTHER, Goal, Seen
from evalpolicy.wording import Wording


@frozen
class Check:
    """One question: is there an application of which the conditions hold? `possible`: there has to be one; else there must not be.

    `goal`: the same question asked of the reference engine, case by case; None where it is put to the solver alone. `shown_by`: whether a case shows
    it, where statuses do not tell.
    """

    name: str
    says: Wording
    conditions: list[Bool]
    possible: bool
    goal: Goal | None = None
    shown_by: Callable[[Case], bool] | None = None

    @property
    def of_rules(self) -> bool:
        """Whether it is about the verdicts of rules, as most are; the others are about a table."""
        return not self.name.startswith("fee-")


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
                # Some row holds, and one of those before it: in proportion to the rows, not to their pairs.
                earlier: Bool = False
                for truth in truths:
                    doubles.append(f.all_of([*there, earlier, truth.holds]))
                    earlier = f.any_of([earlier, truth.holds])
        says = Wording(f"收费“{fee.label}”的表没有漏掉的情况", f"the table of the fee “{fee.label}” leaves no case out")
        yield Check(f"fee-complete:{fee.id}", says, [f.any_of(gaps)], possible=False)
        says = Wording(f"收费“{fee.label}”的表没有两行同时成立", f"no two rows of the fee “{fee.label}” hold at once")
        yield Check(f"fee-unambiguous:{fee.id}", says, [f.any_of(doubles)], possible=False)


def _kept_back(rule: Rule, status: Mapping[str, Bool], questions: Questions) -> Bool:
    """A rule has its effect: what is only shown is shown, what binds keeps an application from being accepted, whatever else is stated."""
    return questions.symbolic.formulas.any_of([status[each] for each in _effect(rule)])


KEPT_BACK = ("violated", "undetermined")
"""The statuses by which a rule keeps an application from being accepted, whatever else is stated."""


def _effect(rule: Rule) -> tuple[str, ...]:
    """The statuses in which a rule has its effect."""
    return ("advice",) if rule.kind == "advice" or rule.tentative is not None else KEPT_BACK


def _status(id: str, wanted: tuple[str, ...]) -> Goal:
    """That a rule has one of some statuses."""
    return Goal(lambda found: () if _has(found, id, wanted) else (id,))


def _has(found: Seen, id: str, wanted: tuple[str, ...]) -> bool:
    """Whether a rule has one of some statuses, as far as is known."""
    status = found.statuses.get(id, OTHER)
    return status in wanted or (status == OTHER and not {*wanted} <= {*KEPT_BACK})


def _alone(rule: Rule) -> Goal:
    """That a rule has its effect, and no other rule keeps the application back."""
    effect = _effect(rule)

    def lacking(found: Seen) -> list[str]:
        # To break the rule is the more important: what it breaks by the way can be put right after it.
        itself = [] if _has(found, rule.id, effect) else [rule.id, rule.id]
        return itself + [other for other, status in found.statuses.items() if other != rule.id and status in KEPT_BACK]

    return Goal(lacking)


def _accepted(item: Item) -> Goal:
    """That an application for an item is accepted."""

    def lacking(found: Seen) -> list[str]:
        kept = [id for id, status in found.statuses.items() if status in (*KEPT_BACK, "pending")]
        return kept if item.key in found.items else ["", *kept] * 2

    def start(case: Case) -> Iterator[Case]:
        rows = case.application["selections"]
        for place in range(len(rows)):
            changed = [{**row, "item": item.key} if at == place else row for at, row in enumerate(rows)]
            yield evolve(case, application={**case.application, "selections": changed})
        yield evolve(case, application={**case.application, "selections": [{"item": item.key}]})

    return Goal(lacking, start)


def _met(steps: Sequence[str]) -> Goal:
    """That the last of some steps is met after those before it."""

    def lacking(found: Seen) -> list[str]:
        wanted = dict.fromkeys(steps[:-1], ("satisfied", "not_applicable")) | {steps[-1]: ("satisfied",)}
        return [id for id, statuses in wanted.items() if not _has(found, id, statuses)]

    return Goal(lacking)


def _rules(questions: Questions) -> Iterator[Check]:
    model = questions.policies[0].model
    statuses = questions.symbolic.decided().statuses
    f = questions.symbolic.formulas
    broken = {rule.id: _kept_back(rule, statuses[rule.id], questions) for rule in model.rules.values()}
    for rule in model.rules.values():
        title = rule.title
        if statuses[rule.id]["violated"] is not False or rule.implied is not None:
            others = [f.negate(statuses[other][status]) for other in statuses if other != rule.id for status in ("violated", "undetermined")]
            alone = [broken[rule.id], *others]
            if rule.implied is not None:
                says = Wording(f"“{title}”如所标明，别的规则已经说了", f"“{title}” is implied by the other rules, as it is marked")
                yield Check(f"rule-implied:{rule.id}", says, alone, possible=False, goal=_alone(rule))
            else:
                says = Wording(f"“{title}”不是别的规则已经说了的", f"“{title}” is not implied by the other rules")
                yield Check(f"rule-not-implied:{rule.id}", says, alone, possible=True, goal=_alone(rule))
        # A step with neither times nor demands can only be waited for.
        if rule.kind != "step" or broken[rule.id] is not False:
            says = Wording(f"“{title}”有可能不满足", f"“{title}” can be broken")
            yield Check(f"rule-can-fail:{rule.id}", says, [broken[rule.id]], possible=True, goal=_status(rule.id, _effect(rule)))
        says = Wording(f"“{title}”有可能满足", f"“{title}” can be satisfied")
        yield Check(f"rule-can-hold:{rule.id}", says, [statuses[rule.id]["satisfied"]], possible=True, goal=_status(rule.id, ("satisfied",)))


def _items(questions: Questions) -> Iterator[Check]:
    model, symbolic = questions.policies[0].model, questions.symbolic
    f = symbolic.formulas
    accepted = symbolic.decided().outcome["accepted"]
    row = symbolic.selections()[0]
    # Items whose columns are alike stand for each other: one of each kind is asked about.
    for item in representatives((model,), 1):
        chosen = f.any_of([way for way, read in row.ways if read.placement is Placement.LISTED and read.values.get("item") == item.key])
        says = Wording(f"报“{item.name}”有可能通过", f"an application for {item.name} can be accepted")
        yield Check(f"item-can-be-accepted:{item.key}", says, [accepted, row.present, chosen], possible=True, goal=_accepted(item))


def _steps(questions: Questions) -> Iterator[Check]:
    model, symbolic = questions.policies[0].model, questions.symbolic
    statuses = symbolic.decided().statuses
    met: list[Bool] = []
    before: list[str] = []
    f = symbolic.formulas
    for id in model.process:
        if id not in model.steps:
            continue
        step = statuses[id]
        says = Wording(f"做完前面的步骤以后，“{model.steps[id].title}”有可能做到", f"“{model.steps[id].title}” can be met after the steps before it")
        before.append(id)
        yield Check(f"step-can-be-met:{id}", says, [*met, step["satisfied"]], possible=True, goal=_met(tuple(before)))
        met.append(f.any_of([step["satisfied"], step["not_applicable"]]))


def _readings(questions: Questions) -> Iterator[Check]:
    """Readings that a rule or the fee reads; what nothing reads is kept as a record, and `lint` says so."""
    model, symbolic = questions.policies[0].model, questions.symbolic
    f = symbolic.formulas
    judged: list[tuple[t.Term, frozenset[str]]] = [(rule.verdict, frozenset({*rule.readings, *rule.adopted})) for rule in model.rules.values()]
    fee = None if model.fee_total is None else t.Defined(model.fee_total, AmountType())
    asked_by_fee = frozenset() if fee is None else frozenset(term_references(fee, model.definitions).readings)
    for reading in model.readings.values():
        differing: list[Bool] = []
        for term, asked in [*judged, *([(fee, asked_by_fee)] if fee is not None else [])]:
            if reading.id in asked:
                for here, there in _answered(model, reading, asked):
                    differing += _differ(f, symbolic.meaning(0, here), symbolic.meaning(0, there), term)
        if any(reading.id in asked for asked in (asked_by_fee, *(asked for _, asked in judged))):
            says = Wording(f"“{reading.question}”怎样回答，结论会不同", f"the answer to “{reading.question}” makes a difference")
            terms = [*judged, *([] if fee is None else [(fee, asked_by_fee)])]
            shown = partial(_matters, questions.policies[0], reading, [(term, asked) for term, asked in terms if reading.id in asked])
            yield Check(f"reading-matters:{reading.id}", says, [f.any_of(differing)], possible=True, shown_by=shown)


def _matters(policy: Policy, reading: Reading, terms: Sequence[tuple[t.Term, frozenset[str]]], case: Case) -> bool:
    """Whether some verdict or the fee comes out otherwise for a case under another answer, as the reference engine has it."""
    judge = judge_of(policy, case)
    for term, asked in terms:
        for here, there in _answered(policy.model, reading, asked):
            first, other = judge.meaning(here), judge.meaning(there)
            if isinstance(term, t.Defined):
                amounts = [meaning.quantity(term) for meaning in (first, other)]
                if (amounts[0].low, amounts[0].high) != (amounts[1].low, amounts[1].high):
                    return True
            else:
                truths = [meaning.truth(term) for meaning in (first, other)]
                if (truths[0].holds, truths[0].fails) != (truths[1].holds, truths[1].fails):
                    return True
    return False


def _answered(model: PolicyModel, reading: Reading, asked: frozenset[str]) -> Iterator[tuple[World, World]]:
    """The worlds of the reading's answer (the first one where none is adopted) and of each other, whatever the other open readings say."""
    others = tuple(id for id, other in model.readings.items() if id in asked and id != reading.id and other.adopted is None)
    adopted = reading.adopted or reading.options[0].id
    for world in worlds(model, others):
        for option in reading.options:
            if option.id != adopted:
                yield {**world, reading.id: adopted}, {**world, reading.id: option.id}


def _differ(f: Formulas, first: SymbolicMeaning, other: SymbolicMeaning, term: t.Term) -> list[Bool]:
    """The ways in which a verdict or an amount comes out otherwise in two worlds."""
    if isinstance(term, t.Defined):
        here, there = first.quantity(term), other.quantity(term)
        same = [f.equal(here.low, there.low), f.equal(here.high, there.high)]
        return [f.negate(each) for each in same]
    one, another = first.truth(term), other.truth(term)
    found = []
    for left, right in ((one.holds, another.holds), (one.fails, another.fails)):
        found += [f.all_of([left, f.negate(right)]), f.all_of([f.negate(left), right])]
    return found
