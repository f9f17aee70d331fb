"""The policy of 2024H2 says what the reading of its notice says: its own examples, a table written by hand, and an independent oracle."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

import evalpolicy
from evalpolicy.core import terms
from evalpolicy.core.facts import Facts
from evalpolicy.judge import Judge, Program
from evalpolicy.language.types import DateType
from tests.oracle_2024H2 import GRADE, ORDER, SPECIAL, opinion

POLICIES = Path(__file__).parent.parent / "policies"
NOTICE_SHA256 = "45b303e662f8afc53fd99beb7541d06409c50e443c78082b58f1db18adbafd0c"

ID = "430105200501010017"
CODES = {
    "IO": "item_offered",
    "LO": "level_offered",
    "AU": "audience_admitted",
    "M2": "at_most_two_items",
    "G2": "never_two_grade_certifications",
    "TW": "no_item_twice",
    "DE": "item_designated",
    "RE": "registration",
    "MA": "materials",
    "IC": "materials_id_copy",
    "ER": "materials_enrolment_report",
    "LY": "materials_layout",
    "CO": "confirmation",
    "PA": "payment",
}
GRADE_STEPS = "MA IC ER LY CO PA"
"""What waits after registration, where there is a grade certification."""

COPY = f"{ID}/证件复印件/{ID}.jpg"
REPORT = f"{ID}/学历证书/{ID}.pdf"


def sel(*words: str) -> dict[str, Any]:
    """`sel("electrician 4 retake theory")`: item (`-` for none), level, attempt, subjects, catalog, in that order as far as they are there."""
    parts = " ".join(words).split()
    selection: dict[str, Any] = {} if parts[0] == "-" else {"item": parts[0]}
    for part in parts[1:]:
        if part.isdigit():
            selection["level"] = int(part)
        elif part in ("initial", "retake"):
            selection["attempt"] = part
        elif part in ("theory", "practical"):
            selection.setdefault("subjects", []).append(part)
        else:
            selection["catalog"] = part
    return selection


def file(path: str, format: str | None = None, size: int | None = None) -> dict[str, Any]:
    return {key: value for key, value in {"path": path, "format": format, "size": size}.items() if value is not None}


GOOD_COPY = file(COPY, "JPEG", 153_600)
GOOD_REPORT = file(REPORT, "PDF", 402_114)
REGISTERED = {"registration": {"at": "2024-09-25T10:00:00+08:00"}}
HANDED_IN = {"materials": {"at": "2024-10-08T09:30:00+08:00", "files": [GOOD_COPY, GOOD_REPORT]}}
CONFIRMED = {"confirmation": {"at": "2024-10-11T15:00:00+08:00", "prior_certificates": "无", "signed": True}}


def paid(amount: object, at: str | None = "2024-10-11T16:00:00+08:00") -> dict[str, Any]:
    return {"payment": {"at": at, "amount": amount}}


def registered(at: str | None) -> dict[str, Any]:
    return {"registration": {"at": at}}


def handed_in(*files: dict[str, Any], at: str | None = "2024-10-08T09:30:00+08:00") -> dict[str, Any]:
    return {"materials": {"at": at, "files": list(files)}}


def confirmed(**facts: object) -> dict[str, Any]:
    return {"confirmation": {**CONFIRMED["confirmation"], **facts}}


def app(*selections: str, audience: str | None = "campus", id: str | None = ID, **steps: Any) -> dict[str, Any]:
    applicant = {key: value for key, value in {"id": id, "audience": audience}.items() if value is not None}
    return {"applicant": applicant, "selections": [sel(s) for s in selections], "steps": steps}


def done(*selections: str, pay: object = None, audience: str | None = "campus", **steps: Any) -> dict[str, Any]:
    """Everything done in time; `pay` what was paid; other steps as given, None for one that is not done."""
    usual = REGISTERED | HANDED_IN | CONFIRMED | ({} if pay is None else paid(pay))
    return app(*selections, audience=audience, **{step: value for step, value in (usual | steps).items() if value is not None})


def applied(*selections: str, audience: str | None = "campus") -> dict[str, Any]:
    """Registered and nothing else."""
    return app(*selections, audience=audience, **REGISTERED)


OTHER_SEVEN = [f"专项{number}" for number in "一二三四五六七"]
DESIGNATED = {"designated_items": ["electrician", "office"]}

# application, outcome, violated, undetermined, pending, fee; then `at`, `through` or `given` where they matter.
TABLE: list[tuple[Any, ...]] = [
    # Whole runs.
    (done("electrician 4", pay=320), "accepted", "", "", "", 320),
    (done("electrician 3", pay=380), "accepted", "", "", "", 380),
    (done("industrial_robot_operator 4", pay=320), "accepted", "", "", "", 320),
    (done("electronic_debugger 4", pay=320), "accepted", "", "", "", 320),
    (done("electronic_debugger 3", pay=380), "accepted", "", "", "", 380),
    (done("auto_repair 4", "live_commerce", pay=520), "accepted", "", "", "", 520),
    (done("uav_repair 3", "iot", pay=580), "accepted", "", "", "", 580),
    (done("infosec_admin 4", pay="320.00"), "accepted", "", "", "", 320),
    (done("programmer 3", pay=380, audience="public"), "accepted", "", "", "", 380),
    (app("office", **REGISTERED, **paid(200)), "accepted", "", "", "", 200),
    (app("office", "linux", **REGISTERED, **paid(400)), "accepted", "", "", "", 400),
    (app("office", "linux", **REGISTERED), "pending", "", "", "PA", 400),
    (app("office"), "pending", "", "", "RE PA", 200),
    (applied("electrician 4"), "pending", "", "", GRADE_STEPS, 320),
    (app("electrician 4"), "pending", "", "", f"RE {GRADE_STEPS}", 320),
    (done("electrician 4"), "pending", "", "", "PA", 320),
    (done("electrician 4", pay=320, confirmation=None), "pending", "", "", "CO", 320),
    (done("electrician 4", pay=320, materials=None), "pending", "", "", "MA IC ER LY", 320),
    (done("electrician 4", pay=320, registration=None), "pending", "", "", "RE", 320),
    # Items.
    (applied("焊工 4 grade"), "rejected", "IO", "", GRADE_STEPS, 320),
    (applied("焊工 4 grade", "office"), "rejected", "IO", "", GRADE_STEPS, 520),
    (applied("焊工"), "undetermined", "", "IO PA", "", None),
    (applied("焊工 4"), "undetermined", "", "IO LO PA", "", None),
    (applied("焊工 special"), "undetermined", "", "IO", "PA", 200),
    (applied("焊工 4 special"), "rejected", "LO", "IO", "PA", 200),
    (applied("焊工", "office"), "undetermined", "", "IO PA", "", None),
    (applied("焊工", "electrician 4"), "undetermined", "", "IO PA", "MA IC ER LY CO", None),
    (app("焊工 retake theory"), "undetermined", "", "IO PA", "", None),
    (app("焊工 special retake theory", **paid(176)), "undetermined", "", "IO", "", 176),
    (applied("-"), "pending", "", "", "IO LO AU MA IC ER LY CO PA", None),
    (applied("- special"), "pending", "", "", "IO AU PA", 200),
    (applied("-", "焊工 grade 4"), "rejected", "IO", "", "LO AU G2 TW MA IC ER LY CO PA", None),
    (applied("专项一"), "pending", "", "", "PA", 200, {"given": {"computer_items": ["专项一"]}}),
    (applied("专项一"), "undetermined", "", "IO PA", "", None, {"given": {"computer_items": ["专项二"]}}),
    (applied("焊工 special"), "undetermined", "", "IO", "PA", 200, {"given": {"computer_items": OTHER_SEVEN[:6]}}),
    (applied("焊工 special"), "rejected", "IO", "", "PA", 200, {"given": {"computer_items": OTHER_SEVEN}}),
    (applied("专项七"), "pending", "", "", "PA", 200, {"given": {"computer_items": OTHER_SEVEN}}),
    # Levels.
    (applied("electrician"), "pending", "", "", f"LO {GRADE_STEPS}", None),
    (applied("electronic_debugger"), "pending", "", "", f"LO {GRADE_STEPS}", None),
    (applied("electronic_debugger"), "pending", "", "", "LO", None, {"through": "registration"}),
    (applied("electrician 5"), "rejected", "LO", "PA", "MA IC ER LY CO", None),
    (applied("industrial_robot_operator 3"), "rejected", "LO", "", GRADE_STEPS, 380),
    (applied("industrial_robot_operator 5"), "rejected", "LO", "PA", "MA IC ER LY CO", None),
    (applied("electronic_debugger 5"), "undetermined", "", "PA", "MA IC ER LY CO", None),
    (applied("auto_repair 5"), "rejected", "LO", "PA", "MA IC ER LY CO", None),
    (applied("office 4"), "rejected", "LO", "", "PA", 200),
    (applied("office 5", "linux"), "rejected", "LO", "", "PA", 400),
    (applied("electrician", "office 4"), "rejected", "LO", "", GRADE_STEPS, None),
    # Audiences.
    (applied("electrician 4", audience="public"), "pending", "", "", GRADE_STEPS, 320),
    (applied("electronic_debugger 4", audience="public"), "rejected", "AU", "", GRADE_STEPS, 320),
    (applied("office", audience="public"), "undetermined", "", "AU", "PA", 200),
    (applied("electrician 4", "office", audience="public"), "undetermined", "", "AU", GRADE_STEPS, 520),
    (applied("electronic_debugger 4", "office", audience="public"), "rejected", "AU", "", GRADE_STEPS, 520),
    (applied("焊工 special", audience="public"), "undetermined", "", "IO AU", "PA", 200),
    (applied("焊工", audience="public"), "undetermined", "", "IO AU PA", "", None),
    (applied("焊工 4 grade", audience="public"), "rejected", "IO", "", GRADE_STEPS, 320),
    (applied("office", audience=None), "pending", "", "", "AU PA", 200),
    (applied("electronic_debugger 4", audience=None), "pending", "", "", f"AU {GRADE_STEPS}", 320),
    (applied("electrician 4", audience=None), "pending", "", "", f"AU {GRADE_STEPS}", 320),  # stated even where all are admitted
    (applied("focus", audience=None), "undetermined", "", "IO PA", "AU", None),
    # How many.
    (applied("office", "linux", "iot"), "rejected", "M2", "", "PA", 600),
    (applied("electrician 4", "linux", "iot"), "rejected", "M2", "", GRADE_STEPS, 720),
    (applied("electrician 4", "programmer 4"), "rejected", "G2", "", GRADE_STEPS, 640),
    (applied("electrician 4", "programmer 3", "uav_repair 4"), "rejected", "M2 G2", "", GRADE_STEPS, 1020),
    (applied("electrician 4", "焊工 4 grade"), "rejected", "IO G2", "", GRADE_STEPS, 640),
    (applied("electrician 4", "-"), "pending", "", "", f"IO LO AU G2 TW {GRADE_STEPS}", None),
    (applied("electrician 4", "programmer 4", "-"), "rejected", "M2 G2", "", f"IO LO AU TW {GRADE_STEPS}", None),
    (applied("office", "linux", "-"), "rejected", "M2", "", f"IO LO AU TW {GRADE_STEPS}", None),
    (applied("office", "office"), "rejected", "TW", "", "PA", 400),
    (applied("electrician 4", "electrician 3"), "rejected", "G2 TW", "", GRADE_STEPS, 700),
    (applied("焊工", "焊工"), "rejected", "TW", "IO PA", "", None),
    (applied("office", "office retake"), "rejected", "TW", "", "PA", 376),
    (applied("office", "linux", "iot retake"), "undetermined", "", "M2", "PA", 576),
    (applied("office", "linux", "iot", "photoshop retake"), "rejected", "M2", "", "PA", 776),
    (applied("office", "linux retake", "iot retake"), "undetermined", "", "M2", "PA", 552),
    (app("office retake", "linux retake", "iot retake"), "undetermined", "", "M2", "PA", 528),
    (app("office retake", "linux retake", **paid(352)), "accepted", "", "", "", 352),
    (applied("electrician 4", "programmer 4 retake theory"), "undetermined", "", "G2", GRADE_STEPS, 380),
    (app("electrician 4 retake theory", "programmer 4 retake theory"), "undetermined", "", "G2", "PA", 120),
    (applied("office", "programmer 4 retake theory"), "pending", "", "", "PA", 260),
    (applied("electrician 4", "office retake"), "pending", "", "", GRADE_STEPS, 496),
    (applied("electrician 4", "programmer 4", "office retake"), "rejected", "G2", "M2", GRADE_STEPS, 816),
    (applied("electrician 4", "programmer 4 retake theory", "office"), "undetermined", "", "M2 G2", GRADE_STEPS, 580),
    # What the college designates.
    (applied("office"), "pending", "", "", "PA", 200, {"given": DESIGNATED}),
    (applied("linux"), "rejected", "DE", "", "PA", 200, {"given": DESIGNATED}),
    (applied("electrician 4", "linux"), "rejected", "DE", "", GRADE_STEPS, 520, {"given": DESIGNATED}),
    (applied("焊工 4 grade"), "rejected", "IO", "", GRADE_STEPS, 320, {"given": DESIGNATED}),
    # Registration.
    (app("office", **registered("2024-09-20T23:59:59.999999+08:00"), **paid(200)), "rejected", "RE", "", "", 200),
    (app("office", **registered("2024-09-21T00:00:00+08:00"), **paid(200)), "accepted", "", "", "", 200),
    (app("office", **registered("2024-09-20T16:00:00+00:00"), **paid(200)), "accepted", "", "", "", 200),
    (app("office", **registered("2024-09-30T23:59:59.999999+08:00"), **paid(200)), "accepted", "", "", "", 200),
    (app("office", **registered("2024-10-01T00:00:00+08:00"), **paid(200)), "rejected", "RE", "", "", 200),
    (app("office", **registered("2024-09-30T23:59:59"), **paid(200)), "accepted", "", "", "", 200),
    (app("office", **registered(None), **paid(200)), "pending", "", "", "RE", 200),
    (app("office retake", **registered("2024-10-01T00:00:00+08:00"), **paid(176)), "accepted", "", "", "", 176),
    (app("office", "linux retake", **paid(376)), "pending", "", "", "RE", 376),
    # Materials.
    (done("electrician 4", pay=320, **handed_in(GOOD_COPY, GOOD_REPORT, at="2024-10-10T17:00:00+08:00")), "accepted", "", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(GOOD_COPY, GOOD_REPORT, at="2024-10-10T17:00:00.000001+08:00")), "rejected", "MA", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(GOOD_COPY, GOOD_REPORT, at=None)), "pending", "", "", "MA", 320),
    (done("electrician 4", pay=320, materials={"at": "2024-10-08T09:30:00"}), "pending", "", "", "IC ER LY", 320),
    (done("electrician 4", pay=320, **handed_in()), "rejected", "IC ER", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(GOOD_COPY)), "rejected", "ER", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(GOOD_REPORT)), "rejected", "IC", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(file(COPY, "JPEG", 204_800), GOOD_REPORT)), "accepted", "", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(file(COPY, "JPEG", 204_801), GOOD_REPORT)), "rejected", "IC", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(file(COPY, "JPEG", 0), GOOD_REPORT)), "accepted", "", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(file(COPY, "JPEG"), GOOD_REPORT)), "pending", "", "", "IC", 320),
    (done("electrician 4", pay=320, **handed_in(file(COPY, size=9), GOOD_REPORT)), "pending", "", "", "IC", 320),
    (done("electrician 4", pay=320, **handed_in(file(COPY, size=204_801), GOOD_REPORT)), "rejected", "IC", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(file(COPY, "PNG", 9), GOOD_REPORT)), "rejected", "IC", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(file(f"{ID}/证件复印件/{ID}.JPEG", "JPEG", 9), GOOD_REPORT)), "accepted", "", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(file(f"{ID}/证件复印件/{ID}.png", "JPEG", 9), GOOD_REPORT)), "rejected", "IC", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(file(f"{ID}/证件复印件/copy.jpg", "JPEG", 9), GOOD_REPORT)), "rejected", "IC", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(file(f"{ID}/证件/{ID}.jpg", "JPEG", 9), GOOD_REPORT)), "rejected", "IC LY", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(file(f"{ID}/{ID}.jpg", "JPEG", 9), GOOD_REPORT)), "rejected", "IC LY", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(GOOD_COPY, file(f"{ID}/学历证书/{ID}.jpg"))), "accepted", "", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(GOOD_COPY, file(f"{ID}/学历证书/{ID}"))), "accepted", "", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(GOOD_COPY, file(f"{ID}/学历证书/报告.pdf"))), "rejected", "ER", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(GOOD_COPY, GOOD_REPORT, file("照片/a.jpg"))), "rejected", "LY", "", "", 320),
    (done("electrician 4", pay=320, **handed_in(GOOD_COPY, GOOD_REPORT, file(f"{ID}/学历证书/附页.pdf"))), "accepted", "", "", "", 320),
    (app("office", **REGISTERED, **paid(200), **handed_in()), "accepted", "", "", "", 200),
    # Confirmation.
    (done("electrician 4", pay=320, **confirmed(at="2024-10-12T17:00:00+08:00")), "accepted", "", "", "", 320),
    (done("electrician 4", pay=320, **confirmed(at="2024-10-12T17:00:01+08:00")), "rejected", "CO", "", "", 320),
    (done("electrician 4", pay=320, **confirmed(prior_certificates=["S1", "S2"])), "accepted", "", "", "", 320),
    (done("electrician 4", pay=320, **confirmed(prior_certificates=None)), "pending", "", "", "CO", 320),
    (done("electrician 4", pay=320, **confirmed(signed=False)), "rejected", "CO", "", "", 320),
    (done("electrician 4", pay=320, **confirmed(signed=None)), "pending", "", "", "CO", 320),
    (done("electrician 4", pay=320, **confirmed(signed=False, prior_certificates=None)), "rejected", "CO", "", "", 320),
    # Payment.
    (app("office", **REGISTERED, **paid(200, "2024-10-12T17:00:00+08:00")), "accepted", "", "", "", 200),
    (app("office", **REGISTERED, **paid(200, "2024-10-12T17:00:01+08:00")), "rejected", "PA", "", "", 200),
    (app("office", **REGISTERED, **paid("199.99")), "rejected", "PA", "", "", 200),
    (app("office", **REGISTERED, **paid(200.01)), "rejected", "PA", "", "", 200),
    (app("office", **REGISTERED, **paid(None)), "pending", "", "", "PA", 200),
    (app("office", **REGISTERED, **paid(200, None)), "pending", "", "", "PA", 200),
    (app("office", **REGISTERED, **paid(100, None)), "rejected", "PA", "", "", 200),
    (done("electronic_debugger 5", pay=320), "undetermined", "", "PA", "", None),
    (done("electronic_debugger 5", **paid(320, "2024-10-13T00:00:00+08:00")), "rejected", "PA", "", "", None),
    (done("electronic_debugger 5", "office", pay=520), "undetermined", "", "PA", "", None),
    # Retakes and what they cost.
    (app("electrician 4 retake theory", **paid(60)), "accepted", "", "", "", 60),
    (app("electrician 4 retake practical", **paid(226)), "accepted", "", "", "", 226),
    (app("electrician 4 retake theory practical", **paid(320)), "accepted", "", "", "", 320),
    (app("electrician 4 retake"), "pending", "", "", "PA", None),
    (app("electrician 4 retake theory", **paid(226)), "rejected", "PA", "", "", 60),
    (app("electrician 3 retake theory"), "undetermined", "", "PA", "", None),
    (app("electrician 3 retake practical", **paid(226)), "undetermined", "", "PA", "", None),
    (app("electrician 3 retake theory practical", **paid(380)), "accepted", "", "", "", 380),
    (app("electrician 3 retake"), "pending", "", "", "PA", None),
    (app("electronic_debugger 5 retake theory"), "undetermined", "", "PA", "", None),
    (app("electronic_debugger 5 retake theory practical"), "undetermined", "", "PA", "", None),
    (app("electrician retake theory"), "pending", "", "", "LO PA", None),
    (app("office retake theory", **paid(176)), "accepted", "", "", "", 176),
    (app("office retake", **paid(176)), "accepted", "", "", "", 176),
    (app("office retake theory practical", **paid(200)), "accepted", "", "", "", 200),
    (app("office retake", "electrician 4 retake theory", **paid(236)), "accepted", "", "", "", 236),
    # As the clock stood.
    (app("office"), "pending", "", "", "RE PA", 200, {"at": "2024-09-30T23:59:59.999999+08:00"}),
    (app("office"), "rejected", "RE", "", "PA", 200, {"at": "2024-10-01T00:00:00+08:00"}),
    (app("office retake"), "pending", "", "", "PA", 176, {"at": "2024-10-01T00:00:00+08:00"}),
    (applied("electrician 4"), "pending", "", "", GRADE_STEPS, 320, {"at": "2024-10-10T17:00:00+08:00"}),
    (applied("electrician 4"), "rejected", "MA", "", "IC ER LY CO PA", 320, {"at": "2024-10-10T17:00:00.000001+08:00"}),
    (applied("electrician 4"), "rejected", "MA CO PA", "", "IC ER LY", 320, {"at": "2024-10-12T17:00:01+08:00"}),
    (applied("electronic_debugger 5"), "rejected", "MA CO PA", "", "IC ER LY", None, {"at": "2024-10-12T17:00:01+08:00"}),
    (applied("electronic_debugger 5"), "undetermined", "", "PA", "MA IC ER LY CO", None, {"at": "2024-10-10T17:00:00+08:00"}),
    (done("electrician 4", pay=320), "accepted", "", "", "", 320, {"at": "2025-02-01T00:00:00+08:00"}),
    # Up to a step.
    (applied("electrician 4"), "accepted", "", "", "", 320, {"through": "registration"}),
    (app("electrician 4"), "pending", "", "", "RE", 320, {"through": "registration"}),
    (applied("electrician 4", "programmer 4"), "rejected", "G2", "", "", 640, {"through": "registration"}),
    (applied("electrician 4"), "pending", "", "", "MA IC ER LY", 320, {"through": "materials"}),
    (done("electrician 4", **confirmed(signed=False)), "accepted", "", "", "", 320, {"through": "materials"}),
    (done("electrician 4", **confirmed(signed=False)), "rejected", "CO", "", "", 320, {"through": "confirmation"}),
    (applied("electronic_debugger 5"), "accepted", "", "", "", None, {"through": "registration"}),
]


@pytest.fixture(scope="module")
def policy() -> evalpolicy.Policy:
    return evalpolicy.load(POLICIES / "2024H2.policy")


def ids(text: str) -> tuple[str, ...]:
    return tuple(CODES[code] for code in text.split())


def test_sources_are_the_notice_unchanged() -> None:
    """The three texts in a row are the notice, to the character."""
    folder = POLICIES / "sources" / "2024H2"
    texts = b"".join((folder / f"{name}.txt").read_bytes() for name in ("notice", "guide", "timetable"))
    assert hashlib.sha256(texts).hexdigest() == NOTICE_SHA256


def test_loads_without_diagnostics(policy: evalpolicy.Policy) -> None:
    assert policy.warnings == ()


def test_states_the_rules_of_the_reading_in_its_order(policy: evalpolicy.Policy) -> None:
    model = policy.model
    assert tuple(id for id, rule in model.rules.items() if rule.kind != "advice") == ORDER
    assert [step for step in model.process if step in (*model.steps, *model.events)] == list(model.process)
    assert set(model.catalogs) == {"grade", "special"}
    assert tuple(item.code for item in model.catalogs["grade"].items) == tuple(GRADE)
    assert tuple(item.code for item in model.catalogs["special"].items) == SPECIAL
    assert [id for id, reading in model.readings.items() if reading.adopted is None] == ["retakes_count"]


def test_everything_is_cited(policy: evalpolicy.Policy) -> None:
    model = policy.model
    declared = [*model.rules.values(), *model.steps.values(), *model.events.values(), *model.fees.values(), *model.parameters.values()]
    assert [declaration.id for declaration in declared if not declaration.citations and hasattr(declaration, "id")] == []
    readings = model.readings.values()
    assert [reading.id for reading in readings if not (reading.citations or any(option.citations for option in reading.options))] == []


def test_dates_of_the_events(policy: evalpolicy.Policy) -> None:
    """The last day of each event, with the readings as adopted; `certificates` has none."""
    nothing = Facts({}, {("application", "selections"): ()}, frozenset(), {}, None, frozenset(), ())
    meaning = Judge(Program(policy.model), nothing).meaning({"retakes_count": "counted"})

    def last(event: str) -> dt.date:
        found = meaning.quantity(terms.Defined(f"event.{event}", DateType()))
        assert found.low == found.high
        return dt.date.fromordinal(found.low)

    assert {event: last(event) for event in policy.model.events if event != "certificates"} == {
        "plan_submission": dt.date(2024, 9, 20),
        "pooling": dt.date(2024, 10, 10),
        "admission_ticket": dt.date(2024, 10, 24),
        "exam": dt.date(2024, 11, 10),
        "results": dt.date(2025, 1, 10),
    }
    assert policy.model.events["certificates"].dates == ()
    assert [event for event, found in policy.model.events.items() if found.tentative] == ["exam", "results"]


def test_advice_never_refuses(policy: evalpolicy.Policy) -> None:
    """It is said where the fact is given, and only there."""
    for fact, said in ((False, ["certificate_relevant_to_programme"]), (True, []), (None, [])):
        application = app("office", **REGISTERED, **paid(200))
        application["applicant"]["relevant_certificate"] = fact
        decision = policy.check(application)
        assert (decision.outcome, [finding.id for finding in decision.findings]) == ("accepted", said)


def test_messages_name_the_facts(policy: evalpolicy.Policy) -> None:
    """In both languages, for every rule that has a message of its own."""
    short, long = paid(300), paid(330)
    wanted = [
        (applied("焊工 4 grade"), "item_offered", "焊工不在可报的名单里", "Not among the items offered: 焊工"),
        (applied("electrician 5"), "level_offered", "级别填得不对：电工", "Wrong level: 电工"),
        (applied("electronic_debugger 4", audience="public"), "audience_admitted", "不包括社会人员", "does not admit these applicants: 社会人员"),
        (applied("office", "linux", "iot"), "at_most_two_items", "一次最多报 2 个项目，这份申请报了 3 个", "this application has 3"),
        (applied("electrician 4", "programmer 4"), "never_two_grade_certifications", "报了 2 个：电工、计算机程序设计员", "Only 1 grade"),
        (applied("linux", "linux"), "no_item_twice", "报了不止一次：LINUX", "selected more than once: LINUX"),
        (done("electrician 4", **short), "payment", "应缴 320 元，少缴了 20 元", "20 is still to be paid"),
        (done("electrician 4", **long), "payment", "应缴 320 元，多缴了 10 元", "10 too much was paid"),
        (done("electrician 4", **handed_in(GOOD_REPORT)), "materials_id_copy", f"{ID}/证件复印件/{ID}.jpg", "needs one JPEG"),
        (done("electrician 4", **handed_in(GOOD_COPY)), "materials_enrolment_report", "学籍在线验证报告", "one enrolment report"),
        (done("electrician 4", **handed_in(file("a/b.jpg"))), "materials_layout", "不对的文件：a/b.jpg", "misplaced: a/b.jpg"),
        (done("electrician 4", **confirmed(signed=False)), "confirmation", "抄写个人承诺并签名", "copy the pledge and sign it"),
    ]
    for application, id, zh, en in wanted:
        decision = policy.check(application)
        assert id in decision.violated
        message = next(finding.message for finding in decision.findings if finding.id == id)
        assert zh in message
        assert en in decision.explain(lang="en")


def test_own_examples_hold(policy: evalpolicy.Policy) -> None:
    """What each example of the policy expects is what the policy decides."""
    assert len(policy.model.examples) >= 40
    wrong = []
    for example in policy.model.examples:
        decision = policy.check(example.application, at=example.at, through=example.through, given=example.given)
        got: dict[str, object] = {"outcome": str(decision.outcome)}
        expected: dict[str, object] = {"outcome": example.outcome}
        for status, expected_ids in example.ids.items():
            got[status], expected[status] = getattr(decision, status), expected_ids
        if example.fee is not None:
            got["fee"] = decision.fee.total
            expected["fee"] = None if isinstance(example.fee, str) else Decimal(example.fee).scaleb(-2)
        if got != expected:
            wrong.append((example.title, got, expected))
    assert wrong == []


def test_own_examples_are_what_the_reading_says(policy: evalpolicy.Policy) -> None:
    """The oracle decides the policy's examples as their author expected."""
    wrong = []
    for example in policy.model.examples:
        found = opinion(coded(policy, example.application), example.at, example.through, coded_given(example.given))
        fee = None if isinstance(example.fee, str) or example.fee is None else Decimal(example.fee).scaleb(-2)
        expected = (example.outcome, *(example.ids.get(status, getattr(found, status)) for status in ("violated", "undetermined", "pending")), fee)
        if tuple(found) != expected:
            wrong.append((example.title, found, expected))
    assert wrong == []


