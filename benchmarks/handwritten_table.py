"""The notice of 2024H2 as one Polars query, as a good engineer writes it by hand: of this one notice, and of one layout of tables alone.

It gives the outcome, the ids and the fee that the columnar engine gives, for tables whose values are codes, whose instants have a time zone and
whose amounts are decimals: it reads no other spelling, and takes every value for well-formed. Selections and files are looked at by their place in
their lists, so that no row is taken apart and put together again. `benchmarks/table.py` holds it to the reference engine before it measures.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import polars as pl

from benchmarks.handwritten import (
    ADMITS_PUBLIC,
    CONFIRMATION_UNTIL,
    COSTS,
    GRADE_LEVELS,
    ID_COPY_BYTES,
    JPEG,
    MATERIALS_UNTIL,
    MOST_FEN,
    PAYMENT_UNTIL,
    REGISTRATION_BEFORE,
    REGISTRATION_FROM,
    RULES,
    SPECIAL,
)

YES, WAITS, OPEN, NO = (pl.lit(status, pl.Int8) for status in range(4))
NONE = pl.lit(0, pl.Int8)


def one(condition: pl.Expr) -> pl.Expr:
    """1 where it holds, 0 where it does not or is null."""
    return condition.fill_null(False).cast(pl.Int8)


def total(parts: list[pl.Expr]) -> pl.Expr:
    return reduce(lambda x, y: x + y, parts, NONE)


def worst(parts: list[pl.Expr]) -> pl.Expr:
    return pl.max_horizontal(parts) if parts else YES


def when(*cases: tuple[pl.Expr, pl.Expr], otherwise: pl.Expr) -> pl.Expr:
    """The first case that holds; a null does not."""
    return reduce(lambda rest, case: pl.when(case[0]).then(case[1]).otherwise(rest), reversed(cases), otherwise)


def query(frame: pl.LazyFrame, selections: int, files: int) -> pl.LazyFrame:
    """The decisions on a table whose lists hold at most so many selections and files."""
    applicant, steps = pl.col("applicant").struct, pl.col("steps").struct
    slots, files_at = range(selections), range(files)
    step = lambda name, field: steps.field(name).struct.field(field)  # noqa: E731  # a name for a long path
    known = [
        applicant.field("id"),
        applicant.field("audience"),
        pl.col("selections").list.len().alias("count"),
        *(step(name, "at").alias(name) for name in ("registration", "materials", "confirmation", "payment")),
        step("materials", "files").alias("files"),
        (step("confirmation", "prior_certificates").str.strip_chars() != "").fill_null(False).alias("certificates"),
        step("confirmation", "signed").alias("signed"),
        (step("payment", "amount") * 100).cast(pl.Int64).alias("paid"),
        *(pl.col("selections").list.get(n, null_on_oob=True).alias(f"s{n}") for n in slots),
    ]
    frame = frame.select(known)
    frame = frame.with_columns(pl.col("files").list.get(n, null_on_oob=True).alias(f"f{n}") for n in files_at)
    frame = frame.with_columns(_selection(n) for n in slots for _selection in SELECTION_STAGES[0])
    for stage in SELECTION_STAGES[1:]:
        frame = frame.with_columns(part(n) for n in slots for part in stage)
    frame = frame.with_columns(
        (pl.col("id") + "/证件复印件/").alias("copy_folder"), (pl.col("id") + "/学历证书/").alias("report_folder"), *map(_path, files_at)
    )
    frame = frame.with_columns(part for n in files_at for part in _file(n))
    return _verdicts(frame, slots, files_at)


# --- selections ----------------------------------------------------------------------------------

GRADES, SPECIALS = list(GRADE_LEVELS), list(SPECIAL)
KEYS = {key: place for place, key in enumerate(COSTS)}


def _field(n: int, name: str) -> pl.Expr:
    return pl.col(f"s{n}").struct.field(name)


def _there(n: int) -> pl.Expr:
    return pl.col("count") > n


def _initial(n: int) -> pl.Expr:
    return (_there(n) & (_field(n, "attempt").fill_null("initial") != "retake")).alias(f"initial{n}")


def _named(n: int) -> pl.Expr:
    return (_field(n, "item").is_not_null()).alias(f"named{n}")


def _catalog(n: int) -> pl.Expr:
    """1 grade, 2 special, 3 either is possible, 4 not offered; 0 for none."""
    item, stated = _field(n, "item"), _field(n, "catalog")
    unstated = stated.is_null()
    return (
        when(
            (~_there(n), NONE),
            (item.is_in(GRADES) & (unstated | (stated == "grade")), pl.lit(1, pl.Int8)),
            (item.is_in(SPECIALS) & (unstated | (stated == "special")), pl.lit(2, pl.Int8)),
            (stated == "grade", when((item.is_null(), pl.lit(1, pl.Int8)), otherwise=pl.lit(4, pl.Int8))),
            (stated == "special", pl.lit(2, pl.Int8)),
            otherwise=pl.lit(3, pl.Int8),
        )
    ).alias(f"catalog{n}")


def _listed(n: int) -> pl.Expr:
    item, stated = _field(n, "item"), _field(n, "catalog")
    grade, special = item.is_in(GRADES) & (stated.fill_null("grade") == "grade"), item.is_in(SPECIALS) & (stated.fill_null("special") == "special")
    return (grade | special).fill_null(False).alias(f"listed{n}")


def _level(n: int) -> pl.Expr:
    return _field(n, "level").cast(pl.Int8).alias(f"level{n}")


def _taken(n: int) -> pl.Expr:
    """0 initial, 1 theory, 2 practical, 3 both, 4 one."""
    subjects = _field(n, "subjects")
    parts = one(subjects.list.contains("theory")) + one(subjects.list.contains("practical")) * 2
    return when((pl.col(f"initial{n}"), NONE), (parts == 0, pl.lit(4, pl.Int8)), otherwise=parts).alias(f"taken{n}")


def _cost(n: int) -> pl.Expr:
    """The place in the table of costs."""
    catalog = pl.col(f"catalog{n}").cast(pl.Int32) - 1
    level = (5 - pl.col(f"level{n}")).fill_null(3)
    return (catalog * 20 + level * 5 + pl.col(f"taken{n}")).alias(f"cost{n}")


SELECTION_STAGES: list[list[Callable[[int], pl.Expr]]] = [[_initial, _named, _catalog, _listed, _level], [_taken], [_cost]]


def _level_offered(n: int) -> pl.Expr:
    item, level, catalog, named = _field(n, "item"), pl.col(f"level{n}"), pl.col(f"catalog{n}"), pl.col(f"named{n}")
    given = level.is_not_null()
    offered = reduce(lambda x, y: x | y, [(item == code) & level.is_in(list(levels)) for code, levels in GRADE_LEVELS.items()])
    return when(
        (~_there(n), YES),
        (catalog == 2, when((given, NO), otherwise=YES)),
        (~named, WAITS),
        (catalog == 1, when((~given, WAITS), (offered, YES), otherwise=NO)),
        (catalog == 4, YES),
        otherwise=when((given, OPEN), otherwise=YES),
    )


def _offered(n: int) -> pl.Expr:
    catalog = pl.col(f"catalog{n}")
    return when((~_there(n), YES), (~pl.col(f"named{n}"), WAITS), (catalog == 4, NO), (pl.col(f"listed{n}"), YES), otherwise=OPEN)


def _admitted(n: int) -> pl.Expr:
    audience, catalog = pl.col("audience"), pl.col(f"catalog{n}")
    public = _field(n, "item").is_in(list(ADMITS_PUBLIC))
    return when(
        (~_there(n), YES),
        (~pl.col(f"named{n}"), WAITS),
        (catalog == 4, YES),
        (audience.is_null(), WAITS),
        (audience == "campus", YES),
        (catalog == 1, when((public, YES), otherwise=NO)),
        otherwise=OPEN,
    )


# --- files ---------------------------------------------------------------------------------------


def _path(n: int) -> pl.Expr:
    path = pl.col(f"f{n}").struct.field("path").str.replace_all("\\", "/", literal=True).str.strip_prefix("./")
    return pl.when(path.str.strip_chars() != "").then(path).alias(f"path{n}")


def _file(n: int) -> list[pl.Expr]:
    """Whether a file surely or possibly is the copy or the report, and whether it is in neither folder."""
    id, path, there = pl.col("id"), pl.col(f"path{n}"), pl.col("files").list.len().fill_null(0) > n
    form, size = (pl.col(f"f{n}").struct.field(name) for name in ("format", "size"))
    fits = (form.is_null() | form.is_in(list(JPEG))) & (size.is_null() | (size <= ID_COPY_BYTES))
    stated = form.is_not_null() & size.is_not_null()
    unknown = there & (path.is_null() | id.is_null())
    folder = lambda name: path.str.starts_with(pl.col(name))  # noqa: E731  # twice
    name = lambda of: path.str.strip_prefix(pl.col(of))  # noqa: E731  # twice
    copied = folder("copy_folder") & ~name("copy_folder").str.contains("/", literal=True)
    reported = folder("report_folder") & ~name("report_folder").str.contains("/", literal=True)
    ending = name("copy_folder").str.strip_prefix(id).str.to_lowercase()
    copy = copied & name("copy_folder").str.starts_with(id) & ending.is_in([".jpg", ".jpeg"])
    rest = name("report_folder").str.strip_prefix(id)
    extension = (rest == "") | (rest.str.starts_with(".") & (rest.str.count_matches(".", literal=True) == 1))
    report = reported & name("report_folder").str.starts_with(id) & extension
    maybe = path.is_null() | path.str.to_lowercase().str.contains(r"\.jpe?g$")
    return [
        one(there & copy & fits & stated).alias(f"copy{n}"),
        one((there & copy & fits) | (unknown & fits & maybe)).alias(f"maybe_copy{n}"),
        one(there & report).alias(f"report{n}"),
        one((there & report) | unknown).alias(f"maybe_report{n}"),
        when((unknown, WAITS), (there & ~(copied | reported), NO), otherwise=YES).alias(f"layout{n}"),
    ]


# --- the verdicts --------------------------------------------------------------------------------


def _timely(at: str, until: object, first: object = None) -> pl.Expr:
    local = lambda instant: pl.lit(instant).dt.convert_time_zone("Asia/Shanghai")  # noqa: E731  # two calls
    inside = pl.col(at) <= local(until) if first is None else (pl.col(at) >= local(first)) & (pl.col(at) < local(until))
    return when((pl.col(at).is_null(), WAITS), (inside, YES), otherwise=NO)


def _exactly_one(sure: pl.Expr, possible: pl.Expr) -> pl.Expr:
    return when((pl.col("files").is_null(), WAITS), ((sure > 1) | (possible < 1), NO), (sure == possible, YES), otherwise=WAITS)


def _costs(n: int, part: int, nothing: int) -> pl.Expr:
    values = [int(each[part]) for each in COSTS.values()]
    table = pl.lit(pl.Series([*values, nothing], dtype=pl.Int64))
    place = when((~_there(n), pl.lit(None, pl.Int32)), otherwise=pl.col(f"cost{n}"))
    unpriced = pl.lit((0, MOST_FEN, 0)[part], pl.Int64)
    open_ = (pl.col(f"catalog{n}") == 4) | ((pl.col(f"catalog{n}") == 3) & pl.col(f"named{n}"))
    # An item of which only the catalog is stated is priced by it.
    place = when((open_ & _field(n, "catalog").is_null(), pl.lit(None, pl.Int32)), (pl.col(f"catalog{n}") == 4, place - 60), otherwise=place)
    return when((~_there(n), pl.lit(nothing, pl.Int64)), (place.is_null(), unpriced), otherwise=table.gather(place.fill_null(0)))


def _verdicts(frame: pl.LazyFrame, slots: range, files_at: range) -> pl.LazyFrame:
    column = lambda name, which: [pl.col(f"{name}{n}") for n in which]  # noqa: E731  # many times
    grade = [one((pl.col(f"catalog{n}") == 1) | (pl.col(f"catalog{n}") == 4)) for n in slots]
    free = [one((pl.col(f"catalog{n}") == 3) & ~pl.col(f"named{n}")) for n in slots]
    initial = [pl.col(f"initial{n}").cast(pl.Int8) for n in slots]
    pairs = [(m, n) for n in slots for m in range(n)]
    same = [
        (_field(m, "item") == _field(n, "item")) & (pl.col(f"listed{m}") == pl.col(f"listed{n}")) for m, n in pairs
    ]
    frame = frame.with_columns(
        total(initial).alias("initials"),
        total(grade).alias("grades"),
        total([g * i for g, i in zip(grade, initial, strict=True)]).alias("initial_grades"),
        total(free).alias("free"),
        total([f * i for f, i in zip(free, initial, strict=True)]).alias("initial_free"),
        total([one(_there(n) & ~pl.col(f"named{n}")) for n in slots]).alias("unnamed"),
        reduce(lambda x, y: x | y, [one(each) for each in same], NONE).alias("twice"),
        reduce(lambda x, y: x + y, [_costs(n, 0, 0) for n in slots]).alias("low"),
        reduce(lambda x, y: x + y, [_costs(n, 1, 0) for n in slots]).alias("high"),
        pl.min_horizontal([_costs(n, 2, 1) for n in slots]).alias("stated"),
        *(total(column(name, files_at)).alias(name) for name in ("copy", "maybe_copy", "report", "maybe_report")),
        worst([_offered(n) for n in slots]).alias("item_offered"),
        worst([_level_offered(n) for n in slots]).alias("level_offered"),
        worst([_admitted(n) for n in slots]).alias("audience_admitted"),
    )
    grades, initial_grades, free_, initial_free = (pl.col(name) for name in ("grades", "initial_grades", "free", "initial_free"))
    counted = when((grades > 1, NO), (grades + free_ > 1, WAITS), otherwise=YES)
    not_counted = when((initial_grades > 1, NO), (initial_grades + initial_free > 1, WAITS), otherwise=YES)
    amount = when(
        ((pl.col("paid") < pl.col("low")) | (pl.col("paid") > pl.col("high")), NO),
        (pl.col("stated") == 0, OPEN),
        (pl.col("paid").is_not_null() & (pl.col("low") == pl.col("high")), YES),
        otherwise=WAITS,
    )
    certified = lambda status: when(  # noqa: E731  # five times
        (initial_grades > 0, status), (initial_free > 0, pl.min_horizontal(status, WAITS)), otherwise=YES
    )
    signed = when((pl.col("signed").is_null(), WAITS), (pl.col("signed"), YES), otherwise=NO)
    certificates = when((pl.col("certificates"), YES), otherwise=WAITS)
    layout = when((pl.col("files").is_null(), WAITS), otherwise=worst(column("layout", files_at)))
    frame = frame.with_columns(
        when((pl.col("count") <= 2, YES), (pl.col("initials") <= 2, OPEN), otherwise=NO).alias("at_most_two_items"),
        when((counted == not_counted, counted), (counted == NO, OPEN), otherwise=WAITS).alias("never_two_grade_certifications"),
        when((pl.col("twice") > 0, NO), ((pl.col("unnamed") > 0) & (pl.col("count") > 1), WAITS), otherwise=YES).alias("no_item_twice"),
        when((pl.col("initials") > 0, _timely("registration", REGISTRATION_BEFORE, REGISTRATION_FROM)), otherwise=YES).alias("registration"),
        certified(_timely("materials", MATERIALS_UNTIL)).alias("materials"),
        certified(_exactly_one(pl.col("copy"), pl.col("maybe_copy"))).alias("materials_id_copy"),
        certified(_exactly_one(pl.col("report"), pl.col("maybe_report"))).alias("materials_enrolment_report"),
        certified(layout).alias("materials_layout"),
        certified(worst([_timely("confirmation", CONFIRMATION_UNTIL), certificates, signed])).alias("confirmation"),
        worst([_timely("payment", PAYMENT_UNTIL), amount]).alias("payment"),
        pl.when(pl.col("low") == pl.col("high")).then(pl.col("low").cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(38, 2)).alias("fee"),
    )
    words = {status: total([]).cast(pl.Int32) for status in ("violated", "undetermined", "pending")}
    for place, rule in enumerate(RULES):
        for status, value in zip(words, (NO, OPEN, WAITS), strict=True):
            words[status] = words[status] + (pl.col(rule) == value).cast(pl.Int32) * (1 << place)
    frame = frame.select("fee", *(word.alias(status) for status, word in words.items()))
    lists = pl.lit(pl.Series([[rule for place, rule in enumerate(RULES) if word >> place & 1] for word in range(1 << len(RULES))]))
    outcome = when(
        (pl.col("violated") > 0, pl.lit("rejected")),
        (pl.col("undetermined") > 0, pl.lit("undetermined")),
        (pl.col("pending") > 0, pl.lit("pending")),
        otherwise=pl.lit("accepted"),
    )
    return frame.select(outcome.alias("outcome"), *(lists.gather(pl.col(status)).alias(status) for status in words), "fee")
