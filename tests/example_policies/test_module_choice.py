from __future__ import annotations

import pytest

from tests.example_policies import Case, assert_decided, example_policy

GROUPS = {
    "statistics_1": ("methods", "introductory"),
    "survey_design": ("methods", "intermediate"),
    "statistics_2": ("methods", "intermediate"),
    "inequality": ("society", "introductory"),
    "migration": ("society", "intermediate"),
    "urban_sociology": ("society", "intermediate"),
    "game_theory": ("markets", "intermediate"),
    "databases": ("computing", "intermediate"),
    "programming": ("computing", "introductory"),
}


def result(module: str, grade: float = 7, credits: float = 6, on_day: str = "2026-01-30") -> dict[str, object]:
    group, stage = GROUPS[module]
    return {"module": module, "group": group, "stage": stage, "credits": credits, "grade": grade, "on_day": on_day}


def choice(
    *modules: str,
    programme: str = "sociology",
    year: int = 3,
    results: list[dict[str, object]] | None = None,
    chosen: str = "2026-11-18T12:00",
    confirmed: str | None = "2026-11-19T12:00",
    selection: dict[str, object] | None = None,
    steps: dict[str, object] | None = None,
    application: dict[str, object] | None = None,
    **facts: object,
) -> dict[str, object]:
    done: dict[str, object] = {"choice": {"at": chosen}, **(steps or {})}
    if confirmed is not None:
        done["confirmation"] = {"at": confirmed, "read": True}
    held = [result("game_theory")] if results is None else results
    return {
        "applicant": {"number": "t1", "programme": programme, "year": year, "results": held, **facts},
        "selections": [{"item": module, **(selection or {})} for module in modules],
        "steps": done,
        **(application or {}),
    }


# 6 + 6 + 6 + 6 = 24 credits in methods, society and computing, 18 of them of the own programme; Tue 2, Tue 1, Wed 2, Fri 1.
FOUR = ("survey_design", "migration", "urban_sociology", "programming")

