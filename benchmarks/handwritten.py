"""The notice of 2024H2 as one Python function, as a good engineer writes it by hand: plain, quick, and of this one notice only.

It gives the outcome, the ids and the fee that `policy.check` gives, and refuses what `policy.check` refuses as malformed. It does not say why: no
messages, no citations, no warnings, and of a malformed application only the first fault. Written from the reading of the notice, without the
library; `benchmarks/check.py` holds it to the reference engine before it measures anything. Parameters, `at` and `through` are left out.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any, TypeAlias

Decided: TypeAlias = "tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], int | None]"
"""Outcome; ids violated, undetermined and pending; the fee in fen, None where it is not settled."""

YES, WAITS, OPEN, NO = range(4)
"""Statuses of a rule, the better before the worse: where several must hold, the worst counts."""

RULES = (
    "item_offered",
    "level_offered",
    "audience_admitted",
    "at_most_two_items",
    "never_two_grade_certifications",
    "no_item_twice",
    "registration",
    "materials",
    "materials_id_copy",
    "materials_enrolment_report",
    "materials_layout",
    "confirmation",
    "payment",
)
GRADE = {
    "industrial_robot_operator": ("工业机器人系统操作员", (4,), ("campus", "public")),
    "electronic_debugger": ("电子设备调试工", (5, 4, 3), ("campus",)),
    "auto_repair": ("汽车维修工", (4, 3), ("campus", "public")),
    "electrician": ("电工", (4, 3), ("campus", "public")),
    "programmer": ("计算机程序设计员", (4, 3), ("campus", "public")),
    "infosec_admin": ("网络与信息安全管理员", (4, 3), ("campus", "public")),
    "uav_repair": ("无人机装调检修工", (4, 3), ("campus", "public")),
}
SPECIAL = {
    "autocad": "计算机辅助设计 AutoCAD2012(机械)",
    "protel": "Protel 绘图",
    "python_data_mining": "Python 应用数据挖掘",
    "sql_server": "数据库应用（SQL Server 2012）",
    "photoshop": "图形图像处理（Photoshop CS6）",
    "accounting": "会计软件应用（用友系列）",
    "office": "办公软件应用(Office)",
    "linux": "LINUX",
    "iot": "物联网系统开发",
    "dreamweaver": "网页制作（Dreamweaver 8）",
    "live_commerce": "电商直播销售",
}

ZONE = dt.timezone(dt.timedelta(hours=8))
REGISTRATION_FROM = dt.datetime(2024, 9, 21, tzinfo=ZONE)
REGISTRATION_BEFORE = dt.datetime(2024, 10, 1, tzinfo=ZONE)
MATERIALS_UNTIL = dt.datetime(2024, 10, 10, 17, tzinfo=ZONE)
CONFIRMATION_UNTIL = PAYMENT_UNTIL = dt.datetime(2024, 10, 12, 17, tzinfo=ZONE)
FIRST_YEAR, LAST_YEAR = 1900, 2199
INSTANT = re.compile(r"[0-9W-]+[Tt ]+[0-9:.,]+(?:\s*(?:[Zz]|[+-][0-9:]+))?", re.ASCII)

MOST_SELECTIONS, MOST_FILES, MOST_TEXT = 200, 2000, 10_000
MOST_FEN, MOST_BYTES = 10**14, 10**15
ID_COPY_BYTES = 200 * 1024


class Malformed(ValueError):
    """The application is none: a value is of the wrong kind or not one that the notice knows."""


# --- spellings -----------------------------------------------------------------------------------

_BRACKETS = str.maketrans("[]【】〔〕「」", "()()()()")


def plain(text: str) -> str:
    """A text as names are compared: width, case, white space and the kind of bracket do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).translate(_BRACKETS)


def spellings(table: dict[Any, tuple[str, ...]]) -> dict[Any, Any]:
    """The value of each spelling, as it stands in the notice and as names are compared."""
    return {key: value for value, names in table.items() for name in names for key in (name, plain(name))}


