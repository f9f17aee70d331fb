"""What a name means: the row first, then the rows around it, the step itself, the applicant, the application, definitions, parameters,
readings, events and steps."""

from __future__ import annotations

from enum import Enum

from evalpolicy.classes import evolve
from evalpolicy.core.terms import (
    BirthDate,
    Case,
    Defined,
    Fact,
    If,
    ItemColumn,
    OutcomeIs,
    Parameter,
    QuantityConstant,
    ReadingIs,
    RowFact,
    StatusIs,
    Term,
)
from evalpolicy.language.expression.context import Context
from evalpolicy.language.expression.typed import Choice, Typed
from evalpolicy.language.model import FactDef
from evalpolicy.language.symbols import RowScope
from evalpolicy.language.types import (
    MOST_BYTES,
    AmountType,
    DateType,
    EnumType,
    EnumValue,
    InstantType,
    ItemType,
    ListType,
    NumberType,
    ResidentIdType,
    TextType,
    Type,
)
from evalpolicy.source import Span
from evalpolicy.syntax import tree

FILE_FACTS: dict[str, Type] = {
    "path": TextType(),
    "folder": TextType(),
    "stem": TextType(),
    "extension": TextType(),
    "format": TextType(),
    "size": NumberType(0, MOST_BYTES, 0),
}
OUTCOMES = EnumType(
    "outcome",
    "结论",
    (
        EnumValue("accepted", "通过"),
        EnumValue("rejected", "不通过"),
        EnumValue("undetermined", "无法判定"),
        EnumValue("pending", "待补充"),
    ),
)
STATUSES = EnumType(
    "status",
    "状态",
    (
        EnumValue("satisfied", "满足"),
        EnumValue("violated", "违反"),
        EnumValue("undetermined", "无法判定"),
        EnumValue("pending", "待补充"),
        EnumValue("not_applicable", "不适用"),
    ),
)


class Silent(Enum):
    """A name that is known, but whose declaration is wrong: that was reported there."""

    BROKEN = "broken"


Found = Typed | Silent | None


def value_type(expr: tree.Expr, context: Context) -> EnumType | None:
    """The type that a word by itself is a value of, where it can be nothing else; of a choice, that of one of its branches."""
    if isinstance(expr, tree.Conditional):
        return value_type(expr.then, context) or value_type(expr.otherwise, context)
    if not isinstance(expr, tree.Path) or len(expr.parts) > 1 or find(expr, context) is not None:
        return None
    types = [type_ for type_ in context.symbols.types.values() if type_.named(expr.dotted) is not None]
    return types[0] if len(types) == 1 else None


def find(path: tree.Path, context: Context) -> Found:
    """What a path means, without a word where it means nothing."""
    names = [part.text for part in path.parts]
    found: Found = None
    rest: list[str] = []
    for length in range(min(len(names), 2), 0, -1):
        found = _pair(names[0], names[1], path.span, context) if length == 2 else _single(names[0], path.span, context)
        if found is not None:
            rest = names[length:]
            break
    for name in rest:
        if not isinstance(found, Typed):
            return found
        found = _member(found, name, path.span, context)
    return found


def is_name(expr: tree.Expr, context: Context) -> bool:
    """Whether an expression is a path that means something by itself (and not only as a value of some type)."""
    return isinstance(expr, tree.Path) and find(expr, context) is not None


def _from_definition(name: str, span: Span, context: Context) -> Found:
    definition = context.symbols.definition(name)
    if definition is None:
        return Silent.BROKEN
    typed = _typed(Defined(name, definition.type, span=span), definition.type, context)
    return evolve(typed, bare=isinstance(typed.type, NumberType) and _is_figure(definition.term, context))


def _is_figure(term: Term, context: Context) -> bool:
    """Whether a definition only chooses between figures that the author wrote: they may stand for money."""
    waiting = [term]
    while waiting:
        match waiting.pop():
            case QuantityConstant():
                pass
            case If(then=then, otherwise=otherwise):
                waiting += [then, otherwise]
            case Case(rows=rows):
                waiting += [row.value for row in rows]
            case _:
                return False
    return True


def _typed(term: Fact | RowFact | Parameter | Defined | ItemColumn, type: Type, context: Context) -> Typed:
    match type:
        case NumberType(decimals=decimals):
            return Typed(term, type, 10**decimals)
        case AmountType():
            return Typed(term, type, int(10**context.symbols.minor_digits))
        case _:
            return Typed(term, type)


def _fact(fact: FactDef, span: Span, context: Context) -> Typed:
    return _typed(Fact(fact.owner, fact.name, fact.type, span=span), fact.type, context)


