"""What examples can show of a policy: each goal is one thing to be reached, with terms that hold of an application which reaches it."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.classes import field, frozen
from evalpolicy.core import terms as t
from evalpolicy.coverage.conditions import DecisionPoint, decision_points, is_ruled_out, scope_of, supposing
from evalpolicy.language.model import Adjustment, Exemption, Fee, PolicyModel, Rule, Step, WindowDef
from evalpolicy.language.step import at_of
from evalpolicy.language.types import AmountType, YesNoType
from evalpolicy.source import Span
from evalpolicy.wording import Wording

CATEGORIES = ("rules", "exceptions", "rows", "windows", "readings", "fees", "conditions")


@frozen
class Goal:
    """`declaration` is the id of what it is about, `what` is to be shown of it, and `line` is where that stands.

    It is reached by an example of which one of `witnesses` holds. Of readings and conditions they are only where to look: those are told by
    comparing what is found in several worlds, or in several examples.
    """

    category: str
    declaration: str
    line: int
    key: str
    what: Wording
    witnesses: tuple[t.Term, ...] = field(repr=False)
    step: str | None = None


@frozen(eq=False)
class ConditionGoal:
    """A condition, wherever it stands: a decision and the place of the condition among its leaves. One is enough."""

    goal: Goal
    places: tuple[tuple[DecisionPoint, int], ...]


def goals(model: PolicyModel) -> tuple[Goal, ...]:
    """Every goal of a policy but its conditions."""
    found: list[Goal] = []
    for rule in model.rules.values():
        found += _of_rule(rule)
        for exemption in rule.exceptions:
            found += _of_exemption(model, exemption)
    for step in model.steps.values():
        found += _of_step(model, step)
    for reading in model.readings.values():
        if reading.adopted is None:
            reads = tuple(t.StatusIs(rule.id, "undetermined") for rule in model.rules.values() if reading.id in rule.readings)
            for option in reading.options:
                says = f"“{option.label}”"
                what = Wording(f"读法答{says}时结果不同", f"the answer {says} makes a difference")
                found.append(Goal("readings", reading.id, reading.span.line, f"readings {reading.id} {option.id}", what, reads))
    for fee in model.fees.values():
        found += _of_fee(model, fee)
    for adjustment in model.adjustments.values():
        found += _of_adjustment(adjustment)
    return tuple(found)


def condition_goals(model: PolicyModel) -> tuple[ConditionGoal, ...]:
    """Every condition that the author wrote, once, however often what it stands in is used."""
    places: dict[tuple[Span, int], list[tuple[DecisionPoint, int]]] = {}
    for point in decision_points(model):
        seen: dict[Span, int] = {}
        for place, leaf in enumerate(point.leaves):
            if leaf in point.conditions:
                number = seen[leaf.span] = seen.get(leaf.span, -1) + 1
                places.setdefault((leaf.span, number), []).append((point, place))
    several = {span for span, number in places if number}
    found = []
    for (span, number), where in sorted(places.items(), key=lambda entry: entry[0]):
        point, place = where[0]
        words = model.file.words(span)
        if span in several:
            words += f" [{_constant(point.leaves[place]) or number + 1}]"
        what = Wording(f"条件“{words}”单独决定结果", f"the condition `{words}` decides by itself")
        key = f"conditions {span.line}:{span.column}-{span.end_line}:{span.end_column}#{number}"
        found.append(ConditionGoal(Goal("conditions", point.declaration, span.line, key, what, ()), tuple(where)))
    return tuple(found)


def sides(point: DecisionPoint, place: int) -> tuple[tuple[t.Term, t.Term], ...]:
    """What to look for to show that a condition decides: pairs of terms, one that holds of an application where the condition is true, one of one
    where it is not; each says that the decision hangs on the condition there. One pair is for a condition that speaks for the outcome, one
    for a condition that speaks against it.
    """
    leaf = point.leaves[place]
    true, false = (supposing(point.term, leaf, t.TruthConstant(value)) for value in (True, False))
    if isinstance(leaf, t.Stated):
        given = t.IsGiven(leaf.fact)
        return ((within(point.scope, t.And((given, true))), within(point.scope, t.And((t.Not(given), true)))),)
    found = []
    for hangs in ((true, t.Not(false)), (t.Not(true), false)):
        found.append((within(point.scope, t.And((leaf, *hangs))), within(point.scope, t.And((t.Not(leaf), *hangs)))))
    return tuple(found)


def _constant(leaf: t.Term) -> str:
    """The value that a condition compares with, to tell it from others of the same words."""
    match leaf:
        case t.Same(right=t.AtomConstant(value=value)) | t.Member(atom=t.AtomConstant(value=value)):
            return value
        case _:
            return ""


def _of_rule(rule: Rule) -> Iterator[Goal]:
    against = "advice" if rule.kind == "advice" or rule.tentative is not None else "violated"
    for status, what in (("satisfied", Wording("满足", "satisfied")), (against, Wording("违反", "violated"))):
        yield Goal("rules", rule.id, rule.span.line, f"rules {rule.id} {status}", what, (t.StatusIs(rule.id, status),))


def _of_exemption(model: PolicyModel, exemption: Exemption) -> Iterator[Goal]:
    if is_ruled_out(model, exemption.condition):
        return
    line, id = exemption.span.line, exemption.id
    yield Goal("exceptions", id, line, f"exceptions {id} acts", Wording("适用", "acts"), (exemption.condition,))
    yield Goal("exceptions", id, line, f"exceptions {id} not", Wording("不适用", "does not act"), (t.Not(exemption.condition),))
    for inner in exemption.exceptions:
        yield from _of_exemption(model, inner)


def _of_step(model: PolicyModel, step: Step) -> Iterator[Goal]:
    at = at_of(step.id)
    for window in (*step.windows, *step.dues):
        if window.condition is not None and is_ruled_out(model, window.condition):
            continue
        words = model.file.words(window.span)
        sides: dict[str, tuple[Wording, t.Term]] = {"after": (Wording("以后", "after"), t.Compare("gt", at, window.last))}
        if window.first is None:
            sides["inside"] = Wording("按时", "in time"), t.Compare("le", at, window.last)
        else:
            sides["before"] = Wording("以前", "before"), t.Compare("lt", at, window.first)
            sides["inside"] = Wording("期间", "inside"), t.And((t.Compare("ge", at, window.first), t.Compare("le", at, window.last)))
        for name in ("before", "inside", "after"):
            if name in sides:
                side, term = sides[name]
                what = Wording(f"“{words}”{side.zh}", f"{side.en}: `{words}`")
                key = f"windows {step.id} {window.span.line}:{window.span.column} {name}"
                yield Goal("windows", step.id, window.span.line, key, what, (_where(window, at, term),), step.id)


def _where(window: WindowDef, at: t.Fact, term: t.Term) -> t.Term:
    applies = () if window.condition is None else (window.condition,)
    return t.And((t.IsGiven(at), *applies, term))


def _of_fee(model: PolicyModel, fee: Fee) -> Iterator[Goal]:
    amount = AmountType()
    zero = t.QuantityConstant(0)
    charged: t.Term = t.Compare("gt", t.Defined(fee.total, amount), zero)
    if fee.per == "selection":
        rows = t.Rows("application", "selections", "coverage")
        charged = t.AnyRow(rows, t.Compare("gt", t.Defined(fee.definition, amount, rows.variable), zero))
    yield Goal("fees", fee.id, fee.span.line, f"fees {fee.id}", Wording("收费", "charged"), (charged,))
    base = model.definitions[fee.base]
    if isinstance(base.term, t.Case):
        for row in base.term.rows:
            words = " ".join(model.file.line(row.span.line).split())
            term = within(scope_of(model, base), row.condition)
            yield Goal("rows", fee.id, row.span.line, f"rows {fee.id} {row.span.line}", Wording(words, words), (term,))


def _of_adjustment(adjustment: Adjustment) -> Iterator[Goal]:
    rows = t.Rows("application", "selections", "coverage")
    per_selection = adjustment.per == "selection"
    applies = t.Defined(adjustment.condition, YesNoType(), rows.variable if per_selection else None)
    id, line = adjustment.id, adjustment.span.line
    for key, what, term in (("applies", Wording("适用", "applies"), applies), ("not", Wording("不适用", "does not apply"), t.Not(applies))):
        yield Goal("fees", id, line, f"fees {id} {key}", what, (within((rows,) if per_selection else (), term),))


def within(scope: tuple[t.Rows, ...], term: t.Term) -> t.Term:
    """That a term holds of some rows."""
    for rows in reversed(scope):
        term = t.AnyRow(rows, term)
    return term
