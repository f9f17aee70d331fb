"""Comparisons: equality, order, membership, `contains`, `is given`, `is listed`."""

from __future__ import annotations

from evalpolicy.core.terms import (
    And,
    AtomConstant,
    Compare,
    Fact,
    IsGiven,
    ItemListed,
    Member,
    Not,
    Or,
    QuantityConstant,
    Rank,
    RowFact,
    Same,
    SetConstant,
    Stated,
    Term,
    TruthConstant,
)
from evalpolicy.language.expression.context import Context
from evalpolicy.language.expression.conversion import alike, checked, coerce, common, constant_of, is_numeric, plain, settled
from evalpolicy.language.expression.dates import DAY, calendar_days
from evalpolicy.language.expression.describe import describe, unexpected, whose
from evalpolicy.language.expression.literals import is_fitting, members, written
from evalpolicy.language.expression.names import find, is_name
from evalpolicy.language.expression.typed import Choice, Typed
from evalpolicy.language.types import DateType, EnumType, InstantType, ItemType, ListType, SetType, TextsType, TextType, YesNoType
from evalpolicy.source import Span
from evalpolicy.syntax import tree

EQUALITIES = {"is": True, "eq": True, "is_not": False, "ne": False}
ORDERS = {"lt": "lt", "le": "le", "gt": "gt", "ge": "ge", "before": "lt", "after": "gt", "on_or_before": "le", "on_or_after": "ge"}
DATE_ORDERS = ("before", "after", "on_or_before", "on_or_after")


def opposite(term: Term) -> Term:
    """The contrary of a truth."""
    match term:
        case TruthConstant(value=value):
            return TruthConstant(not value, span=term.span)
        case Not(operand=operand):
            return operand
        case Compare(op="eq", left=left, right=right):
            return Compare("ne", left, right, span=term.span)
        case _:
            return Not(term, span=term.span)


# --- operands --------------------------------------------------------------------------------


def operands(left: tree.Expr, right: tree.Expr, context: Context) -> tuple[Typed, Typed] | None:
    """Both sides; a name that means nothing by itself is read as a value of the other side's type."""
    if _only_value(left, context) and not _only_value(right, context):
        second = context.value(right)
        first = None if second is None else like(left, second, context)
    else:
        first = context.value(left)
        if first is None and written(right) is not None:
            return None
        second = context.value(right) if first is None else like(right, first, context)
    return None if first is None or second is None else (first, second)


def like(expr: tree.Expr, other: Typed, context: Context) -> Typed | None:
    """A value that stands beside another one."""
    if isinstance(other.term, RowFact) and other.term.of == "file" and other.term.name in ("format", "extension"):
        text = written(expr)
        if text is not None and not is_name(expr, context):
            # A file's format is held in upper case, its extension in lower case.
            return Typed(AtomConstant(text.upper() if other.term.name == "format" else text.lower(), span=expr.span), TextType())
    return context.value(expr, other.type)


def _only_value(expr: tree.Expr, context: Context) -> bool:
    return written(expr) is not None and not is_name(expr, context)


# --- equality and order ----------------------------------------------------------------------


def compare(expr: tree.Compare, context: Context) -> Term | None:
    """`x is a`, `x at least 3`, `S contains a`."""
    if expr.op == "contains":
        return _contains(expr, context)
    both = operands(expr.left, expr.right, context)
    if both is None:
        return None
    spans = (expr.left.span, expr.right.span)
    if expr.op in EQUALITIES:
        equal = equality(both[0], both[1], spans, expr.span, context)
        return equal if equal is None or EQUALITIES[expr.op] else opposite(equal)
    if expr.op in DATE_ORDERS and not all(isinstance(side.type, DateType | InstantType) for side in both):
        place = 0 if not isinstance(both[0].type, DateType | InstantType) else 1
        help_ = ("数的大小写成 `less than`、`at least` 等", "numbers are compared with `less than`, `at least` and so on")
        unexpected(both[place], DAY, spans[place], context, *(help_ if is_numeric(both[place].type) else ()))
        return None
    return order(ORDERS[expr.op], both[0], both[1], spans, expr.span, context)


