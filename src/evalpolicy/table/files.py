"""The files of a step, as columns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array, Coded, Holed, Texts
from evalpolicy.backends.columns.buffers import integers, present
from evalpolicy.backends.columns.inputs import CodedFact, Fact, Reading
from evalpolicy.binding.paths import PathReader
from evalpolicy.binding.values import Reader
from evalpolicy.classes import define, field
from evalpolicy.core.facts import Value
from evalpolicy.language.types import MOST_BYTES, ResidentIdType
from evalpolicy.table.distinct import Spellings, Values
from evalpolicy.table.forms import Forms, Parts, Paths, parts_of
from evalpolicy.table.quantities import WHITE_SPACE
from evalpolicy.table.splitting import split
from evalpolicy.table.tree import Group, Leaf

PARTS = ("path", "folder", "stem", "extension")


def read_file(values: Values, name: str, value: object, ids: list[str]) -> dict[str, Value] | None:
    """One file of which only this is stated; None where it cannot be read."""
    if values.misfit(value):
        return None
    reader = Reader(values.model, values.limits, values.vocabulary)
    found = PathReader(reader, ids).file({name: value}, "")
    return None if reader.problems else found


def read_format(values: Values, value: object) -> Reading:
    """What the format of a file comes to."""
    file = read_file(values, "format", value, [])
    return Reading(None, False, True) if file is None else Reading(file.get("format"), "format" in file)


@define(eq=False)
class FileReader:
    """Reads the files of a chunk. `owner`: the application of each; `bad`: where a file cannot be read."""

    values: Values
    known: Mapping[tuple[str, str], Fact | CodedFact]
    owner: Array
    forms: Forms
    formats: Spellings
    bad: list[Array] = field(factory=list)

    def facts(self, child: Group) -> dict[str, Fact | CodedFact]:
        """The facts of the files."""
        found: dict[str, Fact | CodedFact] = {}
        path, format, size = (child.fields.get(name) for name in ("path", "format", "size"))
        for tree in (path, format, size):
            if isinstance(tree, Leaf):
                tree.read = True
        if isinstance(path, Leaf):
            found |= self._path(path.series)
        if isinstance(format, Leaf):
            found["format"] = self._format(format.series)
        if isinstance(size, Leaf):
            found["size"] = self._size(size.series)
        self.bad += [each.present for each in (path, format, size) if each is not None and not isinstance(each, Leaf)]
        return found

    def _format(self, series: pl.Series) -> CodedFact:
        read = self.formats.read(series)
        wrong = np.array([reading.bad for reading in read.readings])
        if wrong.any():
            self.bad.append(wrong.take(read.codes))
        return read

    def _size(self, series: pl.Series) -> Fact:
        if not series.dtype.is_integer():
            self.bad.append(present(series))
            return Fact(False, False, 0)
        within = series.cast(pl.Int64, strict=False)
        sizes, given = integers(within)
        known = given & (sizes >= 0) & (sizes <= MOST_BYTES)
        if within.null_count() > series.null_count() or (known != given).any():
            self.bad.append(present(series) & ~known)
        return Fact(known, known, np.where(known, sizes, 0))

    # --- paths -----------------------------------------------------------------------------------

    def _path(self, series: pl.Series) -> dict[str, Fact | CodedFact]:
        if series.dtype in (pl.Categorical, pl.Enum):
            series = series.cast(pl.String)
        given = present(series)
        if series.dtype != pl.String:
            self.bad.append(given)
            return {}
        holder = self._holder()
        return self._split(series, given) if holder is None else self._formed(series, given, holder)

    def _holder(self) -> Holed | None:
        """The applicant's resident ids; None where an applicant has none, or several."""
        values = [fact.value for (owner, _), fact in self.known.items() if owner == "applicant" and isinstance(fact, Fact)]
        return next((value for value in values if isinstance(value, Holed)), None)

    def _formed(self, series: pl.Series, given: Array, holder: Holed) -> dict[str, Fact | CodedFact]:
        """Paths by their forms."""
        codes, forms = self.forms.of(Paths(series, holder.ids, self.owner), given)
        parts = [parts_of(form) for form in forms]
        left = self._left(codes, parts, holder.ids)
        if len(left):
            numbers = {form: place for place, form in enumerate(forms)}
            wrong, given = np.zeros(len(series), np.bool_), given.copy()
            rows = pl.Series(left)
            ids = holder.ids.gather(pl.Series(self.owner.take(left))).to_list()
            for row, path, id in zip(left.tolist(), series.gather(rows).to_list(), ids, strict=True):
                file = read_file(self.values, "path", path, [id] if id else [])
                wrong[row], given[row] = file is None, bool(file)
                codes[row] = numbers.setdefault((str(file["path"]) if file else "",), len(numbers))
            self.bad.append(wrong)
            parts += [parts_of(form) for form in list(numbers)[len(parts) :]]
        codes = np.where(given, codes, len(parts)).astype(np.int32)
        parts.append(parts_of(("",)))
        found: dict[str, Fact | CodedFact] = {
            name: Fact(given, given, Holed(codes, tuple(part.forms[name] for part in parts), holder.ids, self.owner))
            for name in ("path", "folder", "stem")
        }
        return {**found, "extension": Fact(given, given, Coded(codes, tuple(part.extension for part in parts)))}

    def _left(self, codes: Array, parts: list[Parts], ids: pl.Series) -> Array:
        """Rows whose path is not plainly written: the reader of single files has something to do with it, or may have."""
        limit = self.values.limits.application_text_length
        # Where there is no path the number is -1, and the last element is taken.
        odd = np.array([*(part.odd or part.bytes > limit for part in parts), False])
        found = odd.take(codes, mode="wrap") if odd.any() else np.zeros(len(codes), np.bool_)
        small = np.array([*(part.small for part in parts), False])
        if small.any():
            some = np.flatnonzero(small.take(codes, mode="wrap"))
            # The last letter of an id may be written in either case in a path.
            found[some] |= ids.gather(pl.Series(self.owner.take(some))).str.ends_with("X").to_numpy()
        return np.flatnonzero(found)

    def _split(self, series: pl.Series, given: Array) -> dict[str, Fact | CodedFact]:
        """Paths one by one."""
        texts = series.fill_null("")
        known = given & (texts != "").to_numpy()
        left = np.flatnonzero(known & self._odd(texts))
        if len(left):
            ids = self._ids()
            chosen: list[str] = []
            wrong = np.zeros(len(series), np.bool_)
            for row, path in zip(left.tolist(), texts.gather(pl.Series(left)).to_list(), strict=True):
                file = read_file(self.values, "path", path, [each for each in (column[row] for column in ids) if each])
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
