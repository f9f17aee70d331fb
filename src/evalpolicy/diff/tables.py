"""The tables of two versions of a catalog or fee: rows by what they are about, cells by their columns."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from evalpolicy.classes import frozen
from evalpolicy.core.names import normalised
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.diff.change import StructureChange
from evalpolicy.diff.lines import MOST_COMPARED, Line, changes_of_lines, differing
from evalpolicy.diff.names import CLAUSES, HEADING, ITEM, ROW, kind_of, name_of
from evalpolicy.diff.saying import saying
from evalpolicy.diff.stretches import trend
from evalpolicy.diff.written import Versions, Written
from evalpolicy.language.catalog import BUILT_IN
from evalpolicy.language.fee import AMOUNT_HEADS
from evalpolicy.source import SourceFile
from evalpolicy.syntax import tree
from evalpolicy.syntax.parts import cell_text, parse_cell_amount, parse_cell_expression, parse_cell_test, parse_cell_values
from evalpolicy.wording import Wording

AMOUNT = "amount"


@frozen
class Row:
    """`cells`: what stands below each head, read as it is meant; `words`: as it is written. `about`: the cells that say what the row is about."""

    row: tree.Row
    cells: Mapping[Hashable, Any]
    words: Mapping[Hashable, str]
    about: tuple[Hashable, ...]

    def key(self, names: Mapping[str, str]) -> Hashable:
        """What the row is known by: an item by its code, a row of a fee by all but the amount, cells that ask nothing left out."""
        return frozenset((head, saying(self.cells[head], names)) for head in self.about if not _is_any(self.cells[head]))

    @property
    def where(self) -> str:
        """What the row is about, in the author's words."""
        return " | ".join(words for head in self.about if (words := self.words[head]))

    @property
    def line(self) -> str:
        """The row as it is written."""
        return f"| {' | '.join(self.words.values())} |"


@frozen
class Table:
    """`heads`: the columns as they are written. `cites`: the citations between the rows, each with the places of the rows that it is of."""

    heads: Mapping[Hashable, str]
    rows: tuple[Row, ...]
    cites: tuple[tuple[tree.Cite, frozenset[int]], ...]


def table_changes(versions: Versions, old: tree.Declaration, new: tree.Declaration) -> Iterator[StructureChange]:
    """What changed in the tables."""
    kind, name = kind_of(new), name_of(new)
    before, after = _table(versions.old, old), _table(versions.new, new)
    if before.heads.keys() != after.heads.keys():
        line = after.rows[0].row.span.line - 1 if after.rows else new.span.line
        yield StructureChange(kind, name, HEADING, "changed", " | ".join(before.heads.values()), " | ".join(after.heads.values()), None, line)
    became = _became(versions, before, after)
    came_from = {now: place for place, now in became.items()}
    row_of = ITEM if isinstance(new, tree.CatalogDecl) else ROW
    for place, row in enumerate(after.rows):
        if place in came_from:
            yield from _of_row(versions, new, after, before.rows[came_from[place]], row)
        else:
            yield StructureChange(kind, name, row_of, "added", None, row.line, None, row.row.span.line)
    for place, row in enumerate(before.rows):
        if place not in became:
            yield StructureChange(kind, name, row_of, "removed", row.line, None, None, row.row.span.line)
    yield from _cites(versions, new, before, after, became)


def renamed_items(versions: Versions, old: tree.CatalogDecl, new: tree.CatalogDecl) -> Iterator[tuple[str, str]]:
    """The codes of items that are called otherwise now, though their names are the same."""
    before, after = _table(versions.old, old), _table(versions.new, new)
    for place, now in _became(versions, before, after).items():
        code, code_ = before.rows[place].cells["item"], after.rows[now].cells["item"]
        if code != code_:
            yield str(code), str(code_)


# --- reading ---------------------------------------------------------------------------------------


