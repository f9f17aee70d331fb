"""Columns of every type are read as the reader of single applications reads their values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.backends.columns.calendars import Calendars
from evalpolicy.binding.paths import split_path
from evalpolicy.core import calendar
from evalpolicy.table.report import TableReport
from evalpolicy.table.splitting import split
from evalpolicy.testing.tables import expected_of, judged
from tests.properties.support import named

DAYS = st.integers(calendar.FIRST_DAY, calendar.LAST_DAY)
ZONES = ("Asia/Shanghai", "Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "UTC")


def same_as_single(frame: pl.DataFrame, policy: str = "2024H2") -> TableReport:
    """Every row is decided as the mapping that it stands for; what else is told of the table."""
    report, model = TableReport(), named(policy).model
    result = named(policy).check_table(frame, report=report)
    for application, row in zip(frame.to_dicts(), result.to_dicts(), strict=True):
        expected, problems = expected_of(named(policy), application, at=None, through=None, given=None)
        assert judged(row, model.minor_digits) == expected, application
        assert [(each["code"], each["pointer"]) for each in row["problems"]] == [(each.code, each.pointer) for each in problems]
    return report


def paid(amounts: pl.Series) -> pl.DataFrame:
    """Applications for one special item, which costs 200, all else in order, that pay these amounts."""
    instant = dt.datetime(2024, 9, 25, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    payments = pl.DataFrame([pl.Series("at", [instant] * len(amounts)), amounts.alias("amount")]).to_struct("payment")
    steps = pl.DataFrame([pl.Series("registration", [{"at": instant}] * len(amounts)), payments]).to_struct("steps")
    applicants = pl.Series("applicant", [{"id": "430105200501010017", "audience": "campus"}] * len(amounts))
    return pl.DataFrame([applicants, pl.Series("selections", [[{"item": "office"}]] * len(amounts)), steps])


@pytest.mark.parametrize(
    ("amounts", "dtype", "accepted", "alone"),
    [
        ([200, 201, None, -1, 10**18], pl.Int64, 1, 2),
        ([200, 201, 0], pl.UInt16, 1, 0),
        ([Decimal("200.00"), Decimal("200.01"), None], pl.Decimal(10, 2), 1, 0),
        ([Decimal("200.0000"), Decimal("200.0001"), Decimal("199.99")], pl.Decimal(20, 4), 1, 1),
        ([200.0, 200.01, 200.001, float("nan"), float("inf"), 1e300, None], pl.Float64, 1, 4),
        ([200.0, 200.5], pl.Float32, 1, 0),
        (["200", "200.00", "２００", " 200 ", "+200", "2e2", "1_000", "", "two", None], pl.String, 6, 3),
        ([True, False], pl.Boolean, 0, 2),
        ([[200], None], pl.List(pl.Int64), 0, 1),
        ([{"amount": 200}, None], pl.Struct({"amount": pl.Int64}), 0, 1),
        ([b"200", None], pl.Binary, 0, 1),
        ([dt.timedelta(200), None], pl.Duration, 0, 1),
    ],
)
def test_amounts(amounts: Sequence[object], dtype: Any, accepted: int, alone: int) -> None:
    """Whatever a number can be written as; what is none is a problem of its row."""
    frame = paid(pl.Series(amounts, dtype=dtype, strict=False))
    report = same_as_single(frame)
    assert (named("2024H2").check_table(frame)["outcome"] == "accepted").sum() == accepted
    assert report.row_by_row == alone


@given(st.lists(st.floats(-10, 10**13) | st.decimals(0, 10**12, places=2).map(float) | st.decimals(0, 10**3, places=3).map(float), min_size=8))
@settings(max_examples=25, deadline=None)
def test_floats(amounts: list[float]) -> None:
    """A float is the amount that its shortest decimal names, or has too many decimals."""
    same_as_single(paid(pl.Series(amounts, dtype=pl.Float64)))


def registered(instants: pl.Series) -> pl.DataFrame:
    """Applications that are registered at these instants."""
    steps = pl.DataFrame([pl.DataFrame([instants.alias("at")]).to_struct("registration")]).to_struct("steps")
    return pl.DataFrame([pl.Series("selections", [[{"item": "office"}]] * len(instants)), steps])


LAST = dt.datetime(2024, 9, 30, 23, 59, 59, 999999)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "Asia/Shanghai", "UTC", "America/New_York"])
def test_instants(unit: Any, zone: str | None) -> None:
    """Of every unit, with a time zone or without: the ends of a window, to the microsecond."""
    local = [LAST, LAST + dt.timedelta(microseconds=1), dt.datetime(2024, 9, 21), dt.datetime(2024, 9, 20, 23, 59, 59), dt.datetime(1985, 7, 1, 3)]
    series = pl.Series(local, dtype=pl.Datetime("us")).dt.cast_time_unit(unit)
    if zone is not None:
        series = series.dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone(zone)
    report = same_as_single(registered(series))
    # Once the clocks of Shanghai went forward in summer.
    assert report.row_by_row == 0


def test_instants_as_text() -> None:
    """With an offset and without, and what is none."""
    texts = ["2024-09-30T23:59:59.999999+08:00", "2024-10-01T00:00:00+08:00", "2024-09-30T23:59", "2024-09-30T16:00Z", "2024-09-30", "soon", "", None]
    assert same_as_single(registered(pl.Series(texts))).row_by_row == 3
    assert same_as_single(registered(pl.Series([dt.date(2024, 9, 30), None]))).row_by_row == 1
    assert same_as_single(registered(pl.Series([-(10**18), 10**18]).cast(pl.Datetime("us")).head(0))).row_by_row == 0


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["电工", " ELECTRICIAN ", "office", "unknown", "", "grade", "special"])])
def test_items_and_catalogs(dtype: Any) -> None:
    """By any of their spellings, in any type of text; catalogs too."""
    items = ["电工", " ELECTRICIAN ", "office", "unknown", "", None, "office"]
    catalogs = [None, "grade", None, "special", None, None, "grade"]
    rows = pl.DataFrame([pl.Series("item", items, dtype=dtype), pl.Series("catalog", catalogs, dtype=dtype)])
    frame = pl.DataFrame({"n": range(len(items)), "selection": rows.to_struct()}).group_by("n", maintain_order=True).agg(pl.col("selection"))
    assert same_as_single(frame.select(selections="selection")).row_by_row == 0


def test_levels_as_numbers_and_texts() -> None:
    """`4`, `"4"` and `中级` are one level; `6` is a problem."""
    for levels in ([4, 3, 6, None], ["4", "中级", "6", None], [4.0, None]):
        frame = pl.DataFrame({"selections": [[{"item": "电工", "level": level}] for level in levels]})
        same_as_single(frame)


def test_resident_ids() -> None:
    """Digits, a last X, in full width, with signs that are none, too short."""
    ids = ["430105200501010017", "43012120040615002x", "43012120040615002X", "４３０１０５２００５０１０１００１７", "+30105200501010017"]
    ids += ["-30105200501010017", "43010520050101001", "000000000000000000", "", "430105200501010017 "]
    frame = pl.DataFrame({"applicant": [{"id": id} for id in ids], "selections": [[{"item": "office"}]] * len(ids)})
    assert same_as_single(frame).row_by_row == 3


def test_files() -> None:
    """Paths in every spelling: the id's last letter in either case, back slashes, a leading `./`, blanks."""
    id = "43012120040615002X"
    paths = [f"{id}/学历证书/{id}.pdf"]
    paths += [f"{id.lower()}\\学历证书\\{id.lower()}.PDF", f"./{id}/学历证书/{id}", "a/b/c.tar.gz", "x.docx", "", "  ", ".x", "a/"]
    files: list[Any] = [[{"path": path, "format": "image/jpeg", "size": 1024 * place}] for place, path in enumerate(paths)]
    files += [[], [{}], None, [None]]
    steps = [{"materials": {"at": "2024-10-08T09:30", "files": each}} for each in files]
    frame = pl.DataFrame({"applicant": [{"id": id}] * len(steps), "selections": [[{"item": "电工", "level": 4}]] * len(steps), "steps": steps})
    assert same_as_single(frame).row_by_row == 1


