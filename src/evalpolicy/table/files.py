"""The files of a step, as columns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array, Coded, Texts
from evalpolicy.backends.columns.inputs import CodedFact, Fact, Reading
from evalpolicy.binding.paths import PathReader
from evalpolicy.binding.values import Reader
from evalpolicy.classes import define, field
from evalpolicy.core.facts import Value
from evalpolicy.language.types import MOST_BYTES, ResidentIdType
from evalpolicy.table.distinct import Values, grouped
from evalpolicy.table.quantities import WHITE_SPACE
from evalpolicy.table.splitting import split
from evalpolicy.table.tree import Group, Leaf

PARTS = ("path", "folder", "stem", "extension")


@define(eq=False)
class FileReader:
    """Reads the files of a chunk. `owner`: the application of each; `bad`: where a file cannot be read."""

    values: Values
    known: Mapping[tuple[str, str], Fact | CodedFact]
    owner: Array
    bad: list[Array] = field(factory=list)

    def facts(self, child: Group) -> dict[str, Fact | CodedFact]:
        """The facts of the files."""
        found: dict[str, Fact | CodedFact] = {}
        path, format, size = (child.fields.get(name) for name in ("path", "format", "size"))
        if isinstance(path, Leaf):
            found |= self._path(path.series)
        if isinstance(format, Leaf):
            found["format"] = self._format(format.series)
        if isinstance(size, Leaf):
            found["size"] = self._size(size.series)
        self.bad += [each.present for each in (path, format, size) if each is not None and not isinstance(each, Leaf)]
        return found

    def _read(self, name: str, value: object, ids: list[str]) -> dict[str, Value] | None:
        """One file of which only this is stated; None where it cannot be read."""
        if self.values.misfit(value):
            return None
        reader = Reader(self.values.model, self.values.limits, self.values.vocabulary)
        found = PathReader(reader, ids).file({name: value}, "")
        return None if reader.problems else found

    def _format(self, series: pl.Series) -> CodedFact:
        codes, different = grouped(series.cast(pl.String) if series.dtype in (pl.Categorical, pl.Enum) else series)
        readings = [Reading(None, False)]
        for value in different:
            file = self._read("format", value, [])
            readings.append(Reading(None, False, True) if file is None else Reading(file.get("format"), "format" in file))
        wrong = np.array([reading.bad for reading in readings])
        if wrong.any():
            self.bad.append(wrong.take(codes))
        return CodedFact(codes, tuple(readings))

    def _size(self, series: pl.Series) -> Fact:
        given = series.is_not_null().to_numpy()
        if not series.dtype.is_integer():
            self.bad.append(given)
            return Fact(False, False, 0)
        sizes = series.cast(pl.Int64, strict=False).fill_null(-1).to_numpy()
        known = (sizes >= 0) & (sizes <= MOST_BYTES)
        if (known != given).any():
            self.bad.append(given & ~known)
        return Fact(known, known, np.where(known, sizes, 0))

    # --- paths -----------------------------------------------------------------------------------

    def _path(self, series: pl.Series) -> dict[str, Fact | CodedFact]:
        if series.dtype in (pl.Categorical, pl.Enum):
            series = series.cast(pl.String)
        given = series.is_not_null().to_numpy()
        if series.dtype != pl.String:
            self.bad.append(given)
            return {}
        texts = series.fill_null("")
        known = given & (texts != "").to_numpy()
        left = np.flatnonzero(known & self._odd(texts))
        if len(left):
            ids = self._ids()
            chosen: list[str] = []
            wrong = np.zeros(len(series), np.bool_)
            for row, path in zip(left.tolist(), texts.gather(pl.Series(left)).to_list(), strict=True):
                file = self._read("path", path, [each for each in (column[row] for column in ids) if each])
                wrong[row], known[row] = file is None, bool(file)
                chosen.append(str(file["path"]) if file else "")
            texts = texts.scatter(pl.Series(left), pl.Series(chosen, dtype=pl.String))
            self.bad.append(wrong)
        parts = split(texts)
        columns: tuple[Texts | Coded, ...] = (Texts(texts), *parts)
        return {name: Fact(known, known, value) for name, value in zip(PARTS, columns, strict=True)}

    def _odd(self, texts: pl.Series) -> Array:
        """Which paths are not plainly written: the reader of single files has something to do with them, or may have."""
        odd = texts.str.contains("\\", literal=True) | texts.str.starts_with("./")
        # Blank ones say nothing; too long ones are refused.
        odd |= (texts.str.strip_chars(WHITE_SPACE) == "") | (texts.str.len_bytes() > self.values.limits.application_text_length)
        found = odd.to_numpy().copy()
        lower = None
        for ids in self._ids():
            # The last letter of an id may be written in either case in a path.
            letter = ids.str.ends_with("X")
            if letter.any():
                lower = texts.str.contains("x", literal=True) if lower is None else lower
                found |= (letter & lower).to_numpy()
        return found

    def _ids(self) -> list[pl.Series]:
        """The applicant's resident ids, for each file."""
        found = []
        for name, fact in self.values.model.applicant.items():
            known = self.known.get(("applicant", name))
            if isinstance(fact.type, ResidentIdType) and isinstance(known, Fact) and isinstance(known.value, Texts):
                found.append(known.value.series.gather(pl.Series(self.owner)))
        return found
