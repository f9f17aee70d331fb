"""Who notices a mutant: the loader, the policy's examples, the cases worked out by hand, or applications drawn at random."""

from __future__ import annotations

import importlib
import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import evalpolicy
from evalpolicy.classes import evolve, field, frozen
from evalpolicy.mutation.mutants import Mutant
from evalpolicy.policy import Policy
from tests.properties.support import FILES, loaded_text, named, outcome

CASES = Path(__file__).parent / "cases"
"""Applications that were found to tell mutants from the policy, by policy, with the decision on each."""

EQUIVALENT = tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text(encoding="utf-8"))
"""Of each policy: the mutants that decide every application alike, by `Mutant.key`, with the reason."""


@frozen
class Question:
    """An application, the arguments of the check, and the answer of the policy as it is."""

    title: str
    application: Mapping[str, object]
    at: str | None
    through: str | None
    given: Mapping[str, object]
    expected: tuple[object, ...]

    def answer(self, policy: Policy) -> tuple[object, ...]:
        """What a policy decides, and which answers of open readings lead to what; the error's name where it cannot."""
        try:
            decision = policy.check(self.application, at=self.at, through=self.through, given=self.given)
        except evalpolicy.EvalpolicyError as error:
            return (type(error).__name__,)
        found = decision.findings if decision.undetermined else ()
        return *outcome(decision), *((finding.id, [(answer.answers, answer.status) for answer in finding.answers]) for finding in found)


@frozen
class Table:
    """How many mutants of a policy there are, and what became of them."""

    policy: str
    counts: Counter[str] = field(factory=Counter)
    missed: list[Mutant] = field(factory=list)

    @property
    def judged(self) -> int:
        """Mutants that load and are not equivalent."""
        return sum(self.counts[kind] for kind in ("examples", "cases", "missed"))

    @property
    def share(self) -> float:
        """The share that is noticed."""
        return 1 - self.counts["missed"] / self.judged if self.judged else 1.0

    def line(self) -> str:
        """One row of the table in docs/testing.md."""
        counts = [sum(self.counts.values()), *(self.counts[kind] for kind in ("refused", "equivalent", "examples", "cases", "missed"))]
        return f"| {self.policy} | {' | '.join(map(str, counts))} | {self.share:.1%} |"


HEADING = """| policy | mutants | refused when loaded | equivalent | noticed by examples | by cases | missed | noticed |
|---|---|---|---|---|---|---|---|"""


def example_questions(policy: Policy) -> list[Question]:
    """The examples of a policy; what they expect is what the policy decides, as other tests make sure."""
    found = [Question(example.title, example.application, example.at, example.through, example.given, ()) for example in policy.model.examples]
    return [evolve(question, expected=question.answer(policy)) for question in found]


def case_questions(name: str, policy: Policy) -> list[Question]:
    """The cases that the tests of a policy were worked out on, by hand."""
    if name == "2024H2":
        from tests.test_2024H2_policy import TABLE, TOUR

        rows = [(row[0], row[6] if len(row) > 6 else {}) for row in TABLE]
        rows += [(application, {}) for application in TOUR]
        found = [Question("", a, o.get("at"), o.get("through"), o.get("given", {}), ()) for a, o in rows]
    else:
        module = importlib.import_module(f"tests.example_policies.test_{name.replace('-', '_')}")
        found = [Question(case.title, case.application, case.at, case.through, case.given, ()) for case in module.CASES]
    found += [Question(case["shows"], case["application"], case["at"], None, case["given"], ()) for case in recorded(name)]
    return [evolve(question, expected=question.answer(policy)) for question in found]


def recorded(name: str) -> list[dict[str, Any]]:
    """The recorded cases of a policy."""
    path = CASES / f"{name}.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found


def loaded(name: str, mutant: Mutant) -> Policy | None:
    """The mutant as a policy; None where it does not load."""
    try:
        return loaded_text(mutant.text, FILES[name])
    except evalpolicy.PolicyError:
        return None


def _notices(questions: list[Question], changed: Policy) -> bool:
    """Whether one of the questions is answered otherwise. It becomes the first, since it is likely to notice the next mutant too."""
    for place, question in enumerate(questions):
        if question.answer(changed) != question.expected:
            questions.insert(0, questions.pop(place))
            return True
    return False


def judge(name: str, mutants: list[Mutant]) -> Table:
    """What becomes of mutants of a policy."""
    policy = named(name)
    examples, cases = example_questions(policy), case_questions(name, policy)
    table = Table(name)
    for mutant in mutants:
        changed = loaded(name, mutant)
        if changed is None:
            table.counts["refused"] += 1
        elif _notices(examples, changed):
            table.counts["examples"] += 1
        elif _notices(cases, changed):
            table.counts["cases"] += 1
        elif mutant.key in EQUIVALENT.get(name, {}):
            table.counts["equivalent"] += 1
        else:
            table.counts["missed"] += 1
            table.missed.append(mutant)
    return table
