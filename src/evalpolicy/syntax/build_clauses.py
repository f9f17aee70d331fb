"""Builds clauses and types."""

from __future__ import annotations

import datetime as dt
from typing import Any

from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.build import Children, after, every, first, one, terminal, terminals
from evalpolicy.syntax.build_expressions import COMPARATORS, ExpressionBuilder, minus
from evalpolicy.syntax.lalr import Token
from evalpolicy.syntax.scanning import read_time

TYPES = {
    "YES_OR_NO": "yes_no",
    "AMOUNT": "amount",
    "DATE_TYPE": "date",
    "INSTANT": "instant",
    "TEXT_TYPE": "text",
    "TEXTS": "texts",
    "RESIDENT_ID": "resident_id",
}


class ClauseBuilder(ExpressionBuilder):
    """Clauses and types."""

    # --- types ---

    def named_type(self, span: Span, children: Children) -> tree.TypeRef:
        """A declared type."""
        return tree.TypeRef(span, "named", children[0])

    def set_type(self, span: Span, children: Children) -> tree.TypeRef:
        """`set of T`."""
        return tree.TypeRef(span, "set", element=one(children, tree.TypeRef))

    def list_type(self, span: Span, children: Children) -> tree.TypeRef:
        """`list of RECORD`."""
        return tree.TypeRef(span, "list", one(children, tree.Word))

    def number_type(self, span: Span, children: Children) -> tree.TypeRef:
        """`number A .. B with N decimals`."""
        decimals = after(children, "WITH")
        bounds = every(children, tuple)
        low, high = (bounds[0][0], bounds[1][0]) if bounds else (None, None)
        places = 0 if decimals is None else self._whole(decimals, "小数位数", "the number of decimals")
        return tree.TypeRef(span, "number", low=low, high=high, decimals=places)

    def bound(self, span: Span, children: Children) -> tuple[tree.Number]:
        """A bound of a number."""
        number = one(children, tree.Number)
        return (minus(number, span) if "MINUS" in terminals(children) else number,)

    def plain_type(self, span: Span, children: Children) -> tree.TypeRef:
        """A built-in type."""
        return tree.TypeRef(span, TYPES[terminal(children)])

    def item_type(self, span: Span, children: Children) -> tree.TypeRef:
        """`item`, `item of CATALOG`."""
        return tree.TypeRef(span, "item", first(children, tree.Word))

    # --- shared pieces ---

    def code(self, span: Span, children: Children) -> tree.Word:
        """A name that may be digits."""
        return tree.Word(span, children[0].text)

    def names(self, span: Span, children: Children) -> list[tree.Word]:
        """`a, b`."""
        return list(every(children, tree.Word))

    def texts(self, span: Span, children: Children) -> list[tree.Text]:
        """`"a", "b"`."""
        return list(every(children, tree.Text))

    def values(self, span: Span, children: Children) -> list[tree.Expr]:
        """`a, b`, `a + b`; nothing for `none`."""
        return list(every(children, tree.Expr))

    def field_values(self, span: Span, children: Children) -> tuple[tree.FieldValue, ...]:
        """`level 4, attempt retake`."""
        return every(children, tree.FieldValue)

    def field_value(self, span: Span, children: Children) -> tree.FieldValue:
        """`subjects theory + practical`."""
        return tree.FieldValue(span, one(children, tree.Word), every(children, tree.Expr))

    # --- policy, source ---

    def setting(self, span: Span, children: Children) -> tree.Setting:
        """`currency CNY`."""
        opening, value = children
        name = "month_ends" if opening.type == "MONTH_ENDS_ROUND" else opening.type.lower()
        return tree.Setting(span, name, tree.Word(value.span, value.type.lower()) if isinstance(value, Token) else value)

    def in_force(self, span: Span, children: Children) -> tree.InForce:
        """`in force A .. B`."""
        return tree.InForce(span, *every(children, tree.DateLiteral))

    def process(self, span: Span, children: Children) -> tree.Process:
        """`process a, b`."""
        return tree.Process(span, tuple(one(children, list)))

    def cite(self, span: Span, children: Children) -> tree.Cite:
        """`cite notice "二1" "…"`."""
        return tree.Cite(span, one(children, tree.Word), one(children, tree.Text), tuple(one(children, list)))

    def passes_over(self, span: Span, children: Children) -> tree.PassesOver:
        """`passes over "…" because "…"`."""
        return tree.PassesOver(span, tuple(one(children, list)), one(children, tree.Text))

    def file(self, span: Span, children: Children) -> tree.File:
        """`file "…"`."""
        return tree.File(span, one(children, tree.Text))

    # --- record, catalog, parameter, reading ---

    def field(self, span: Span, children: Children) -> tree.Field:
        """`field trade : trade "职业"`."""
        return tree.Field(span, one(children, tree.Word), one(children, tree.TypeRef), first(children, tree.Text))

    def column(self, span: Span, children: Children) -> tree.Column:
        """`column admits "认定对象" : set of audience`."""
        return tree.Column(span, one(children, tree.Word), one(children, tree.TypeRef), first(children, tree.Text))

    def open_clause(self, span: Span, children: Children) -> tree.OpenClause:
        """`open "…"`."""
        return tree.OpenClause(span, one(children, tree.Text))

    def more_from(self, span: Span, children: Children) -> tree.MoreFrom:
        """`more from PARAM, complete at N items`."""
        number = first(children, tree.Number)
        complete_at = None if number is None else self._whole(number, "项目数", "the number of items")
        return tree.MoreFrom(span, one(children, tree.Word), complete_at)

    def option(self, span: Span, children: Children) -> tree.Option:
        """`option counted "计入"`."""
        return tree.Option(span, one(children, tree.Word), first(children, tree.Text))

    def adopt(self, span: Span, children: Children) -> tree.Adopt:
        """`adopt counted because "…"`."""
        return tree.Adopt(span, one(children, tree.Word), one(children, tree.Text))

    def default(self, span: Span, children: Children) -> tree.Default:
        """`default a, b`."""
        return tree.Default(span, tuple(one(children, list)))

    # --- rule, exception ---

    def at_step(self, span: Span, children: Children) -> tree.AtStep:
        """`at registration`."""
        return tree.AtStep(span, one(children, tree.Word))

    def when(self, span: Span, children: Children) -> tree.When:
        """`when COND`."""
        return tree.When(span, one(children, tree.Expr))

    def require(self, span: Span, children: Children) -> tree.Require:
        """`require COND`, `forbid COND`."""
        return tree.Require(span, one(children, tree.Expr), terminal(children) == "FORBID")

    def route(self, span: Span, children: Children) -> tree.Route:
        """`route graduate "…"`."""
        return tree.Route(span, one(children, tree.Word), first(children, tree.Text))

    def message(self, span: Span, children: Children) -> tree.Message:
        """`message en "…" when COND`."""
        return tree.Message(span, first(children, str), one(children, tree.Text), first(children, tree.Expr))

    def language(self, span: Span, children: Children) -> str:
        """`zh` or `en`."""
        return terminal(children).lower()

    def interpretation(self, span: Span, children: Children) -> tree.Interpretation:
        """`interpretation "…"`."""
        return tree.Interpretation(span, one(children, tree.Text))

    def consequence(self, span: Span, children: Children) -> tree.Consequence:
        """`consequence "…"`."""
        return tree.Consequence(span, one(children, tree.Text))

    def tentative(self, span: Span, children: Children) -> tree.Tentative:
        """`tentative "…"`."""
        return tree.Tentative(span, one(children, tree.Text))

    def implied(self, span: Span, children: Children) -> tree.Implied:
        """`implied because "…"`."""
        return tree.Implied(span, one(children, tree.Text))

    def file_clause(self, span: Span, children: Children) -> tree.FileClause:
        """`file exactly one "…" format JPEG size at most 200 KB`, `file nothing else`."""
        if "NOTHING_ELSE" in terminals(children):
            return tree.FileClause(span, "nothing_else")
        paths, *sizes = every(children, list)
        return tree.FileClause(span, one(children, str), tuple(paths), first(children, tree.Word), tuple(sizes[0]) if sizes else ())

    def file_quantity(self, span: Span, children: Children) -> str:
        """`exactly one`, `at least one`."""
        return terminal(children).lower()

    def file_paths(self, span: Span, children: Children) -> list[tree.Text]:
        """`"…" or "…"`."""
        return list(every(children, tree.Text))

    def file_format(self, span: Span, children: Children) -> tree.Word:
        """`format JPEG`."""
        return one(children, tree.Word)

    def file_sizes(self, span: Span, children: Children) -> list[tuple[str, tree.Expr]]:
        """`at least 10 KB and at most 200 KB`."""
        return list(every(children, tuple))

    def file_size(self, span: Span, children: Children) -> tuple[str, tree.Expr]:
        """`at most 200 KB`."""
        return COMPARATORS[terminal(children)], one(children, tree.Size)

    def waive(self, span: Span, children: Children) -> tree.Waive:
        """`waive`."""
        return tree.Waive(span)

    def value_clause(self, span: Span, children: Children) -> tree.Value:
        """`value X`."""
        return tree.Value(span, one(children, tree.Expr))

    def needs_approval(self, span: Span, children: Children) -> tree.NeedsApproval:
        """`needs approval "…"`."""
        return tree.NeedsApproval(span, one(children, tree.Text))

    def before(self, span: Span, children: Children) -> tree.Before:
        """`before a, b`."""
        return tree.Before(span, tuple(one(children, list)))

    # --- step, event ---

    def window(self, span: Span, children: Children) -> tree.Window:
        """`window A .. B when COND`."""
        return tree.Window(span, children[1], children[3], after(children, "WHEN"))

    def daily(self, span: Span, children: Children) -> tree.Daily:
        """`daily 08:30 .. 17:00`."""
        return tree.Daily(span, _time(children[1]), _time(children[3]))

    def except_clause(self, span: Span, children: Children) -> tree.Except:
        """`except A .. B`, or one day."""
        bounds = every(children, tree.Expr)
        return tree.Except(span, bounds[0], bounds[-1])

    def due(self, span: Span, children: Children) -> tree.Due:
        """`due X when COND`."""
        return tree.Due(span, children[1], after(children, "WHEN"))

    def on(self, span: Span, children: Children) -> tree.On:
        """`on A .. B when COND`."""
        return tree.On(span, children[1], after(children, "DOTDOT"), after(children, "WHEN"))

    def asks(self, span: Span, children: Children) -> tree.Asks:
        """`asks a, b`."""
        return tree.Asks(span, every(children, tree.Path))

    def needs(self, span: Span, children: Children) -> tree.Needs:
        """`needs a, b`."""
        return tree.Needs(span, tuple(one(children, list)))

    def by(self, span: Span, children: Children) -> tree.By:
        """`by "…"`."""
        return tree.By(span, one(children, tree.Text))

    # --- fee, adjustment ---

    def amount_clause(self, span: Span, children: Children) -> tree.Amount:
        """`amount 30`."""
        return tree.Amount(span, one(children, tree.CellAmount))

    def adjust(self, span: Span, children: Children) -> tree.Adjust:
        """`add 50`, `cap 700`."""
        return tree.Adjust(span, terminal(children).lower(), one(children, tree.Expr))

    def after(self, span: Span, children: Children) -> tree.After:
        """`after a, b`."""
        return tree.After(span, tuple(one(children, list)))

    def not_with(self, span: Span, children: Children) -> tree.NotWith:
        """`not with a, b`."""
        return tree.NotWith(span, tuple(one(children, list)))


def _time(token: Any) -> dt.time:
    return read_time(str(token)) or dt.time()
