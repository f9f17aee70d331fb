"""What of a table is an application, and what is passed through; selections that stand in rows of their own, brought together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from evalpolicy.binding.values import escape
from evalpolicy.classes import frozen
from evalpolicy.decision import Outcome
from evalpolicy.errors import Problem, UsageError
from evalpolicy.language.model import PolicyModel
from evalpolicy.reasons import of_polars
from evalpolicy.table.engine import NO_IDS, TableEngine
from evalpolicy.table.results import RowResult
from evalpolicy.wording import Language, Wording

OF_SELECTION = "selection."
"""How the columns of a selection begin where each row of a table is one."""
MOST_NAMED = 5


@frozen(eq=False)
class Layout:
    """Decides chunks of a table. `keep`: columns that are passed through, before those of the result; the first is the `key`, where there is one."""

    engine: TableEngine
    keep: tuple[str, ...]

    def schema(self, columns: Mapping[str, pl.DataType]) -> dict[str, pl.DataType]:
        """The columns of a result, of a table with such columns."""
        missing = [name for name in self.keep if name not in columns]
        if missing:
            raise UsageError(
                f"表格没有列 {missing[0]!r}；有：{'、'.join(columns)}",
                f"the table has no column {missing[0]!r}; it has: {', '.join(columns)}",
            )
        clash = [name for name in self.keep if name in self.engine.schema]
        if clash:
            raise UsageError(
                f"{clash[0]!r} 是结果的列名：请给要保留的列换一个名字",
                f"{clash[0]!r} is a column of the result: rename the one to keep",
            )
        need_selections(columns)
        return {**{name: columns[name] for name in self.keep}, **self.engine.schema}

    def decide(self, frame: pl.DataFrame, refused: Mapping[int, RowResult] | None = None) -> pl.DataFrame:
        """The decisions on the applications of a chunk. `refused`: what is known of some rows already."""
        self.schema(frame.schema)
        model = self.engine.policy.model
        known = {*model.application, "applicant", "selections", "steps"}
        passed = [name for name in self.keep if name.partition(".")[0] not in known]
        result = self.engine.decide(frame.drop(passed), refused or {})
        return frame.select(self.keep).hstack(result) if self.keep else result


def need_selections(columns: Iterable[str]) -> None:
    """Raises `UsageError` where a table has no columns of selections."""
    if not any(name.partition(".")[0] == "selections" for name in columns):
        raise UsageError(
            "表格没有所报项目：既没有列 `selections`（struct 的列表），也没有 `selections.0.item` 这样的列；"
            f"如果它们各占一行，用 `check_table(…, key=…)` 合并。有：{'、'.join(columns) or '无'}",
            "the table has no selections: neither a column `selections` (a list of structs) nor columns such as `selections.0.item`; "
            f"where they stand in rows of their own, `check_table(…, key=…)` brings them together. It has: {', '.join(columns) or 'none'}",
        )


def gathered(table: Any, selections: Any, key: str, model: PolicyModel) -> tuple[pl.DataFrame, dict[int, RowResult]]:
    """Applications with their selections as lists; and what is wrong with some of them."""
    frame = eager(table)
    if key not in frame.columns:
        raise UsageError(
            f"表格没有列 {key!r}；有：{'、'.join(frame.columns)}",
            f"the table has no column {key!r}; it has: {', '.join(frame.columns)}",
        )
    if frame[key].null_count():
        raise UsageError(f"{frame[key].null_count()} 行没有 {key!r}", f"{frame[key].null_count()} rows have no {key!r}")
    try:
        return _one_row_a_selection(frame, key) if selections is None else (_joined(frame, eager(selections), key), {})
    except pl.exceptions.PolarsError as error:
        why = of_polars(error)
        raise UsageError(f"不能按 {key!r} 合并各行：{why.zh}", f"the rows cannot be brought together by {key!r}: {why.en}") from None


def _refuse_lists(frame: pl.DataFrame) -> None:
    """Selections come from one place: those of the other would be lost."""
    lists = [name for name in frame.columns if name.partition(".")[0] == "selections"]
    if lists:
        raise UsageError(
            f"有 `key` 时所报项目各占一行，而表格还有列 {lists[0]!r}",
            f"with `key` the selections stand in rows of their own, and the table has a column {lists[0]!r} as well",
        )


def _joined(frame: pl.DataFrame, chosen: pl.DataFrame, key: str) -> pl.DataFrame:
    _refuse_lists(frame)
    if key not in chosen.columns:
        raise UsageError(
            f"所报项目的表格没有列 {key!r}；有：{'、'.join(chosen.columns)}",
            f"the table of selections has no column {key!r}; it has: {', '.join(chosen.columns)}",
        )
    fields = {name: name.removeprefix(OF_SELECTION) for name in chosen.columns if name != key}
    if not fields:
        raise UsageError(f"所报项目的表格除 {key!r} 外没有别的列，例如 `item`", f"the table of selections has no columns but {key!r}, such as `item`")
    clash = [name for name, field in fields.items() if name != field and field in fields]
    if clash:
        raise UsageError(
            f"所报项目的表格既有列 {fields[clash[0]]!r} 又有列 {clash[0]!r}",
            f"the table of selections has both a column {fields[clash[0]]!r} and a column {clash[0]!r}",
        )
    twice = frame[key].filter(frame[key].is_duplicated()).unique(maintain_order=True)
    if len(twice):
        raise UsageError(f"{key!r} 不止属于一份申请：{_named(twice, 'zh')}", f"{key!r} is not of one application only: {_named(twice)}")
    strangers = chosen.join(frame, on=key, how="anti", nulls_equal=True)[key].unique(maintain_order=True)
    if len(strangers):
        raise UsageError(
            f"所报项目属于表格里没有的申请：{_named(strangers, 'zh')}",
            f"selections of applications that the table does not have: {_named(strangers)}",
        )
    row = pl.struct(pl.col(name).alias(field) for name, field in fields.items())
    lists = chosen.group_by(key, maintain_order=True).agg(row.alias("selections"))
    joined = frame.join(lists, on=key, how="left", maintain_order="left")
    return joined.with_columns(pl.col("selections").fill_null(pl.lit([], dtype=lists.schema["selections"])))


def _one_row_a_selection(frame: pl.DataFrame, key: str) -> tuple[pl.DataFrame, dict[int, RowResult]]:
    own = [name for name in frame.columns if name.startswith(OF_SELECTION)]
    others = [name for name in frame.columns if name not in (*own, key)]
    if not own:
        raise UsageError(
            f"表格没有所报项目的列，例如 `{OF_SELECTION}item`；有：{'、'.join(frame.columns)}",
            f"the table has no columns of selections, such as `{OF_SELECTION}item`; it has: {', '.join(frame.columns)}",
        )
    _refuse_lists(frame)
    stated = pl.any_horizontal(pl.col(name).is_not_null() for name in own)
    fields = pl.struct([pl.col(name).alias(name.removeprefix(OF_SELECTION)) for name in own])
    grouped = frame.group_by(key, maintain_order=True).agg(
        *(pl.col(name).first() for name in others),
        fields.filter(stated).alias("selections"),
        pl.concat_list([pl.col(name).n_unique() > 1 for name in others]).first().alias(DIFFER) if others else pl.lit([False]).alias(DIFFER),
    )
    refused = {}
    for row, marks in enumerate(grouped[DIFFER].to_list()) if grouped[DIFFER].explode(empty_as_null=False).any() else ():
        differing = [name for name, mark in zip(others, marks, strict=True) if mark]
        if differing:
            problems = tuple(_differ("/" + "/".join(map(escape, name.split(".")))) for name in differing)
            refused[row] = RowResult(Outcome.INVALID, NO_IDS, None, problems)
    return grouped.drop(DIFFER), refused


DIFFER = "\0differ"
"""A name that no column of a person's has."""


def _differ(pointer: str) -> Problem:
    zh, en = "同一份申请的几行写得不一样", "the rows of this application say different things"
    return Problem(pointer, "rows-differ", Wording(zh, en))


def eager(table: Any) -> pl.DataFrame:
    """A table as a frame. Raises `UsageError` for what Polars cannot hold."""
    if isinstance(table, pl.LazyFrame):
        return table.collect()
    if isinstance(table, pl.DataFrame):
        return table
    try:
        return pl.DataFrame(table)
    except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
        why = of_polars(error)
        raise UsageError(f"不能读取表格：{why.zh}", f"the table cannot be read: {why.en}") from None


def _named(values: pl.Series, language: Language = "en") -> str:
    listed = Wording("、", ", ").text(language).join(map(repr, values.head(MOST_NAMED).to_list()))
    return listed if len(values) <= MOST_NAMED else listed + Wording(f" 等 {len(values)} 个", f" and {len(values) - MOST_NAMED} more").text(language)
