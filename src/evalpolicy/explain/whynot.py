"""Why an application is not accepted, and the fewest changes found after which it is.

A search over changed applications, those with the fewest changes first. Of each the first rule that stands in the way is looked at: what its cure may
change (see `cures`), and what is missing may be stated. A change may break another rule (who drops an item has paid too much), which is then put
right in turn. What belongs to a step that is over by the time of the decision stays as it is. Every way out is decided anew before it is returned.
"""

from __future__ import annotations

import copy
import datetime as dt
import heapq
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

from evalpolicy.application import Application
from evalpolicy.binding import bind
from evalpolicy.classes import evolve, frozen
from evalpolicy.core.facts import Facts
from evalpolicy.decision import Decision, Outcome
from evalpolicy.errors import ApplicationError
from evalpolicy.explain.edits import with_value
from evalpolicy.explain.files import targets
from evalpolicy.explain.findings import FindingMaker
from evalpolicy.explain.labels import pointer_label
from evalpolicy.explain.patches import make
from evalpolicy.explain.timing import curing_step, step_times, until
from evalpolicy.explain.values import YES_NO, atom_text, decimal, instant, instant_text
from evalpolicy.finding import Edit
from evalpolicy.judge import Judge
from evalpolicy.language.model import FactDef, PolicyModel, Rule
from evalpolicy.language.types import (
    MICROSECONDS_PER_DAY,
    AmountType,
    EnumType,
    InstantType,
    NumberType,
    SetType,
    TextsType,
    TextType,
    Type,
    YesNoType,
)
from evalpolicy.policy import Policy
from evalpolicy.wording import Language, Wording

MOST_LOOKED_AT = 400
"""Applications that are decided in one search, at most."""
MOST_WAYS, MOST_COMPARED = 3, 12
"""Ways out that are told, and those with as few edits of which they are the cheapest."""
MINUTE = 60_000_000
"""In microseconds."""
STATUSES = ("violated", "pending", "undetermined")


@frozen
class WayOut:
    """Changes after which an application is accepted: in words, as edits to be made one after the other, and what they lead to."""

    text: Wording
    edits: tuple[Edit, ...]
    application: Mapping[str, Any]
    decision: Decision


@frozen
class WhyNot:
    """`decision` on the application as it is; `ways` out with the fewest edits that were found, the cheapest for the applicant first; none for an
    accepted application.

    `exhausted`: whatever may be changed was tried; False where the search stopped at its limit. `only_applicant`: pointers of missing facts whose
    values nobody but the applicant knows (an id, a date, a list): no change with them is proposed.
    """

    decision: Decision
    ways: tuple[WayOut, ...]
    exhausted: bool
    only_applicant: tuple[str, ...] = ()


@frozen
class _Move:
    text: Wording
    edits: tuple[Edit, ...]


def why_not(
    policy: Policy, application: Mapping[str, Any] | Application, *, at: str | dt.datetime | None = None, given: Mapping[str, object] | None = None
) -> WhyNot:
    """Why a policy does not accept an application, and the smallest changes after which it does.

    Raises `ApplicationError` for an application that is not well-formed.
    """
    decision = policy.check(application, at=at, given=given)
    if decision.outcome == Outcome.ACCEPTED:
        return WhyNot(decision, (), True)
    ways: list[WayOut] = []
    handed_in: dict[str, Any] = (application if isinstance(application, Application) else Application(application)).to_dict()
    seen, order = {_key(handed_in)}, count()
    waiting: list[tuple[int, int, dict[str, Any], tuple[_Move, ...]]] = [(0, next(order), handed_in, ())]
    looked_at, unknown = 0, dict[str, None]()
    while waiting and looked_at < MOST_LOOKED_AT:
        edits, _, changed, moves = heapq.heappop(waiting)
        if ways and edits > len(ways[0].edits):
            return WhyNot(decision, _cheapest(ways), True, tuple(unknown))
        try:
            found = policy.check(changed, at=at, given=given)
        except ApplicationError:
            continue
        looked_at += 1
        if found.outcome == Outcome.ACCEPTED:
            ways.append(_way_out(moves, handed_in, changed, found))
            if len(ways) == MOST_COMPARED:
                break
            continue
        for move in _moves(policy, bind(policy.model, changed, given=given, at=at, limits=policy.limits), unknown):
            further = copy.deepcopy(changed)
            make(further, move.edits)
            if _key(further) not in seen:
                seen.add(_key(further))
                together = _last_words((*moves, move))
                heapq.heappush(waiting, (sum(len(each.edits) for each in together), next(order), further, together))
    return WhyNot(decision, _cheapest(ways), not waiting, tuple(unknown))