def coded(policy: evalpolicy.Policy, application: Any) -> dict[str, Any]:
    """An application with codes where it has names of items, as the oracle wants it."""
    names = {"".join(item.name.split()): item.code for catalog in policy.model.catalogs.values() for item in catalog.items}
    names |= {"办公软件应用（Office）": "office"}
    selections = [dict(s, item=names.get("".join(str(s["item"]).split()), s["item"])) for s in application["selections"]]
    for selection in selections:
        if selection.get("level") is not None:
            selection["level"] = int(selection["level"])
    return {**application, "selections": selections}


def coded_given(given: Any) -> dict[str, Any]:
    return {name: [value.rpartition(".")[2] for value in values] for name, values in given.items()}


@pytest.mark.parametrize("row", TABLE, ids=[f"{number}" for number in range(1, len(TABLE) + 1)])
def test_table(policy: evalpolicy.Policy, row: tuple[Any, ...]) -> None:
    """Policy, oracle and the hand that wrote the table agree on every application of it."""
    application, outcome, violated, undetermined, pending, fee, *rest = row
    options: dict[str, Any] = rest[0] if rest else {}
    expected = (outcome, ids(violated), ids(undetermined), ids(pending), None if fee is None else Decimal(fee))
    assert tuple(opinion(application, **options)) == expected
    assert seen(policy, application, **options) == expected


