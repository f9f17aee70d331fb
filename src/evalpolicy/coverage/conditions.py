"""The conditions of a policy, and the decisions that they are parts of.

A *decision* is a truth that something hangs on: the verdict of a rule, a definition of yes or no, the condition of a table's row, what a count or
another quantity asks of each row. Its *conditions* are what `and`, `or`, `not` and `if` put together in it. A quantity over rows and the name of
a definition are one condition of the decision that they stand in; what they ask is a decision of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.classes import define, evolve, field, fields, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Truth
from evalpolicy.core.facts import Facts
from evalpolicy.core.references import subterms
from evalpolicy.core.sorts import sort_of
from evalpolicy.language.model import Definition, PolicyModel
from evalpolicy.language.types import ListType
from evalpolicy.source import NOWHERE, Span

YES = Truth(True, False, True, False)
NO = Truth(False, True, False, True)
PENDING = Truth(False, False, True, True)
UNSETTLED = Truth(False, False, False, False)

SELECTION = "selection"
ASKED_OF_ROWS = ("where", "has")
"""The parts of a quantity over rows that are decisions on each row."""


@frozen(eq=False)
class DecisionPoint:
    """`declaration` is the id of what it stands in, `span` where; `scope` the rows that it is asked of, the outermost first.

    `leaves` are what the connectives put together, but for constants. Equal ones of one decision are one.
    """

    declaration: str
    term: t.Term
    span: Span
    leaves: tuple[t.Term, ...] = field(repr=False)
    scope: tuple[t.Rows, ...] = ()
    dead: frozenset[t.Term] = field(default=frozenset(), repr=False)
    """Leaves that play no part by the readings that the policy adopts."""

    @property
    def conditions(self) -> tuple[t.Term, ...]:
        """The leaves that the author wrote. What a step asks of its time is told with its windows, and answers to readings by themselves."""
        return tuple(leaf for leaf in self.leaves if leaf.span != NOWHERE and leaf not in self.dead and not self._is_told_elsewhere(leaf))

    def _is_told_elsewhere(self, leaf: t.Term) -> bool:
        """Answers to readings are goals of their own; and that a fact is stated never decides alone where another leaf reads the fact."""
        match leaf:
            case t.ReadingIs():
                return True
            case t.Stated(fact=fact):
                return any(fact in _within(other) for other in self.leaves if other is not leaf)
            case _:
                return False


def decision_points(model: PolicyModel) -> tuple[DecisionPoint, ...]:
    """Every decision of a policy, in the order of the file."""
    found: dict[int, DecisionPoint] = {}
    collector = _Collector(model, found)
    for rule in model.rules.values():
        collector.collect(DecisionPoint(rule.id, rule.verdict, rule.span, ()), is_truth=True)
    for definition in model.definitions.values():
        is_truth = sort_of(definition.type) == "truth"
        start = DecisionPoint(_declared(definition), definition.term, definition.span, (), scope_of(model, definition))
        collector.collect(start, is_truth=is_truth)
    return tuple(sorted(found.values(), key=lambda point: point.span))


def _declared(definition: Definition) -> str:
    """The id of the declaration that a definition comes from: those of fees and adjustments are called `fee.ID.…` and `adjustment.ID.…`."""
    parts = definition.name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] in ("fee", "adjustment") else definition.name


def scope_of(model: PolicyModel, definition: Definition) -> tuple[t.Rows, ...]:
    """The rows that a definition is asked of: a selection, or the rows of the first list of its record."""
    if definition.row is None:
        return ()
    kind = definition.row.partition("#")[0]
    if kind == SELECTION:
        return (t.Rows("application", "selections", definition.row),)
    facts = (*model.applicant.values(), *model.application.values())
    lists = [t.Rows(fact.owner, fact.name, definition.row) for fact in facts if fact.type == ListType(kind)]
    return tuple(lists[:1])


@frozen
class _Collector:
    """Collects decisions by the identity of their terms."""

    model: PolicyModel
    found: dict[int, DecisionPoint]

    def collect(self, start: DecisionPoint, *, is_truth: bool) -> None:
        """The decisions in the term of `start`; the term itself, where it is a truth."""
        waiting = [(start, is_truth)]
        while waiting:
            point, is_root = waiting.pop()
            if id(point.term) in self.found:
                continue
            at = point.span if point.term.span == NOWHERE else point.term.span
            if not is_root:
                waiting += [(_below(point, part, at, rows), root) for part, root, rows in _parts(point.term)]
                continue
            leaves = dict.fromkeys(leaf for leaf in leaves_of(point.term) if not isinstance(leaf, t.TruthConstant | t.Unsettled))
            dead = leaves.keys() - dict.fromkeys(self._living(point.term))
            self.found[id(point.term)] = evolve(point, span=at, leaves=tuple(leaves), dead=frozenset(dead))
            for leaf in leaves:
                inside = at if leaf.span == NOWHERE else leaf.span
                parts = () if leaf in dead else _parts(leaf)
                waiting += [(_below(point, part, inside, rows), root) for part, root, rows in parts]

    def _living(self, term: t.Term) -> Iterator[t.Term]:
        """The leaves that the adopted readings leave a part to play."""
        match term:
            case t.If(condition=condition, then=then, otherwise=otherwise):
                branches = [] if is_ruled_out(self.model, condition) else [condition, then]
                branches += [] if is_ruled_out(self.model, t.Not(condition)) else [otherwise]
            case t.And(operands=operands) | t.Or(operands=operands):
                settled = [t.Not(term)] if isinstance(term, t.Or) else [term]
                branches = [] if any(is_ruled_out(self.model, each) for each in settled) else list(operands)
            case t.Not(operand=operand):
                branches = [operand]
            case t.Case(rows=rows):
                branches = [part for row in rows for part in (row.condition, row.value)]
            case _:
                yield term
                return
        for branch in branches:
            yield from self._living(branch)


@define
class Supposing(ScalarMeaning):
    """The reference meaning of a decision whose leaves have given truths."""

    leaves: Mapping[t.Term, Truth[bool]] = field(factory=dict, kw_only=True)

    def truth(self, term: t.Term) -> Truth[bool]:
        """The truth that was given; of connectives, what they make of it."""
        return self.leaves[term] if term in self.leaves else super().truth(term)


def is_ruled_out(model: PolicyModel, term: t.Term) -> bool:
    """Whether a truth term never holds by the readings that the policy adopts, whatever the facts are."""
    open_ = [leaf for leaf in leaves_of(term) if not (isinstance(leaf, t.ReadingIs) and model.readings[leaf.reading].adopted is not None)]
    scalar = Scalar(model, Facts({}, {}, frozenset(), {}, None, frozenset(), ()), {})
    leaves = {leaf: UNSETTLED for leaf in open_ if not isinstance(leaf, t.TruthConstant)}
    return Supposing(model, scalar, {}, leaves=leaves).truth(term).fails


def _below(point: DecisionPoint, term: t.Term, at: Span, rows: t.Rows | None) -> DecisionPoint:
    return DecisionPoint(point.declaration, term, at, (), point.scope if rows is None else (*point.scope, rows))


def _within(term: t.Term) -> Iterator[t.Term]:
    """The term and all that it holds."""
    yield term
    for part in subterms(term):
        yield from _within(part)


def supposing(term: t.Term, leaf: t.Term, truth: t.Term) -> t.Term:
    """A truth term with another one in the place of a leaf, wherever the leaf is part of the decision."""
    match term:
        case t.And(operands=operands):
            return evolve(term, operands=tuple(supposing(operand, leaf, truth) for operand in operands))
        case t.Or(operands=operands):
            return evolve(term, operands=tuple(supposing(operand, leaf, truth) for operand in operands))
        case t.Not(operand=operand):
            return evolve(term, operand=supposing(operand, leaf, truth))
        case t.If(condition=condition, then=then, otherwise=otherwise):
            parts = [supposing(part, leaf, truth) for part in (condition, then, otherwise)]
            return t.If(parts[0], parts[1], parts[2], term.type, span=term.span)
        case t.Case(rows=rows):
            changed = (evolve(r, condition=supposing(r.condition, leaf, truth), value=supposing(r.value, leaf, truth)) for r in rows)
            return evolve(term, rows=tuple(changed))
        case _:
            return truth if term == leaf else term


def is_connective(term: t.Term) -> bool:
    """Whether a truth term only puts others together."""
    return isinstance(term, t.And | t.Or | t.Not | t.If | t.Case)


def leaves_of(term: t.Term) -> Iterator[t.Term]:
    """What the connectives of a truth term put together, from left to right."""
    match term:
        case t.And(operands=operands) | t.Or(operands=operands):
            parts: Iterable[t.Term] = operands
        case t.Not(operand=operand):
            parts = (operand,)
        case t.If(condition=condition, then=then, otherwise=otherwise):
            parts = (condition, then, otherwise)
        case t.Case(rows=rows):
            parts = tuple(part for row in rows for part in (row.condition, row.value))
        case _:
            yield term
            return
    for part in parts:
        yield from leaves_of(part)


def _parts(term: t.Term) -> Iterator[tuple[t.Term, bool, t.Rows | None]]:
    """The terms below one that is no connective of a truth; whether each is a decision of its own, and the rows that it is asked of."""
    match term:
        case t.If(condition=condition, then=then, otherwise=otherwise):
            yield from ((condition, True, None), (then, False, None), (otherwise, False, None))
        case t.Case(rows=rows):
            for row in rows:
                yield from ((row.condition, True, None), (row.value, False, None))
        case _:
            over = next((part for part in subterms(term) if isinstance(part, t.Rows)), None)
            for attribute in fields(type(term)):
                part = getattr(term, attribute.name)
                for each in part if isinstance(part, tuple) else (part,):
                    if isinstance(each, t.Term) and each is not over:
                        yield each, attribute.name in ASKED_OF_ROWS, over if attribute.name != "otherwise" else None