def _table(written: Written, declaration: tree.Declaration) -> Table:
    rows: list[tree.Row] = []
    cites: list[tuple[tree.Cite, int, int | None]] = []
    for clause in declaration.clauses:
        if isinstance(clause, tree.Table):
            rows += clause.rows
        elif isinstance(clause, tree.Cite) and rows:
            # Lines without rows between them cite together, for the rows down to the next ones.
            first = len(rows) - 1
            cites = [(cite, begin, first if end is None and begin < first else end) for cite, begin, end in cites]
            cites.append((clause, first, None))
    if not rows:
        return Table({}, (), ())
    catalog = declaration if isinstance(declaration, tree.CatalogDecl) else None
    heads = [_head(cell, catalog is not None) for cell in rows[0].cells]
    texts = _texts(catalog)
    made = []
    for row in rows[1:]:
        cells = {head: _cell(cell, head, texts, catalog is not None) for head, cell in zip(heads, row.cells, strict=True)}
        words = {head: written.moved(" ".join(cell.text.split())) for head, cell in zip(heads, row.cells, strict=True)}
        if catalog is not None and not cells["name"]:
            cells["name"] = cells["item"]
        about = ("item",) if catalog is not None else tuple(head for head in heads if head != AMOUNT)
        made.append(Row(row, cells, words, about))
    covered = tuple((cite, frozenset(range(begin, len(made) if end is None else end))) for cite, begin, end in cites)
    return Table(dict(zip(heads, (" ".join(cell.text.split()) for cell in rows[0].cells), strict=True)), tuple(made), covered)


def _head(cell: tree.Cell, catalog: bool) -> Hashable:
    if catalog:
        return BUILT_IN.get(cell.text, cell.text)
    if cell.text in AMOUNT_HEADS:
        return AMOUNT
    head = parse_cell_expression(cell, _nowhere())
    return cell.text if head is None else saying(head)


def _texts(catalog: tree.CatalogDecl | None) -> frozenset[str]:
    """The columns of a catalog whose cells are words as they are."""
    columns = [] if catalog is None else [clause for clause in catalog.clauses if isinstance(clause, tree.Column)]
    return frozenset(column.name.text for column in columns if column.type.kind == "text") | {"item", "name"}


def _cell(cell: tree.Cell, head: Hashable, texts: frozenset[str], catalog: bool) -> Any:
    """What a cell says, as a part of a tree or a text."""
    if not catalog:
        read = parse_cell_amount(cell, _nowhere()) if head == AMOUNT else parse_cell_test(cell, _nowhere())
        return cell.text if read is None else read
    if head == "also":
        return tuple(sorted(other.strip() for other in cell_text(cell).text.replace("；", ";").split(";") if other.strip()))
    if head in texts:
        return cell_text(cell).text
    held = parse_cell_values(cell, _nowhere())
    return cell.text if held is None else held


def _nowhere() -> Diagnostics:
    return Diagnostics(SourceFile("", ""))


def _is_any(cell: Any) -> bool:
    return isinstance(cell, tree.CellTest) and not cell.alternatives


# --- comparing -------------------------------------------------------------------------------------


def _became(versions: Versions, old: Table, new: Table) -> dict[int, int]:
    """Which old row has become which new one, by their places: those about the same, items of one name, rows of a fee that are most alike."""
    became: dict[int, int] = {}
    for names in ({}, versions.names) if versions.names else ({},):
        there = {row.key({}): place for place, row in enumerate(new.rows) if place not in became.values()}
        for place, row in enumerate(old.rows):
            if place not in became and (now := there.get(row.key(names))) is not None:
                became[place] = now
    left = [place for place in range(len(old.rows)) if place not in became]
    free = [place for place in range(len(new.rows)) if place not in became.values()]
    if not left or not free:
        return became
    if "item" in old.rows[0].about:
        named = {normalised(str(new.rows[place].cells["name"])): place for place in free}
        like = {place: named.get(normalised(str(old.rows[place].cells["name"]))) for place in left}
        return {**became, **{place: now for place, now in like.items() if now is not None}}
    for place in left if len(left) * len(free) <= MOST_COMPARED else ():
        best = max(free, key=lambda now, place=place: _alike(versions, old.rows[place], new.rows[now]), default=None)  # type: ignore[misc]  # a bound place
        if best is not None and _alike(versions, old.rows[place], new.rows[best]):
            became[place] = best
            free.remove(best)
    return became