AUDIENCES = spellings({"campus": ("campus", "校内考生"), "public": ("public", "社会人员")})
LEVELS = spellings({5: ("5", "初级", "5 级", "五级"), 4: ("4", "中级", "4 级", "四级"), 3: ("3", "高级", "3 级", "三级")})
ATTEMPTS = spellings({"initial": ("initial", "初次评价", "初次", "首次"), "retake": ("retake", "补考")})
SUBJECTS = spellings({"theory": ("theory", "理论"), "practical": ("practical", "实操")})
CATALOGS = spellings({"grade": ("grade", "职业技能等级认定"), "special": ("special", "专项职业能力考核")})
GRADE_ITEMS = spellings({code: (code, f"grade.{code}", name) for code, (name, _, _) in GRADE.items()})
SPECIAL_ITEMS = spellings({code: (code, f"special.{code}", name) for code, name in SPECIAL.items()})
GRADE_LEVELS = {code: frozenset(levels) for code, (_, levels, _) in GRADE.items()}
ADMITS_PUBLIC = frozenset(code for code, (_, _, audiences) in GRADE.items() if "public" in audiences)
JPEG = frozenset({"JPEG", "jpeg", "JPG", "jpg", "image/jpeg"})


def code(value: object, table: dict[Any, Any]) -> Any:
    """The value that is meant; None for a blank one."""
    if value.__class__ is str and value in table:
        return table[value]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Malformed(value)
    name = plain(str(value))
    if name in table:
        return table[name]
    if name:
        raise Malformed(value)
    return None


# --- the fee -------------------------------------------------------------------------------------


def price(catalog: str, level: int, taken: str) -> int | None:
    """What a selection costs in fen, None where the notice does not state it.

    `taken`: initial, theory, practical, both or one (which one is not said).
    """
    if taken == "both":
        taken = "initial"
    if catalog == "special":
        return 20000 if taken == "initial" else 17600
    if taken == "initial":
        return {4: 32000, 3: 38000}.get(level)
    return {"theory": 6000, "practical": 22600}[taken] if level == 4 else None


def cost(catalog: str | None, level: int | None, taken: str) -> tuple[int, int, bool]:
    """The least and the most that a selection costs whatever it leaves out, and whether the notice, with that, states it."""
    found = set()
    for each in (catalog,) if catalog else ("grade", "special"):
        for at in (level,) if level else (5, 4, 3):
            known = taken != "one" or each == "special"
            found |= {price(each, at, part) for part in ((taken,) if known else ("theory", "practical", "both"))}
    amounts = [amount for amount in found if amount is not None]
    return (min(amounts), max(amounts), True) if None not in found else (0, MOST_FEN, bool(amounts))


COSTS = {key: cost(*key) for key in product(("grade", "special", None), (5, 4, 3, None), ("initial", "theory", "practical", "both", "one"))}
UNPRICED = (0, MOST_FEN, False)


# --- values --------------------------------------------------------------------------------------


def mapping(value: object) -> dict[str, Any]:
    """An object, empty where it is absent."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed(value)
    return value


def rows(value: object, most: int) -> list[Any]:
    """A list of at most so many."""
    if not isinstance(value, list | tuple) or len(value) > most:
        raise Malformed(value)
    return list(value)


def text(value: object) -> str | None:
    """A text, None where it is blank."""
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise Malformed(value)
    return value if value.strip() else None


def truth(value: object) -> bool | None:
    """Yes or no, None where it is absent."""
    if value is not None and not isinstance(value, bool):
        raise Malformed(value)
    return value


def instant(value: object) -> dt.datetime | None:
    """An instant with its offset, None where it is absent."""
    if value is None:
        return None
    if isinstance(value, str):
        # Nearly all are written just so; the rest is looked at closely.
        if len(value) < 16 or value[10] != "T":
            value = unicodedata.normalize("NFKC", value).strip()
            if not INSTANT.fullmatch(value):
                raise Malformed(value)
            value = re.sub(r"\s+(?=[Zz+-])", "", value).upper()
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            raise Malformed(value) from None
    elif not isinstance(value, dt.datetime):
        raise Malformed(value)
    if value.tzinfo is None:
        value = value.replace(tzinfo=ZONE)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Malformed(value)
    return value


def fen(value: object) -> int | None:
    """An amount of money in fen, None where it is absent. Nothing is rounded."""
    if value is None:
        return None
    if value.__class__ is int:
        amount = value * 100
    else:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise Malformed(value)
        try:
            exact = Decimal(unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else str(value))
            amount = int(exact.scaleb(2))
            if exact.scaleb(2) != amount:
                raise Malformed(value)
        except (InvalidOperation, ValueError, OverflowError):
            raise Malformed(value) from None
    if not 0 <= amount <= MOST_FEN:
        raise Malformed(value)
    return amount


def resident_id(value: object) -> str | None:
    """An id number of 18 characters in upper case, None where it is absent or blank."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise Malformed(value)
    if not (len(value) == 18 and value.isascii() and value.isdigit()):
        value = "".join(unicodedata.normalize("NFKC", value).split()).upper()
        if not value:
            return None
        if not (len(value) == 18 and value[:17].isascii() and value[:17].isdigit() and value[17] in "0123456789X"):
            raise Malformed(value)
    return value