AUDIENCES = ("campus", "public")
CATALOGS = [
    *({"item": item, "level": level} for item in GRADE for level in (5, 4, 3)),
    *({"item": item} for item in SPECIAL),
    {"item": "another_special", "catalog": "special"},
    *({"item": "electrician", "level": 4, "attempt": "retake", "subjects": of} for of in ([], ["theory"], ["practical"], ["theory", "practical"])),
    {"item": "electrician", "level": 4, "attempt": "initial", "subjects": ["theory"]},
    {"item": "electrician", "level": 4, "attempt": "initial", "subjects": []},
]
TOUR: list[dict[str, Any]] = [{"applicant": {"audience": audience}, "selections": [choice]} for choice in CATALOGS for audience in AUDIENCES]
"""Every item of the catalogs at every level, for everybody."""


@pytest.mark.parametrize("application", TOUR, ids=lambda a: " ".join(str(v) for v in [a["applicant"]["audience"], *a["selections"][0].values()]))
def test_every_item(policy: evalpolicy.Policy, application: dict[str, Any]) -> None:
    """Policy and oracle agree on what is offered at which level to whom, and on what it costs."""
    assert seen(policy, application) == tuple(opinion(application))


def seen(policy: evalpolicy.Policy, application: Any, **options: Any) -> tuple[object, ...]:
    decision = policy.check(application, **options)
    return (str(decision.outcome), decision.violated, decision.undetermined, decision.pending, decision.fee.total)


