"""CSV files as spreadsheets write them: a heading, and columns of texts. Nothing of them is passed over without a word."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import polars as pl

from evalpolicy.errors import UsageError
from evalpolicy.reasons import of_csv, of_encoding
from evalpolicy.syntax.encoding import seeming_text
from evalpolicy.wording import Wording

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of Excel itself begin, of today and of old."""
SEPARATORS = (";", "\t")
"""What stands in the place of commas where commas are in numbers, and where tables are copied."""
AS_UTF_8 = Wording("请另存为“CSV UTF-8（逗号分隔）”", 'save it as "CSV UTF-8 (comma delimited)"')


def read_csv(data: bytes) -> tuple[list[int], pl.DataFrame]:
    """The rows that are not blank, with their places from 1 below the heading; null where a cell is empty.

    Raises `UsageError` for what is no CSV in UTF-8, for columns of one name, and for cells without a heading.
    """
    rows = _rows(data)
    heading = next((cells for _, cells in rows if cells), None)
    if heading is None:
        raise UsageError("里面什么也没有", "there is nothing in it")
    names = [name.strip() for name in heading]
    twice = next((name for place, name in enumerate(names) if name and name in names[:place]), None)
    if twice is not None:
        raise UsageError(f"有两列都叫 {twice!r}", f"two columns are called {twice!r}")
    places: list[int] = []
    columns: list[list[str | None]] = [[] for _ in names]
    for place, (line, cells) in enumerate(rows, 1):
        if not cells:
            continue
        if any(cells[len(names) :]):
            zh, en = f"第 {line} 行有 {len(cells)} 格，表头只有 {len(names)} 格", f"line {line} has {len(cells)} cells, the heading {len(names)}"
            raise UsageError(zh, en)
        places.append(place)
        for column, cell in zip(columns, [*cells, *[""] * len(names)], strict=False):
            column.append(cell or None)
    for number, (name, column) in enumerate(zip(names, columns, strict=True), 1):
        if not name and any(column):
            raise UsageError(f"第 {number} 列有内容而没有表头", f"column {number} holds something and has no heading")
    return places, pl.DataFrame({name: pl.Series(column, dtype=pl.String) for name, column in zip(names, columns, strict=True) if name})


def no_workbook() -> UsageError:
    """That applications are not read from a workbook."""
    return UsageError(f"这是 Excel 工作簿；{AS_UTF_8.zh}", f"this is a workbook of Excel; {AS_UTF_8.en}")


def _rows(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """The cells of each row, none of a blank one, with the line of the file that it ends in."""
    # Line ends of every system are those of rows.
    stream = io.StringIO(_text(data), newline=None)
    reader = csv.reader(stream, strict=True, delimiter=_separator(stream))
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            why = of_csv(error, reader.line_num)
            raise UsageError(why.zh, why.en) from None
        yield reader.line_num, [] if len(cells) == 1 and not cells[0].strip() else cells


def _separator(stream: io.StringIO) -> str:
    """What stands between the cells of the heading: no name of a column has any of these in it."""
    heading = next((line for line in stream if line.strip()), "")
    stream.seek(0)
    return "," if "," in heading else next((each for each in SEPARATORS if each in heading), ",")


def _text(data: bytes) -> str:
    if data.startswith(WORKBOOKS):
        raise no_workbook()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        why = of_encoding(error, cure=AS_UTF_8)
        raise UsageError(why.zh, why.en) from None
    if "\0" in text:
        seeming = seeming_text(data)
        zh, en = (f"，像是 {seeming[0]}", f"; it seems to be {seeming[0]}") if seeming else ("", "")
        raise UsageError(f"不是文本：里面有 NUL 字符{zh}；{AS_UTF_8.zh}", f"no text: it holds NUL characters{en}; {AS_UTF_8.en}")
    return text
