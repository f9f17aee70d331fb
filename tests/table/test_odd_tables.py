"""Tables as other systems hand them in: odd columns are read for what they are, or refused in words; nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

import evalpolicy
from evalpolicy.table.report import TableReport
from evalpolicy.testing.tables import expected_of, judged
from tests.properties.support import named
from tests.table.support import notice_frame

ID = "430105200501010017"
AT = "2024-09-25T10:00:00+08:00"
POLICY = named("2024H2")


def same(frame: pl.DataFrame, applications: list[dict[str, Any]]) -> TableReport:
    """Each row is decided as that application."""
    report = TableReport()
    for application, row in zip(applications, POLICY.check_table(frame, report=report).to_dicts(), strict=True):
        expected, problems = expected_of(POLICY, application, at=None, through=None, given=None)
        assert judged(row, POLICY.model.minor_digits) == expected, application
        stated = [(each.code, each.pointer, each.message.text(POLICY.language)) for each in problems]
        assert [(each["code"], each["pointer"], each["message"]) for each in row["problems"]] == stated
    return report


LEVELS: list[tuple[pl.Series, pl.Series]] = [
    (pl.Series([True]), pl.Series([4])),
    (pl.Series([4]), pl.Series([4.0])),
    (pl.Series([4]), pl.Series(["4"])),
    (pl.Series([2**63 - 1]), pl.Series([4.0])),
    (pl.Series([4], dtype=pl.Int8), pl.Series([3], dtype=pl.UInt32)),
    (pl.Series([2**64 - 1], dtype=pl.UInt64), pl.Series([-1])),
    (pl.Series([Decimal("4.0")]), pl.Series([Decimal("4.000")])),
    (pl.Series(["4"], dtype=pl.Categorical), pl.Series(["高级"], dtype=pl.Enum(["高级"]))),
    (pl.Series([dt.date(2024, 1, 1)]), pl.Series([dt.datetime(2024, 1, 1)])),
    (pl.Series([["4"]]), pl.Series(["4"])),
    (pl.Series([None]), pl.Series([4.5], dtype=pl.Float32)),
]


@pytest.mark.parametrize("levels", LEVELS)
def test_numbered_columns_of_several_types(levels: tuple[pl.Series, pl.Series]) -> None:
    """No value becomes one of another kind: a truth value no number, an integer no text."""
    columns = [each.alias(f"selections.{place}.level") for place, each in enumerate(levels)]
    frame = pl.DataFrame([pl.Series("selections.0.item", ["电工"]), pl.Series("selections.1.item", ["office"]), *columns])
    selections = [{"item": item, "level": each.to_list()[0]} for item, each in zip(("电工", "office"), levels, strict=True)]
    same(frame, [{"selections": selections}])


def test_numbers_with_gaps_and_in_any_order() -> None:
    """By their size, not by their digits; however many digits they have."""
    numbers = ("10", "2", "0", "007", "9" * 5000)
    frame = pl.DataFrame({f"selections.{number}.item": [item] for number, item in zip(numbers, ("a", "b", "电工", "d", "e"), strict=True)})
    same(frame, [{"selections": [{"item": item} for item in ("电工", "b", "d", "a", "e")]}])


def test_objects_of_python() -> None:
    """Columns of Python's own objects."""
    levels = [4, "4", 4.0, True, None, Decimal(4), ["4"], {"a": 1}, object]
    amounts = [320, "320", 320.0, False, None, Decimal("320.00"), [320], {}, b"320"]
    frame = pl.DataFrame(
        [
            pl.Series("selections", [[{"item": "electrician", "level": "4"}]] * len(levels)),
            pl.Series("steps.payment.at", [AT] * len(levels)),
            pl.Series("steps.payment.amount", amounts, dtype=pl.Object),
            pl.Series("applicant.audience", levels, dtype=pl.Object),
        ]
    )
    selections = [{"item": "electrician", "level": "4"}]
    rows = zip(amounts, levels, strict=True)
    same(frame, [{"selections": selections, "applicant": {"audience": y}, "steps": {"payment": {"at": AT, "amount": x}}} for x, y in rows])
    lists = [selections, [], None, "x", [4], [{"item": 4}]]
    same(pl.DataFrame([pl.Series("selections", lists, dtype=pl.Object)]), [{"selections": each} for each in lists])