def test_table_is_long_enough() -> None:
    assert len(TABLE) >= 120
    assert {code for row in TABLE for code in row[2].split()} == set(CODES)
    assert {code for row in TABLE for code in row[3].split()} == {"IO", "LO", "AU", "M2", "G2", "PA"}


# --- applications at random ----------------------------------------------------------------------

ITEMS = (*GRADE, *SPECIAL)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


@st.composite
def selections(draw: st.DrawFn) -> dict[str, Any]:
    item = draw(st.sampled_from([*GRADE, *GRADE, *SPECIAL, "焊工", "多媒体制作", None]))
    own = "grade" if item in GRADE else "special" if item in SPECIAL else None
    chosen = {
        "item": item,
        "level": draw(st.sampled_from((4, 4, 3, 5, None) if own == "grade" else (None, None, None, 4))),
        "attempt": draw(st.sampled_from(("initial", "initial", "retake", None))),
        "subjects": draw(maybe(st.sets(st.sampled_from(("theory", "practical"))).map(sorted))),
        "catalog": draw(maybe(st.just(own) if own else st.sampled_from(("grade", "special")))),
    }
    return {name: value for name, value in chosen.items() if value is not None or draw(st.booleans())}


def near(instant: str) -> st.SearchStrategy[str]:
    """Instants about a limit, which is `instant` in the policy's time zone."""
    limit = dt.datetime.fromisoformat(instant + "+08:00")
    steps = st.sampled_from((-10**6, -60, -1, 0, 1, 60, 10**6)).map(lambda seconds: dt.timedelta(seconds=seconds))
    offsets = st.sampled_from((8, 0, -5)).map(lambda hours: dt.timezone(dt.timedelta(hours=hours)))
    return st.builds(lambda step, offset: (limit + step).astimezone(offset).isoformat(), steps, offsets)