def equality(left: Typed, right: Typed, spans: tuple[Span, Span], span: Span, context: Context) -> Term | None:
    """The truth that two values are the same."""
    same = alike((left, right), spans, span, context)
    if same is None:
        return None
    one, other = same
    match one.type:
        case SetType(element=EnumType() as domain):
            return _same_sets(one, other, domain, span)
        case SetType() | ListType() | TextsType():
            what = describe(one.type)
            context.error(
                "incomparable",
                span,
                f"{what.zh}不能用 `is` 比较",
                f"{what.en} can't be compared with `is`",
                "一组值用 `contains`，是否填写用 `is given`",
                "ask `contains` of a set, `is given` of anything",
            )
            return None
        case YesNoType():
            return _same_truths(one.term, other.term, span)
        case _ if is_numeric(one.type):
            return _same_numbers(one, other, span, context)
        case DateType() | InstantType():
            return Compare("eq", one.term, other.term, span=span)
        case _:
            return _same_atoms(one, other, span)


def _same_numbers(one: Typed, other: Typed, span: Span, context: Context) -> Term | None:
    if settled(one, span, context) is None or settled(other, span, context) is None:
        return None
    if not (is_fitting(one, other.denominator) and is_fitting(other, one.denominator)) and None in (constant_of(one), constant_of(other)):
        context.error(
            "never-equal",
            span,
            "另一边的数没有这么多位小数，两边永远不会相等",
            "the other side never has that many decimals: the two are never equal",
        )
        return None
    return _numbers("eq", one, other, span, context)


def _same_atoms(one: Typed, other: Typed, span: Span) -> Term:
    assert not isinstance(one.type, SetType)
    match one.term, other.term:
        case Choice() as choice, AtomConstant(value=code):
            return choice.asks(code)
        case AtomConstant(value=code), Choice() as choice:
            return choice.asks(code)
        case Choice() as choice, Choice() as second:
            return choice.same(second)
        case _:
            return Same(plain(one).term, plain(other).term, span=span)


def _numbers(op: str, one: Typed, other: Typed, span: Span, context: Context) -> Term | None:
    terms, denominator = common([one, other])
    for term in terms:
        if checked(Typed(term, one.type, denominator), span, context) is None:
            return None
    return Compare(op, terms[0], terms[1], span=span)


def _same_truths(one: Term, other: Term, span: Span) -> Term:
    for constant, term in ((one, other), (other, one)):
        if isinstance(constant, TruthConstant):
            return term if constant.value else opposite(term)
    both, neither = And((one, other), span=span), And((opposite(one), opposite(other)), span=span)
    return Or((both, neither), span=span)


def _same_sets(one: Typed, other: Typed, domain: EnumType, span: Span) -> Term:
    if isinstance(one.term, SetConstant):
        one, other = other, one
    tests: list[Term] = []
    for code in domain.codes:
        inside = Member(AtomConstant(code, span=span), one.term, domain, span=span)
        if isinstance(other.term, SetConstant):
            tests.append(inside if code in other.term.members else Not(inside, span=span))
        else:
            tests.append(_same_truths(inside, Member(AtomConstant(code, span=span), other.term, domain, span=span), span))
    return And(tuple(tests), span=span)


