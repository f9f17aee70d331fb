"""Why a term has the value that it has: the facts it rests on, what is missing, what the sources do not settle.

A walk over the term beside its values in the reference engine: a conjunction that fails rests on the operands that fail, a quantity over rows on
the rows that decide it, what is open on the operands that are open.
"""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.backends.scalar import Scalar, ScalarMeaning, Trace
from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Atom, AtomSet, Quantity, Truth
from evalpolicy.core.facts import Placement, Row, fact_pointer
from evalpolicy.core.references import subterms
from evalpolicy.core.sorts import sort_of
from evalpolicy.language.types import AmountType, Type


@define
class Grounds:
    """JSON pointers of facts, in the order met (a dict as an ordered set); rows that decide; causes of what is not settled.

    `elsewhere`: facts that are asked for and do not apply to this application, so that nobody can state them.
    """

    known: dict[str, None] = field(factory=dict)
    missing: dict[str, t.Term] = field(factory=dict)
    elsewhere: dict[str, None] = field(factory=dict)
    rows: dict[str, Row] = field(factory=dict)
    causes: list[tuple[t.Term, Row | None]] = field(factory=list)

    def add_trace(self, trace: Trace) -> None:
        """Take in the known facts of a trace."""
        self.known.update(dict.fromkeys(trace.known))


