from __future__ import annotations

import pytest

from tests.example_policies import Case, assert_decided, example_policy

CENTRE = "Priory College"


def subject(item: str, **fields: object) -> dict[str, object]:
    return {"item": item, "sitting": "june", "centre": CENTRE, **fields}


def candidate(**facts: object) -> dict[str, object]:
    return {"candidate_number": "2001", "category": "centre", "born": "2009-11-02", **facts}


def entry(
    *selections: dict[str, object],
    applicant: dict[str, object] | None = None,
    entered: str | None = "2026-02-10T10:00",
    paid: tuple[str, object] | None = None,
    steps: dict[str, object] | None = None,
    **facts: object,
) -> dict[str, object]:
    done: dict[str, object] = dict(steps or {})
    if entered is not None:
        done["june_entry"] = {"at": entered}
    if paid is not None:
        done["payment"] = {"at": paid[0], "amount": paid[1]}
    return {"applicant": applicant or candidate(), "selections": list(selections), "steps": done, **facts}


PRIVATE = candidate(category="private", born="1990-05-30")
EARLIER_MATHS = [{"subject": "mathematics", "grade": 3}]

CASES = [
    Case(
        "three subjects, paid in full",
        # 44.20 English + 58.60 Mathematics + 58.60 Geography = 161.40; Foundation tier needs no mark.
        entry(subject("english"), subject("Maths", tier="Foundation tier"), subject("geography"), paid=("2026-02-12T09:00", "161.40")),
        "accepted",
        fee="161.40",
    ),
    Case(
        "a penny short",
        entry(subject("english"), paid=("2026-02-12T09:00", "44.19")),
        "rejected",
        violated=("payment",),
        fee="44.20",
    ),
    Case(
        "the portal closes at 5 pm for private candidates, late entry begins the day after",
        # 20 February, 17:30: after the private window, before the late one. Not late by date: 44.20 + 36 = 80.20.
        entry(subject("english"), applicant=PRIVATE, entered="2026-02-20T17:30", photo_id="passport"),
        "rejected",
        violated=("june_entry",),
        pending=("payment",),
        fee="80.20",
    ),
    Case(
        "late entry of a private candidate",
        # 58.60 x 1.5 = 87.90 for Geography; 36 administration; together 123.90.
        entry(subject("geography"), applicant=PRIVATE, entered="2026-02-21T00:00", photo_id="driving licence"),
        "pending",
        pending=("payment",),
        fee="123.90",
    ),
    Case(
        "a very late entry of a subject with practical work",
        # 58.60 x 2 = 117.20; the endorsement is not doubled: 134.75.
        entry(subject("chemistry", tier="higher", mock=60), entered="2026-04-17T22:00"),
        "pending",
        pending=("practical_summary", "payment"),
        fee="134.75",
    ),
    Case(
        "after the very late window",
        # 44.20 x 2 = 88.40.
        entry(subject("latin"), entered="2026-04-18T00:00"),
        "rejected",
        violated=("june_entry",),
        pending=("payment",),
        fee="88.40",
    ),
    Case(
        "the national prize: 35 marks are enough, and ten per cent off",
        # (58.60 + 17.55) x 0.9 = 68.535, rounded down: 68.53. The sibling's 15.00 is not taken off besides.
        entry(
            subject("physics", tier="higher", mock="35.0"),
            applicant=candidate(prize="national", sibling=True),
            steps={"practical_summary": {"at": "2026-04-30T23:59", "files": [{"path": "2001/practical.pdf", "format": "PDF", "size": 1000}]}},
            paid=("2026-02-24T23:59", "68.53"),
        ),
        "accepted",
        fee="68.53",
    ),
    Case(
        "a brother or sister: 15.00 off",
        # 44.20 + 44.20 - 15 = 73.40.
        entry(subject("history"), subject("economics"), applicant=candidate(sibling=True), paid=("2026-02-12T09:00", 73.4)),
        "accepted",
        fee="73.40",
    ),
    Case(
        "49.9 marks are too few with a regional prize",
        entry(subject("mathematics", tier="higher", mock=49.9), applicant=candidate(prize="regional"), paid=("2026-02-12T09:00", "58.60")),
        "rejected",
        violated=("higher_tier",),
        fee="58.60",
    ),
    Case(
        "no mark stated for the Higher tier: that waits",
        entry(subject("mathematics", tier="higher"), paid=("2026-02-12T09:00", "58.60")),
        "pending",
        pending=("higher_tier",),
        fee="58.60",
    ),
    Case(
        "no tier for Mathematics, one for Latin",
        # 58.60 + 44.20 = 102.80.
        entry(subject("mathematics"), subject("latin", tier="foundation"), paid=("2026-02-12T09:00", "102.80")),
        "rejected",
        violated=("tier_stated",),
        pending=("higher_tier", "one_tier_a_year"),
        fee="102.80",
    ),
    Case(
        "free school meals pay nothing but the endorsement",
        # 58.60 waived, 17.55 stays.
        entry(subject("biology", tier="foundation"), applicant=candidate(free_meals=True)),
        "pending",
        pending=("practical_summary", "payment"),
        fee="17.55",
    ),
    Case(
        "a transfer, late: 25.00 all the same",
        entry(subject("economics", transferred=True), entered="2026-03-20T23:59:59", paid=("2026-03-23T09:00", 25)),
        "accepted",
        fee="25.00",
    ),
    Case(
        "one tape abroad, in proportion: 45 / 4 = 11.25, rounded up to 11.30",
        # 44.20 + 36 + 11.30 = 91.50.
        entry(subject("latin"), applicant=PRIVATE, photo_id="passport", tapes_abroad=1, paid=("2026-02-12T09:00", "91.50")),
        "accepted",
        fee="91.50",
    ),
    Case(
        "Latin is not offered in November",
        {
            "applicant": candidate(),
            "selections": [subject("latin", sitting="november")],
            "steps": {"november_entry": {"at": "2026-10-02T23:59:59"}, "payment": {"at": "2026-10-16T23:59:59", "amount": "44.20"}},
        },
        "rejected",
        violated=("subject_offered",),
        fee="44.20",
    ),
    Case(
        "a November entry is paid within ten working days: 16 October, not the 19th",
        {
            "applicant": candidate(results=EARLIER_MATHS),
            "selections": [subject("mathematics", sitting="november", tier="foundation", resit=True)],
            "steps": {"november_entry": {"at": "2026-10-02T12:00"}, "payment": {"at": "2026-10-17T00:00", "amount": "61.35"}},
        },
        "rejected",
        violated=("payment",),
        fee="61.35",
    ),
    Case(
        "nine subjects in June",
        # All twelve of the Schedule but English, Art and French; Latin clashes with History, Spanish with Economics.
        # 3 papers or more: Mathematics, Biology, Chemistry, Physics, Geography, Spanish 6 x 58.60 = 351.60; History, Latin, Economics
        # 3 x 44.20 = 132.60; 3 endorsements 52.65: 536.85, capped at 420.
        entry(
            *[subject(name, tier="foundation") for name in ("mathematics", "biology", "chemistry", "physics", "spanish")],
            *[subject(name) for name in ("geography", "history", "latin", "economics")],
        ),
        "rejected",
        violated=("at_most_eight", "clash"),
        pending=("practical_summary", "payment"),
        fee="420.00",
    ),
    Case(
        "a subject of the supplement, once the supplement is known",
        # No fee is announced, and nothing says whether it is offered in June or has tiers. Stating a foundation tier, and handing in a summary,
        # would settle the other three.
        entry(subject("Astronomy"), paid=("2026-02-12T09:00", "44.20")),
        "undetermined",
        undetermined=("subject_offered", "tier_stated", "payment"),
        pending=("higher_tier", "one_tier_a_year", "practical_summary"),
        given={"supplement": ["Astronomy"]},
    ),
    Case(
        "a review of marking on the sixth working day: the date of the results is provisional, so that is no ground",
        # Thursday 20 August + 5 working days = Thursday 27 August, 16:00.
        entry(
            subject("latin"),
            paid=("2026-02-12T09:00", "44.20"),
            review_wanted=True,
            steps={"review": {"at": "2026-08-27T16:01"}},
        ),
        "accepted",
        fee="44.20",
    ),
    Case(
        "72 hours after the results were seen, and no seeing time stated",
        entry(
            subject("latin"),
            paid=("2026-02-12T09:00", "44.20"),
            review_wanted=True,
            place_depends=True,
            steps={"review": {"at": "2026-08-23T10:00"}},
        ),
        "pending",
        pending=("review",),
        fee="44.20",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_decision(case: Case) -> None:
    assert_decided(example_policy("exam-entry"), case)


def test_messages_speak_english_with_the_facts_filled_in() -> None:
    decision = example_policy("exam-entry").check(entry(subject("english"), paid=("2026-02-12T09:00", "40")))
    assert "4.20 is still to be paid: the fee is 44.20" in decision.finding("payment").message


def test_exception_chain_is_told() -> None:
    """Too young for Latin waits for the Registrar; for Biology the Registrar's approval is switched off."""
    policy = example_policy("exam-entry")
    young = candidate(born="2012-03-01")
    latin = policy.check(entry(subject("latin"), applicant=young, early_entry=True))
    biology = policy.check(entry(subject("biology", tier="foundation"), applicant=young, early_entry=True))
    assert "minimum_age" in latin.undetermined
    assert "minimum_age" in biology.violated
