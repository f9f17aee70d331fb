"""The notice's rules and fees for engines that know of conditions, counts and sums, but not of what is missing or unsettled.

Written once, in the form of JsonLogic: each engine gets them in its own language (`languages.py`). A rule has three conditions, the first that holds
gives its status: violated, undetermined (the texts leave it open) or pending (something is missing). What goes over rows is counted first
(`COUNTS`), so that the rules themselves compare facts and counts with constants: engines that cannot go over rows get the counts ready-made.
"""

from __future__ import annotations

from typing import Any

from benchmarks.handwritten import (
    ADMITS_PUBLIC,
    CONFIRMATION_UNTIL,
    COSTS,
    GRADE_LEVELS,
    ID_COPY_BYTES,
    MATERIALS_UNTIL,
    MOST_FEN,
    PAYMENT_UNTIL,
    REGISTRATION_BEFORE,
    REGISTRATION_FROM,
)

Term = Any
"""A constant, a list of constants, or an operation: a dict of its name and its operands."""

STATUSES = ("violated", "undetermined", "pending")


def V(name: str) -> Term:
    """A fact or a count; within a count, a fact of the row."""
    return {"var": name}


def both(*operands: Term) -> Term:
    return {"and": list(operands)}


def either(*operands: Term) -> Term:
    return {"or": list(operands)}


def no(operand: Term) -> Term:
    return {"!": [operand]}


def is_(left: Term, right: Term) -> Term:
    return {"===": [left, right]}


def unknown(name: str) -> Term:
    return is_(V(name), None)


def known(name: str) -> Term:
    return no(unknown(name))


def above(left: Term, right: Term) -> Term:
    return {">": [left, right]}


def in_(left: Term, right: list[Any]) -> Term:
    return {"in": [left, right]}


def joined(*parts: Term) -> Term:
    return {"cat": list(parts)}


# --- selections ----------------------------------------------------------------------------------

GRADE, SPECIAL = is_(V("catalog"), "grade"), is_(V("catalog"), "special")
NAMED, LISTED = known("item"), V("listed")
LISTED_GRADE = both(LISTED, GRADE)
ELSEWHERE = both(NAMED, no(LISTED), no(GRADE))
"""A name that an open catalog may hold."""
MAYBE_GRADE = both(unknown("item"), unknown("catalog"))
OFFERED = either(
    *(
        both(in_(V("item"), sorted(item for item, its in GRADE_LEVELS.items() if its == levels)), in_(V("level"), sorted(levels)))
        for levels in sorted(set(GRADE_LEVELS.values()), key=sorted)
    )
)
WRONG_LEVEL = either(both(SPECIAL, known("level")), both(LISTED_GRADE, known("level"), no(OFFERED)))
OPEN_LEVEL = both(ELSEWHERE, unknown("catalog"), known("level"))
NO_LEVEL = either(both(LISTED_GRADE, unknown("level")), both(unknown("item"), no(SPECIAL)))


def by(name: str, values: tuple[Any, ...], value: Any) -> Term:
    """A choice by the values of a fact; the last of them goes without saying."""
    parts = [value(each) for each in values]
    if all(part == parts[0] for part in parts):
        return parts[0]
    chosen = parts[-1]
    for each, part in list(zip(values, parts, strict=True))[-2::-1]:
        chosen = part if part == chosen else {"if": [is_(V(name), each), part, chosen]}
    return chosen


def cost(place: int, otherwise: Any) -> Term:
    """One end of what a selection costs (0: least, 1: most), or whether the notice states it (2)."""
    taken = ("initial", "theory", "practical", "both", "one")

    def at(catalog: str | None) -> Term:
        return by("level", (5, 4, 3, None), lambda level: by("taken", taken, lambda part: COSTS[catalog, level, part][place]))

    unpriced = both(NAMED, unknown("catalog"))
    return {"if": [unpriced, otherwise, by("catalog", ("grade", "special", None), at)]}


# --- files ---------------------------------------------------------------------------------------

COPY_FOLDER, REPORT_FOLDER = joined(V("id"), "/证件复印件"), joined(V("id"), "/学历证书")
PLACED = both(known("folder"), known("id"))
JPEG = in_(V("extension"), ["jpg", "jpeg"])
AT_COPY = both(is_(V("folder"), COPY_FOLDER), is_(V("stem"), V("id")), JPEG)
AT_REPORT = both(is_(V("folder"), REPORT_FOLDER), is_(V("stem"), V("id")))
FITS = both(either(unknown("format"), is_(V("format"), "JPEG")), either(unknown("size"), {"<=": [V("size"), ID_COPY_BYTES]}))
MAYBE_COPY = both(either(unknown("folder"), both(unknown("id"), JPEG), both(PLACED, AT_COPY)), FITS)
MAYBE_REPORT = either(no(PLACED), AT_REPORT)
MISPLACED = both(PLACED, no(is_(V("folder"), COPY_FOLDER)), no(is_(V("folder"), REPORT_FOLDER)))

