"""Which tables are known to be complete: for every combination of stated facts, some row's condition holds.

Found with the reference engine itself, on facts made up for the purpose, so that there is no second meaning of a cell. A table whose columns have
too many combinations, or values without a finite list of interesting points, is taken to be incomplete, which only widens bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, product

from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.classes import evolve, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Facts, Placement, Row, Value, fact_pointer
from evalpolicy.core.references import subterms
from evalpolicy.core.turning import turning_points
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import AmountType, DateType, EnumType, InstantType, NumberType, SetType, YesNoType

MOST_COMBINATIONS = 20_000


@frozen
class _Column:
    """A fact that the conditions read, and the values worth trying."""

    fact: t.Fact | t.RowFact
    values: tuple[Value, ...]


def with_complete_tables(model: PolicyModel) -> PolicyModel:
    """The policy with its complete tables marked."""
    changed = {
        name: evolve(definition, term=evolve(definition.term, complete=True))
        for name, definition in model.definitions.items()
        if isinstance(definition.term, t.Case) and is_complete(definition.term, model)
    }
    return evolve(model, definitions={**model.definitions, **changed}) if changed else model


def is_complete(table: t.Case, model: PolicyModel) -> bool:
    """Whether some row surely matches whatever the facts are, once they are stated."""
    terms = list(_walk(*(row.condition for row in table.rows)))
    columns = _columns(terms, model)
    if columns is None:
        return False
    size = 1
    for column in columns:
        size *= len(column.values)
        if size > MOST_COMBINATIONS:
            return False
    return all(_some_row_holds(table, model, columns, values) for values in product(*(column.values for column in columns)))


def _walk(*roots: t.Term) -> Iterator[t.Term]:
    open_ = list(roots)
    while open_:
        term = open_.pop()
        yield term
        open_.extend(subterms(term))


def _columns(terms: list[t.Term], model: PolicyModel) -> list[_Column] | None:
    """The facts that the terms read; None where one has no finite list of interesting values."""
    constants = sorted({term.value for term in terms if isinstance(term, t.QuantityConstant)})
    found: dict[t.Term, _Column] = {}
    for term in terms:
        if isinstance(term, t.ItemColumn | t.ItemListed | t.Parameter | t.Defined | t.Rows | t.ReadingIs | t.Unsettled | t.BirthDate):
            return None
        if isinstance(term, t.Compare) and not (_plain(term.left) and isinstance(term.right, t.QuantityConstant)):
            return None
        if isinstance(term, t.Fact | t.RowFact) and term not in found:
            values = _values(term, constants, model)
            if values is None:
                return None
            found[term] = _Column(term, values)
    return list(found.values())


def _plain(term: t.Term) -> bool:
    """Whether it is a fact, its day, or one of a few values, and not what is worked out."""
    match term:
        case t.DayOf(instant=part) | t.InstantOf(day=part):
            return isinstance(part, t.Fact | t.RowFact)
    return isinstance(term, t.Fact | t.RowFact | t.Rank | t.SetSize)


def _values(fact: t.Fact | t.RowFact, constants: list[int], model: PolicyModel) -> tuple[Value, ...] | None:
    match fact.type:
        case YesNoType():
            return (True, False)
        case EnumType(codes=codes):
            return codes
        case SetType(element=EnumType(codes=codes)):
            declared = model.fact("selection" if isinstance(fact, t.RowFact) else fact.owner, fact.name)
            least = 1 if declared is not None and declared.never_empty else 0
            return tuple(frozenset(s) for s in chain.from_iterable(combinations(codes, n) for n in range(least, len(codes) + 1)))
        case NumberType() | AmountType() | DateType() | InstantType():
            # Conditions compare with constants only: between two neighbours nothing changes.
            return tuple(turning_points(constants, fact.type, model.timezone)) or (0,)
        case _:
            return None


def _some_row_holds(table: t.Case, model: PolicyModel, columns: list[_Column], values: tuple[Value, ...]) -> bool:
    stated = {(c.fact.owner, c.fact.name): value for c, value in zip(columns, values, strict=True) if isinstance(c.fact, t.Fact)}
    of_row = {c.fact.name: value for c, value in zip(columns, values, strict=True) if isinstance(c.fact, t.RowFact)}
    row = Row("", of_row, Placement.LISTED)
    explicit = frozenset([*(f"/{name}" for name in of_row), *(fact_pointer(owner, name) for owner, name in stated)])
    facts = Facts(stated, {}, frozenset(), {}, None, explicit, ())
    meaning = ScalarMeaning(model, Scalar(model, facts, {}), {}, {"selection": row})
    return any(meaning.truth(case_row.condition).holds for case_row in table.rows)
