"""Truths over rows: counting, any, no, every, no two; and the rows themselves."""

from __future__ import annotations

from evalpolicy.core import terms as t
from evalpolicy.core.references import subterms
from evalpolicy.language.expression.comparisons import opposite, order
from evalpolicy.language.expression.context import Context, suggestion
from evalpolicy.language.expression.conversion import NUMBER, coerce, finish, plain
from evalpolicy.language.expression.describe import unexpected
from evalpolicy.language.expression.names import lists
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.types import EnumType, ItemType, ListType, ResidentIdType, SetType, TextsType, TextType, YesNoType
from evalpolicy.syntax import tree

# --- rows ------------------------------------------------------------------------------------


def rows_of(rows: tree.Rows, context: Context) -> tuple[t.Rows, Context] | None:
    """The collection that a quantity goes over, and the context inside it."""
    place = _collection(rows.path, context)
    if place is None:
        return None
    owner, name, kind = place
    row = context.symbols.fresh_row(kind, None if rows.alias is None else rows.alias.text)
    return t.Rows(owner, name, row.variable, span=rows.span), context.inside(row)


def _collection(path: tree.Path, context: Context) -> tuple[str, str, str] | None:
    """Owner and name of the collection, and the kind of its rows."""
    symbols, names = context.symbols, [part.text for part in path.parts]
    if names in (["selection"], ["application", "selection"]):
        return "application", "selections", "selection"
    owners = names[:-1] or [owner for owner in (context.scope.owner, "applicant", "application") if owner is not None]
    name = names[-1]
    for owner in owners if len(names) <= 2 else []:
        if name in ("files", "file") and symbols.steps.get(owner):
            return owner, "files", "file"
        fact = symbols.facts.get((owner, name))
        if fact is not None and isinstance(fact.type, ListType):
            return (owner, name, fact.type.record) if fact.type.record in symbols.records else None
        if f"{owner}.{name}" in symbols.broken or owner in symbols.broken:
            return None
        if fact is not None:
            zh, en = f"`{path.dotted}` 不是一份清单", f"`{path.dotted}` is not a list"
            context.error("not-rows", path.span, zh, en, *_available(path.dotted, context))
            return None
    if path.dotted in symbols.broken:
        return None
    zh, en = f"没有 `{path.dotted}` 这样可以逐行清点的清单", f"there is no list `{path.dotted}` to go over"
    context.error("not-rows", path.span, zh, en, *_available(path.dotted, context))
    return None


def _available(name: str, context: Context) -> tuple[str, str]:
    known = lists(context)
    same = [path for path, kind in known.items() if name in (kind, path.rpartition(".")[2])]
    if same:
        return f"写成 `{same[0]}`", f"write `{same[0]}`"
    return suggestion(name, known, "清单", "lists")


def condition(where: tree.Expr | None, rows: t.Rows, inner: Context) -> t.Term | None:
    """The `where` of a quantity; always true where there is none."""
    if where is None:
        return t.TruthConstant(True, span=rows.span)
    term = inner.truth(where)
    if term is None or not _reaches_too_far(term, rows, inner):
        return term
    return None


def _reaches_too_far(term: t.Term, rows: t.Rows, inner: Context) -> bool:
    """Report a quantity of its own that a `where` has taken in: `at most 1 selection where A and at most 1 selection where B`."""
    for operand in term.operands if isinstance(term, t.And | t.Or) else ():
        if _is_quantity(operand) and not _mentions(operand, rows.variable):
            words = inner.words(operand.span)
            inner.error(
                "where-too-far",
                operand.span,
                f"`where` 一直管到行尾，`{words}` 也被当成了前面那份清单的条件",
                f"a `where` reaches to the end of the line: `{words}` has become part of the condition before it",
                "用括号把前面的整个数量条件括起来，如 `(at most 1 selection where …) and …`",
                "put brackets around the quantity before it: `(at most 1 selection where …) and …`",
            )
            return True
    return False


def _is_quantity(term: t.Term) -> bool:
    match term:
        case t.AnyRow() | t.EveryRow() | t.NoTwoShare():
            return True
        case t.Not(operand=operand):
            return _is_quantity(operand)
        case t.Compare(left=t.Count() | t.Sum() | t.Extreme() | t.BestSum() | t.Distinct() | t.CoveredMonths()):
            return True
        case _:
            return False


def _mentions(term: t.Term, variable: str) -> bool:
    waiting = [term]
    while waiting:
        found = waiting.pop()
        match found:
            case t.RowFact(row=row) | t.ItemColumn(row=row) | t.ItemListed(row=row) | t.Defined(row=row) if row == variable:
                return True
        waiting.extend(subterms(found))
    return False


# --- truths over rows ------------------------------------------------------------------------


def counting(expr: tree.Counting, context: Context) -> t.Term | None:
    """`at most N ROWS where C`."""
    limit = context.value(expr.limit, NUMBER)
    found = rows_of(expr.rows, context)
    where = None if found is None else condition(expr.where, found[0], found[1])
    if limit is None or found is None or where is None:
        return None
    if isinstance(expr.limit, tree.Number) and expr.limit.value.denominator > 1:
        zh, en = "个数要是整数", "a count is a whole number"
        context.error("not-whole", expr.limit.span, zh, en, "写一个没有小数的数", "write a number without decimals")
        return None
    number = Typed(t.Count(found[0], where, span=expr.span), NUMBER)
    if expr.op == "eq":
        whole = coerce(limit, NUMBER, expr.limit.span, context)
        return None if whole is None else t.Compare("eq", number.term, whole.term, span=expr.span)
    return order(expr.op, number, limit, (expr.rows.span, expr.limit.span), expr.span, context)


def quantified(expr: tree.Quantified, context: Context) -> t.Term | None:
    """`any ROWS where C`, `no ROWS where C`, `every ROWS where C has D`."""
    found = rows_of(expr.rows, context)
    if found is None:
        return None
    rows, inner = found
    where = condition(expr.where, rows, inner)
    if expr.quantifier != "every":
        return None if where is None else _any(expr, rows, where)
    assert expr.has is not None, "the grammar gives every `every` its `has`"
    has = inner.truth(expr.has)
    return None if where is None or has is None else t.EveryRow(rows, where, has, span=expr.span)


def _any(expr: tree.Quantified, rows: t.Rows, where: t.Term) -> t.Term:
    some = t.AnyRow(rows, where, span=expr.span)
    return some if expr.quantifier == "any" else opposite(some)


def no_two_share(expr: tree.NoTwoShare, context: Context) -> t.Term | None:
    """`no two ROWS where C share X`."""
    found = rows_of(expr.rows, context)
    if found is None:
        return None
    rows, inner = found
    where, key = condition(expr.where, rows, inner), inner.value(expr.key)
    if where is None or key is None:
        return None
    match key.type:
        case EnumType() | ItemType() | TextType() | ResidentIdType():
            return t.NoTwoShare(rows, where, plain(key).term, span=expr.span)
        case YesNoType() | SetType() | TextsType() | ListType():
            unexpected(key, TextType(), expr.key.span, context, "`share` 后面写要比较的一项", "`share` takes one thing to compare")
            return None
        case _:
            finished = finish(key, expr.key.span, context)
            return None if finished is None else t.NoTwoShare(rows, where, finished.term, key_is_quantity=True, span=expr.span)