CASES = [
    Case("24 credits", choice(*FOUR), "accepted"),
    Case("18 credits in two groups", choice(*FOUR[:3]), "rejected", violated=("credits", "three_groups")),
    Case(
        "34.5 credits with a mean of 7, two modules on Wed 2",
        # 24 + 6 (Decision Theory) + 4.5 (Project Management) = 34.5.
        choice(*FOUR, "decision_theory", "project_management"),
        "rejected",
        violated=("credits", "timetable"),
    ),
    Case(
        "37.5 credits and results that are not stated: the limit is 33 or 39, and something may have been passed already",
        # 24 + 6 + 3 + 3 + 1.5 = 37.5.
        choice(*FOUR, "decision_theory", "german", "academic_writing", "presentation") | {"applicant": {"programme": "sociology", "year": 3}},
        "pending",
        pending=("credits", "not_passed_before"),
    ),
    Case(
        "39 credits with a mean of 8, but no intermediate module of Society passed",
        # 24 + 7.5 + 7.5 = 39; (6 x 8 + 6 x 8) / 12 = 8.
        choice(*FOUR, "social_networks", "causal_inference", results=[result("statistics_2", 8), result("inequality", 8)]),
        "rejected",
        violated=("prerequisites",),
    ),
    Case(
        "39 credits with a mean of 8 and the prerequisites",
        # 6 + 6 + 6 + 6 + 7.5 + 7.5 = 39.
        choice(
            *("survey_design", "inequality", "urban_sociology", "programming", "social_networks", "causal_inference"),
            results=[result("statistics_2", 8), result("migration", 8)],
        ),
        "accepted",
    ),
    Case(
        "9 credits of transferable skills",
        # 1.5 + 3 + 4.5 = 9; 18 + 9 = 27 in all.
        choice("survey_design", "migration", "inequality", "presentation", "academic_writing", "project_management"),
        "rejected",
        violated=("transferable_skills",),
    ),
    Case(
        "6 credits of the own programme",
        choice("databases", "microeconomics", "inequality", "survey_design", programme="informatics"),
        "rejected",
        violated=("own_programme",),
    ),
    Case(
        "Statistics II without the laboratory",
        choice("statistics_2", "migration", "urban_sociology", "programming"),
        "rejected",
        violated=("laboratory",),
    ),
    Case("two languages", choice(*FOUR, "dutch", "german"), "rejected", violated=("one_language",)),
    Case(
        "second year without Methods",
        choice("migration", "urban_sociology", "programming", "decision_theory", year=2),
        "rejected",
        violated=("methods_in_second_year",),
    ),
    Case(
        "two blocks",
        # 12 + 15 = 27 credits in two groups.
        choice("software_project", "research_internship", programme="informatics", results=[result("databases")]),
        "rejected",
        violated=("three_groups", "one_block"),
    ),
    Case(
        "Honours Seminar: 8 + 8 + 8 = 24, and nothing of Methods so far",
        choice(
            *("honours_seminar", "survey_design", "inequality", "programming"),
            results=[result("migration", 8), result("urban_sociology", 8), result("game_theory", 8)],
        ),
        "accepted",
    ),
    Case(
        "Honours Seminar: 8 + 8 + 7.9 = 23.9",
        choice(
            *("honours_seminar", "survey_design", "inequality", "programming"),
            results=[result("migration", 8), result("urban_sociology", 8), result("game_theory", 7.9), result("databases", 6)],
        ),
        "rejected",
        violated=("honours",),
    ),
    Case(
        "Thesis Colloquium: 6 credits, and stays that are not stated would have to count",
        choice("thesis_colloquium", *FOUR[:2], "inequality", "programming", enrolled="2024-09-01"),
        "undetermined",
        undetermined=("colloquium",),
    ),
    Case(
        "Thesis Colloquium: 6 credits and no stays, whatever the reading",
        choice("thesis_colloquium", *FOUR[:2], "inequality", "programming", enrolled="2024-09-01", stays=[]),
        "rejected",
        violated=("colloquium",),
    ),
    Case(
        "Thesis Colloquium with the supervisor's consent",
        choice("thesis_colloquium", *FOUR[:2], "inequality", "programming", application={"supervisor": "Prof. Ada"}),
        "accepted",
    ),
    Case(
        "no module is restricted by the list that is given",
        # 7.5 + 6 + 6 + 6 = 25.5; 12 of the own programme.
        choice(
            *("machine_learning", "microeconomics", "decision_theory", "inequality"),
            programme="economics",
            results=[result("databases")],
        ),
        "accepted",
        given={"restricted_modules": []},
    ),
    Case(
        "two modules of restricted admission and one free place",
        # 7.5 + 7.5 + 7.5 + 6 = 28.5.
        choice(
            *("machine_learning", "market_design", "social_networks", "survey_design"),
            programme="informatics",
            results=[result("databases"), result("game_theory"), result("migration")],
            selection={"coordinator_consents": True},
        ),
        "rejected",
        violated=("places_left",),
        given={"free_places": 1},
    ),
    Case("an exchange student, bound by the timetable only", choice("honours_seminar", programme="exchange", results=[]), "accepted"),
    Case(
        "a parent of a small child chooses early",
        choice(*FOUR, chosen="2026-11-09T00:00", confirmed="2026-11-16T23:59", children=["below_12"]),
        "accepted",
    ),
    Case(
        "a parent of an older child cannot",
        choice(*FOUR, chosen="2026-11-09T00:00", confirmed="2026-11-16T23:59", children=["12 or older"]),
        "rejected",
        violated=("choice",),
    ),
    Case("a change on the last day", choice(*FOUR, steps={"change": {"at": "2027-02-14T23:59"}}), "accepted"),
    Case("a change a day late", choice(*FOUR, steps={"change": {"at": "2027-02-15T00:00"}}), "rejected", violated=("change",)),
    Case(
        "a change without confirmation, a week and a day after the choice",
        # The choice of 18 November was to be confirmed by 25 November.
        choice(*FOUR, confirmed=None, steps={"change": {"at": "2027-02-02T09:00"}}),
        "rejected",
        violated=("confirmation",),
        pending=("change",),
        at="2027-02-03T00:00",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_decision(case: Case) -> None:
    assert_decided(example_policy("module-choice"), case)


def test_a_rule_without_its_parameter_is_left_out_and_noted() -> None:
    decision = example_policy("module-choice").check(choice(*FOUR))
    assert any("free" in note.text or "places_left" in note.text for note in decision.notes)


def test_advice_never_rejects() -> None:
    """Two introductory modules in the third year are advised against."""
    decision = example_policy("module-choice").check(choice("survey_design", "inequality", "urban_sociology", "programming"))
    assert str(decision.outcome) == "accepted"
    assert str(decision.finding("few_introductory").status) == "advice"