def _alike(versions: Versions, old: Row, new: Row) -> int:
    """How many cells two rows of a fee have in common; none where it is neither the amount nor half of them."""
    same = [head for head in old.cells if head in new.cells and versions.same(old.cells[head], new.cells[head])]
    return len(same) if AMOUNT in same or 2 * len(same) >= len(old.cells) else 0


def _of_row(versions: Versions, declaration: tree.Declaration, table: Table, old: Row, new: Row) -> Iterator[StructureChange]:
    kind, name, line = kind_of(declaration), name_of(declaration), new.row.span.line
    row_of = ITEM if isinstance(declaration, tree.CatalogDecl) else ROW
    if old.key(versions.names) != new.key({}) and old.key({}) != new.key({}):
        if row_of is ITEM:
            yield StructureChange(kind, name, row_of, "renamed", old.words["item"], new.words["item"], None, line)
        else:
            yield StructureChange(kind, name, row_of, "changed", old.line, new.line, None, line)
            return
    for head, cell in new.cells.items():
        if head not in old.about and head in old.cells and not versions.same(old.cells[head], cell):
            words, words_ = old.words[head], new.words[head]
            if head == "name" and not words and not words_:
                # The name is the code, which is told already.
                continue
            note = _members(old.cells[head], cell, versions) or trend(words, words_)
            said = Wording(f"{new.where}：{table.heads[head]} {note.zh}", f"{new.where}: {table.heads[head]} {note.en}")
            yield StructureChange(kind, name, row_of, "changed", words, words_, said, line)


def _members(old: Any, new: Any, versions: Versions) -> Wording | None:
    """Which members a set in a cell got or lost."""
    if not (isinstance(old, tree.CellValues) and isinstance(new, tree.CellValues) and len(old.values) + len(new.values) > 2):
        return None
    gone = [each for each in old.values if not any(versions.same(each, other) for other in new.values)]
    come = [each for each in new.values if not any(versions.same(other, each) for other in old.values)]
    lost, got = ", ".join(_member(each) for each in gone), ", ".join(_member(each) for each in come)
    zh = [*([f"加上 {got}"] if got else []), *([f"去掉 {lost}"] if lost else [])]
    en = [*([f"with {got}"] if got else []), *([f"without {lost}"] if lost else [])]
    return Wording("，".join(zh), ", ".join(en)) if zh else None


def _member(value: tree.CellValue) -> str:
    match value.value:
        case tree.Path():
            words = value.value.dotted
        case tree.Number(text=text) | tree.TextLiteral(text=text):
            words = text
        case tree.DateLiteral(value=day):
            words = day.isoformat()
        case _:
            words = "…"
    return f"{words}?" if value.doubtful else words


def _cites(versions: Versions, new: tree.Declaration, before: Table, after: Table, became: Mapping[int, int]) -> Iterator[StructureChange]:
    """Citations between the rows: added, removed, changed, or now of other rows."""
    left, right = [Line(None, cite) for cite, _ in before.cites], [Line(None, cite) for cite, _ in after.cites]
    yield from changes_of_lines(versions, new, *differing(versions, left, right))
    old_of, new_of = _covered(before), _covered(after)
    for said, (cite, rows) in new_of.items():
        if said not in old_of:
            continue
        was = {became[place] for place in old_of[said][1] if place in became}
        now = {place for place in rows if place in became.values()}
        if was != now:
            words = versions.new.words(cite.span)
            listed = ", ".join(after.rows[place].where for place in sorted(was ^ now))
            note = Wording(f"是哪些行的出处变了：{listed}", f"of other rows than before: {listed}")
            yield StructureChange(kind_of(new), name_of(new), CLAUSES[tree.Cite], "changed", words, words, note, cite.span.line)


def _covered(table: Table) -> dict[Hashable, tuple[tree.Cite, set[int]]]:
    """The rows that each citation is of."""
    found: dict[Hashable, tuple[tree.Cite, set[int]]] = {}
    for cite, rows in table.cites:
        found.setdefault(saying(cite), (cite, set()))[1].update(rows)
    return found
