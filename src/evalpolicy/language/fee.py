"""`fee`: a part of what is to be paid, as a table or one amount, per selection or per application.

The amount is that of the one row whose cells all hold; where no row does, it is not stated. `as COLUMN VALUE` is what the other rows say with that
column so. The part of an application that is per selection is the sum over its selections.
"""

from __future__ import annotations

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.closed import closed_truth
from evalpolicy.core.substitute import substitute
from evalpolicy.language.catalog import heading_missing
from evalpolicy.language.expression import resolve_cell_test, resolve_value
from evalpolicy.language.fee_table import Column, check_overlaps
from evalpolicy.language.model import Citation, Definition, Fee
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.symbols import SELECTION_ROW, Scope, row_scope
from evalpolicy.language.table_rows import leading_citations, table_rows
from evalpolicy.language.types import AmountType
from evalpolicy.syntax import tree
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.parts import parse_cell_amount, parse_cell_expression, parse_cell_test

AMOUNT = AmountType()
AMOUNT_HEADS = ("amount", "金额")


@define
class TableRow:
    """One row of a fee table: the tests of its cells (None where a cell is broken) and what it costs."""

    row: tree.Row
    tests: list[t.Term]
    amount: tree.CellAmount
    citations: tuple[Citation, ...]


@define
class Fees:
    """The parts of the fee; their amounts are resolved on first use."""

    resolution: Resolution
    declared: dict[str, tree.FeeDecl] = field(factory=dict)
    incomplete: set[str] = field(factory=set)

    def scope(self, name: str) -> Scope:
        """Where the expressions of a fee stand."""
        return row_scope("selection") if self.declared[name].per == "selection" else Scope()

    def base(self, name: str) -> Definition | None:
        """`fee.NAME.base`: the amount before adjustments."""
        declaration = self.declared[name]
        if self.resolution.symbols.currency is None:
            zh, en = "有收费，但没有写货币", "there is a fee, but no currency is stated"
            help_zh, help_en = "在 `policy` 下面加一行：`currency CNY`", "add below `policy`: `currency CNY`"
            self.resolution.error("currency-missing", declaration.name.span, zh, en, help_zh, help_en)
        amount = self.resolution.one(declaration, tree.Amount, "amount")
        has_table = any(isinstance(clause, tree.Table) for clause in declaration.clauses)
        if amount is not None and has_table:
            zh, en = "`amount` 和表格只能写一个", "state either `amount` or a table"
            self.resolution.error("amount-and-table", amount.span, zh, en)
        term = self._table(name) if has_table else self._single(name, amount)
        if term is None:
            return None
        row = SELECTION_ROW if declaration.per == "selection" else None
        return Definition(f"fee.{name}.base", self.resolution.label(declaration), AMOUNT, term, row, declaration.span)

    def _single(self, name: str, clause: tree.Amount | None) -> t.Term | None:
        declaration = self.declared[name]
        if clause is None:
            if self.resolution.complete:
                self.resolution.required(declaration, None, "amount", "amount 30")
            return None
        if clause.amount.kind == "as":
            zh, en = "`as` 只能写在表格里", "`as` belongs in a table"
            self.resolution.error("as-outside-table", clause.amount.span, zh, en)
            return None
        return self._amount(clause.amount, self.scope(name))

    def _amount(self, amount: tree.CellAmount, scope: Scope) -> t.Term | None:
        if amount.kind == "not_stated":
            return t.Unstated(AMOUNT, span=amount.span)
        assert amount.value is not None
        value = resolve_value(amount.value, scope, self.resolution.symbols, AMOUNT)
        if value is None:
            return None
        if isinstance(value.term, t.QuantityConstant) and value.term.value < 0:
            zh, en = "金额不能是负数", "an amount is never negative"
            self.resolution.error("negative-amount", amount.span, zh, en, "减免写成 `adjustment`", "write an `adjustment` for a discount")
            return None
        return value.term

    def _table(self, name: str) -> t.Term | None:
        resolution, declaration = self.resolution, self.declared[name]
        leading = leading_citations(declaration, resolution)
        rows = table_rows(declaration, resolution)
        heading, _ = next(rows)
        columns = self._columns(heading, self.scope(name))
        read = [self._row(row, columns, cited or leading, name) for row, cited in rows]
        found = [row for row in read if row is not None]
        plain = [row for row in found if row.amount.kind != "as"]
        # What is wrong with an amount is told whatever is wrong with other rows.
        values = {id(row): self._amount(row.amount, self.scope(name)) for row in plain}
        apart = columns is None or check_overlaps(columns, [row.tests for row in found], [row.row for row in found], resolution)
        if columns is None or len(found) < len(read) or not apart:
            return None
        for row in found:
            if row.amount.kind == "as":
                values[id(row)] = self._as(row, columns, plain, values)
        if any(values[id(row)] is None for row in found):
            return None
        return t.Case(
            tuple(t.CaseRow(_all(row.tests), value, row.row.span, row.citations) for row in found if (value := values[id(row)]) is not None),
            AMOUNT,
            span=declaration.span,
        )

    def _columns(self, heading: tree.Row, scope: Scope) -> list[Column] | None:
        resolution = self.resolution
        last = heading.cells[-1].text if heading.cells else ""
        if last[:1].isdigit() or last in keywords().all_spellings("NOT_STATED"):
            heading_missing(heading, ["…", "amount"], resolution)
            return None
        if last not in AMOUNT_HEADS:
            resolution.error(
                "amount-column",
                heading.span,
                "最后一列要是 `amount`（金额）",
                "the last column has to be `amount`",
                "把表头最后一格写成 `amount`",
                "write `amount` in the last cell of the heading",
            )
            return None
        columns: list[Column | None] = []
        for cell in heading.cells[:-1]:
            expr = parse_cell_expression(cell, resolution.diagnostics, resolution.limits)
            head = None if expr is None else resolve_value(expr, scope, resolution.symbols)
            columns.append(None if head is None else Column(cell.text, head, cell.span))
        sound = [column for column in columns if column is not None]
        return sound if len(sound) == len(columns) else None

    def _row(self, row: tree.Row, columns: list[Column] | None, citations: tuple[Citation, ...], name: str) -> TableRow | None:
        if columns is None:
            return None
        if len(row.cells) != len(columns) + 1:
            return None
        tests = []
        sound = True
        for column, cell in zip(columns, row.cells, strict=False):
            test = parse_cell_test(cell, self.resolution.diagnostics, self.resolution.limits)
            term = None if test is None else resolve_cell_test(test, column.head, column.span, self.scope(name), self.resolution.symbols)
            sound = sound and term is not None
            tests.append(term or t.TruthConstant(True))
        amount = parse_cell_amount(row.cells[-1], self.resolution.diagnostics, self.resolution.limits)
        return TableRow(row, tests, amount, citations) if sound and amount is not None else None

    def _as(self, row: TableRow, columns: list[Column], plain: list[TableRow], values: dict[int, t.Term | None]) -> t.Term | None:
        """The table over the rows that hold with one column changed, without that column."""
        resolution = self.resolution
        path, value = row.amount.column, row.amount.value
        assert path is not None
        assert value is not None
        place = next((place for place, column in enumerate(columns) if column.name == path.dotted), None)
        if place is None:
            resolution.unknown(path.span, path.dotted, [column.name for column in columns], "列", "column", "unknown-column")
            return None
        head = columns[place].head
        constant = resolve_value(value, Scope(), resolution.symbols, head.type)
        if constant is None:
            return None
        rows = []
        for other in plain:
            test = substitute(other.tests[place], {t.IsGiven(head.term): t.TruthConstant(True), head.term: constant.term})
            if closed_truth(test, resolution.symbols):
                rest = [test for at, test in enumerate(other.tests) if at != place]
                worth = values[id(other)]
                if worth is not None:
                    rows.append(t.CaseRow(_all(rest), worth, other.row.span, other.citations))
        if not rows:
            zh, en = "没有别的行写了这种情况的金额", "no other row states an amount for this"
            help_zh, help_en = "`as` 后面写另一行里的值", "name after `as` a value that another row has"
            resolution.error("as-nothing", row.amount.span, zh, en, help_zh, help_en)
            return None
        return t.Case(tuple(rows), AMOUNT, span=row.amount.span)

    def fee(self, name: str) -> Fee:
        """The part as meant."""
        declaration = self.declared[name]
        citations = leading_citations(declaration, self.resolution) if self._has_table(name) else self.resolution.citations(declaration.clauses)
        label = self.resolution.label(declaration)
        return Fee(name, label, declaration.per, f"fee.{name}.base", f"fee.{name}", f"fee.{name}.total", citations, declaration.span)

    def _has_table(self, name: str) -> bool:
        return any(isinstance(clause, tree.Table) for clause in self.declared[name].clauses)


def _all(tests: list[t.Term]) -> t.Term:
    asked = [test for test in tests if test != t.TruthConstant(True)]
    return asked[0] if len(asked) == 1 else t.And(tuple(asked))
