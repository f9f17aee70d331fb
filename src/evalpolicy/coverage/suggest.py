"""Example blocks for what the examples of a policy do not reach yet.

An application is looked for beside those of the examples first, so that what is suggested looks like what the author wrote; then the solver finds
one, where it is installed, or says that there is none. The reference engine makes sure of each, and its block is read again with the policy
before it is suggested.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from evalpolicy.classes import define, evolve, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.references import subterms, term_references
from evalpolicy.coverage.familiar import familiar
from evalpolicy.coverage.goals import Goal, sides
from evalpolicy.coverage.measure import Measurement, Plan
from evalpolicy.coverage.neighbours import MOST_ITEMS, Neighbours, compared_numbers
from evalpolicy.errors import EvalpolicyError
from evalpolicy.examples.files import all_examples
from evalpolicy.examples.running import run_examples
from evalpolicy.formatting.example_block import InexpressibleError, example_block
from evalpolicy.language.model import FactDef
from evalpolicy.loading import load_text
from evalpolicy.policy import Policy
from evalpolicy.proof.reduce import Case, reduced
from evalpolicy.proof.reference import decided

if TYPE_CHECKING:
    from evalpolicy.proof.question import Questions


@frozen
class Suggestion:
    """`blocks` reach `goal` together with the examples that there are; `shown` are the further goals that they reach by the way."""

    goal: Goal
    blocks: tuple[str, ...]
    shown: tuple[Goal, ...] = ()


@frozen
class Unreached:
    """`proved`: within the bounds of the solver no application reaches the goal (of a condition: none makes it decide between true and false);
    else none was found in time, or no example can say it."""

    goal: Goal
    proved: bool


def suggestions(policy: Policy, *, seconds: float = 10.0) -> Iterator[Suggestion | Unreached]:
    """What to add to the examples of a policy, goal by goal, in the order of the file; each takes those before it into account.

    `seconds`: for each question to the solver.
    """
    return Suggester(policy, seconds).suggestions()


@define
class _Found:
    case: Case | None
    proved: bool


@define
class Suggester:
    """Looks for applications that reach what is missing. `seconds`: for each question."""

    policy: Policy
    seconds: float = 10.0
    tries: int = 200
    """How many neighbours of the examples are looked at for each question."""
    measurement: Measurement = field(init=False)
    _text: str = field(init=False)
    _written: list[Case] = field(init=False)
    _cases: list[Case] = field(init=False)
    _titles: set[str] = field(init=False)
    _solver: Questions | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        model = self.policy.model
        self.measurement = Measurement(Plan.of(self.policy))
        examples = all_examples(self.policy)
        for example in examples:
            self.measurement.observe(example.title, example.application, at=example.at, given=example.given, through=example.through)
        self._text = model.file.text.rstrip()
        self._titles = {example.title for example in examples}
        # What an example does not judge may come out otherwise than its author thinks: those of a part of the process are no model.
        whole = [example for example in examples if example.through is None]
        self._written = [Case(example.application, example.at, example.given) for example in whole]
        self._cases = self._written or [Case({"selections": []})]

    def suggestions(self) -> Iterator[Suggestion | Unreached]:
        """One for each goal that is not reached, in the order of the file."""
        goals = self.measurement.plan.all_goals
        for goal in sorted(goals, key=lambda goal: goal.line):
            if goal.key in self.measurement.reached:
                continue
            before = set(self.measurement.reached)
            blocks, proved = self._blocks(goal)
            if blocks:
                shown = tuple(other for other in goals if other is not goal and other.key in self.measurement.reached and other.key not in before)
                yield Suggestion(goal, blocks, shown)
            else:
                yield Unreached(goal, proved)

    def _blocks(self, goal: Goal) -> tuple[tuple[str, ...], bool]:
        """Blocks that reach a goal, noted as examples from here on; else whether it is proved that there are none."""
        proved = True
        for pair in self._pairs(goal):
            # What examples show already needs no further one, unless they do not show it in the same world.
            wanted = [term for term in pair if not any(self._holds(term, case) for case in self._cases)] or list(pair)
            found = [self._find(term) for term in wanted]
            cases = [each.case for each in found if each.case is not None]
            if len(cases) == len(wanted):
                blocks = self._accepted(goal, cases)
                if blocks is not None:
                    return blocks, False
            proved = proved and any(each.proved for each in found)
        return (), proved

    def _pairs(self, goal: Goal) -> Iterator[tuple[t.Term, ...]]:
        condition = next((each for each in self.measurement.plan.conditions if each.goal is goal), None)
        if condition is None:
            yield from ((witness,) for witness in goal.witnesses)
            return
        for point, place in condition.places:
            yield from sides(point, place)

    def _holds(self, term: t.Term, case: Case) -> bool:
        try:
            return decided(self.policy, case).truth((term,)).holds
        except EvalpolicyError:
            return False

    def _find(self, term: t.Term) -> _Found:
        """A case of which a term holds."""
        found = next((_Found(case, False) for case in islice(self._neighbours(term), self.tries) if self._holds(term, case)), None)
        if found is None:
            found = self._ask(term) if find_spec("z3") is not None else _Found(None, False)
        if found.case is None:
            return found
        written = [case.application for case in self._written]
        return evolve(found, case=familiar(found.case, self.policy.model, written, self._shows(term)))

    def _shows(self, term: t.Term) -> Callable[[Case], bool]:
        """Whether a term holds of a case, and an example can say the case."""

        def shows(case: Case) -> bool:
            if not self._holds(term, case):
                return False
            try:
                example_block(self.policy, case, "x")
            except InexpressibleError:
                return False
            return True

        return shows

    def _neighbours(self, term: t.Term) -> Iterator[Case]:
        """Cases beside those of the examples: a few of each in turn, so that all of them are looked at."""
        model = self.policy.model
        read = term_references(term, model.definitions, lambda owner, name: _applies(model.fact(owner, name)))
        for rule in read.rules:
            more = term_references(model.rules[rule].verdict, model.definitions)
            for name in ("facts", "lists", "steps"):
                getattr(read, name).update(getattr(more, name))
        near = Neighbours(model, read, compared_numbers(self._terms(term)))
        waiting = deque((case, near.of(case.application)) for case in self._cases)
        while waiting:
            case, neighbours = waiting.popleft()
            application = next(neighbours, None)
            if application is not None:
                yield evolve(case, application=application)
                waiting.append((case, neighbours))

    def _terms(self, term: t.Term) -> Iterator[t.Term]:
        """A term and all that it holds; for the status of a rule, its verdict; for definitions, what they say."""
        model = self.policy.model
        waiting, seen = [term], set()
        while waiting:
            each = waiting.pop()
            yield each
            waiting += subterms(each)
            match each:
                case t.StatusIs(rule=name) if name not in seen:
                    seen.add(name)
                    waiting.append(model.rules[name].verdict)
                case t.Defined(name=name) if name not in seen:
                    seen.add(name)
                    waiting.append(model.definitions[name].term)

    def _ask(self, term: t.Term) -> _Found:
        from evalpolicy.backends.symbolic.universe import bounds_of
        from evalpolicy.proof.question import ProofError, Questions

        if self._solver is None:
            self._solver = Questions((self.policy,), bounds_of([self.policy.model]), self.seconds)
        try:
            asked = self._solver.symbolic.truth((term,)).holds
            answer = self._solver.ask([asked], lambda case: self._holds(term, case), small=False)
        except ProofError:
            # The formulas leave open what the reference engine has to decide: nothing is shown.
            return _Found(None, False)
        if answer.case is None:
            # The question is about every answer of the open readings at once: that there is nothing for all of them says nothing of one.
            readings = term_references(term, self.policy.model.definitions).readings
            is_open = any(self.policy.model.readings[reading].adopted is None for reading in readings)
            return _Found(None, answer.verdict == "none" and not is_open)
        return _Found(self._sayable(term, answer.case), False)

    def _sayable(self, term: t.Term, case: Case) -> Case | None:
        """A case of which the term holds and which an example can say; as small as it can be."""
        still = self._shows(term)
        return next((reduced(each, still) for each in self._variants(term, case) if still(each)), None)

    def _variants(self, term: t.Term, case: Case) -> Iterator[Case]:
        """The case and what is like it. The solver fills lists with rows of which it says nothing, and no example can say them: so also without
        whatever the term does not need."""

        def alike(case: Case) -> Iterator[Case]:
            for near in _to_the_second(case):
                yield near
                yield from self._with_items(near)

        yield from alike(case)
        yield from alike(reduced(case, lambda smaller: self._holds(term, smaller)))

    def _with_items(self, case: Case) -> Iterator[Case]:
        """The case with an item in each selection that has none: an example always names it."""
        for catalog in self.policy.model.catalogs.values():
            for item in catalog.items[:MOST_ITEMS]:
                rows = case.application["selections"]
                named = [{**row, "item": item.code} if row.get("item") is None else row for row in rows]
                yield evolve(case, application={**case.application, "selections": named})

    def _accepted(self, goal: Goal, cases: list[Case]) -> tuple[str, ...] | None:
        """The blocks of cases, if they can be written, come out as they say, and reach the goal."""
        trial, titles, text, blocks = self.measurement.copy(), set(self._titles), self._text, []
        for case in cases:
            try:
                title = self._title(goal, titles)
                block = example_block(self.policy, case, title)
                model, _ = load_text(f"{text}\n\n{block}", name=self.policy.model.file.name, folder=self._folder, limits=self.policy.limits)
            except (InexpressibleError, EvalpolicyError):
                return None
            example = model.examples[-1]
            (result,) = run_examples(self.policy, [example])
            if not result.passed:
                return None
            trial.observe(title, example.application, at=example.at, given=example.given)
            titles.add(title)
            text = f"{text}\n\n{block.rstrip()}"
            blocks.append(block)
        if goal.key not in trial.reached:
            return None
        self.measurement, self._titles, self._text = trial, titles, text
        self._cases = [*self._cases, *cases]
        return tuple(blocks)

    @property
    def _folder(self) -> Any:
        path = self.policy.model.file.path
        return None if path is None else path.parent

    def _title(self, goal: Goal, taken: set[str]) -> str:
        words = goal.what.text(self.policy.language).replace("{", "(").replace("}", ")")
        name = f"{goal.declaration}：{words}" if self.policy.language == "zh" else f"{goal.declaration}: {words}"
        return next(title for number in count(1) if (title := name if number == 1 else f"{name} ({number})") not in taken)


def _applies(fact: FactDef | None) -> t.Term | None:
    return None if fact is None else fact.applies


def _to_the_second(case: Case) -> Iterator[Case]:
    """The case with its instants in whole seconds, as examples state them: those after it, then those before it."""
    for later in (1, 0):
        application = _rounded(case.application, later)
        at = None if case.at is None else _rounded(case.at, later)
        yield evolve(case, application=application, at=at)


def _rounded(value: Any, later: int) -> Any:
    match value:
        case dict():
            return {name: _rounded(each, later) for name, each in value.items()}
        case list():
            return [_rounded(each, later) for each in value]
        case str() if "T" in value and "." in value:
            try:
                moment = dt.datetime.fromisoformat(value)
            except ValueError:
                return value
            return (moment.replace(microsecond=0) + dt.timedelta(seconds=later if moment.microsecond else 0)).isoformat()
        case _:
            return value
