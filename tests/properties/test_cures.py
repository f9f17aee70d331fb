"""Cures are looked for with the compiled engine; what is found is what the verdicts of the reference engine give."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalpolicy.backends.compiled.engine import Judged
from evalpolicy.core.facts import Facts
from evalpolicy.explain import findings
from evalpolicy.explain.cures import Candidate, Trial
from evalpolicy.explain.findings import FindingMaker
from evalpolicy.language.model import Rule
from evalpolicy.testing import applications
from tests.properties.support import NAMES, a_policy, judged, named


class ByVerdicts(Trial):
    """What becomes of rules, by their verdicts alone."""

    def cured(self, candidate: Candidate) -> Judged | None:
        return self.decisions.decide(candidate.facts) if self.changed(candidate.facts).verdict(self.rule).holds else None

    def not_violated(self, candidate: Candidate) -> bool:
        return not self.changed(candidate.facts).verdict(self.rule).fails

    def newly_violated(self, found: Judged) -> list[Rule]:
        others = [rule for rule in self.judge.selected_rules()[0] if rule.id != self.rule.id and rule.kind != "advice" and rule.tentative is None]
        return [rule for rule in others if rule.id in found.violated and not self.judge.verdict(rule).fails]


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
def test_cures_are_those_of_the_reference(name: str, data: st.DataObject) -> None:
    policy = a_policy(name, data)
    judge, statuses = judged(policy, data.draw(applications(policy)))
    maker = FindingMaker(judge, judge.judge(), "en", partial(policy.engine.decide, through=None))
    rules = [policy.model.rules[id] for id, status in statuses.items() if status in ("violated", "advice")]
    found = maker.findings(), [list(maker.partial_cures(rule)) for rule in rules]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(findings, "Trial", ByVerdicts)
        assert (maker.findings(), [list(maker.partial_cures(rule)) for rule in rules]) == found


def test_a_change_is_decided_once() -> None:
    """Also where several rules are violated by the same selections."""
    policy = named("exam-entry")
    entered = {"item": "geography", "sitting": "june", "centre": "Priory College"}
    judge, statuses = judged(policy, {"selections": [entered] * 3})
    assert [statuses[id] for id in ("once_in_a_sitting", "clash")] == ["violated", "violated"]
    decided: list[Facts] = []

    def decide(facts: Facts) -> Judged:
        decided.append(facts)
        return policy.engine.decide(facts, None)

    FindingMaker(judge, judge.judge(), "en", decide).findings()
    assert [facts for place, facts in enumerate(decided) if facts in decided[:place]] == []