def _cheapest(ways: Sequence[WayOut]) -> tuple[WayOut, ...]:
    """The ways that are told: of those with as few edits the ones after which the applicant pays least."""
    paid = {id(way): Decimal(0) if way.decision.fee.total is None else way.decision.fee.total for way in ways}
    return tuple(sorted(ways, key=lambda way: (len(way.edits), paid[id(way)]))[:MOST_WAYS])


def _way_out(moves: tuple[_Move, ...], handed_in: dict[str, Any], application: Mapping[str, Any], decision: Decision) -> WayOut:
    text = Wording("；".join(move.text.zh for move in moves), "; ".join(move.text.en for move in moves))
    edits = make(copy.deepcopy(handed_in), (edit for move in moves for edit in move.edits))
    return WayOut(text, edits, application, decision)


def _last_words(moves: tuple[_Move, ...]) -> tuple[_Move, ...]:
    """The changes without one whose fact the last one states again: who drops an item after paying for it pays once."""
    *before, last = moves
    stated = last.edits[0].pointer if len(last.edits) == 1 else None
    if stated is None or last.edits[0].op == "remove" or any(part.isdigit() for part in stated.split("/")):
        return moves
    again = [move for move in before if len(move.edits) == 1 and move.edits[0].pointer == stated]
    if any(move.edits[0].op == "add" for move in again):
        last = evolve(last, edits=(evolve(last.edits[0], op="add"),))
    return (*(move for move in before if move not in again), last)


def _key(application: Mapping[str, Any]) -> str:
    return json.dumps(application, ensure_ascii=False, sort_keys=True, default=str)


# --- what may be changed -----------------------------------------------------------------------------


def _moves(policy: Policy, facts: Facts, unknown: dict[str, None]) -> Iterator[_Move]:
    """The changes that put the first rule right that stands in the way; `unknown` takes the facts that only the applicant can state."""
    judge = Judge(policy.program, facts)
    judgement = judge.judge()
    maker = FindingMaker(judge, judgement, "zh", partial(policy.engine.decide, through=None))
    for status in STATUSES:
        for id in judgement.ids(status):
            rule = policy.model.rules[id]
            found = list(_of_rule(judge, maker, rule, status, unknown))
            if found:
                yield from found
                return
            if status == "violated":
                # Nothing may be changed that puts it right: no other change helps.
                return


def _of_rule(judge: Judge, maker: FindingMaker, rule: Rule, status: str, unknown: dict[str, None]) -> Iterator[_Move]:
    if status == "violated":
        for candidate in maker.partial_cures(rule):
            yield _Move(candidate.text, candidate.edits)
        return
    finding = next(finding for finding in maker.findings() if finding.id == rule.id)
    for missing in finding.missing:
        found = list(_stated(judge, rule, missing.pointer))
        if found:
            yield from found
            return
        unknown.setdefault(missing.pointer)


