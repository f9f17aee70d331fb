"""`catalog`: a list of items as a table, finished or open."""

from __future__ import annotations

from evalpolicy.classes import define, evolve, field
from evalpolicy.core.names import normalised
from evalpolicy.core.terms import Term
from evalpolicy.language.enumeration import resolve_type
from evalpolicy.language.expression import resolve_catalog_value
from evalpolicy.language.model import Catalog, Citation, ColumnDef, Item
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.table_rows import leading_citations, table_rows
from evalpolicy.language.types import EnumType, EnumValue, SetType, TextType
from evalpolicy.nearness import surely
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.keywords import keyword_language
from evalpolicy.syntax.parts import cell_text, report_half_quoted
from evalpolicy.syntax.rows import is_row, names_nothing, read_row
from evalpolicy.wording import Language, Wording

BUILT_IN = {"item": "item", "name": "name", "also": "also", "项目": "item", "代码": "item", "名称": "name", "又名": "also", "别名": "also"}
"""Headings of the built-in columns, in both keyword languages; of several Chinese ones the formatter uses the first."""

_OF_NAMES = {
    "item": (Wording("代码", "code"), Wording("写上代码", "write the code")),
    "name": (Wording("名称", "name"), Wording("写上名称；空着时代码就是名称", "write the name; where the cell is empty, the code is the name")),
    "also": (Wording("别名", "further name"), Wording("没有别名就空着", "leave it empty where there is none")),
}
"""What the cells of the built-in columns hold, and what to write there."""


def resolve_catalog_names(resolution: Resolution) -> dict[str, tree.CatalogDecl]:
    """The catalogs by name, and the enumeration of them."""
    declarations = resolution.unique(tree.CatalogDecl, "目录", "catalog")
    values = tuple(EnumValue(name, resolution.label(declaration)) for name, declaration in declarations.items())
    resolution.symbols.catalog_type = EnumType("catalog", "catalog", values)
    return declarations


def resolve_columns(declarations: dict[str, tree.CatalogDecl], resolution: Resolution) -> dict[str, dict[str, ColumnDef]]:
    """The columns of each catalog. A column of one name has one type in all of them."""
    columns: dict[str, dict[str, ColumnDef]] = {}
    for name, declaration in declarations.items():
        columns[name] = {}
        for clause in declaration.clauses:
            if not isinstance(clause, tree.Column):
                continue
            column = clause.name.text
            type_ = resolve_type(clause.type, resolution)
            if column in columns[name]:
                resolution.duplicate(clause.name.span, column, "列", "column", columns[name][column].span)
                continue
            if type_ is None:
                resolution.symbols.broken.add(f"item.{column}")
                continue
            label = column if clause.label is None else clause.label.text
            found = ColumnDef(column, label, type_, clause.span)
            elsewhere = resolution.symbols.columns.get(column)
            if elsewhere is not None and elsewhere.type != type_:
                resolution.error(
                    "column-type",
                    clause.type.span,
                    f"另一个目录里的列“{column}”是别的类型",
                    f"the column `{column}` of another catalog has another type",
                    "改成同一类型，或给这一列换个名称",
                    "give both the same type, or rename this one",
                    elsewhere.span,
                )
            resolution.symbols.columns.setdefault(column, found)
            columns[name][column] = found
    return columns


