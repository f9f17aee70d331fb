"""Cells of tables: what a fee table's cell asks of its column, and what a catalog's cell holds."""

from __future__ import annotations

from evalpolicy.core.references import subterms
from evalpolicy.core.terms import (
    And,
    AtomConstant,
    Compare,
    Defined,
    Fact,
    IsGiven,
    ItemColumn,
    Or,
    Parameter,
    QuantityConstant,
    ReadingIs,
    RowFact,
    Rows,
    SetConstant,
    SetSize,
    Term,
    TruthConstant,
    Unstated,
)
from evalpolicy.language.expression.comparisons import bounds_in_order, equality, like, opposite, order
from evalpolicy.language.expression.context import Context
from evalpolicy.language.expression.describe import unexpected
from evalpolicy.language.expression.literals import constant
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.types import EnumType, SetType, TextType, Type
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.parts import cell_text, parse_cell_values

# --- fee tables ------------------------------------------------------------------------------


def cell_test(test: tree.CellTest, head: Typed, head_span: Span, context: Context) -> Term | None:
    """What a cell asks of the value of its column; always true where it asks nothing."""
    if not test.alternatives:
        return TruthConstant(True, span=test.span)
    tests = [_alternative(alternative, head, head_span, context) for alternative in test.alternatives]
    known = [found for found in tests if found is not None]
    if len(known) < len(tests) or not all(_written_out(test, head, context) for test in known):
        return None
    either = known[0] if len(known) == 1 else Or(tuple(known), span=test.span)
    return opposite(either) if test.negated else either


def _written_out(test: Term, head: Typed, context: Context) -> bool:
    """Whether a cell asks of the value of its column alone, which is said where it does not."""
    waiting = [test]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Fact | RowFact | ItemColumn | Parameter | Defined | Rows | ReadingIs) and part != head.term:
            zh, en = "单元格里要直接写出值，不能写别的事实、定义或式子", "a cell holds a value that is written out, not another fact or a definition"
            help = ("写出值；要和别的事实比较时，把比较写成这一列的列头", "write the value; to compare two facts, make the comparison the heading")
            context.error("not-constant", part.span, zh, en, *help)
            return False
        waiting.extend(() if part == head.term else subterms(part))
    return True


def _alternative(cell: tree.CellAlternative, head: Typed, head_span: Span, context: Context) -> Term | None:
    match cell.kind, cell.low, cell.high:
        case "value", tree.Expr() as low, _:
            value = like(low, head, context)
            return None if value is None else equality(head, value, (head_span, low.span), cell.span, context)
        case "range", tree.Expr() as low, tree.Expr() as high:
            return _between(head, low, high, head_span, cell.span, context)
        case ("ge" | "gt" | "le" | "lt") as op, tree.Expr() as low, _:
            return _ordered(op, head, low, head_span, cell.span, context)
        case "set", _, _:
            return _exactly(cell, head, head_span, context)
        case ("one" | "none"), _, _:
            return _size(cell, head, context)
        case _:
            return _given(cell, head, context)


def _between(head: Typed, low: tree.Expr, high: tree.Expr, head_span: Span, span: Span, context: Context) -> Term | None:
    least, most = like(low, head, context), like(high, head, context)
    if least is None or most is None:
        return None
    above = order("ge", head, least, (head_span, low.span), span, context)
    below = None if above is None else order("le", head, most, (head_span, high.span), span, context)
    if above is None or below is None or not bounds_in_order(least, most, span, context):
        return None
    return And((above, below), span=span)


def _ordered(op: str, head: Typed, bound: tree.Expr, head_span: Span, span: Span, context: Context) -> Term | None:
    value = like(bound, head, context)
    return None if value is None else order(op, head, value, (head_span, bound.span), span, context)


def _given(cell: tree.CellAlternative, head: Typed, context: Context) -> Term | None:
    if not isinstance(head.term, Fact | RowFact):
        zh, en = "这一列不是申请中填写的事实，不能问填了没有", "this column is not a fact that an application states; it is always given"
        context.error("not-a-fact", cell.span, zh, en)
        return None
    term = IsGiven(head.term, span=cell.span)
    return term if cell.kind == "given" else opposite(term)


def _exactly(cell: tree.CellAlternative, head: Typed, head_span: Span, context: Context) -> Term | None:
    if not isinstance(head.type, SetType):
        help_ = ("几个值任一个都行时，用逗号隔开", "separate values with commas where any of them will do")
        unexpected(head, SetType(head.type), cell.span, context, *help_)
        return None
    joined = cell.members[0]
    for member in cell.members[1:]:
        joined = tree.Binary(cell.span, "+", joined, member)
    wanted = like(joined, head, context)
    return None if wanted is None else equality(head, wanted, (head_span, cell.span), cell.span, context)


def _size(cell: tree.CellAlternative, head: Typed, context: Context) -> Term | None:
    if isinstance(head.type, SetType) and isinstance(head.type.element, EnumType):
        number = QuantityConstant(1 if cell.kind == "one" else 0, span=cell.span)
        return Compare("eq", SetSize(head.term, head.type.element, span=cell.span), number, span=cell.span)
    zh, en = "`one` 和 `none` 只用于取自一个 `type` 的一组值", "`one` and `none` ask about a set of values of a type"
    context.error("not-a-set", cell.span, zh, en)
    return None


# --- catalogs --------------------------------------------------------------------------------


def catalog_value(cell: tree.Cell, type: Type, context: Context) -> Term | None:
    """What a catalog's cell holds: a constant, a set (`b?` is a doubtful member), or `not stated`; an empty cell states nothing either."""
    if isinstance(type, TextType) and cell.text:
        return AtomConstant(cell_text(cell).text, span=cell.span)
    held = parse_cell_values(cell, context.symbols.diagnostics)
    if held is None:
        return None
    if held.kind in ("not_stated", "empty"):
        return Unstated(type, span=cell.span)
    if isinstance(type, SetType):
        return _catalog_set(held, type, context)
    doubtful = next((value for value in held.values if value.doubtful), None)
    if doubtful is not None:
        zh, en = "`?` 只用于一组值中的成员", "`?` is for members of a set only"
        context.error("doubtful-value", doubtful.span, zh, en, "来源没有写明时写 `not stated`", "write `not stated` where the source does not say")
        return None
    return _constant_term(constant(tuple(value.value for value in held.values), type, cell.span, context), cell.span)


def _catalog_set(held: tree.CellValues, type: SetType, context: Context) -> Term | None:
    sure: set[object] = set()
    doubtful: set[object] = set()
    for value in held.values:
        atoms = constant((value.value,), type, value.span, context)
        if not isinstance(atoms, frozenset):
            return None
        (doubtful if value.doubtful else sure).update(atoms)
    return SetConstant(frozenset(map(str, sure)), frozenset(map(str, doubtful - sure)), span=held.span)


def _constant_term(value: object | None, span: Span) -> Term | None:
    match value:
        case None:
            return None
        case bool():
            return TruthConstant(value, span=span)
        case int():
            return QuantityConstant(value, span=span)
        case _:
            return AtomConstant(str(value), span=span)