@define
class GroundsFinder:
    """Finds the grounds of terms in one world."""

    meaning: ScalarMeaning
    grounds: Grounds = field(factory=Grounds)
    _depth: int = 0

    def truth(self, term: t.Term) -> None:
        """The grounds of a truth term having the value it has."""
        value = self.meaning.truth(term)
        match term:
            case t.And(operands=operands) | t.Or(operands=operands):
                for operand in self._deciding(operands, value, self.meaning):
                    self.truth(operand)
            case t.Not(operand=operand):
                self.truth(operand)
            case t.AnyRow(rows=rows, where=where):
                self._rows(rows, where, None, value)
            case t.EveryRow(rows=rows, where=where, has=has):
                self._rows(rows, where, has, value)
            case t.NoTwoShare(rows=rows, where=where, key=key):
                self._note_list(rows)
                for row in self._each(rows):
                    if not self.meaning.truth(where).fails:
                        self._decides(row)
                        self.truth(where)
                        self.operand(key)
            case t.If(condition=condition, then=then, otherwise=otherwise):
                self.truth(condition)
                chosen = self.meaning.truth(condition)
                if not chosen.fails:
                    self.truth(then)
                if not chosen.holds:
                    self.truth(otherwise)
            case t.ItemListed(row=row):
                self._leaf(term, not (value.holds or value.fails), value.may_hold, self.meaning.rows[row])
            case t.Unsettled():
                self.grounds.causes.append((term, None))
            case t.Fact() | t.RowFact() | t.Stated() | t.IsGiven():
                self._leaf(term, not (value.holds or value.fails), value.may_hold, None)
            case t.ItemColumn(row=row):
                self._leaf(term, not (value.holds or value.fails), value.may_hold, self.meaning.rows[row])
            case t.Defined():
                self._defined(term)
            case _:
                self._others(term, value)

    def operand(self, term: t.Term) -> None:
        """The grounds of a quantity, atom or set."""
        match term:
            case t.Fact(type=type_) | t.RowFact(type=type_) | t.ItemColumn(type=type_) | t.Parameter(type=type_):
                if sort_of(type_) == "truth":
                    self.truth(term)
                    return
                known, settles = self._open(term, type_)
                row = self.meaning.rows[term.row] if isinstance(term, t.RowFact | t.ItemColumn) else None
                self._leaf(term, not known, settles, row)
            case t.Unstated():
                self.grounds.causes.append((term, None))
            case t.Count(rows=rows, where=where):
                self._aggregate(rows, where, None)
            case t.Sum(rows=rows, where=where, value=value) | t.Extreme(rows=rows, where=where, value=value):
                self._aggregate(rows, where, value)
            case t.BestSum(rows=rows, where=where, value=value) | t.Distinct(rows=rows, where=where, key=value):
                self._aggregate(rows, where, value)
            case t.CoveredMonths(rows=rows, where=where, start=start, end=end):
                self._aggregate(rows, where, start)
                self._aggregate(rows, where, end)
            case t.Case(rows=case_rows):
                self._case(case_rows)
            case t.If(condition=condition, then=then, otherwise=otherwise):
                self.truth(condition)
                chosen = self.meaning.truth(condition)
                if not chosen.fails:
                    self.operand(then)
                if not chosen.holds:
                    self.operand(otherwise)
            case t.Defined():
                self._defined(term)
            case _:
                for child in subterms(term):
                    self.operand(child)

    # --- parts -----------------------------------------------------------------------------------

    @staticmethod
    def _deciding(operands: tuple[t.Term, ...], value: Truth[bool], meaning: ScalarMeaning) -> list[t.Term]:
        """The operands that have the value of the whole; where the whole is open, those that are open."""
        values = [(operand, meaning.truth(operand)) for operand in operands]
        if value.holds:
            return [operand for operand, its in values if its.holds]
        if value.fails:
            return [operand for operand, its in values if its.fails]
        return [operand for operand, its in values if not (its.holds or its.fails)]

    def _others(self, term: t.Term, value: Truth[bool]) -> None:
        """Comparisons and memberships: what their operands rest on."""
        if isinstance(term, t.Member) and not (value.holds or value.fails or value.may_hold):
            self.grounds.causes.append((term, self._row_of(term.set)))
        for child in subterms(term):
            if isinstance(child, t.Rows):
                continue
            self.operand(child)

    def _row_of(self, term: t.Term) -> Row | None:
        return self.meaning.rows[term.row] if isinstance(term, t.ItemColumn | t.RowFact) else None

    def _open(self, term: t.Term, type_: Type) -> tuple[bool, bool]:
        value = self.meaning.value(term, type_)
        match value:
            case Quantity(low=low, high=high, settles=settles):
                return low == high, settles
            case Atom(known=known, settles=settles) | AtomSet(known=known, settles=settles):
                return known, settles
            case _:
                return True, True

    def _leaf(self, term: t.Term, is_open: bool, settles: bool, row: Row | None) -> None:
        trace = self._trace(term)
        applies = self.meaning.applies(term)
        if not is_open:
            self.grounds.add_trace(trace)
        elif applies is not None and applies.fails:
            self.grounds.elsewhere[self._pointer(term)] = None
        elif settles:
            for pointer in trace.missing or trace.known:
                self.grounds.missing.setdefault(pointer, term)
        else:
            self.grounds.add_trace(trace)
            self.grounds.causes.append((term, row))

    def _pointer(self, fact: t.Term) -> str:
        match fact:
            case t.Fact(owner=owner, name=name):
                return fact_pointer(owner, name)
            case t.RowFact(row=row, name=name):
                return f"{self.meaning.rows[row].pointer}/{name}"
            case _:
                raise AssertionError(f"not a fact: {type(fact).__name__}")

    def _trace(self, term: t.Term) -> Trace:
        """What reading a leaf reads."""
        trace = Trace()
        algebra = self.meaning.algebra
        assert isinstance(algebra, Scalar)
        before, algebra.trace = algebra.trace, trace
        try:
            match term:
                case t.Fact(type=type_) | t.RowFact(type=type_) | t.ItemColumn(type=type_):
                    self.meaning.value(term, type_)
                case t.ItemListed() | t.Stated() | t.IsGiven():
                    self.meaning.truth(term)
                case _:
                    pass
        finally:
            algebra.trace = before
        return trace

    def _each(self, rows: t.Rows) -> Iterator[Row]:
        algebra = self.meaning.algebra
        assert isinstance(algebra, Scalar)
        scope = self.meaning.rows
        self._depth += 1
        try:
            for row in algebra.rows(rows):
                self.meaning.rows = {**scope, rows.variable: row}
                yield row
        finally:
            self._depth -= 1
            self.meaning.rows = scope

    def _decides(self, row: Row) -> None:
        """Note a row that decides; rows of quantities inside quantities are not what a message is about."""
        if self._depth == 1:
            self.grounds.rows[row.pointer] = row

    def _note_list(self, rows: t.Rows) -> None:
        algebra = self.meaning.algebra
        if not algebra.list_known(rows):
            self.grounds.missing.setdefault(fact_pointer(rows.owner, rows.name), rows)

    def _rows(self, rows: t.Rows, where: t.Term, has: t.Term | None, value: Truth[bool]) -> None:
        """Rows of any and every: those that decide the value."""
        self._note_list(rows)
        for row in self._each(rows):
            condition = self.meaning.truth(where)
            if has is not None:
                logic = self.meaning.logic
                condition = logic.disjunction([logic.negation(condition), self.meaning.truth(has)])
            same = (value.holds and condition.holds) or (value.fails and condition.fails)
            undecided = not (value.holds or value.fails) and not (condition.holds or condition.fails)
            if same or undecided:
                if not (has is not None and condition.holds):
                    self._decides(row)
                self.truth(where)
                if has is not None and not self.meaning.truth(where).fails:
                    self.truth(has)

    def _aggregate(self, rows: t.Rows, where: t.Term, value: t.Term | None) -> None:
        self._note_list(rows)
        for row in self._each(rows):
            if not self.meaning.truth(where).fails:
                self._decides(row)
                if row.placement not in (None, Placement.UNNAMED):
                    self.grounds.known[f"{row.pointer}/item"] = None
                self.truth(where)
                if value is not None:
                    self.operand(value)

    def _case(self, case_rows: tuple[t.CaseRow, ...]) -> None:
        possible = [(row, self.meaning.truth(row.condition)) for row in case_rows]
        sure = [(row, condition) for row, condition in possible if condition.holds]
        possible = sure or [(row, condition) for row, condition in possible if not condition.fails]
        for row, condition in possible:
            self.truth(row.condition)
            # While it is open which row it is, only what decides between rows matters.
            if condition.holds:
                self.operand(row.value)
        if not possible:
            self.grounds.causes.append((t.Unstated(AmountType()), None))

    def _defined(self, term: t.Defined) -> None:
        definition = self.meaning.model.definitions[term.name]
        scope = self.meaning.rows
        self.meaning.rows = {} if definition.row is None or term.row is None else {definition.row: scope[term.row]}
        try:
            if sort_of(definition.type) == "truth":
                self.truth(definition.term)
            else:
                self.operand(definition.term)
        finally:
            self.meaning.rows = scope