@define
class _Table:
    """Reads the table of one catalog."""

    catalog: str
    columns: dict[str, ColumnDef]
    citations: tuple[Citation, ...]
    resolution: Resolution
    language: Language
    heads: list[str | None] = field(factory=list)
    items: list[Item] = field(factory=list)
    unlisted: dict[str, Term] = field(factory=dict)
    _cells: list[tuple[Item, dict[str, tree.Cell]]] = field(factory=list)
    _unlisted_cells: dict[str, tree.Cell] = field(factory=dict)
    _spans: dict[str, Span] = field(factory=dict)

    def heading(self, row: tree.Row) -> bool:
        """Read the heading row; whether it can be used."""
        self.heads = []
        known = ["item", "name", "also", *self.columns]
        # What the heading may name, as the file spells it, and the columns by every name that they have.
        named = [*(_spelt(name, self.language) for name in known[:3]), *self.columns]
        called = {**BUILT_IN, **{column.label: name for name, column in self.columns.items()}, **{name: name for name in self.columns}}
        if not any(BUILT_IN.get(cell.text, cell.text) in known for cell in row.cells):
            heading_missing(row, ["item", "name", *self.columns], self.resolution)
            return False
        misspelt = False
        for cell in row.cells:
            name = BUILT_IN.get(cell.text, cell.text)
            if name in BUILT_IN.values() or name in self.columns:
                if name in self.heads:
                    self.resolution.error("column-twice", cell.span, f"列“{cell.text}”出现了两次", f"the column `{cell.text}` occurs twice")
                self.heads.append(name)
            else:
                misspelt = True
                meant = _meant(cell.text, called)
                meant = None if meant in self.heads else meant
                if f"item.{name}" not in self.resolution.symbols.broken:
                    said = None if meant is None else _spelt(meant, self.language)
                    self.resolution.unknown(cell.span, cell.text, named, "列", "column", "unknown-column", said=said)
                self.heads.append(meant)
        for name in ("item", "name", *self.columns):
            if name not in self.heads and not misspelt:
                spelt = _spelt(name, self.language)
                self.resolution.error(
                    "column-missing",
                    row.span,
                    f"表头缺少列“{spelt}”",
                    f"the heading lacks the column `{spelt}`",
                    f"加上一列 `{spelt}`",
                    f"add a column `{spelt}`",
                )
        return "item" in self.heads and "name" in self.heads

    def row(self, row: tree.Row, citations: tuple[Citation, ...]) -> None:
        """Read one row."""
        if len(row.cells) != len(self.heads):
            # Whatever the row was to name is not reported again where it is used.
            self.resolution.symbols.broken |= {cell.text for cell in row.cells}
            return
        cells = {head: cell for head, cell in zip(self.heads, row.cells, strict=True) if head is not None}
        for head in ("item", "name", "also"):
            if head in cells:
                report_half_quoted(cells[head], self.resolution.symbols.diagnostics)
        code = cell_text(cells["item"]).text
        if code == "*":
            if "*" in self._spans:
                self.resolution.duplicate(row.span, "*", "行", "row", self._spans["*"])
            self._spans["*"] = row.span
            self._unlisted_cells = cells
            return
        for head in self._naming_nothing(cells):
            # What it stands for may be used all the same.
            self.resolution.symbols.broken.add(cells.pop(head).text)
        if "item" not in cells:
            return
        label = (cell_text(cells["name"]).text if "name" in cells else "") or code
        others = cell_text(cells["also"]).text.replace("；", ";").split(";") if "also" in cells else []
        aliases = tuple(other.strip() for other in others if other.strip())
        if not code:
            zh, en = "这一行没有写项目代码", "this row has no item code"
            self.resolution.error("cell-empty", cells["item"].span, zh, en, "写上代码", "write a code")
            return
        for spelling in (code, label, *aliases):
            if normalised(spelling) in self._spans:
                cell = cells["item" if spelling == code else "name" if spelling == label else "also"]
                self.resolution.duplicate(cell.span, spelling, "项目", "item", self._spans[normalised(spelling)])
                self.resolution.symbols.broken |= {code, label, *aliases}
                return
        self._spans.update({normalised(text): row.span for text in (code, label, *aliases)})
        item = Item(self.catalog, code, label, aliases, {}, citations, row.span)
        self.resolution.symbols.add_item(item)
        self._cells.append((item, cells))

    def _naming_nothing(self, cells: dict[str, tree.Cell]) -> list[str]:
        """The built-in columns whose cells hold a word for nothing or for the cell above; reported. In quotes it is a code or a name."""
        found = [head for head in _OF_NAMES if head in cells and names_nothing(cells[head].text)]
        for head in found:
            text, (what, help) = cells[head].text, _OF_NAMES[head]
            self.resolution.error(
                "cell-empty",
                cells[head].span,
                f"这一格里没有写内容，`{text}` 会成为项目的{what.zh}",
                f"this cell says nothing: `{text}` would be the {what.en} of an item",
                f'{help.zh}；如果真叫这个，写成 `"{text}"`',
                f'{help.en}; if that is what it is called, write `"{text}"`',
            )
        return found

    def finish(self) -> None:
        """Read the columns, once the items of all catalogs are known: a column may name items."""
        self.items = [evolve(item, columns=self._columns(cells)) for item, cells in self._cells]
        self.unlisted = self._columns(self._unlisted_cells)

    def _columns(self, cells: dict[str, tree.Cell]) -> dict[str, Term]:
        values = {
            name: resolve_catalog_value(cells[name], column.type, self.resolution.symbols)
            for name, column in self.columns.items()
            if name in cells
        }
        return {name: value for name, value in values.items() if value is not None}


