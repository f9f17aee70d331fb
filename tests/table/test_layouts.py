"""Applications in columns of every layout, in tables of every kind, give the same decisions."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pytest

import evalpolicy
from evalpolicy.table import check
from evalpolicy.table.report import TableReport
from tests.properties.support import named
from tests.table.support import notice_frame

FIELDS = ("item", "catalog", "level", "attempt", "subjects")


@pytest.fixture(scope="module")
def nested() -> pl.DataFrame:
    return notice_frame()


@pytest.fixture(scope="module")
def expected(nested: pl.DataFrame) -> pl.DataFrame:
    return named("2024H2").check_table(nested, keep=["n"])


def flat(nested: pl.DataFrame) -> pl.DataFrame:
    """Dotted columns for all but the selections."""
    applicant, steps = pl.col("applicant").struct, pl.col("steps").struct
    return nested.select(
        "n",
        "selections",
        *(applicant.field(name).alias(f"applicant.{name}") for name in ("id", "audience", "relevant_certificate")),
        steps.field("registration").alias("steps.registration"),
        *(steps.field("materials").struct.field(name).alias(f"steps.materials.{name}") for name in ("at", "files")),
        *(steps.field("confirmation").struct.field(name).alias(f"steps.confirmation.{name}") for name in ("at", "prior_certificates", "signed")),
        *(steps.field("payment").struct.field(name).alias(f"steps.payment.{name}") for name in ("at", "amount")),
    )


def rows_of_selections(nested: pl.DataFrame) -> pl.DataFrame:
    return nested.select("n", "selections").explode("selections", empty_as_null=False, keep_nulls=False).unnest("selections")


def test_the_columns_of_a_result(expected: pl.DataFrame) -> None:
    """What is kept comes first."""
    assert expected.columns == ["n", "outcome", "violated", "undetermined", "pending", "fee", "problems"]
    assert expected["fee"].dtype == pl.Decimal(38, 2)


def test_dotted_columns(nested: pl.DataFrame, expected: pl.DataFrame) -> None:
    assert named("2024H2").check_table(flat(nested), keep=["n"]).equals(expected)


def test_numbered_columns(nested: pl.DataFrame, expected: pl.DataFrame) -> None:
    """A selection all of whose columns are null is none."""
    most = nested["selections"].list.len().max()
    assert isinstance(most, int)
    one = pl.col("selections").list
    columns = [one.get(n, null_on_oob=True).struct.field(name).alias(f"selections.{n}.{name}") for n in range(most + 1) for name in FIELDS]
    numbered = flat(nested).with_columns(columns).drop("selections")
    assert named("2024H2").check_table(numbered, keep=["n"]).equals(expected)


def test_selections_in_a_table_of_their_own(nested: pl.DataFrame, expected: pl.DataFrame) -> None:
    """In whatever order; those of one application in theirs."""
    chosen = rows_of_selections(nested).sort("n", descending=True, maintain_order=True)
    assert named("2024H2").check_table(nested.drop("selections"), selections=chosen, key="n").equals(expected)


def test_one_row_a_selection(nested: pl.DataFrame, expected: pl.DataFrame) -> None:
    chosen = rows_of_selections(nested).rename({name: f"selection.{name}" for name in FIELDS})
    rows = flat(nested).drop("selections").join(chosen, on="n", how="left", maintain_order="left")
    assert rows.height > nested.height
    assert named("2024H2").check_table(rows, key="n").equals(expected)
    assert named("2024H2").check_table(rows.lazy(), key="n").collect().equals(expected)


def test_rows_of_one_application_that_differ() -> None:
    """It is invalid, with what differs; the others are decided."""
    rows = pl.DataFrame(
        {
            "form": ["a", "a", "b"],
            "applicant.audience": ["campus", "public", "campus"],
            "selection.item": ["office", "photoshop", "office"],
        }
    )
    result = named("2024H2").check_table(rows, key="form")
    assert result["outcome"].to_list() == ["invalid", "pending"]
    assert [each["pointer"] for each in result["problems"][0]] == ["/applicant/audience"]


def test_lazy_frames(nested: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Lazy in, lazy out; nothing is decided before it is asked for."""
    report = TableReport()
    lazy = named("2024H2").check_table(nested.lazy(), keep=["n"], report=report)
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect_schema() == expected.schema
    assert report.applications == 0
    assert lazy.collect().equals(expected)
    assert lazy.collect(engine="streaming").equals(expected)