# --- files ---------------------------------------------------------------------------------------


def files(listed: list[Any], id: str | None) -> tuple[int, int, int]:
    """The statuses of the rules on the copy of the id, the enrolment report and the folders."""
    copies = maybe_copies = reports = maybe_reports = 0
    layout = YES
    copy_folder, report_folder = f"{id}/证件复印件", f"{id}/学历证书"
    for file in listed:
        if not isinstance(file, dict):
            raise Malformed(file)
        path, form, size = file.get("path"), file.get("format"), file.get("size")
        if path is not None:
            path = text(path)
        if form is not None:
            form = text(form)
        if size is not None and (isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= MOST_BYTES):
            raise Malformed(size)
        fits = (form is None or form in JPEG or plain(form).partition(";")[0].rpartition("/")[2].lstrip(".") in JPEG) and (
            size is None or size <= ID_COPY_BYTES
        )
        if path is None:
            maybe_copies += fits
            maybe_reports += 1
            layout = max(layout, WAITS)
            continue
        path = path.replace("\\", "/").removeprefix("./")
        if id is not None and id[-1] == "X":
            path = path.replace(f"{id[:-1]}x", id)
        folder, _, name = path.rpartition("/")
        stem, dot, extension = name.rpartition(".")
        if not dot:
            stem, extension = name, ""
        if id is None:
            maybe_copies += fits and extension.lower() in ("jpg", "jpeg")
            maybe_reports += 1
            layout = max(layout, WAITS)
        elif folder == copy_folder:
            if stem == id and fits and extension.lower() in ("jpg", "jpeg"):
                maybe_copies += 1
                copies += form is not None and size is not None
        elif folder == report_folder:
            if stem == id:
                reports += 1
                maybe_reports += 1
        else:
            layout = NO
    return one(copies, maybe_copies), one(reports, maybe_reports), layout


def one(sure: int, possible: int) -> int:
    """The status of "exactly one" where so many surely count and so many possibly do."""
    if sure > 1 or possible < 1:
        return NO
    return YES if sure == possible else WAITS


# --- the decision --------------------------------------------------------------------------------


