from __future__ import annotations

import pytest

from tests.example_policies import Case, assert_decided, example_policy

ID = "430105199001310018"  # born on 31 January 1990: 36 years old, insurance 8
YOUNG = "430105200103200106"  # born on 20 March 2001: 25 years old, insurance 6


def photo(id: str = ID, size: int = 102_400) -> dict[str, object]:
    return {"path": f"照片/{id}.jpg", "format": "JPEG", "size": size}


def proof(id: str = ID, size: int = 30_000) -> dict[str, object]:
    return {"path": f"工作证明/{id}.pdf", "format": "PDF", "size": size}


def attempt(on_day: str, passed: bool = False, trade: str = "welder") -> dict[str, object]:
    return {"trade": trade, "on_day": on_day, "passed": passed}


def job(begun: str, ended: str, trade: str = "welder") -> dict[str, object]:
    return {"employer": "甲厂", "trade": trade, "begun": begun, "ended": ended}


def application(
    *selections: dict[str, object],
    registered: str = "2026-09-16T10:00",
    files: list[dict[str, object]] | None = None,
    materials: str | None = "2026-09-18T10:00",
    payment: tuple[str, object] | None = None,
    training: tuple[str, object] | None = ("2026-09-28T18:00", 8),
    steps: dict[str, object] | None = None,
    **facts: object,
) -> dict[str, object]:
    done: dict[str, object] = {"registration": {"at": registered}, **(steps or {})}
    if materials is not None:
        done["materials"] = {"at": materials, "files": [photo(), proof()] if files is None else files}
    if payment is not None:
        done["payment"] = {"at": payment[0], "amount": payment[1]}
    if training is not None:
        done["training"] = {"at": training[0], "hours": training[1]}
    nothing: dict[str, object] = {"attempts": [], "jobs": [], "held": []}
    applicant = {"id": ID, "medical": "2026-09-01", "fit": True, **nothing, **facts}
    return {"applicant": applicant, "selections": list(selections), "steps": done}


WELDER_5: dict[str, object] = {"item": "焊工", "level": "五级"}
WELDER_4: dict[str, object] = {"item": "welder", "level": 4}
WELDER_3: dict[str, object] = {"item": "welder", "level": 3}
PAID = ("2026-09-19T10:00", 203)

