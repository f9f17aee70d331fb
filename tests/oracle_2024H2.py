"""What the reading of the 2024H2 notice says of an application, in plain Python.

Written from the reading, not from the policy, and without the library: a second opinion for the tests. It knows the codes of applications only
(no labels), and of malformed applications nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

ITEM_RULES = (
    "item_offered",
    "level_offered",
    "audience_admitted",
    "at_most_two_items",
    "never_two_grade_certifications",
    "no_item_twice",
    "item_designated",
)
FILE_RULES = ("materials_id_copy", "materials_enrolment_report", "materials_layout")
ORDER = (*ITEM_RULES, "registration", "materials", *FILE_RULES, "confirmation", "payment")
STEPS = ("registration", "materials", "confirmation", "payment")
STEP_OF = dict.fromkeys(ITEM_RULES, "registration") | dict.fromkeys(FILE_RULES, "materials") | {step: step for step in STEPS}

GRADE = {
    "industrial_robot_operator": ({4}, {"campus", "public"}),
    "electronic_debugger": ({5, 4, 3}, {"campus"}),
    "auto_repair": ({4, 3}, {"campus", "public"}),
    "electrician": ({4, 3}, {"campus", "public"}),
    "programmer": ({4, 3}, {"campus", "public"}),
    "infosec_admin": ({4, 3}, {"campus", "public"}),
    "uav_repair": ({4, 3}, {"campus", "public"}),
}
SPECIAL = (
    "autocad",
    "protel",
    "python_data_mining",
    "sql_server",
    "photoshop",
    "accounting",
    "office",
    "linux",
    "iot",
    "dreamweaver",
    "live_commerce",
)
SPECIAL_ITEMS_IN_ALL = 17 + 1

ZONE = dt.timezone(dt.timedelta(hours=8))
LIMITS = {
    "registration": (dt.datetime(2024, 9, 21, tzinfo=ZONE), dt.datetime(2024, 9, 30, 23, 59, 59, 999999, tzinfo=ZONE)),
    "materials": (None, dt.datetime(2024, 10, 10, 17, tzinfo=ZONE)),
    "confirmation": (None, dt.datetime(2024, 10, 12, 17, tzinfo=ZONE)),
    "payment": (None, dt.datetime(2024, 10, 12, 17, tzinfo=ZONE)),
}
INITIAL_FEE = {4: 320, 3: 380}
BOTH = frozenset({"theory", "practical"})
MOST = 10**12

YES, NO, OPEN, WAITS = "satisfied", "violated", "undetermined", "pending"


class Opinion(NamedTuple):
    outcome: str
    violated: tuple[str, ...]
    undetermined: tuple[str, ...]
    pending: tuple[str, ...]
    fee: Decimal | None


class Choice(NamedTuple):
    """A selection. `kind`: listed, maybe (an open catalog may hold it), no (not offered) or unnamed."""

    kind: str
    catalog: str | None
    item: str | None
    level: int | None
    initial: bool
    subjects: frozenset[str] | None


class Cost(NamedTuple):
    """What a selection costs at least and at most; `stated`: the texts, with what the applicant can still say, give the amount."""

    low: Decimal
    high: Decimal
    stated: bool


def worst(statuses: Sequence[str]) -> str:
    """All must hold: one that is violated breaks it, one that the texts leave open leaves it open, one that waits makes it wait."""
    return next((status for status in (NO, OPEN, WAITS) if status in statuses), YES)


def choices(application: Mapping[str, Any], given: Mapping[str, Any]) -> list[Choice]:
    named = [*SPECIAL, *given.get("computer_items", ())]
    complete = len(set(named)) >= SPECIAL_ITEMS_IN_ALL
    found = []
    for selection in application["selections"]:
        item, catalog = selection.get("item"), selection.get("catalog")
        if item is None:
            kind = "unnamed"
        elif item in GRADE and catalog in (None, "grade"):
            kind, catalog = "listed", "grade"
        elif item in named and catalog in (None, "special"):
            kind, catalog = "listed", "special"
        else:
            kind = "no" if catalog == "grade" or complete else "maybe"
        subjects = frozenset(selection.get("subjects") or ()) or None
        initial = selection.get("attempt") in (None, "initial")
        found.append(Choice(kind, catalog, item, selection.get("level"), initial, None if initial else subjects))
    return found


def item_offered(choice: Choice) -> str:
    return {"listed": YES, "no": NO, "maybe": OPEN, "unnamed": WAITS}[choice.kind]


def level_offered(choice: Choice) -> str:
    if choice.catalog == "special":
        return YES if choice.level is None else NO
    if choice.kind == "unnamed":
        return WAITS
    if choice.kind == "maybe":
        return YES if choice.level is None else OPEN
    if choice.kind == "no":
        return YES
    if choice.level is None:
        return WAITS
    return YES if choice.level in GRADE[str(choice.item)][0] else NO


def audience_admitted(choice: Choice, audience: str | None) -> str:
    if choice.kind == "unnamed":
        return WAITS
    if choice.kind == "no":
        return YES
    if choice.catalog == "grade":
        admitted = GRADE[str(choice.item)][1]
        if audience is None:
            return WAITS
        return YES if audience in admitted else NO
    return {"campus": YES, "public": OPEN, None: WAITS}[audience]


def both_answers(counted: str, not_counted: str) -> str:
    """Whether retakes count is open: where the answers agree, so be it; a fact that satisfies the rule under either is waited for."""
    if counted == not_counted:
        return counted
    return WAITS if {counted, not_counted} == {YES, WAITS} else OPEN


def at_most_two(chosen: list[Choice]) -> str:
    return both_answers(*(NO if len(rows) > 2 else YES for rows in (chosen, [c for c in chosen if c.initial])))


def never_two_grade(chosen: list[Choice]) -> str:
    def verdict(rows: list[Choice]) -> str:
        sure = sum(c.catalog == "grade" for c in rows)
        possible = sure + sum(c.kind == "unnamed" and c.catalog is None for c in rows)
        return NO if sure > 1 else WAITS if possible > 1 else YES

    return both_answers(verdict(chosen), verdict([c for c in chosen if c.initial]))


def no_item_twice(chosen: list[Choice]) -> str:
    # The same name in a catalog and outside of it is not the same item.
    items = [(c.item, c.kind == "listed") for c in chosen if c.item is not None]
    if len(set(items)) < len(items):
        return NO
    return WAITS if len(items) < len(chosen) and len(chosen) > 1 else YES


def item_designated(choice: Choice, designated: Sequence[str]) -> str:
    if choice.kind in ("unnamed", "no"):
        return WAITS if choice.kind == "unnamed" else YES
    if choice.item in designated:
        return YES
    return NO if choice.kind == "listed" else OPEN


def timely(step: str, done: Mapping[str, Any], clock: dt.datetime | None) -> str:
    first, last = LIMITS[step]
    if done.get("at") is None:
        return NO if clock is not None and clock > last else WAITS
    at = instant(done["at"])
    return YES if at <= last and (first is None or first <= at) else NO


def instant(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=ZONE)


def place_of(file: Mapping[str, Any]) -> tuple[str, str, str]:
    folder, _, name = file["path"].rpartition("/")
    stem, dot, extension = name.rpartition(".")
    # A name without a dot is all stem: "named: ID number" asks for no extension.
    return (folder, stem, extension.lower()) if dot else (folder, name, "")


def one_file(matches: list[bool | None]) -> str:
    sure, possible = matches.count(True), len(matches) - matches.count(False)
    if sure > 1 or possible < 1:
        return NO
    return YES if sure == possible == 1 else WAITS


def id_copy(id_: str, file: Mapping[str, Any]) -> bool | None:
    format_, size = file.get("format"), file.get("size")
    folder, stem, extension = place_of(file)
    tests = [
        (folder, stem) == (f"{id_}/证件复印件", id_) and extension in ("jpg", "jpeg"),
        None if format_ is None else format_ == "JPEG",
        None if size is None else size <= 200 * 1024,
    ]
    return False if False in tests else None if None in tests else True


def file_rules(id_: str, files: Sequence[Mapping[str, Any]] | None) -> dict[str, str]:
    if files is None:
        return dict.fromkeys(FILE_RULES, WAITS)
    places = [place_of(file) for file in files]
    return {
        "materials_id_copy": one_file([id_copy(id_, file) for file in files]),
        "materials_enrolment_report": one_file([place[:2] == (f"{id_}/学历证书", id_) for place in places]),
        "materials_layout": YES if all(place[0] in (f"{id_}/证件复印件", f"{id_}/学历证书") for place in places) else NO,
    }


def price(catalog: str, level: int, initial: bool, subjects: frozenset[str] | None) -> int | None:
    """The fee table; None: not stated."""
    both = subjects == BOTH
    if catalog == "special":
        return 200 if initial or both else 176
    if initial or both:
        return INITIAL_FEE.get(level)
    if level != 4:
        return None
    return 60 if subjects == {"theory"} else 226


def cost(choice: Choice) -> Cost:
    """Over everything that the selection leaves out."""
    if choice.catalog is None and choice.kind != "unnamed":
        return Cost(Decimal(0), Decimal(MOST), False)
    prices = set()
    for catalog in [choice.catalog] if choice.catalog else ["grade", "special"]:
        known = choice.initial or choice.subjects is not None or catalog == "special"
        for level in [choice.level] if choice.level else [5, 4, 3]:
            for subjects in [choice.subjects] if known else [frozenset({"theory"}), frozenset({"practical"}), BOTH]:
                prices.add(price(catalog, level, choice.initial, subjects))
    amounts = [Decimal(amount) for amount in prices if amount is not None]
    if None in prices:
        return Cost(Decimal(0), Decimal(MOST), bool(amounts))
    return Cost(min(amounts), max(amounts), True)


def amount_paid(paid: Decimal | None, costs: list[Cost]) -> str:
    low, high = sum((c.low for c in costs), Decimal(0)), sum((c.high for c in costs), Decimal(0))
    # An amount below what is surely due is wrong whatever the rest costs.
    if paid is not None and not low <= paid <= high:
        return NO
    if not all(c.stated for c in costs):
        return OPEN
    return YES if paid is not None and low == high else WAITS


def applied(applies: bool | None, status: str) -> str:
    """The status of a rule where it is known (None: waits) whether it applies."""
    if applies is None:
        return YES if status == YES else WAITS
    return status if applies else YES


def opinion(
    application: Mapping[str, Any],
    at: str | None = None,
    through: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> Opinion:
    """What the reading says."""
    given = given or {}
    applicant = application.get("applicant") or {}
    steps = {step: (application.get("steps") or {}).get(step) or {} for step in STEPS}
    clock = None if at is None else instant(at)
    chosen = choices(application, given)
    status = {
        "item_offered": worst([item_offered(c) for c in chosen]),
        "level_offered": worst([level_offered(c) for c in chosen]),
        "audience_admitted": worst([audience_admitted(c, applicant.get("audience")) for c in chosen]),
        "at_most_two_items": at_most_two(chosen),
        "never_two_grade_certifications": never_two_grade(chosen),
        "no_item_twice": no_item_twice(chosen),
    }
    if "designated_items" in given:
        status["item_designated"] = worst([item_designated(c, given["designated_items"]) for c in chosen])
    if any(c.initial for c in chosen):
        status["registration"] = timely("registration", steps["registration"], clock)
    initial = [c for c in chosen if c.initial]
    certification: bool | None = any(c.catalog == "grade" for c in initial)
    if not certification and any(c.kind == "unnamed" and c.catalog is None for c in initial):
        certification = None
    status["materials"] = applied(certification, timely("materials", steps["materials"], clock))
    for rule, found in file_rules(str(applicant.get("id")), steps["materials"].get("files")).items():
        status[rule] = applied(certification, found)
    stated = [YES if steps["confirmation"].get("prior_certificates") else WAITS]
    stated.append({True: YES, False: NO, None: WAITS}[steps["confirmation"].get("signed")])
    status["confirmation"] = applied(certification, worst([timely("confirmation", steps["confirmation"], clock), *stated]))
    paid = steps["payment"].get("amount")
    costs = [cost(c) for c in chosen]
    amount = amount_paid(None if paid is None else Decimal(str(paid)), costs)
    status["payment"] = worst([timely("payment", steps["payment"], clock), amount])
    judged = [rule for rule in ORDER if rule in status and (through is None or STEPS.index(STEP_OF[rule]) <= STEPS.index(through))]
    groups = {which: tuple(rule for rule in judged if status[rule] == which) for which in (NO, OPEN, WAITS)}
    outcome = "rejected" if groups[NO] else OPEN if groups[OPEN] else WAITS if groups[WAITS] else "accepted"
    settled = all(c.low == c.high for c in costs)
    return Opinion(outcome, groups[NO], groups[OPEN], groups[WAITS], sum((c.low for c in costs), Decimal(0)) if settled else None)