def _spelt(name: str, language: Language) -> str:
    """A column as headings name it in a keyword language."""
    return next((spelt for spelt, built_in in BUILT_IN.items() if built_in == name and not spelt.isascii()), name) if language == "zh" else name


def _meant(heading: str, called: dict[str, str]) -> str | None:
    """The column that a heading surely means: it has a word too much, or it is misspelt, or it is the column's label."""
    if heading in called:
        return called[heading]
    words = {called[word] for word in heading.split() if word in called}
    if words:
        return words.pop() if len(words) == 1 else None
    certain = surely(heading, list(called))
    return None if certain is None else called[certain]


def heading_missing(row: tree.Row, columns: list[str], resolution: Resolution) -> None:
    """Report a table whose first row is no heading; above it, or above its separator row, the heading has to go."""
    above = resolution.diagnostics.file.line(row.span.line - 1)
    span = row.span
    if is_row(above) and read_row(above, 1) is None:
        span = Span(row.span.line - 1, len(above) - len(above.lstrip()) + 1, row.span.line - 1, len(above.rstrip()) + 1)
    heading = f"| {' | '.join(columns)} |"
    resolution.error(
        "heading-missing",
        span,
        "这张表没有表头：第一行里没有一个列名",
        "this table has no heading: its first row names no column",
        f"在表格最上面加一行列名：`{heading}`",
        f"put a row with the names of the columns on top: `{heading}`",
    )


def resolve_catalogs(
    declarations: dict[str, tree.CatalogDecl], columns: dict[str, dict[str, ColumnDef]], resolution: Resolution
) -> dict[str, Catalog]:
    """Every catalog with its items."""
    tables = {name: _read_table(name, declaration, columns[name], resolution) for name, declaration in declarations.items()}
    return {name: _catalog(name, declaration, tables[name], resolution) for name, declaration in declarations.items()}


def _read_table(name: str, declaration: tree.CatalogDecl, columns: dict[str, ColumnDef], resolution: Resolution) -> _Table:
    citations = leading_citations(declaration, resolution)
    language = keyword_language(*resolution.diagnostics.file.line(declaration.span.line).split()[:1])
    table = _Table(name, columns, citations, resolution, language)
    rows = table_rows(declaration, resolution)
    heading = next(rows, None)
    if heading is None:
        if resolution.complete:
            resolution.required(declaration, None, "| item | name |", "| item | name |")
    elif table.heading(heading[0]):
        for row, cited in rows:
            table.row(row, cited or citations)
    else:
        # What the rows were to name is not reported again where it is used.
        resolution.symbols.broken |= {cell.text for row in (heading[0], *(row for row, _ in rows)) for cell in row.cells}
    return table


def _catalog(name: str, declaration: tree.CatalogDecl, table: _Table, resolution: Resolution) -> Catalog:
    table.finish()
    open_clause = resolution.one(declaration, tree.OpenClause, "open")
    more = resolution.one(declaration, tree.MoreFrom, "more from")
    if more is not None and open_clause is None:
        zh, en = "只有没列完的目录（`open`）才能 `more from`", "only an open catalog takes `more from`"
        resolution.error("more-from-closed", more.span, zh, en, '加上一行：`open "原因"`', 'add a line: `open "why"`')
    if more is not None and more.complete_at is not None and more.complete_at < len(table.items):
        listed = len(table.items)
        n = more.complete_at
        zh, en = f"目录已列出 {listed} 项，不会列全于 {n} 项", f"{listed} items are listed: the list is not complete at {n}"
        help_zh, help_en = "写一共有几项，已经列出的也算在内", "write how many there are in all, those that are listed included"
        resolution.error("complete-too-few", more.span, zh, en, help_zh, help_en)
    if more is not None and more.parameter.text not in resolution.symbols.broken:
        parameter = resolution.symbols.parameters.get(more.parameter.text)
        if parameter is None:
            resolution.unknown(more.parameter.span, more.parameter.text, resolution.symbols.parameters, "参数", "parameter", "unknown-parameter")
        elif parameter.type != SetType(TextType()):
            zh, en = f"参数“{parameter.name}”应是 `set of text`", f"the parameter `{parameter.name}` should be `set of text`"
            resolution.error("more-from-type", more.parameter.span, zh, en, first=parameter.span)
    return Catalog(
        name,
        resolution.label(declaration),
        table.columns,
        tuple(table.items),
        table.citations,
        None if open_clause is None else open_clause.reason.text,
        table.unlisted,
        None if more is None else more.parameter.text,
        None if more is None else more.complete_at,
        declaration.span,
    )