CASES = [
    Case("level 5, all done", application(WELDER_5, payment=PAID), "accepted", fee="203"),  # 180 + 15 + 8
    Case(
        "with a voucher only card and insurance are paid",
        application(WELDER_5, payment=("2026-09-19T10:00", 23), voucher="B-1"),  # 0 + 15 + 8
        "accepted",
        fee="23",
    ),
    Case(
        "registered a second before the day's service begins",
        application(WELDER_5, registered="2026-09-08T08:59:59", materials=None, training=None),
        "rejected",
        violated=("registration",),
        pending=("materials", "payment", "training"),
        fee="203",
    ),
    Case(
        # Friday 18 September; Sunday the 20th is a working day, so the third one is Tuesday 22 September.
        "registered at the last moment, materials on the third working day",
        application(WELDER_5, registered="2026-09-18T17:00", materials="2026-09-22T23:59", payment=("2026-09-24T23:59", 203)),
        "accepted",
        fee="203",
    ),
    Case(
        "a photo of exactly 200 KB is too large",
        application(WELDER_5, payment=PAID, files=[photo(size=204_800), proof()]),
        "rejected",
        violated=("materials",),
        fee="203",
    ),
    Case(
        "a photo of exactly 20 KB is too small",
        application(WELDER_5, payment=PAID, files=[photo(size=20_480), proof()]),
        "rejected",
        violated=("materials",),
        fee="203",
    ),
    Case(
        "a file too many",
        application(WELDER_5, payment=PAID, files=[photo(), proof(), {"path": "其他/a.txt", "format": "TXT", "size": 5}]),
        "rejected",
        violated=("materials",),
        fee="203",
    ),
    Case(
        "no proof of work",
        application(WELDER_5, payment=PAID, files=[photo()]),
        "rejected",
        violated=("materials",),
        fee="203",
    ),
    Case(
        "paid before the materials were handed in",
        application(WELDER_5, payment=("2026-09-18T09:59", 203)),
        "rejected",
        violated=("payment",),
        fee="203",
    ),
    Case(
        "materials not handed in by the end of the third working day; what hangs on them waits",
        # 16 September + 3 working days: 17th, 18th, 20th.
        application(WELDER_5, materials=None, training=None),
        "rejected",
        violated=("materials",),
        pending=("payment", "training"),
        fee="203",
        at="2026-09-21T00:00",
    ),
    Case(
        "72 months in two stretches",
        # January 2014 to June 2017: 42 months; July 2020 to December 2022: 30 months. 320 + 15 + 8 = 343.
        application(WELDER_3, payment=("2026-09-19T10:00", 343), jobs=[job("2014-01-01", "2017-06-30"), job("2020-07-01", "2022-12-31")]),
        "accepted",
        fee="343",
    ),
    Case(
        "72 months but a day in each of two stretches: 41 + 30 full months",
        application(WELDER_3, payment=("2026-09-19T10:00", 343), jobs=[job("2014-01-01", "2017-06-29"), job("2020-07-01", "2022-12-31")]),
        "rejected",
        violated=("eligible",),
        fee="343",
    ),
    Case(
        "36 months of the trade are enough without those of a related one",
        # 240 + 15 + 8 = 263.
        application(
            WELDER_4,
            payment=("2026-09-19T10:00", 263),
            jobs=[job("2014-01-01", "2016-12-31"), job("2018-01-01", "2018-12-31", "cooling")],
        ),
        "accepted",
        fee="263",
    ),
    Case(
        "36 months all in a related trade",
        application(WELDER_4, payment=("2026-09-19T10:00", 263), jobs=[job("2014-01-01", "2016-12-31", "fitter")]),
        "undetermined",
        undetermined=("eligible",),
        fee="263",
    ),
    Case(
        "36 months in a trade that is not related",
        application(WELDER_4, payment=("2026-09-19T10:00", 263), jobs=[job("2014-01-01", "2016-12-31", "electrician")]),
        "rejected",
        violated=("eligible",),
        fee="263",
    ),
    Case(
        "a certificate whose review day comes before its six years",
        application(
            WELDER_4,
            payment=("2026-09-19T10:00", 263),
            held=[{"trade": "welder", "level": 5, "issued": "2022-01-01", "review": "2026-09-15"}],
        ),
        "rejected",
        violated=("eligible",),
        fee="263",
    ),
    Case(
        "a certificate of level 5 does not open level 3",
        application(
            WELDER_3,
            payment=("2026-09-19T10:00", 343),
            held=[{"trade": "welder", "level": 5, "issued": "2022-01-01", "review": "2029-01-01"}],
        ),
        "rejected",
        violated=("eligible",),
        fee="343",
    ),
    Case(
        "a graduate, level 4",
        application(WELDER_4, payment=("2026-09-19T10:00", 263), graduate=True),
        "accepted",
        fee="263",
    ),
    Case(
        "level 2 has neither conditions nor a price",
        application({"item": "电梯安装维修工", "level": "二级"}, payment=("2026-09-19T10:00", 400)),
        "undetermined",
        undetermined=("eligible", "payment"),
    ),
    Case(
        "a medical examination of 91 days before work at height",
        # 17 June to 16 September: 13 + 31 + 31 + 16 = 91 days. 180 + 15 + 8.
        application({"item": "scaffold", "level": 5}, payment=PAID, medical="2026-06-17"),
        "rejected",
        violated=("medical",),
        fee="203",
    ),
    Case(
        "two failures, a day before the three months are over",
        # 10 June + 3 months = 10 September. 110 + 15 + 8 = 133.
        application(
            WELDER_5,
            registered="2026-09-09T10:00",
            materials="2026-09-10T10:00",
            payment=("2026-09-11T10:00", 133),
            attempts=[attempt("2025-11-01"), attempt("2026-06-10")],
        ),
        "rejected",
        violated=("waiting",),
        fee="133",
    ),
    Case(
        "two failures, three months after the last",
        application(
            WELDER_5,
            registered="2026-09-10T10:00",
            materials="2026-09-10T10:00",
            payment=("2026-09-11T10:00", 133),
            attempts=[attempt("2025-11-01"), attempt("2026-06-10")],
        ),
        "accepted",
        fee="133",
    ),
    Case(
        "four examinations within twelve months, years ago",
        # 10 January 2023 to 9 January 2024 is twelve months.
        application(
            WELDER_5,
            payment=PAID,
            attempts=[attempt(day, passed=True) for day in ("2023-01-10", "2023-03-01", "2023-06-01", "2024-01-09")],
        ),
        "rejected",
        violated=("three_in_a_year",),
        fee="203",
    ),
    Case(
        "the fourth a day later",
        application(
            WELDER_5,
            payment=PAID,
            attempts=[attempt(day, passed=True) for day in ("2023-01-10", "2023-03-01", "2023-06-01", "2024-01-10")],
        ),
        "accepted",
        fee="203",
    ),
    Case(
        "two years after cheating, to the day",
        # 180 + 15 + 6 = 201.
        application(
            WELDER_5,
            payment=("2026-09-19T10:00", 201),
            id=YOUNG,
            files=[photo(YOUNG), proof(YOUNG)],
            cheated="2024-09-16",
        ),
        "accepted",
        fee="201",
    ),
    Case(
        "three trades, one of them twice",
        # 3 x 180 + 15 + 8 = 563: the cap is for two trades.
        application(WELDER_5, WELDER_5, {"item": "fitter", "level": 5}, payment=("2026-09-19T10:00", 563)),
        "rejected",
        violated=("at_most_two", "one_level"),
        fee="563",
    ),
    Case(
        "seven and a half hours of training",
        application(WELDER_5, payment=PAID, training=("2026-09-30T23:59", 7.5)),
        "rejected",
        violated=("training",),
        fee="203",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_decision(case: Case) -> None:
    assert_decided(example_policy("trade-certificate"), case)


def test_the_finding_says_what_each_route_lacks() -> None:
    decision = example_policy("trade-certificate").check(application(WELDER_4))
    routes = decision.finding("eligible").routes
    assert [route.id for route in routes] == ["experience", "certificate", "degree"]
    assert all(route.lacks for route in routes)


def test_the_open_reading_is_answered_both_ways() -> None:
    decision = example_policy("trade-certificate").check(application(WELDER_4, jobs=[job("2014-01-01", "2016-12-31", "fitter")]))
    assert {answer.status for answer in decision.finding("eligible").answers} == {"satisfied", "violated"}


@pytest.mark.parametrize("given", [None, {"public_list": ["茶艺师"]}])
def test_whoever_chooses_a_trade_of_no_table_is_advised(given: dict[str, object] | None) -> None:
    policy = example_policy("trade-certificate")
    assert policy.check({"selections": [{"item": "茶艺师", "level": "5"}]}, given=given).finding("unlisted_trade").status == "advice"
    assert "unlisted_trade" not in {finding.id for finding in policy.check({"selections": [{"item": "welder", "level": "5"}]}, given=given).findings}
