"""Core terms over a policy's facts: what the engines are tested with against one another, and against brute force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from hypothesis import strategies as st

from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.sorts import bounds, sort_of
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import (
    MICROSECONDS_PER_DAY,
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ItemType,
    ListType,
    NumberType,
    SetType,
    Type,
    YesNoType,
)

COMPARISONS = ("le", "lt", "ge", "gt", "eq", "ne")
DIRECTIONS = ("up", "down", "half_up")


@frozen
class Scope:
    """The row variables in scope: of each, what it is a row of (`selection`, `file` or a record's id)."""

    variables: Mapping[str, str] = field(factory=dict)

    def with_row(self, variable: str, of: str) -> Scope:
        """One variable more."""
        return Scope({**self.variables, variable: of})


def terms(
    model: PolicyModel, sort: str = "truth", depth: int = 3, *, unsettled: bool = True, constants: tuple[int, ...] = (0, 1, 2, 3)
) -> st.SearchStrategy[t.Term]:
    """Core terms of a sort over the facts of a policy, at most `depth` deep.

    `sort` is truth, number, amount, date, instant, or the id of an enumeration. Without `unsettled` no term asks what sources leave open.
    `constants` are the whole numbers that comparisons use beside the bounds of types.
    """
    return st.composite(lambda draw: _Terms(draw, model, unsettled, constants).term(sort, depth, Scope()))()


@define
class _Terms:
    """Draws one term. `draw` is Hypothesis's own."""

    draw: st.DrawFn
    model: PolicyModel
    unsettled: bool
    constants: tuple[int, ...]
    _named: int = field(default=0, init=False)

    def term(self, sort: str, depth: int, scope: Scope) -> t.Term:
        match sort:
            case "truth":
                return self.truth(depth, scope)
            case "number" | "amount" | "date" | "instant":
                return self.quantity(sort, depth, scope)
            case _:
                return self.atom(self.model.types[sort], depth, scope)

    # --- references --------------------------------------------------------------------------

    def _references(self, scope: Scope, wanted: str | EnumType | SetType) -> list[t.Term]:
        """Every fact of a kind (`kind_of`), of the application and of the rows in scope."""
        found: list[t.Term] = []
        owners = {"applicant": self.model.applicant, "application": self.model.application}
        owners.update({step.id: step.facts for step in self.model.steps.values()})
        for owner, facts in owners.items():
            found += [t.Fact(owner, fact.name, fact.type) for fact in facts.values() if kind_of(fact.type) == wanted]
        if wanted == "instant":
            found += [t.Fact(step, "at", InstantType()) for step in self.model.steps]
        for variable, of in scope.variables.items():
            if of == "selection":
                fields = self.model.selection
                columns = {name: c.type for catalog in self.model.catalogs.values() for name, c in catalog.columns.items()}
                found += [t.ItemColumn(variable, name, type_) for name, type_ in columns.items() if kind_of(type_) == wanted]
                if wanted == self.model.catalog_type:
                    found.append(t.RowFact(variable, "catalog", self.model.catalog_type, of))
            elif of == "file":
                if wanted == "number":
                    found.append(t.RowFact(variable, "size", NumberType(), of))
                continue
            else:
                fields = self.model.records[of].fields
            found += [t.RowFact(variable, fact.name, fact.type, of) for fact in fields.values() if kind_of(fact.type) == wanted]
        return found

    def _rows(self, scope: Scope) -> tuple[t.Rows, Scope] | None:
        """A list of the application and the scope of its rows; None where there is none."""
        choices = [("application", "selections", "selection")] if self.model.catalogs else []
        for owner, facts in (("applicant", self.model.applicant), ("application", self.model.application)):
            choices += [(owner, fact.name, fact.type.record) for fact in facts.values() if isinstance(fact.type, ListType)]
        choices += [(step.id, "files", "file") for step in self.model.steps.values() if step.takes_files]
        if not choices or len(scope.variables) >= 2:
            return None
        owner, name, of = self.draw(st.sampled_from(choices))
        self._named += 1
        variable = f"row{self._named}"
        return t.Rows(owner, name, variable), scope.with_row(variable, of)

    # --- truths --------------------------------------------------------------------------------

    def truth(self, depth: int, scope: Scope) -> t.Term:
        """A truth term."""
        if depth <= 0:
            return self._simple_truth(scope)
        choices = ["simple", "and", "or", "not", "compare", "same", "member", "if"]
        choices += ["any", "every", "no_two"] if len(scope.variables) < 2 else []
        match self.draw(st.sampled_from(choices)):
            case "and":
                return t.And(self._truths(depth, scope))
            case "or":
                return t.Or(self._truths(depth, scope))
            case "not":
                return t.Not(self.truth(depth - 1, scope))
            case "compare":
                return self._comparison(depth, scope)
            case "same":
                enum = self._enum()
                if enum is not None:
                    return t.Same(self.atom(enum, depth - 1, scope), self.atom(enum, depth - 1, scope))
            case "member":
                return self._membership(depth, scope)
            case "if":
                branches = self.truth(depth - 1, scope), self.truth(depth - 1, scope)
                return t.If(self.truth(depth - 1, scope), *branches, YesNoType())
            case "any" | "every" | "no_two" as quantifier:
                return self._quantified(quantifier, depth, scope)
        return self._simple_truth(scope)

    def _truths(self, depth: int, scope: Scope) -> tuple[t.Term, ...]:
        return tuple(self.truth(depth - 1, scope) for _ in range(self.draw(st.integers(1, 3))))

    def _simple_truth(self, scope: Scope) -> t.Term:
        choices: list[t.Term] = [t.TruthConstant(True), t.TruthConstant(False), *self._references(scope, "truth")]
        choices += [t.Unsettled("open")] if self.unsettled else []
        open_readings = [r for r in self.model.readings.values() if r.adopted is None]
        choices += [t.ReadingIs(reading.id, option.id) for reading in open_readings for option in reading.options]
        choices += [t.ItemListed(variable) for variable, of in scope.variables.items() if of == "selection"]
        return self.draw(st.sampled_from(choices))

    def _comparison(self, depth: int, scope: Scope) -> t.Term:
        sort = self.draw(st.sampled_from(("number", "number", "amount", "date", "instant")))
        op = self.draw(st.sampled_from(COMPARISONS))
        return t.Compare(op, self.quantity(sort, depth - 1, scope), self.quantity(sort, depth - 1, scope))

    def _membership(self, depth: int, scope: Scope) -> t.Term:
        enum = self._enum()
        if enum is None:
            return self._simple_truth(scope)
        members = self.draw(st.frozensets(st.sampled_from(enum.codes)))
        doubtful = self.draw(st.frozensets(st.sampled_from(enum.codes))) - members if self.unsettled else frozenset()
        sets: list[t.Term] = [t.SetConstant(members, doubtful), *self._references(scope, SetType(enum))]
        return t.Member(self.atom(enum, depth - 1, scope), self.draw(st.sampled_from(sets)), enum)

    def _quantified(self, quantifier: str, depth: int, scope: Scope) -> t.Term:
        found = self._rows(scope)
        if found is None:
            return self._simple_truth(scope)
        rows, inner = found
        where = self.truth(depth - 1, inner)
        if quantifier == "any":
            return t.AnyRow(rows, where)
        if quantifier == "every":
            return t.EveryRow(rows, where, self.truth(depth - 1, inner))
        keys = [(term, False) for enum in self._enums() for term in self._references(inner, enum)]
        keys += [(term, True) for term in self._references(inner, "number")]
        if not keys:
            return t.AnyRow(rows, where)
        key, is_quantity = self.draw(st.sampled_from(keys))
        return t.NoTwoShare(rows, where, key, is_quantity)

    # --- quantities ----------------------------------------------------------------------------

    def quantity(self, sort: str, depth: int, scope: Scope) -> t.Term:
        """A quantity term: number, amount, date or instant."""
        if depth <= 0 or not (choices := self._quantity_choices(sort, scope)):
            return self._simple_quantity(sort, scope)
        match self.draw(st.sampled_from(choices)):
            case "add":
                return t.Add((self.quantity(sort, depth - 1, scope), self.quantity(sort, depth - 1, scope)))
            case "multiply":
                return t.Multiply(self.quantity(sort, depth - 1, scope), self.draw(st.integers(-2, 3)))
            case "divide":
                operand = self.quantity(sort, depth - 1, scope)
                return t.Divide(operand, self.draw(st.integers(1, 4)), self.draw(st.sampled_from(DIRECTIONS)))
            case "least":
                return t.Least((self.quantity(sort, depth - 1, scope), self.quantity(sort, depth - 1, scope)))
            case "greatest":
                return t.Greatest((self.quantity(sort, depth - 1, scope), self.quantity(sort, depth - 1, scope)))
            case "if":
                branches = self.quantity(sort, depth - 1, scope), self.quantity(sort, depth - 1, scope)
                return t.If(self.truth(depth - 1, scope), *branches, self._type(sort))
            case "table":
                return self._table(sort, depth, scope)
            case "rank":
                enum = self.draw(st.sampled_from([enum for enum in self._enums() if enum.ordered]))
                return t.Rank(self.atom(enum, depth - 1, scope), enum)
            case "months":
                start, end = self.quantity("date", depth - 1, scope), self.quantity("date", depth - 1, scope)
                return t.FullUnits(start, end, self.draw(st.sampled_from((1, 12))), self.draw(st.sampled_from(("up", "down"))))
            case "add_months":
                day = self.quantity("date", depth - 1, scope)
                return t.AddMonths(day, self.draw(st.integers(-14, 14)), self.draw(st.sampled_from(("up", "down"))))
            case "day_of":
                return t.DayOf(self.quantity("instant", depth - 1, scope))
            case "instant_of":
                time = self.draw(st.sampled_from((0, 61_200_000_000, MICROSECONDS_PER_DAY - 1)))
                return t.InstantOf(self.quantity("date", depth - 1, scope), time)
            case aggregate:
                return self._aggregate(aggregate, sort, depth, scope)

    def _quantity_choices(self, sort: str, scope: Scope) -> list[str]:
        choices = ["simple", "if", "table", "least", "greatest"]
        rows = len(scope.variables) < 2
        match sort:
            case "number":
                choices += ["add", "multiply", "divide", "months"]
                choices += ["rank"] if any(enum.ordered for enum in self._enums()) else []
                choices += ["count", "sum", "extreme", "best", "distinct", "covered"] if rows else []
            case "amount":
                choices += ["add", "multiply", "divide"]
                choices += ["sum", "extreme"] if rows else []
            case "date":
                choices += ["add_months", "day_of"]
                choices += ["extreme"] if rows else []
            case _:
                choices += ["instant_of"]
        return choices

    def _simple_quantity(self, sort: str, scope: Scope) -> t.Term:
        type_ = self._type(sort)
        low, high = bounds(type_)
        values = [value for value in self.constants if low <= value <= high] if sort in ("number", "amount") else [low, high]
        if sort == "date":
            values = [dt.date(2024, month, day).toordinal() for month, day in ((1, 31), (2, 29), (9, 20), (12, 31))]
        if sort == "instant":
            values = [1_726_000_000_000_000 + shift for shift in (0, 1, MICROSECONDS_PER_DAY)]
        choices: list[t.Term] = [t.QuantityConstant(value) for value in values]
        choices += [*self._references(scope, sort)] * 2
        choices += [t.Unstated(type_)] if self.unsettled else []
        return self.draw(st.sampled_from(choices))

    def _type(self, sort: str) -> Type:
        types: dict[str, Type] = {"amount": AmountType(), "date": DateType(), "instant": InstantType()}
        return types.get(sort) or NumberType(0, max(self.constants), 0)

    def _table(self, sort: str, depth: int, scope: Scope) -> t.Term:
        """A table whose rows exclude one another: one for each value of an enumeration, some left out."""
        enum = self._enum()
        if enum is None:
            return self._simple_quantity(sort, scope)
        atom = self.atom(enum, 0, scope)
        codes = self.draw(st.lists(st.sampled_from(enum.codes), unique=True, min_size=1))
        rows = [t.CaseRow(t.Same(atom, t.AtomConstant(code)), self.quantity(sort, depth - 1, scope)) for code in codes]
        complete = len(codes) == len(enum.codes)
        if not self.unsettled and not complete:
            rest = t.Member(atom, t.SetConstant(frozenset(enum.codes) - frozenset(codes)), enum)
            rows, complete = [*rows, t.CaseRow(rest, self._simple_quantity(sort, scope))], True
        return t.Case(tuple(rows), self._type(sort), complete)

    def _aggregate(self, kind: str, sort: str, depth: int, scope: Scope) -> t.Term:
        found = self._rows(scope) if kind != "simple" else None
        if found is None:
            return self._simple_quantity(sort, scope)
        rows, inner = found
        where = self.truth(depth - 1, inner)
        match kind:
            case "count":
                return t.Count(rows, where)
            case "sum":
                return t.Sum(rows, where, self.quantity(sort, depth - 1, inner))
            case "extreme":
                which = self.draw(st.sampled_from(("least", "greatest")))
                return t.Extreme(which, rows, where, self.quantity(sort, depth - 1, inner), self._simple_quantity(sort, scope))
            case "best":
                value = t.Greatest((self.quantity(sort, depth - 1, inner), t.QuantityConstant(0)))
                return t.BestSum(self.draw(st.integers(1, 3)), rows, where, value)
            case "covered":
                return t.CoveredMonths(rows, where, self._simple_quantity("date", inner), self._simple_quantity("date", inner))
            case _:
                keys = [term for enum in self._enums() for term in self._references(inner, enum)]
                return t.Distinct(rows, where, self.draw(st.sampled_from(keys))) if keys else t.Count(rows, where)

    # --- atoms ---------------------------------------------------------------------------------

    def _enums(self) -> list[EnumType]:
        return list(self.model.types.values())

    def _enum(self) -> EnumType | None:
        return self.draw(st.sampled_from(self._enums())) if self._enums() else None

    def atom(self, enum: EnumType, depth: int, scope: Scope) -> t.Term:
        """A code of an enumeration."""
        if depth > 0 and self.draw(st.integers(0, 3)) == 0:
            branches = self.atom(enum, depth - 1, scope), self.atom(enum, depth - 1, scope)
            return t.If(self.truth(depth - 1, scope), *branches, enum)
        choices: list[t.Term] = [t.AtomConstant(code) for code in enum.codes]
        choices += [*self._references(scope, enum)] * 2
        choices += [t.Unstated(enum)] if self.unsettled else []
        return self.draw(st.sampled_from(choices))


def kind_of(type_: Type) -> object:
    """Types whose terms may be compared: an enumeration and a set are kinds of their own."""
    if isinstance(type_, EnumType | SetType):
        return type_
    if isinstance(type_, ItemType):
        return "item"
    if isinstance(type_, ListType):
        return "list"
    names = {NumberType: "number", AmountType: "amount", DateType: "date", InstantType: "instant"}
    return names.get(type(type_)) or sort_of(type_)