def order(op: str, left: Typed, right: Typed, spans: tuple[Span, Span], span: Span, context: Context) -> Term | None:
    """The truth that two values stand in that order; `op` is lt, le, gt or ge."""
    same = alike((left, right), spans, span, context)
    if same is None:
        return None
    one, other = same
    if isinstance(one.type, EnumType) and one.type.ordered:
        return Compare(op, _rank(one, one.type), _rank(other, one.type), span=span)
    if isinstance(one.type, DateType | InstantType):
        return Compare(op, one.term, other.term, span=span)
    if is_numeric(one.type):
        if settled(one, spans[0], context) is None or settled(other, spans[1], context) is None:
            return None
        return _numbers(op, one, other, span, context)
    what, said = describe(one.type), whose(spans[0], context)
    if isinstance(one.type, EnumType):
        context.error(
            "unordered",
            span,
            f"{said.zh}是{what.zh}，这些值之间没有声明高低",
            f"{said.en} is {what.en}, and nothing says which of these is more",
            f"在 `type {one.type.id}` 里用 `<` 从低到高连接各值，或改用 `is`、`in`",
            f"join the values with `<` in `type {one.type.id}`, least first, or use `is` or `in`",
        )
    else:
        zh, en = f"{said.zh}是{what.zh}，不分大小先后", f"{said.en} is {what.en}, which has no order"
        context.error("unordered", span, zh, en)
    return None


def _rank(value: Typed, type: EnumType) -> Term:
    if isinstance(value.term, AtomConstant):
        return QuantityConstant(type.rank(value.term.value), span=value.term.span)
    return Rank(plain(value).term, type, span=value.term.span)


# --- ranges ----------------------------------------------------------------------------------


def between(expr: tree.Between, context: Context) -> Term | None:
    """`x between A and B`, `x in A .. B`: both bounds included. A weekend as a bound counts whole."""
    low, high, operand = expr.low, expr.high, expr.operand
    value = context.value(operand)
    ends = None if value is None else (_end(low, value, 0, context), _end(high, value, 1, context))
    if value is None or ends is None or ends[0] is None or ends[1] is None:
        return None
    above = order("ge", value, ends[0], (operand.span, low.span), expr.span, context)
    both = Span(low.span.line, low.span.column, high.span.end_line, high.span.end_column)
    if above is None or not bounds_in_order(ends[0], ends[1], both, context):
        return None
    below = order("le", value, ends[1], (operand.span, high.span), expr.span, context)
    return None if below is None else And((above, below), span=expr.span)


def bounds_in_order(low: Typed, high: Typed, span: Span, context: Context) -> bool:
    """Whether two bounds that are written out are the right way round; reported where they are not."""
    if not isinstance(low.term, QuantityConstant) or not isinstance(high.term, QuantityConstant):
        return True
    if low.term.value * high.denominator <= high.term.value * low.denominator:
        return True
    zh, en = "下限大于上限，什么都不会落在里面", "the lower bound is above the upper: nothing lies between them"
    context.error("bounds-reversed", span, zh, en, "把两个对调", "swap the two")
    return False


def _end(expr: tree.Expr, value: Typed, which: int, context: Context) -> Typed | None:
    if isinstance(expr, tree.CalendarWords):
        days = calendar_days(expr, context)
        return None if days is None else Typed(QuantityConstant(days[which], span=expr.span), DAY)
    return like(expr, value, context)


# --- membership ------------------------------------------------------------------------------


def membership(expr: tree.Membership, context: Context) -> Term | None:
    """`x in (a, b)`, `x in S`, `x in second weekend of …`."""
    value = context.value(expr.operand)
    if value is None:
        return None
    if isinstance(value.type, SetType):
        words = context.words(expr.operand.span)
        unexpected(value, value.type.element, expr.operand.span, context, f"写成 `{words} contains …`", f"write `{words} contains …`")
        return None
    tests = [_one_of(value, choice, expr, context) for choice in expr.choices]
    known = [test for test in tests if test is not None]
    if len(known) < len(tests) or not known:
        return None
    either = known[0] if len(known) == 1 else Or(tuple(known), span=expr.span)
    return opposite(either) if expr.negated else either