FILES = st.lists(
    st.builds(
        file,
        st.sampled_from((COPY, COPY, f"{ID}/证件复印件/{ID}.JPEG", f"{ID}/证件复印/{ID}.jpg", REPORT, REPORT, f"{ID}/学历证书/{ID}", "a.jpg")),
        st.sampled_from(("JPEG", "JPEG", "PDF", None)),
        st.sampled_from((1, 204_800, 204_801, None)),
    ),
    max_size=4,
    unique_by=lambda found: found["path"],
)
LIMITS = ("2024-09-21T00:00:00", "2024-09-30T23:59:59", "2024-10-10T17:00:00", "2024-10-12T17:00:00")


@st.composite
def applications(draw: st.DrawFn) -> dict[str, Any]:
    steps = {
        "registration": {"at": draw(maybe(near(draw(st.sampled_from(LIMITS[:2])))))},
        "materials": {"at": draw(maybe(near(LIMITS[2]))), "files": draw(maybe(st.one_of(st.just([GOOD_COPY, GOOD_REPORT]), FILES)))},
        "confirmation": {
            "at": draw(maybe(near(LIMITS[3]))),
            "prior_certificates": draw(st.sampled_from(("无", ["S1", "S2"], None))),
            "signed": draw(st.sampled_from((True, True, False, None))),
        },
        "payment": {"at": draw(maybe(near(LIMITS[3]))), "amount": None},
    }
    application = {
        "applicant": {"id": ID, "audience": draw(st.sampled_from(("campus", "campus", "public", None)))},
        "selections": draw(st.lists(selections(), min_size=1, max_size=4)),
        "steps": {step: facts for step, facts in steps.items() if draw(st.integers(0, 3))},
    }
    if "payment" in application["steps"]:
        fee = opinion(application).fee
        right = [] if fee is None else [fee, fee, fee, fee + 1, fee - Decimal("0.01")]
        application["steps"]["payment"]["amount"] = draw(maybe(st.sampled_from([str(amount) for amount in right] or ["0", "60", "200", "576"])))
    return application


@drawn(
    application=applications(),
    at=maybe(st.sampled_from(LIMITS).flatmap(near)),
    through=st.sampled_from((None, None, "registration", "materials", "confirmation", "payment")),
    computer_items=st.sampled_from((None, None, ["多媒体制作"], OTHER_SEVEN, [*OTHER_SEVEN[:6], "多媒体制作"])),
    designated=maybe(st.lists(st.sampled_from(ITEMS), unique=True)),
)
def test_random_applications(
    application: dict[str, Any],
    at: str | None,
    through: str | None,
    computer_items: list[str] | None,
    designated: list[str] | None,
) -> None:
    """Policy and oracle decide alike whatever is in the application and whatever is missing from it."""
    given = {"computer_items": computer_items, "designated_items": designated}
    options: dict[str, Any] = {"at": at, "through": through, "given": {name: value for name, value in given.items() if value is not None}}
    # Not the fixture: a failing example is printed with its arguments, and a policy is long.
    assert seen(evalpolicy.load(POLICIES / "2024H2.policy"), application, **options) == tuple(opinion(application, **options))
