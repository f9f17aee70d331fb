"""Which tables are known to be complete: for every combination of stated facts, some row's condition holds.

Found with the reference engine itself, on values made up for the purpose, so that there is no second meaning of a cell. A table whose columns have
too many combinations, or values without a finite list of interesting points, is taken to be incomplete, which only widens bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import chain, combinations
from operator import and_
from typing import TypeAlias

from evalpolicy.backends.scalar import ScalarMeaning
from evalpolicy.classes import define, evolve, field
from evalpolicy.core import terms as t
from evalpolicy.core.closed import closed_meaning
from evalpolicy.core.references import subterms
from evalpolicy.core.sorts import bounds
from evalpolicy.core.substitute import substitute
from evalpolicy.core.turning import turning_points
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.points import MOST_STEPS, Places, Point, PointTests, all_places, rows_by_point
from evalpolicy.language.types import AmountType, DateType, EnumType, InstantType, NumberType, SetType, YesNoType

FactTerm: TypeAlias = "t.Fact | t.RowFact"
LARGEST_SET = 14
"""Members of an enumeration whose sets are all tried."""


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
    tests = [_conjuncts(row.condition) for row in table.rows]
    columns = _columns(list(dict.fromkeys(chain.from_iterable(tests))), model)
    return columns is not None and _Search.of(columns, tests, model).covered(0, list(range(len(tests))), ())


@define
class _Search:
    """Goes through the values of the facts, keeping the rows that hold so far.

    `accepted`: by fact, at which of its points each row holds; `open`: what each row asks of several facts at once.
    """

    facts: Sequence[FactTerm]
    points: Sequence[Sequence[Point]]
    accepted: Sequence[Sequence[Places]]
    open: Sequence[Sequence[t.Term]]
    model: PolicyModel
    _meaning: ScalarMeaning = field(init=False)
    _steps: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self._meaning = closed_meaning(self.model)

    @classmethod
    def of(cls, columns: dict[FactTerm, list[Point]], tests: list[list[t.Term]], model: PolicyModel) -> _Search:
        """The search over a table whose rows each ask several things."""
        accepted = []
        reading = [[(test, _facts(test)) for test in row] for row in tests]
        for fact, points in columns.items():
            asked = PointTests(fact, fact.type, points, model)
            of_fact = ([test for test, read in row if read == {fact}] for row in reading)
            accepted.append([reduce(and_, map(asked.accepted, row), all_places(len(points))) for row in of_fact])
        open_ = [[test for test, read in row if len(read) != 1] for row in reading]
        return cls(list(columns), list(columns.values()), accepted, open_, model)

    def covered(self, place: int, rows: list[int], values: tuple[Point, ...]) -> bool:
        """Whether some of `rows` holds whatever the facts from `place` on are; the others have these values."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            return False
        if place == len(self.facts):
            return self._some_holds(rows, values)
        found = rows_by_point(rows, self.accepted[place])
        if len(found) < len(self.points[place]):
            return False
        seen: set[tuple[int, ...]] = set()
        for point, several in found.items():
            # Where rows ask nothing of several facts, what comes of the same rows is the same.
            alike = not any(self.open[row] for row in several)
            if alike and tuple(several) in seen:
                continue
            seen.add(tuple(several))
            if not self.covered(place + 1, several, (*values, self.points[place][point])):
                return False
        return True

    def _some_holds(self, rows: list[int], values: tuple[Point, ...]) -> bool:
        if not all(self.open[row] for row in rows):
            return True
        stated: dict[t.Term, t.Term] = {}
        for fact, point in zip(self.facts, values, strict=True):
            assert point.constant is not None
            stated |= {t.IsGiven(fact): t.TruthConstant(True), fact: point.constant}
        return any(all(self._meaning.truth(substitute(test, stated)).holds for test in self.open[row]) for row in rows)


def _conjuncts(condition: t.Term) -> list[t.Term]:
    return [part for operand in condition.operands for part in _conjuncts(operand)] if isinstance(condition, t.And) else [condition]


def _facts(test: t.Term) -> set[FactTerm]:
    return {term for term in _walk(test) if isinstance(term, t.Fact | t.RowFact)}


def _walk(*roots: t.Term) -> Iterator[t.Term]:
    open_ = list(roots)
    while open_:
        term = open_.pop()
        yield term
        open_.extend(subterms(term))


def _columns(tests: list[t.Term], model: PolicyModel) -> dict[FactTerm, list[Point]] | None:
    """The facts that the tests read, each with the values worth trying; None where one has no finite list of them."""
    terms = list(dict.fromkeys(_walk(*tests)))
    constants = sorted({term.value for term in terms if isinstance(term, t.QuantityConstant)})
    found: dict[FactTerm, list[Point]] = {}
    for term in terms:
        if isinstance(term, t.ItemColumn | t.ItemListed | t.Parameter | t.Defined | t.Rows | t.ReadingIs | t.Unsettled | t.BirthDate):
            return None
        if isinstance(term, t.Compare) and not (_plain(term.left) and isinstance(term.right, t.QuantityConstant)):
            return None
        if isinstance(term, t.Fact | t.RowFact):
            values = _values(term, constants, model)
            if values is None:
                return None
            found[term] = [Point("", value) for value in values]
    return found


def _plain(term: t.Term) -> bool:
    """Whether it is a fact, its day, or one of a few values, and not what is worked out."""
    match term:
        case t.DayOf(instant=part) | t.InstantOf(day=part):
            return isinstance(part, t.Fact | t.RowFact)
    return isinstance(term, t.Fact | t.RowFact | t.Rank | t.SetSize)


def _values(fact: FactTerm, constants: list[int], model: PolicyModel) -> list[t.Term] | None:
    match fact.type:
        case YesNoType():
            return [t.TruthConstant(True), t.TruthConstant(False)]
        case EnumType(codes=codes):
            return [t.AtomConstant(code) for code in codes]
        case SetType(element=EnumType(codes=codes)) if len(codes) <= LARGEST_SET:
            declared = model.fact("selection" if isinstance(fact, t.RowFact) else fact.owner, fact.name)
            least = 1 if declared is not None and declared.never_empty else 0
            sets = chain.from_iterable(combinations(codes, n) for n in range(least, len(codes) + 1))
            return [t.SetConstant(frozenset(each)) for each in sets]
        case NumberType() | AmountType() | DateType() | InstantType():
            # Conditions compare with constants only: between two neighbours nothing changes.
            low, high = bounds(fact.type)
            values = [value for value in turning_points(constants, fact.type, model.timezone) if low <= value <= high]
            return [t.QuantityConstant(value) for value in values or [low]]
        case _:
            return None
