"""What each core term means, once, for every back end.

`Meaning` walks a term and builds its value from the operations of an `Algebra`. It never looks into the back end's values, so the same walk
gives a Python value, generated code, a column expression or a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.aggregates import Aggregates
from evalpolicy.core.algebra import A, Algebra, Atom, AtomSet, B, Field, I, Quantity, R, S, Truth
from evalpolicy.core.sorts import bounds, sort_of
from evalpolicy.core.truth import TruthTables
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import (
    DateType,
    EnumType,
    Type,
)


@define
class Meaning(Generic[B, I, A, S, R]):
    """The meaning of the terms of one policy, in one world (an answer for each open reading), over one algebra.

    `rows` binds the row variables in scope. Values of definitions are kept, one for each row.
    """

    model: PolicyModel
    algebra: Algebra[B, I, A, S, R]
    world: Mapping[str, str]
    rows: dict[str, R] = field(factory=dict)
    logic: TruthTables[B, I, A, S, R] = field(init=False)
    aggregates: Aggregates[B, I, A, S, R] = field(init=False)
    _kept: dict[tuple[str, int | None], object] = field(factory=dict, init=False)
    _pinned: list[R] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self.logic = TruthTables(self.algebra)
        self.aggregates = Aggregates(self)

    # --- truths ----------------------------------------------------------------------------------

    def truth(self, term: t.Term) -> Truth[B]:
        """The meaning of a truth term."""
        a, logic = self.algebra, self.logic
        match term:
            case t.TruthConstant(value=constant):
                return logic.constant(constant)
            case t.Unsettled():
                return logic.unsettled()
            case t.And(operands=operands):
                return logic.conjunction([self.truth(operand) for operand in operands])
            case t.Or(operands=operands):
                return logic.disjunction([self.truth(operand) for operand in operands])
            case t.Not(operand=operand):
                return logic.negation(self.truth(operand))
            case t.Same(left=left, right=right):
                return self._same(left, right)
            case t.Member(atom=atom, set=members, domain=domain):
                return self._member(self.atom(atom), self.set(members), domain)
            case t.Compare(op=op, left=left, right=right):
                return logic.compare(op, self.quantity(left), self.quantity(right))
            case t.IsGiven(fact=fact):
                return logic.decided(self._explicit(fact))
            case t.Stated(fact=fact):
                return logic.known_or_pending(self._known(fact))
            case t.ItemListed(row=row):
                return a.item_listed(self.rows[row])
            case t.ReadingIs(reading=reading, option=option):
                return logic.constant(self._answer(reading) == option)
            case t.AnyRow() | t.EveryRow() | t.NoTwoShare():
                return self.aggregates.truth(term)
            case t.ClockPast(limit=limit):
                clock = Quantity(a.clock(), a.clock(), a.boolean(True))
                past = logic.compare("gt", clock, self.quantity(limit))
                return logic.conjunction([logic.decided(a.clock_known()), past])
            case t.OutcomeIs(outcome=outcome, through=None):
                return logic.decided(a.outcome_is(outcome))
            case t.OutcomeIs(outcome=outcome, through=str() as step):
                return logic.decided(self._outcome_through(step, outcome))
            case t.StatusIs(rule=rule, status=status):
                return logic.decided(a.status_is(rule, status))
            case t.If(condition=condition, then=then, otherwise=otherwise):
                return logic.choose(self.truth(condition), self.truth(then), self.truth(otherwise))
            case t.Case(rows=rows):
                result: Truth[B] = logic.unsettled()
                for case_row in reversed(rows):
                    result = logic.choose(self.truth(case_row.condition), self.truth(case_row.value), result)
                return result
            case t.Unstated():
                return logic.unsettled()
            case t.Fact() | t.RowFact():
                at, row_ = self._field(term)
                return logic.fact(self._known(term), a.read_boolean(at, row_))
            case t.ItemColumn(row=row, column=column):
                return a.item_truth(self.rows[row], column)
            case t.Parameter(name=name):
                return logic.fact(a.parameter_known(name), a.parameter_boolean(name))
            case t.Defined():
                truth = self._defined(term)
                assert isinstance(truth, Truth)
                return truth
            case _:
                raise AssertionError(f"not a truth term: {type(term).__name__}")

    def _answer(self, reading: str) -> str | None:
        # A world that names an adopted reading asks what another answer would change.
        adopted = self.model.readings[reading].adopted
        return adopted if adopted is not None and reading not in self.world else self.world[reading]

    def _outcome_through(self, step: str, outcome: str) -> B:
        """Whether the rules up to a step lead to an outcome."""
        a, last = self.algebra, self.model.process.index(step)
        judged = [rule.id for rule in self.model.rules.values() if rule.place <= last]
        # In the order in which they decide: what is found first is the outcome.
        before: list[B] = []
        for name, status in (("rejected", "violated"), ("undetermined", "undetermined"), ("pending", "pending")):
            some = a.any_of([a.status_is(rule, status) for rule in judged])
            if name == outcome:
                return a.all_of([*before, some])
            before.append(a.negate(some))
        return a.all_of(before)

    def _same(self, left: t.Term, right: t.Term) -> Truth[B]:
        a = self.algebra
        x, y = self.atom(left), self.atom(right)
        both = a.all_of([x.known, y.known])
        equal = a.same(x.value, y.value)
        excluded = [both, a.negate(equal)]
        impossible = a.all_of(excluded)
        for unknown, other in ((x, right), (y, left)):
            if unknown.may_be is not None and isinstance(other, t.AtomConstant):
                impossible = a.any_of([impossible, a.all_of([a.negate(unknown.known), a.negate(unknown.may_be(other.value))])])
        settles = a.all_of([x.settles, y.settles])
        return self.logic.decided_if(a.all_of([both, equal]), impossible, settles)

    def _member(self, atom: Atom[B, A], members: AtomSet[B, S], domain: EnumType | None) -> Truth[B]:
        a = self.algebra
        inside = a.contains(members.members, atom.value)
        doubtful = a.contains(members.doubtful, atom.value)
        both = a.all_of([atom.known, members.known])
        holds = a.all_of([both, inside])
        fails = a.all_of([both, a.negate(inside), a.negate(doubtful)])
        settles = a.all_of([atom.settles, members.settles, a.negate(a.all_of([both, doubtful]))])
        if domain is not None:
            codes = [a.atom(code) for code in domain.codes]
            in_each = [a.contains(members.members, code) for code in codes]
            doubt_each = [a.contains(members.doubtful, code) for code in codes]
            open_atom = a.all_of([a.negate(atom.known), members.known])
            holds = a.any_of([holds, a.all_of([open_atom, *in_each])])
            fails = a.any_of([fails, a.all_of([open_atom, a.negate(a.any_of([*in_each, *doubt_each]))])])
        return self.logic.decided_if(holds, fails, settles)

    # --- quantities ------------------------------------------------------------------------------

    def quantity(self, term: t.Term) -> Quantity[B, I]:
        """The meaning of a quantity term."""
        a = self.algebra
        match term:
            case t.QuantityConstant(value=value):
                return self._exact(a.integer(value))
            case t.Unstated(type=type_):
                least, most = bounds(type_)
                return Quantity(a.integer(least), a.integer(most), a.boolean(False))
            case t.Add(operands=operands):
                parts = [self.quantity(operand) for operand in operands]
                return Quantity(a.add([p.low for p in parts]), a.add([p.high for p in parts]), a.all_of([p.settles for p in parts]))
            case t.Multiply(operand=operand, factor=factor):
                q = self.quantity(operand)
                low, high = a.scale(q.low, factor), a.scale(q.high, factor)
                return Quantity(low, high, q.settles) if factor >= 0 else Quantity(high, low, q.settles)
            case t.Product(left=left, right=right):
                x, y = self.quantity(left), self.quantity(right)
                return Quantity(a.multiply(x.low, y.low), a.multiply(x.high, y.high), a.all_of([x.settles, y.settles]))
            case t.Divide(operand=operand, divisor=divisor, direction=direction):
                return self._monotone(self.quantity(operand), lambda value: a.divide(value, divisor, direction))
            case t.Least(operands=operands):
                parts = [self.quantity(operand) for operand in operands]
                return Quantity(a.least([p.low for p in parts]), a.least([p.high for p in parts]), a.all_of([p.settles for p in parts]))
            case t.Greatest(operands=operands):
                parts = [self.quantity(operand) for operand in operands]
                return Quantity(a.greatest([p.low for p in parts]), a.greatest([p.high for p in parts]), a.all_of([p.settles for p in parts]))
            case t.Rank(atom=atom, type=enum):
                ranked = self.atom(atom)
                rank = a.rank(ranked.value, enum)
                last = a.integer(len(enum.codes) - 1)
                return Quantity(a.choose(ranked.known, rank, a.integer(0)), a.choose(ranked.known, rank, last), ranked.settles)
            case t.SetSize(set=members, domain=domain):
                return self._set_size(self.set(members), domain)
            case t.Count() | t.Sum() | t.Extreme() | t.BestSum() | t.Distinct() | t.CoveredMonths():
                return self.aggregates.quantity(term)
            case t.DayOf(instant=instant):
                return self._monotone(self.quantity(instant), a.day_of)
            case t.InstantOf(day=day, time=time):
                return self._monotone(self.quantity(day), lambda value: a.instant_of(value, time))
            case t.AddMonths(day=day, months=months, direction=direction):
                return self._monotone(self.quantity(day), lambda value: a.add_months(value, months, direction))
            case t.AddWorkingDays(day=day, number=number):
                return self._monotone(self.quantity(day), lambda value: a.add_working_days(value, number))
            case t.FullUnits(start=start, end=end, months=months, direction=direction):
                s, e = self.quantity(start), self.quantity(end)
                shortest, longest = a.full_months(s.high, e.low, direction), a.full_months(s.low, e.high, direction)
                settles = a.all_of([s.settles, e.settles])
                return Quantity(a.divide(shortest, months, "down"), a.divide(longest, months, "down"), settles)
            case t.BirthDate(id=id_):
                resident = self.atom(id_)
                has, date = a.birth_date(resident.value)
                return self._fact_quantity(a.all_of([resident.known, has]), date, DateType(), resident.settles)
            case t.If(condition=condition, then=then, otherwise=otherwise):
                return self.logic.choose_quantity(self.truth(condition), self.quantity(then), self.quantity(otherwise))
            case t.Case(rows=rows, type=type_, complete=complete):
                nothing = self.quantity(t.Unstated(type_))
                stated = a.table_rows([(self.truth(row.condition), self.quantity(row.value)) for row in rows])
                return self.logic.table(stated, nothing, complete)
            case t.Fact(type=type_) | t.RowFact(type=type_):
                at, row_ = self._field(term)
                return self._fact_quantity(self._known(term), a.read_integer(at, row_), type_, a.boolean(True))
            case t.ItemColumn(row=row, column=column, type=type_):
                return a.item_quantity(self.rows[row], column, type_)
            case t.Parameter(name=name, type=type_):
                return self._fact_quantity(a.parameter_known(name), a.parameter_integer(name), type_, a.boolean(True))
            case t.Defined():
                quantity = self._defined(term)
                assert isinstance(quantity, Quantity)
                return quantity
            case _:
                raise AssertionError(f"not a quantity term: {type(term).__name__}")

    def _exact(self, value: I) -> Quantity[B, I]:
        return Quantity(value, value, self.algebra.boolean(True))

    def _monotone(self, q: Quantity[B, I], apply: Callable[[I], I]) -> Quantity[B, I]:
        return Quantity(apply(q.low), apply(q.high), q.settles)

    def _fact_quantity(self, known: B, value: I, type_: Type, settles: B) -> Quantity[B, I]:
        a = self.algebra
        low, high = bounds(type_)
        return Quantity(a.choose(known, value, a.integer(low)), a.choose(known, value, a.integer(high)), settles)

    def _set_size(self, members: AtomSet[B, S], domain: EnumType) -> Quantity[B, I]:
        a = self.algebra
        zero, one = a.integer(0), a.integer(1)
        codes = [a.atom(code) for code in domain.codes]
        sure = a.add([a.choose(a.contains(members.members, code), one, zero) for code in codes])
        doubt = a.add([a.choose(a.contains(members.doubtful, code), one, zero) for code in codes])
        low = a.choose(members.known, sure, zero)
        high = a.choose(members.known, a.add([sure, doubt]), a.integer(len(codes)))
        none_doubtful = a.at_most(doubt, zero)
        return Quantity(low, high, a.all_of([members.settles, a.any_of([a.negate(members.known), none_doubtful])]))

    # --- atoms and sets --------------------------------------------------------------------------

    def atom(self, term: t.Term) -> Atom[B, A]:
        """The meaning of an atom term."""
        a = self.algebra
        match term:
            case t.AtomConstant(value=value):
                return Atom(a.boolean(True), a.atom(value), a.boolean(True))
            case t.Concat(parts=parts):
                atoms = [self.atom(part) for part in parts]
                return Atom(a.all_of([p.known for p in atoms]), a.concat([p.value for p in atoms]), a.all_of([p.settles for p in atoms]))
            case t.RowFact(row=row, name="catalog"):
                return a.item_catalog(self.rows[row])
            case t.Fact() | t.RowFact():
                at, row_ = self._field(term)
                return Atom(self._known(term), a.read_atom(at, row_), a.boolean(True))
            case t.ItemColumn(row=row, column=column):
                return a.item_atom(self.rows[row], column)
            case t.Parameter(name=name):
                return Atom(a.parameter_known(name), a.parameter_atom(name), a.boolean(True))
            case t.Unstated():
                return Atom(a.boolean(False), a.atom(""), a.boolean(False))
            case t.If(condition=condition, then=then, otherwise=otherwise):
                return self.logic.choose_atom(self.truth(condition), self.atom(then), self.atom(otherwise))
            case t.Case(rows=rows):
                result: Atom[B, A] = Atom(a.boolean(False), a.atom(""), a.boolean(False))
                for case_row in reversed(rows):
                    result = self.logic.choose_atom(self.truth(case_row.condition), self.atom(case_row.value), result)
                return result
            case t.Defined():
                atom = self._defined(term)
                assert isinstance(atom, Atom)
                return atom
            case _:
                raise AssertionError(f"not an atom term: {type(term).__name__}")

    def set(self, term: t.Term) -> AtomSet[B, S]:
        """The meaning of a set term."""
        a = self.algebra
        nothing = a.atoms(frozenset())
        match term:
            case t.SetConstant(members=members, doubtful=doubtful):
                return AtomSet(a.boolean(True), a.atoms(members), a.atoms(doubtful), a.boolean(True))
            case t.Fact() | t.RowFact():
                at, row_ = self._field(term)
                return AtomSet(self._known(term), a.read_set(at, row_), nothing, a.boolean(True))
            case t.ItemColumn(row=row, column=column):
                return a.item_set(self.rows[row], column)
            case t.Parameter(name=name):
                return AtomSet(a.parameter_known(name), a.parameter_set(name), nothing, a.boolean(True))
            case t.Unstated():
                return AtomSet(a.boolean(False), nothing, nothing, a.boolean(False))
            case _:
                raise AssertionError(f"not a set term: {type(term).__name__}")

    # --- references ------------------------------------------------------------------------------

    def _field(self, fact: t.Term) -> tuple[Field, R | None]:
        match fact:
            case t.Fact(owner=owner, name=name, type=type_):
                return Field(owner, name, type_), None
            case t.RowFact(row=row, name=name, type=type_):
                return Field("row", name, type_), self.rows[row]
            case _:
                raise AssertionError(f"not a fact: {type(fact).__name__}")

    def applies(self, fact: t.Term) -> Truth[B] | None:
        """Whether a conditional fact applies; None where it always does."""
        match fact:
            case t.RowFact(row=row, name=name, of="selection"):
                declared, scope = self.model.selection.get(name), {"selection": self.rows[row]}
            case t.Fact(owner=owner, name=name):
                declared, scope = self.model.fact(owner, name), {}
            case _:
                return None
        if declared is None or declared.applies is None:
            return None
        before, self.rows = self.rows, scope
        try:
            return self.truth(declared.applies)
        finally:
            self.rows = before

    def _known(self, fact: t.Term) -> B:
        at, row = self._field(fact)
        known = self.algebra.known(at, row)
        applies = self.applies(fact)
        return known if applies is None else self.algebra.all_of([known, self.algebra.negate(applies.fails)])

    def _explicit(self, fact: t.Term) -> B:
        at, row = self._field(fact)
        explicit = self.algebra.explicit(at, row)
        applies = self.applies(fact)
        return explicit if applies is None else self.algebra.all_of([explicit, self.algebra.negate(applies.fails)])

    def _defined(self, term: t.Defined) -> object:
        definition = self.model.definitions[term.name]
        row = None if term.row is None else self.rows[term.row]
        # INVARIANT: a row whose id is a key stays alive in `_pinned`, so that ids are not used again.
        key = (term.name, None if row is None else id(row))
        if key in self._kept:
            return self._kept[key]
        inner = self.rows
        if row is not None:
            self._pinned.append(row)
        self.rows = {} if definition.row is None or row is None else {definition.row: row}
        try:
            value = self.value(definition.term, definition.type)
        finally:
            self.rows = inner
        self._kept[key] = value
        return value

    def value(self, term: t.Term, type_: Type) -> Truth[B] | Quantity[B, I] | Atom[B, A] | AtomSet[B, S]:
        """The meaning of a term of `type_`."""
        match sort_of(type_):
            case "truth":
                return self.truth(term)
            case "quantity":
                return self.quantity(term)
            case "set":
                return self.set(term)
            case _:
                return self.atom(term)