@given(st.lists(st.text("ab/.x省 ", max_size=9)))
@settings(max_examples=50, deadline=None)
def test_paths(paths: list[str]) -> None:
    folder, stem, extension = split(pl.Series(paths, dtype=pl.String))
    found = zip(folder.series, stem.series, [extension.values[code] for code in extension.codes], strict=True)
    assert list(found) == [tuple(split_path(path)[name] for name in ("folder", "stem", "extension")) for path in paths]


def test_fields_whose_names_are_patterns_elsewhere() -> None:
    """`*` and `^…$` are names of fields like any others, unknown ones."""
    applicants = [{"*": 1, "id": "430105200501010017", "^.*$": "no", "audience": "campus"}]
    report = same_as_single(pl.DataFrame({"applicant": applicants, "selections": [[{"item": "office"}]]}))
    assert sorted(each.pointer for each in report.warnings) == ["/applicant/*", "/applicant/^.*$"]


def test_the_next_table_is_decided_with_what_the_last_one_took() -> None:
    """Each call has its own report, time, last step and parameters, whatever calls there were before."""
    frame = paid(pl.Series([200, 201]))
    policy = named("2024H2")
    early, late = "2024-09-01T00:00:00+08:00", "2024-12-31T00:00:00+08:00"
    for _ in range(2):
        for at in (None, early, late):
            for through in (None, "registration"):
                report = TableReport()
                result = policy.check_table(frame, at=at, through=through, report=report)
                assert report.applications == 2
                for application, row in zip(frame.to_dicts(), result.to_dicts(), strict=True):
                    expected, _ = expected_of(policy, application, at=at, through=through, given=None)
                    assert judged(row, policy.model.minor_digits) == expected


