"""Texts with facts filled in: file paths and folders as atoms, messages as templates for a person."""

from __future__ import annotations

from evalpolicy.classes import evolve
from evalpolicy.core.terms import AtomConstant, Case, CaseRow, Concat, Same, Term
from evalpolicy.diagnostics import Fix
from evalpolicy.language.expression.context import Context
from evalpolicy.language.expression.conversion import finish, plain
from evalpolicy.language.expression.describe import unexpected
from evalpolicy.language.expression.names import find
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.model import Placeholder
from evalpolicy.language.types import EnumType, ListType, ResidentIdType, TextType
from evalpolicy.syntax import tree
from evalpolicy.syntax.parts import parse_template
from evalpolicy.wording import Wording

TEXT = TextType()
SPECIAL = ("count", "items", "limit")
"""Placeholders that the requirement which failed fills in."""
MEANT = {
    "count": "count number n num total 个数 数量 项数 人数 数目 总数 件数 报了几个",
    "items": "item names list 项目 项目名称 申报项目 名单 清单 列表 所报项目 明细",
    "limit": "max maximum 上限 最多 限额 限制 最大值 上限数",
}
"""What people call these, where nothing of that name is declared."""
_FILLS = {
    "count": Wording("数到的个数", "the number that was counted"),
    "items": Wording("数到的各项", "what was counted"),
    "limit": Wording("规定的上限或下限", "the number that is asked for"),
}
SPECIAL_MEANT = {name: special for special, names in MEANT.items() for name in names.split()}


def text_value(text: tree.Text | tree.TextLiteral, context: Context) -> Typed | None:
    """A text in an expression, with the facts that it names filled in."""
    parts = _parts(text, context)
    if parts is None:
        return None
    terms = [AtomConstant(part, span=text.span) if isinstance(part, str) else _filled(part[1], context) for part in parts]
    known = [term for term in terms if term is not None]
    if len(known) < len(terms):
        return None
    if all(isinstance(term, AtomConstant) for term in known):
        whole = "".join(term.value for term in known if isinstance(term, AtomConstant))
        return Typed(AtomConstant(whole, span=text.span), TEXT)
    return Typed(known[0] if len(known) == 1 else Concat(tuple(known), span=text.span), TEXT)


def _filled(expr: tree.Expr, context: Context) -> Term | None:
    value = context.value(expr)
    if value is None:
        return None
    match value.type:
        case TextType() | ResidentIdType():
            return value.term
        case EnumType() as enum:
            # Folders and file names are written with the words that people read: the labels.
            atom = plain(value).term
            rows = tuple(
                CaseRow(Same(atom, AtomConstant(of.code), span=expr.span), AtomConstant(of.label or of.code), span=expr.span)
                for of in enum.values
            )
            return Case(rows, TEXT, complete=True, span=expr.span)
        case _:
            help_ = ("这里可以填文字、身份证号和声明的类型的值", "texts, resident ids and values of declared types can be filled in here")
            unexpected(value, TEXT, expr.span, context, *help_)
            return None


def message(text: tree.Text, context: Context) -> tuple[str | Placeholder, ...] | None:
    """The parts of a message; `{count}`, `{items}` and `{limit}` are left to the requirement that failed."""
    parts = _parts(text, context)
    if parts is None:
        return None
    filled = [part if isinstance(part, str) else _placeholder(*part, context) for part in parts]
    known = [part for part in filled if part is not None]
    return tuple(known) if len(known) == len(filled) else None


def _placeholder(written: tree.Word, expr: tree.Expr, context: Context) -> Placeholder | None:
    if isinstance(expr, tree.Path) and written.text in SPECIAL:
        return Placeholder(written.text, None, None, written.span)
    special = SPECIAL_MEANT.get(written.text)
    if special is not None and isinstance(expr, tree.Path) and find(expr, context) is None:
        wording = Wording(f"没有叫 `{written.text}` 的东西", f"there is nothing called `{written.text}`")
        help = Wording(f"要填入{_FILLS[special].zh}，写 `{{{special}}}`", f"{_FILLS[special].en} is `{{{special}}}`")
        context.symbols.diagnostics.error("unknown-name", written.span, wording, help, fix=Fix(written.span, special))
        return None
    value = evolve(context, scope=evolve(context.scope, placeholders=SPECIAL)).value(expr)
    finished = None if value is None else finish(value, expr.span, context)
    if finished is None:
        return None
    if isinstance(finished.type, ListType):
        unexpected(finished, TEXT, expr.span, context, "清单不能填进消息里；可以写 `count of …`", "write `count of …`: a list has no text of its own")
        return None
    return Placeholder(written.text, finished.term, finished.type, written.span)


def _parts(text: tree.Text | tree.TextLiteral, context: Context) -> tuple[str | tuple[tree.Word, tree.Expr], ...] | None:
    """The parts of a text; None where a placeholder can't be read, which is reported."""
    before = len(context.symbols.diagnostics.found)
    parts = parse_template(text, context.symbols.diagnostics)
    return parts if len(context.symbols.diagnostics.found) == before else None