def test_arrow(nested: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Tables, batches and streams of batches."""
    table = nested.to_arrow()
    result = named("2024H2").check_table(table, keep=["n"])
    assert isinstance(result, pa.Table)
    assert pl.DataFrame(result).equals(expected)
    stream = named("2024H2").check_table(table.to_reader(max_chunksize=20), keep=["n"])
    assert isinstance(stream, pa.RecordBatchReader)
    assert pl.DataFrame(stream.read_all()).equals(expected)
    batch = named("2024H2").check_table(table.combine_chunks().to_batches()[0], keep=["n"])
    assert isinstance(batch, pa.RecordBatch)
    assert pl.DataFrame(batch).equals(expected)


def test_chunks(nested: pl.DataFrame, expected: pl.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decided in several chunks at once, the order stays."""
    monkeypatch.setattr(check, "CHUNK", 7)
    report = TableReport()
    assert named("2024H2").check_table(nested, keep=["n"], report=report).equals(expected)
    assert (report.applications, report.row_by_row) == (nested.height, 0)


@pytest.mark.parametrize(
    ("rows", "workers", "sizes"),
    [(0, 2, []), (8, 2, [8]), (9, 2, [5, 4]), (17, 2, [5, 5, 5, 2]), (9, 1, [5, 4]), (31, 1, [8, 8, 8, 7]), (12, 16, [2] * 6)],
)
def test_chunks_are_even(rows: int, workers: int, sizes: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker waits for another at the end."""
    monkeypatch.setattr(check, "CHUNK", 8)
    monkeypatch.setattr(pl, "thread_pool_size", lambda: workers)
    frame = pl.DataFrame({"n": range(rows)})
    assert [part.height for part in frame.iter_slices(check._even(rows)) if rows] == sizes


def test_an_empty_table(nested: pl.DataFrame, expected: pl.DataFrame) -> None:
    empty = named("2024H2").check_table(nested.head(0), keep=["n"])
    assert empty.height == 0
    assert empty.schema == expected.schema


def test_unknown_columns_are_told(nested: pl.DataFrame) -> None:
    """With the nearest known name; and read no further."""
    report = TableReport()
    misspelt = nested.with_columns(pl.lit("campus").alias("applicant2"), pl.lit(None).alias("nothing"))
    named("2024H2").check_table(misspelt, keep=["n"], report=report)
    assert [each.pointer for each in report.warnings] == ["/applicant2"]
    assert "did you mean 'applicant'" in report.warnings[0].message.en


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda frame: {"table": frame.drop("selections")}, "no selections"),
        (lambda frame: {"table": frame, "keep": ["nn"]}, "no column 'nn'"),
        (lambda frame: {"table": frame.rename({"n": "fee"}), "keep": ["fee"]}, "is a column of the result"),
        (lambda frame: {"table": [1]}, "not list"),
        (lambda frame: {"table": frame, "selections": frame}, "`selections` needs `key`"),
        (lambda frame: {"table": frame, "key": "m"}, "no column 'm'"),
        (lambda frame: {"table": frame.drop("selections"), "selections": rows_of_selections(frame.head(9)).with_columns(n=99), "key": "n"}, "99"),
        (lambda frame: {"table": frame.drop("selections").with_columns(n=1), "selections": rows_of_selections(frame), "key": "n"}, "not of one"),
        (lambda frame: {"table": frame, "key": "n"}, "no columns of selections"),
        (lambda frame: {"table": frame.with_columns(pl.lit("x").alias("applicant.id"))}, "another column gives"),
        (lambda frame: {"table": frame, "through": "registratoin"}, "did you mean 'registration'"),
    ],
)
def test_what_is_wrong_with_a_call(nested: pl.DataFrame, call: object, said: str) -> None:
    """In words, with what there is."""
    with pytest.raises(evalpolicy.UsageError, match=said):
        named("2024H2").check_table(**call(nested))  # type: ignore[operator]