Count = tuple[str, Term]
COUNTS: dict[str, Count] = {
    "total": ("selections", True),
    "named": ("selections", NAMED),
    "initials": ("selections", V("initial")),
    "refused": ("selections", both(NAMED, no(LISTED), GRADE)),
    "elsewhere": ("selections", ELSEWHERE),
    "unnamed": ("selections", unknown("item")),
    "wrong_levels": ("selections", WRONG_LEVEL),
    "open_levels": ("selections", OPEN_LEVEL),
    "no_levels": ("selections", NO_LEVEL),
    "campus_only": ("selections", both(LISTED_GRADE, no(in_(V("item"), sorted(ADMITS_PUBLIC))))),
    "open_to_public": ("selections", either(both(LISTED, SPECIAL), ELSEWHERE)),
    "for_an_audience": ("selections", either(LISTED, ELSEWHERE)),
    "grades": ("selections", GRADE),
    "initial_grades": ("selections", both(GRADE, V("initial"))),
    "maybe_grades": ("selections", MAYBE_GRADE),
    "maybe_initial_grades": ("selections", both(MAYBE_GRADE, V("initial"))),
    "unstated": ("selections", no(cost(2, False))),
    "copies": ("files", both(PLACED, AT_COPY, known("format"), known("size"), FITS)),
    "maybe_copies": ("files", MAYBE_COPY),
    "reports": ("files", both(PLACED, AT_REPORT)),
    "maybe_reports": ("files", MAYBE_REPORT),
    "misplaced": ("files", MISPLACED),
    "unplaced": ("files", no(PLACED)),
}
"""How many rows of a list a condition holds for."""
SUMS: dict[str, Count] = {"low": ("selections", cost(0, 0)), "high": ("selections", cost(1, MOST_FEN))}
"""Sums over a list."""
MORE: dict[str, Term] = {
    "all_grades": {"+": [V("grades"), V("maybe_grades")]},
    "twice": {"<": [V("distinct"), V("named")]},
    "more_copies": {"<": [V("copies"), V("maybe_copies")]},
    "more_reports": {"<": [V("reports"), V("maybe_reports")]},
    "bounded": {"<": [V("low"), V("high")]},
    "below": both(known("paid"), {"<": [V("paid"), V("low")]}),
    "above": both(known("paid"), above(V("paid"), V("high"))),
}
"""Comparisons of facts and counts with one another."""

# --- rules ---------------------------------------------------------------------------------------

CERTAIN = above(V("initial_grades"), 0)
APPLIES = either(CERTAIN, above(V("maybe_initial_grades"), 0))


def some(count: str) -> Term:
    return above(V(count), 0)


def late(fact: str, limit: Any) -> Term:
    return both(known(fact), above(V(fact), int(limit.timestamp())))


def of_grades(wrong: Term, missing: Term) -> tuple[Term, Term, Term]:
    """A rule on initial grade certifications."""
    return both(CERTAIN, wrong), False, both(APPLIES, either(wrong, missing))


def one(count: str) -> Term:
    """Surely not just one file of a kind."""
    return both(V("files_known"), either(above(V(count), 1), {"<": [V(f"maybe_{count}"), 1]}))


PUBLIC = both(known("audience"), is_(V("audience"), "public"))
SIGNED_WRONGLY = V("unsigned")
OUTSIDE = either({"<": [V("registered_at"), int(REGISTRATION_FROM.timestamp())]}, {">=": [V("registered_at"), int(REGISTRATION_BEFORE.timestamp())]})

RULES: dict[str, tuple[Term, Term, Term]] = {
    "item_offered": (some("refused"), some("elsewhere"), some("unnamed")),
    "level_offered": (some("wrong_levels"), some("open_levels"), some("no_levels")),
    "audience_admitted": (
        both(PUBLIC, some("campus_only")),
        both(PUBLIC, some("open_to_public")),
        either(some("unnamed"), both(unknown("audience"), some("for_an_audience"))),
    ),
    "at_most_two_items": (above(V("initials"), 2), above(V("total"), 2), False),
    "never_two_grade_certifications": (above(V("initial_grades"), 1), above(V("grades"), 1), above(V("all_grades"), 1)),
    "no_item_twice": (V("twice"), False, both(some("unnamed"), above(V("total"), 1))),
    "registration": (both(some("initials"), known("registered_at"), OUTSIDE), False, both(some("initials"), unknown("registered_at"))),
    "materials": of_grades(late("materials_at", MATERIALS_UNTIL), unknown("materials_at")),
    "materials_id_copy": of_grades(one("copies"), either(no(V("files_known")), V("more_copies"))),
    "materials_enrolment_report": of_grades(one("reports"), either(no(V("files_known")), V("more_reports"))),
    "materials_layout": of_grades(some("misplaced"), either(no(V("files_known")), some("unplaced"))),
    "confirmation": of_grades(
        either(late("confirmed_at", CONFIRMATION_UNTIL), SIGNED_WRONGLY),
        either(unknown("confirmed_at"), unknown("signed"), no(V("certificates"))),
    ),
    "payment": (
        either(V("below"), V("above"), late("paid_at", PAYMENT_UNTIL)),
        some("unstated"),
        either(unknown("paid_at"), unknown("paid"), V("bounded")),
    ),
}
"""The conditions under which each rule is violated, else undetermined, else pending."""
