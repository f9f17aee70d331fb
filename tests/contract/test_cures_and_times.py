"""Cures of what the applicant may choose, and none that breaks another rule; times outside the stated hours."""

from __future__ import annotations

from tests.language.declarations import load_small

PLACES = 'type place "place" = north "North" | south "South"\n'


def test_a_fact_that_the_applicant_may_choose_has_a_cure() -> None:
    for owner in ("applicant", "application"):
        policy = load_small(f'{PLACES}fact {owner}.at_place : place "place" choice\nrule r\n  require {owner}.at_place is south\n')
        stated = {"at_place": "north"}
        application = {"applicant": stated, "selections": []} if owner == "applicant" else {**stated, "selections": []}
        finding = next(each for each in policy.check(application).findings if each.id == "r")
        assert finding.cure is not None
        assert [edit.value for edit in finding.cure.edits] == ["south"]


def test_a_fact_that_is_as_it_is_has_none() -> None:
    policy = load_small("fact enrol.times : number 0 .. 9\nrule r\n  require enrol.times at most 1\n")
    finding = next(each for each in policy.check({"selections": [], "steps": {"enrol": {"times": 2}}}).findings if each.id == "r")
    assert finding.cure is None


def test_a_whole_number_stays_one_in_an_edit() -> None:
    policy = load_small("fact enrol.times : number 0 .. 9 choice\nrule r\n  require enrol.times at most 1\n")
    finding = next(each for each in policy.check({"selections": [], "steps": {"enrol": {"times": 2}}}).findings if each.id == "r")
    assert finding.cure is not None
    assert finding.cure.edits[0].value == 1


def test_no_cure_breaks_another_rule() -> None:
    body = f'{PLACES}fact applicant.at_place : place "place" choice\nrule r\n  require applicant.at_place is south\n'
    forbidden = "rule s\n  require applicant.at_place is not south\n"
    finding = next(
        each for each in load_small(body + forbidden).check({"applicant": {"at_place": "north"}, "selections": []}).findings if each.id == "r"
    )
    assert finding.cure is None


def test_outside_the_hours_is_neither_early_nor_late() -> None:
    steps = 'step enrol "enrolment"\n  window 2024-05-01 .. 2024-05-10\n  daily 08:00 .. 17:00\n'
    decision = load_small("", steps=steps).check({"selections": [], "steps": {"enrol": {"at": "2024-05-03T07:00:00+08:00"}}})
    assert [(step.id, step.state) for step in decision.steps] == [("enrol", "outside")]
    assert "daily 08:00 .. 17:00" in decision.findings[0].message
