"""From the columns of a chunk of applications to the facts that the engine reads, and the applications that must be read one by one.

A column is read by the reader of single applications (`evalpolicy.binding`), once for each different value; what is plainly written is read at once.
An application of which anything cannot be read, or is not of the shape that a table can hold, is *strange*: it is left to the row's own path.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array, Texts
from evalpolicy.backends.columns.inputs import Chunk, CodedFact, Fact, Placements, Reading, RowTable
from evalpolicy.binding import bind
from evalpolicy.classes import define, field
from evalpolicy.core.facts import Facts, Row
from evalpolicy.errors import ApplicationError
from evalpolicy.language.model import FactDef
from evalpolicy.language.types import DateType, EnumType, InstantType, ItemType, ListType, SetType, TextsType, YesNoType
from evalpolicy.table.distinct import Spellings, Values, grouped
from evalpolicy.table.files import FileReader
from evalpolicy.table.quantities import WideReader
from evalpolicy.table.shape import misfits
from evalpolicy.table.tree import Group, Leaf, Rows, Tree

FEW = (YesNoType, EnumType, SetType, ItemType, TextsType)
"""Types of which few different values are usual."""

Lists = dict[tuple[str, str], RowTable]
Found = dict[tuple[str, str], Fact | CodedFact]


@define(eq=False)
class ChunkBinder:
    """Reads chunks with the parameters and the time of one call. Not for use by several threads at once."""

    values: Values
    call: Facts
    """The facts of an application without any, with the parameters and the time of the call."""
    given: Mapping[str, object] | None
    _spellings: dict[tuple[str, str], Spellings] = field(factory=dict, init=False)
    _wide: dict[tuple[str, str], WideReader] = field(factory=dict, init=False)
    _placed: dict[tuple[object, object], Row | None] = field(factory=dict, init=False)
    _strange: Array = field(init=False)

    def bind(self, tree: Group) -> tuple[Chunk, Array]:
        """The facts of the applications of a tree, and where an application is strange."""
        model = self.values.model
        self._strange = misfits(tree, self.values.limits)
        facts: Found = {}
        lists: Lists = {}
        self._facts(tree, "application", model.application, facts, lists)
        self._facts(self._group(tree.fields.get("applicant")), "applicant", model.applicant, facts, lists)
        selections = tree.fields.get("selections")
        if selections is None:
            self._strange[:] = True
        else:
            # Without a list of selections an application is malformed.
            self._strange |= ~selections.present
            table = self._rows(selections, "selection", model.selection, self.values.limits.selections)
            if table is not None:
                lists["application", "selections"] = table
        steps = self._group(tree.fields.get("steps"))
        for step in model.steps.values():
            group = self._group(None if steps is None else steps.fields.get(step.id))
            if group is None:
                continue
            own = {name: fact for name, fact in step.facts.items() if name not in ("at", "files")}
            self._facts(group, step.id, own, facts, lists)
            facts[step.id, "at"] = self._fact(group.fields.get("at"), FactDef(step.id, "at", InstantType(), "at"), group)
            files = group.fields.get("files") if step.takes_files else None
            if files is not None:
                found = self._files(files, facts)
                if found is not None:
                    lists[step.id, "files"] = found
        return Chunk(len(tree), facts, lists, self.call.given, self.call.clock), self._strange

    def _group(self, tree: Tree | None) -> Group | None:
        """Objects; what is there and is none is strange."""
        if tree is None or isinstance(tree, Group):
            return tree
        self._strange |= tree.present
        return None

    # --- facts -----------------------------------------------------------------------------------

    def _facts(self, group: Group | None, owner: str, declared: Mapping[str, FactDef], facts: Found, lists: Lists) -> None:
        size = len(self._strange)
        for fact in declared.values():
            tree = None if group is None else group.fields.get(fact.name)
            key = (owner, fact.name)
            if isinstance(fact.type, ListType):
                table = None if tree is None else self._records(tree, fact)
                if table is not None:
                    lists[key] = table
                elif fact.has_default:
                    lists[key] = RowTable(True, False, np.zeros(size, np.int64), {})
            else:
                facts[key] = self._fact(tree, fact, group)

    def _fact(self, tree: Tree | None, fact: FactDef, holder: Group | None, owner: Array | None = None) -> Fact | CodedFact:
        """One fact. `owner`: the application of each row, where they are rows of a list."""
        size = len(self._strange) if owner is None else len(owner)
        if tree is not None and not isinstance(tree, Leaf):
            self._mark(tree.present, owner)
            tree = None
        default = Reading(fact.default, False) if fact.has_default and fact.default is not None else None  # type: ignore[arg-type]  # a core value
        # Defaults of a step are of those who report it.
        reported = holder.present if default is not None and holder is not None and fact.owner in self.values.model.steps else None
        absent = default if default is not None and reported is None else Reading(None, False)
        if tree is None or tree.series.null_count() == size:
            read: Fact | CodedFact = CodedFact(np.zeros(size, np.int64), (absent,))
        elif isinstance(fact.type, FEW) or (isinstance(fact.type, DateType) and tree.series.dtype != pl.Date):
            read = self._few(tree.series, fact, absent, owner)
        else:
            read = self._many(tree.series, fact, absent, owner)
        return read if reported is None or default is None else _where_reported(read, reported, default)

    def _few(self, series: pl.Series, fact: FactDef, absent: Reading, owner: Array | None) -> CodedFact:
        key = (fact.owner, fact.name)
        if key not in self._spellings:
            self._spellings[key] = Spellings(self.values, fact.type, fact.never_empty, absent)
        read = self._spellings[key].read(series)
        wrong = np.array([reading.bad for reading in read.readings])
        if wrong.any():
            self._mark(wrong.take(read.codes), owner)
        if absent.value is None:
            return read
        # What says nothing has the default, as what is absent.
        return CodedFact(read.codes, tuple(absent if reading.value is None else reading for reading in read.readings))

    def _many(self, series: pl.Series, fact: FactDef, absent: Reading, owner: Array | None) -> Fact:
        key = (fact.owner, fact.name)
        if key not in self._wide:
            self._wide[key] = WideReader(self.values, fact.type)
        read, bad = self._wide[key].read(series)
        if bad is not None:
            self._mark(bad, owner)
        return read if absent.value is None else _with_default(read, ~np.asarray(read.known), absent)

    def _mark(self, bad: Array, owner: Array | None) -> None:
        if owner is None:
            self._strange |= bad
        else:
            self._strange[owner[bad]] = True

    # --- lists -----------------------------------------------------------------------------------

    def _list(self, tree: Tree, most: int) -> Rows | None:
        """Lists of objects within the limit; where there is anything else, the application is strange, and has no rows."""
        if not isinstance(tree, Rows):
            empty = _empty_lists(tree)
            self._strange |= tree.present & ~empty
            return Rows(empty, np.zeros(len(tree), np.int64), Group({}, 0, np.zeros(0, np.bool_))) if empty.any() else None
        too_long = tree.lengths > most
        if too_long.any():
            self._strange |= too_long
            keep = ~np.repeat(too_long, tree.lengths)
            tree = Rows(tree.present, np.where(too_long, 0, tree.lengths), tree.child.take(np.flatnonzero(keep)))
        if not tree.child.present.all():
            self._strange[tree.owner[~tree.child.present]] = True
        return tree

    def _records(self, tree: Tree, fact: FactDef) -> RowTable | None:
        assert isinstance(fact.type, ListType)
        table = self._rows(tree, fact.type.record, self.values.model.records[fact.type.record].fields, self.values.limits.records)
        if table is None:
            return None
        stated = np.asarray(table.known)
        if fact.never_empty:
            stated = stated & (table.lengths > 0)
        return RowTable(True if fact.has_default else stated, stated, table.lengths, table.facts)

    def _rows(self, tree: Tree, kind: str, declared: Mapping[str, FactDef], most: int) -> RowTable | None:
        rows = self._list(tree, most)
        if rows is None:
            return None
        child, owner = rows.child, rows.owner
        facts = {fact.name: self._fact(child.fields.get(fact.name), fact, child, owner) for fact in declared.values()}
        placements = self._placements(child, owner) if kind == "selection" else None
        return RowTable(rows.present, rows.present, rows.lengths, facts, placements)

    def _files(self, tree: Tree, facts: Found) -> RowTable | None:
        rows = self._list(tree, self.values.limits.files)
        if rows is None:
            return None
        reader = FileReader(self.values, facts, rows.owner)
        found = reader.facts(rows.child)
        for bad in reader.bad:
            self._mark(bad, rows.owner)
        return RowTable(rows.present, rows.present, rows.lengths, found)

    # --- items -----------------------------------------------------------------------------------

    def _placements(self, child: Group, owner: Array) -> Placements:
        """The items of selections: each pair of names of an item and a catalog is placed once, by the reader of single applications."""
        size = len(owner)
        items, item_names = self._names(child.fields.get("item"), owner)
        catalogs, catalog_names = self._names(child.fields.get("catalog"), owner)
        pairs = items * (len(catalog_names) + 1) + catalogs
        used = np.bincount(pairs, minlength=1) if len(item_names) * len(catalog_names) < max(size, 1000) * 4 else None
        if used is not None:
            different = np.flatnonzero(used)
            places = np.zeros(len(used), np.int64)
            places[different] = np.arange(len(different))
            codes = places.take(pairs)
        else:
            different, codes = np.unique(pairs, return_inverse=True)
        placed = []
        for pair in different.tolist():
            item, catalog = divmod(pair, len(catalog_names) + 1)
            placed.append(self._place(item_names[item - 1] if item else None, catalog_names[catalog - 1] if catalog else None))
        wrong = np.array([row is None for row in placed], np.bool_)
        if wrong.any():
            self._mark(wrong.take(codes), owner)
        nowhere = self._place(None, None)
        assert nowhere is not None
        return Placements(codes, tuple(nowhere if row is None else row for row in placed) or (nowhere,))

    def _names(self, tree: Tree | None, owner: Array) -> tuple[Array, list[object]]:
        if tree is None:
            return np.zeros(len(owner), np.int64), []
        if not isinstance(tree, Leaf):
            self._mark(tree.present, owner)
            return np.zeros(len(owner), np.int64), []
        series = tree.series
        if series.dtype in (pl.Categorical, pl.Enum):
            series = series.cast(pl.String)
        if series.null_count() == len(series):
            return np.zeros(len(owner), np.int64), []
        return grouped(series)

    def _place(self, item: object, catalog: object) -> Row | None:
        """How a selection is placed; None where it cannot be read."""
        key = (_hashable(item), _hashable(catalog))
        if key not in self._placed:
            if len(self._placed) > MOST_PLACED:
                self._placed.clear()
            try:
                model, limits, vocabulary = self.values.model, self.values.limits, self.values.vocabulary
                selection = {"item": item, "catalog": catalog}
                facts = bind(model, {"selections": [selection]}, given=self.given, limits=limits, vocabulary=vocabulary)
                row = facts.lists["application", "selections"][0]
                kept = {name: row.values[name] for name in ("item", "catalog") if name in row.values}
                self._placed[key] = Row("", kept, row.placement, row.item_name, row.candidates)
            except ApplicationError:
                self._placed[key] = None
        return self._placed[key]


MOST_PLACED = 100_000
"""More different items are not kept from one chunk to the next."""


def _hashable(value: object) -> object:
    return value if isinstance(value, str | None) else (type(value).__name__, repr(value))


def _empty_lists(tree: Tree) -> Array:
    """Where there is a list without anything in it, of whatever it could hold."""
    if isinstance(tree, Leaf) and isinstance(tree.series.dtype, pl.List):
        return (tree.series.list.len() == 0).fill_null(False).to_numpy()
    return np.zeros(len(tree), np.bool_)


def _with_default(read: Fact, where: Array, default: Reading) -> Fact:
    """A column with the default where nothing else is known."""
    if isinstance(read.value, Texts):
        assert isinstance(default.value, str)
        filled = read.value.series.zip_with(pl.Series(~where), pl.Series([default.value]).new_from_index(0, len(where)))
        return Fact(np.asarray(read.known) | where, read.explicit, Texts(filled))
    assert isinstance(read.value, np.ndarray)
    return Fact(np.asarray(read.known) | where, read.explicit, np.where(where, default.value, read.value))  # type: ignore[arg-type]  # of the core, as the model says


def _where_reported(read: Fact | CodedFact, reported: Array, default: Reading) -> Fact | CodedFact:
    """A fact of a step with its default where the step is reported and nothing else is known."""
    if isinstance(read, Fact):
        return _with_default(read, ~np.asarray(read.known) & reported, default)
    unknown = np.array([reading.value is None for reading in read.readings]).take(read.codes)
    return CodedFact(np.where(unknown & reported, len(read.readings), read.codes), (*read.readings, default))