def decide(application: object) -> Decided:
    """Decide an application. Raises `Malformed`."""
    if not isinstance(application, dict):
        raise Malformed(application)
    applicant = mapping(application.get("applicant"))
    id = resident_id(applicant.get("id"))
    audience = applicant.get("audience")
    if audience is not None:
        audience = code(audience, AUDIENCES)
    truth(applicant.get("relevant_certificate"))

    offered = level_offered = admitted = YES
    grades = initial_grades = maybe_grades = maybe_initial_grades = initials = unnamed = 0
    items = set()
    low = high = 0
    stated = True
    selections = rows(application.get("selections"), MOST_SELECTIONS)
    for selection in selections:
        if not isinstance(selection, dict):
            raise Malformed(selection)
        item, catalog, level = selection.get("item"), selection.get("catalog"), selection.get("level")
        attempt, subjects = selection.get("attempt"), selection.get("subjects")
        if catalog is not None:
            catalog = code(catalog, CATALOGS)
        if level is not None:
            level = level if level.__class__ is int and 3 <= level <= 5 else code(level, LEVELS)
        initial = attempt is None or code(attempt, ATTEMPTS) != "retake"
        if subjects is not None:
            if not isinstance(subjects, list | tuple | set | frozenset):
                raise Malformed(subjects)
            subjects = {code(subject, SUBJECTS) for subject in subjects} - {None}
        taken = "initial" if initial else "one" if not subjects else "both" if len(subjects) == 2 else next(iter(subjects))
        if item is not None:
            item = text(item)
        if item is None:
            unnamed += 1
            offered = max(offered, WAITS)
            level_offered = max(level_offered, WAITS if catalog != "special" else YES if level is None else NO)
            admitted = max(admitted, WAITS)
            if catalog is None:
                maybe_grades += 1
                maybe_initial_grades += initial
            costs = COSTS[catalog, level, taken]
        else:
            grade = GRADE_ITEMS.get(item) if catalog != "special" else None
            special = SPECIAL_ITEMS.get(item) if grade is None and catalog != "grade" else None
            if grade is None and special is None:
                item = plain(item)
                grade = GRADE_ITEMS.get(item) if catalog != "special" else None
                special = SPECIAL_ITEMS.get(item) if grade is None and catalog != "grade" else None
            if grade is not None:
                catalog, item = "grade", grade
                if level is None:
                    level_offered = max(level_offered, WAITS)
                elif level not in GRADE_LEVELS[grade]:
                    level_offered = NO
                if audience is None:
                    admitted = max(admitted, WAITS)
                elif audience == "public" and grade not in ADMITS_PUBLIC:
                    admitted = NO
            elif special is not None:
                catalog, item = "special", special
                if level is not None:
                    level_offered = NO
                if audience != "campus":
                    admitted = max(admitted, WAITS if audience is None else OPEN)
            elif catalog == "grade":
                offered = NO
                item = f"?{item}"
            else:
                # Seven computer items are not named: it may be one of them.
                offered = max(offered, OPEN)
                if level is not None:
                    level_offered = max(level_offered, NO if catalog == "special" else OPEN)
                if audience != "campus":
                    admitted = max(admitted, WAITS if audience is None else OPEN)
                item = f"?{item}"
            items.add(item)
            costs = UNPRICED if catalog is None else COSTS[catalog, level, taken]
        initials += initial
        if catalog == "grade":
            grades += 1
            initial_grades += initial
        low += costs[0]
        high += costs[1]
        stated = stated and costs[2]

    steps = mapping(application.get("steps"))
    registration, materials = mapping(steps.get("registration")), mapping(steps.get("materials"))
    confirmation, payment = mapping(steps.get("confirmation")), mapping(steps.get("payment"))
    registered, handed_in = instant(registration.get("at")), instant(materials.get("at"))
    confirmed, paid_at = instant(confirmation.get("at")), instant(payment.get("at"))
    listed = materials.get("files")
    id_copy, report, layout = (WAITS, WAITS, WAITS) if listed is None else files(rows(listed, MOST_FILES), id)
    certificates, signed, paid = confirmation.get("prior_certificates"), truth(confirmation.get("signed")), fen(payment.get("amount"))
    if isinstance(certificates, list | tuple):
        certificates = [each for each in certificates if text(each) is not None]
    elif certificates is not None:
        certificates = text(certificates)

    # Whether retakes count is open: a rule that hangs on it is undetermined, one that a missing fact can satisfy either way waits.
    two_items = YES if len(selections) <= 2 else OPEN if initials <= 2 else NO
    counted = NO if grades > 1 else WAITS if grades + maybe_grades > 1 else YES
    not_counted = NO if initial_grades > 1 else WAITS if initial_grades + maybe_initial_grades > 1 else YES
    two_grades = counted if counted == not_counted else OPEN if counted == NO else WAITS
    named = len(selections) - unnamed
    twice = NO if len(items) < named else WAITS if unnamed and len(selections) > 1 else YES
    if registered is None:
        register = WAITS if initials else YES
    else:
        register = YES if not initials or REGISTRATION_FROM <= registered < REGISTRATION_BEFORE else NO
    if initial_grades or maybe_initial_grades:
        hand_in = WAITS if handed_in is None else YES if handed_in <= MATERIALS_UNTIL else NO
        confirm = max(
            WAITS if confirmed is None else YES if confirmed <= CONFIRMATION_UNTIL else NO,
            YES if certificates else WAITS,
            WAITS if signed is None else YES if signed else NO,
        )
        if not initial_grades:
            # It may be none: then none of these applies.
            hand_in, confirm = min(hand_in, WAITS), min(confirm, WAITS)
            id_copy, report, layout = min(id_copy, WAITS), min(report, WAITS), min(layout, WAITS)
    else:
        hand_in = confirm = id_copy = report = layout = YES
    if paid is not None and not low <= paid <= high:
        amount = NO
    elif not stated:
        amount = OPEN
    else:
        amount = YES if paid is not None and low == high else WAITS
    pay = max(amount, WAITS if paid_at is None else YES if paid_at <= PAYMENT_UNTIL else NO)

    fee = low if low == high else None
    statuses = (offered, level_offered, admitted, two_items, two_grades, twice, register, hand_in, id_copy, report, layout, confirm, pay)
    if not any(statuses):
        return "accepted", (), (), (), fee
    violated = tuple([rule for rule, status in zip(RULES, statuses, strict=True) if status == NO])
    undetermined = tuple([rule for rule, status in zip(RULES, statuses, strict=True) if status == OPEN])
    pending = tuple([rule for rule, status in zip(RULES, statuses, strict=True) if status == WAITS])
    return "rejected" if violated else "undetermined" if undetermined else "pending", violated, undetermined, pending, fee