def test_floats_of_few_bits() -> None:
    """Each is the decimal that it is written as, as a number of NumPy's of that kind is."""
    amounts = [320.1, 320.0, None, 0.3, 320.001, float("nan"), float("inf"), 1e20]
    selections = [{"item": "electrician", "level": "4"}]
    for kind, foreign in ((pl.Float32, np.float32), (pl.Float64, np.float64)):
        frame = pl.DataFrame(
            [
                pl.Series("selections", [selections] * len(amounts)),
                pl.Series("steps.payment.at", [AT] * len(amounts)),
                pl.Series("steps.payment.amount", amounts, dtype=kind),
            ]
        )
        numbers = [None if amount is None else foreign(amount) for amount in amounts]
        same(frame, [{"selections": selections, "steps": {"payment": {"at": AT, "amount": amount}}} for amount in numbers])


def test_what_others_have_where_a_value_is_missing() -> None:
    """Values of NumPy in a column of Python's own objects."""
    levels = [np.int64(4), np.uint8(4), np.str_("4"), np.datetime64("NaT"), np.ma.masked, np.bool_(True), np.float64("nan")]
    frame = pl.DataFrame([pl.Series("selections.0.item", ["electrician"] * 7), pl.Series("selections.0.level", levels, dtype=pl.Object)])
    same(frame, [{"selections": [{"item": "electrician", "level": level}]} for level in levels])


def test_a_key_that_is_a_field_is_read() -> None:
    """Whoever puts rows together by the id of the applicant states that id."""
    rows = pl.DataFrame({"applicant.id": [ID, ID, "x"], "selection.item": ["office", "photoshop", "office"]})
    result = POLICY.check_table(rows, key="applicant.id")
    assert [[each["pointer"] for each in row] for row in result["problems"]] == [[], ["/applicant/id"]]
    alone = POLICY.check({"applicant": {"id": ID}, "selections": [{"item": "office"}, {"item": "photoshop"}]})
    assert tuple(result["pending"][0]) == alone.pending
    applications = pl.DataFrame({"applicant.id": ["x"]})
    assert POLICY.check_table(applications, selections=rows.tail(1), key="applicant.id")["outcome"].to_list() == ["invalid"]


def test_an_empty_batch() -> None:
    schema = notice_frame().to_arrow().schema
    result = POLICY.check_table(pa.RecordBatch.from_pylist([], schema=schema), keep=["n"])
    assert isinstance(result, pa.RecordBatch)
    assert (result.num_rows, result.schema.names[:2]) == (0, ["n", "outcome"])


def test_a_stream_that_breaks_off() -> None:
    """What it raises comes after the decisions on what it gave."""
    table = notice_frame().to_arrow()

    def batches() -> Iterator[pa.RecordBatch]:
        yield from table.to_batches(max_chunksize=7)[:5]
        raise ValueError("no more")

    def drain() -> None:
        for batch in result:
            decided.append(batch.num_rows)

    decided: list[int] = []
    result = POLICY.check_table(pa.RecordBatchReader.from_batches(table.schema, batches()))
    with pytest.raises(ValueError, match="no more"):
        drain()
    assert sum(decided) == 35


def test_columns_that_are_kept_are_kept_once() -> None:
    result = POLICY.check_table(notice_frame(), keep=["n", "n"])
    assert result.columns == ["n", "outcome", "violated", "undetermined", "pending", "fee", "problems"]


