"""What every engine is handed: an application, validated and in plain values.

None of the engines reads instants of all spellings, names by their labels or amounts in yuan, and none tells a malformed application by itself.
So one Python function does that for all of them, beforehand, and its time is not counted.
"""

from __future__ import annotations

from typing import Any

from benchmarks.applications import Application
from benchmarks.handwritten import (
    ATTEMPTS,
    AUDIENCES,
    CATALOGS,
    GRADE_ITEMS,
    JPEG,
    LEVELS,
    SPECIAL_ITEMS,
    SUBJECTS,
    code,
    fen,
    instant,
    mapping,
    plain,
    resident_id,
    text,
)

Facts = dict[str, Any]


def facts_of(application: Application) -> Facts:
    """A well-formed application in plain values: codes, levels as numbers, instants in seconds since 1970, amounts in fen, paths split.

    What the application leaves out is null. A selection has the catalog that lists its item (`listed`), else the one that it states. How many
    different items there are is counted here: few of the engines can.
    """
    applicant, steps = mapping(application.get("applicant")), mapping(application.get("steps"))
    materials, confirmation, payment = (mapping(steps.get(name)) for name in ("materials", "confirmation", "payment"))
    id = resident_id(applicant.get("id"))
    files = materials.get("files")
    certificates = confirmation.get("prior_certificates")
    selections = [_selection(each) for each in application["selections"]]
    return {
        "id": id,
        "audience": None if applicant.get("audience") is None else code(applicant["audience"], AUDIENCES),
        "selections": selections,
        "distinct": len({each["item"] for each in selections if each["item"] is not None}),
        "files_known": files is not None,
        "files": [_file(each, id) for each in files or ()],
        "registered_at": _seconds(mapping(steps.get("registration")).get("at")),
        "materials_at": _seconds(materials.get("at")),
        "confirmed_at": _seconds(confirmation.get("at")),
        "paid_at": _seconds(payment.get("at")),
        "certificates": any(text(each) for each in ([certificates] if isinstance(certificates, str) else certificates or ())),
        "signed": confirmation.get("signed"),
        "unsigned": confirmation.get("signed") is False,
        "paid": fen(payment.get("amount")),
    }


def _seconds(value: object) -> int | None:
    found = instant(value)
    return None if found is None else int(found.timestamp())


def _selection(selection: Application) -> Facts:
    item, catalog = selection.get("item"), selection.get("catalog")
    catalog = None if catalog is None else code(catalog, CATALOGS)
    item = None if item is None else text(item)
    listed = False
    if item is not None:
        name = plain(item)
        for each, names in (("grade", GRADE_ITEMS), ("special", SPECIAL_ITEMS)):
            if name in names and catalog in (None, each):
                item, catalog, listed = names[name], each, True
                break
        else:
            item = f"?{name}"
    initial = selection.get("attempt") is None or code(selection["attempt"], ATTEMPTS) != "retake"
    subjects = {code(each, SUBJECTS) for each in selection.get("subjects") or ()} - {None}
    taken = "initial" if initial else "one" if not subjects else "both" if len(subjects) == 2 else next(iter(subjects))
    level = None if selection.get("level") is None else code(selection["level"], LEVELS)
    return {"item": item, "catalog": catalog, "listed": listed, "level": level, "initial": initial, "taken": taken}


def _file(file: Application, id: str | None) -> Facts:
    path, form = file.get("path"), file.get("format")
    found: Facts = {"id": id, "folder": None, "stem": None, "extension": None, "size": file.get("size")}
    found["format"] = None if form is None else "JPEG" if form in JPEG else plain(form)
    if path is not None:
        path = path.replace("\\", "/").removeprefix("./")
        folder, _, name = path.rpartition("/")
        stem, dot, extension = name.rpartition(".")
        found |= {"folder": folder, "stem": stem if dot else name, "extension": extension.lower() if dot else ""}
    return found