def test_what_is_no_application() -> None:
    """Selections that are no list, no objects or too many; steps that are none; texts that are too long."""
    for frame in (
        pl.DataFrame({"selections": ["office", None]}),
        pl.DataFrame({"selections": [["office"], [], None]}),
        pl.DataFrame({"selections": [[{"item": "office"}] * 201, [{"item": "office"}]]}),
        pl.DataFrame({"selections": [[{"item": "office"}]] * 2, "steps": ["all", None]}),
        pl.DataFrame({"selections": [[{"item": "office"}]] * 2, "applicant": [{"id": ["430105200501010017"]}, {"id": []}]}),
        pl.DataFrame({"selections": [[{"item": "office"}]] * 2, "note": ["x" * 10_001, "x"]}),
        pl.DataFrame({"selections": [[{"item": "o" * 10_001}], [{"item": 7}]]}, strict=False),
        pl.DataFrame({"selections": [[{"item": "office"}]], "at": [dt.time(3)]}),
    ):
        same_as_single(frame)


# --- the calendar ----------------------------------------------------------------------------------


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1), st.sampled_from(("up", "down")), st.integers(-50, 50))
@settings(max_examples=50, deadline=None)
def test_months(days: list[tuple[int, int]], direction: str, months: int) -> None:
    calendars = Calendars("Asia/Shanghai", "CN")
    first, last = (pl.Series(each).to_numpy() for each in zip(*days, strict=True))
    assert calendars.full_months(first, last, direction).tolist() == [calendar.full_months(a, b, direction) for a, b in days]
    assert calendars.add_months(first, months, direction).tolist() == [calendar.add_months(a, months, direction) for a, _ in days]


@given(st.lists(st.integers(-(2 * 10**15), 8 * 10**15), min_size=1), st.sampled_from(ZONES))
@settings(max_examples=100, deadline=None)
def test_days_of_instants(instants: list[int], zone: str) -> None:
    """In time zones that changed their clocks, and one that left out a day."""
    assert Calendars(zone, "").day_of(pl.Series(instants).to_numpy()).tolist() == [calendar.local_day(each, zone) for each in instants]