ITEM = {"selections": [[{"item": "office"}]]}
OF_FORM = pl.DataFrame({"form": [1], "item": ["office"]})


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"table": pl.DataFrame({"selections.1.item": ["office"], "selections.01.item": ["photoshop"]})}, "have the same number"),
        ({"table": pl.DataFrame({"selections.0": ["office"]})}, "as in 'selections.0.item'"),
        ({"table": pl.DataFrame({"selections.0": [["office"]]})}, "holds no objects"),
        ({"table": pl.DataFrame(ITEM), "keep": "form"}, "list of columns"),
        ({"table": pl.DataFrame({"form": [1]}), "selections": OF_FORM.cast({"form": pl.String}), "key": "form"}, "brought together by 'form'"),
        ({"table": pl.DataFrame({"form": [1], **ITEM}), "selections": OF_FORM, "key": "form"}, "a column 'selections' as well"),
        ({"table": OF_FORM.rename({"item": "selection.item"}).with_columns(pl.Series("selections", [[""]])), "key": "form"}, "as well"),
        ({"table": pl.DataFrame({"form": [1]}), "selections": OF_FORM.select("form"), "key": "form"}, "no columns but 'form'"),
        ({"table": pl.DataFrame({"form": [1]}), "selections": OF_FORM.with_columns(pl.lit("x").alias("selection.item")), "key": "form"}, "both"),
        ({"table": pa.table([pa.array([1]), pa.array([2])], names=["n", "n"])}, "cannot be read"),
        ({"table": pa.table({"x": pa.nulls(1, pa.run_end_encoded(pa.int32(), pa.string()))})}, "cannot be read"),
        ({"table": pa.table({"x": pa.nulls(1, pa.run_end_encoded(pa.int32(), pa.string()))}).to_reader()}, "cannot be read"),
        ({"table": pa.table([pa.array([1]), pa.array([2])], names=["form", "form"]), "key": "form"}, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(call: dict[str, Any], said: str) -> None:
    with pytest.raises(evalpolicy.UsageError, match=said):
        POLICY.check_table(**call)


FAR = [
    (pl.Series([2**62, 0, None]).cast(pl.Datetime("us")), "4611686018427387904 us after 1970-01-01"),
    (pl.Series([-(2**62), 0, None]).cast(pl.Datetime("ms")), "-4611686018427387904 ms after 1970-01-01"),
    (pl.Series([2**62, 0, None]).cast(pl.Datetime("us", "Asia/Shanghai")), "4611686018427387904 us after 1970-01-01"),
    (pl.Series([2**31 - 1, 0, None], dtype=pl.Int32).cast(pl.Date), "2147483647 days after 1970-01-01"),
]


@pytest.mark.parametrize(("series", "text"), FAR, ids=["us", "ms", "zone", "days"])
def test_moments_that_python_has_no_value_for(series: pl.Series, text: str) -> None:
    """Garbage in one row, or times in another unit than the column says: those applications are malformed, the others are decided."""
    selections = [{"item": "office"}]
    near = series.set(pl.Series([True, False, False]), None).to_list()
    values = [text, *near[1:]]
    same(
        pl.DataFrame([pl.Series("selections", [selections] * 3), series.alias("steps.registration.at")]),
        [{"selections": selections, "steps": {"registration": {"at": value}} if value is not None else {}} for value in values],
    )
    unknown = pl.DataFrame([pl.Series("selections", [selections] * 3), series.alias("x"), series.implode().new_from_index(0, 3).alias("y")])
    same(unknown, [{"selections": selections, "x": value, "y": values} for value in values])


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Shanghai"])
def test_the_last_moments_of_python(unit: str, zone: str | None) -> None:
    """What others write for `never` is a moment as any other."""
    last = {"ms": dt.datetime(9999, 12, 30, 23, 59, 59), "us": dt.datetime(1, 1, 3), "ns": dt.datetime(2262, 4, 1)}[unit]
    series = pl.Series("steps.registration.at", [last]).dt.cast_time_unit(unit).dt.replace_time_zone(zone)  # type: ignore[arg-type]  # a unit
    (value,) = series.to_list()
    selections = [{"item": "office"}]
    frame = pl.DataFrame([pl.Series("selections", [selections]), series])
    same(frame, [{"selections": selections, "steps": {"registration": {"at": value}}}])


class Unspeakable:
    """Of a class that cannot be written."""

    def __repr__(self) -> str:
        raise RuntimeError("not to be written")


UNWRITTEN = {"big": 10**5000, "negative": -(10**5000), "list": [10**5000], "object": Unspeakable(), "text": "half \ud800"}


@pytest.mark.parametrize("value", UNWRITTEN.values(), ids=UNWRITTEN)
def test_objects_that_cannot_be_written(value: object) -> None:
    """They are refused where they stand, and nothing is left of them in what is decided next."""
    good = {"item": "office"}
    for path, application in (
        ("selections.0.attempt", {"selections": [{**good, "attempt": value}]}),
        ("applicant.audience", {"selections": [good], "applicant": {"audience": value}}),
        ("applicant.id", {"selections": [good], "applicant": {"id": value}}),
        ("steps.payment.amount", {"selections": [good], "steps": {"payment": {"amount": value}}}),
        ("x", {"selections": [good], "x": value}),
    ):
        objects = pl.Series(path, [value, value], dtype=pl.Object)
        same(pl.DataFrame([pl.Series("selections.0.item", ["office"] * 2), objects]), [application] * 2)
        text = {"selections.0.attempt": "initial", "applicant.audience": "campus", "applicant.id": ID, "steps.payment.amount": "200", "x": "x"}[path]
        result = POLICY.check_table(pl.DataFrame({"selections.0.item": ["office"], path: [text]}))
        assert result["outcome"].to_list() == ["pending"]