def _single(name: str, span: Span, context: Context) -> Found:
    symbols, scope = context.symbols, context.scope
    for row in scope.rows:
        found = _of_row(row, name, span, context)
        if found is not None:
            return found
    for owner in ([] if scope.owner is None else [scope.owner]) + ["applicant", "application"]:
        found = _of_owner(owner, name, span, context)
        if found is not None:
            return found
    if name in symbols.broken:
        return Silent.BROKEN
    if name in symbols.defines:
        return _from_definition(name, span, context) if symbols.defines[name] is None else None
    if name in symbols.parameters:
        parameter = symbols.parameters[name]
        return _typed(Parameter(name, parameter.type, span=span), parameter.type, context)
    if name in symbols.readings:
        reading = symbols.readings[name]
        values = tuple(EnumValue(option.id, option.label) for option in reading.options)
        tests = tuple((option.id, ReadingIs(name, option.id, span=span)) for option in reading.options)
        return Typed(Choice(tests, span=span), EnumType(f"reading {name}", reading.question, values))
    if name in symbols.events:
        return _from_definition(f"event.{name}", span, context)
    if name == "fee" and symbols.fees:
        return _from_definition("fee.total", span, context)
    if name in symbols.steps:
        return _of_owner(name, "at", span, context)
    if name == "outcome" and scope.invariant:
        return Typed(Choice(tuple((code, OutcomeIs(code, span=span)) for code in OUTCOMES.codes), span=span), OUTCOMES)
    return None


def _pair(head: str, name: str, span: Span, context: Context) -> Found:
    symbols, scope = context.symbols, context.scope
    row = scope.aliased(head) or scope.row(head)
    if row is not None:
        return _of_row(row, name, span, context, named=True)
    if f"{head}.{name}" in symbols.broken:
        return Silent.BROKEN
    if head in ("applicant", "application") or head in symbols.steps:
        return _of_owner(head, name, span, context)
    if head == "fee" and name in symbols.fees:
        return _from_definition(f"fee.{name}.total", span, context)
    if head == "outcome" and scope.invariant and name in symbols.steps:
        return Typed(Choice(tuple((code, OutcomeIs(code, name, span=span)) for code in OUTCOMES.codes), span=span), OUTCOMES)
    if head == "status" and scope.invariant and name in symbols.rules:
        tests = tuple((code, StatusIs(name, code, span=span)) for code in STATUSES.codes)
        return Typed(Choice(tests, span=span), STATUSES)
    return None


def _of_row(row: RowScope, name: str, span: Span, context: Context, named: bool = False) -> Found:
    """A fact, field or definition of a row. `named`: the row is named beside it, as `selection.fee` must."""
    symbols = context.symbols
    if f"{row.kind}.{name}" in symbols.broken:
        return Silent.BROKEN
    type_: Type | None = None
    if row.kind == "selection":
        fact = symbols.facts.get(("selection", name))
        type_ = {"item": ItemType(), "catalog": symbols.catalog_type}.get(name, None if fact is None else fact.type)
        if named and name == "fee" and symbols.fees:
            definition = symbols.definition("selection.fee")
            return Silent.BROKEN if definition is None else _row_definition(row, "selection.fee", definition.type, span, context)
    elif row.kind == "file":
        type_ = FILE_FACTS.get(name)
    else:
        record = symbols.records.get(row.kind)
        field = None if record is None else record.fields.get(name)
        type_ = None if field is None else field.type
    if type_ is not None:
        return _typed(RowFact(row.variable, name, type_, row.kind, span=span), type_, context)
    if symbols.defines.get(name) == row.kind:
        definition = symbols.definition(name)
        return Silent.BROKEN if definition is None else _row_definition(row, name, definition.type, span, context)
    return None


def _row_definition(row: RowScope, name: str, type: Type, span: Span, context: Context) -> Typed:
    return _typed(Defined(name, type, row.variable, span=span), type, context)


def _of_owner(owner: str, name: str, span: Span, context: Context) -> Found:
    symbols = context.symbols
    fact = symbols.facts.get((owner, name))
    if fact is not None:
        return _fact(fact, span, context)
    if f"{owner}.{name}" in symbols.broken or owner in symbols.broken:
        return Silent.BROKEN
    if name == "at" and owner in symbols.steps:
        return Typed(Fact(owner, "at", InstantType(), span=span), InstantType())
    return None


def _member(of: Typed, name: str, span: Span, context: Context) -> Found:
    """`item.COLUMN` of a selection's item, `ID.birth_date` of a resident id."""
    symbols = context.symbols
    if isinstance(of.type, ResidentIdType) and name == "birth_date":
        return Typed(BirthDate(of.term, span=span), DateType())
    if isinstance(of.type, ItemType) and isinstance(of.term, RowFact):
        column = symbols.columns.get(name)
        if column is not None:
            return _typed(ItemColumn(of.term.row, name, column.type, span=span), column.type, context)
        if f"item.{name}" in symbols.broken:
            return Silent.BROKEN
    return None


def lists(context: Context) -> dict[str, str]:
    """What a quantity can go over, with the kind of its rows."""
    symbols = context.symbols
    declared = {f"{owner}.{name}": fact.type.record for (owner, name), fact in symbols.facts.items() if isinstance(fact.type, ListType)}
    return {"selection": "selection", **declared, **{f"{step}.files": "file" for step, takes in symbols.steps.items() if takes}}