def _one_of(value: Typed, choice: tree.Expr, expr: tree.Membership, context: Context) -> Term | None:
    spans = (expr.operand.span, choice.span)
    if isinstance(choice, tree.CalendarWords):
        return between(tree.Between(expr.span, expr.operand, choice, choice), context)
    catalog = written(choice)
    if isinstance(value.type, ItemType) and catalog in context.symbols.catalog_type.codes and not is_name(choice, context):
        zh, en = f"`{catalog}` 是目录，不是项目", f"`{catalog}` is a catalog, not an item"
        context.error("catalog-not-item", choice.span, zh, en, f"写成 `catalog is {catalog}`", f"write `catalog is {catalog}`")
        return None
    found = like(choice, value, context)
    if found is None:
        return None
    if isinstance(found.type, SetType):
        element = Typed(value.term, found.type.element)
        if alike((value, element), spans, expr.span, context) is None:
            return None
        return Member(plain(value).term, found.term, value.type if isinstance(value.type, EnumType) else None, span=expr.span)
    if not expr.listed:
        zh, en = "`in` 后面要写一组值", "`in` takes a set, a range or values in brackets"
        context.error("not-a-set", choice.span, zh, en, "只有一个值时写 `is`", "write `is` for a single value")
        return None
    return equality(value, found, spans, expr.span, context)


def _contains(expr: tree.Compare, context: Context) -> Term | None:
    holder = context.value(expr.left)
    if holder is None:
        return None
    if not isinstance(holder.type, SetType):
        said = context.symbols.diagnostics.file.words
        is_ = f"{said(expr.left.span)} is {said(expr.right.span)}" if len(members(expr.right)) == 1 else f"{said(expr.left.span)} in …"
        help_zh = f"`contains` 只用于一组值；这里只有一个值，写成 `{is_}`"
        help_en = f"only a set `contains` something; of a single value write `{is_}`"
        unexpected(holder, SetType(holder.type), expr.left.span, context, help_zh, help_en)
        return None
    element = holder.type.element
    tests: list[Term] = []
    for part in members(expr.right):
        value = context.value(part, element)
        atom = None if value is None else coerce(value, element, part.span, context)
        if atom is None:
            return None
        tests.append(Member(atom.term, holder.term, element if isinstance(element, EnumType) else None, span=expr.span))
    return tests[0] if len(tests) == 1 else And(tuple(tests), span=expr.span)


# --- given and listed ------------------------------------------------------------------------


def given(expr: tree.Given, context: Context) -> Term | None:
    """`x is given`: whether the application as it stands states the fact."""
    fact = fact_of(expr.operand, context)
    if fact is None:
        return None
    term = IsGiven(fact, span=expr.span)
    return opposite(term) if expr.negated else term


def stated(expr: tree.IsStated, context: Context) -> Term | None:
    """`x is stated`: the application has to state the fact; while it does not, that is waited for."""
    fact = fact_of(expr.operand, context)
    return None if fact is None else Stated(fact, span=expr.span)


def fact_of(expr: tree.Expr, context: Context) -> Fact | RowFact | None:
    """The fact that a path names; anything else is reported."""
    value = context.value(expr) if not isinstance(expr, tree.Path) or find(expr, context) is None else find(expr, context)
    if not isinstance(value, Typed):
        return None
    if isinstance(value.term, Fact | RowFact):
        return value.term
    said = whose(expr.span, context)
    zh, en = f"{said.zh}不是申请中填写的事实", f"{said.en} is not a fact that an application states"
    context.error("not-a-fact", expr.span, zh, en, "只能对声明的 `fact` 这样问", "only a declared `fact` can be asked for")
    return None


def listed(expr: tree.Listed, context: Context) -> Term | None:
    """`item is listed`: whether the selection's item is in a catalog."""
    value = context.value(expr.operand)
    if value is None:
        return None
    if not (isinstance(value.type, ItemType) and isinstance(value.term, RowFact)):
        unexpected(value, ItemType(), expr.operand.span, context, "写成 `item is listed`", "write `item is listed`")
        return None
    term = ItemListed(value.term.row, span=expr.span)
    return opposite(term) if expr.negated else term
