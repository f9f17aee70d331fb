"""From the columns of a chunk of applications to the facts that the engine reads, and the applications that must be read one by one.

A column is read by the reader of single applications (`evalpolicy.binding`), once for each different value; what is plainly written is read at once.
An application of which anything cannot be read, or is not of the shape that a table can hold, is *strange*: it is left to the row's own path.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import polars as pl

from evalpolicy.backends.columns.atoms import Array, Holed, Texts
from evalpolicy.backends.columns.inputs import Chunk, CodedFact, Extents, Fact, Reading, RowTable
from evalpolicy.backends.graph.entries import Entries
from evalpolicy.classes import define, field
from evalpolicy.core.facts import Facts
from evalpolicy.language.model import FactDef
from evalpolicy.language.types import DateType, EnumType, InstantType, ItemType, ListType, ResidentIdType, SetType, TextsType, YesNoType
from evalpolicy.table.distinct import Spellings, Values
from evalpolicy.table.files import FileReader, read_format
from evalpolicy.table.forms import Forms
from evalpolicy.table.items import ItemReader
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
    entries: Entries
    call: Facts
    """The facts of an application without any, with the parameters and the time of the call."""
    given: Mapping[str, object] | None
    _spellings: dict[tuple[str, str], Spellings] = field(factory=dict, init=False)
    _wide: dict[tuple[str, str], WideReader] = field(factory=dict, init=False)
    _items: ItemReader = field(init=False)
    _formats: Spellings = field(init=False)
    _forms: Forms = field(factory=Forms, init=False)
    _strange: Array = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._items = ItemReader(self.values, self.entries, self.given)
        self._formats = Spellings(partial(read_format, self.values), Reading(None, False))

    def bind(self, tree: Group) -> tuple[Chunk, Array]:
        """The facts of the applications of a tree, and where an application is strange."""
        model = self.values.model
        self._strange = np.zeros(len(tree), np.bool_)
        facts: Found = {}
        lists: Lists = {}
        self._facts(tree, "application", model.application, facts, lists)
        self._facts(self._group(tree.fields.get("applicant")), "applicant", model.applicant, facts, lists)
        self._holed(facts)
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
        self._strange |= misfits(tree, self.values.limits)
        return Chunk(len(tree), facts, lists, self.call.given, self.call.clock), self._strange

    def _holed(self, facts: Found) -> None:
        """The applicant's id, where there is just one: paths that hold it are told from others by what is around it."""
        ids = [("applicant", name) for name, fact in self.values.model.applicant.items() if isinstance(fact.type, ResidentIdType)]
        fact = facts.get(ids[0]) if len(ids) == 1 else None
        if isinstance(fact, Fact) and isinstance(fact.value, Texts):
            facts[ids[0]] = Fact(fact.known, fact.explicit, Holed.of_ids(fact.value.series))

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
                    lists[key] = RowTable(True, False, Extents(np.zeros(size, np.int64)), {})
            else:
                facts[key] = self._fact(tree, fact, group)

    def _fact(self, tree: Tree | None, fact: FactDef, holder: Group | None, rows: Rows | None = None) -> Fact | CodedFact:
        """One fact. `rows`: the lists whose rows they are of."""
        size = len(self._strange) if rows is None else len(rows.child)
        if tree is not None and not isinstance(tree, Leaf):
            self._mark(tree.present, rows)
            tree = None
        if tree is not None:
            tree.read = True
        default = Reading(fact.default, False) if fact.has_default and fact.default is not None else None  # type: ignore[arg-type]  # a core value
        # Defaults of a step are of those who report it.
        reported = holder.present if default is not None and holder is not None and fact.owner in self.values.model.steps else None
        absent = default if default is not None and reported is None else Reading(None, False)
        if tree is None or tree.series.null_count() == size:
            read: Fact | CodedFact = CodedFact(np.zeros(size, np.int64), (absent,))
        elif isinstance(fact.type, FEW) or (isinstance(fact.type, DateType) and tree.series.dtype != pl.Date):
            read = self._few(tree.series, fact, absent, rows)
        else:
            read = self._many(tree.series, fact, absent, rows)
        return read if reported is None or default is None else _where_reported(read, reported, default)

    def _few(self, series: pl.Series, fact: FactDef, absent: Reading, rows: Rows | None) -> CodedFact:
        key = (fact.owner, fact.name)
        if key not in self._spellings:
            self._spellings[key] = Spellings(partial(self.values.read, type=fact.type, never_empty=fact.never_empty), absent)
        read = self._spellings[key].read(series)
        wrong = np.array([reading.bad for reading in read.readings])
        if wrong.any():
            self._mark(wrong.take(read.codes), rows)
        if absent.value is None:
            return read
        # What says nothing has the default, as what is absent.
        return CodedFact(read.codes, tuple(absent if reading.value is None else reading for reading in read.readings))

    def _many(self, series: pl.Series, fact: FactDef, absent: Reading, rows: Rows | None) -> Fact:
        key = (fact.owner, fact.name)
        if key not in self._wide:
            self._wide[key] = WideReader(self.values, fact.type)
        read, bad = self._wide[key].read(series)
        if bad is not None:
            self._mark(bad, rows)
        return read if absent.value is None else _with_default(read, ~np.asarray(read.known), absent)

    def _mark(self, bad: Array, rows: Rows | None) -> None:
        if rows is None:
            self._strange |= bad
        else:
            self._strange[rows.extents.owner[bad]] = True

    # --- lists -----------------------------------------------------------------------------------

    def _list(self, tree: Tree, most: int) -> Rows | None:
        """Lists of objects within the limit; where there is anything else, the application is strange, and has no rows."""
        if not isinstance(tree, Rows):
            empty = _empty_lists(tree)
            self._strange |= tree.present & ~empty
            return Rows(empty, Extents(np.zeros(len(tree), np.int64)), Group({}, 0, np.zeros(0, np.bool_))) if empty.any() else None
        lengths = tree.extents.lengths
        too_long = lengths > most
        if too_long.any():
            self._strange |= too_long
            keep = ~too_long.take(tree.extents.owner)
            tree = Rows(tree.present, Extents(np.where(too_long, 0, lengths)), tree.child.take(np.flatnonzero(keep)))
        if not tree.child.present.all():
            self._strange[tree.extents.owner[~tree.child.present]] = True
        return tree

    def _records(self, tree: Tree, fact: FactDef) -> RowTable | None:
        assert isinstance(fact.type, ListType)
        table = self._rows(tree, fact.type.record, self.values.model.records[fact.type.record].fields, self.values.limits.records)
        if table is None:
            return None
        stated = np.asarray(table.known)
        if fact.never_empty:
            stated = stated & (table.extents.lengths > 0)
        return RowTable(True if fact.has_default else stated, stated, table.extents, table.facts)

    def _rows(self, tree: Tree, kind: str, declared: Mapping[str, FactDef], most: int) -> RowTable | None:
        rows = self._list(tree, most)
        if rows is None:
            return None
        child = rows.child
        facts = {fact.name: self._fact(child.fields.get(fact.name), fact, child, rows) for fact in declared.values()}
        placements = None
        if kind == "selection":
            placements, bad = self._items.read(child)
            if bad is not None:
                self._mark(bad, rows)
        return RowTable(rows.present, rows.present, rows.extents, facts, placements)

    def _files(self, tree: Tree, facts: Found) -> RowTable | None:
        rows = self._list(tree, self.values.limits.files)
        if rows is None:
            return None
        reader = FileReader(self.values, facts, rows.extents.owner, self._forms, self._formats)
        found = reader.facts(rows.child)
        for bad in reader.bad:
            self._mark(bad, rows)
        return RowTable(rows.present, rows.present, rows.extents, found)


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