def _stated(judge: Judge, rule: Rule, pointer: str) -> Iterator[_Move]:
    """What may be stated where a fact is missing, if there is time for it."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    step = parts[1] if parts[0] == "steps" and len(parts) > 1 else curing_step(judge, rule)
    end = until(judge, step)
    clock = None if judge.facts.clock is None else instant(judge.model, judge.facts.clock)
    if clock is not None and end is not None and end < clock:
        return
    type: Type | None
    match parts:
        case ["steps", id, "at"]:
            values, type = list[object](_times(judge, id)), InstantType()
        case ["steps", id, "files"]:
            values, type = [files] if (files := _files(judge, id)) else [], None
        case _:
            fact = _fact(judge.model, parts)
            values, type = ([], None) if fact is None else (list(_of_type(judge, fact.type)), fact.type)
    for value in values:
        text = Wording(
            f"填写{pointer_label(judge, pointer, 'zh')}：{_said(judge.model, value, type, 'zh')}",
            f"state {pointer_label(judge, pointer, 'en')}: {_said(judge.model, value, type, 'en')}",
        )
        yield _Move(text, (Edit("add", pointer, value),))


def _fact(model: PolicyModel, parts: list[str]) -> FactDef | None:
    """The fact of the applicant, the application, a selection or a step that a pointer names."""
    match parts:
        case ["steps", id, name]:
            return model.steps[id].facts.get(name)
        case ["applicant", name]:
            return model.applicant.get(name)
        case ["selections", _, name]:
            return model.selection.get(name)
        case [name]:
            return model.application.get(name)
        case _:
            return None


def _said(model: PolicyModel, value: object, type: Type | None, language: Language) -> str:
    """A value to be stated, as a person says it; of files, which have no type, the paths."""
    match value:
        case bool():
            return YES_NO[value].text(language)
        case list():
            element = type.element if isinstance(type, SetType) else None
            joint = "、" if language == "zh" else ", "
            return joint.join(each["path"] if isinstance(each, dict) else _said(model, each, element, language) for each in value)
        case str() if isinstance(type, InstantType):
            return instant_text(dt.datetime.fromisoformat(value), language)
        case str() if isinstance(type, EnumType):
            return atom_text(model, value, type)
        case _:
            return str(value)


def _times(judge: Judge, step: str) -> Iterator[str]:
    """The first of the likely times at which a step can be done."""
    model, facts = judge.model, judge.facts
    times, rule = step_times(judge, model.steps[step]), model.rules[step]
    first = (model.in_force[0] - dt.date(1970, 1, 1)).days * MICROSECONDS_PER_DAY
    done = [moment for id in model.steps if isinstance(moment := facts.values.get((id, "at")), int)]
    begin = max(each for each in (times.opens, facts.clock, None if times.opens or times.due else first, 0) if each is not None)
    # As soon as it can be, after what is done already, where the order matters; at the very end. Whole minutes first, as a person would write them.
    likely = [max([begin, *done]) or times.due or first, begin or times.due or first, times.due or begin]
    whole = [moment // MINUTE * MINUTE if moment == times.due else -(-moment // MINUTE) * MINUTE for moment in likely]
    for moment in dict.fromkeys([*whole, *likely]):
        tried = evolve(with_value(facts, step, "at", moment), reported=facts.reported | {step})
        if moment >= (facts.clock or 0) and not Judge(judge.program, tried).verdict(rule).fails:
            yield instant(model, moment).isoformat()
            return


def _files(judge: Judge, step: str) -> list[dict[str, object]]:
    """The files that the rules and the step itself ask for, each where it belongs."""
    meaning = judge.meaning(judge.some_world())
    found: list[dict[str, object]] = []
    for rule in judge.model.rules.values():
        for demand in (each.file for each in rule.requirements):
            if demand is None or demand.step != step or demand.quantity == "nothing_else" or judge.applies(rule).fails:
                continue
            for target in targets(demand, meaning)[:1]:
                size = next((limit if op in ("le", "ge") else limit - 1 if op == "lt" else limit + 1 for op, limit in demand.sizes), 1)
                file = {"path": target.at(target.extension or "pdf"), "format": demand.format, "size": size}
                found.append({name: value for name, value in file.items() if value is not None})
    return found


def _of_type(judge: Judge, type: Type) -> Iterator[object]:
    """Values to state, of what the policy itself knows; of what only the applicant can know (an id, a date, a list) none."""
    match type:
        case YesNoType():
            yield from (True, False)
        case EnumType(codes=codes):
            yield from codes
        case SetType(element=EnumType(codes=codes)):
            yield from [[code] for code in codes]
            yield list(codes)
        case AmountType():
            fee = judge.fee()
            if fee is not None:
                yield format(decimal(fee, judge.model.minor_digits), "f")
        case NumberType(low=low, high=high, decimals=decimals):
            yield from (str(decimal(value, decimals)) if decimals else value for value in (high, low))
        case TextType() | TextsType():
            yield "……"
        case _:
            return
